"""The safety of a workshop: a tool that is missing, a machine out of service, an accident, kit to be renewed."""

from datetime import date, time
from types import SimpleNamespace
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.workshops.models import (
    Accident,
    CustomerPermit,
    DayOut,
    KitIssue,
    Machine,
    MachineStop,
    MissingTool,
    OutsidePermit,
    OwnEntry,
    Tool,
    ToolCount,
    ToolLoan,
    Upkeep,
)
from llamkay.platform import clock

DAY = date(2026, 1, 20)


def safety(made: Any) -> SimpleNamespace:
    """One of each in the workshop of a prison; every word of it holds the prison's."""
    word, now = made.word, clock.now()
    of = {"activity": made.workshop, "establishment": made.place}
    tool = Tool.objects.create(number=f"L-{word[:4]}", name=f"Lezna {word}", risk="high", **of)
    count = ToolCount.objects.create(
        activity=made.workshop, on=DAY, session=1, out_at=now, out_by="alguien", in_at=now, in_by="alguien"
    )
    loan = ToolLoan.objects.create(count=count, tool=tool, person=made.person)
    MissingTool.objects.create(tool=tool, loan=loan, since=now, note=f"Se buscó en {word}")
    machine = Machine.objects.create(
        number=f"M-{word[:4]}", name=f"Remalladora {word}", every_days=90, since=date(2025, 1, 1), **of
    )
    Upkeep.objects.create(machine=machine, done_on=DAY, what=f"Engrase {word}", whose="Servicio", by="alguien")
    MachineStop.objects.create(machine=machine, period=DateRange(DAY, None), reason=f"Cable {word}", by="alguien")
    accident = Accident.objects.create(
        number=f"AT-{word}",
        person=made.person,
        machine=machine,
        on=DAY,
        at=time(9),
        severity="minor",
        what=f"Un pinchazo en {word}",
        done="Se lavó",
        by="alguien",
        entered_at=now,
        **of,
    )
    KitIssue.objects.create(
        person=made.person,
        what="gloves",
        detail=f"Talla {word}",
        given_on=DAY,
        renew_on=date(2026, 1, 30),
        by="alguien",
        **of,
    )
    permit = OutsidePermit.objects.create(
        person=made.person,
        employer=f"Panadería {word}",
        address=f"Jr. {word}",
        act=f"Acta {word}",
        conditions={"applied": False},
        period=DateRange(date(2026, 1, 5), None),
        leaves_at=time(7),
        back_by=time(18),
        by="alguien",
        at=now,
        **of,
    )
    DayOut.objects.create(permit=permit, on=DAY, left_at=time(7), late_why=f"El tren de {word}", out_by="alguien")
    entry = OwnEntry.objects.create(
        person=made.person,
        kind="pieces",
        on=DAY,
        what=f"Manteles {word}",
        quantity=3,
        unit="unidades",
        party=f"Hermana {word}",
        price=9000,
        by="alguien",
        at=now,
        **of,
    )
    customer = CustomerPermit.objects.create(
        person=made.person,
        establishment=made.place,
        number=f"Permiso {word}",
        customer=f"Cliente {word}",
        document=f"DNI {word}",
        act=f"Oficio {word}",
        escort=f"Agente {word}",
        period=DateRange(DAY, date(2027, 1, 1)),
        by="alguien",
        at=now,
    )
    made_of = {"tool": tool, "machine": machine, "accident": accident, "permit": permit, "entry": entry}
    return SimpleNamespace(**made_of, customer=customer)
