"""The stages of study as the law has them on a day: what each asks for, and what somebody lacks of basic education.

Basic education leads from literacy over the three cycles of EBA to the end of secondary (Reglamento de la Ley 28044,
art. 69-71); whoever has not finished it must (D.Leg 1343 art. 6.1), whoever cannot read begins with literacy (CEP
art. 70). What was studied in a regular school counts as the cycle of EBA that it equals, once it is complete.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from llamkay.core.law import LawBook, Value

NONE = "none"  # never went to school, and does not read


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of study: its parts, how it is attended, the age and the stages that it asks for."""

    code: str
    name: str
    name_en: str
    level: str
    order: int
    parts: int
    part_name: str
    modes: tuple[str, ...]
    min_age: int
    needs: tuple[str, ...]
    basic: bool
    teaches: bool
    credits: int
    rule: Value

    @property
    def to_confirm(self) -> bool:
        """Whether nobody has confirmed the rule yet."""
        return self.rule.confidence != "high"


@dataclass(frozen=True, slots=True)
class Studied:
    """What somebody studied: a stage, whether whole, its last part that was passed, whether a paper proves it."""

    stage: str
    complete: bool
    part: int | None = None
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    """What somebody lacks of basic education: where to go on, and every stage that is still to be finished.

    ``to_prove``: something whole was declared that no paper proves: with it she would go on further up.
    """

    stage: str
    part: int
    rest: tuple[str, ...]
    to_prove: bool


@dataclass(frozen=True)
class Ladder:
    """The stages in force on a day, in their order, and which complete stage counts as which."""

    stages: Mapping[str, Stage]
    equals: Mapping[str, str]

    @classmethod
    def of(cls, law: LawBook, *, on: date) -> "Ladder":
        """The ladder of a day; raises ``LookupError`` where the law data has none."""
        found = sorted((_stage(rule) for rule in law.in_force("education.stage", on=on)), key=lambda stage: stage.order)
        pairs = (rule.value for rule in law.in_force("education.equivalence", on=on))
        return cls({stage.code: stage for stage in found}, {pair["of"]: pair["as"] for pair in pairs})

    def basic(self) -> tuple[Stage, ...]:
        """The stages of basic education that lead to its end, literacy aside: the cycles of EBA."""
        cycles = (stage for stage in self.stages.values() if stage.basic and stage.teaches)
        return tuple(stage for stage in cycles if stage.code != "literacy")

    def counts_as(self, code: str) -> str:
        """The cycle of EBA that a stage equals; itself, where it equals none."""
        return self.equals.get(code, code)

    def reached(self, studies: Iterable[Studied], *, proven: bool) -> set[str]:
        """The stages that are complete, those below them too; with ``proven`` only by what a paper proves."""
        whole = {self.counts_as(each.stage) for each in studies if each.complete and (each.proven or not proven)}
        whole &= set(self.stages)
        for code in tuple(whole):
            whole |= self._below(code)
        return whole

    def finishes_basic(self) -> tuple[str, ...]:
        """The stages whose whole proves that basic education is finished, for a question to the database."""
        last = self.basic()[-1].code
        return tuple(
            code for code in self.stages if self.counts_as(code) == last or last in self._below(self.counts_as(code))
        )

    def lacking(self, studies: Iterable[Studied]) -> Lacking | None:
        """What is lacking of basic education by what is proven; nothing when it is finished.

        Somebody with nothing written is where nothing is known: the first cycle, after a placement.
        """
        known = list(studies)
        proven, declared = self.reached(known, proven=True), self.reached(known, proven=False)
        rest = [stage for stage in self.basic() if stage.code not in proven]
        if not rest:
            return None
        if any(each.stage == NONE for each in known) and not {"literacy", *declared} & {e.stage for e in known}:
            return Lacking("literacy", 1, ("literacy", *(stage.code for stage in rest)), to_prove=False)
        first = rest[0]
        done = max((each.part or 0 for each in known if each.proven and each.stage == first.code), default=0)
        return Lacking(
            first.code,
            min(done + 1, first.parts),
            tuple(stage.code for stage in rest),
            to_prove=bool(declared - proven),
        )

    def _below(self, code: str) -> set[str]:
        """Every stage that a stage asks for, directly or not, as EBA calls it."""
        found: set[str] = set()
        for need in self.stages[code].needs if code in self.stages else ():
            found |= {self.counts_as(need)} | self._below(need)
        return found


def _stage(rule: Value) -> Stage:
    value = rule.value
    return Stage(
        code=value["code"],
        name=value["name"],
        name_en=value["name_en"],
        level=value["level"],
        order=value["order"],
        parts=value["parts"],
        part_name=value["part_name"],
        modes=tuple(value["modes"]),
        min_age=value["min_age"],
        needs=tuple(value["needs"]),
        basic=value["basic"],
        teaches=value.get("teaches", True),
        credits=value.get("credits", 0),
        rule=rule,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """Why somebody may not enter a part of a plan: a code, and what it names."""

    code: str
    value: str


def bars(
    stage: Stage, ladder: Ladder, *, part: int, mode: str, age: int | None, studies: Iterable[Studied], passed: set[int]
) -> list[Bar]:
    """Why somebody may not enter a part of a plan of a stage; nothing when they may.

    ``passed`` are the parts of the same plan that they passed: the next asks for every one before it. Whatever they
    studied elsewhere up to a part stands in ``studies``.
    """
    known = list(studies)
    found = []
    if mode not in stage.modes:
        found.append(Bar("mode", mode))
    if age is not None and age < stage.min_age:
        found.append(Bar("age", str(stage.min_age)))
    whole = ladder.reached(known, proven=True)
    found += [Bar("stage", need) for need in stage.needs if ladder.counts_as(need) not in whole]
    brought = max((each.part or 0 for each in known if each.stage == stage.code and each.proven), default=0)
    missing = [before for before in range(1, part) if before > brought and before not in passed]
    if missing:
        found.append(Bar("part", str(missing[0])))
    return found
