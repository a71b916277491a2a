"""Writes: entry, transfer, release, absence, legal status, stage, sentence, isolation, and one identity out of two.

Each act asks permission where the person is held, locks the person, changes, and records, in one transaction. It runs
with the scope of headquarters, because where somebody was before is part of every check; what the actor may do is
decided by permission alone. The database itself refuses overlaps; here they get their sentence.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.people import acts, papers, registry
from llamkay.apps.people.documents import check_document, check_ruc
from llamkay.apps.people.hooks import CREDITED, MARKED, ON_ELSEWHERE, ON_LEAVING, ON_STAGE, Changed, Leaving
from llamkay.apps.people.kinds import Entry, EntryGround, Exit, ExitGround, Sex
from llamkay.apps.people.models import (
    STAGE_NAMES,
    Conviction,
    CustodySpell,
    IdentityDocument,
    IsolationSpell,
    LegalStatusSpell,
    PavilionSpell,
    Person,
    StageEvaluation,
    StageSpell,
    TemporaryAbsence,
    status_words,
)
from llamkay.apps.people.permissions import MANAGE, MERGE
from llamkay.apps.people.queries import age_on, mistakable
from llamkay.apps.people.shields import check_not_shielded
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.database.search import name_words
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


ADULT = 18
_LASTING = (StageSpell, LegalStatusSpell, PavilionSpell)
_TAKEN_BACK = {
    Conviction: "una condena o un cargo",
    StageEvaluation: "una evaluación",
    IdentityDocument: "un documento",
}


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
    checked = check_document(*document) if document else None
    registry.ask([registry.of_another_sex(sex, establishment, on=on)], confirmed=confirmed, reason=reason)
    with _act():
        person = None
        if checked is not None:
            _lock_document(checked.kind, checked.number)
            known = IdentityDocument.objects.filter(kind=checked.kind, number=checked.number).first()
            if known is not None:
                person = _locked(known.person_id)
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
                provisional=checked is None,
            )
            if checked is not None:
                _write_document(person, checked)
        spell = CustodySpell(
            person=person,
            establishment=establishment,
            period=DateRange(on, None),
            entry=Entry.ENTRY,
            entry_ground=ground,
        )
        _save(spell, _custody_clash)
        if status:
            _save(LegalStatusSpell(person=person, status=status, period=DateRange(on, None)), _plain_clash)
        kind = "reingresó" if returning else "ingresó"
        note = " con identidad provisional" if person.provisional else ""
        _record(
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
    with _act():
        person = _locked(person.pk)
        spell = _open_custody(person)
        require(actor, MANAGE, establishment_id=spell.establishment_id)
        if spell.establishment_id == to.pk:
            raise Refused(_("{person} ya está en {to.name}; elija otro establecimiento.").format(person=person, to=to))
        left_behind = registry.left_behind(Leaving(actor, person, spell.establishment, on, Exit.TRANSFER))
        other_sex = registry.of_another_sex(person.sex, to, on=on)
        registry.ask([other_sex, *left_behind], confirmed=confirmed, reason=reason)
        _leave(actor, person, spell, on, Exit.TRANSFER)
        new = CustodySpell(person=person, establishment=to, period=DateRange(on, None), entry=Entry.TRANSFER)
        _save(new, _custody_clash)
        papers.expect(new, owed_by=spell.establishment)
        sentence = f"{person} fue trasladada de {spell.establishment.name} a {to.name} el {on:%d/%m/%Y}."
        if person.sex == Sex.MALE:
            sentence = sentence.replace("trasladada", "trasladado")
        # In the order of the codes, so that two transfers in opposite directions cannot wait for one another.
        for place in sorted((spell.establishment, to), key=lambda place: place.code):
            _record(actor, acts.TRANSFER, person, place, sentence, reason=reason)
    return new


def moved_by_leaving(*, actor: Any, person: Person, on: date) -> list[str]:
    """What a departure on that day would move of what is already recorded, a sentence each."""
    with _act():
        spell = _open_custody(_locked(person.pk))
        require(actor, MANAGE, establishment_id=spell.establishment_id)
        return [text for text in MARKED(person, spell.establishment, on) if text]


def credited_before(*, actor: Any, person: Person, on: date) -> list[str]:
    """What closes credited from a day on by the stage that was known then, a sentence each."""
    with _act():
        person, _where = _reached(actor, person, on)
        return [text for text in CREDITED(person, on) if text]


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
    with _act():
        person = _locked(person.pk)
        spell = _open_custody(person)
        require(actor, MANAGE, establishment_id=spell.establishment_id)
        registry.check_paper(exit, reason, on=on)
        left_behind = registry.left_behind(Leaving(actor, person, spell.establishment, on, exit))
        registry.ask(left_behind, confirmed=confirmed, reason=reason)
        _leave(actor, person, spell, on, exit, ground)
        for model in (StageSpell, LegalStatusSpell):
            _end_open(model, person, on)
        exit_words = {"release": "salió en libertad de", "death": "falleció bajo custodia de", "escape": "se fugó de"}[
            exit
        ]
        _record(
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
    with _act():
        person, place = _reached(actor, person, start)
        _in_custody_throughout(person, start, end)
        absence = TemporaryAbsence(person=person, reason=reason, period=_period(start, end))
        _save(absence, _plain_clash)
        until = f" y volvió el {end:%d/%m/%Y}" if end else ""
        _record(
            actor,
            acts.ABSENCE,
            person,
            place,
            f"{person} salió temporalmente ({absence.get_reason_display().lower()}) el {start:%d/%m/%Y}{until}.",
        )
        ON_ELSEWHERE(Changed(actor, person, start))
    return absence


def end_absence(*, actor: Any, person: Person, on: date) -> TemporaryAbsence:
    """The person is back from the open absence."""
    with _act():
        person, place = _reached(actor, person, on)
        absence = TemporaryAbsence.objects.filter(person=person, period__endswith__isnull=True).first()
        if absence is None:
            raise Refused(_("{person} no tiene una salida abierta.").format(person=person))
        absence.period = _period(absence.period.lower, on)
        absence.save(update_fields=["period"])
        _record(actor, acts.ABSENCE_END, person, place, f"{person} volvió de su salida el {on:%d/%m/%Y}.")
        ON_ELSEWHERE(Changed(actor, person, on))
    return absence


def set_legal_status(*, actor: Any, person: Person, status: str, on: date) -> LegalStatusSpell:
    """From that day the person is on remand or sentenced."""
    if status not in LegalStatusSpell.Status.values:
        raise Refused(_("Indique la situación jurídica: procesado/a o sentenciado/a."))
    with _act():
        person, place = _reached(actor, person, on)
        _in_custody_throughout(person, on, on)
        spell = _succeed(LegalStatusSpell(person=person, status=status), on, same=("status",))
        label = status_words(spell.status, person.sex).lower()
        _record(actor, acts.LEGAL_STATUS, person, place, f"{person} pasó a {label} el {on:%d/%m/%Y}.")
    return spell


def set_pavilion(*, actor: Any, person: Person, pavilion: str, on: date) -> PavilionSpell:
    """From that day the person lives in another pavilion of the establishment."""
    name = " ".join(pavilion.split())[:40]
    if not name:
        raise Refused(_("Escriba el pabellón."), field="pavilion")
    with _act():
        person, place = _reached(actor, person, on)
        _in_custody_throughout(person, on, on)
        known = PavilionSpell.objects.filter(establishment=place, pavilion__iexact=name).order_by("pk").first()
        row = PavilionSpell(person=person, establishment=place, pavilion=known.pavilion if known else name)
        spell = _succeed(row, on, same=("pavilion",))
        _record(actor, acts.PAVILION, person, place, f"{person} pasó al pabellón {spell}, el {on:%d/%m/%Y}.")
    return spell


def set_stage(*, actor: Any, person: Person, regime: str, stage: str, on: date, act: str = "") -> StageSpell:
    """From that day the person is in another regime and stage, by the act of the technical council."""
    if (regime, stage) not in STAGE_NAMES:
        raise Refused(
            _("«{regime} {stage}» no es una etapa del tratamiento; elija una de la lista.").format(
                regime=regime, stage=stage
            )
        )
    with _act():
        person, place = _reached(actor, person, on)
        _in_custody_throughout(person, on, on)
        if stage == "extreme":
            check_not_shielded(person, on, None, what=_("la etapa de extrema seguridad"))
        spell = _succeed(
            StageSpell(person=person, regime=regime, stage=stage, act=act.strip()), on, same=("regime", "stage")
        )
        _record(actor, acts.STAGE, person, place, f"{person} pasó a: {spell}, el {on:%d/%m/%Y}.", reason=act.strip())
        ON_STAGE([Changed(actor, person, on)])
    return spell


def add_conviction(
    *,
    actor: Any,
    person: Person,
    offence: str,
    starts_on: date,
    years: int = 0,
    months: int = 0,
    days: int = 0,
    paragraph: str = "",
    tags: Collection[str] = (),
    committed_on: date | None = None,
    final_on: date | None = None,
    recidivist: bool = False,
    habitual: bool = False,
) -> Conviction:
    """A sentence or, while ``final_on`` is open, the charge; ``offence`` is the article as then numbered."""
    if not re.fullmatch(r"\d{1,3}(-[A-Z])?", offence.strip().upper()):
        raise Refused(
            _("«{offence}» no es un artículo del Código Penal; escríbalo como 186 o 108-B.").format(offence=offence)
        )
    if final_on is not None and not (years or months or days):
        raise Refused(_("Una condena firme tiene su duración: escriba años, meses o días."))
    if committed_on is not None and final_on is not None and final_on < committed_on:
        raise Refused(
            _(
                "La condena no puede quedar firme el {final_on:%d/%m/%Y}, antes del hecho ({committed_on:%d/%m/%Y})."
            ).format(final_on=final_on, committed_on=committed_on)
        )
    if committed_on is not None and starts_on < committed_on:
        raise Refused(
            _(
                "La privación de libertad no puede empezar el {starts_on:%d/%m/%Y}, antes del hecho "
                "({committed_on:%d/%m/%Y})."
            ).format(starts_on=starts_on, committed_on=committed_on)
        )
    with _act():
        person, place = _reached(actor, person, starts_on)
        conviction = Conviction.objects.create(
            person=person,
            offence=offence.strip().upper(),
            paragraph=paragraph.strip(),
            tags=list(tags),
            committed_on=committed_on,
            final_on=final_on,
            starts_on=starts_on,
            years=years,
            months=months,
            days=days,
            recidivist=recidivist,
            habitual=habitual,
        )
        # The log says that it was entered, not what it says: the offence stays in its own table.
        _record(actor, acts.CONVICTION, person, place, f"Se registró una condena o cargo de {person}.")
    return conviction


def record_evaluation(*, actor: Any, person: Person, on: date, favourable: bool) -> StageEvaluation:
    """A periodic evaluation of the progression, one a day at most."""
    not_in_the_future(on)
    with _act():
        person, place = _reached(actor, person, on)
        _in_custody_throughout(person, on, on)
        evaluation = StageEvaluation(person=person, on=on, favourable=favourable)
        _save(evaluation, lambda row: f"{row.person} ya tiene una evaluación del {row.on:%d/%m/%Y}.")
        _record(actor, acts.EVALUATION, person, place, f"{person}: evaluación {evaluation}.")
    return evaluation


def _write_document(person: Person, checked: Any) -> IdentityDocument:
    return IdentityDocument.objects.create(
        person=person, kind=checked.kind, number=checked.number, entered_at=clock.now()
    )


def record_isolation(*, actor: Any, person: Person, start: date, end: date | None, act: str) -> IsolationSpell:
    """Days of isolation as a sanction, by its act; no day of remission is counted meanwhile."""
    if not act.strip():
        raise Refused(_("Escriba la resolución que impone el aislamiento."))
    with _act():
        person, place = _reached(actor, person, start)
        _in_custody_throughout(person, start, end)
        check_not_shielded(person, start, end, what=_("el aislamiento"))
        spell = IsolationSpell(person=person, act=act.strip(), period=_period(start, end))
        _save(spell, _plain_clash)
        until = f" hasta el {end:%d/%m/%Y}" if end else ""
        _record(
            actor,
            acts.ISOLATION,
            person,
            place,
            f"{person} inició aislamiento el {start:%d/%m/%Y}{until}.",
            reason=spell.act,
        )
        ON_ELSEWHERE(Changed(actor, person, start))
    return spell


def take_back(*, actor: Any, person: Person, what: Any, reason: str) -> None:
    """What was entered of somebody by mistake never was; its history keeps it (``queries.mistakable`` says what).

    The stage, status or pavilion before it runs on in its place. Closed months stay as they were counted.
    """
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula el registro."), field="reason")
    since = what.period.lower if hasattr(what, "period") else None
    with _act():
        person, place = _reached(actor, person, since)
        found: Any = next((row for row in mistakable(person) if row == what), None)
        if found is None:
            raise Refused(_("Ese registro ya no está, o hay otro posterior: recargue la página."))
        found.delete()
        if isinstance(found, _LASTING):
            before = type(found).objects.filter(person=person, period__endswith=since).first()
            if before is not None:
                before.period = DateRange(before.period.lower, found.period.upper)
                before.save(update_fields=["period"])
        if isinstance(found, IdentityDocument) and not person.documents.exists():
            person.provisional = True
            person.save(update_fields=["provisional"])
        # The log says that it was taken back; what a sentence or a document said stays in its own history.
        name = _TAKEN_BACK.get(type(found)) or f"«{found}», {dates(found.period)}"
        sentence = f"Se anuló un registro de {person}: {name}."
        _record(actor, acts.TAKE_BACK, person, place, sentence, reason=reason.strip())
        if isinstance(found, (TemporaryAbsence, IsolationSpell)):
            ON_ELSEWHERE(Changed(actor, person, found.period.lower))
        elif isinstance(found, StageSpell):
            ON_STAGE([Changed(actor, person, found.period.lower)])


def add_document(*, actor: Any, person: Person, kind: str, number: str) -> IdentityDocument:
    """A document appears: the identity is no longer provisional.

    A number that belongs to somebody else is refused: then the two identities are merged.
    """
    checked = check_document(kind, number)
    with _act():
        person, place = _reached(actor, person, None)
        _lock_document(checked.kind, checked.number)
        known = IdentityDocument.objects.filter(kind=checked.kind, number=checked.number).first()
        if known is not None and known.person_id == person.pk:
            return known
        if known is not None:
            other = Person.objects.get(pk=known.person_id)
            raise Refused(
                _(
                    "El documento {known} ya es de {other} ({other.code}). Si es la misma persona, una las identidades."
                ).format(known=known, other=other)
            )
        document = _write_document(person, checked)
        if person.provisional:
            person.provisional = False
            person.save(update_fields=["provisional"])
        _record(
            actor,
            acts.DOCUMENT,
            person,
            place,
            f"Se registró {document.get_kind_display()} de {person}.",
            details={"impossible_document": True} if checked.impossible else {},
        )
    return document


def merge_provisional(*, actor: Any, provisional: Person, into: Person, reason: str) -> Person:
    """A provisional identity turns out to be a known person: everything recorded passes to the one that stands.

    Refused, with the clash, where both were somewhere the same day, and where closed months, which nobody rewrites,
    already name the provisional identity. Returns the person that stands.
    """
    if not reason.strip():
        raise Refused(_("Escriba por qué se trata de la misma persona, con el documento que lo prueba."))
    if provisional.pk == into.pk:
        raise Refused(_("Es la misma identidad: elija otra persona."))
    with _act():
        locked = {row.pk: row for row in (_locked(pk) for pk in sorted((provisional.pk, into.pk)))}
        provisional, into = locked[provisional.pk], locked[into.pk]
        place = _place(provisional, None)
        require(actor, MERGE, establishment_id=place.pk)
        if not provisional.provisional:
            raise Refused(
                _("{provisional} ({provisional.code}) no tiene identidad provisional: tiene su documento.").format(
                    provisional=provisional
                )
            )
        if provisional.sex != into.sex:
            raise Refused(
                _("{provisional} figura como {sex} y {into} como {other_sex}; corrija ese dato antes de unir.").format(
                    provisional=provisional,
                    sex=provisional.get_sex_display().lower(),
                    into=into,
                    other_sex=into.get_sex_display().lower(),
                )
            )
        no_clashes(provisional, into)
        moved = _move_everything(provisional, into)
        provisional.merged_into = into
        provisional.save(update_fields=["merged_into"])
        _record(
            actor,
            acts.MERGE,
            into,
            place,
            f"La identidad provisional {provisional.code} ({provisional}) se unió a {into} ({into.code}).",
            reason=reason.strip(),
            details={"provisional": provisional.pk, "moved": moved},
        )
    return into


def correct_person(
    *,
    actor: Any,
    person: Person,
    first_surname: str,
    given_names: str,
    sex: str,
    nationality: str,
    reason: str,
    second_surname: str = "",
    born_on: date | None = None,
    confirmed: bool = False,
) -> Person:
    """Correct who somebody is: names, sex, day of birth, nationality; what search looks in follows.

    The whole is written: a day of birth that is empty is taken back. What it was stays in the history. A sex that her
    prison does not take is asked about: it is done once ``confirmed``.
    """
    if not reason.strip() or not first_surname.strip() or not given_names.strip():
        raise Refused(_("Escriba el primer apellido, los nombres y el motivo de la corrección."))
    with _act():
        person, place = _reached(actor, person, None)
        entered = CustodySpell.objects.filter(person=person).order_by("period").first()
        age = age_on(born_on, entered.period.lower) if entered else None
        if age is not None and age < ADULT:
            raise Refused(
                _("Con esa fecha habría ingresado de {age} años: revísela.").format(age=max(age, 0)), field="born_on"
            )
        if sex != person.sex:
            registry.ask([registry.of_another_sex(sex, place, on=clock.today())], confirmed=confirmed, reason=reason)
        before = str(person)
        person.first_surname, person.second_surname, person.given_names = (
            " ".join(name.split()) for name in (first_surname, second_surname, given_names)
        )
        person.sex, person.born_on, person.nationality = sex, born_on, nationality.upper()
        person.search_text = person.folded()
        person.save()
        now = f" y ahora figura como {person}" if str(person) != before else ""
        sentence = f"Se corrigieron los datos de {before}{now}."
        _record(actor, acts.RENAME, person, place, sentence, reason=reason.strip())
    return person


# What every act stands on.


@contextmanager
def _act() -> Iterator[None]:
    with scope.elevated(), transaction.atomic():
        yield


def _record(
    actor: Any,
    verb: Verb,
    person: Person,
    place: "Establishment",
    sentence: str,
    *,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{person.pk}",
        sentence=sentence,
        stream=place.code,
        reason=reason,
        details=details,
    )


def not_in_the_future(on: date) -> None:
    """Refuse to record what has not happened yet."""
    if on > clock.today():
        raise Refused(_("El {on:%d/%m/%Y} todavía no llega; registre lo que ya ocurrió.").format(on=on), field="on")


def lock_person(person: Person) -> Person:
    """The person as it stands now, locked until the transaction ends."""
    return _lock(person.pk)


def lock_people(people: Collection[int]) -> None:
    """Each of these people, locked in their order until the transaction ends."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _lock(pk: int) -> Person:
    return Person.objects.select_for_update().get(pk=pk)


