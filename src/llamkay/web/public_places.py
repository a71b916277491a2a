"""The page of a prison in the public window: its figures first, how they moved and why, what people work at there."""

from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.production.brands.queries import public_brands
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.dictionary import entries
from llamkay.apps.statistics.figures.flows import PUBLIC, kinds_of, public_changes
from llamkay.apps.statistics.figures.history import MONTHS, drawn, same_places
from llamkay.apps.statistics.figures.published import published
from llamkay.apps.statistics.kinds import OF_PEOPLE, QUARTERLY
from llamkay.apps.statistics.releases.queries import public_releases
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.charts import Mark, sorted_bars
from llamkay.platform.security.access import public

FIRST = ("working", "studying", "work_or_study", "population")
TRADES = "working_by_trade"
SELF_EVIDENT = "establishments"  # of one prison it is always one


@public
def establishment(request, code):
    place = get_object_or_404(Establishment.objects.select_related("office"), code=code)
    context = {
        "place": place,
        "brands": [each.brand for each in public_brands(on=clock.today()) if place in each.places],
    }
    month = queries.latest_month()
    if month is None:
        return render(request, "public/establishment.html", context)
    months = [each for each in queries.months() if each <= month]
    read = published(months[:MONTHS], metric=TRADES)
    metrics = {metric.code: metric for metric in queries.metrics(public_only=True)}
    cards = [_card(metrics[metric], read, code) for metric in FIRST if metric in metrics]
    context |= {"month": month, "cards": [card for card in cards if card]}
    context |= {"rows": _rows(metrics.values(), read, code), "trades": _trades(metrics[TRADES], read[0], place)}
    return render(request, "public/establishment.html", context)


def _card(metric, read, code):
    """A figure of the prison: its value with its day, what part of those held it is, its history and why it moved."""
    part = read[0].figure(metric.code).of(code)
    if part is None:
        return None
    values = {each.month: _value(each, metric.code, code) for each in read}
    history = same_places({month: value for month, value in values.items() if value})
    label = metric.counted_in.capitalize()
    breaks = entries()[metric.code].breaks
    chart = history and drawn(
        history, name=metric.code, title=metric.label, label=label, plot=70, breaks=breaks, alone=True
    )
    share = read[0].share(metric.code, "population", code=code) if metric.code in OF_PEOPLE else None
    return {"metric": metric, "part": part, "share": share, "chart": chart, "moved": moved(metric.code, read, code)}


def _value(read, metric, code):
    part = read.figure(metric).of(code)
    return {} if part is None or part.value is None else {code: part.value}


def moved(metric, read, code):
    """How a figure of a prison moved since the month before and why, where that may be told; ``read`` are the months,
    the newest first."""
    if metric not in PUBLIC or len(read) < 2 or read[1].month != Month.of(read[0].month).previous().first:
        return None
    found = public_changes(metric, read[0], read[1]).lines
    line = next((each for each in found if each.code == code), None)
    if line is None or line.before is None or line.after is None or line.moves is None:
        return None
    return {"before": line.before, "after": line.after, "since": read[1].month, "kinds": kinds_of(line.moves)}


def _rows(metrics, read, code):
    """Every other figure with its value and its day; of children what the newest release of a quarter tells."""
    release = public_releases().first()
    quarter = next((each for each in read if release and each.month == release.month), None)
    rows = []
    for metric in metrics:
        if metric.dimension or metric.code == SELF_EVIDENT:
            continue
        of = quarter if metric.code in QUARTERLY and quarter else read[0]
        if part := of.figure(metric.code).of(code):
            rows.append((metric, part, of.month))
    return rows


def _trades(metric, read, place):
    """In what people work in the prison: the trades that anybody works at, those kept back last."""
    address = f"/cifras/{metric.code}/?mes={read.month:%Y-%m}&penal={place.code}&clase="
    marks = []
    for key, label, _total in queries.labelled(read.classes(metric.code)):
        part = read.figure(metric.code, key).of(place.code)
        if part is None or part.value == 0:
            continue
        marks.append(Mark(label, part.value, _("reservado") if part.value is None else "", link=f"{address}{key}"))
    if all(mark.value is None for mark in marks):
        return None
    first = max((mark for mark in marks if mark.value is not None), key=lambda mark: mark.value)
    return sorted_bars(
        marks,
        name="oficios",
        title=_("En qué se trabaja, {month}: {first} primero").format(
            month=date_format(read.month, "YEAR_MONTH_FORMAT"), first=first.label.lower()
        ),
        headings=[_("Especialidad"), metric.counted_in.capitalize()],
    )
