"""What closes the steps of plans, read from every room at once: a number of queries that grows neither with people nor
with steps.

Days and marks count wherever they were: only how many and when is told, never where.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.activities.sheets.worked import worked_days
from llamkay.apps.certificates.queries import earned
from llamkay.apps.education.queries import months_passed, parts_passed
from llamkay.apps.education.schooling.queries import stages_proven
from llamkay.apps.people.queries import documents_of, former_identities
from llamkay.apps.plans.kinds import Closes
from llamkay.apps.plans.models import Step, StepProof, Treatment
from llamkay.core.lifeplan.steps import Fact, Progress, Standing, progress
from llamkay.platform import clock
from llamkay.platform.security.scope import elevated

Facts = dict[Any, list[Fact]]  # by what of a step they answer


@dataclass
class _Rooms:
    """The facts of some people, by person and by what they are of."""

    facts: dict[int, dict[str, Facts]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))

    def add(self, person: int, closes: str, key: Any, fact: Fact) -> None:
        self.facts[person][closes].setdefault(key, []).append(fact)

    def of(self, person: int, closes: str, key: Any) -> list[Fact]:
        return self.facts[person][closes].get(key, [])


def progress_of(steps: Iterable[Step]) -> dict[int, Progress]:
    """Step → how far it is; each with its goal and plan read beforehand."""
    found = list(steps)
    people = {step.goal.plan.person_id for step in found}
    wanted = {step.closes for step in found}
    rooms = _Rooms()
    with elevated():
        owner = former_identities(people) | {person: person for person in people}
        for closes in wanted:
            _READERS[Closes(closes)](rooms, owner, found)
    return {step.pk: progress(_facts(rooms, step), needed=step.needed) for step in found}


def _facts(rooms: _Rooms, step: Step) -> list[Fact]:
    facts = rooms.of(step.goal.plan.person_id, step.closes, _key(step))
    if step.closes not in (Closes.DAYS, Closes.MARKS):
        return facts
    return _by_day(fact for fact in facts if fact.on is not None and fact.on >= step.since)


def _by_day(facts: Iterable[Fact]) -> list[Fact]:
    """One fact a day: whoever worked in two workshops worked one day, and it stands when one of them does."""
    order = [Standing.UNDONE, Standing.AWAITS, Standing.STANDS]
    best: dict[date | None, Fact] = {}
    for fact in facts:
        before = best.get(fact.on)
        if before is None or order.index(fact.standing) > order.index(before.standing):
            best[fact.on] = fact
    return list(best.values())


def _key(step: Step) -> Any:
    match step.closes:
        case Closes.DAYS:
            return step.trade_id
        case Closes.MODULE:
            return step.study_plan_id, step.part
        case Closes.HAND:
            return step.first
        case _:
            return step.code


def _since(steps: Iterable[Step], closes: str) -> date:
    return min(step.since for step in steps if step.closes == closes)


def _standing(stands: bool) -> Standing:
    return Standing.STANDS if stands else Standing.UNDONE


def _days(rooms: _Rooms, owner: Mapping[int, int], steps: Collection[Step]) -> None:
    for day in worked_days(owner, since=_since(steps, Closes.DAYS)):
        standing = Standing.AWAITS if day.awaits and not day.stands else _standing(day.stands)
        for trade in {None, day.trade}:  # a step of no trade counts the days of all
            rooms.add(owner[day.person], Closes.DAYS, trade, Fact(day.on, standing))


def _marks(rooms: _Rooms, owner: Mapping[int, int], steps: Collection[Step]) -> None:
    for passed in months_passed(owner, since=_since(steps, Closes.MARKS)):
        rooms.add(owner[passed.person], Closes.MARKS, "", Fact(passed.month.dates()[-1]))


def _modules(rooms: _Rooms, owner: Mapping[int, int], _steps: Collection[Step]) -> None:
    for passed in parts_passed(owner):
        fact = Fact(passed.on, _standing(not passed.voided))
        rooms.add(owner[passed.person], Closes.MODULE, (passed.plan, passed.part), fact)


def _schooling(rooms: _Rooms, owner: Mapping[int, int], _steps: Collection[Step]) -> None:
    for proven in stages_proven(owner, on=clock.today()):
        rooms.add(owner[proven.person], Closes.SCHOOLING, proven.stage, Fact(proven.on))


def _documents(rooms: _Rooms, owner: Mapping[int, int], _steps: Collection[Step]) -> None:
    for document in documents_of(owner):
        day = document.entered_at.astimezone(clock.LIMA).date() if document.entered_at else None
        rooms.add(owner[document.person_id], Closes.DOCUMENT, document.kind, Fact(day))


def _certificates(rooms: _Rooms, owner: Mapping[int, int], _steps: Collection[Step]) -> None:
    for each in earned(owner):
        rooms.add(owner[each.person], Closes.CERTIFICATE, each.kind, Fact(each.on, _standing(each.stands)))


def _treatments(rooms: _Rooms, owner: Mapping[int, int], _steps: Collection[Step]) -> None:
    rows = Treatment.objects.filter(person__in=list(owner), ending__completed=True)
    for person, programme, on in rows.values_list("person_id", "programme", "ended_on"):
        rooms.add(owner[person], Closes.TREATMENT, programme, Fact(on))


def _by_hand(rooms: _Rooms, _owner: Mapping[int, int], steps: Collection[Step]) -> None:
    person_of = {step.first: step.goal.plan.person_id for step in steps if step.closes == Closes.HAND}
    for proof in StepProof.objects.filter(step__in=list(person_of)):
        what = proof.what if proof.undone_on is None else proof.why_undone
        fact = Fact(proof.on, _standing(proof.undone_on is None), what)
        rooms.add(person_of[proof.step_id], Closes.HAND, proof.step_id, fact)


_Reader = Callable[[_Rooms, Mapping[int, int], Collection[Step]], None]
_READERS: dict[Closes, _Reader] = {
    Closes.DAYS: _days,
    Closes.MARKS: _marks,
    Closes.MODULE: _modules,
    Closes.SCHOOLING: _schooling,
    Closes.DOCUMENT: _documents,
    Closes.CERTIFICATE: _certificates,
    Closes.TREATMENT: _treatments,
    Closes.HAND: _by_hand,
}


def why(step: Step, now: Progress) -> str:
    """The state of a step in a sentence: the fact that closed it and its day, or what opened it again."""
    if now.by is not None:
        return _closed(step, now.by)
    if now.undone is not None and now.undone.on is not None:
        return _reopened(step, now, now.undone.on, now.undone.text)
    if now.awaiting:
        return _("Van {done} de {needed}; {awaiting} más esperan que se apruebe la planilla.").format(
            done=now.done, needed=now.needed, awaiting=now.awaiting
        )
    if now.needed > 1:
        return _("Van {done} de {needed}.").format(done=now.done, needed=now.needed)
    return ""


def _closed(step: Step, by: Fact) -> str:
    if by.text:
        return _("Se cerró el {day:%d/%m/%Y}: {what}.").format(day=by.on, what=by.text.rstrip("."))
    if by.on is None:
        return _("Ya consta en el registro.")
    words = {
        Closes.DAYS: _("Se cerró con el día de trabajo del {day:%d/%m/%Y}: {needed} por planillas aprobadas."),
        Closes.MARKS: _("Se cerró con el mes de estudio que terminó el {day:%d/%m/%Y}: {needed} aprobados."),
        Closes.MODULE: _("Se cerró con el acta del {day:%d/%m/%Y}."),
        Closes.SCHOOLING: _("Se cerró el {day:%d/%m/%Y}, cuando se probó con su documento."),
        Closes.DOCUMENT: _("Se cerró el {day:%d/%m/%Y}, cuando lo anotó el registro."),
        Closes.CERTIFICATE: _("Se cerró con el certificado firmado el {day:%d/%m/%Y}."),
        Closes.TREATMENT: _("Se cerró el {day:%d/%m/%Y}, cuando completó el programa."),
    }
    return words[Closes(step.closes)].format(day=by.on, needed=step.needed)


def _reopened(step: Step, now: Progress, day: date, text: str) -> str:
    if text:
        return _("Se volvió a abrir: se anuló lo del {day:%d/%m/%Y} ({why}).").format(day=day, why=text.rstrip("."))
    words = {
        Closes.DAYS: _(
            "Se volvió a abrir: el {day:%d/%m/%Y} se corrigió en la planilla y ya no es día de trabajo. "
            "Van {done} de {needed}."
        ),
        Closes.MODULE: _("Se volvió a abrir: el acta del {day:%d/%m/%Y} se anuló."),
        Closes.CERTIFICATE: _("Se volvió a abrir: el certificado del {day:%d/%m/%Y} ya no vale."),
    }
    return words[Closes(step.closes)].format(day=day, done=now.done, needed=now.needed)