def _locked(pk: int) -> Person:
    person = _lock(pk)
    if person.merged_into_id is not None:
        raise Refused(_("La identidad {person.code} se unió a otra; trabaje con la que quedó.").format(person=person))
    return person


def _lock_document(kind: str, number: str) -> None:
    lock(Space.DOCUMENT, kind, number)


def _place(person: Person, on: date | None) -> "Establishment":
    """Where the person is held that day, else where they were last."""
    spells = CustodySpell.objects.filter(person=person).select_related("establishment").order_by("-period")
    spell = (spells.filter(period__contains=on).first() if on else None) or spells.first()
    if spell is None:
        raise Refused(_("{person} no tiene ingreso registrado.").format(person=person))
    return spell.establishment


def _reached(actor: Any, person: Person, on: date | None) -> "tuple[Person, Establishment]":
    """The person, locked, and the establishment to answer to, once the actor may act there."""
    person = _locked(person.pk)
    place = _place(person, on)
    require(actor, MANAGE, establishment_id=place.pk)
    return person, place


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
        _end_open(model, person, on)
    ON_LEAVING(Leaving(actor, person, spell.establishment, on, exit))


def _end_open(model: Any, person: Person, on: date) -> None:
    """What still runs that day ends with it; what had not begun is taken out."""
    running = model.objects.filter(person=person, period__overlap=DateRange(on, None))
    running.filter(period__startswith__gte=on).delete()
    for row in running:
        row.period = DateRange(row.period.lower, on)
        row.save(update_fields=["period"])


