"""Reads of counted and credited days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.people.queries import identities, in_charge
from llamkay.apps.remission.counts.drawing import drawn_bar
from llamkay.apps.remission.models import Certificate, Credit, DayCount, Statement
from llamkay.apps.remission.words import (
    answers,
    in_words,
    ratio_text,
    reader,
    reading_words,
    sentence,
    stage_words,
    status_words,
    stored,
)
from llamkay.core.remission.compare import compare
from llamkay.core.remission.days import EXCLUSIONS, Exclusion
from llamkay.core.remission.plain_language import explain
from llamkay.core.remission.rates import Status
from llamkay.core.remission.words import voice
from llamkay.core.values import Month
from llamkay.platform.database.search import matching
from llamkay.platform.models import IssuedPaper
from llamkay.platform.months import days_by_month
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


KIND_NAMES = {"work": gettext_lazy("Trabajo"), "study": gettext_lazy("Estudio")}


def counts_of(close: Any) -> QuerySet[DayCount]:
    """The days that a close counted, of its month; later corrections of it are of the closes that applied them."""
    return DayCount.objects.filter(close=close, month=close.month, establishment=close.establishment_id)


def counts_at(establishment_id: int) -> QuerySet[DayCount]:
    """The days of a prison that closes counted."""
    return DayCount.objects.filter(establishment_id=establishment_id)


def credits_of(close: Any) -> QuerySet[Credit]:
    """What the days that a close counted remit, of its month, with what it took back of earlier ones."""
    return Credit.objects.filter(close=close, month=close.month, establishment=close.establishment_id)


def last_releases(people: Iterable[int]) -> dict[int, str | None]:
    """Person → the day of release with remission that the latest count of each says, as ISO text."""
    rows = Statement.objects.filter(person__in=people).order_by("person_id", "-id").distinct("person_id")
    return dict(rows.values_list("person_id", "result__release__with_remission"))


def fraction_text(value: Fraction) -> str:
    """An exact number of days as people write it: «12 3/7», «5», «1/2»."""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "−" if value < 0 else ""
    parts = [f"{whole:,}"] if whole or not rest else []
    if rest:
        parts.append(f"{rest}/{value.denominator}")
    return sign + " ".join(parts)


@dataclass(frozen=True)
class Excluded:
    """The days of a month left out for one reason, with the rule that says so."""

    days: str
    text: str
    source: str


@dataclass(frozen=True)
class CreditLine:
    """Days credited under one decision, as a screen shows them."""

    credit: Credit
    close_month: date

    @property
    def days(self) -> int:
        return self.credit.days

    @property
    def ratio(self) -> str:
        return ratio_text(self.credit.ratio)

    @property
    def remitted(self) -> str:
        credit = self.credit
        return fraction_text(Fraction(credit.days, credit.ratio)) if credit.ratio else "—"

    @property
    def stage(self) -> str:
        return stage_words(self.credit.regime, self.credit.stage) if self.credit.regime else ""

    @property
    def to_confirm(self) -> bool:
        return bool(self.credit.confidence) and self.credit.confidence != "high"

    @property
    def status_words(self) -> str:
        return status_words(self.credit.status)

    @property
    def why(self) -> str:
        """Why these days are credited so, in the reader's language."""
        return stored(self.credit.why)

    @property
    def readings(self) -> list[dict[str, Any]]:
        """Each reading in words: what it answers, what it gives, by which article and why."""
        return [
            {
                "holds": "; ".join(answers(item["reading"])),
                "gives": ratio_text(item["ratio"]) if item["ratio"] else status_words(item["status"]),
                "why": stored(item["why"]),
                "norm": item["norm"],
                "article": item["article"],
            }
            for item in self.credit.alternatives
        ]


@dataclass
class MonthOfKind:
    """What stands for a person in one month and kind: the count, why days are missing, the credits."""

    month: Month
    kind: str
    place: str
    days: int = 0
    excluded: list[Excluded] = field(default_factory=list)
    credits: list[CreditLine] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        return str(KIND_NAMES[self.kind])

    @property
    def corrected(self) -> bool:
        return any(line.credit.reverses for line in self.credits)


