"""The published tables, open to everyone: what the public window tells, with a limit of requests and rows of a page.

Who asks more than ``RATE`` times a minute from one address is answered 429 with ``Retry-After``; a page has a hundred
rows at most.
"""

from datetime import date, datetime, time
from functools import partial
from typing import Annotated, Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from llamkay.api.answers import Page, Words, answers
from llamkay.api.limits import SharedThrottle
from llamkay.api.months import MonthText, month_of
from llamkay.api.paging import Paged, paged
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures import flows
from llamkay.apps.statistics.figures.dictionary import lines, ratios
from llamkay.apps.statistics.figures.published import published
from llamkay.apps.statistics.hooks import corrected
from llamkay.apps.statistics.kinds import QUARTERLY
from llamkay.apps.statistics.opendata.rows import Row, rows
from llamkay.apps.statistics.opendata.versions import versions
from llamkay.apps.statistics.releases.queries import public_releases
from llamkay.apps.statistics.revisions.queries import revisions
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.clock import LIMA

RATE = 60
_MINUTES = 10 * 60
router = Router(tags=["público"], auth=None, throttle=[SharedThrottle(RATE)])
DayText = Annotated[
    str, Field(pattern=r"^((19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$", description="2026-02-02")
]


_answers = partial(answers, open_to_all=True, limited=True)


class PublicRow(Schema):
    month: str
    place: str
    level: str
    metric: str
    key: str
    value: int | None
    observation: str
    confidentiality: str
    as_of: date | None
    source: str
    snapshot: int | None


class PublicRows(Paged):
    items: list[PublicRow]


class Definition(Schema):
    code: str
    name: str
    definition: str
    unit: str
    version: int
    since: date
    breaks: list[date]
    owner: str
    limits: str


class RatioDefinition(Schema):
    code: str
    name: str
    definition: str
    numerator: str
    denominator: str
    version: int
    since: date
    owner: str
    limits: str


class DictionaryAnswer(Schema):
    figures: list[Definition]
    ratios: list[RatioDefinition]


class ChangeRow(Schema):
    place: str
    before: int | None
    after: int | None
    came: int | None = None
    began: int | None = None
    left: int | None = None
    ended: int | None = None
    corrected: int | None = None
    reported: int | None = None
    joined: int | None = None
    gone: int | None = None


class ChangeRows(Paged):
    items: list[ChangeRow]


class RevisionRow(Schema):
    month: date
    due: date
    why: str
    expected: str
    announced_at: datetime


class RevisionRows(Paged):
    items: list[RevisionRow]


class CorrectionRow(Schema):
    line: str
    document: str
    at: datetime
    substantial: bool
    says: str
    should_say: str
    why: str
    metric: str
    place: str
    month: date | None


class CorrectionRows(Paged):
    items: list[CorrectionRow]


def _day(text: str) -> datetime | None:
    """The end of a day; nothing for an empty text."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time.max, LIMA)
    except ValueError:
        raise Refused(_("«{text}» no es un día del calendario.").format(text=text), "at") from None


def _month(text: str, at: datetime | None) -> date:
    """The month asked for, else the newest that stood for the country."""
    named = month_of(text)
    found = named.first if named else queries.latest_month(at)
    if found is None:
        raise Refused(_("Todavía no hay cifras."), "month")
    return found


def _rows(month: date, at: datetime | None) -> list[Row]:
    """The cells of a month, worked out once for what is known of it."""
    newest = next((each.stamp for each in versions() if each.month == month), "")
    release = public_releases().filter(month=month).values_list("pk", flat=True).first()
    address = f"api:public:{month}:{at.isoformat() if at else ''}:{newest}:{release}"
    found: list[Row] | None = cache.get(address)
    if found is None:
        found = rows([month], at=at)
        cache.set(address, found, _MINUTES)
    return found


@router.get(
    "/figures",
    response=_answers(PublicRows),
    summary="Cifras publicadas de un mes, una fila por celda",
)
def public_figures(
    request, month: MonthText = "", metric: Words = "", place: Words = "", at: DayText = "", page: Page = 1
):
    """``at`` asks how they were known at the end of a day."""
    moment = _day(at)
    wanted = {"metric": metric, "place": place}
    found = [
        row
        for row in _rows(_month(month, moment), moment)
        if all(getattr(row, name) == value for name, value in wanted.items() if value)
    ]
    return paged(found, page, lambda row: row.__dict__)


@router.get("/dictionary", response=_answers(DictionaryAnswer), summary="Qué cuenta cada cifra")
def public_dictionary(request):
    return {
        "figures": [
            {
                "code": line.metric.code,
                "name": line.metric.label,
                "definition": line.metric.meaning,
                "unit": line.metric.counted_in,
                "version": line.entry.version,
                "since": line.entry.since,
                "breaks": list(line.entry.breaks),
                "owner": line.entry.owner.marked,
                "limits": line.entry.limits,
            }
            for line in lines()
        ],
        "ratios": [
            {
                "code": ratio.code,
                "name": ratio.name,
                "definition": ratio.definition,
                "numerator": ratio.numerator,
                "denominator": ratio.denominator,
                "version": ratio.version,
                "since": ratio.since,
                "owner": ratio.owner.marked,
                "limits": ratio.limits,
            }
            for ratio in ratios()
        ],
    }


@router.get(
    "/changes",
    response=_answers(ChangeRows),
    summary="Cuánto cambió una cifra desde el mes anterior, y por qué donde se puede decir",
)
def public_changes(request, metric: Words, month: MonthText = "", page: Page = 1):
    known = queries.metrics_by_code([metric]).get(metric)
    if known is None or not known.public or known.dimension or metric in QUARTERLY:
        raise Refused(_("«{name}» no es una cifra pública que se compare de mes en mes.").format(name=metric), "metric")
    now = _month(month, None)
    found = flows.public_changes(metric, *published([now, Month.of(now).previous().first], metric=metric))

    def shape(line: Any) -> dict[str, Any]:
        moves = line.moves.__dict__ if line.moves else {}
        return {"place": line.code, "before": line.before, "after": line.after, **moves}

    return paged(found.lines, page, shape)


@router.get("/revisions", response=_answers(RevisionRows), summary="Revisiones anunciadas")
def public_revisions(request, page: Page = 1):
    names = RevisionRow.model_fields
    return paged(revisions(), page, lambda row: {name: getattr(row, name) for name in names})


@router.get(
    "/corrections",
    response=_answers(CorrectionRows),
    summary="Correcciones de lo publicado",
)
def public_corrections(request, page: Page = 1):
    return paged(corrected(), page, lambda row: row.__dict__)
