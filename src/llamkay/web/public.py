"""The public window: home, establishments, figures and notes, from published tables only."""

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.press.models import Note
from llamkay.apps.press.services import export_text, today_would_be
from llamkay.apps.production.models import Brand
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.models import Figure, Metric
from llamkay.core.disclosure import is_small, protect
from llamkay.platform.access import public
from llamkay.platform.listing import paginated, spreadsheet
from llamkay.platform.search import fold

HOME = ("working", "studying", "work_or_study", "children_attending")


@public
def home(request):
    month = queries.latest_month()
    values = {metric.code: (metric, line) for metric, line in queries.totals(month=month)} if month else {}
    figures = [values[code] for code in HOME if code in values]
    population = values["population"][1]["value"] if "population" in values else 0
    share = round(100 * values["working"][1]["value"] / population) if population and "working" in values else None
    return render(
        request,
        "public/home.html",
        {
            "month": month,
            "figures": figures,
            "share": share,
            "notes": _notes()[:3],
            "brands": Brand.objects.prefetch_related("establishments"),
        },
    )


@public
def establishments(request):
    words = fold(request.GET.get("q", "")).split()
    latest = Figure.objects.filter(snapshot__establishment=OuterRef("pk"), metric__code="population").order_by(
        "-snapshot__month", "-snapshot__number"
    )
    places = Establishment.objects.select_related("office").annotate(
        population=Subquery(latest.values("value")[:1]), as_of=Subquery(latest.values("snapshot__as_of")[:1])
    )
    found = [p for p in places if all(w in fold(f"{p.name} {p.department} {p.office.name}") for w in words)]
    if request.GET.get("format") == "xlsx":
        headings = ["Código", "Establecimiento", "Oficina regional", "Departamento", "Plazas", "Población", "Al día"]
        lines = [(p.code, p.name, p.office.name, p.department, p.capacity, p.population, p.as_of) for p in found]
        return spreadsheet(name="establecimientos", headings=headings, rows=lines)
    return render(request, "public/establishments.html", {"places": found, "q": request.GET.get("q", "")})


@public
def establishment(request, code):
    place = get_object_or_404(Establishment.objects.select_related("office"), code=code)
    month = queries.latest_month()
    rows = [
        (metric, None if metric.sensitivity_class != "none" and is_small(value) else value, as_of, source)
        for metric, value, as_of, source in queries.of_establishment(code=code, month=month)
    ]
    context = {"place": place, "rows": rows, "month": month, "brands": Brand.objects.filter(establishments=place)}
    return render(request, "public/establishment.html", context)


@public
def figures(request):
    month = queries.latest_month()
    lines = queries.totals(month=month) if month else []
    if request.GET.get("format") == "xlsx":
        headings = ["Cifra", "Definición", "Unidad", "Valor", "Contado en el sistema", "Informado"]
        rows = [(m.name, m.definition, m.unit, v["value"], v["counted"], v["reported"]) for m, v in lines]
        return spreadsheet(name=f"cifras-{month:%Y-%m}", headings=headings, rows=rows)
    return render(request, "public/figures.html", {"month": month, "lines": lines})


@public
def figure(request, code):
    metric = get_object_or_404(Metric, code=code, public=True)
    month = queries.latest_month()
    found = queries.national(month=month, metric=code)
    sensitive = metric.sensitivity_class != "none"
    cells = protect({part.code: part.value for part in found.parts}, sensitive=sensitive)
    parts = [(part, cells[part.code]) for part in found.parts]
    if request.GET.get("format") == "xlsx":
        rows = [(p.code, p.establishment, shown, p.as_of, p.source) for p, shown in parts]
        headings = ["Código", "Establecimiento", metric.name, "Al día", "Origen"]
        return spreadsheet(name=f"{code}-{month:%Y-%m}", headings=headings, rows=rows)
    context = {"metric": metric, "month": month, "found": found, "parts": parts}
    return render(request, "public/figure.html", context | {"keys": queries.by_key(month=month, metric=code)})


def _notes():
    return Note.objects.filter(state__in=[Note.State.PUBLISHED, Note.State.VOIDED]).select_related("published")


@public
def notes(request):
    return render(request, "public/notes.html", {"page": paginated(request, _notes(), size=20)})


@public
def note(request, year, number):
    found = get_object_or_404(_notes(), year=year, number=number)
    moved = {item["name"]: item for item in today_would_be(found)}
    entries = [(entry, moved.get(entry["name"])) for entry in found.published.document["figures"]]
    return render(
        request, "public/note.html", {"note": found, "document": found.published.document, "entries": entries}
    )


@public
def note_text(request, year, number):
    found = get_object_or_404(_notes(), year=year, number=number)
    return HttpResponse(export_text(found), content_type="text/plain; charset=utf-8")