@dataclass
class RemissionSummary:
    """Everything a person has redeemed in the establishments of the scope."""

    months: list[MonthOfKind] = field(default_factory=list)
    days: int = 0
    remitted: Fraction = Fraction(0)
    unsettled: int = 0

    @property
    def exact(self) -> str:
        return fraction_text(self.remitted)

    @property
    def floored(self) -> int:
        return self.remitted.numerator // self.remitted.denominator


def remission_summary(*, scope: Scope, person: "Person") -> RemissionSummary:
    """The counts that stand and every credit with its reversals, the newest month first; two queries."""
    found: dict[tuple[int, date, str, int], MonthOfKind] = {}
    mine = identities(person)
    counts = scope.filter(DayCount.objects.filter(person__in=mine).select_related("establishment"))
    for row in counts.order_by("establishment_id", "kind", "person_id", "-month", "-id").distinct(
        "establishment_id", "kind", "person_id", "month"
    ):
        place = row.establishment
        found[place.pk, row.month, row.kind, row.person_id] = MonthOfKind(
            Month.of(row.month), row.kind, place.name, row.days, _excluded(row.excluded)
        )
    summary = RemissionSummary()
    credits = scope.filter(Credit.objects.filter(person__in=mine).select_related("establishment", "close"))
    for credit in credits.defer("close__inputs").order_by("id"):
        place = credit.establishment
        key = (place.pk, credit.month, credit.kind, credit.person_id)
        month = found.setdefault(key, MonthOfKind(Month.of(credit.month), credit.kind, place.name))
        month.credits.append(CreditLine(credit, credit.close.month))
        if credit.ratio:
            summary.remitted += Fraction(credit.days, credit.ratio)
        else:
            summary.unsettled += credit.days
    summary.months = sorted(found.values(), key=lambda item: (item.month, item.place, item.kind), reverse=True)
    summary.days = sum(item.days for item in summary.months)
    return summary


def _excluded(pairs: list[list[int]]) -> list[Excluded]:
    """The days left out, one line a reason."""
    days: dict[int, list[int]] = {}
    for day, code in pairs:
        days.setdefault(code, []).append(day)
    lines = []
    for code, dates in sorted(days.items()):
        exclusion = Exclusion(code)
        written, shown = EXCLUSIONS[exclusion], ", ".join(map(str, sorted(set(dates))))
        cited = voice(reader()).cite(written.norm, written.article)
        lines.append(Excluded(shown, sentence(exclusion.why), cited))
    return lines


def paper_state(paper: IssuedPaper) -> str:
    """Whether a paper stands, in a word."""
    if paper.voided_at:
        return _("Anulado")
    return _("Reemplazado") if paper.replaced_by_id else _("Vigente")


def certificates(*, scope: Scope, words: str = "", state: str = "", kind: str = "") -> QuerySet[Certificate]:
    """The certificates issued in the establishments of the scope, the newest first."""
    rows = scope.filter(
        Certificate.objects.select_related("statement__person", "establishment", "paper").defer(
            "pdf", "statement__case", "statement__result"
        )
    )
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        conditions = {
            "valid": Q(paper__replaced_by=None, paper__voided_at=None),
            "replaced": Q(paper__replaced_by__isnull=False, paper__voided_at=None),
            "voided": Q(paper__voided_at__isnull=False),
        }
        rows = rows.filter(conditions[state])
    number = words.partition("-")[0].strip()
    if number.isdecimal():
        return rows.filter(number=int(number[:9]))
    return matching(rows, words, "statement__person__search_text") if words else rows


def statement(*, scope: Scope, pk: int) -> Statement | None:
    """A count of somebody the scope may see."""
    return (
        Statement.objects.filter(pk=pk, person__in=in_charge(scope))
        .select_related("person", "replaces", "law_version")
        .defer("law_version__documents")
        .first()
    )


def statements(*, scope: Scope, person: "Person") -> QuerySet[Statement]:
    """The counts of a person, the newest first, without their documents."""
    return Statement.objects.filter(person__in=in_charge(scope).filter(pk=person.pk)).defer("case", "result")


@dataclass(frozen=True)
class Latest:
    """The last count of a person in a few words: what it counted and what it gives."""

    pk: int
    as_of: date
    counted: int
    gives: list[str]  # days of sentence, one text a reading of the law
    status_words: str
    certificate: Certificate | None


