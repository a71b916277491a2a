"""The public window: home, establishments and the pages of its foot, from published tables only."""

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.press.queries import public_notes
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
from llamkay.platform.screens.lists import download, is_file
from llamkay.platform.security.access import public
from llamkay.web.public_figures import classes_chart

HOME = ("working", "studying", "work_or_study")
MADE = "working_by_trade"
# What programs read without a key.
PROGRAMS = (
    ("/api/v1/public/figures?metric=working", gettext_lazy("las cifras de un mes, una fila por celda")),
    ("/api/v1/public/dictionary", gettext_lazy("qué cuenta cada cifra, desde cuándo y con qué versión")),
    ("/api/v1/public/changes?metric=working", gettext_lazy("cuánto cambió una cifra desde el mes anterior, y por qué")),
    ("/api/v1/public/revisions", gettext_lazy("las revisiones anunciadas")),
    ("/api/v1/public/corrections", gettext_lazy("las correcciones de lo publicado")),
)
FIRST = 8  # trades of the first page; the page of the figure has all


@public
def home(request):
    month = queries.latest_month()
    context = {"month": month, "release": release_queries.public_releases().first(), "notes": public_notes()[:3]}
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


@public
def contact(request):
    return render(request, "public/contact.html", {"contact": settings.PUBLIC_CONTACT})


@public
def data(request):
    context = {"month": queries.latest_month(), "metrics": queries.metrics(public_only=True)}
    context |= {"versions": versions(), "files": FILES, "programs": PROGRAMS}
    return render(request, "public/data.html", context | {"release": release_queries.public_releases().first()})


@public
def privacy(request):
    return render(request, "public/privacy.html", {"few": FEW, "limit": LIMIT, "contact": settings.PUBLIC_CONTACT})


@public
def accessibility(request):
    return render(request, "public/accessibility.html", {"contact": settings.PUBLIC_CONTACT})
