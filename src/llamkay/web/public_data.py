"""The open data without a login: a file of a month at a moment."""

from django.core.cache import cache
from django.http import Http404, HttpResponse

from llamkay.apps.statistics import queries
from llamkay.apps.statistics.opendata.bulletin import paper, workbook
from llamkay.apps.statistics.opendata.versions import file_of
from llamkay.platform.screens.lists import XLSX
from llamkay.platform.security.access import public

_KINDS = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_DAY = 24 * 60 * 60


@public
def file(request, month, moment, name):
    """What it gives never changes, so that it is worked out once and may be remembered by whoever reads it."""
    address = f"data:{month}:{moment}:{name}"
    body = cache.get(address)
    if body is None:
        body = file_of(month, moment, name)
        if body is None:
            raise Http404
        cache.set(address, body, _DAY)
    kind = _KINDS.get(name.rpartition(".")[2], "text/plain; charset=utf-8")
    answer = HttpResponse(body, content_type=kind)
    answer["Cache-Control"] = f"public, max-age={_DAY}, immutable"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _month(text):
    return next((month for month in queries.months() if f"{month:%Y-%m}" == text), None)


@public
def bulletin(request, month):
    """The bulletin of a month on paper."""
    day = _month(month)
    if day is None:
        raise Http404
    answer = HttpResponse(paper(day), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="boletin-{month}.pdf"'
    return answer


@public
def bulletin_sheets(request, month):
    """The same as a workbook."""
    day = _month(month)
    if day is None:
        raise Http404
    answer = HttpResponse(workbook(day), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="boletin-{month}.xlsx"'
    return answer
