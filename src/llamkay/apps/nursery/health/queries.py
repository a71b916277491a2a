"""Reads of health: visits with their z-scores, curves, problems and the share treated, pregnancies and their list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.nursery.day.queries import of_room
from llamkay.apps.nursery.law import book, term
from llamkay.apps.nursery.models import Child, ChildStay, Pregnancy, Problem, Room, Visit
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import files
from llamkay.core.law import Value
from llamkay.core.nursery import haemoglobin, preterm
from llamkay.core.nursery.calendars import Entry, Fact, due_list
from llamkay.core.nursery.classes import NutritionalClass, Trend, classify, trend, with_oedema
from llamkay.core.nursery.curves import (
    CHRONOLOGICAL,
    CORRECTED,
    POST_MENSTRUAL,
    PRETERM,
    Chart,
    Dot,
    by_age,
    by_weeks,
    weight_for_length,
)
from llamkay.core.nursery.growth import TWO_YEARS
from llamkay.core.nursery.haemoglobin import group_of_child
from llamkay.core.values.dates import add_months, completed_months
from llamkay.platform.database.search import naming, says
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


INDICES = {
    "zwei": gettext_lazy("Peso para la edad"),
    "zlen": gettext_lazy("Talla para la edad"),
    "zwfl": gettext_lazy("Peso para la talla"),
    "zbmi": gettext_lazy("IMC para la edad"),
    "zhc": gettext_lazy("Perímetro cefálico"),
}
BASES = {
    "chronological": gettext_lazy("edad cronológica"),
    "corrected": gettext_lazy("edad corregida"),
    "post-menstrual": gettext_lazy("semanas desde la última regla (INTERGROWTH-21)"),
}
# What each curve draws: the index, the measure of a visit, its unit.
CURVES = {
    "peso": ("zwei", "weight_g", 1000, gettext_lazy("Peso para la edad (kg)")),
    "talla": ("zlen", "length_mm", 10, gettext_lazy("Talla para la edad (cm)")),
    "cabeza": ("zhc", "head_mm", 10, gettext_lazy("Perímetro cefálico para la edad (cm)")),
    "peso-talla": ("zwfl", "weight_g", 1000, gettext_lazy("Peso para la talla (kg)")),
}
PREGNANCY_TOPICS = ("nursery.prenatal", "nursery.prenatal.care")
TERM_DAYS = 280


def visits(child: Child) -> QuerySet[Visit]:
    """The visits of a child that count, in order: those replaced are read in the file of the newer one."""
    return Visit.objects.standing().filter(child=child).order_by("on", "id")


def withdrawn(child: Child) -> QuerySet[Visit]:
    """What took the place of each visit of a child that was of another, with why."""
    return Visit.objects.filter(child=child).exclude(withdrawn_why="").order_by("-id")


def placed(child: Child, visit: Visit) -> preterm.Placed:
    """Every assessment of a visit by the standards."""
    return preterm.place(
        sex=child.sex,
        born_on=child.born_on,
        seen_on=visit.on,
        gestation_days=child.gestation_days,
        weight_kg=visit.weight_g / 1000 if visit.weight_g else None,
        lenhei_cm=visit.length_mm / 10 if visit.length_mm else None,
        way=visit.way,
        headc_cm=visit.head_mm / 10 if visit.head_mm else None,
        oedema=visit.oedema,
    )


class ReadScore(NamedTuple):
    """A z-score of a visit as it is read, or ``why`` there is none; ``trend`` since the visit before."""

    title: Any
    z: float | None
    why: str
    flag: bool | None
    trend: Trend | None
    kind: NutritionalClass | None


class ReadAssessment(NamedTuple):
    """The z-scores of a visit by one age and standard."""

    basis: Any
    standard: str
    cells: list[ReadScore]


@dataclass(frozen=True)
class ReadVisit:
    """A visit with its measures in kilograms and centimetres, its assessments and its blood (also in g/dL)."""

    visit: Visit
    weight: str
    length: str
    head: str
    arm: str
    assessments: list[ReadAssessment]
    notes: tuple[str, ...]
    blood: haemoglobin.Haemoglobin | None
    decilitre: dict[str, str] | None
    oedema: NutritionalClass | None


def read_visits(child: Child, visits: Sequence[Visit]) -> list[ReadVisit]:
    """Each visit as the page reads it, the newest first: z-scores of each assessment, classes, blanks, flags, trend."""
    before: dict[tuple[str, str, str], float | None] = {}
    rows = []
    for visit in visits:
        made = placed(child, visit)
        assessments = []
        for assessment in made.assessments:
            cells = []
            for index, title in INDICES.items():
                if index not in assessment.indices:
                    continue
                score = assessment.indices[index]
                key = (assessment.standard, assessment.basis, index)
                moved = trend(before.get(key), score.z, on=visit.on, law=book())
                before[key] = score.z if score.z is not None else before.get(key)
                cells.append(
                    ReadScore(
                        title=title,
                        z=score.z,
                        why=score.why,
                        flag=score.flag,
                        trend=moved,
                        kind=classify(index, score.z, on=visit.on, law=book()),
                    )
                )
            assessments.append(ReadAssessment(BASES[assessment.basis], assessment.standard, cells))
        rows.append(
            ReadVisit(
                visit=visit,
                weight=f"{(visit.weight_g or 0) / 1000:g}",
                length=f"{(visit.length_mm or 0) / 10:g}",
                head=f"{(visit.head_mm or 0) / 10:g}",
                arm=f"{(visit.arm_mm or 0) / 10:g}",
                assessments=assessments,
                notes=made.notes,
                blood=(seen := blood(child, visit)),
                decilitre=_in_decilitres(seen) if seen else None,
                oedema=with_oedema(on=visit.on, law=book()) if visit.oedema else None,
            )
        )
    return rows[::-1]


def rules_of(visits: Iterable[ReadVisit]) -> Iterator[Value]:
    """The rules by which visits were read: classes, blood, oedema."""
    for row in visits:
        for assessment in row.assessments:
            yield from (cell.kind.rule for cell in assessment.cells if cell.kind)
        if row.blood:
            yield from (row.blood.cuts, row.blood.altitude)
        if row.oedema:
            yield row.oedema.rule


def _in_decilitres(seen: haemoglobin.Haemoglobin) -> dict[str, str]:
    return {name: f"{getattr(seen, name) / 10:.1f}" for name in ("observed", "adjustment", "adjusted")}


def blood(child: Child, visit: Visit) -> haemoglobin.Haemoglobin | None:
    """The haemoglobin of a visit by the norm of its day, adjusted for the altitude."""
    if visit.haemoglobin is None or visit.altitude_m is None:
        return None
    group = group_of_child(child.born_on, visit.on)
    return haemoglobin.read(visit.haemoglobin, group=group, metres=visit.altitude_m, on=visit.on, law=book())


def doubted(child: Child, visit: Visit) -> list[str]:
    """The indices of a visit that are not plausible: it is measured again before it is kept."""
    return [
        str(INDICES[index])
        for assessment in placed(child, visit).assessments[:1]
        for index, score in assessment.indices.items()
        if score.flag and index in INDICES
    ]


def findings(child: Child, visit: Visit) -> list[str]:
    """What a visit proposes as problems: an anaemia, a class below −2 or above +2, oedema, a fall."""
    found = []
    seen = blood(child, visit)
    if seen and seen.code != "normal":
        found.append(seen.text)
    if visit.oedema:
        found.append(with_oedema(on=visit.on, law=book()).text)
    assessment = placed(child, visit).assessments[0]
    for index in ("zlen", "zwei", "zwfl", "zhc"):
        score = assessment.indices.get(index)
        if score is None:
            continue
        kind = classify(index, score.z, on=visit.on, law=book())
        if kind and kind.code != "normal" and score.z is not None and abs(score.z) > 2:
            found.append(f"{kind.text} ({INDICES[index]})")
    return [text[0].upper() + text[1:] for text in dict.fromkeys(found)]


def contradicted(child: Child, visit: Visit, open_: Iterable[Problem]) -> set[int]:
    """The open problems, by id, of which a later visit measured what they are of and no longer found it.

    An anaemia that is now another one, or a class that is worse or milder, is still found.
    """
    seen, found = blood(child, visit), findings(child, visit)
    assessment = placed(child, visit).assessments[0]
    measured = [f"({INDICES[index]})" for index, score in assessment.indices.items() if score.z is not None]
    gone = [of for of in measured if not any(text.endswith(of) for text in found)]
    return {
        problem.pk
        for problem in open_
        if problem.found_on < visit.on
        and (
            (problem.what.casefold().startswith("anemia") and seen is not None and seen.code == "normal")
            or any(problem.what.endswith(of) for of in gone)
        )
    }


def doubts(children: Iterable[Child]) -> dict[int, date]:
    """Open problem → the day of the last visit of its child, where that visit no longer finds it; two queries."""
    last: dict[int, Visit] = {}
    for visit in Visit.objects.standing().filter(child__in=children).order_by("on", "id"):
        last[visit.child_id] = visit
    open_: dict[Child, list[Problem]] = defaultdict(list)
    for problem in Problem.objects.filter(child__in=last, treated_on=None, ended_on=None).select_related("child"):
        open_[problem.child].append(problem)
    return {
        problem: last[child.pk].on
        for child, known in open_.items()
        for problem in contradicted(child, last[child.pk], known)
    }


def ages_of(child: Child, name: str) -> list[str]:
    """The ages by which a curve of a child is drawn, each alone: those born before 37 weeks have three."""
    early = child.gestation_days is not None and child.gestation_days < preterm.TERM
    if not early or CURVES[name][0] not in PRETERM:
        return [CHRONOLOGICAL]
    return [POST_MENSTRUAL, CHRONOLOGICAL, CORRECTED]


def age_shown(child: Child, visits: Sequence[Visit], name: str) -> str:
    """The age of the curve that is shown first: until 64 weeks after the last menstruation the preterm one."""
    ages = ages_of(child, name)
    if POST_MENSTRUAL in ages and (not visits or _weeks_in_days(child, visits[-1]) <= preterm.LAST):
        return POST_MENSTRUAL
    return CHRONOLOGICAL


def _weeks_in_days(child: Child, visit: Visit) -> int:
    """Days since the mother's last menstruation."""
    return (child.gestation_days or 0) + (visit.on - child.born_on).days


