"""Whose plan is whose: the prison that holds somebody answers for it, and reads it."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from llamkay.apps.people.queries import charged, custody
from llamkay.apps.people.writing import lock_people
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


def answering(actor: Any, action: str, person: "Person") -> "Establishment":
    """The prison that holds the person today, for whoever may do the action there; the person locked.

    Raises ``Refused`` for who is not in custody, ``PermissionDenied`` for whoever may not.
    """
    lock_people([person.pk])
    spell = custody(of=person, on=clock.today()).select_related("establishment").first()
    if spell is None:
        raise Refused(_("{person} no está bajo custodia: su plan ya no se cambia aquí.").format(person=person))
    require(actor, action, establishment_id=spell.establishment_id)
    return spell.establishment


def readable(scope: Scope, pk: int) -> "Person | None":
    """The person whose plan may be read: held or last held in the scope, of nobody else since."""
    return charged(scope, pk)


def not_ahead(on: Any, *, field: str = "on") -> None:
    """Refuse a day that has not come."""
    if on > clock.today():
        raise Refused(_("Ese día todavía no llega: revise la fecha."), field=field)


def record(
    actor: Any, verb: Verb, person: "Person", place: "Establishment", sentence: str, *, reason: str = ""
) -> None:
    """The line of an act on somebody's plan, in the log of the prison that holds them."""
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{person.pk}",
        sentence=sentence,
        stream=place.code,
        reason=reason,
    )
