"""Screens of the figures: a month's table, and one figure opened to its parts."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures import flows
from llamkay.apps.statistics.figures import queries as figure_queries
from llamkay.apps.statistics.figures.dictionary import entries
from llamkay.apps.statistics.figures.forms import ChangesForm
from llamkay.apps.statistics.figures.history import apart, drawn
from llamkay.apps.statistics.figures.lists import change_list, figure_list
from llamkay.apps.statistics.figures.metrics import QUERIES
from llamkay.apps.statistics.models import Metric, Snapshot
from llamkay.apps.statistics.permissions import REPORT, VIEW
from llamkay.apps.statistics.revisions.queries import open_revision
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
    before = Month.of(month).previous().first
    lines = figure_queries.table(month=month, scope=request.user.actions[VIEW])
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
    context = {"metric": metric, "month": month, "months": months, "unanswered": _unanswered(request, month)}
    context |= {"query": QUERIES.get(metric.query, ""), "revision": month and open_revision(month)}
    if month is None:
        return render(request, "statistics/detail.html", context)
    opened = _opened(request, metric, month)
    if is_file(request):
        audit.log_access(actor=request.user.username, kind="export", target=f"figure:{code}:{month:%Y-%m}")
        return _parts_file(request.GET["formato"], metric, month, opened)
    if metric.is_sensitive:
        audit.log_access(actor=request.user.username, kind="read", target=f"figure:{code}:{month:%Y-%m}")
    return render(
        request, "statistics/detail.html", context | opened | {"rows": _rows(request.user, month, opened["parts"])}
    )


def _rows(user, month, parts):
    """Each part with the page that opens it further, for who may: the month that was counted, or what was reported."""
    counted, reported = user.actions.get("closing.view"), user.actions[VIEW]
    returns = figure_queries.returns_of([part.snapshot for part in parts if reported.covers(part.establishment_id)])
    rows = []
    for part in parts:
        url = ""
        if part.snapshot in returns:
            url = reverse("statistics:return", args=[returns[part.snapshot]])
        elif part.source == Snapshot.Source.COUNTED and counted and counted.covers(part.establishment_id):
            url = reverse("closing:detail", args=[part.code, f"{month:%Y-%m}"])
        rows.append((part, url))
    return rows


def _opened(request, metric, month):
    """What the page shows of a figure, and its files with it: the whole, or the class asked for, with its parts."""
    scope, keys = request.user.actions[VIEW], queries.keys_of(metric)
    key = request.GET.get("clave", "") if metric.dimension else ""
    which = {"metric": metric.code, "scope": scope}
    shown = {"key": "", "key_name": "", "found": None, "parts": [], "by_month": [], "chart": None}
    shown |= {"keys": figure_queries.classes(month=month, **which) if metric.dimension else []}
    shown |= {"missing": queries.without_figure(month=month, metric=metric.code, key=None if metric.dimension else "")}
    if metric.dimension and key not in keys:
        return shown
    found = figure_queries.seen(month=month, key=key, **which)
    parts = list(found.parts)
    if request.GET.get("orden") == "valor":  # what is withheld comes last, in the usual order: its place tells nothing
        parts.sort(key=lambda part: -1 if part.shown is None else part.shown, reverse=True)
    shown |= {"key": key, "key_name": keys[key], "found": found, "parts": parts, "withheld": found.withheld}
    by_month, history = figure_queries.series(key=key, **which)
    name = f"{metric.label}: {keys[key]}" if key else metric.label
    label, breaks = metric.counted_in.capitalize(), entries()[metric.code].breaks
    chart = history and drawn(history, name="meses", title=name, label=label, breaks=breaks)
    parts = apart([(point.month, 0) for point in by_month], breaks)
    return shown | {"by_month": by_month, "chart": chart, "changed": [part[0][0] for part in parts[1:]]}


def _parts_file(kind, metric, month, opened):
    suffix = f"-{opened['key']}" if opened["key"] else ""
    name = f"{metric.code}{suffix}-{month:%Y-%m}"
    if opened["found"] is None:
        rows = [(f"{month:%Y-%m}", key, label, _written(value)) for key, label, value in opened["keys"]]
        return download(kind, name=name, headings=[_("Mes"), _("Clave"), _("Nombre"), _("Valor")], rows=rows)
    place = [_("Código"), _("Establecimiento"), _("Mes"), _("Clave")]
    rows = [
        (
            part.code,
            part.establishment,
            f"{month:%Y-%m}",
            opened["key_name"],
            _written(part.shown),
            str(part.source_name),
            part.as_of,
            part.number,
        )
        for part in opened["parts"]
    ]
    headings = [*place, metric.label, _("Fuente"), _("Al día"), _("Corte n.º")]
    return download(kind, name=name, headings=headings, rows=rows)


def _written(value):
    return _("reservado") if value is None else value


@requires(VIEW)
def changes(request, code):
    """How a figure moved between two months, or two days, and why."""
    metric = get_object_or_404(Metric, code=code, dimension="")
    scope, months = request.user.actions[VIEW], queries.months()
    form = ChangesForm(request.GET, months=months, by_day=code in flows.BY_DAY)
    since, until = form.ends(asked_month(request, months))
    found = flows.Changes(())
    if since and form.days:
        places = in_scope(scope).filter(uses_system=True).values_list("pk", flat=True)
        found = flows.between_days(metric=code, since=since, until=until, places=places)
    elif since:
        found = flows.between(metric=code, since=since, until=until, scope=scope)
    listed = change_list(metric, since=since, until=until)
    context = {"metric": metric, "found": found, "kinds": flows.kinds_of(found.moves), "since": since, "until": until}
    return answer(request, listed, list(found.lines), form=form, **context)