def latest(*, scope: Scope, person: "Person") -> Latest | None:
    """The last count that the scope may see, and the certificate of it that stands; two queries."""
    keys = "counted_days", "remitted_days", "status", "alternatives"
    row = statements(scope=scope, person=person).values("pk", "as_of", *(f"result__{key}" for key in keys)).first()
    if row is None:
        return None
    readings = {item["remitted_days"] for item in row["result__alternatives"]}
    days = sorted(readings) if readings else [row["result__remitted_days"]]
    standing = Certificate.objects.filter(statement=row["pk"], paper__voided_at=None, paper__replaced_by=None)
    return Latest(
        pk=row["pk"],
        as_of=row["as_of"],
        counted=row["result__counted_days"],
        gives=[f"{value:,}" for value in days if value is not None],
        status_words=status_words(row["result__status"]),
        certificate=standing.defer("pdf").first(),
    )


def statement_view(statement: Statement) -> dict[str, Any]:
    """A count in the words of a screen: totals, stretches, readings, days left out."""
    result, before = in_words(statement.result), statement.replaces
    exact = Fraction(result["fraction"]) if result["fraction"] is not None else None
    return {
        "result": result,
        "exact": fraction_text(exact) if exact is not None else "",
        "settled": fraction_text(Fraction(result["settled"])),
        "status_words": status_words(result["status"]),
        "bar": drawn_bar(statement),
        "ends": _day((result["release"] or {}).get("sentence_ends")),
        "with_remission": _day((result["release"] or {}).get("with_remission")),
        "between": [_day((result["release"] or {}).get(key)) for key in ("earliest", "latest")],
        "answers": (result["release"] or {}).get("answers", ()),
        "segments": [
            {
                "from": _day(item["from"]),
                "to": _last(item["to"]),
                "kind": str(KIND_NAMES[item["kind"]]),
                "stage": stage_words(*item["stage"].partition("/")[::2]),
                "days": item["days"],
                "ratio": ratio_text(item["ratio"]),
                "remitted": fraction_text(Fraction(item["remitted"])) if item["remitted"] else "—",
                "norm": item["norm"],
                "article": item["article"],
                "why": item["why"],
                "to_confirm": item["confidence"] != "high",
            }
            for item in result["segments"]
        ],
        "readings": [
            {
                "words": "; ".join(reading_words(item["reading"])),
                "days": item["remitted_days"],
                "partly": item.get("status") == Status.NO_RATIO,
                "until": _day((item["release"] or {}).get("with_remission")),
                "source": item["source"],
            }
            for item in result["alternatives"]
        ],
        "others": [
            {
                "question": item["question"],
                "words": item["words"],
                "gives": other_gives(item),
                "source": item["source"],
            }
            for item in result.get("other_readings", ())
        ],
        "months": [
            {"month": Month.parse(item["month"]).first, "kind": str(KIND_NAMES[item["kind"]]), "days": item["days"]}
            for item in result.get("months", [])
        ],
        "excluded": _grouped(result["excluded"]),
        "plain": explain(statement.result, reader()),
        "differences": _differences(before, statement) if before else [],
    }


def _differences(before: Statement, after: Statement) -> list[dict[str, Any]]:
    moved = compare(before.result, after.result, cases=(before.case, after.case))
    return [difference.as_dict(reader()) for difference in moved]


def other_gives(item: Mapping[str, Any]) -> str:
    """What another answer gives: days of sentence, each of its readings, or only counted days."""
    if item["fraction"] is not None:
        return fraction_text(Fraction(item["fraction"]))
    if item["alternatives"]:
        return _(" o ").join(fraction_text(Fraction(text)) for text in item["alternatives"] if text is not None)
    return "—"


def _grouped(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], list[date]] = {}
    for item in items:
        key = (item["why"], f"{item['norm']}, art. {item['article']}")
        found.setdefault(key, []).append(date.fromisoformat(item["on"]))
    return [
        {"text": text, "source": source, "days": days_by_month(days), "count": len(set(days))}
        for (text, source), days in found.items()
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _last(text: str) -> date:
    """The last day of a half-open period, as papers and screens say it."""
    return date.fromisoformat(text) - timedelta(days=1)
