"""Screens of the figures: a month's table, and one figure opened to its parts."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.lists import figure_list
from llamkay.apps.statistics.figures.metrics import QUERIES
from llamkay.apps.statistics.models import Metric
from llamkay.apps.statistics.permissions import REPORT, VIEW
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer, download, is_file
from llamkay.platform.security.access import decide, requires


def asked_month(request, months):
    """The month in ``?mes=`` when it has figures; else the newest that stands for the nation."""
    try:
        requested = Month.parse(request.GET.get("mes", "")).first
    except Refused:
        requested = None
    return requested if requested in months else queries.latest_month()


def _unanswered(request, month):
    """The month asked for when it has no figures, so that the page can say that it shows another one."""
    try:
        requested = Month.parse(request.GET.get("mes", "")).first
    except Refused:
        return None
    return requested if requested != month else None


@requires(VIEW)
def figures(request):
    months = queries.months()
    month = asked_month(request, months)
    may_report = bool(decide(request.user, REPORT))
    if not month:
        return render(request, "statistics/empty.html", {"may_report": may_report})
    before, lines = Month.of(month).previous().first, queries.month_table(month=month)
    return answer(
        request,
        figure_list(month, before=before),
        lines,
        month=month,
        unanswered=_unanswered(request, month),
        before=before,
        months=months,
        compared=any(line.compared for line in lines),
    )


@requires(VIEW)
def figure(request, code):
    metric = get_object_or_404(Metric, code=code)
    months = queries.months()
    month = asked_month(request, months)
    keys = queries.keys_of(metric)
    key = request.GET.get("clave", "") if metric.dimension else ""
    context = {
        "metric": metric,
        "month": month,
        "months": months,
        "unanswered": _unanswered(request, month),
        "query": QUERIES.get(metric.query, ""),
    }
    if month is None:
        return render(request, "statistics/detail.html", context)
    opened = not metric.dimension or key in keys
    found = queries.national(month=month, metric=code, key=key) if opened else None
    parts = queries.guarded(found.parts, metric, scope=request.user.actions[VIEW]) if found else []
    if request.GET.get("orden") == "valor":  # what is withheld comes last, in the usual order: its place tells nothing
        parts.sort(key=lambda part: -1 if part.shown is None else part.shown, reverse=True)
    if is_file(request):
        audit.log_access(actor=request.user.username, kind="export", target=f"figure:{code}:{month:%Y-%m}")
        return _parts_file(request.GET["formato"], metric, month, keys, key, parts, opened)
    if metric.is_sensitive:
        audit.log_access(actor=request.user.username, kind="read", target=f"figure:{code}:{month:%Y-%m}")
    context |= {
        "key": key if opened else "",
        "key_name": keys[key] if opened else "",
        "found": found,
        "parts": parts,
        "withheld": sum(part.withheld for part in parts),
        "missing": queries.without_figure(month=month, metric=code, key=None if metric.dimension else ""),
        "keys": queries.labelled(queries.by_key(month=month, metric=code)) if metric.dimension else [],
        "bars": _bars(queries.trend(metric=code, key=key)) if opened else [],
    }
    return render(request, "statistics/detail.html", context)


def _parts_file(kind, metric, month, keys, key, parts, opened):
    if not opened:
        rows = [
            (f"{month:%Y-%m}", k, name, value)
            for k, name, value in queries.labelled(queries.by_key(month=month, metric=metric.code))
        ]
        headings = [_("Mes"), _("Clave"), _("Nombre"), _("Valor")]
    else:
        headings = [
            _("Código"),
            _("Establecimiento"),
            _("Mes"),
            _("Clave"),
            metric.label,
            _("Fuente"),
            _("Al día"),
            _("Corte n.º"),
        ]
        rows = [
            (
                part.code,
                part.establishment,
                f"{month:%Y-%m}",
                keys[key],
                _("reservado") if part.withheld else part.value,
                str(part.source_name),
                part.as_of,
                part.number,
            )
            for part in parts
        ]
    suffix = f"-{key}" if key and opened else ""
    return download(kind, name=f"{metric.code}{suffix}-{month:%Y-%m}", headings=headings, rows=rows)


def _bars(points):
    """The series with the place and the width of each bar in the drawing; each month is 30 units high."""
    most = max((point.value for point in points), default=0) or 1
    drawn = [(point, round(180 * point.value / most), 30 * at + 5) for at, point in enumerate(points)]
    return [
        {"point": point, "width": str(width), "y": str(y), "text_x": str(86 + width), "text_y": str(y + 15)}
        for point, width, y in drawn
    ]
