"""The books of a prison: what each holds and who signs it, and its folios as PDF."""

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.books import paper
from llamkay.apps.activities.books.hooks import BOOKS, Book
from llamkay.apps.activities.kinds import Kind as ActivityKind
from llamkay.apps.activities.permissions import MOVEMENTS, VIEW_SHEET
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.apps.months.screens import asked_month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.forms import FilterForm, MonthField
from llamkay.platform.screens.lists import Column, List, answer
from llamkay.platform.security.access import decide, requires

KINDS = {"trabajo": ActivityKind.WORK, "educacion": ActivityKind.STUDY}


class BookFilter(FilterForm):
    """Of which prison and, for the books of attendance, which month."""

    establecimiento = forms.ModelChoiceField(
        no_establishments(), label=gettext_lazy("Establecimiento"), required=False, to_field_name="code"
    )
    mes = MonthField(label=gettext_lazy("Mes de las planillas"), required=False)

    def __init__(self, *args, establishments, **more):
        super().__init__(*args, **more)
        self.fields["establecimiento"].queryset = establishments


LIST = List(
    name="libros",
    title=gettext_lazy("Libros de registro"),
    parent=("activities:list", gettext_lazy("Actividades")),
    intro=gettext_lazy(
        "Cada libro sale en folios numerados para firmar. Nada se borra: lo que se corrigió después de cerrar el mes "
        "consta al pie de su folio."
    ),
    columns=[
        Column(gettext_lazy("Libro"), "name", head=True, link=lambda book: book.url),
        Column(gettext_lazy("Qué contiene"), "holds"),
        Column(gettext_lazy("Norma"), "article"),
        Column(gettext_lazy("Firman"), "signs"),
    ],
    count=ngettext_lazy("%(n)s libro", "%(n)s libros", "n"),
    nothing=gettext_lazy("Ningún libro."),
    empty=gettext_lazy("Ningún penal de su ámbito usa el sistema."),
    export=None,
)


def _books(place, month, *, sheets):
    """The books of a prison; those of attendance for whoever may see sheets."""
    heads = {"trabajo": _("Jefatura de trabajo"), "educacion": _("Dirección de la institución educativa")}
    council = _("Secretaría del consejo técnico")
    registers = {"trabajo": _("Registro de trabajo"), "educacion": _("Registro de educación")}
    controls = {"trabajo": _("Planilla de control laboral"), "educacion": _("Planilla de control educativo")}
    held = _("Quiénes se inscribieron para trabajar o estudiar, desde cuándo y hasta cuándo.")
    articles = {"trabajo": _("Reglamento, art. 110"), "educacion": _("Reglamento, art. 122")}
    for kind, name in registers.items():
        url = reverse("activities:register_book", args=[place.code, kind])
        yield Book(name, held, articles[kind], f"{heads[kind]} · {council}", url)
    held = _("La asistencia y las horas de cada día de %(month)s.") % {"month": month_title(month).lower()}
    for kind, name in controls.items() if sheets else ():
        url = reverse("activities:control_book", args=[place.code, kind]) + f"?mes={month}"
        yield Book(name, held, articles[kind], f"{_('Responsable de la actividad')} · {heads[kind]}", url)


@requires(MOVEMENTS)
def books(request):
    places = in_scope(request.user.actions[MOVEMENTS]).filter(uses_system=True).order_by("order")
    month = asked_month(request)
    data = request.GET.copy()
    data["mes"] = str(month)
    form = BookFilter(data, establishments=places)
    place = form.criteria().get("establecimiento") or places.first()
    rows = []
    if place is not None:
        sheets = decide(request.user, VIEW_SHEET, establishment_id=place.pk)
        rows = list(_books(place, month, sheets=bool(sheets)))
        rows += [book for some in BOOKS(request.user, place, month) for book in some]
    notes = [place.name] if place else []
    return answer(request, LIST, rows, form=form, notes=notes, narrowed=False)


def _found(request, code, kind, action):
    place = in_scope(request.user.actions[action]).filter(code=code).first()
    if place is None or kind not in KINDS:
        raise Http404
    return place, KINDS[kind]


@requires(MOVEMENTS)
def register_book(request, code, kind):
    place, kind = _found(request, code, kind, MOVEMENTS)
    audit.log_access(actor=request.user.username, kind="book", target=f"establishment:{place.pk}")
    return HttpResponse(paper.register_paper(place, kind, clock.today()), content_type="application/pdf")


@requires(VIEW_SHEET)
def control_book(request, code, kind):
    place, kind = _found(request, code, kind, VIEW_SHEET)
    audit.log_access(actor=request.user.username, kind="book", target=f"establishment:{place.pk}")
    scope, month = request.user.actions[VIEW_SHEET], asked_month(request)
    pdf = paper.control_paper(scope=scope, actor=request.user, establishment=place, kind=kind, month=month)
    return HttpResponse(pdf, content_type="application/pdf")
