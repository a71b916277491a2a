"""Writes on a child: arrival, decision, stay, place, documents, family, health.

Each act asks permission where the child lives, locks the child, changes and records, in one transaction. The log names
a child by its code only: nobody learns from it who lives with a mother in prison.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Min
from django.utils.translation import gettext as _

from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.day import places
from llamkay.apps.nursery.health.calendar import out_of_time
from llamkay.apps.nursery.law import terms
from llamkay.apps.nursery.models import (
    Arrival,
    Child,
    ChildDocument,
    ChildStay,
    HealthFact,
    Nursery,
    NurseryPlace,
    OtherChild,
)
from llamkay.apps.nursery.models.children import child_code
from llamkay.apps.people.queries import custody, custody_on
from llamkay.apps.people.writing import lock_person
from llamkay.core.errors import Refused
from llamkay.core.nursery.calendars import Fact
from llamkay.core.nursery.deadlines import third_birthday
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


BETWEEN_BIRTHS = 210  # days: one mother's children are twins or further apart


def register_child(
    *,
    actor: Any,
    mother: "Person",
    given_names: str,
    surnames: str,
    sex: str,
    born_on: date,
    on: date,
    allergies: str = "",
    other_allergies: str = "",
    diet: str = "",
    gestation_days: int | None = None,
    birth_weight_g: int | None = None,
) -> Child:
    """A child begins to live with the mother, from birth or from the day it came; its papers begin as not held."""
    not_in_the_future(on)
    given_names, surnames = " ".join(given_names.split()), " ".join(surnames.split())
    if on < born_on:
        raise Refused(
            _(
                "No puede vivir aquí desde el {on:%d/%m/%Y}, antes de nacer ({born:%d/%m/%Y}): revise las fechas."
            ).format(on=on, born=born_on)
        )
    birthday = third_birthday(born_on, terms())
    if on > birthday:
        raise Refused(
            _(
                "Cumplió tres años el {birthday:%d/%m/%Y}: desde ese día un niño ya no puede entrar a vivir con su "
                "madre. Decida con quién vive quien tiene la patria potestad o la tutela."
            ).format(birthday=birthday)
        )
    with transaction.atomic(), scope.elevated():
        mother = lock_person(mother)
        if mother.sex != "F":
            raise Refused(_("{mother} no es mujer: elija a la madre.").format(mother=mother))
        spell = custody_on(mother, on)
        if spell is None:
            raise Refused(
                _("{mother} no está bajo custodia el {on:%d/%m/%Y}: revise la fecha.").format(mother=mother, on=on)
            )
        _spaced(mother, born_on, Child.objects.filter(mother=mother))
        place = spell.establishment
        require(actor, permissions.ADMIT, establishment_id=place.pk)
        twin = Child.objects.filter(mother=mother, born_on=born_on, given_names__iexact=given_names).first()
        if twin is not None:
            raise Refused(
                _("{mother} ya tiene registrado a {child} ({child.code}), nacido ese día.").format(
                    mother=mother, child=twin
                )
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('nursery_child', 'id'))")
            (number,) = cursor.fetchone()
        child = Child.objects.create(
            id=number,
            code=child_code(number),
            given_names=given_names,
            surnames=surnames,
            sex=sex,
            born_on=born_on,
            mother=mother,
            allergies=allergies.strip(),
            other_allergies=other_allergies.strip(),
            diet=diet.strip(),
            gestation_days=gestation_days,
            birth_weight_g=birth_weight_g,
        )
        entry = ChildStay.Entry.BIRTH if on == born_on else ChildStay.Entry.ARRIVED
        stay = ChildStay.objects.create(child=child, establishment=place, period=DateRange(on, None), entry=entry)
        Arrival.objects.create(stay=stay)
        ChildDocument.objects.bulk_create(ChildDocument(child=child, kind=kind) for kind in ChildDocument.Kind.values)
        record(
            actor, acts.REGISTER, child, place, f"{child.code} vive en {place.name}."
        )  # the day may be that of the birth
    return child


def _spaced(mother: "Person", born_on: date, children: "QuerySet[Child]") -> None:
    for sibling in children.values_list("born_on", flat=True):
        if 1 < abs((sibling - born_on).days) < BETWEEN_BIRTHS:
            raise Refused(
                _("{mother} tuvo a otra hija o hijo el {born:%d/%m/%Y}: revise el día del nacimiento.").format(
                    mother=mother, born=sibling
                )
            )


def change_card(
    *,
    actor: Any,
    child: Child,
    given_names: str,
    surnames: str,
    sex: str,
    born_on: date,
    allergies: str,
    other_allergies: str,
    diet: str,
    gestation_days: int | None,
    birth_weight_g: int | None,
) -> Child:
    """Correct the card: names, sex, day of birth, what whoever feeds the child must know, what was measured at birth.

    The whole card is written: what is empty is taken back. What it was before stays in the history, and what is due
    follows the day of birth at once. Refused where something was already written of a day before it.
    """
    with act(actor, permissions.ADMIT, child) as (child, stay):
        if born_on != child.born_on:
            _born_again(child, born_on)
        child.sex, child.born_on = sex, born_on
        child.given_names, child.surnames = " ".join(given_names.split()), " ".join(surnames.split())
        child.allergies, child.other_allergies, child.diet = allergies.strip(), other_allergies.strip(), diet.strip()
        child.gestation_days, child.birth_weight_g = gestation_days, birth_weight_g
        child.save()
        record(actor, acts.CHANGE_CARD, child, stay.establishment, f"{actor} corrigió la ficha de {child.code}.")
    return child


def _born_again(child: Child, born_on: date) -> None:
    """Move the day of birth, with the stay that began with it; refused for a day to come, one later than what was
    written of the child, or one that no sibling allows."""
    not_in_the_future(born_on)
    _spaced(child.mother, born_on, Child.objects.filter(mother=child.mother).exclude(pk=child.pk))
    stay = child.stays.order_by("period")[0]
    if stay.entry == ChildStay.Entry.BIRTH:
        held = custody_on(child.mother, born_on)
        if held is None or held.establishment_id != stay.establishment_id:
            raise Refused(
                _("El {on:%d/%m/%Y} la madre no estaba en {place}.").format(on=born_on, place=stay.establishment),
                field="born_on",
            )
        if stay.period.upper is None or born_on < stay.period.upper:
            stay.period = DateRange(born_on, stay.period.upper)
            stay.save(update_fields=["period"])
    known = (
        (child.stays.aggregate(on=Min("period__startswith"))["on"], _("ya vivía con su madre")),
        (child.places.aggregate(on=Min("period__startswith"))["on"], _("ya tenía un lugar en la cuna")),
        (child.health_facts.aggregate(on=Min("on"))["on"], _("tuvo una atención de salud")),
        (child.visits.aggregate(on=Min("on"))["on"], _("tuvo un control")),
        (child.documents.aggregate(on=Min("on"))["on"], _("ya tenía un documento")),
    )
    for on, what in known:
        if on and on < born_on:
            raise Refused(
                _("El {on:%d/%m/%Y}, antes de ese nacimiento, {what}: revise las dos fechas.").format(on=on, what=what),
                field="born_on",
            )


def report_arrival(*, actor: Any, child: Child, on: date, report: str, by: str) -> Arrival:
    """The social worker's report on the arrival, which the law asks for (TUO del CEP art. 113)."""
    not_in_the_future(on)
    with act(actor, permissions.ADMIT, child) as (child, stay):
        arrival = _arrival(stay)
        _undecided(arrival)
        arrival.report_on, arrival.report, arrival.report_by = on, report.strip(), by.strip()
        arrival.save()
        record(actor, acts.REPORT, child, stay.establishment, f"Informe social de la llegada de {child.code}.")
    return arrival


