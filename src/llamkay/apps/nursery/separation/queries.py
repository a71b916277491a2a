"""Reads of the way to the third birthday."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from llamkay.apps.nursery.day.queries import of_room
from llamkay.apps.nursery.models import ChildStay, NurseryPlace, Room
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.people.hooks import Leaving
from llamkay.core.values.dates import add_months
from llamkay.platform.database.bulk import these
from llamkay.platform.database.search import says


def asked_before_mother_leaves(leavings: Sequence[Leaving]) -> list[str]:
    """What is asked before each of some women leaves a prison where a child lives with her; it names no child. Two
    queries for any number."""
    mothers = {leaving.person.pk for leaving in leavings}
    stays: dict[int, list[ChildStay]] = defaultdict(list)
    for stay in ChildStay.objects.filter(child__mother__in=these(mothers), moved=False).select_related("child"):
        stays[stay.child.mother_id].append(stay)
    places: dict[int, list[NurseryPlace]] = defaultdict(list)
    rows = NurseryPlace.objects.filter(child__in=these({stay.child_id for mine in stays.values() for stay in mine}))
    for place in rows if stays else ():
        places[place.child_id].append(place)
    return [_asked_before(one, stays[one.person.pk], places) for one in leavings]


def _asked_before(leaving: Leaving, stays: Iterable[ChildStay], places: Mapping[int, list[NurseryPlace]]) -> str:
    here = leaving.establishment.pk
    children = {stay.child_id for stay in stays if stay.establishment_id == here and leaving.on in stay.period}
    if not (count := len(children)):
        return ""
    attending = sum(any(leaving.on in place.period for place in places[child]) for child in children)
    text = ngettext(
        "Aquí vive con ella {n} niña o niño ({attending} con lugar en la cuna): trabajo social anota adónde va.",
        "Aquí viven con ella {n} niñas o niños ({attending} con lugar en la cuna): trabajo social anota adónde van.",
        count,
    )
    return text.format(n=count, attending=attending)


def narrowed(
    files: Iterable[CaseFile],
    *,
    today: date,
    whole: Collection[int],
    q: str = "",
    state: str = "",
    room: Room | None = None,
    establishment: Any = None,
) -> list[CaseFile]:
    """The files on the way to the third birthday: ``state`` is ``over``, a number of months to go, or ``late``.

    What is late is told only of the children whose way out the reader reads whole, whose ids are ``whole``.
    """
    inside_room = {child.pk for child in of_room(room, on=today)} if room else set()
    fitting = []
    for file in files:
        child = file.child
        fits = (
            says(q, child.surnames, child.given_names, child.code)
            and (room is None or child.pk in inside_room)
            and (establishment is None or file.stay.establishment_id == establishment.pk)
        )
        if state == "over":
            fits = fits and file.overstays
        elif state == "late":
            fits = fits and child.pk in whole and file.inside and any(stage["late"] for stage in file.stages)
        elif state:
            fits = fits and file.inside and today <= file.birthday <= add_months(today, int(state))
        if fits:
            fitting.append(file)
    return fitting
