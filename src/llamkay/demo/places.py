"""Places on the morning of 2 February: requests in every state, a suspension, a session that is not held, a rota."""

from datetime import date, time
from typing import Any

from llamkay.apps.activities.daily.services import close_day
from llamkay.apps.activities.exclusions.services import exclude_hours
from llamkay.apps.activities.models import Activity, Allocation, PlaceRequest
from llamkay.apps.activities.places.request_services import decide, request_place, take_step
from llamkay.apps.activities.places.suspension_services import suspend
from llamkay.apps.activities.rounds import services as rounds
from llamkay.apps.activities.sessions.forms import read_turns
from llamkay.apps.activities.sessions.not_required import say_not_required
from llamkay.apps.activities.sessions.services import cancel_session, set_rota
from llamkay.apps.activities.suitability import services as suitability
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.institutions.security_levels.services import set_level
from llamkay.apps.pay.models import Band
from llamkay.apps.pay.rates.bands import set_band
from llamkay.apps.pay.rates.services import set_rate
from llamkay.apps.people.custody.services import set_pavilion
from llamkay.apps.people.models import Person

TODAY = date(2026, 2, 2)


def write_places() -> tuple[str, ...]:
    """Through the services that the office uses, each step by the one who would take it; a line for the console."""
    if PlaceRequest.objects.exists():
        return ()
    users = {user.username: user for user in User.objects.all()}
    place = Establishment.objects.get(code="EP16")
    shop, bakery = (Activity.objects.get(establishment=place, code=code) for code in ("TEJ", "PAN"))
    requests = _requests(users, place, shop)
    _weeks(users["jefatrabajo"], shop, bakery)
    _suits(users, place, shop)
    _hours(users["jefatrabajo"], bakery)
    _bands(users["jefatrabajo"], bakery)
    close_day(actor=users["jefatrabajo"], establishment=place, until=date(2026, 1, 31))
    return (
        f"{requests} solicitudes de plaza en cada estado, dos plazas suspendidas, dos avisos de que no se requiere, "
        "una sesión que no se realizó, dos panaderas en una banda.",
    )


def _requests(users: dict[str, User], place: Establishment, shop: Activity) -> int:
    """Women without a place ask for one: some wait to be listed, some on the list, some for the council."""
    head, council = users["jefatrabajo"], users["consejo"]
    here = Person.objects.filter(custody__establishment=place, custody__period__contains=TODAY, merged_into=None)
    free = here.exclude(allocations__period__contains=TODAY).order_by("id")[:14]
    made = [
        request_place(
            actor=users["instructora"], activity=shop, person=person, on=date(2025, 10 + n % 3, 3 + n), note=""
        )
        for n, person in enumerate(free)
    ]
    for item in made[3:]:
        take_step(actor=head, request=item, step="list")
    for item in made[8:13]:
        take_step(actor=head, request=item, step="propose")
    decide(
        actor=council,
        requests=[item.pk for item in made[11:13]],
        act="Acta 004-2026-CTP",
        on=date(2026, 1, 30),
        approve=True,
    )
    take_step(actor=head, request=made[13], step="withdraw", reason="Prefiere el taller de bisutería")
    return len(made)


def _weeks(head: Any, shop: Activity, bakery: Activity) -> None:
    """Two places suspended, a session without power, the bakery's rota of two weeks."""
    placed = Allocation.objects.filter(activity=shop, period__contains=TODAY).order_by("id")
    for place, kind, back in zip(placed[3:5], ("health", "materials"), (date(2026, 2, 9), None), strict=True):
        suspend(actor=head, allocation=place, kind=kind, start=TODAY, back_on=back)
    cancel_session(actor=head, activity=shop, on=date(2026, 2, 7), reason="materials", note="La lana llega el lunes 9")
    say_not_required(
        actor=head,
        activity=shop,
        places=[place.pk for place in placed[6:8]],
        start=date(2026, 2, 5),
        last=date(2026, 2, 6),
        reason="Dos máquinas tejedoras en mantenimiento",
    )
    set_rota(
        actor=head,
        activity=bakery,
        start=date(2026, 2, 16),
        weeks=2,
        turns=read_turns("1: LMXJVSD 3:00-8:00\n2: LMXJVSD 14:00-19:00"),
    )


def _bands(head: Any, bakery: Activity) -> None:
    """The bakery pays more to who has learnt the trade: a rate of each band, a worker and a master."""
    for band, amount in ((Band.WORKER, 580), (Band.MASTER, 650)):
        set_rate(actor=head, activity=bakery, amount=amount, start=TODAY.replace(day=1), band=band)
    places = Allocation.objects.filter(activity=bakery, period__contains=TODAY).order_by("id")
    for at, band, start in ((4, Band.MASTER, TODAY.replace(day=1)), (5, Band.WORKER, date(2026, 2, 9))):
        set_band(actor=head, place=places[at], band=band, start=start, reason="Acta de evaluación 1-2026")


def _hours(head: Any, bakery: Activity) -> None:
    """Two bakers who have some hours of the week for something else."""
    placed = Allocation.objects.filter(activity=bakery, period__contains=TODAY).select_related("person").order_by("id")
    exclude_hours(
        actor=head,
        person=placed[1].person,
        kind="class",
        weekdays=[1, 3],
        starts_at=time(2),
        ends_at=time(10),
        start=TODAY,
        note="Curso de repostería",
    )
    exclude_hours(
        actor=head,
        person=placed[2].person,
        kind="nursing",
        weekdays=range(6),
        starts_at=time(5),
        ends_at=time(5, 30),
        start=TODAY,
    )


def _suits(users: dict[str, User], place: Establishment, shop: Activity) -> None:
    """What the knitting workshop asks for, a limit of health, a separation, levels, and a round of choices to draw."""
    head, education = users["jefatrabajo"], users["jefaeducacion"]
    suitability.set_requirement(
        actor=head, activity=shop, tools="sharp", schooling="literacy", days_left=180, demands=["dust"]
    )
    for pavilion, level in (("", "medium"), ("Pabellón A", "minimum"), ("Pabellón B", "medium")):
        set_level(
            actor=users["directora"],
            establishment=place,
            pavilion=pavilion,
            level=level,
            on=date(2026, 1, 5),
            act="RD 2-2026 (demostración)",
        )
    here = Person.objects.filter(custody__establishment=place, custody__period__contains=TODAY, merged_into=None)
    since = date(2026, 1, 5)
    for n, person in enumerate(here.filter(custody__period__contains=since).order_by("id")[:160]):
        set_pavilion(actor=users["registro"], person=person, pavilion=f"Pabellón {'AB'[n % 2]}", on=since)
    one, other, third = here.order_by("id")[60:63]
    suitability.set_fitness(
        actor=users["salud"], person=one, limits=["dust", "loads"], start=TODAY, end=date(2026, 4, 6)
    )
    suitability.separate(
        actor=users["directora"], person=other, other=third, start=TODAY, act="RD 7-2026 (demostración)"
    )
    offers = Activity.objects.filter(establishment=place, code__in=("COR", "CET", "TRA")).order_by("code")
    choices = [activity.pk for activity in offers]
    of = rounds.open_round(
        actor=education,
        establishment=place,
        name="Cursos y coro de marzo",
        closes_on=date(2026, 2, 20),
        most=3,
        offers=dict.fromkeys(offers, 4),
    )
    for n, person in enumerate(here.exclude(allocations__activity__in=choices).order_by("id")[:18]):
        mine = choices[n % 3 :] + choices[: n % 3]
        rounds.enter_wish(actor=education, round=of, person=person, choices=mine[: 1 + n % 3])
