"""What is late in the nurseries and who answers for it; the board of third birthdays; what waits for a function."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.institutions.models import Establishment, Grant, Role
from llamkay.apps.nursery import access, permissions
from llamkay.apps.nursery.day import incidents
from llamkay.apps.nursery.day import queries as day_queries
from llamkay.apps.nursery.health import queries as health_queries
from llamkay.apps.nursery.law import terms
from llamkay.apps.nursery.models import BreakGlass, Concern, Departure, OverstayGround, PlanStep
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import DIRECTOR, HEALTH, SEPARATED, SOCIAL, CaseFile, Due, files
from llamkay.apps.nursery.safeguarding import review
from llamkay.apps.nursery.separation.services import STEPS
from llamkay.apps.people.models import CustodySpell
from llamkay.apps.remission.models import Statement
from llamkay.core.nursery.dates import add_months
from llamkay.core.nursery.deadlines import third_birthday
from llamkay.platform import clock
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope

# A year of follow-up, and a month to find it late.
FOLLOWED = timedelta(days=400)
FOLLOW_UPS = sum(code.startswith("follow_up") for code in STEPS)
# Each function that answers for what is due, and the action by which whoever holds it does it.
OWNED_BY = {HEALTH: permissions.ENTER_HEALTH, SOCIAL: permissions.ADMIT, DIRECTOR: permissions.DECIDE}
RECENT = timedelta(days=3)
SOON_AFTER = 6  # months: a difference worth asking for


@dataclass
class Owner:
    """A function of one prison with what it owes: the lines the reader may see, and how many more there are."""

    role: str
    names: list[str]
    place: str
    instead_of: str = ""
    lines: list[Due] = field(default_factory=list)
    hidden: int = 0

    @property
    def count(self) -> int:
        return len(self.lines) + self.hidden


def open_files(scope: Scope, *, today: date) -> list[CaseFile]:
    """The files of the children who live inside, and of those who left within a year of follow-up or whose follow-up
    is not done."""
    separated = Departure.objects.filter(stay__child=OuterRef("pk"), kind__in=SEPARATED)
    done = PlanStep.objects.filter(child=OuterRef("pk"), code__startswith="follow_up").values("child")
    rows = queries.children(scope).annotate(done=Subquery(done.annotate(n=Count("pk")).values("n")))
    followed = Q(until__gt=today - FOLLOWED) | (Exists(separated) & (Q(done=None) | Q(done__lt=FOLLOW_UPS)))
    rows = rows.filter(Q(until=None) | followed)
    return files(rows.order_by("sort_name", "id"), today=today)


def owners(user: Any, found: Collection[CaseFile], *, today: date) -> tuple[list[Owner], list[Owner]]:
    """What is late, and what comes within thirty days, by who answers for it; nothing is without an owner.

    Where a prison has nobody of a function, its director answers. The reader sees the lines of the parts that
    the reader's function opens, and of the rest how many.
    """
    places = {file.stay.establishment_id for file in found}
    staff, roles = _staff(places), dict(Role.objects.values_list("code", "name"))
    titles = dict(Establishment.objects.filter(pk__in=places).values_list("pk", "name"))
    levels: dict[tuple[str, int], str] = {}
    shown: dict[bool, dict[tuple[int, str], Owner]] = {True: {}, False: {}}
    dues = [due for file in found for due in file.dues()]
    for due in sorted(dues, key=lambda due: (due.on, due.child.surnames, due.child.given_names)):
        place = due.establishment_id
        group = shown[due.overdue(today)]
        if (place, due.owner) not in group:
            group[place, due.owner] = _owner(due.owner, place, staff, roles, titles)
        level = levels.setdefault((due.part, place), access.level(user, due.part, establishment_id=place))
        if level == access.FULL:
            group[place, due.owner].lines.append(due)
        else:
            group[place, due.owner].hidden += 1
    late, coming = (
        sorted(group.values(), key=lambda owner: (owner.place, -owner.count, owner.role)) for group in shown.values()
    )
    return late, coming


def _owner(role: str, place: int, staff: Any, roles: dict[str, str], titles: dict[int, str]) -> Owner:
    """Who holds a function in a prison; its director where nobody does."""
    if names := staff.get((place, role)):
        return Owner(roles[role], names, titles[place])
    instead_of = "" if role == DIRECTOR else roles[role]
    return Owner(roles[DIRECTOR], staff.get((place, DIRECTOR), []), titles[place], instead_of)


def _staff(places: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    """(prison, function) → the names of whoever holds it today."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    grants = Grant.objects.filter(
        establishment__in=list(places),
        period__contains=clock.today(),
        user__is_active=True,
        role__code__in=["health", "social_worker", "director"],
    )
    for place, role, name in grants.values_list("establishment_id", "role__code", "user__full_name").order_by(
        "user_id"
    ):
        found[place, role].append(name)
    return found