def check_arrival(*, actor: Any, child: Child, on: date, findings: str, by: str) -> Arrival:
    """The health check at entry, care equal to the community's (Bangkok Rule 9)."""
    not_in_the_future(on)
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        arrival = _arrival(stay)
        if arrival.check_on:
            raise Refused(_("El examen de ingreso ya está, del {on:%d/%m/%Y}.").format(on=arrival.check_on))
        if on < stay.period.lower:
            raise Refused(
                _("Llegó el {since:%d/%m/%Y}: el examen de ingreso no es anterior.").format(since=stay.period.lower)
            )
        arrival.check_on, arrival.findings, arrival.check_by = on, findings.strip(), by.strip()
        arrival.save()
        record(actor, acts.CHECK, child, stay.establishment, f"Examen de salud al ingreso de {child.code}.")
    return arrival


def decide_stay(*, actor: Any, child: Child, decision: str, on: date, act_number: str, reasons: str) -> Arrival:
    """Whether the child lives with the mother: decided in the child's best interests, with its reasons."""
    not_in_the_future(on)
    if not reasons.strip():
        raise Refused(_("Escriba las razones, por el interés superior del niño (Ley 30466)."))
    with act(actor, permissions.DECIDE, child) as (child, stay):
        arrival = _arrival(stay)
        _undecided(arrival)
        lacking = [
            words
            for words, there in (
                (_("el informe social"), arrival.report_on),
                (_("el examen de salud"), arrival.check_on),
            )
            if not there
        ]
        if lacking:
            raise Refused(
                _("Todavía no se puede decidir: falta {lacking}. Regístrelo primero.").format(
                    lacking=_(" y ").join(lacking)
                )
            )
        arrival.decision, arrival.decided_on, arrival.act = decision, on, act_number.strip()
        arrival.reasons, arrival.decided_by = reasons.strip(), actor.username
        arrival.save()
        decided = audit.spanish(arrival.get_decision_display).lower()
        record(actor, acts.DECIDE, child, stay.establishment, f"Decisión sobre {child.code}: {decided}.", arrival.act)
    return arrival


