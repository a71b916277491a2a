"""The day of a room on paper, to be filled by hand where the machine does not answer, and typed in afterwards."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from llamkay.apps.nursery.day import queries
from llamkay.apps.nursery.models import Room
from llamkay.platform import clock
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent.parent / "papers" / "day.typ"
SPARE = 3  # empty lines for whoever comes without being on the list


@override("es")  # the paper is in Spanish, whoever prints it
def day_paper(room: Room, *, on: date, full: bool) -> bytes:
    """The PDF of a room's form for a day, with its children and what whoever feeds them must know.

    Whoever may not read the attendance has no surname nor number of a child on it, as on the screen.
    """
    children = queries.of_room(room, on=on)
    names = queries.names_in(room, on=on)
    feeds = queries.feeds_of(children, on=on)
    data = {
        "title": f"El día de la sala {room.name}",
        "subject": f"{room.nursery.name}, {on:%d/%m/%Y}",
        "nursery": room.nursery.name,
        "establishment": room.nursery.establishment.name,
        "room": room.name,
        "day": f"{on:%d/%m/%Y}",
        "limit": room.children_per_adult,
        "children": [
            {
                "name": child.full_name if full else names[child.pk],
                "code": child.code if full else "",
                "care": "; ".join(part for part in (child.every_allergy, child.diet) if part),
                "feeds": ", ".join(f"{feed['at']:%H:%M}" for feed in feeds[child.pk]),
            }
            for child in children
        ],
        "spare": SPARE,
        "demo": settings.DEMO,
    }
    return render(TEMPLATE, data, at=clock.now())
