"""The public window: home, establishments, notes and the pages of its foot, from published tables only."""

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.press.corrections import published_of
from llamkay.apps.press.models import Note
from llamkay.apps.press.services import export_text, today_would_be
from llamkay.apps.press.wording import described, pieces
from llamkay.apps.production.brands.queries import public_brands
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.dictionary import entries
from llamkay.apps.statistics.figures.history import drawn
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.figures.queries import public_history
from llamkay.apps.statistics.models import Figure
from llamkay.apps.statistics.opendata.versions import FILES, versions
from llamkay.apps.statistics.releases import queries as release_queries
from llamkay.core.disclosure import FEW, LIMIT
from llamkay.platform import clock
from llamkay.platform.database.search import fold, terms
from llamkay.platform.screens.lists import download, is_file, paginated
from llamkay.platform.security.access import public
from llamkay.web.public_figures import classes_chart

HOME = ("working", "studying", "work_or_study")
MADE = "working_by_trade"
FIRST = 8  # trades of the first page; the page of the figure has all


@public
def home(request):
    month = queries.latest_month()
    context = {"month": month, "release": release_queries.public_releases().first(), "notes": _notes()[:3]}
    context |= {"brands": _brands()}
    if month:
        shown = PublishedMonth(month)
        known = queries.metrics_by_code([*HOME, MADE])
        context |= {"figures": [_home_figure(known[code], shown) for code in HOME if code in known]}
        keys = [row for row in queries.labelled(shown.classes(MADE)) if row[2] is not None][:FIRST]
        title = _("Los oficios en los que trabajan más personas")
        context |= {
            "made": classes_chart(known[MADE], keys, month=month, name="oficios", title=title) if keys else None
        }
    return render(request, "public/home.html", context)


def _brands():
    """What is made: each brand that lives today, the trades in which its things are made, and where."""
    return public_brands(on=clock.today())


def _home_figure(metric, shown):
    """A figure of the first page: its value, what part of those held it is, and its small history."""
    history = public_history(metric.code)
    chart = history and drawn(
        history,
        name=metric.code,
        title=metric.label,
        label=metric.counted_in.capitalize(),
        plot=70,
        breaks=entries()[metric.code].breaks,
    )
    return {
        "metric": metric,
        "value": shown.figure(metric.code).value,
        "share": shown.share(metric.code, "population"),
        "chart": chart,
    }


@public
def establishments(request):
    words = terms(request.GET.get("q", ""))
    latest = Figure.objects.filter(snapshot__establishment=OuterRef("pk"), metric__code="population").order_by(
        "-snapshot__month", "-snapshot__number"
    )
    places = Establishment.objects.select_related("office").annotate(
        population=Subquery(latest.values("value")[:1]), as_of=Subquery(latest.values("snapshot__as_of")[:1])
    )
    found = [p for p in places if all(w in fold(f"{p.name} {p.department} {p.office.name}") for w in words)]
    if is_file(request):
        headings = ["Código", "Establecimiento", "Oficina regional", "Departamento", "Plazas", "Población", "Al día"]
        lines = [(p.code, p.name, p.office.name, p.department, p.capacity, p.population, p.as_of) for p in found]
        return download(request.GET["formato"], name="establecimientos", headings=headings, rows=lines)
    return render(request, "public/establishments.html", {"places": found, "q": request.GET.get("q", "")})


def _notes():
    return Note.objects.filter(state__in=[Note.State.PUBLISHED, Note.State.VOIDED]).select_related("published")


@public
def notes(request):
    return render(request, "public/notes.html", {"page": paginated(request, _notes(), size=20)})


@public
def note(request, year, number):
    found = get_object_or_404(_notes(), year=year, number=number)
    moved = {item.name: item for item in today_would_be(found)}
    document = found.published.document
    entries = [(entry, moved.get(entry["name"])) for entry in described(document["figures"])]
    words = {entry["name"]: entry["text"] for entry in document["figures"]}
    paragraphs = pieces(found.paragraphs, words)
    if ["".join(piece.text for piece in line) for line in paragraphs] != document["paragraphs"]:
        paragraphs = pieces(document["paragraphs"], {})
    context = {"note": found, "document": document, "entries": entries, "paragraphs": paragraphs}
    context |= {"corrections": published_of(found), "changed": sum(bool(now and now.moved) for _entry, now in entries)}
    return render(request, "public/note.html", context)


@public
def note_text(request, year, number):
    found = get_object_or_404(_notes(), year=year, number=number)
    return HttpResponse(export_text(found), content_type="text/plain; charset=utf-8")


@public
def contact(request):
    return render(request, "public/contact.html", {"contact": settings.PUBLIC_CONTACT})


@public
def data(request):
    context = {"month": queries.latest_month(), "metrics": queries.metrics(public_only=True)}
    context |= {"versions": versions(), "files": FILES}
    return render(request, "public/data.html", context | {"release": release_queries.public_releases().first()})


@public
def privacy(request):
    return render(request, "public/privacy.html", {"few": FEW, "limit": LIMIT, "contact": settings.PUBLIC_CONTACT})


@public
def accessibility(request):
    return render(request, "public/accessibility.html", {"contact": settings.PUBLIC_CONTACT})
