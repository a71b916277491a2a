"""The figures in the public window: the country, the regions and the prisons, as ``PublishedMonth`` tells them."""

import re
from dataclasses import replace
from datetime import date, datetime, time

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.press.contradictions import contradictions
from llamkay.apps.press.mentions import drawn as drawn_mentions
from llamkay.apps.press.mentions import mentions as mentions_of
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures import dictionary as definitions
from llamkay.apps.statistics.figures.flows import KINDS, kinds_of, public_changes
from llamkay.apps.statistics.figures.history import drawn
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.figures.published import published as published_months
from llamkay.apps.statistics.figures.queries import public_history
from llamkay.apps.statistics.figures.readings import chart as readings_chart
from llamkay.apps.statistics.figures.readings import readings as read_readings
from llamkay.apps.statistics.figures.regions import prisons_chart, regions_chart
from llamkay.apps.statistics.hooks import corrected
from llamkay.apps.statistics.kinds import BY_CLASSES, HALVES, OF_PEOPLE, QUARTERLY, READINGS
from llamkay.apps.statistics.models import Metric
from llamkay.apps.statistics.releases import queries as release_queries
from llamkay.apps.statistics.releases.queries import read_tables
from llamkay.core.values import FIRST_YEAR, LAST_YEAR, Month
from llamkay.platform.charts import Mark, sorted_bars
from llamkay.platform.clock import LIMA
from llamkay.platform.screens.lists import download, is_file
from llamkay.platform.security.access import public

MOST_CLASSES = 12  # bars of one chart; the table beneath has them all


def asked_month(request):
    """The month asked for with ``?mes=2026-01``, where there are figures of it; otherwise the newest whole month."""
    requested = request.GET.get("mes", "")
    return next((month for month in queries.months() if f"{month:%Y-%m}" == requested), queries.latest_month())


def written(value):
    """A value as files have it."""
    return _("reservado") if value is None else value


@public
def figures(request):
    month = asked_month(request)
    read = PublishedMonth(month) if month else None
    lines = [
        (metric, found)
        for metric in (queries.metrics(public_only=True).filter(dimension="") if read else [])
        if (found := read.figure(metric.code)).parts or found.value is not None
    ]
    if is_file(request) and month:
        headings = [
            _("Cifra"),
            _("Definición"),
            _("Unidad"),
            _("Valor"),
            _("Penales que contaron"),
            _("Que informaron"),
        ]
        rows = [
            (m.label, m.meaning, m.counted_in, written(f.value), f.counted_establishments, f.reported_establishments)
            for m, f in lines
        ]
        return download(request.GET["formato"], name=f"cifras-{month:%Y-%m}", headings=headings, rows=rows)
    context = {"month": month, "months": queries.months(), "lines": lines}
    breakdowns = queries.metrics(public_only=True).exclude(dimension="")
    return render(request, "public/figures.html", context | {"breakdowns": breakdowns})


@public
def figure(request, code):
    metric = get_object_or_404(Metric, code=code, public=True)
    month = asked_month(request)
    context = {"metric": metric, "month": month, "months": queries.months()}
    context |= {"since": definitions.entries()[code].since}
    if month is None:
        return render(request, "public/figure.html", context)
    if any(request.GET.get(name) for name in ("clase", "penal", "al")):
        return _one(request, metric, context)
    read = PublishedMonth(month)
    if metric.dimension:
        return _of_classes(request, metric, read, context)
    found = read.figure(code)
    if is_file(request):
        rows = [(p.code, p.establishment, written(p.value), p.as_of, p.source_name, p.region) for p in found.parts]
        headings = [_("Código"), _("Establecimiento"), metric.label, _("Al día"), _("Origen"), _("Región")]
        return download(request.GET["formato"], name=f"{code}-{month:%Y-%m}", headings=headings, rows=rows)
    context |= {"outside": found.outside}
    context |= {"found": found, "parts": found.parts, "charts": [*_charts(metric, read, found)]}
    context |= {"share": read.share(code, "population") if code in OF_PEOPLE else None, "quarterly": code in QUARTERLY}
    context |= {"reading": code in READINGS, "revision": read.revision, "contradictions": contradictions(code)}
    context |= {"corrected": [each for each in corrected() if each.metric == code and each.month == month]}
    breakdowns = [each for each in queries.metrics(public_only=True) if BY_CLASSES.get(each.code) == code]
    return render(request, "public/figure.html", context | {"breakdowns": breakdowns})