# The mother's earliest release against the child's birthday, in words that tell no date of hers.
ALERTS = {
    "before": ("green", "Su madre saldría antes"),
    "soon": ("yellow", "Su madre saldría poco después"),
    "after": ("red", "Se separarían"),
    "unknown": ("grey", "Sin cómputo de la madre"),
}


def separation(found: Collection[CaseFile]) -> dict[int, str]:
    """Child → ``before``, ``soon`` (up to six months after the birthday), ``after`` or ``unknown``.

    It rests on the mother's latest count; the nursery is told the answer, never her sentence nor its days.
    """
    mothers = {file.child.mother_id for file in found}
    rows = Statement.objects.filter(person__in=mothers).order_by("person_id", "-id").distinct("person_id")
    days = dict(rows.values_list("person_id", "result__release__with_remission"))
    answers = {}
    for file in found:
        text = days.get(file.child.mother_id)
        if not text:
            answers[file.child.pk] = "unknown"
            continue
        release = date.fromisoformat(text)
        later = "soon" if release <= add_months(file.birthday, SOON_AFTER) else "after"
        answers[file.child.pk] = "before" if release <= file.birthday else later
    return answers


def board(found: Collection[CaseFile], *, today: date) -> list[dict[str, Any]]:
    """The children by how near their third birthday is: those past it first, whatever happens."""
    alerts = separation(found)
    groups: list[tuple[str, Any]] = [
        (_("Pasaron los 3 años y siguen adentro"), lambda file: file.overstays),
        (_("Cumplen en los próximos 3 meses"), lambda file: file.birthday <= add_months(today, 3)),
        (_("Entre 3 y 6 meses"), lambda file: file.birthday <= add_months(today, 6)),
        (_("Entre 6 y 12 meses"), lambda file: file.birthday <= add_months(today, 12)),
        (_("Más de 12 meses"), lambda file: True),
    ]
    shown: list[dict[str, Any]] = [{"title": title, "files": []} for title, _test in groups]
    shown[-1]["far"] = True
    for file in sorted((file for file in found if file.inside), key=lambda file: file.birthday):
        at = next(n for n, (_title, test) in enumerate(groups) if test(file))
        file.alert_colour, file.alert = ALERTS[alerts[file.child.pk]]
        file.notice_due = file.days["upe_notice"]
        file.notice = file.notices[0] if file.notices else None
        file.notice_late = file.notice is None and file.notice_due < today
        file.next_stage = next((stage for stage in file.stages if stage["done_on"] is None), None)
        shown[at]["files"].append(file)
    return [group for group in shown if group["files"]]


def waiting(user: Any, *, today: date) -> list[dict[str, Any]]:
    """What of the nursery stands on the first page of whoever decides: overstays first, concerns, openings."""
    over = _overstays(user.actions[permissions.DECIDE], today) if decide(user, permissions.DECIDE) else []
    return over + duties(user) + _overdue(user, today) + _doses(user, today)


def _alone(user: Any, action: str) -> list[dict[str, Any]]:
    """The children who live in a prison where their mother no longer is: today, not tomorrow."""
    today = clock.today()
    here = CustodySpell.objects.filter(
        person=OuterRef("mother"), establishment=OuterRef("establishment_id"), period__contains=today
    )
    text = _("{code} está en el penal y su madre ya no: diga hoy adónde va")
    return [
        {"text": text.format(code=child.code), "url": reverse("nursery:child", args=[child.pk]), "count": 1}
        for child in queries.children(user.actions[action], on=today).filter(~Exists(here)).order_by("code")
    ]


