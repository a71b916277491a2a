"""A person's whole case as one document: the file a judge, a lawyer or the command recomputes without this system.

It rests on closed sheets as corrected by adjustments, in every prison the person was held in, and on earlier days that
two people approved. What is not in the document played no part in the count.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import connection

from llamkay.apps.activities.places.queries import enrolments_of
from llamkay.apps.activities.queries import authorised_days, reasons_by_number
from llamkay.apps.education.queries import passed_months
from llamkay.apps.people.queries import convictions_of, custody, evaluations_of, identities, isolations_of, stages_of
from llamkay.apps.remission.models import PriorDays
from llamkay.core.remission.case import WAYS_OUT

if TYPE_CHECKING:
    from llamkay.apps.people.models import Conviction, Person


Document = dict[str, Any]

_ROWS = """
    SELECT s.activity_id, a.establishment_id, a.kind, a.place, s.month, r.minutes, r.reasons
    FROM activities_effectiverow r
    JOIN activities_sheet s ON s.id = r.sheet_id
    JOIN activities_activity a ON a.id = s.activity_id
    WHERE r.person_id = ANY(%s) AND s.state = 'closed' AND a.kind IN ('work', 'study') AND s.month <= %s
    ORDER BY s.month, a.kind, s.activity_id
"""


def case_of(person: "Person", *, as_of: date) -> Document:
    """The case document of a person on a day, of the form that ``llamkay remission compute`` reads.

    Whoever calls answers for the scope: days of every prison count, so it reads beyond one establishment.
    A fixed number of queries.
    """
    convictions = list(convictions_of(person))
    return {
        "id": person.code,
        "title": f"Cómputo al {as_of:%d/%m/%Y}",
        "jurisdiction": "pe",
        "as_of": as_of.isoformat(),
        "person": {
            "recidivist": any(row.recidivist for row in convictions),
            "habitual": any(row.habitual for row in convictions),
        },
        "convictions": [_conviction(row) for row in convictions],
        "stages": [
            _spell(period) | {"regime": regime} | ({"stage": stage} if stage else {})
            for regime, stage, period in stages_of(person).values_list("regime", "stage", "period")
        ],
        "evaluations": [
            {"on": on.isoformat(), "favourable": favourable}
            for on, favourable in evaluations_of(person, until=as_of).values_list("on", "favourable")
        ],
        "enrolments": _enrolments(person),
        "isolation": [_spell(period) for period in isolations_of(person).values_list("period", flat=True)],
        **_at_large(person, as_of),
        **_activity(person, as_of),
    }


def _conviction(row: "Conviction") -> Document:
    found = {
        "offence": row.offence,
        "paragraph": row.paragraph or None,
        "tags": sorted(row.tags),
        "committed_on": _iso(row.committed_on),
        "final_on": _iso(row.final_on),
        "starts_on": _iso(row.starts_on),
    }
    if row.years or row.months or row.days:
        found["sentence"] = {"years": row.years, "months": row.months, "days": row.days}
    return found


def _at_large(person: "Person", as_of: date) -> Document:
    """From each release or escape to the return, of whoever came back; nothing where nobody left."""
    held = list(custody(of=person).order_by("period").values_list("period", "exit"))
    found = [
        {"from": before.upper.isoformat(), "to": after.lower.isoformat(), "by": by}
        for (before, by), (after, _exit) in pairwise(held)
        if by in WAYS_OUT and before.upper < after.lower <= as_of
    ]
    return {"at_large": found} if found else {}


def _enrolments(person: "Person") -> list[Document]:
    """Entries in the registers; a kind never entered is said to have ended before it began, so that no day counts."""
    found = [{"kind": kind} | _spell(period) for kind, period in enrolments_of(person).values_list("kind", "period")]
    never = {"work", "study"} - {item["kind"] for item in found}
    return found + [{"kind": kind, "from": "1900-01-01", "to": "1900-01-02"} for kind in sorted(never)]


def _activity(person: "Person", as_of: date) -> Document:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [identities(person), as_of])
        rows = cursor.fetchall()
    meaning = {number: (reason.counts, reason.expelled) for number, reason in reasons_by_number().items()}
    authorised = authorised_days({row[0] for row in rows})
    held = list(custody(of=person).values_list("establishment_id", "period"))
    passed = passed_months(person)
    sessions, expelled = [], set()
    for activity, where, kind, place, month, minutes, reasons in rows:
        if kind == "study" and passed.get((activity, month)) is False and _any_passed(passed, month):
            continue  # another class of that month was passed; the document has one result a month
        for at, (worked, reason) in enumerate(zip(minutes, reasons, strict=True)):
            counts, thrown_out = meaning.get(reason, (False, False))
            if not worked or not (counts or thrown_out):
                continue
            on = month + timedelta(days=at)
            if on > as_of or not any(where == prison and on in period for prison, period in held):
                continue
            session = {"kind": kind, "on": on.isoformat(), "minutes": worked, "place": place}
            sessions.append(session | ({"authorised": True} if (activity, on) in authorised else {}))
            if thrown_out:
                expelled.add((on.isoformat(), kind))
    return {
        "activity": [*_prior(person, as_of), *sorted(sessions, key=lambda s: (s["on"], s["kind"], s["place"]))],
        "study_results": [
            {"month": f"{month:%Y-%m}", "passed": _any_passed(passed, month)}
            for month in sorted({month for _, month in passed})
        ],
        "expelled": [{"on": on, "kind": kind} for on, kind in sorted(expelled)],
    }


def _any_passed(passed: dict[tuple[int, date], bool], month: date) -> bool:
    return any(good for (_, when), good in passed.items() if when == month)


def _prior(person: "Person", as_of: date) -> Iterable[Document]:
    rows = PriorDays.objects.filter(
        person__in=identities(person), state=PriorDays.State.APPROVED, period__startswith__lte=as_of
    ).values_list("kind", "period", "days")
    return [{"kind": kind, **_spell(period), "days": days} for kind, period, days in rows]


def _spell(period: Any) -> Document:
    found = {"from": period.lower.isoformat()}
    return found | ({"to": period.upper.isoformat()} if period.upper else {})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
