"""The files of the children of the demonstration: arrival, papers, health, the way to the third birthday."""

from collections.abc import Sequence
from datetime import date, timedelta
from zlib import crc32

from llamkay.apps.institutions.models import User
from llamkay.apps.nursery.law import book
from llamkay.apps.nursery.models import (
    Arrival,
    ChildDocument,
    ChildStay,
    Concern,
    Departure,
    HealthFact,
    OtherChild,
    OverstayGround,
    PlanStep,
    ReceivingAdult,
    UnitNotice,
)
from llamkay.apps.remission.counts.statements import make_statement
from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.releases.services import prepare, sign
from llamkay.core.nursery.calendars import due_list
from llamkay.core.nursery.deadlines import next_working_day
from llamkay.core.values import Month
from llamkay.demo.nursery.health import line_of, weight_at
from llamkay.platform import clock
from llamkay.platform.security.access import Command

DAY = date(2026, 2, 2)
SOCIAL, NURSE = "Elva Huamán", "Rocío Valverde"
ALLERGIES, TO_MEDICINE = {5: "Leche de vaca", 29: "Huevo"}, {17: "Penicilina"}
# Surnames and first names of nobody; the number of each document is impossible.
GRANDMOTHERS = ("Rosa Inventada Prueba", "Julia Ficticia Ejemplo", "Elena Supuesta Muestra", "Marta Imaginaria Caso")


def write_files(stays: Sequence[ChildStay], code: str) -> None:
    """Write the file of each child of a nursery; the last stay is of one who has left, the one before is past three."""
    _arrivals(stays)
    _papers(stays)
    _health([stay for stay in stays if stay.period.upper is None])
    *living, left = stays
    _leaving(living, code)
    _left(left, code)
    worried = living[4]
    Concern.objects.create(
        establishment_id=worried.establishment_id,
        child=worried.child,
        about=f"{worried.child.code}",
        what="Hoy llegó con un moretón en el brazo; la madre dice que se cayó de la cuna. Invento de demostración.",
        seen_on=DAY,
        reported_at=clock.now(),
        reported_by="cuidadora",
        due_on=next_working_day(DAY, book()),
    )


def _chance(stay: ChildStay, what: str) -> int:
    """A number from 0 to 99, the same every time for a child and a matter."""
    return crc32(f"{stay.child.code} {what}".encode()) % 100


def _arrivals(stays: Sequence[ChildStay]) -> None:
    """All but the newest came in with report, check and decision."""
    rows = []
    for stay in stays:
        since = stay.period.lower
        checked, reported, decided = (since + timedelta(days=days) for days in (1, 5, 12))
        row = Arrival(stay=stay)
        if checked < DAY:
            row.check_on, row.check_by, row.findings = checked, NURSE, "Sin hallazgos; lactancia materna."
        if reported < DAY and _chance(stay, "informe") < 95:
            row.report_on, row.report_by = reported, SOCIAL
            row.report = "La madre la cuida y pide que viva con ella. Informe inventado."
        if decided < DAY and row.report_on:
            row.decision, row.decided_on, row.decided_by = "stays", decided, "sistema"
            row.act, row.reasons = f"Acta {stay.child.code[1:]}-{decided.year}", "Es lo mejor para el niño. Inventado."
        rows.append(row)
    Arrival.objects.bulk_create(rows)


def _papers(stays: Sequence[ChildStay]) -> None:
    rows = []
    for stay in stays:
        born, number = stay.child.born_on, int(stay.child.code[1:])
        days = {
            "cnv": 2,
            "partida": 25,
            "sis": 6,
            "dni": 70,
            "reconocimiento": 30,
            "patria-potestad": 30,
            "consentimiento": 4,
        }
        for kind, after in days.items():
            on, chance = born + timedelta(days=after), _chance(stay, kind)
            row = ChildDocument(child=stay.child, kind=kind, state="none")
            if on < DAY and chance < (60 if kind in ("reconocimiento", "patria-potestad") else 92):
                row.state, row.on = "held", on
                row.checked_by, row.checked_on = "social", max(on, stay.period.lower)
                row.number = f"0000{7000 + number}" if kind == "dni" else ""
            elif chance < 97 and on < DAY:
                row.state, row.checked_by, row.checked_on = "under_way", "social", DAY
            if kind == "dni" and row.state == "held" and rows[-2].state != "held":
                row.state, row.on, row.number = "under_way", None, ""  # two rows back: the birth is not registered
            rows.append(row)
    ChildDocument.objects.bulk_create(rows)


