"""Three invented women of different times, so that each law can be seen at work: final in 2012, in 2018 and in 2025."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Enrolment, SheetRow
from llamkay.apps.institutions.models import User
from llamkay.apps.people.models import Conviction, CustodySpell, LegalStatusSpell, Person, StageSpell
from llamkay.apps.remission.certificates.services import issue_certificate
from llamkay.apps.remission.prior import services as prior
from llamkay.apps.remission.queries import fraction_text


@dataclass(frozen=True)
class Story:
    """A sentence and the days that older books prove."""

    offence: str
    committed: date
    starts: date
    final: date
    years: int
    stages: tuple[tuple[date, str], ...]
    books: tuple[tuple[str, date, date, int, str], ...]


STORIES = (
    Story(
        "108", date(2010, 8, 14), date(2010, 9, 1), date(2012, 5, 10), 22,
        ((date(2010, 9, 1), "maximum"), (date(2015, 3, 2), "medium"), (date(2021, 6, 7), "minimum")),
        (("work", date(2012, 6, 1), date(2019, 12, 31), 1850, "Libro de trabajo 2"),
         ("work", date(2020, 1, 1), date(2025, 11, 30), 1398, "Libro de trabajo 5")),
    ),
    Story(
        "297", date(2016, 11, 3), date(2016, 11, 3), date(2018, 6, 20), 15,
        ((date(2016, 11, 3), "maximum"), (date(2020, 2, 3), "medium")),
        (("work", date(2018, 7, 1), date(2025, 11, 30), 1678, "Libro de trabajo 4"),),
    ),
    Story(
        "189", date(2024, 2, 9), date(2024, 2, 10), date(2025, 8, 15), 12,
        ((date(2024, 2, 10), "medium"),),
        (("work", date(2025, 9, 1), date(2025, 11, 30), 52, "Libro de trabajo 7"),),
    ),
)  # fmt: skip
SHEET = "TEJ"


def write_stories() -> None:
    """Give three women of the weaving workshop these sentences, before January is closed."""
    rows = SheetRow.objects.filter(sheet__activity__code=SHEET, sheet__activity__establishment__code="EP16")
    people = (
        Person.objects.filter(
            sheet_rows__in=rows,
            legal_status__status="sentenced",
            enrolments__kind="work",
            custody__entry="entry",
            custody__period__endswith=None,
        )
        .distinct()
        .order_by("id")
    )
    for story, person in zip(STORIES, people[: len(STORIES)], strict=True):
        Conviction.objects.filter(person=person).update(
            offence=story.offence,
            paragraph="1",
            committed_on=story.committed,
            starts_on=story.starts,
            final_on=story.final,
            years=story.years,
            recidivist=False,
        )
        since = DateRange(story.starts, None)
        CustodySpell.objects.filter(person=person).update(period=since)
        LegalStatusSpell.objects.filter(person=person).update(period=since)
        Enrolment.objects.filter(person=person).update(period=since)
        StageSpell.objects.filter(person=person).delete()
        ends = [*(start for start, _ in story.stages[1:]), None]
        for (start, stage), end in zip(story.stages, ends, strict=True):
            StageSpell.objects.create(
                person=person, regime="closed_ordinary", stage=stage, period=DateRange(start, end), act="Acta del OTT"
            )


def write_counts() -> tuple[str, ...]:
    """Enter and approve their older books, count them and issue the first certificates."""
    head, director = (User.objects.get(username=name) for name in ("jefatrabajo", "directora"))
    lines = []
    for story in STORIES:
        person = Conviction.objects.select_related("person").get(final_on=story.final, offence=story.offence).person
        if person.prior_days.exists():
            continue
        for kind, first, last, days, book in story.books:
            row = prior.enter(
                actor=head, person=person, kind=kind, first=first, last=last, days=days, book=book, folio="118"
            )
            prior.decide(actor=director, row=row, approve=True)
        made = issue_certificate(actor=head, person=person)
        lines.append(_line(made, story))
    return tuple(lines)


def _line(made: Any, story: Story) -> str:
    result = made.statement.result
    readings = [f"{item['remitted_days']:,}" for item in result["alternatives"]]
    remitted = " o ".join(readings) if readings else fraction_text(Fraction(result["fraction"]))
    which = ", según la lectura" if readings else ""
    return (
        f"Certificado {made}: {made.statement.person.code}, art. {story.offence}, firme en {story.final.year}: "
        f"{result['counted_days']:,} días computados, {remitted} días de pena{which}."
    )
