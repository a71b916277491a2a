"""The health of the demonstration's children: visits along WHO's lines, problems on their way, pregnancies."""

from collections.abc import Sequence
from datetime import date, timedelta
from zlib import crc32

from llamkay.apps.nursery.models import Child, ChildStay, Pregnancy, PregnancyFact, Problem, Visit
from llamkay.core.nursery.growth import TWO_YEARS, value_at
from llamkay.core.values.dates import completed_months
from llamkay.platform import clock

DAY = date(2026, 2, 2)
NURSE = "Rocío Valverde"
EVERY = 45  # days between the visits shown
ALTITUDE = 40  # metres, of Lima's coast


def write_health(stays: Sequence[ChildStay]) -> None:
    """Visits of a year for each child; one born early, one with anaemia, one that stopped growing."""
    children = [stay.child for stay in stays]
    early, pale, falling = children[3], children[min(8, len(children) - 1)], children[min(14, len(children) - 2)]
    Child.objects.filter(pk=early.pk).update(gestation_days=33 * 7, birth_weight_g=1900)
    rows = []
    for child in children:
        z = line_of(child)
        age = (DAY - child.born_on).days
        for at, days in enumerate(range((age + crc32(child.code.encode())) % EVERY, age, EVERY)):
            on = child.born_on + timedelta(days=days)
            if on < DAY - timedelta(days=365) or on > DAY - timedelta(days=3):
                continue
            sway = (crc32(f"{child.code} {at}".encode()) % 30 - 15) / 100
            low = -2.4 if child is early and days < 200 else z + sway
            low -= max(0, 300 - (DAY - on).days) / 180 if child is falling else 0
            rows.append(_visit(child, on, days, low, pale=child is pale, at=at))
    Visit.objects.bulk_create(rows)
    _problems(pale, falling, early)


def line_of(child: Child) -> float:
    """The line of WHO's that a child grows along, as its distance from the middle one."""
    return (crc32(child.code.encode()) % 200 - 100) / 100


def weight_at(child: Child, day: int, *, z: float) -> int:
    """Grams on a day of its life along a line."""
    return round(value_at("zwei", sex=child.sex, day=day, z=z) * 1000, -1)


def _visit(child: Child, on: date, days: int, z: float, *, pale: bool, at: int) -> Visit:
    standing = days >= TWO_YEARS
    length = value_at("zlen", sex=child.sex, day=days, z=z * 0.8)
    blood = days > 180 and at % 4 == 0
    return Visit(
        child=child,
        on=on,
        weight_g=weight_at(child, days, z=z),
        length_mm=round(length * 10),
        way="h" if standing else "l",
        head_mm=round(value_at("zhc", sex=child.sex, day=days, z=z / 2) * 10),
        haemoglobin=(102 if pale else 118) if blood else None,
        altitude_m=ALTITUDE if blood else None,
        development="Escala EEDP: normal" if completed_months(child.born_on, on) < 24 else "TEPSI: normal",
        feeding="Lactancia materna" if days < 180 else "Tres comidas y dos refrigerios",
        iron="Sulfato ferroso",
        professional=NURSE,
        entered_by="salud",
        entered_at=clock.now(),
    )


def _problems(pale: Child, falling: Child, early: Child) -> None:
    found = date(2025, 12, 15)
    Problem.objects.bulk_create(
        [
            Problem(
                child=pale,
                what="Anemia leve",
                found_on=found,
                found_by=NURSE,
                referred_on=found + timedelta(3),
                referred_to="Centro de salud de Chorrillos (inventado)",
            ),
            Problem(child=falling, what="Bajo peso para la edad", found_on=date(2026, 1, 20), found_by=NURSE),
            Problem(
                child=early,
                what="Control de prematuro",
                found_on=date(2025, 11, 3),
                found_by=NURSE,
                referred_on=date(2025, 11, 5),
                referred_to="Hospital (inventado)",
                seen_on=date(2025, 11, 20),
                seen_by="Dra. Inventada",
                treated_on=date(2025, 11, 20),
                treatment="Plan de seguimiento",
            ),
        ]
    )


def follow_pregnancies() -> None:
    """The pregnancies of the demonstration with what was done of each; one has neither plan nor diet yet."""
    running = list(Pregnancy.objects.filter(period__endswith=None).order_by("due_on", "id"))
    facts = []
    for at, pregnancy in enumerate(running):
        start = pregnancy.due_on - timedelta(days=280)
        pregnancy.origin = Pregnancy.Origin.ULTRASOUND if at % 2 else Pregnancy.Origin.LAST_PERIOD
        if at % 4:
            pregnancy.diet = "Ración de gestante con hierro"
            pregnancy.birth_place = "Hospital materno (inventado)"
            pregnancy.birth_plan = "Traslado con personal femenino, sin medios de coerción; su hermana cuida a su hijo."
        for n, week in enumerate((8, 16, 23, 28), start=1):
            on = start + timedelta(days=7 * week)
            if on < DAY and not (at == 2 and n > 2):
                facts.append(
                    PregnancyFact(
                        pregnancy=pregnancy, code=f"prenatal.{n}", on=on, professional=NURSE, entered_by="salud"
                    )
                )
    Pregnancy.objects.bulk_update(running, ["origin", "diet", "birth_place", "birth_plan"])
    PregnancyFact.objects.bulk_create(facts)