def chart(child: Child, visits: Sequence[Visit], name: str, *, age: str) -> Chart:
    """A curve of a child with its dots; ages never meet in one, nor the visits of the preterm standard and of WHO's."""
    index, column, unit, _title = CURVES[name]
    ages = ages_of(child, name)
    dots = []
    for visit in visits:
        value, since_birth = getattr(visit, column), (visit.on - child.born_on).days
        if value is None or (name == "peso-talla" and not visit.length_mm):
            continue
        x = float(since_birth)
        if POST_MENSTRUAL in ages:
            weeks = _weeks_in_days(child, visit)
            if weeks < preterm.FIRST or (age == POST_MENSTRUAL) != (weeks <= preterm.LAST):
                continue
            x = {POST_MENSTRUAL: weeks, CORRECTED: weeks - preterm.FULL, CHRONOLOGICAL: since_birth}[age]
        if name == "peso-talla" and visit.length_mm:
            x = visit.length_mm / 10
        dots.append(Dot(on=visit.on, x=x, y=value / unit, age=age))
    if name == "peso-talla":
        standing = bool(visits) and (visits[-1].on - child.born_on).days >= TWO_YEARS
        return weight_for_length(sex=child.sex, standing=standing, dots=dots)
    if age == POST_MENSTRUAL:
        return by_weeks(index, sex=child.sex, dots=dots)
    return by_age(index, sex=child.sex, dots=dots, age=age)