def transfer_child(*, actor: Any, child: Child, on: date) -> ChildStay:
    """The child goes on with the mother to the prison that has her; this one is told nothing more."""
    not_in_the_future(on)
    with act(actor, permissions.ADMIT, child) as (child, stay):
        _open(stay, child)
        spell = custody(of=child.mother_id, on=on).first()
        if spell is None or spell.establishment_id == stay.establishment_id:
            raise Refused(
                _(
                    "El {on:%d/%m/%Y} su madre no está en otro penal: un niño se traslada con ella. Revise la fecha, o "
                    "pida que el registro penitenciario anote el traslado."
                ).format(on=on)
            )
        here, there = stay.establishment, spell.establishment
        _end(stay, on, moved=True)
        new = ChildStay.objects.create(
            child=child, establishment=there, period=DateRange(on, None), entry=ChildStay.Entry.TRANSFER
        )
        before = Arrival.objects.filter(stay=stay).first()
        copied = (
            {}
            if before is None
            else {
                name: getattr(before, name)
                for name in (
                    "report_on",
                    "report_by",
                    "report",
                    "decision",
                    "decided_on",
                    "decided_by",
                    "act",
                    "reasons",
                )
            }
        )
        Arrival.objects.create(stay=new, **copied)
        sentence = f"{child.code} pasó con su madre de {here.name} a {there.name} el {on:%d/%m/%Y}."
        for place in sorted((here, there), key=lambda place: place.code):
            record(actor, acts.TRANSFER, child, place, sentence)
    return new


def give_place(*, actor: Any, child: Child, nursery: Nursery, on: date) -> NurseryPlace:
    """The child attends a nursery of the prison where it lives; refused where it or the room of that age is full on
    any day."""
    not_in_the_future(on)
    with act(actor, permissions.PLACE, child) as (child, stay):
        _open(stay, child)
        nursery = Nursery.objects.select_for_update().get(pk=nursery.pk)
        if nursery.establishment_id != stay.establishment_id:
            raise Refused(_("{nursery} es de otro penal.").format(nursery=nursery))
        if on < stay.period.lower:
            raise Refused(
                _("Vive aquí desde el {since:%d/%m/%Y}; indique ese día o uno posterior.").format(
                    since=stay.period.lower
                )
            )
        if NurseryPlace.objects.filter(child=child, period__overlap=DateRange(on, None)).exists():
            raise Refused(_("Ya tiene un lugar en la cuna: termínelo antes de darle otro."))
        places.check_capacity_of(nursery, on=on)
        places.check_room_for(child, nursery, on=on, today=clock.today())
        place = NurseryPlace.objects.create(child=child, nursery=nursery, period=DateRange(on, None))
        record(
            actor,
            acts.PLACE,
            child,
            stay.establishment,
            f"{child.code} tiene lugar en {nursery} desde el {on:%d/%m/%Y}.",
        )
    return place


