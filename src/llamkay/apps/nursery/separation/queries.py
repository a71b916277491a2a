"""Reads of the way to the third birthday."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from llamkay.apps.nursery.day.queries import of_room
from llamkay.apps.nursery.models import ChildStay, NurseryPlace, Room
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.people.hooks import Leaving
from llamkay.core.values.dates import add_months
from llamkay.platform.database.search import says


def asked_before_mother_leaves(leaving: Leaving) -> str:
    """What is asked before a woman leaves a prison where a child lives with her; it names no child."""
    children = ChildStay.objects.filter(
        child__mother=leaving.person, establishment=leaving.establishment, period__contains=leaving.on, moved=False
    )
    if not (count := children.count()):
        return ""
    attending = NurseryPlace.objects.filter(child__stays__in=children, period__contains=leaving.on).distinct().count()
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