def _in_custody_throughout(person: Person, start: date, end: date | None) -> None:
    """Refuse what lies outside custody; ``end`` may be the day of leaving."""
    spell = CustodySpell.objects.filter(person=person, period__contains=start).first()
    if spell is None:
        raise Refused(_("{person} no estaba bajo custodia el {start:%d/%m/%Y}.").format(person=person, start=start))
    if spell.exit == Exit.TRANSFER or spell.period.upper is None:
        return
    if end is None or end > spell.period.upper:
        raise Refused(
            _("{person} dejó la custodia el {until:%d/%m/%Y}; indique un fin anterior.").format(
                person=person, until=spell.period.upper
            )
        )


def _period(start: date, end: date | None) -> DateRange:
    if end is not None and end <= start:
        raise Refused(
            _("El fin ({end:%d/%m/%Y}) debe ser posterior al inicio ({start:%d/%m/%Y}).").format(end=end, start=start)
        )
    return DateRange(start, end)


_Spell = TypeVar("_Spell", LegalStatusSpell, PavilionSpell, StageSpell)


def _succeed(row: _Spell, on: date, *, same: tuple[str, ...]) -> _Spell:
    """End the state of that day and begin the new one, up to where the old one reached."""
    rows = type(row).objects.filter(person=row.person)
    later = rows.filter(period__startswith__gte=on).order_by("period").first()
    if later is not None:
        raise Refused(
            _(
                "{row.person} ya tiene registrado «{later}» desde el {since:%d/%m/%Y}; el cambio debe ser posterior."
            ).format(row=row, later=later, since=later.period.lower)
        )
    old = rows.filter(period__contains=on).first()
    if old is not None and all(getattr(old, name) == getattr(row, name) for name in same):
        raise Refused(
            _("{row.person} ya está en «{old}» desde el {since:%d/%m/%Y}.").format(
                row=row, old=old, since=old.period.lower
            )
        )
    row.period = DateRange(on, old.period.upper if old else None)
    if old is not None:
        old.period = DateRange(old.period.lower, on)
        old.save(update_fields=["period"])
    _save(row, _plain_clash)
    return row


