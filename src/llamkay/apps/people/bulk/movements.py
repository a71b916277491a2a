"""Many movements at once: entries, transfers, departures and days away, person by person in the order of their dates.

Nobody is ever in two prisons. Everything is read and written in a number of statements that does not grow with the
people; what hangs on the departures of today's custody is asked of the apps above for all of them at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.people import acts, papers, registry
from llamkay.apps.people.bulk.verdicts import Made, Outcome, Verdict
from llamkay.apps.people.custody.services import check_leaving, custody_clash
from llamkay.apps.people.hooks import ON_ELSEWHERE, ON_LEAVING, Changed, Leaving
from llamkay.apps.people.kinds import Entry, Exit
from llamkay.apps.people.models import (
    CustodySpell,
    IsolationSpell,
    LegalStatusSpell,
    PavilionSpell,
    Person,
    StageSpell,
    TemporaryAbsence,
)
from llamkay.apps.people.permissions import MANAGE
from llamkay.apps.people.writing import dates, lock_people, not_in_the_future
from llamkay.core.errors import Refused
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import decide

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

# What ends with a departure from a prison, and what with custody.
_OF_THE_PRISON: tuple[Any, ...] = (TemporaryAbsence, IsolationSpell, PavilionSpell)
_OF_CUSTODY: tuple[Any, ...] = (StageSpell, LegalStatusSpell)
ENTRY, TRANSFER = "entry", "transfer"
EXITS = {Exit.RELEASE.value, Exit.DEATH.value, Exit.ESCAPE.value}
AWAY = set(TemporaryAbsence.Reason.values)
# On one day somebody comes before going anywhere.
_ORDER = {ENTRY: 0, TRANSFER: 1}


@dataclass(frozen=True)
class Movement:
    """Something that moves somebody on a day: ``kind`` is an entry, a transfer, an exit, or a reason to be away, with
    the prison it leads to, or the day of return."""

    person: Person
    kind: str
    on: date
    to: "Establishment | None" = None
    back: date | None = None
    paper: str = ""


@dataclass
class _Line:
    """Where somebody was: every spell, those new or changed, and what the changed ones were."""

    custody: list[CustodySpell] = field(default_factory=list)
    away: list[TemporaryAbsence] = field(default_factory=list)
    closed: dict[int, CustodySpell] = field(default_factory=dict)
    broken: str = ""


class Movements:
    """What each movement would do. The scope in force reaches every prison."""

    def __init__(self, actor: Any, wanted: Sequence[Movement], *, writing: bool = False) -> None:
        self.actor, self.wanted = actor, wanted
        people = {one.person.pk for one in wanted}
        if writing:
            lock_people(people)
        self.lines: dict[int, _Line] = defaultdict(_Line)
        rows = CustodySpell.objects.filter(person__in=these(people)).select_related("establishment", "person")
        for spell in rows.order_by("period"):
            self.lines[spell.person_id].custody.append(spell)
        for absence in TemporaryAbsence.objects.filter(person__in=these(people)).order_by("period"):
            self.lines[absence.person_id].away.append(absence)
        self.later = {model: self._last_starts(model, people) for model in (*_OF_THE_PRISON, *_OF_CUSTODY)}
        self.leaving: dict[int, CustodySpell] = {}
        self.questions = self._left_behind()
        self.made: dict[int, CustodySpell | TemporaryAbsence | None] = {}
        self.places: dict[int, Establishment] = {}
        self.verdicts = self._judge()

    @staticmethod
    def _last_starts(model: Any, people: Iterable[int]) -> dict[int, date]:
        rows = model.objects.filter(person__in=these(people)).order_by().values_list("person")
        return dict(rows.annotate(last=Max("period__startswith")))

    def _left_behind(self) -> dict[int, list[str]]:
        """Movement → what the apps above ask before that departure from today's custody."""
        leavings: dict[int, Leaving] = {}
        for at, one in enumerate(self.wanted):
            open_ = next((row for row in self.lines[one.person.pk].custody if row.period.upper is None), None)
            if open_ is not None and (one.kind == TRANSFER or one.kind in EXITS):
                exit = Exit.TRANSFER.value if one.kind == TRANSFER else one.kind
                leavings[at] = Leaving(self.actor, one.person, open_.establishment, one.on, exit)
        return dict(zip(leavings, registry.left_behind(list(leavings.values())), strict=True))

    def _judge(self) -> list[Verdict]:
        found: dict[int, Verdict] = {}

        def turn(n: int) -> Any:
            one = self.wanted[n]
            return one.on, _ORDER.get(one.kind, 2), n

        for at in sorted(range(len(self.wanted)), key=turn):
            one = self.wanted[at]
            line = self.lines[one.person.pk]
            try:
                if line.broken:
                    raise Refused(line.broken)
                found[at] = self._one(at, one, line)
            except Refused as refusal:
                found[at] = Verdict(Outcome.REFUSED, sentence(refusal), one.person, column=refusal.field)
                # What comes after a movement that is wrong cannot be judged.
                line.broken = line.broken or _(
                    "hay otra fila de la misma persona con una falta, del {on:%d/%m/%Y}: corríjala primero"
                ).format(on=one.on)
        return [found[at] for at in range(len(self.wanted))]

    def _one(self, at: int, one: Movement, line: _Line) -> Verdict:
        not_in_the_future(one.on)
        if one.kind == ENTRY:
            return self._enter(at, one, line)
        if one.kind == TRANSFER:
            return self._transfer(at, one, line)
        if one.kind in EXITS:
            return self._exit(at, one, line)
        return self._away(at, one, line)

    def _may(self, place: int, at: int, of: "Establishment") -> None:
        if not (may := decide(self.actor, MANAGE, establishment_id=place)):
            raise Refused(may.reason)
        self.places[at] = of

    def _enter(self, at: int, one: Movement, line: _Line) -> Verdict:
        to = self._destination(one)
        known = next((row for row in line.custody if row.period.lower == one.on), None)
        if known is not None and known.establishment_id == to.pk and known.entry == Entry.ENTRY:
            return Verdict(Outcome.SAME, _("Ya consta igual."), one.person)
        self._may(to.pk, at, to)
        clash = next((row for row in line.custody if row.period.upper is None or row.period.upper > one.on), None)
        if clash is not None:
            raise Refused(custody_clash(one.person, clash), field="on")
        self._put(at, line, CustodySpell(person=one.person, establishment=to, entry=Entry.ENTRY), one.on)
        return Verdict(Outcome.NEW, _("Ingresa a {place}.").format(place=to.name), one.person)

    def _transfer(self, at: int, one: Movement, line: _Line) -> Verdict:
        to = self._destination(one)
        known = next((row for row in line.custody if row.period.lower == one.on), None)
        if known is not None and known.establishment_id == to.pk and known.entry == Entry.TRANSFER:
            return Verdict(Outcome.SAME, _("Ya consta igual."), one.person)
        spell = self._open(one, line)
        self._may(spell.establishment_id, at, spell.establishment)
        if spell.establishment_id == to.pk:
            raise Refused(
                _("{person} ya está en {to.name}; elija otro establecimiento.").format(person=one.person, to=to),
                field="to",
            )
        self._close(at, one, line, spell, Exit.TRANSFER)
        self._put(at, line, CustodySpell(person=one.person, establishment=to, entry=Entry.TRANSFER), one.on)
        text = _("Pasa de {old} a {new}.").format(old=spell.establishment.name, new=to.name)
        return Verdict(Outcome.NEW, text, one.person)

    def _exit(self, at: int, one: Movement, line: _Line) -> Verdict:
        if any(row.period.upper == one.on and row.exit == one.kind for row in line.custody):
            return Verdict(Outcome.SAME, _("Ya consta igual."), one.person)
        spell = self._open(one, line)
        self._may(spell.establishment_id, at, spell.establishment)
        registry.check_paper(one.kind, one.paper, on=one.on)
        self._close(at, one, line, spell, one.kind)
        self.made[at] = None
        text = _("Deja {place}: {exit}.").format(place=spell.establishment.name, exit=Exit(one.kind).label.lower())
        return Verdict(Outcome.CHANGED if spell.pk else Outcome.NEW, text, one.person)

    def _away(self, at: int, one: Movement, line: _Line) -> Verdict:
        spell = next((row for row in line.custody if one.on in row.period), None)
        if spell is None:
            raise Refused(
                _("{person} no estaba bajo custodia el {start:%d/%m/%Y}.").format(person=one.person, start=one.on),
                field="on",
            )
        if any(row.period.lower == one.on and row.reason == one.kind for row in line.away):
            return Verdict(Outcome.SAME, _("Ya consta igual."), one.person)
        self._may(spell.establishment_id, at, spell.establishment)
        if one.back is not None and one.back <= one.on:
            raise Refused(_("vuelve antes de salir: revise las dos fechas"), field="back")
        until = spell.period.upper
        if until is not None and spell.exit != Exit.TRANSFER and (one.back is None or one.back > until):
            raise Refused(
                _("{person} dejó la custodia el {until:%d/%m/%Y}; indique un fin anterior.").format(
                    person=one.person, until=until
                ),
                field="back",
            )
        period = DateRange(one.on, one.back)
        other = next((row for row in line.away if _overlap(row.period, period)), None)
        if other is not None:
            raise Refused(
                _("{person} ya tiene «{other}» {when}; las fechas no pueden cruzarse.").format(
                    person=one.person, other=other, when=dates(other.period)
                ),
                field="on",
            )
        row = TemporaryAbsence(person=one.person, reason=one.kind, period=period)
        line.away.append(row)
        self.made[at] = row
        return Verdict(Outcome.NEW, _("Sale temporalmente: {why}.").format(why=row), one.person)

    @staticmethod
    def _destination(one: Movement) -> "Establishment":
        if one.to is None:
            raise Refused(_("falta el establecimiento al que llega"), field="to")
        return one.to

    def _open(self, one: Movement, line: _Line) -> CustodySpell:
        spell = next((row for row in line.custody if row.period.upper is None), None)
        if spell is None:
            raise Refused(
                _("{person} no está bajo custodia; registre antes su ingreso.").format(person=one.person), field="kind"
            )
        check_leaving(one.person, spell, one.on)
        return spell

    def _close(self, at: int, one: Movement, line: _Line, spell: CustodySpell, exit: str) -> None:
        if spell.pk is not None:
            if questions := [text for text in self.questions.get(at, ()) if text]:
                raise Refused(_("{question} Regístrelo en su página.").format(question=" ".join(questions)))
            # A single departure takes out what had not begun; here it would be lost to the undoing.
            models = _OF_THE_PRISON if exit == Exit.TRANSFER else (*_OF_THE_PRISON, *_OF_CUSTODY)
            if any(self.later[model].get(one.person.pk, date.min) >= one.on for model in models):
                raise Refused(
                    _("{person} tiene registros que empiezan ese día o después: regístrelo en su página.").format(
                        person=one.person
                    ),
                    field="on",
                )
        if one.kind == TRANSFER and one.to is not None:
            other = registry.of_another_sex(one.person.sex, one.to, on=one.on)
            if other:
                raise Refused(_("{question} Regístrelo en su página.").format(question=other), field="to")
        if spell.pk is not None:
            line.closed[at] = spell
            self.leaving[at] = spell
        spell.period, spell.exit = DateRange(spell.period.lower, one.on), exit

    def _put(self, at: int, line: _Line, spell: CustodySpell, on: date) -> None:
        if other := registry.of_another_sex(spell.person.sex, spell.establishment, on=on):
            raise Refused(_("{question} Regístrelo en su página.").format(question=other), field="to")
        spell.period = DateRange(on, None)
        line.custody.append(spell)
        self.made[at] = spell

    def write(self, at: Iterable[int]) -> Made:
        """Write the movements of those places, all of a person's or none; gives what was made, for its undoing."""
        chosen = [n for n in sorted(at) if n in self.made]
        closed = {n: self.leaving[n] for n in chosen if n in self.leaving}
        spells = [row for n in chosen if isinstance(row := self.made[n], CustodySpell)]
        away = [row for n in chosen if isinstance(row := self.made[n], TemporaryAbsence)]
        made: Made = {"custody_closed": [row.pk for row in closed.values()]}
        made["ended"] = self._end_open({row.person_id: row.period.upper for row in closed.values()}, closed)
        CustodySpell.objects.bulk_update(closed.values(), ["period", "exit"])
        made["custody"] = [row.pk for row in CustodySpell.objects.bulk_create(spells)]
        made["absences"] = [row.pk for row in TemporaryAbsence.objects.bulk_create(away)]
        self._record(chosen)
        if closed:
            ON_LEAVING(
                [
                    Leaving(self.actor, spell.person, spell.establishment, self.wanted[n].on, spell.exit)
                    for n, spell in closed.items()
                ]
            )
            papers.expect(
                (arrived, spell.establishment)
                for n, spell in closed.items()
                if isinstance(arrived := self.made[n], CustodySpell) and arrived.period.upper is None
            )
        if away:
            ON_ELSEWHERE([Changed(self.actor, row.person, row.period.lower) for row in away])
        return made

    @staticmethod
    def _end_open(ends: dict[int, date], closed: dict[int, CustodySpell]) -> dict[str, dict[str, str | None]]:
        """What runs on the day somebody leaves ends with it."""
        released = {row.person_id for row in closed.values() if row.exit != Exit.TRANSFER}
        before: dict[str, dict[str, str | None]] = {}
        models: tuple[tuple[str, Any, Iterable[int]], ...] = (
            ("absences", TemporaryAbsence, ends),
            ("isolations", IsolationSpell, ends),
            ("pavilions", PavilionSpell, ends),
            ("stages", StageSpell, released),
            ("statuses", LegalStatusSpell, released),
        )
        for name, model, people in models:
            cut, was = [], {}
            for row in model.objects.filter(person__in=these(people)):
                end = ends[row.person_id]
                if row.period.upper is not None and row.period.upper <= end:
                    continue
                was[str(row.pk)] = row.period.upper.isoformat() if row.period.upper else None
                row.period = DateRange(row.period.lower, end)
                cut.append(row)
            model.objects.bulk_update(cut, ["period"])
            before[name] = was
        return before

    def _record(self, chosen: Sequence[int]) -> None:
        lines: list[audit.Line] = []
        for n in chosen:
            one, verdict, place = self.wanted[n], self.verdicts[n], self.places[n]
            verb = acts.ABSENCE if one.kind in AWAY else _VERBS.get(one.kind, acts.RELEASE)
            for each in [place, one.to] if one.kind == TRANSFER and one.to else [place]:
                lines.append(
                    {
                        "actor": self.actor.username,
                        "verb": verb,
                        "target": f"person:{one.person.pk}",
                        "stream": each.code,
                        "sentence": f"{one.person}, {one.on:%d/%m/%Y}: {verdict.sentence}",
                        "reason": one.paper,
                    }
                )
        audit.record_each(lines)


def _overlap(one: DateRange, other: DateRange) -> bool:
    return (one.upper is None or one.upper > other.lower) and (other.upper is None or one.lower < other.upper)


_VERBS = {ENTRY: acts.ADMIT, TRANSFER: acts.TRANSFER}
# What each movement is called in a file and in its template.
KIND_NAMES = {
    ENTRY: gettext_lazy("ingreso"),
    TRANSFER: gettext_lazy("traslado"),
    Exit.RELEASE.value: gettext_lazy("libertad"),
    Exit.DEATH.value: gettext_lazy("fallecimiento"),
    Exit.ESCAPE.value: gettext_lazy("fuga"),
    TemporaryAbsence.Reason.HOSPITAL.value: gettext_lazy("hospital"),
    TemporaryAbsence.Reason.COURT.value: gettext_lazy("diligencia judicial"),
    TemporaryAbsence.Reason.LEAVE.value: gettext_lazy("permiso de salida"),
}