def _of_classes(request, metric, read, context):
    keys = queries.labelled(read.classes(metric.code))
    if is_file(request):
        rows = [(key, label, written(value)) for key, label, value in keys]
        headings = [_("Clave"), _("Clase"), metric.label]
        name = f"{metric.code}-{read.month:%Y-%m}"
        return download(request.GET["formato"], name=name, headings=headings, rows=rows)
    charts = [classes_chart(metric, keys, month=read.month, name="clases")] if keys else []
    charts = [replace(chart, note=_missing(metric, read)) for chart in charts]
    outside = 0 if metric.code in HALVES else read.outside(metric.code)  # of two classes the chart says it
    context |= {"keys": keys, "charts": charts, "outside": outside}
    context |= {"withheld_classes": any(value is None for _key, _label, value in keys)}
    return render(request, "public/figure.html", context)


def classes_chart(metric, keys, *, month, name, title=""):
    """The classes of a total as bars, each leading to its own page."""
    address = f"{reverse('public-figure', args=[metric.code])}?mes={month:%Y-%m}&clase="
    marks = [
        Mark(label, value, "" if value is not None else _("reservado"), link=f"{address}{key}")
        for key, label, value in keys
    ]
    first = next((mark for mark in marks if mark.value is not None), None)
    what = _("{name}: {first} primero").format(name=metric.label, first=first.label.lower()) if first else metric.label
    headings = [_("Clase"), metric.counted_in.capitalize()]
    return sorted_bars(marks, name=name, title=title or what, headings=headings)


def _charts(metric, read, found):
    """Where and since when: the regions, and the same prisons month by month."""
    if chart := regions_chart(metric, read, found):
        yield chart
    if metric.code in (*OF_PEOPLE, "population") and (chart := prisons_chart(metric, read, found, link=_page_of)):
        yield chart
    history = public_history(metric.code) if metric.code not in QUARTERLY else None
    if history:
        label, breaks = metric.counted_in.capitalize(), definitions.entries()[metric.code].breaks
        yield drawn(history, name="meses", title=metric.label, label=label, breaks=breaks)
    for each in queries.metrics(public_only=True).exclude(dimension=""):
        if BY_CLASSES.get(each.code) == metric.code and (keys := read.classes(each.code)):
            chart = classes_chart(each, queries.labelled(keys), month=read.month, name=each.code)
            yield replace(chart, note=_missing(each, read))


def _page_of(code):
    return reverse("public-establishment", args=[code])


def _missing(metric, read):
    """How many prisons two classes are not told of: they are in the total, and not in these."""
    without = read.outside(metric.code) if metric.code in HALVES else 0
    return (
        ngettext(
            "Sin {n} penal, que lo reserva para que no se reconozca a nadie.",
            "Sin {n} penales, que lo reservan para que no se reconozca a nadie.",
            without,
        ).format(n=without)
        if without
        else ""
    )