class DrawnLine(NamedTuple):
    """A line of reference: its z-score in words, the place of its end, its polyline."""

    z: str
    end: tuple[float, float]
    points: str


class DrawnDot(NamedTuple):
    """A measure: its day, its place, its value in words, and whether its day is written beside it."""

    on: date
    at: tuple[float, float]
    y: str
    dated: bool


class Tick(NamedTuple):
    """A mark of an axis and its words."""

    at: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """A chart in the places of a drawing, from its upper left corner."""

    width: int
    height: int
    lines: list[DrawnLine]
    dots: list[DrawnDot]
    path: str
    x: list[Tick]
    y: list[Tick]
    unit: str


def drawing(made: Chart, *, width: int = 860, height: int = 520) -> Drawing:
    """The chart in the places of a drawing: polylines, dots, ticks; what the template only writes out."""
    left, right, low, high = made.bounds
    names, unit = _scale(made)
    places = [made.place(dot.x, dot.y, width=width, height=height) for dot in made.dots]
    dated = _dated([x for x, _y in places])
    steps = [at for at in names if left <= at <= right]
    span = high - low
    step = next(s for s in (0.5, 1, 2, 5, 10) if span / s <= 14)
    return Drawing(
        width=width,
        height=height,
        lines=[
            DrawnLine(
                z=f"{line.z:+d}" if line.z else "0",
                end=made.place(*line.points[-1], width=width, height=height),
                points=" ".join("{},{}".format(*made.place(x, y, width=width, height=height)) for x, y in line.points),
            )
            for line in made.lines
        ],
        dots=[
            DrawnDot(on=dot.on, at=at, y=f"{dot.y:g}", dated=n in dated)
            for n, (dot, at) in enumerate(zip(made.dots, places, strict=True))
        ],
        path=" ".join("{},{}".format(*at) for at in places),
        x=[Tick(made.place(at, low, width=width, height=height)[0], names[at]) for at in steps],
        y=[
            Tick(made.place(left, at, width=width, height=height)[1], f"{at:g}")
            for at in (low // step * step + step * n for n in range(int(span / step) + 2))
            if low <= at <= high
        ],
        unit=unit,
    )


def _dated(across: Sequence[float], *, room: int = 54) -> set[int]:
    """Which dots carry their date: the newest, and before it those with room for one."""
    dated: list[int] = []
    for n in reversed(range(len(across))):
        if not dated or across[dated[-1]] - across[n] >= room:
            dated.append(n)
    return set(dated)


def _scale(made: Chart) -> tuple[dict[float, str], str]:
    """Where the ticks of the lower edge stand with their texts, and their unit."""
    if made.age == POST_MENSTRUAL:
        return {weeks * 7: str(weeks) for weeks in range(28, 65, 4)}, _("semanas desde la última regla")
    if made.bounds[1] > 130:  # days, not centimetres
        return {n * 91.3125: str(3 * n) for n in range(13)}, _("meses")
    return {at: str(at) for at in range(45, 121, 5)}, _("cm")


# Problems


def problems(scope: Scope, *, on: date) -> QuerySet[Problem]:
    """The problems of the children who live inside, the oldest first."""
    return Problem.objects.filter(child__in=queries.children(scope, on=on).values("pk")).select_related("child")


def treated_share(scope: Scope, *, on: date, since: date) -> dict[str, int]:
    """How many problems found since a day, and how many of them were treated: the ratio to move (18 of 40 in 2023)."""
    rows = problems(scope, on=on).filter(found_on__gte=since)
    ended = rows.exclude(ended_on=None).filter(treated_on=None).count()
    return {"known": rows.count() - ended, "treated": rows.filter(treated_on__isnull=False).count()}


def step_of(problem: Problem) -> str:
    """The next step of a problem: ``refer``, ``see``, ``treat``, or nothing."""
    if problem.treated_on or problem.ended_on:
        return ""
    if problem.seen_on:
        return "treat"
    return "see" if problem.referred_on else "refer"


# Pregnancies


@dataclass
class Expecting:
    """A pregnancy that goes on, with its weeks and what it is owed."""

    pregnancy: Pregnancy
    weeks: int
    days: int
    entries: tuple[Entry, ...]
    place: str

    @property
    def overdue(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == "overdue"]

    @property
    def due(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == "due"]

    @property
    def next(self) -> Entry | None:
        """The next visit that is not done."""
        return next(
            (e for e in self.entries if e.topic == "nursery.prenatal" and e.given_on is None and e.recommended), None
        )


def pregnancies(scope: Scope, *, on: date, running: bool = True) -> QuerySet[Pregnancy]:
    """The pregnancies of the women held in the scope that day."""
    held = Q(person__custody__period__contains=on)
    if not scope.everything:
        held &= Q(person__custody__establishment__in=scope.ids)
    rows = Pregnancy.objects.filter(held).select_related("person").prefetch_related("facts").distinct()
    return (rows.filter(period__contains=on) if running else rows).order_by("due_on", "id")


def expecting(pregnancies: Iterable[Pregnancy], *, on: date) -> list[Expecting]:
    """Each pregnancy with its weeks and its list by the norm of the day."""
    made = []
    for pregnancy in pregnancies:
        start = pregnancy.due_on - timedelta(days=TERM_DAYS)
        facts = [Fact(fact.code, fact.on, fact.outcome) for fact in pregnancy.facts.all()]
        entries = due_list(start=start, on=max(on, start), law=book(), facts=facts, topics=PREGNANCY_TOPICS)
        weeks, days = divmod(max((on - start).days, 0), 7)
        made.append(Expecting(pregnancy, weeks, days, entries, pregnancy.birth_place))
    return made


def last_altitude(establishment_id: int) -> tuple[int, date] | None:
    """The altitude last written with a haemoglobin of a prison, and the day of that test: the prison does not move.

    Only the visits of the days on which the child lived there are asked.
    """
    here = ChildStay.objects.filter(
        child=OuterRef("child"), establishment=establishment_id, period__contains=OuterRef("on")
    )
    rows = Visit.objects.standing().filter(Exists(here), altitude_m__isnull=False)
    for metres, on in rows.order_by("-entered_at", "-id").values_list("altitude_m", "on")[:1]:
        return (metres, on) if metres is not None else None
    return None


def unregistered(scope: Scope, *, on: date) -> list[Pregnancy]:
    """The births of the last year of which a child is still to be registered; nobody else would be told."""
    found = []
    rows = pregnancies(scope, on=on, running=False).filter(
        end=Pregnancy.End.BIRTH, period__endswith__gt=on - timedelta(days=365)
    )
    for pregnancy in rows:
        born = pregnancy.period.upper - timedelta(days=1)
        days = (born - timedelta(days=1), born + timedelta(days=1))
        if Child.objects.filter(mother=pregnancy.person_id, born_on__range=days).count() < pregnancy.babies:
            found.append(pregnancy)
    return found


def why_shielded(person: "Person", start: date, end: date | None) -> str:
    """Why a woman may not be isolated in those days: she expects, gave birth a short while ago, or has her child."""
    if person.sex != "F":
        return ""
    months = term("nursery.rights.shield", on=start)["months"]
    running = Pregnancy.objects.filter(person=person, period__overlap=(start, end))
    if running.exists():
        return _("está gestando. A una gestante no se la aísla (Reglas de Bangkok 22).")
    born = Pregnancy.objects.filter(
        person=person, end=Pregnancy.End.BIRTH, period__endswith__gt=add_months(start, -months)
    )
    if born.exists():
        return _("dio a luz hace menos de {n} meses (Reglas de Bangkok 22).").format(n=months)
    if ChildStay.objects.filter(child__mother=person, moved=False, period__overlap=(start, end)).exists():
        return _("vive con su hijo o hija. A una madre con su niño no se la aísla (Reglas de Bangkok 22).")
    return ""


# The nursery's page of health


def due_now(scope: Scope, *, today: date) -> list[dict[str, Any]]:
    """The children who live inside with what their calendar asks for, those with something overdue first."""
    rows = queries.children(scope, on=today).order_by("sort_name", "id")
    last: dict[int, Visit] = {}
    for visit in Visit.objects.standing().filter(child__in=rows.values("pk")).order_by("on", "id"):
        last[visit.child_id] = visit
    open_: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems(scope, on=today).filter(treated_on=None, ended_on=None):
        open_[problem.child_id].append(problem)
    found = []
    for file in files(rows, today=today):
        late = [entry for entry in file.calendar if entry.state == "overdue"]
        due = [entry for entry in file.calendar if entry.state == "due"]
        child = file.child
        gone = sum(entry.state == "too_late" for entry in file.calendar)
        found.append(
            {
                "file": file,
                "late": late,
                "due": due,
                "gone": gone,
                "last": last.get(child.pk),
                "problems": open_[child.pk],
            }
        )
    return sorted(found, key=lambda row: -len(row["late"]))


# ------------------------------------------------------------------------------------------------ the lists, narrowed


def health_list(
    scope: Scope,
    *,
    today: date,
    q: str = "",
    kind: str = "",
    state: str = "",
    room: Room | None = None,
    establishment: Any = None,
) -> tuple[list[dict[str, Any]], int]:
    """What the calendars ask of the children, and how many of those who fit are owed nothing.

    ``kind`` is a band of age; ``state`` is ``late``, ``due``, ``problem``, or ``all`` with those owed nothing.
    """
    inside_room = {child.pk for child in of_room(room, on=today)} if room else set()
    rows, quiet = [], 0
    for row in due_now(scope, today=today):
        file, child = row["file"], row["file"].child
        first, last = queries.BANDS.get(kind, (0, 10_000))
        if (
            not says(q, child.surnames, child.given_names, child.code)
            or not first <= completed_months(child.born_on, today) < last
            or (room is not None and child.pk not in inside_room)
            or (establishment is not None and file.stay.establishment_id != establishment.pk)
        ):
            continue
        owed = bool(row["late"] or row["due"])
        quiet += not owed
        wanted = {"late": row["late"], "due": row["due"], "problem": row["problems"], "all": True}.get(state, owed)
        if wanted:
            rows.append(row)
    return rows, quiet


def expecting_list(
    scope: Scope,
    *,
    on: date,
    q: str = "",
    state: str = "",
    establishment: Any = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Expecting]:
    """The pregnancies that go on, or with ``state`` those ``late``, without ``plan``, or ``ended``; days are those of
    the probable birth."""
    rows = pregnancies(scope, on=on, running=state != "ended")
    rows = rows.exclude(end="") if state == "ended" else rows
    rows = naming(rows, q, "person__first_surname", "person__second_surname", "person__given_names", "person__code")
    rows = rows.filter(due_on__gte=since) if since else rows
    rows = rows.filter(due_on__lte=until) if until else rows
    if establishment is not None:
        rows = rows.filter(person__custody__establishment=establishment, person__custody__period__contains=on)
    if state == "ended":  # as each stood when it ended
        return [e for row in rows for e in expecting([row], on=min(on, row.period.upper or on))]
    found = expecting(rows, on=on)
    if state == "late":
        return [each for each in found if each.overdue]
    return [each for each in found if not each.pregnancy.birth_plan] if state == "plan" else found
