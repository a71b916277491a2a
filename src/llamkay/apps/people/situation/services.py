"""Writes about the legal situation: status, stage, sentence, evaluation, isolation, and what was entered by mistake."""

import re
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.people import acts
from llamkay.apps.people.hooks import CREDITED, ON_ELSEWHERE, ON_STAGE, Changed
from llamkay.apps.people.models import (
    STAGE_NAMES,
    Conviction,
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
from llamkay.apps.people.queries import mistakable
from llamkay.apps.people.situation.shields import check_not_shielded
from llamkay.apps.people.writing import (
    acting,
    dates,
    in_custody_throughout,
    insert,
    not_in_the_future,
    period_of,
    plain_clash,
    reached,
    record_act,
    record_name,
    succeed,
)
from llamkay.core.errors import Refused

if TYPE_CHECKING:
    pass


_LASTING = (StageSpell, LegalStatusSpell, PavilionSpell)
_TAKEN_BACK = {
    Conviction: "una condena o un cargo",
    StageEvaluation: "una evaluación",
    IdentityDocument: "un documento",
}


def credited_before(*, actor: Any, person: Person, on: date) -> list[str]:
    """What closes credited from a day on by the stage that was known then, a sentence each."""
    with acting():
        person, _where = reached(actor, person, on)
        return [text for text in CREDITED(person, on) if text]


def set_legal_status(*, actor: Any, person: Person, status: str, on: date) -> LegalStatusSpell:
    """From that day the person is on remand or sentenced."""
    if status not in LegalStatusSpell.Status.values:
        raise Refused(_("Indique la situación jurídica: procesado/a o sentenciado/a."))
    with acting():
        person, place = reached(actor, person, on)
        in_custody_throughout(person, on, on)
        spell = succeed(LegalStatusSpell(person=person, status=status), on, same=("status",))
        label = status_words(spell.status, person.sex).lower()
        record_act(
            actor,
            acts.LEGAL_STATUS,
            person,
            place,
            f"{person} pasó a {label} el {on:%d/%m/%Y}.",
            record=record_name(spell),
        )
    return spell


def set_stage(*, actor: Any, person: Person, regime: str, stage: str, on: date, act: str = "") -> StageSpell:
    """From that day the person is in another regime and stage, by the act of the technical council."""
    if (regime, stage) not in STAGE_NAMES:
        raise Refused(
            _("«{regime} {stage}» no es una etapa del tratamiento; elija una de la lista.").format(
                regime=regime, stage=stage
            )
        )
    with acting():
        person, place = reached(actor, person, on)
        in_custody_throughout(person, on, on)
        if stage == "extreme":
            check_not_shielded(person, on, None, what=_("la etapa de extrema seguridad"))
        spell = succeed(
            StageSpell(person=person, regime=regime, stage=stage, act=act.strip()), on, same=("regime", "stage")
        )
        record_act(
            actor,
            acts.STAGE,
            person,
            place,
            f"{person} pasó a: {spell}, el {on:%d/%m/%Y}.",
            reason=act.strip(),
            record=record_name(spell),
        )
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
    with acting():
        person, place = reached(actor, person, starts_on)
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
        record_act(
            actor,
            acts.CONVICTION,
            person,
            place,
            f"Se registró una condena o cargo de {person}.",
            record=record_name(conviction),
        )
    return conviction


def record_evaluation(*, actor: Any, person: Person, on: date, favourable: bool) -> StageEvaluation:
    """A periodic evaluation of the progression, one a day at most."""
    not_in_the_future(on)
    with acting():
        person, place = reached(actor, person, on)
        in_custody_throughout(person, on, on)
        evaluation = StageEvaluation(person=person, on=on, favourable=favourable)
        known = _("{person} ya tiene una evaluación del {on:%d/%m/%Y}.")
        insert(evaluation, lambda row: known.format(person=row.person, on=row.on))
        record_act(
            actor, acts.EVALUATION, person, place, f"{person}: evaluación {evaluation}.", record=record_name(evaluation)
        )
    return evaluation


def record_isolation(*, actor: Any, person: Person, start: date, end: date | None, act: str) -> IsolationSpell:
    """Days of isolation as a sanction, by its act; no day of remission is counted meanwhile."""
    if not act.strip():
        raise Refused(_("Escriba la resolución que impone el aislamiento."))
    with acting():
        person, place = reached(actor, person, start)
        in_custody_throughout(person, start, end)
        check_not_shielded(person, start, end, what=_("el aislamiento"))
        spell = IsolationSpell(person=person, act=act.strip(), period=period_of(start, end))
        insert(spell, plain_clash)
        until = f" hasta el {end:%d/%m/%Y}" if end else ""
        record_act(
            actor,
            acts.ISOLATION,
            person,
            place,
            f"{person} inició aislamiento el {start:%d/%m/%Y}{until}.",
            reason=spell.act,
            record=record_name(spell),
        )
        ON_ELSEWHERE([Changed(actor, person, start)])
    return spell


def take_back(*, actor: Any, person: Person, what: Any, reason: str) -> None:
    """What was entered of somebody by mistake never was; its history keeps it (``queries.mistakable`` says what).

    The stage, status or pavilion before it runs on in its place. Closed months stay as they were counted.
    """
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula el registro."), field="reason")
    since = what.period.lower if hasattr(what, "period") else None
    with acting():
        person, place = reached(actor, person, since)
        found: Any = next((row for row in mistakable(person) if row == what), None)
        if found is None:
            raise Refused(_("Ese registro ya no está, o hay otro posterior: recargue la página."))
        record = record_name(found)
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
        record_act(
            actor, acts.TAKE_BACK, person, place, sentence, reason=reason.strip(), record=record, takes_back=True
        )
        if isinstance(found, (TemporaryAbsence, IsolationSpell)):
            ON_ELSEWHERE([Changed(actor, person, found.period.lower)])
        elif isinstance(found, StageSpell):
            ON_STAGE([Changed(actor, person, found.period.lower)])
