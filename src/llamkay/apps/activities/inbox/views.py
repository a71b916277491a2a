"""The inbox of changed circumstances on screen."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.inbox.queries import WHAT_TO_DO, changes
from llamkay.apps.activities.inbox.services import attend
from llamkay.apps.activities.kinds import ChangeKind
from llamkay.apps.activities.permissions import INBOX
from llamkay.apps.institutions.queries import staff_names
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import hint, link, spanish
from llamkay.platform.screens.forms import FilterForm, OfficeForm
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import requires


class ChangeFilter(FilterForm):
    """Which changes are shown."""

    arguments = {"q": "words", "clase": "kind", "estado": "state"}

    q = forms.CharField(label=gettext_lazy("Persona o actividad"), required=False, max_length=80)
    clase = forms.ChoiceField(
        label=gettext_lazy("Qué cambió"), required=False, choices=[("", gettext_lazy("Todo")), *ChangeKind.choices]
    )
    estado = forms.ChoiceField(
        label=gettext_lazy("Estado"),
        required=False,
        choices=[
            ("", gettext_lazy("Todos")),
            ("waits", gettext_lazy("Por atender")),
            ("done", gettext_lazy("Atendidos")),
        ],
    )


class AttendForm(OfficeForm):
    """What was done about a change."""

    title = gettext_lazy("Atender el cambio")
    button = gettext_lazy("Queda atendido")
    done = gettext_lazy("Atendido.")

    note = forms.CharField(label=gettext_lazy("Qué se hizo"), max_length=200)

    def __init__(self, *args, change, **more):
        super().__init__(*args, **more)
        self.change = change

    def save(self, *, actor):
        return attend(actor=actor, change=self.change, **self.cleaned_data)


def _todo(row):
    return str(WHAT_TO_DO[ChangeKind(row.kind)])


def _list(staff):
    def attended(row):
        return f"{staff.get(row.done_by, row.done_by)}: {row.done_note}" if row.done_at else ""

    def cell(row):
        if row.done_at:
            return hint(attended(row))
        return link(reverse("activities:attend_change", args=[row.pk]), _("Atender"))

    return List(
        name="cambios",
        title=_("Cambios por atender"),
        parent=("activities:list", gettext_lazy("Actividades")),
        intro=gettext_lazy("Lo que cambió para quien tiene plaza o en una actividad, qué hacer y quién lo hizo."),
        columns=[
            Column(gettext_lazy("Desde"), "on", Kind.DAY),
            Column(gettext_lazy("Qué cambió"), "what", head=True, cell=lambda row: spanish(row.what)),
            Column(gettext_lazy("Persona"), lambda row: row.person.full_name if row.person else ""),
            Column(
                gettext_lazy("Actividad"),
                "activity.name",
                link=lambda row: reverse("activities:detail", args=[row.activity_id]),
            ),
            Column(gettext_lazy("Qué hacer"), _todo),
            Column(gettext_lazy("Atendido"), attended, cell=cell),
        ],
        count=ngettext_lazy("%(total)s cambio", "%(total)s cambios", "total"),
        nothing=gettext_lazy("Ningún cambio con ese filtro."),
        empty=gettext_lazy("Nada ha cambiado."),
        reads="changes",
        target="changes",
        internal=True,
    )


@requires(INBOX)
def inbox(request):
    form = ChangeFilter(request.GET)
    rows = changes(actor=request.user, **form.criteria())
    return answer(request, _list(SimpleLazyObject(staff_names)), rows, form=form)


@requires(INBOX)
@idempotent
def attend_change(request, pk):
    found = changes(actor=request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = AttendForm(request.POST or None, change=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:inbox")
    caption = f"{found.person.full_name}, {found.activity.name}" if found.person else found.activity.name
    lines = [found.what, _todo(found)]
    context = {"form": form, "caption": caption, "back": reverse("activities:inbox"), "lines": lines}
    return render(request, "activities/one_form.html", context, status=422 if form.errors else 200)
