"""The light register of own enterprises: a line is written, or voided with its reason."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import Modality
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.workshops import acts, permissions
from llamkay.apps.workshops.enterprises.tables import MOST
from llamkay.apps.workshops.models import OwnEntry
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.people.models import Person

OWN = (Modality.OWN_INDIVIDUAL, Modality.OWN_GROUP)


@transaction.atomic
def enter(
    *,
    actor: Any,
    activity: "Activity",
    person: "Person",
    kind: str,
    on: date,
    what: str,
    quantity: int,
    unit: str,
    party: str,
    price: int | None = None,
    permit: str = "",
) -> OwnEntry:
    """Material that came in, or pieces that went out at the ``price`` that the person declares, in céntimos for all."""
    require_write(actor, permissions.OWN_WORK, activity)
    if activity.modality not in OWN:
        raise Refused(_("Elija una actividad por cuenta propia."), field="activity")
    if kind not in OwnEntry.Kind.values:
        raise Refused(_("Indique si es material que entró o piezas que salieron."), field="kind")
    if on > clock.today():
        raise Refused(_("Lo que entró o salió es de un día que ya llegó."), field="on")
    if not placements(of=person, in_=activity, on=on).exists():
        raise Refused(_("{person} no tenía plaza en {activity} ese día.").format(person=person, activity=activity.name))
    if not what.strip() or not unit.strip() or not party.strip():
        raise Refused(_("Escriba qué es, en qué se mide y de quién viene o quién se lo lleva."), field="what")
    if not 1 <= quantity <= 100_000:
        raise Refused(_("La cantidad va de 1 a 100 000."), field="quantity")
    pieces = kind == OwnEntry.Kind.PIECES
    if pieces and price is None:
        raise Refused(_("Escriba el precio que declara la persona; cero si no vendió."), field="price")
    if price is not None and not 0 <= price <= MOST:
        raise Refused(_("El precio va de S/ 0 a S/ 100 000."), field="price")
    made = OwnEntry.objects.create(
        establishment=activity.establishment,
        activity=activity,
        person=person,
        kind=kind,
        on=on,
        what=what.strip()[:120],
        quantity=quantity,
        unit=unit.strip()[:15],
        party=party.strip()[:120],
        price=price if pieces else None,
        permit=permit.strip()[:120] if pieces else "",
        by=actor.username,
        at=clock.now(),
    )
    _record(actor, acts.OWN_ENTRY, made, f"{made.get_kind_display()} de {person.full_name}: {made}")
    return made


@transaction.atomic
def void(*, actor: Any, entry: OwnEntry, why: str) -> OwnEntry:
    """A line that was written by mistake no longer counts; it stays to be read, with its reason."""
    rows = OwnEntry.objects.select_for_update(of=("self",))
    row = rows.select_related("activity__establishment", "activity__responsible", "person").get(pk=entry.pk)
    require_write(actor, permissions.OWN_WORK, row.activity)
    if row.voided_why:
        raise Refused(_("Esa línea ya estaba anulada."))
    if not why.strip():
        raise Refused(_("Escriba por qué se anula."), field="why")
    row.voided_why, row.voided_by = why.strip()[:200], actor.username
    row.save(update_fields=["voided_why", "voided_by"])
    _record(actor, acts.VOID_OWN_ENTRY, row, f"Anuló una línea de {row.person.full_name}: {row}", row.voided_why)
    return row


def _record(actor: Any, verb: Verb, row: OwnEntry, words: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{row.person_id}",
        sentence=words,
        stream=row.activity.establishment.code,
        reason=reason,
        details={"entry": row.pk},
    )