def _health(stays: Sequence[ChildStay]) -> None:
    """Most of the calendar was done about its day; a few lines of a few children are late."""
    rows = []
    for stay in stays:
        child, number = stay.child, int(stay.child.code[1:])
        child.birth_weight_g, child.gestation_days = weight_at(child, 0, z=line_of(child)), (37 + number % 4) * 7
        if number == 9:
            child.birth_weight_g, child.gestation_days = 1980, 34 * 7  # preterm
        child.allergies, child.other_allergies = ALLERGIES.get(number, ""), TO_MEDICINE.get(number, "")
        child.save()
        done: dict[str, date] = {}
        for entry in due_list(start=child.born_on, on=DAY, law=book()):
            if entry.recommended is None or entry.state == "gap":
                continue
            on = entry.recommended + timedelta(days=_chance(stay, f"{entry.code} día") % 12)
            if entry.waits_for:  # a series keeps its order
                if entry.waits_for not in done:
                    continue
                on = max(on, done[entry.waits_for] + timedelta(days=7))
            if on < DAY and _chance(stay, entry.code) < 97:
                done[entry.code] = on
                rows.append(
                    HealthFact(
                        child=child,
                        code=entry.code,
                        on=on,
                        product=entry.product,
                        professional=NURSE,
                        entered_by="salud",
                    )
                )
    HealthFact.objects.bulk_create(rows)


def _leaving(living: Sequence[ChildStay], code: str) -> None:
    """The three oldest: past the birthday with its title, notice sent, notice due within days."""
    if code != "EP16":
        return
    by_age = sorted(living, key=lambda stay: stay.child.born_on)
    for n, stay in enumerate(by_age[:4]):
        child = stay.child
        OtherChild.objects.create(
            mother_id=child.mother_id,
            names=f"{child.surnames}, hermana mayor (inventada)",
            born_on=date(2016, 4, 2),
            place="Huánuco",
            carer="Abuela materna",
            custody="Acuerdo de hecho",
            noted_on=stay.period.lower,
            noted_by="social",
        )
        adult = ReceivingAdult.objects.create(
            child=child,
            names=GRANDMOTHERS[n],
            relation="abuela materna",
            document=f"DNI 0000810{n}",
            address="Jirón Inventado 123",
            phone="900 000 000",
            protected=n == 1,
            proposed_on=date(2025, 9, 15),
            recommendation="Mi madre la crió en sus visitas y la quiere. Inventado.",
            social_on=date(2025, 11, 20),
            social_result="favourable",
            social_by=SOCIAL,
        )
        if n < 3:
            adult.psychological_on, adult.psychological_result = date(2025, 12, 1), "favourable"
            adult.psychological_by = "Miriam Cárdenas"
            adult.save()
        for step, on in (("plan", date(2025, 6, 10)), ("evaluations_ordered", date(2025, 10, 15))):
            PlanStep.objects.create(
                child=child, code=step, done_on=on, note="Hecho con la madre. Inventado.", by="social"
            )
        if n < 1:
            UnitNotice.objects.create(
                child=child,
                to="upe",
                number="Oficio 0123-2025-EPMCH",
                sent_on=date(2025, 10, 14),
                adult=adult,
                by="directora",
            )
            OverstayGround.objects.create(
                child=child,
                kind="unit",
                act="Oficio 0031-2026-UPE",
                on=date(2026, 1, 19),
                review_on=date(2026, 2, 9),
                why="La UPE pidió quince días más para entregar a la abuela. Inventado.",
                by="directora",
            )


def _left(stay: ChildStay, code: str) -> None:
    """One who left for a grandmother's house: the first follow-up is done in one prison, late in the other."""
    adult = ReceivingAdult.objects.create(
        child=stay.child,
        names="Carmen Inexistente Ensayo",
        relation="abuela paterna",
        document="DNI 00008199",
        proposed_on=date(2025, 6, 1),
        recommendation="Es buena con los niños. Inventado.",
        social_on=date(2025, 7, 1),
        social_result="favourable",
        social_by=SOCIAL,
        psychological_on=date(2025, 7, 8),
        psychological_result="favourable",
        psychological_by="Miriam Cárdenas",
    )
    Departure.objects.create(
        stay=stay,
        kind="family",
        adult=adult,
        act="Resolución UPE 044-2025",
        by="directora",
        assessment="La conoce desde que nació y la visitó seis fines de semana. Inventado.",
    )
    UnitNotice.objects.create(
        child=stay.child, to="upe", number="Oficio 0101-2025", sent_on=date(2025, 8, 20), adult=adult, by="directora"
    )
    if code == "EP16":
        PlanStep.objects.create(
            child=stay.child,
            code="follow_up_1",
            done_on=date(2026, 1, 8),
            by="social",
            note="Habla con su madre dos veces por semana. Inventado.",
        )


def count_mothers() -> None:
    """Count the remission of the mothers whose children are nearest to three, so that the board can compare."""
    stays = ChildStay.objects.filter(period__endswith=None, child__mother__statements=None)
    nearest = stays.select_related("child__mother").order_by("child__born_on")[:8]
    for stay in nearest:
        make_statement(actor=Command(), person=stay.child.mother)


def write_release() -> None:
    """What was told of children at the end of 2025: prepared by statistics, signed by the data protection officer."""
    if Release.objects.exists():
        return
    staff = {user.username: user for user in User.objects.filter(username__in=["estadistica", "datos"])}
    release = prepare(actor=staff["estadistica"], month=Month(2025, 12))
    sign(actor=staff["datos"], release=release)
