"""Write down an interview, and the person's own words: check, lock, change, record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.plans import acts, permissions
from llamkay.apps.plans.held import answering, not_ahead, record
from llamkay.apps.plans.kinds import Matter, Topic
from llamkay.apps.plans.models import Background, Circumstance, Interview, OwnWords
from llamkay.core.errors import Refused
from llamkay.platform import clock

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

MOST_LINES, LONGEST = 12, 200


@transaction.atomic
def record_interview(*, actor: Any, person: "Person", on: date, lines: Mapping[str, Sequence[str]]) -> Interview:
    """An interview with its lines by topic and matter; it is read from now on instead of the one before."""
    place = answering(actor, permissions.INTERVIEW, person)
    not_ahead(on)
    checked = {kind: _checked(kind, texts) for kind, texts in lines.items()}
    if not any(checked.values()):
        raise Refused(_("Escriba al menos una respuesta de la entrevista."))
    interview = Interview.objects.create(person=person, establishment=place, on=on, by=actor.username, at=clock.now())
    Background.objects.bulk_create(
        Background(interview=interview, topic=topic, order=order, text=text)
        for topic in Topic.values
        for order, text in enumerate(checked.get(topic, ()), start=1)
    )
    Circumstance.objects.bulk_create(
        Circumstance(interview=interview, matter=matter, order=order, text=text)
        for matter in Matter.values
        for order, text in enumerate(checked.get(matter, ()), start=1)
    )
    record(actor, acts.INTERVIEW, person, place, f"Entrevista del plan de vida de {person} del {on:%d/%m/%Y}.")
    return interview


def _checked(kind: str, texts: Sequence[str]) -> list[str]:
    found = [" ".join(text.split()) for text in texts if text.strip()]
    if len(found) > MOST_LINES:
        raise Refused(_("Escriba hasta {most} líneas en cada respuesta.").format(most=MOST_LINES), field=kind)
    if any(len(text) > LONGEST for text in found):
        raise Refused(_("Cada línea tiene hasta {most} letras.").format(most=LONGEST), field=kind)
    return found


@transaction.atomic
def write_words(*, actor: Any, person: "Person", on: date, text: str, share: bool = False) -> OwnWords:
    """Her own words: of whoever accompanies her, and of whoever reads her plan once she shares them."""
    place = answering(actor, permissions.WORDS, person)
    not_ahead(on)
    if not text.strip():
        raise Refused(_("Escriba sus palabras, o no guarde nada."), field="text")
    words = OwnWords.objects.create(
        person=person,
        establishment=place,
        on=on,
        text=text.strip(),
        by=actor.username,
        at=clock.now(),
        shared_on=clock.today() if share else None,
    )
    shared = ", y las comparte" if share else ""
    record(actor, acts.WRITE_WORDS, person, place, f"Se escribieron palabras propias de {person}{shared}.")
    return words


@transaction.atomic
def share_words(*, actor: Any, words: OwnWords, share: bool) -> OwnWords:
    """She lets whoever reads her plan read them, or no longer."""
    place, locked = _of_hers(actor, words)
    locked.shared_on = clock.today() if share else None
    locked.save(update_fields=["shared_on"])
    done = "compartió" if share else "dejó de compartir"
    record(
        actor, acts.SHARE_WORDS, locked.person, place, f"{locked.person} {done} sus palabras del {locked.on:%d/%m/%Y}."
    )
    return locked


@transaction.atomic
def take_back_words(*, actor: Any, words: OwnWords) -> OwnWords:
    """She takes them back: what they said is gone for ever, no history keeps it."""
    place, locked = _of_hers(actor, words)
    locked.text, locked.shared_on, locked.taken_back_on = "", None, clock.today()
    locked.save(update_fields=["text", "shared_on", "taken_back_on"])
    record(
        actor,
        acts.TAKE_BACK_WORDS,
        locked.person,
        place,
        f"{locked.person} retiró sus palabras del {locked.on:%d/%m/%Y}.",
    )
    return locked


def _of_hers(actor: Any, words: OwnWords) -> tuple[Any, OwnWords]:
    place = answering(actor, permissions.WORDS, words.person)
    locked = OwnWords.objects.select_for_update(of=("self",)).select_related("person").get(pk=words.pk)
    if locked.taken_back_on:
        raise Refused(_("Esas palabras ya se retiraron."))
    return place, locked
