"""Many regimes and stages at once, past and present: judged in their order by the rules of ``set_stage``."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.people import acts
from llamkay.apps.people.bulk.verdicts import Made, Outcome, Verdict
from llamkay.apps.people.hooks import ON_STAGE, Changed
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.models import STAGE_NAMES, CustodySpell, Person, StageSpell
from llamkay.apps.people.permissions import MANAGE
from llamkay.apps.people.situation.shields import check_not_shielded
from llamkay.apps.people.writing import dates, lock_people, not_in_the_future
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import decide


@dataclass(frozen=True)
class Stage:
    """Somebody is in a regime and stage from a day to before another; without one, for as long as the next begins."""

    person: Person
    regime: str
    stage: str
    start: date
    end: date | None = None
    act: str = ""


@dataclass
class _Line:
    """The stages of somebody: those that stand, those that were accepted, and what each was before it was cut."""

    spells: list[StageSpell] = field(default_factory=list)
    custody: list[CustodySpell] = field(default_factory=list)
    cut: dict[int, date | None] = field(default_factory=dict)


class Stages:
    """What each stage would do. The scope in force reaches every prison that had the people."""

    def __init__(self, actor: Any, wanted: Sequence[Stage], *, writing: bool = False) -> None:
        self.actor, self.wanted = actor, wanted
        people = {one.person.pk for one in wanted}
        if writing:
            lock_people(people)
        self.lines: dict[int, _Line] = defaultdict(_Line)
        for spell in StageSpell.objects.filter(person__in=these(people)).order_by("period"):
            self.lines[spell.person_id].spells.append(spell)
        held = CustodySpell.objects.filter(person__in=these(people)).select_related("establishment")
        for custody in held.order_by("period"):
            self.lines[custody.person_id].custody.append(custody)
        self.made: dict[int, tuple[StageSpell, CustodySpell]] = {}
        self.verdicts = self._judge()

    def _judge(self) -> list[Verdict]:
        found: dict[int, Verdict] = {}
        for at in sorted(range(len(self.wanted)), key=lambda n: (self.wanted[n].start, n)):
            one = self.wanted[at]
            try:
                found[at] = self._one(at, one)
            except Refused as refusal:
                found[at] = Verdict(Outcome.REFUSED, sentence(refusal), one.person, column=refusal.field)
        return [found[at] for at in range(len(self.wanted))]

    def _one(self, at: int, one: Stage) -> Verdict:
        if (one.regime, one.stage) not in STAGE_NAMES:
            raise Refused(_("no es una etapa del tratamiento"), field="stage")
        not_in_the_future(one.start)
        if one.end is not None and one.end <= one.start:
            raise Refused(_("termina antes de empezar: revise las dos fechas"), field="end")
        line = self.lines[one.person.pk]
        held = next((spell for spell in line.custody if one.start in spell.period), None)
        if held is None:
            raise Refused(
                _("{person} no estaba bajo custodia el {start:%d/%m/%Y}.").format(person=one.person, start=one.start),
                field="start",
            )
        # Whoever has the person now answers for the stages that other prisons gave.
        place = line.custody[-1].establishment_id
        if not (may := decide(self.actor, MANAGE, establishment_id=place)):
            raise Refused(may.reason)
        same = next((row for row in line.spells if row.period.lower == one.start), None)
        if same is not None and (same.regime, same.stage) == (one.regime, one.stage):
            return Verdict(Outcome.SAME, _("Ya consta igual."), one.person)
        if one.stage == "extreme":
            check_not_shielded(one.person, one.start, one.end, what=_("la etapa de extrema seguridad"))
        return self._put(at, one, line, held)

    def _put(self, at: int, one: Stage, line: _Line, held: CustodySpell) -> Verdict:
        over = [row for row in line.spells if row.period.upper is None or row.period.upper > one.start]
        later = next((row for row in over if row.period.lower >= one.start), None)
        running = next((row for row in over if row.period.lower < one.start), None)
        if later is not None and (one.end is None or one.end > later.period.lower):
            raise Refused(
                _(
                    "{person} ya tiene registrado «{later}» {when}: escriba hasta cuándo duró esta etapa, o revise la "
                    "fecha."
                ).format(person=one.person, later=later, when=dates(later.period)),
                field="start",
            )
        if running is not None and (running.regime, running.stage) == (one.regime, one.stage):
            return Verdict(Outcome.SAME, _("Ya está en esa etapa desde antes."), one.person)
        upper = one.end
        if running is not None:
            if upper is not None and (running.period.upper is None or running.period.upper > upper):
                raise Refused(
                    _("{person} está en «{running}» {when}: esa etapa no puede volver después de esta.").format(
                        person=one.person, running=running, when=dates(running.period)
                    ),
                    field="end",
                )
            upper = upper or running.period.upper
            if running.pk is not None:
                line.cut.setdefault(running.pk, running.period.upper)
            running.period = DateRange(running.period.lower, one.start)
        # A stage does not outlast the custody, which passes from prison to prison by transfers.
        after = (row for row in line.custody if row.period.lower >= held.period.lower)
        last = next((row.period.upper for row in after if row.exit not in ("", Exit.TRANSFER)), None)
        if last is not None and (upper is None or upper > last):
            upper = last
        row = StageSpell(
            person=one.person, regime=one.regime, stage=one.stage, act=one.act, period=DateRange(one.start, upper)
        )
        line.spells = sorted([*line.spells, row], key=lambda spell: spell.period.lower)
        self.made[at] = row, held
        changes = running is not None and running.pk is not None
        text = _("Pasa a esta etapa; deja «{old}».").format(old=running) if running else _("Se registra.")
        return Verdict(Outcome.CHANGED if changes else Outcome.NEW, text, one.person)

    def write(self, at: Iterable[int]) -> Made:
        """Write the stages of those places with what they cut short; gives what was made, for its undoing.

        Those that are left out must be none that others were judged upon: who calls writes all of a person or none.
        """
        made = [self.made[n] for n in at if n in self.made]
        people = {row.person_id for row, _held in made}
        cut = [row for pk in people for row in self.lines[pk].spells if row.pk in self.lines[pk].cut]
        before = {str(row.pk): _day(self.lines[row.person_id].cut[row.pk]) for row in cut}
        StageSpell.objects.bulk_update(cut, ["period"])
        StageSpell.objects.bulk_create([row for row, _held in made])
        audit.record_each(
            {
                "actor": self.actor.username,
                "verb": acts.STAGE,
                "target": f"person:{row.person_id}",
                "stream": held.establishment.code,
                "sentence": f"{row.person} pasó a: {row}, el {row.period.lower:%d/%m/%Y}.",
                "reason": row.act,
            }
            for row, held in made
        )
        today = clock.today()
        now = [Changed(self.actor, row.person, row.period.lower) for row, _held in made if today in row.period]
        if now:
            ON_STAGE(now)
        return {"stages": [row.pk for row, _held in made], "stage_ends": before}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
