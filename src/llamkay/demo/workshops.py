"""The workshops on the morning of 2 February: tools with one missing, machines, an accident, safety kit."""

from datetime import date, time
from typing import Any

from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.workshops.accidents import services as accidents
from llamkay.apps.workshops.enterprises.services import admit, enter
from llamkay.apps.workshops.machines import services as machines
from llamkay.apps.workshops.models import Tool
from llamkay.apps.workshops.tools import services as tools

TODAY = date(2026, 2, 2)
TOOLS = {
    "TEJ": (
        ("Tijera de corte", "high"),
        ("Tijera de corte", "high"),
        ("Aguja de punto n.º 5", "medium"),
        ("Cinta métrica", "low"),
    ),
    "PAN": (("Cuchillo panadero", "high"), ("Espátula", "medium"), ("Raspa de masa", "low")),
}


def write_workshops() -> tuple[str, ...]:
    """Through the services that the office uses; a line for the console, nothing where it was done before."""
    if Tool.objects.exists():
        return ()
    users = {user.username: user for user in User.objects.all()}
    place = Establishment.objects.get(code="EP16")
    head = users["jefatrabajo"]
    shop, bakery = (Activity.objects.get(establishment=place, code=code) for code in ("TEJ", "PAN"))
    made = {
        activity.code: [
            tools.keep_tool(actor=head, activity=activity, number=f"{activity.code}-{n:02d}", name=name, risk=risk)
            for n, (name, risk) in enumerate(TOOLS[activity.code], start=1)
        ]
        for activity in (shop, bakery)
    }
    _count(head, bakery, made["PAN"])
    _machines(head, shop, bakery)
    _safety(head, bakery)
    _own_account(head, place)
    return (f"{sum(map(len, made.values()))} herramientas, una que falta; dos máquinas, un accidente de trabajo.",)


def _people(activity: Activity) -> list[Any]:
    rows = Allocation.objects.filter(activity=activity, period__contains=TODAY).select_related("person").order_by("id")
    return [row.person for row in rows[:6]]


def _count(head: User, bakery: Activity, knives: list[Tool]) -> None:
    """The first session of today: a knife did not come back."""
    people = _people(bakery)
    lent = {tool.pk: people[n].pk for n, tool in enumerate(knives)}
    count = tools.count_out(actor=head, activity=bakery, on=TODAY, session=1, lent=lent)
    back = [tool.pk for tool in knives[1:]]
    tools.count_in(actor=head, count=count, back=back, note="Se revisó la cámara; falta revisar el almacén")


def _machines(head: User, shop: Activity, bakery: Activity) -> None:
    """An oven looked after, and a knitting machine out of service whose upkeep is overdue."""
    values = {"actor": head, "number": "H-1", "name": "Horno rotativo", "every_days": 180, "since": date(2025, 3, 1)}
    oven = machines.keep_machine(activity=bakery, **values)
    machines.look_after(
        actor=head, machine=oven, done_on=date(2025, 12, 4), what="Quemadores y sellos", whose="Servicio técnico"
    )
    values |= {"number": "T-1", "name": "Máquina tejedora", "every_days": 90, "since": date(2025, 9, 1)}
    knitter = machines.keep_machine(activity=shop, **values)
    machines.stop(actor=head, machine=knitter, on=date(2026, 1, 29), reason="Carro trabado; se pidió repuesto")


def _own_account(head: User, place: Establishment) -> None:
    """Yarn in and tablecloths out of women who work on their own account."""
    rows = Allocation.objects.filter(
        activity__establishment=place, activity__modality="own_individual", period__contains=TODAY
    )
    for n, place_ in enumerate(rows.select_related("person", "activity").order_by("id")[:4]):
        values = {"actor": head, "activity": place_.activity, "person": place_.person}
        enter(
            kind="material",
            on=date(2026, 1, 12),
            what="Hilo de bordar",
            quantity=10 + n,
            unit="madejas",
            party="Su hermana, en visita",
            **values,
        )
        number = f"Permiso {n}-2026 (demostración)"
        admit(
            actor=head,
            activity=place_.activity,
            person=place_.person,
            number=number,
            customer="Tienda de la esquina",
            document=f"RUC 2000000{n:04} (inventado)",
            act="Oficio de la Oficina Regional Lima (demostración)",
            escort="El servicio de la puerta de talleres",
            start=date(2026, 1, 20),
            end=date(2026, 12, 31),
        )
        enter(
            kind="pieces",
            on=date(2026, 1, 28),
            what="Individuales bordados",
            quantity=4 + n,
            unit="unidades",
            party="Tienda de la esquina",
            price=6000 + 1500 * n,
            permit=number,
            **values,
        )


def _safety(head: User, bakery: Activity) -> None:
    """A small burn with two days of rest, and kit to be renewed."""
    one, other = _people(bakery)[3:5]
    accidents.report(
        actor=head,
        activity=bakery,
        person=one,
        on=date(2026, 1, 30),
        at=time(5, 40),
        severity="minor",
        what="Al sacar la segunda bandeja tocó el borde del horno.",
        done="Agua fría y tópico; volvió a su pabellón.",
        kit_worn="Mandil; los guantes estaban gastados",
        rest_from=TODAY,
        back_on=date(2026, 2, 4),
    )
    for person, renew in ((one, TODAY), (other, date(2026, 7, 1))):
        accidents.give_kit(
            actor=head,
            activity=bakery,
            person=person,
            what="gloves",
            detail="De horno",
            given_on=date(2025, 8, 1),
            renew_on=renew,
        )
