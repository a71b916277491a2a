"""A list that was tried in a prison, places given at once, and who is to lose a place or a course; all invented."""

from datetime import date

from llamkay.apps.activities.models import Allocation, PlaceBatch, PlaceRemoval
from llamkay.apps.education.models import Removal
from llamkay.apps.intake.services import try_load
from llamkay.apps.people.queries import custody
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds.messy import table

HEADINGS = ["Tipo", "Nº documento", "Apellidos y nombres", "Sexo", "Nacimiento", "Ingreso"]


def listed(made):
    """Give a prison with one of everything what many do at once; row 2 of its list may be of its person."""
    made.load = _tried(made, [made.person])
    made.place_batch = PlaceBatch.objects.create(
        activity=made.workshop,
        kind="given",
        on=date(2025, 1, 1),
        places=[made.allocation.pk],
        refused=[[made.second.pk, f"No estaba {made.word}."]],
        by="alguien",
        at=clock.now(),
    )
    made.place_removal = _to_lose(made, made.allocation)
    made.removal = Removal.objects.create(
        student=made.student,
        on=date(2026, 2, 2),
        absent=1,
        due=2,
        reason=f"Memorando {made.word}",
        answer=f"Dice {made.word}",
        by="alguien",
    )


def lists_more(made):
    """A longer list of the prison, with everybody in it; more places given at once and more to be lost."""
    people = [spell.person for spell in custody(at=made.place).select_related("person").order_by("pk")]
    made.load = _tried(made, people)
    places = list(Allocation.objects.filter(activity=made.workshop).order_by("pk"))
    PlaceBatch.objects.filter(pk=made.place_batch.pk).update(
        places=[place.pk for place in places], refused=[[person.pk, "No estaba."] for person in people]
    )
    waiting = set(PlaceRemoval.objects.values_list("allocation", flat=True))
    for place in places:
        if place.pk not in waiting:
            _to_lose(made, place)


def _tried(made, people):
    rows = [HEADINGS]
    for who in people:
        born = f"{who.born_on:%d/%m/%Y}" if who.born_on else ""
        name = f"{who.first_surname} {who.second_surname}, {who.given_names}"
        rows.append(["", "", name, who.sex, born, "05/01/2026"])
    rows.append(["DNI", "0000999X", f"Nueva {made.word}, Rosa", made.person.sex, "01/02/1990", "05/01/2026"])
    return try_load(
        actor=Command(),
        scope=EVERYTHING,
        kind="people",
        name=f"lista {made.word}.csv",
        content=table(rows),
        establishment=made.place,
    )


def _to_lose(made, place):
    return PlaceRemoval.objects.create(
        allocation=place,
        ending_id="discipline",
        on=date(2026, 2, 10),
        reason=f"Parte {made.word}",
        answer=f"Dice {made.word}",
        proposed_by="alguien",
        proposed_at=clock.now(),
    )