def _unclosed(user: Any, action: str) -> list[dict[str, Any]]:
    """The days of the last week on which children came and were never noted as leaving."""
    text = _("{room}: niños sin salida anotada el {day:%d/%m/%Y}")
    may = decide(user, permissions.ATTEND)
    return [
        {
            "text": text.format(room=room, day=day),
            "url": reverse("nursery:transcribe", args=[room.pk]) + f"?dia={day}" if may else reverse("nursery:home"),
            "count": count,
        }
        for (room, day), count in day_queries.unclosed(user.actions[action], on=clock.today()).items()
    ]


def _opened(user: Any) -> list[dict[str, Any]]:
    """Whose files of children were opened in an emergency since yesterday, for the director of the prison."""
    seen = queries.children(user.actions[permissions.DECIDE]).values("pk")
    rows = BreakGlass.objects.filter(child__in=seen, at__gt=clock.now() - timedelta(days=1)).exclude(by=user.username)
    text = _("{by} abrió por urgencia expedientes de niños desde ayer")
    return [
        {"text": text.format(by=by), "url": reverse("nursery:home"), "count": count}
        for by, count in Counter(rows.values_list("by", flat=True)).items()
    ]


def _wrong_counts(user: Any, action: str) -> list[dict[str, Any]]:
    """The rooms whose last head count of today does not add up: a child may be missing."""
    seen = reverse("nursery:day" if decide(user, permissions.SEE_DAY) else "nursery:home")
    text = _("{room}: a las {at:%H:%M} se contó {counted} y debía haber {expected}. Puede faltar un niño.")
    return [
        {
            "text": text.format(
                room=count.room, at=count.at.astimezone(clock.LIMA), counted=count.counted, expected=count.expected
            ),
            "url": seen,
            "count": abs(count.counted - count.expected),
        }
        for count in day_queries.wrong_counts(user.actions[action], on=clock.today())
    ]


def _not_back(user: Any, action: str) -> list[dict[str, Any]]:
    """The outings past their hour of return: children outside of whom nobody wrote that they are back."""
    seen = reverse("nursery:day" if decide(user, permissions.SEE_DAY) else "nursery:home")
    late = day_queries.outings_late(user.actions[action], now=clock.now()).annotate(number=Count("children"))
    return [{"text": day_queries.said_late(outing), "url": seen, "count": outing.number} for outing in late]


def _overdue(user: Any, today: date) -> list[dict[str, Any]]:
    """How many days of the children have passed without what the reader's function owes them."""
    count = 0
    for role, action in OWNED_BY.items():
        if decide(user, action):
            found = open_files(user.actions[action], today=today)
            count += sum(due.owner == role and due.overdue(today) for file in found for due in file.dues())
    url = reverse("nursery:home") + "#atrasado"
    return [{"text": _("Plazos de los niños que ya pasaron, a su cargo"), "url": url, "count": count}] if count else []


def _doses(user: Any, today: date) -> list[dict[str, Any]]:
    """The doses of today past their hour and signed by nobody, of the rooms that the reader sees."""
    if not (decide(user, permissions.ATTEND) or decide(user, permissions.ENTER_HEALTH)):
        return []
    rooms = day_queries.rooms(user, on=today)
    children = [child.pk for room in rooms for child in day_queries.of_room(room, on=today)]
    count = sum(dose["state"] == "late" for dose in day_queries.doses(children, now=clock.now()))
    url = reverse("nursery:day")
    return [{"text": _("Medicinas de hoy que pasaron su hora"), "url": url, "count": count}] if count else []


