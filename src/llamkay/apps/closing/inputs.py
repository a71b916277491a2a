"""Gather what a month close rests on: each app gives its typed part, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llamkay.apps.activities import inputs as activities
from llamkay.apps.activities.inputs import sheet_rows
from llamkay.apps.education import inputs as education
from llamkay.apps.pay.inputs import month as pay
from llamkay.apps.people import inputs as people
from llamkay.apps.people.queries import former_identities, led_to
from llamkay.apps.remission import inputs as remission
from llamkay.core.pay.month import PayInputs
from llamkay.core.remission.month import MonthInputs, SheetRows
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Index, Stretch


@dataclass(frozen=True)
class CloseInputs:
    """The sheets of a month, and what is known of the people and activities on them."""

    rows: SheetRows
    count: MonthInputs
    pay: PayInputs

    def as_document(self) -> dict[str, Any]:
        """All but the sheets, which stay locked, as plain data to be kept with the close."""
        return {"count": self.count.as_document(), "pay": self.pay.as_document()}

    @classmethod
    def from_document(cls, document: Mapping[str, Any], rows: SheetRows) -> "CloseInputs":
        """What a document was made of, with the sheets of its month."""
        return cls(
            rows=rows,
            count=MonthInputs.from_document(document["count"]),
            pay=PayInputs.from_document(document["pay"]),
        )


def load(
    *,
    establishment_id: int,
    month: Month,
    people_of: Iterable[int] | None = None,
    also: Iterable[int] = (),
    before: PayInputs | None = None,
) -> CloseInputs:
    """The inputs of a month of one establishment, of everybody on its sheets and of the people in ``also``.

    ``people_of`` limits the rows; ``before`` is what of pay a closed month was closed with.
    """
    if people_of is not None:
        people_of = every_identity(people_of)
    rows = sheet_rows(establishment_id=establishment_id, month=month, people=people_of)
    count = load_count(establishment_id=establishment_id, month=month, rows=rows, also=also)
    index = _index(count.people, led_to(count.people))
    return CloseInputs(
        rows=rows,
        count=count,
        pay=pay.of_month(establishment_id=establishment_id, month=month, rows=rows, index=index, before=before),
    )


def every_identity(people: Iterable[int]) -> set[int]:
    """These people and the identities that were joined to them, under which their sealed rows stand."""
    people = set(people)
    return people | former_identities(people).keys()


def _index(ids: Sequence[int], joined: Mapping[int, int]) -> Index:
    """Where each person stands; what is known of one that was joined is known of the identity that stands for it."""
    index = Index(zip(ids, range(len(ids)), strict=True))
    for former, standing in joined.items():
        index.setdefault(standing, index[former])
    return index


def load_count(*, establishment_id: int, month: Month, rows: SheetRows, also: Iterable[int] = ()) -> MonthInputs:
    """What the count of days of those rows rests on, with the minutes that each person brings along."""
    signed = set(rows.person.tolist())
    ids = tuple(sorted(signed | (set(also) - set(led_to(signed).values()))))
    joined = led_to(ids)
    index = _index(ids, joined)
    here, stretch = sorted(set(rows.activity.tolist())), Stretch.of(month)
    cases, case_of = people.cases(tuple(joined.get(person, person) for person in ids))
    persons = people.of_people(
        establishment_id=establishment_id,
        index=index,
        stretch=stretch,
        enrolments=activities.enrolments(index, stretch),
    )
    return MonthInputs(
        month=month,
        people=ids,
        # Both identities may have signed sheets of that month.
        persons=persons.shared({index[to]: index[former] for former, to in joined.items() if to in ids}),
        activities=activities.of_activities(here, stretch),
        cases=cases,
        case_of=case_of,
        passed=education.passed(activities=here, index=index, month=month),
        carry=remission.carries(index, establishment_id=establishment_id, month=month),
    )
