"""The light register of own enterprises: a line is written, or voided with its reason."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import Modality
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.workshops import acts, permissions
from llamkay.apps.workshops.enterprises.queries import permits
from llamkay.apps.workshops.enterprises.tables import MOST
from llamkay.apps.workshops.models import CustomerPermit, OwnEntry
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.people.models import Person

LONGEST = timedelta(days=366)
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
    if pieces and permit.strip() and not permits(of=person, on=on).filter(number__iexact=permit.strip()).exists():
        raise Refused(_("Ese permiso no es de un cliente de ella, o no rige ese día."), field="permit")
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
    _record(actor, acts.OWN_ENTRY, made, f"{audit.spanish(made.get_kind_display)} de {person.full_name}: {made}")
    return made


@transaction.atomic
def admit(
    *,
    actor: Any,
    activity: "Activity",
    person: "Person",
    number: str,
    customer: str,
    document: str,
    act: str,
    escort: str,
    start: date,
    end: date,
) -> CustomerPermit:
    """A customer may come in from ``start`` to ``end`` to buy of whoever works on her own account, by the regional
    office's ``act`` and with an escort."""
    place = activity.establishment
    require(actor, permissions.CUSTOMERS, establishment_id=place.pk)
    if activity.modality not in OWN or not placements(of=person, in_=activity, on=start).exists():
        words = _("{person} no tenía plaza en {activity} ese día.")
        raise Refused(words.format(person=person, activity=activity.name), field="person")
    if not all(text.strip() for text in (number, customer, document, act, escort)):
        raise Refused(_("Escriba número, cliente, su documento, la acreditación y quién acompaña."), field="number")
    if not start <= end <= start + LONGEST:
        raise Refused(_("El último día va después del primero, dentro de un año."), field="end")
    try:
        with transaction.atomic():
            made = CustomerPermit.objects.create(
                establishment=place,
                person=person,
                number=number.strip()[:60],
                customer=customer.strip()[:120],
                document=document.strip()[:40],
                act=act.strip()[:120],
                escort=escort.strip()[:120],
                period=DateRange(start, end + timedelta(days=1)),
                by=actor.username,
                at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("Ya hay un permiso con ese número."), field="number") from error
    _log(actor, acts.ADMIT_CUSTOMER, made, f"Permiso {made} de {made.customer} para {person.full_name}")
    return made


@transaction.atomic
def revoke(*, actor: Any, permit: CustomerPermit, why: str) -> CustomerPermit:
    """The permit ends today, with why."""
    require(actor, permissions.CUSTOMERS, establishment_id=permit.establishment_id)
    rows = CustomerPermit.objects.select_for_update(of=("self",)).select_related("establishment", "person")
    row = rows.get(pk=permit.pk)
    if row.revoked_on:
        raise Refused(_("Ese permiso ya estaba revocado."))
    if not why.strip():
        raise Refused(_("Escriba el motivo."), field="why")
    row.revoked_on, row.revoked_why = clock.today(), why.strip()[:200]
    row.save(update_fields=["revoked_on", "revoked_why"])
    _log(actor, acts.REVOKE_CUSTOMER, row, f"Revocó el permiso {row} de {row.customer}", row.revoked_why)
    return row


def _log(actor: Any, verb: Verb, row: CustomerPermit, words: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{row.person_id}",
        sentence=words,
        stream=row.establishment.code,
        reason=reason,
        details={"permit": row.pk},
    )


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
