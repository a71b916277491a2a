"""The public window: home, establishments, figures and notes, from published tables only."""

from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.press.models import Note
from llamkay.apps.press.services import export_text, today_would_be
from llamkay.apps.press.wording import described, pieces
from llamkay.apps.production.models import Brand
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.models import QUARTERLY, Figure, Metric
from llamkay.apps.statistics.releases import queries as release_queries
from llamkay.apps.statistics.releases.queries import read_tables
from llamkay.core.values import FIRST_YEAR, LAST_YEAR
from llamkay.platform.database.search import fold, terms
from llamkay.platform.screens.lists import download, is_file, paginated
from llamkay.platform.security.access import public

HOME = ("working", "studying", "work_or_study")


def _month(request):
    """The month asked for with ``?mes=2026-01``, where there are figures of it; otherwise the newest whole month."""
    requested = request.GET.get("mes", "")
    return next((month for month in queries.months() if f"{month:%Y-%m}" == requested), queries.latest_month())


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
            "release": release_queries.public_releases().first(),
            "notes": _notes()[:3],
            "brands": Brand.objects.prefetch_related("establishments"),
        },
    )


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
def establishment(request, code):
    place = get_object_or_404(Establishment.objects.select_related("office"), code=code)
    month = queries.latest_month()
    cells = queries.released_cells(month) if month else None
    rows = [
        (metric, _shown(metric, code, month, value, cells), as_of, source)
        for metric, value, as_of, source in queries.of_establishment(code=code, month=month)
    ]
    context = {"place": place, "rows": rows, "month": month, "brands": Brand.objects.filter(establishments=place)}
    return render(request, "public/establishment.html", context)


def _shown(metric, code, month, value, cells):
    """The value of one prison, or ``None`` where the page of the figure withholds it."""
    if not metric.hides_small:
        return value
    parts = queries.released(queries.national(month=month, metric=metric.code).parts, metric, cells=cells)
    return next(part.shown for part in parts if part.code == code)


@public
def figures(request):
    month = _month(request)
    cells = queries.released_cells(month) if month else None
    lines = [
        (m, v | {"value": queries.released_total(v["value"], m, cells=cells)})
        for m, v in (queries.totals(month=month) if month else [])
        if m.public
    ]
    if is_file(request) and month:
        headings = ["Cifra", "Definición", "Unidad", "Valor", "Contado en el sistema", "Informado"]
        # Of a sensitive figure the split would give small values away.
        rows = [
            (m.label, m.meaning, m.counted_in, v["value"])
            + ((None, None) if m.is_sensitive else (v["counted"], v["reported"]))
            for m, v in lines
        ]
        return download(request.GET["formato"], name=f"cifras-{month:%Y-%m}", headings=headings, rows=rows)
    context = {"month": month, "months": queries.months(), "lines": lines}
    return render(request, "public/figures.html", context | {"breakdowns": _breakdowns()})


def _breakdowns():
    return queries.metrics(public_only=True).exclude(dimension="")


def _moment(text):
    """The moment asked for with ``?al=2026-02-02T16:07:00-05:00``, or ``None``."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _one(request, metric, month):
    """One value as a note cites it: of a class, of a prison, as it stood at a moment; ``None`` when none is asked."""
    key, code, at = (request.GET.get(name, "") for name in ("clase", "penal", "al"))
    if not (key or code or at):
        return None
    place = get_object_or_404(Establishment, code=code) if code else None
    names = {"": ""} | queries.keys_of(metric)
    if key not in names:
        raise Http404
    moment = _moment(at)
    found = queries.national(month=month, metric=metric.code, key=key, at=moment)
    cells = queries.released_cells(month) if metric.code in QUARTERLY else None
    parts = queries.released(found.parts, metric, cells=cells)
    total = queries.released_total(found.value, metric, cells=cells)
    shown = [part for part in parts if place is None or part.code == place.code]
    known = [part.shown for part in shown]
    return {
        "place": place,
        "key": key,
        "key_name": names[key],
        "at": moment,
        "parts": shown,
        "value": total if place is None else next(iter(known), None),
        "reserved": (total is None and bool(parts)) if place is None else known == [None],
        "withheld": any(part.withheld for part in shown),
        "as_of": max((part.as_of for part in shown), default=None),
    }


@public
def figure(request, code):
    metric = get_object_or_404(Metric, code=code, public=True)
    month = _month(request)
    context = {"metric": metric, "month": month, "months": queries.months()}
    if month is None:
        return render(request, "public/figure.html", context)
    if one := _one(request, metric, month):
        return render(request, "public/figure_one.html", context | {"one": one})
    if metric.dimension:
        keys = queries.labelled(queries.by_key(month=month, metric=code))
        if is_file(request):
            return download(
                request.GET["formato"],
                name=f"{code}-{month:%Y-%m}",
                headings=["Clave", "Clase", metric.label],
                rows=keys,
            )
        return render(request, "public/figure.html", context | {"keys": keys})
    found = queries.national(month=month, metric=code)
    cells = queries.released_cells(month) if code in QUARTERLY else None
    parts = queries.released(found.parts, metric, cells=cells)
    if is_file(request):
        rows = [(p.code, p.establishment, p.shown, p.as_of, p.source_name) for p in parts]
        headings = ["Código", "Establecimiento", metric.label, "Al día", "Origen"]
        return download(request.GET["formato"], name=f"{code}-{month:%Y-%m}", headings=headings, rows=rows)
    context |= {"found": found, "parts": parts, "withheld": any(part.withheld for part in parts)}
    context |= {"total": queries.released_total(found.value, metric, cells=cells), "quarterly": code in QUARTERLY}
    breakdowns = [each for each in _breakdowns() if each.code.startswith(f"{code}_by_")]
    return render(request, "public/figure.html", context | {"breakdowns": breakdowns})


@public
def children(request):
    """What is told of children and pregnancies: of one quarter, the newest unless ``?mes=2025-12`` asks for another."""
    found = list(release_queries.public_releases())
    requested = request.GET.get("mes", "")
    release = next((each for each in found if f"{each.month:%Y-%m}" == requested), found[0] if found else None)
    if release is None or requested not in ("", f"{release.month:%Y-%m}"):
        return render(request, "public/children.html", {"releases": found, "requested": requested})
    document = release.document
    if is_file(request):
        return _tables_file(request.GET["formato"], release)
    tables = read_tables(document["tables"], document["cells"])
    context = {"releases": found, "release": release, "tables": tables, "document": document}
    context |= {"as_of": date.fromisoformat(document["as_of"])}
    return render(request, "public/children.html", context)


def _tables_file(kind, release):
    document, cells_shown = release.document, release.document["cells"]
    rows = [
        (
            table["title"],
            row["label"],
            column,
            "reservado" if cells_shown[key] is None else cells_shown[key],
            row.get("places"),
        )
        for table in document["tables"]
        for row in table["rows"]
        for column, key in zip(table["columns"], row["keys"], strict=True)
    ]
    headings = ["Tabla", "Fila", "Columna", f"Al {document['as_of']}", "Plazas"]
    return download(kind, name=f"ninas-y-ninos-{release.month:%Y-%m}", headings=headings, rows=rows)


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
    return render(request, "public/note.html", context)


@public
def note_text(request, year, number):
    found = get_object_or_404(_notes(), year=year, number=number)
    return HttpResponse(export_text(found), content_type="text/plain; charset=utf-8")