def end_place(*, actor: Any, child: Child, on: date) -> NurseryPlace:
    """The child no longer attends, though it goes on living with the mother."""
    not_in_the_future(on)
    with act(actor, permissions.PLACE, child) as (child, stay):
        place = NurseryPlace.objects.filter(child=child, period__endswith=None).first()
        if place is None:
            raise Refused(_("No tiene un lugar en la cuna que terminar."))
        if on <= place.period.lower:
            raise Refused(
                _("Tiene su lugar desde el {since:%d/%m/%Y}; indique un día posterior.").format(
                    since=place.period.lower
                )
            )
        place.period = DateRange(place.period.lower, on)
        place.save(update_fields=["period"])
        record(actor, acts.END_PLACE, child, stay.establishment, f"{child.code} dejó la cuna el {on:%d/%m/%Y}.")
    return place


def set_document(
    *,
    actor: Any,
    child: Child,
    kind: str,
    state: str,
    on: date | None = None,
    expires_on: date | None = None,
    number: str = "",
    note: str = "",
) -> ChildDocument:
    """Where a paper of the child stands; whoever writes it answers for having seen it."""
    if kind not in ChildDocument.Kind.values or state not in ChildDocument.State.values:
        raise Refused(_("Elija el documento y su estado de la lista."))
    held = state in (ChildDocument.State.HELD, ChildDocument.State.EXPIRED)
    if held and on is None:
        raise Refused(_("Escriba la fecha del documento: sin ella no se sabe desde cuándo lo tiene."))
    if on is not None:
        not_in_the_future(on)
    if on is not None and on < child.born_on:
        raise Refused(
            _("El documento no puede ser del {on:%d/%m/%Y}, antes del nacimiento ({born:%d/%m/%Y}).").format(
                on=on, born=child.born_on
            )
        )
    if kind == ChildDocument.Kind.DNI and number and not (number.isdigit() and len(number) == 8):
        raise Refused(_("«{number}» no es un DNI: son 8 dígitos.").format(number=number))
    with act(actor, permissions.ADMIT, child) as (child, stay):
        document, _made = ChildDocument.objects.get_or_create(child=child, kind=kind)
        document.state, document.on, document.expires_on = state, on, expires_on if held else None
        document.number, document.note = number.strip(), note.strip()
        document.checked_by, document.checked_on = actor.username, clock.today()
        document.save()
        what = audit.spanish(lambda: f"{document.get_kind_display()}: {document.get_state_display().lower()}")
        record(actor, acts.DOCUMENT, child, stay.establishment, f"{child.code}, {what}.")
    return document


def note_other_child(
    *, actor: Any, child: Child, names: str, place: str, born_on: date | None = None, carer: str = "", custody: str = ""
) -> OtherChild:
    """A brother or sister who lives elsewhere: where and with whom (Bangkok Rule 3.2), in confidence."""
    with act(actor, permissions.ADMIT, child) as (child, stay):
        other = OtherChild.objects.create(
            mother_id=child.mother_id,
            names=" ".join(names.split()),
            born_on=born_on,
            place=place.strip(),
            carer=carer.strip(),
            custody=custody.strip(),
            noted_on=clock.today(),
            noted_by=actor.username,
        )
        record(actor, acts.OTHER_CHILD, child, stay.establishment, f"Se anotó a otro hijo de la madre de {child.code}.")
    return other


class OutOfTime(Refused):
    """A dose was told before its minimum age or interval, or after its maximum age, and nobody said why."""


def record_health(
    *,
    actor: Any,
    child: Child,
    code: str,
    on: date,
    outcome: str,
    product: str = "",
    professional: str = "",
    confirmed: bool = False,
    note: str = "",
) -> HealthFact:
    """A line of the health calendar was done, is contraindicated, or was not accepted by the mother.

    What was done out of its time is kept only once it is ``confirmed`` with its reason; else ``OutOfTime`` is raised.
    """
    not_in_the_future(on)
    if on < child.born_on:
        raise Refused(_("La fecha es anterior al nacimiento: revísela."))
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        untimely = out_of_time(child, Fact(code, on, outcome), today=clock.today())
        if untimely and not (confirmed and note.strip()):
            text = _("{what} Si fue ese día, marque la casilla y escriba por qué; si no, corrija la fecha.")
            raise OutOfTime(text.format(what=" ".join(untimely)))
        fact, _made = HealthFact.objects.update_or_create(
            child=child,
            code=code,
            on=on,
            defaults={
                "outcome": outcome,
                "product": product.strip(),
                "professional": professional.strip(),
                "note": note.strip(),
                "entered_by": actor.username,
            },
        )
        record(actor, acts.HEALTH, child, stay.establishment, f"Se registró una atención de salud de {child.code}.")
    return fact