def duties(user: Any) -> list[dict[str, Any]]:
    """Concerns without an end, carers whose papers ran out, openings to review: each for whoever answers for it."""
    tasks = []
    if decide(user, permissions.ANSWER_CONCERN):
        scope = user.actions[permissions.ANSWER_CONCERN]
        if count := queries.concerns(scope, username=user.username).filter(closed_on=None).count():
            text = _("Alertas por un niño sin cerrar")
            tasks.append({"text": text, "url": reverse("nursery:concerns"), "count": count})
    if decide(user, permissions.PLACE):
        carers = list(day_queries.carers(user.actions[permissions.PLACE]).filter(period__endswith=None))
        if count := sum(map(bool, day_queries.lacking(carers, on=clock.today()).values())):
            text = _("Cuidadoras a las que les falta o se les venció un requisito")
            tasks.append({"text": text, "url": reverse("nursery:carers"), "count": count})
        if count := day_queries.unconfirmed(user.actions[permissions.PLACE], now=clock.now()).count():
            text = _("Turnos de cuidadoras por confirmar")
            tasks.append({"text": text, "url": reverse("nursery:hours"), "count": count})
        if count := incidents.untold(user.actions[permissions.PLACE]).count():
            text = _("Incidentes que la madre todavía no sabe")
            tasks.append({"text": text, "url": reverse("nursery:incidents") + "?state=untold", "count": count})
    if decide(user, permissions.INJURIES):
        scope = user.actions[permissions.INJURIES]
        recent = day_queries.incidents(scope).filter(at__gt=clock.now() - RECENT).exclude(injury="")
        if count := recent.count():
            text = _("Lesiones de niños en los últimos tres días")
            tasks.append({"text": text, "url": reverse("nursery:injuries"), "count": count})
    if decide(user, permissions.MOTHERS_HEALTH):
        scope, today = user.actions[permissions.MOTHERS_HEALTH], clock.today()
        expecting = health_queries.expecting(health_queries.pregnancies(scope, on=today), on=today)
        if count := sum(len(each.overdue) for each in expecting):
            text = _("Atenciones de gestantes que ya pasaron, a su cargo")
            tasks.append({"text": text, "url": reverse("nursery:pregnancies"), "count": count})
    if decide(user, permissions.ADMIT):
        for birth in health_queries.unregistered(user.actions[permissions.ADMIT], on=clock.today()):
            text = _("Nació y falta registrar: niña o niño de {mother}").format(mother=birth.person)
            query = urlencode({"madre": birth.person.code, "nacio": birth.period.upper - timedelta(days=1)})
            tasks.append({"text": text, "url": f"{reverse('nursery:register')}?{query}", "count": birth.babies})
    for action in (permissions.ADMIT, permissions.DECIDE):
        if decide(user, action):
            tasks += _alone(user, action)
            break
    for action in (permissions.PLACE, permissions.DECIDE, permissions.ENTER_HEALTH):
        if decide(user, action):
            tasks += [*_wrong_counts(user, action), *_not_back(user, action), *_unclosed(user, action)]
            break
    if decide(user, permissions.DECIDE):
        tasks += _opened(user)
    if decide(user, permissions.REVIEW) and (count := BreakGlass.objects.filter(reviewed_at=None).count()):
        text = _("Expedientes de niños abiertos por urgencia, por revisar")
        tasks.append({"text": text, "url": reverse("nursery:break_glass"), "count": count})
    if decide(user, permissions.REVIEW) and review.overdue(on=clock.today()):
        text = _("Revisar quién puede leer datos de niños: cada seis meses")
        tasks.append({"text": text, "url": reverse("nursery:access_review"), "count": 1})
    return tasks


def _overstays(scope: Scope, today: date) -> list[dict[str, Any]]:
    """Each child past the birthday, with its title or without."""
    rows = queries.children(scope, on=today).filter(born_on__lt=add_months(today, -35))
    over = [child for child in rows if today > third_birthday(child.born_on, terms())]
    grounds = {
        ground.child_id: ground
        for ground in OverstayGround.objects.filter(child__in=over, review_on__gte=today).order_by("on", "id")
    }
    return [
        {
            "text": _("{code} pasó los 3 años y sigue adentro: {ground}").format(
                code=child.code, ground=grounds.get(child.pk, _("sin título vigente"))
            ),
            "url": reverse("nursery:part", args=[child.pk, "salida"]),
            "count": 1,
        }
        for child in over
    ]


def concern_late(concern: Concern, today: date) -> bool:
    """Whether the next working day passed without telling it, or without deciding upon it."""
    waiting_ = concern.closed_on is None and (concern.sent_on is None or not concern.maltreatment)
    return waiting_ and concern.due_on is not None and concern.due_on < today
