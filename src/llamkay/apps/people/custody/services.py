"""Writes about custody: entry, transfer, release, days elsewhere, the pavilion."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.people import acts, papers, registry
from llamkay.apps.people.documents import check_document
from llamkay.apps.people.hooks import MARKED, ON_ELSEWHERE, ON_LEAVING, Changed, Leaving
from llamkay.apps.people.identity.services import check_tongue, same_person, write_document
from llamkay.apps.people.kinds import ADULT, Entry, EntryGround, Exit, ExitGround, Sex
from llamkay.apps.people.models import (
    CustodySpell,
    IdentityDocument,
    IsolationSpell,
    LegalStatusSpell,
    PavilionSpell,
    Person,
    StageSpell,
    TemporaryAbsence,
)
from llamkay.apps.people.permissions import MANAGE
from llamkay.apps.people.queries import age_on
from llamkay.apps.people.writing import (
    acting,
    clashing,
    dates,
    end_open,
    in_custody_throughout,
    insert,
    lock_document,
    locked_person,
    not_in_the_future,
    period_of,
    plain_clash,
    reached,
    record_act,
    record_name,
    succeed,
)
from llamkay.core.errors import Refused
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def person_code(number: int) -> str:
    """The code of the person of that number: ``PPL-0000042``."""
    return f"PPL-{number:07d}"


def admit_person(
    *,
    actor: Any,
    establishment: "Establishment",
    on: date,
    first_surname: str,
    given_names: str,
    sex: str,
    second_surname: str = "",
    born_on: date | None = None,
    nationality: str = "PE",
    mother_tongue: str = "",
    document: tuple[str, str] | None = None,
    status: str = "",
    ground: str = "",
    reason: str = "",
    confirmed: bool = False,
) -> Person:
    """A person enters custody; ``document`` is (kind, number), and without one the identity is provisional.

    A document already known brings back its person, unless they are in custody or the surname does not agree. A prison
    that does not take people of that sex is asked about: it is done once ``confirmed`` with its ``reason``.
    """
    require(actor, MANAGE, establishment_id=establishment.pk)
    first_surname, second_surname, given_names = (
        " ".join(name.split()) for name in (first_surname, second_surname, given_names)
    )
    if ground and ground not in EntryGround.values:
        raise Refused(_("Indique por qué ingresa, o deje el motivo sin elegir."), field="ground")
    check_entry(on=on, first_surname=first_surname, given_names=given_names, sex=sex, born_on=born_on)
    check_tongue(mother_tongue)
    checked = check_document(*document) if document else None
    registry.ask([registry.of_another_sex(sex, establishment, on=on)], confirmed=confirmed, reason=reason)
    with acting():
        person = None
        if checked is not None:
            lock_document(checked.kind, checked.number)
            known = IdentityDocument.objects.filter(kind=checked.kind, number=checked.number).first()
            if known is not None:
                person = locked_person(known.person_id)
                same_person(person, first_surname, sex, born_on, known)
        returning = person is not None
        if person is None:
            person = _create_person(
                first_surname=first_surname,
                second_surname=second_surname,
                given_names=given_names,
                sex=sex,
                born_on=born_on,
                nationality=nationality.upper() or "PE",
                mother_tongue=mother_tongue,
                provisional=checked is None,
            )
            if checked is not None:
                write_document(person, checked)
        spell = CustodySpell(
            person=person,
            establishment=establishment,
            period=DateRange(on, None),
            entry=Entry.ENTRY,
            entry_ground=ground,
        )
        insert(spell, _custody_clash)
        if status:
            insert(LegalStatusSpell(person=person, status=status, period=DateRange(on, None)), plain_clash)
        kind = "reingresó" if returning else "ingresó"
        note = " con identidad provisional" if person.provisional else ""
        record_act(
            actor,
            acts.ADMIT,
            person,
            establishment,
            f"{person} {kind} a {establishment.name} el {on:%d/%m/%Y}{note}.",
            reason=reason.strip(),
            details={"impossible_document": True} if checked and checked.impossible else {},
        )
    return person


def check_entry(*, on: date, first_surname: str, given_names: str, sex: str, born_on: date | None) -> None:
    """Refuse an entry that lacks what every entry has, of a day to come, or of somebody too young."""
    if not first_surname or not given_names:
        raise Refused(_("Escriba al menos el primer apellido y los nombres."))
    if sex not in Sex.values:
        raise Refused(_("Indique el sexo registrado en el documento: mujer o varón."), field="sex")
    not_in_the_future(on)
    age = age_on(born_on, on)
    if age is not None and age < ADULT:
        raise Refused(
            _(
                "Nació el {born_on:%d/%m/%Y} y tendría {age} años: a un establecimiento penitenciario solo "
                "ingresan personas de 18 años o más. Revise la fecha."
            ).format(born_on=born_on, age=age),
            field="born_on",
        )


def transfer_person(
    *, actor: Any, person: Person, to: "Establishment", on: date, reason: str = "", confirmed: bool = False
) -> CustodySpell:
    """The person sleeps elsewhere from that day: counted there on the day itself, no longer here.

    A prison of the other sex, or a child who lives here with her, is asked about: it is done once ``confirmed`` with
    its ``reason``. The papers that must travel with her are owed from then on.
    """
    not_in_the_future(on)
    with acting():
        person = locked_person(person.pk)
        spell = _open_custody(person)
        require(actor, MANAGE, establishment_id=spell.establishment_id)
        if spell.establishment_id == to.pk:
            raise Refused(_("{person} ya está en {to.name}; elija otro establecimiento.").format(person=person, to=to))
        left_behind = registry.left_behind([Leaving(actor, person, spell.establishment, on, Exit.TRANSFER)])[0]
        other_sex = registry.of_another_sex(person.sex, to, on=on)
        registry.ask([other_sex, *left_behind], confirmed=confirmed, reason=reason)
        _leave(actor, person, spell, on, Exit.TRANSFER)
        new = CustodySpell(person=person, establishment=to, period=DateRange(on, None), entry=Entry.TRANSFER)
        insert(new, _custody_clash)
        papers.expect([(new, spell.establishment)])
        sentence = f"{person} fue trasladada de {spell.establishment.name} a {to.name} el {on:%d/%m/%Y}."
        if person.sex == Sex.MALE:
            sentence = sentence.replace("trasladada", "trasladado")
        # In the order of the codes, so that two transfers in opposite directions cannot wait for one another.
        for place in sorted((spell.establishment, to), key=lambda place: place.code):
            record_act(actor, acts.TRANSFER, person, place, sentence, reason=reason)
    return new


def moved_by_leaving(*, actor: Any, person: Person, since: date) -> list[str]:
    """What a departure would move of what is already recorded from a day on, a sentence each."""
    with acting():
        spell = _open_custody(locked_person(person.pk))
        require(actor, MANAGE, establishment_id=spell.establishment_id)
        return [text for text in MARKED(person, spell.establishment, since) if text]


def release_person(
    *,
    actor: Any,
    person: Person,
    on: date,
    exit: str = Exit.RELEASE,
    ground: str = "",
    reason: str = "",
    confirmed: bool = False,
) -> CustodySpell:
    """Custody ends that day, which is no longer counted; its stage and legal status end with it.

    ``reason`` names the paper without which that exit is not recorded. A child who lives here with her is asked about.
    """
    not_in_the_future(on)
    if exit not in (Exit.RELEASE, Exit.DEATH, Exit.ESCAPE):
        raise Refused(_("Indique si salió en libertad, falleció o se fugó; un traslado se registra como traslado."))
    if ground and (exit != Exit.RELEASE or ground not in ExitGround.values):
        raise Refused(_("El motivo de la libertad se indica solo de quien sale en libertad."), field="ground")
    with acting():
        person = locked_person(person.pk)
        spell = _open_custody(person)
        require(actor, MANAGE, establishment_id=spell.establishment_id)
        registry.check_paper(exit, reason, on=on)
        left_behind = registry.left_behind([Leaving(actor, person, spell.establishment, on, exit)])[0]
        registry.ask(left_behind, confirmed=confirmed, reason=reason)
        _leave(actor, person, spell, on, exit, ground)
        for model in (StageSpell, LegalStatusSpell):
            end_open(model, person, on)
        exit_words = {"release": "salió en libertad de", "death": "falleció bajo custodia de", "escape": "se fugó de"}[
            exit
        ]
        record_act(
            actor,
            acts.RELEASE,
            person,
            spell.establishment,
            f"{person} {exit_words} {spell.establishment.name} el {on:%d/%m/%Y}.",
            reason=reason,
        )
    return spell


def record_absence(*, actor: Any, person: Person, start: date, end: date | None, reason: str) -> TemporaryAbsence:
    """Days at a hospital or a court, still in custody; ``end`` is the day of return, open while not known."""
    if reason not in TemporaryAbsence.Reason.values:
        raise Refused(_("Indique el motivo de la salida: hospital, diligencia judicial o permiso."))
    with acting():
        person, place = reached(actor, person, start)
        in_custody_throughout(person, start, end)
        absence = TemporaryAbsence(person=person, reason=reason, period=period_of(start, end))
        insert(absence, plain_clash)
        until = f" y volvió el {end:%d/%m/%Y}" if end else ""
        record_act(
            actor,
            acts.ABSENCE,
            person,
            place,
            f"{person} salió temporalmente ({absence.get_reason_display().lower()}) el {start:%d/%m/%Y}{until}.",
            record=record_name(absence),
        )
        ON_ELSEWHERE([Changed(actor, person, start)])
    return absence


def end_absence(*, actor: Any, person: Person, on: date) -> TemporaryAbsence:
    """The person is back from the open absence."""
    with acting():
        person, place = reached(actor, person, on)
        absence = TemporaryAbsence.objects.filter(person=person, period__endswith__isnull=True).first()
        if absence is None:
            raise Refused(_("{person} no tiene una salida abierta.").format(person=person))
        absence.period = period_of(absence.period.lower, on)
        absence.save(update_fields=["period"])
        record_act(
            actor,
            acts.ABSENCE_END,
            person,
            place,
            f"{person} volvió de su salida el {on:%d/%m/%Y}.",
            record=record_name(absence),
        )
        ON_ELSEWHERE([Changed(actor, person, on)])
    return absence


def set_pavilion(*, actor: Any, person: Person, pavilion: str, on: date) -> PavilionSpell:
    """From that day the person lives in another pavilion of the establishment."""
    name = " ".join(pavilion.split())[:40]
    if not name:
        raise Refused(_("Escriba el pabellón."), field="pavilion")
    with acting():
        person, place = reached(actor, person, on)
        in_custody_throughout(person, on, on)
        known = PavilionSpell.objects.filter(establishment=place, pavilion__iexact=name).order_by("pk").first()
        row = PavilionSpell(person=person, establishment=place, pavilion=known.pavilion if known else name)
        spell = succeed(row, on, same=("pavilion",))
        record_act(
            actor,
            acts.PAVILION,
            person,
            place,
            f"{person} pasó al pabellón {spell}, el {on:%d/%m/%Y}.",
            record=record_name(spell),
        )
    return spell


def _open_custody(person: Person) -> CustodySpell:
    spell = (
        CustodySpell.objects.filter(person=person, period__endswith__isnull=True)
        .select_related("establishment")
        .first()
    )
    if spell is None:
        raise Refused(_("{person} no está bajo custodia; registre antes su ingreso.").format(person=person))
    return spell


def check_leaving(person: Person, spell: CustodySpell, on: date) -> None:
    """Refuse a departure that is not at least a day after the arrival."""
    if on <= spell.period.lower:
        raise Refused(
            _(
                "{person} llegó a {name} el {since:%d/%m/%Y}; no puede salir el {on:%d/%m/%Y}. La salida es "
                "al menos un día después."
            ).format(person=person, name=spell.establishment.name, since=spell.period.lower, on=on)
        )


def _leave(actor: Any, person: Person, spell: CustodySpell, on: date, exit: str, ground: str = "") -> None:
    check_leaving(person, spell, on)
    spell.period, spell.exit, spell.exit_ground = DateRange(spell.period.lower, on), exit, ground
    spell.save(update_fields=["period", "exit", "exit_ground"])
    for model in (TemporaryAbsence, IsolationSpell, PavilionSpell):
        end_open(model, person, on)
    ON_LEAVING([Leaving(actor, person, spell.establishment, on, exit)])


def _custody_clash(row: CustodySpell) -> str:
    return custody_clash(row.person, clashing(row))


def custody_clash(person: Person, other: CustodySpell) -> str:
    """Why somebody cannot enter while, or before, another spell of custody holds."""
    place = other.establishment.name
    if other.period.upper is None:
        return _(
            "{person} ya está bajo custodia en {place} desde el {since:%d/%m/%Y}. Pida que ese establecimiento "
            "registre el traslado o la salida."
        ).format(person=person, place=place, since=other.period.lower)
    words = _("{person} estuvo bajo custodia en {place} {when}; el ingreso debe ser posterior.")
    return words.format(person=person, place=place, when=dates(other.period))


def _create_person(**values: Any) -> Person:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('people_person', 'id'))")
        (number,) = cursor.fetchone()
    person = Person(id=number, code=person_code(number), **values)
    person.search_text = person.folded()
    person.save(force_insert=True)
    return person