def take_back_health(*, actor: Any, child: Child, fact: HealthFact, reason: str) -> None:
    """A line of the health calendar written by mistake never was: its history keeps it, and it is owed again."""
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula."), field="reason")
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        found = HealthFact.objects.filter(child=child, pk=fact.pk).first()
        if found is None:
            raise Refused(_("Esa atención ya no está: recargue la página."))
        found.delete()
        text = f"Se anuló una atención de salud de {child.code}."
        record(actor, acts.TAKE_BACK_HEALTH, child, stay.establishment, text, reason.strip())


@contextmanager
def act(actor: Any, action: str, child: Child) -> Iterator[tuple[Child, ChildStay]]:
    """One act on a child: the child locked, with the stay that counts, once the actor may do it there."""
    with transaction.atomic(), scope.elevated():
        child = Child.objects.select_for_update(of=("self",)).select_related("mother").get(pk=child.pk)
        stay = child.stays.select_related("establishment").filter(moved=False).order_by("-period")[0]
        require(actor, action, establishment_id=stay.establishment_id)
        yield child, stay


def record(actor: Any, verb: Verb, child: Child, place: "Establishment", sentence: str, reason: str = "") -> None:
    """Write the act to the book of the prison; never the name of a child."""
    audit.record(
        actor=actor.username, verb=verb, target=f"child:{child.pk}", sentence=sentence, stream=place.code, reason=reason
    )


def log_act(actor: Any, verb: Verb, place: "Establishment", target: str, sentence: str, reason: str = "") -> None:
    """Write to the book of the prison an act that is of no single child: of a room, a carer, a nursery."""
    audit.record(actor=actor.username, verb=verb, target=target, sentence=sentence, stream=place.code, reason=reason)


def not_in_the_future(on: date) -> None:
    """Refuse a day that has not come."""
    if on > clock.today():
        raise Refused(_("El {on:%d/%m/%Y} todavía no llega: revise la fecha.").format(on=on))


def in_the_life_of(child: Child, on: date) -> None:
    """Refuse a day that has not come, or from before the child was born."""
    not_in_the_future(on)
    if on < child.born_on:
        raise Refused(_("El {on:%d/%m/%Y} es anterior al nacimiento: revise la fecha.").format(on=on))


def end_stay(stay: ChildStay, on: date, *, moved: bool = False) -> None:
    """The stay, and the place in the nursery with it, end on a day that is no longer counted."""
    _open(stay, stay.child)
    _end(stay, on, moved=moved)


def _end(stay: ChildStay, on: date, *, moved: bool) -> None:
    if on <= stay.period.lower:
        raise Refused(
            _("Vive aquí desde el {since:%d/%m/%Y}; indique un día posterior.").format(since=stay.period.lower)
        )
    stay.period, stay.moved = DateRange(stay.period.lower, on), moved
    stay.save(update_fields=["period", "moved"])
    for place in NurseryPlace.objects.filter(child=stay.child_id, period__endswith=None):
        if on <= place.period.lower:
            place.delete()
            continue
        place.period = DateRange(place.period.lower, on)
        place.save(update_fields=["period"])


def _open(stay: ChildStay, child: Child) -> None:
    if stay.period.upper is not None:
        raise Refused(
            _("{child.code} salió el {on:%d/%m/%Y}: ya no vive aquí.").format(child=child, on=stay.period.upper)
        )


def _arrival(stay: ChildStay) -> Arrival:
    return Arrival.objects.get_or_create(stay=stay)[0]


def _undecided(arrival: Arrival) -> None:
    if arrival.decision:
        raise Refused(
            _("Ya se decidió el {on:%d/%m/%Y}: {what}.").format(
                on=arrival.decided_on, what=arrival.get_decision_display().lower()
            )
        )