def _save(row: Any, clash: Any) -> None:
    """Insert, and turn the database's refusal of an overlap into its sentence."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # 23P01 is an exclusion, 23505 a repeated key; anything else is a fault of ours.
        if getattr(error.__cause__, "sqlstate", "") not in ("23P01", "23505"):
            raise
        raise Refused(clash(row)) from error


def _clashing(row: Any) -> Any:
    return type(row).objects.filter(person=row.person, period__overlap=row.period).exclude(pk=row.pk).first()


def _plain_clash(row: Any) -> str:
    other = _clashing(row)
    return f"{row.person} ya tiene «{other}» {dates(other.period)}; las fechas no pueden cruzarse."


def _custody_clash(row: CustodySpell) -> str:
    return custody_clash(row.person, _clashing(row))


def custody_clash(person: Person, other: CustodySpell) -> str:
    """Why somebody cannot enter while, or before, another spell of custody holds."""
    place = other.establishment.name
    if other.period.upper is None:
        return (
            f"{person} ya está bajo custodia en {place} desde el {other.period.lower:%d/%m/%Y}. "
            "Pida que ese establecimiento registre el traslado o la salida."
        )
    return f"{person} estuvo bajo custodia en {place} {dates(other.period)}; el ingreso debe ser posterior."


def dates(period: DateRange) -> str:
    if period.upper is None:
        return _("desde el {period.lower:%d/%m/%Y}").format(period=period)
    return f"del {period.lower:%d/%m/%Y} al {period.upper:%d/%m/%Y}"


def _create_person(**values: Any) -> Person:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('people_person', 'id'))")
        (number,) = cursor.fetchone()
    person = Person(id=number, code=person_code(number), **values)
    person.search_text = person.folded()
    person.save(force_insert=True)
    return person


def same_person(person: Person, first_surname: str, sex: str, born_on: date | None, document: IdentityDocument) -> None:
    """Refuse a known document beside a surname, a sex or a day of birth that are not those of its person."""
    if name_words(person.first_surname) != name_words(first_surname):
        raise Refused(
            _(
                "El documento {document} ya es de {person}; el apellido «{first_surname}» no concuerda. "
                "Revise el número."
            ).format(document=document, person=person, first_surname=first_surname),
            field="document",
        )
    if sex != person.sex or (None not in (born_on, person.born_on) and born_on != person.born_on):
        raise Refused(
            _(
                "El documento {document} ya es de {person}, que figura como {sex}{born}: revise lo que escribió. Si lo "
                "que figura está mal, regístrela así y corrija después sus datos."
            ).format(
                document=document,
                person=person,
                sex=person.get_sex_display().lower(),
                born=_(" y nació el {on:%d/%m/%Y}").format(on=person.born_on) if person.born_on else "",
            ),
            field="born_on" if sex == person.sex else "sex",
        )


def no_clashes(provisional: Person, into: Person) -> None:
    """Refuse two identities that were somewhere the same day."""
    for model, what in (
        (CustodySpell, "la custodia"),
        (TemporaryAbsence, _("las salidas temporales")),
        (LegalStatusSpell, _("la situación jurídica")),
        (StageSpell, "la etapa"),
        (IsolationSpell, "el aislamiento"),
    ):
        for row in model.objects.filter(person=provisional):
            other = model.objects.filter(person=into, period__overlap=row.period).first()
            if other is not None:
                raise Refused(
                    _(
                        "No se pueden unir {provisional.code} e {into.code}: {what} {dates} se cruza con la otra "
                        "identidad {other_dates}. Revise si son dos personas distintas."
                    ).format(
                        provisional=provisional,
                        into=into,
                        what=what,
                        dates=dates(row.period),
                        other_dates=dates(other.period),
                    )
                )


def _move_everything(provisional: Person, into: Person) -> dict[str, int]:
    """Point every row of every app at the person that stands; table → rows moved."""
    moved = {}
    for relation in Person._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        if not relation.field.concrete or getattr(model, "pgh_tracked_model", None) is not None:
            continue
        rows = model._base_manager.filter(**{field: provisional})
        if any("append_only" in trigger.name for trigger in getattr(model._meta, "triggers", [])):
            if rows.exists():
                raise Refused(
                    _(
                        "No se puede unir {provisional.code}: ya figura en meses cerrados, que no se reescriben. "
                        "Registre su documento o consulte a la mesa de ayuda."
                    ).format(provisional=provisional)
                )
            continue
        try:
            with transaction.atomic():
                count = rows.update(**{field: into})
        except IntegrityError as error:
            raise Refused(
                _(
                    "No se pueden unir {provisional.code} e {into.code}: ambas identidades tienen registros de la "
                    "misma fecha ({table}). Corrija uno de ellos antes de unir."
                ).format(provisional=provisional, into=into, table=model._meta.db_table)
            ) from error
        if count:
            moved[model._meta.db_table] = count
    return moved


__all__ = [
    "add_conviction",
    "add_document",
    "admit_person",
    "check_document",
    "check_ruc",
    "correct_person",
    "credited_before",
    "end_absence",
    "merge_provisional",
    "moved_by_leaving",
    "no_clashes",
    "person_code",
    "record_absence",
    "record_evaluation",
    "record_isolation",
    "release_person",
    "set_legal_status",
    "set_pavilion",
    "set_stage",
    "transfer_person",
]