def _moment(text):
    """The moment asked for with ``?al=2026-02-02T16:07:00-05:00``, or the end of the day of ``?al=2026-02-02``."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        moment = datetime.combine(moment, time.max, LIMA)
    return moment if moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _one(request, metric, context):
    """One value as a note cites it: of a class, of a prison, as it stood at a moment."""
    key, code, at = (request.GET.get(name, "") for name in ("clase", "penal", "al"))
    place = get_object_or_404(Establishment, code=code) if code else None
    names = {"": ""} | queries.keys_of(metric)
    if key not in names:
        raise Http404
    moment = _moment(at)
    if moment and not request.GET.get("mes"):  # the month that stood for the country then
        context["month"] = queries.latest_month(moment) or context["month"]
    found = PublishedMonth(context["month"], at=moment).figure(metric.code, key)
    if place:
        parts = [part for part in found.parts if part.code == place.code]
        value = parts[0].value if parts else None
    else:
        # Of a class those prisons are listed where anybody is in it, or may be.
        parts, value = [part for part in found.parts if not key or part.value != 0], found.value
    one = {"place": place, "key": key, "key_name": names[key], "at": moment, "parts": parts, "value": value}
    one |= {"by_day": len(at) == len("2026-02-02")}
    one |= {"as_of": max((part.as_of for part in parts), default=None), "found": found}
    return render(request, "public/figure_one.html", context | {"one": one, "quarterly": metric.code in QUARTERLY})


@public
def changes(request, code):
    """How a figure moved since the month before, and why where that may be told."""
    metric = get_object_or_404(Metric.objects.exclude(code__in=QUARTERLY), code=code, public=True, dimension="")
    month = asked_month(request)
    context = {"metric": metric, "month": month, "months": queries.months()}
    if month is None:
        return render(request, "public/changes.html", context)
    before = Month.of(month).previous().first
    found = public_changes(code, *published_months([month, before], metric=code))
    if is_file(request):
        headings = [_("Código"), _("Establecimiento"), date_format(before, "F Y"), *map(str, KINDS.values())]
        rows = [
            (
                line.code,
                line.name,
                line.before,
                *(getattr(line.moves, kind) if line.moves else _("no se dice") for kind in KINDS),
                line.after,
            )
            for line in found.lines
        ]
        name = f"{code}-cambios-{month:%Y-%m}"
        return download(request.GET["formato"], name=name, headings=[*headings, date_format(month, "F Y")], rows=rows)
    context |= {"before": before, "found": found, "kinds": kinds_of(found.moves)}
    return render(request, "public/changes.html", context)


@public
def mentions(request, code):
    """What the published notes tell of a figure, month by month, with what contradicts another."""
    metric = get_object_or_404(Metric, code=code, public=True, dimension="")
    found = mentions_of(code)
    if is_file(request):
        headings = [_("Mes"), _("De dónde"), _("Lo que dice"), _("Nota"), _("Párrafo"), _("Otra nota dice otra cosa")]
        rows = [
            (f"{m.month:%Y-%m}", m.prison, m.words, m.where.line, m.where.paragraph, "≠" * m.disputed) for m in found
        ]
        return download(request.GET["formato"], name=f"{code}-notas", headings=headings, rows=rows)
    context = {"metric": metric, "mentions": found, "chart": drawn_mentions(found, label=metric.label)}
    return render(request, "public/mentions.html", context)


@public
def readings(request):
    """«Works» by its readings, beside one another."""
    month = asked_month(request)
    by_code = queries.metrics_by_code(READINGS)
    found = read_readings(PublishedMonth(month), [by_code[code] for code in READINGS]) if month else None
    if is_file(request) and found:
        headings = [_("Código"), _("Establecimiento"), *(by_code[code].label for code in READINGS), _("Población")]
        rows = [(p.code, p.name, *map(written, p.values), written(p.population)) for p in found.places]
        return download(request.GET["formato"], name=f"trabaja-{month:%Y-%m}", headings=headings, rows=rows)
    context = {"month": month, "months": queries.months(), "found": found, "chart": found and readings_chart(found)}
    context |= {"metrics": [by_code[code] for code in READINGS]}
    return render(request, "public/readings.html", context)


@public
def dictionary(request):
    """What each figure counts, and the ratios of the newest month; those of children of the newest quarter released."""
    month, release = queries.latest_month(), release_queries.public_releases().first()
    read = PublishedMonth(month) if month else None
    quarter = PublishedMonth(release.month) if release else None
    values = []
    for ratio in definitions.ratios() if read else ():
        of = quarter if ratio.numerator in QUARTERLY else read
        values.append((ratio, definitions.value_of(ratio, of) if of else None, of.month if of else None))
    return render(request, "public/dictionary.html", {"month": month, "values": values, "lines": definitions.lines()})


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
        (table["title"], row["label"], column, written(cells_shown[key]), row.get("places"))
        for table in document["tables"]
        for row in table["rows"]
        for column, key in zip(table["columns"], row["keys"], strict=True)
    ]
    headings = [_("Tabla"), _("Fila"), _("Columna"), _("Al {day}").format(day=document["as_of"]), _("Plazas")]
    return download(kind, name=f"ninas-y-ninos-{release.month:%Y-%m}", headings=headings, rows=rows)
