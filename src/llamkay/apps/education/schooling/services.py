"""What may happen to the schooling of people, to institutions, plans and needs: check, lock, change, record."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from llamkay.apps.education import acts, permissions
from llamkay.apps.education.kinds import ProofState
from llamkay.apps.education.law import ladder, proofs, stage_words
from llamkay.apps.education.models import EducationInstitution, Schooling, StudyNeed, StudyPlan, StudyUnit
from llamkay.apps.people.queries import custody
from llamkay.apps.people.writing import record_name
from llamkay.core.education.stages import NONE
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


ONE = timedelta(days=1)
# What a certificate may never say (CEP art. 75, TUO 84), nor whoever issues it be called.
PRISON = re.compile(
    r"\b(penal(es)?|penitenciari\w*|c[áa]rcel(es)?|prisi[óo]n(es)?|inpe|sunir|reclus\w*|intern[oa]s?)\b", re.I
)


def held_at(person: "Person", *, on: date) -> "Establishment":
    """The prison that holds the person that day. Raises ``Refused`` where none does."""
    spell = custody(of=person, on=on).select_related("establishment").first()
    if spell is None:
        raise Refused(_("{person} no está bajo custodia: no se anota aquí.").format(person=person))
    return spell.establishment


@transaction.atomic
def enter_schooling(
    *,
    actor: Any,
    person: "Person",
    stage: str,
    complete: bool = False,
    grade: int | None = None,
    institution: str = "",
    career: str = "",
    ended_year: int | None = None,
    note: str = "",
) -> Schooling:
    """Write down what somebody says to have studied; it counts once a paper proves it (``check_schooling``)."""
    today = clock.today()
    place = held_at(person, on=today)
    require(actor, permissions.ENTER_SCHOOLING, establishment_id=place.pk)
    stages = ladder(today).stages
    if stage != NONE and stage not in stages:
        raise Refused(_("Elija un nivel de la lista."), field="stage")
    most = stages[stage].parts if stage != NONE else 0
    if stage == NONE and (complete or grade):
        raise Refused(_("Quien nunca fue a la escuela no tiene grado."), field="grade")
    if grade and grade > most:
        raise Refused(
            _("{stage} tiene {most} grados o partes.").format(stage=stage_words(stage, on=today), most=most),
            field="grade",
        )
    if ended_year and ended_year > today.year:
        raise Refused(_("Ese año todavía no llega."), field="ended_year")
    if Schooling.objects.filter(person=person, stage=stage, complete=complete, grade=grade).exists():
        raise Refused(_("Eso ya está anotado."), field="stage")
    row = Schooling.objects.create(
        person=person,
        stage=stage,
        complete=complete,
        grade=grade,
        institution=institution.strip(),
        career=career.strip(),
        ended_year=ended_year,
        note=note.strip(),
        entered_by=actor.username,
        entered_at=clock.now(),
    )
    _log(actor, acts.ENTER_SCHOOLING, person, place, f"Anotó los estudios de {person.full_name}", row)
    return row


@transaction.atomic
def check_schooling(
    *, actor: Any, schooling: Schooling, proven: bool, proof: str = "", proof_number: str = "", note: str = ""
) -> Schooling:
    """Say by which paper a declared study is proved, or why it could not be."""
    row = _locked(schooling)
    today = clock.today()
    place = held_at(row.person, on=today)
    require(actor, permissions.MANAGE, establishment_id=place.pk)
    if row.act_id:
        raise Refused(_("Lo prueba el acta final: para quitarlo, anule el acta."))
    if proven and (proof not in proofs(today) or proof == "act"):
        raise Refused(_("Elija con qué se prueba."), field="proof")
    if proven and not proof_number.strip():
        raise Refused(_("Escriba el número o la fecha del documento."), field="proof_number")
    if not proven and not note.strip():
        raise Refused(_("Escriba por qué no se pudo probar."), field="note")
    row.state = ProofState.PROVEN if proven else ProofState.REFUTED
    row.proof, row.proof_number = (proof, proof_number.strip()) if proven else ("", "")
    row.note = note.strip() or row.note
    row.checked_by, row.checked_at = actor.username, clock.now()
    row.save()
    what = "Probó" if proven else "No pudo probar"
    _log(actor, acts.CHECK_SCHOOLING, row.person, place, f"{what} los estudios de {row.person.full_name}", row)
    return row


@transaction.atomic
def delete_schooling(*, actor: Any, schooling: Schooling, reason: str) -> None:
    """Take away what was written down by mistake; the history keeps it, and what an act wrote stays with the act."""
    row = _locked(schooling)
    place = held_at(row.person, on=clock.today())
    require(actor, permissions.MANAGE, establishment_id=place.pk)
    if row.act_id:
        raise Refused(_("Lo escribió un acta final: para quitarlo, anule el acta."))
    if not reason.strip():
        raise Refused(_("Escriba por qué se quita."), field="reason")
    _log(
        actor,
        acts.DELETE_SCHOOLING,
        row.person,
        place,
        f"Quitó estudios mal anotados de {row.person.full_name}",
        row,
        reason.strip(),
        back=True,
    )
    row.delete()


def _locked(schooling: Schooling) -> Schooling:
    found = Schooling.objects.select_for_update(of=("self",)).select_related("person").filter(pk=schooling.pk).first()
    if found is None:
        raise Refused(_("Eso ya no está: recargue la página."))
    return found


def _log(
    actor: Any,
    verb: Verb,
    person: "Person",
    place: "Establishment",
    sentence: str,
    row: Model,
    reason: str = "",
    *,
    back: bool = False,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{person.pk}",
        sentence=sentence,
        stream=place.code,
        reason=reason,
        details={"record": record_name(row), **({audit.TAKES_BACK: "record"} if back else {})},
    )


# Institutions and plans are national: whoever manages a school anywhere may write them.


def _anywhere(actor: Any) -> None:
    require(actor, permissions.MANAGE)


def check_names(**texts: str) -> None:
    """Refuse a text that names a prison where a certificate will show it. Raises ``Refused`` by field."""
    for field, text in texts.items():
        if found := PRISON.search(text):
            raise Refused(
                _("«{word}» no puede estar aquí: ningún certificado de estudios menciona el penal.").format(
                    word=found[0]
                ),
                field=field,
            )


def _clean(row: Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused.many(
            Refused(text, field="" if name == "__all__" else name)
            for name, texts in error.message_dict.items()
            for text in texts
        ) from error


@transaction.atomic
def enter_institution(
    *, actor: Any, institution: EducationInstitution | None = None, **values: Any
) -> EducationInstitution:
    """Register who teaches and issues certificates, or change what is written of it."""
    _anywhere(actor)
    row = institution or EducationInstitution()
    for name, value in values.items():
        setattr(row, name, value.strip())
    check_names(name=row.name, resolution=row.resolution)
    if not re.fullmatch(r"(\d{7,8})?", row.modular_code, re.ASCII):
        raise Refused(_("El código modular tiene siete u ocho cifras."), field="modular_code")
    _clean(row)
    row.save()
    audit.record(
        actor=actor.username,
        verb=acts.ENTER_INSTITUTION,
        target="education:institutions",
        sentence=f"Registró la institución educativa {row.name}",
        stream="national",
        details={"institution": row.pk},
    )
    return row


@transaction.atomic
def enter_plan(
    *,
    actor: Any,
    institution: EducationInstitution,
    stage: str,
    name: str,
    parts: int,
    units: str,
    norm: str = "",
    start: date,
    plan: StudyPlan | None = None,
) -> StudyPlan:
    """Register what an institution teaches, one unit a line: ``part | name | hours | credits | competences``.

    A plan that groups already use keeps its stage, and the units that they teach.
    """
    _anywhere(actor)
    stages = ladder(clock.today()).stages
    if stage not in stages or not stages[stage].teaches:
        raise Refused(_("Elija un nivel de la lista."), field="stage")
    if not 1 <= parts <= stages[stage].parts:
        raise Refused(
            _("{stage} tiene {most} partes como máximo.").format(
                stage=stage_words(stage, on=clock.today()), most=stages[stage].parts
            ),
            field="parts",
        )
    read = read_units(units, parts=parts)
    row = plan or StudyPlan()
    if plan and plan.groups.exists() and plan.stage != stage:
        raise Refused(_("Hay grupos de este plan: su nivel no cambia. Registre otro plan."), field="stage")
    check_names(name=name)
    row.institution, row.stage, row.name, row.parts = institution, stage, name.strip(), parts
    row.norm, row.period = norm.strip(), DateRange(start, None)
    least = stages[stage].credits
    total = sum(unit.credits for unit in read)
    if least and total and total < least:
        raise Refused(
            _("{stage} pide {least} créditos o más; estas unidades suman {total}.").format(
                stage=stage_words(stage, on=clock.today()), least=least, total=total
            ),
            field="units",
        )
    _clean(row)
    row.save()
    _write_units(row, read)
    audit.record(
        actor=actor.username,
        verb=acts.ENTER_PLAN,
        target="education:plans",
        sentence=f"Registró el plan {row.name} de {institution.name}",
        stream="national",
        details={"plan": row.pk, "units": len(read)},
    )
    return row


def read_units(text: str, *, parts: int) -> list[StudyUnit]:
    """The units of a text, one a line; raises ``Refused`` with every line that does not fit."""
    found: list[StudyUnit] = []
    wrong: list[str] = []
    seen: set[tuple[int, str]] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("|")]
        cells += [""] * (5 - len(cells))
        part, name, hours, credits, competences = cells[0], cells[1], cells[2] or "0", cells[3] or "0", cells[4]
        numbers = all(re.fullmatch(r"\d{1,4}", cell, re.ASCII) for cell in (part, hours, credits))
        if len(cells) != 5 or not numbers or not name or len(name) > 120:
            wrong.append(_("Línea {n}: escriba «parte | unidad | horas | créditos | competencias».").format(n=number))
        elif not 1 <= int(part) <= parts:
            wrong.append(_("Línea {n}: la parte va de 1 a {parts}.").format(n=number, parts=parts))
        elif (int(part), name.lower()) in seen:
            wrong.append(_("Línea {n}: «{name}» ya está en esa parte.").format(n=number, name=name))
        else:
            seen.add((int(part), name.lower()))
            found.append(
                StudyUnit(
                    part=int(part),
                    order=len(found) + 1,
                    name=name,
                    hours=int(hours),
                    credits=int(credits),
                    competences=competences,
                )
            )
    if not found and not wrong:
        wrong.append(_("Escriba por lo menos una unidad."))
    if wrong:
        raise Refused.many(Refused(sentence, field="units") for sentence in wrong)
    return found


def _write_units(plan: StudyPlan, read: list[StudyUnit]) -> None:
    before = {(unit.part, unit.name.lower()): unit for unit in plan.units.all()}
    fields = ["order", "name", "hours", "credits", "competences"]
    changed = []
    for unit in read:
        known = before.pop((unit.part, unit.name.lower()), None)
        if known is None:
            unit.plan = plan
            continue
        for field in fields:
            setattr(known, field, getattr(unit, field))
        changed.append(known)
    StudyUnit.objects.bulk_update(changed, fields)
    StudyUnit.objects.bulk_create([unit for unit in read if unit.plan_id])
    try:
        StudyUnit.objects.filter(pk__in=[unit.pk for unit in before.values()]).delete()
    except ProtectedError:
        names = ", ".join(unit.name for unit in before.values())
        raise Refused(
            _("Hay grupos que llevan {names}: no se quita del plan. Registre otro plan.").format(names=names),
            field="units",
        ) from None


@transaction.atomic
def enter_need(
    *, actor: Any, person: "Person", kind: str, in_class: str, in_examination: str, start: date
) -> StudyNeed:
    """Write down what a student needs of the class and of the examination; never a diagnosis."""
    place = held_at(person, on=start)
    require(actor, permissions.NEEDS, establishment_id=place.pk)
    if StudyNeed.objects.filter(person=person, kind=kind, period__overlap=(start, None)).exists():
        raise Refused(_("Ya hay un apoyo de esa clase: termínelo antes."), field="kind")
    if not in_class.strip() or not in_examination.strip():
        raise Refused(_("Escriba qué se hace en clase y qué en el examen."), field="in_class")
    need = StudyNeed.objects.create(
        person=person,
        kind=kind,
        in_class=in_class.strip(),
        in_examination=in_examination.strip(),
        period=DateRange(start, None),
        by=actor.username,
    )
    _log(actor, acts.ENTER_NEED, person, place, f"Anotó un apoyo para estudiar de {person.full_name}", need)
    return need


@transaction.atomic
def end_need(*, actor: Any, need: StudyNeed, end: date) -> StudyNeed:
    """A need ends: ``end`` is the first day without it."""
    row = StudyNeed.objects.select_for_update(of=("self",)).select_related("person").get(pk=need.pk)
    place = held_at(row.person, on=clock.today())
    require(actor, permissions.NEEDS, establishment_id=place.pk)
    if row.period.upper is not None:
        raise Refused(_("Ese apoyo ya terminó."))
    if end <= row.period.lower:
        raise Refused(_("El término va después del inicio."), field="end")
    row.period = DateRange(row.period.lower, end)
    row.save()
    _log(actor, acts.END_NEED, row.person, place, f"Terminó un apoyo para estudiar de {row.person.full_name}", row)
    return row
