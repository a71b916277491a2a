"""Reads of the money of people who left: what waits, since when, who answers for it, what would be done with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Abs, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.institutions.queries import grants_on
from llamkay.apps.pay import ledger
from llamkay.apps.pay.models import (
    DEPOSITS,
    PERSONAL,
    Account,
    Beneficiary,
    Hold,
    LevyPlan,
    MoneyNotice,
    Payout,
    Posting,
    Settlement,
)
from llamkay.apps.pay.payouts.services import RECEIVES
from llamkay.apps.pay.permissions import PREPARE
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.queries import custody, last_custody
from llamkay.platform.database.bulk import these
from llamkay.platform.database.search import InOrder, matching
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind, State = Account.Kind, Settlement.State
# What is done with each account: it is paid or moves; or stays, each with its reason.
PAY, MOVE = "pay", "move"
NOTHING_TO_PAY = "kept"
STAYS = {
    "held": gettext_lazy("retenido por orden judicial hasta que se levante"),
    "transit": gettext_lazy("pago confirmado por salir: termina por su camino y, si vuelve, se liquida"),
    "debt": gettext_lazy(
        "la norma no manda descontar la deuda del 10 % de lo que recibe: se muestra y se cobra aparte"
    ),
    "no_receiver": gettext_lazy("falta registrar y comprobar a quien corresponde recibirlo"),
    "several": gettext_lazy(
        "hay más de una persona que puede recibirlo: prepare el pago desde la página de la persona"
    ),
    "undecided": gettext_lazy("la norma no dice cómo se distribuye: queda apartado"),
    "heirs": gettext_lazy(
        "se guarda para los herederos declarados (Código Civil); la norma penitenciaria no fija el trámite"
    ),
    "escape": gettext_lazy("se guarda: la norma no dice qué se hace con el dinero de quien se fuga"),
    "against": gettext_lazy("saldo en contra por una corrección: no se paga ni se traslada"),
    "prepared": gettext_lazy("apartado por un pago preparado: confírmelo o anúlelo antes"),
}
SORTS: Mapping[str, tuple[str | Combinable, ...]] = {
    "": ("left_on", "person__sort_name"),
    "monto": (F("money").desc(), "left_on"),
    "nombre": ("person__sort_name",),
}


@dataclass(frozen=True)
class SettlementLine:
    """One account of a person who leaves and what is done with its céntimos."""

    kind: str
    label: str
    amount: int
    fate: str
    receiver: int | None = None  # the beneficiary of a payment; none: the person
    name: str = ""

    @property
    def account(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def moves(self) -> bool:
        return self.fate in (PAY, MOVE)

    @property
    def words(self) -> str:
        """What is done, as the screen says it."""
        if self.fate == MOVE:
            return _("al establecimiento donde está")
        if self.fate == PAY:
            return _("a {who}").format(who=self.name or _("la propia persona"))
        return str(STAYS[self.fate])

    def as_row(self) -> list[Any]:
        return [self.kind, self.label, self.amount, self.fate, self.receiver]


def lines_from(rows: Iterable[list[Any]], names: dict[int, str] | None = None) -> list[SettlementLine]:
    """The lines as they were prepared."""
    return [
        SettlementLine(kind, label, amount, fate, receiver, (names or {}).get(receiver, ""))
        for kind, label, amount, fate, receiver in rows
    ]


def lines_of(
    *, person: "Person", establishment: "Establishment", why: str, moves: bool, today: date
) -> list[SettlementLine]:
    """What every account of a person in an establishment holds and what would be done with it today."""
    accounts = Account.objects.filter(person=person, establishment=establishment, kind__in=PERSONAL)
    totals = accounts.annotate(total=Sum("postings__amount")).exclude(total=0).exclude(total=None)
    rows = sorted(totals, key=lambda row: (PERSONAL.index(row.kind), row.label))
    found = [SettlementLine(row.kind, row.label, -(row.total or 0), "") for row in rows]
    waiting = Payout.objects.filter(establishment=establishment, person=person, state=Payout.State.PREPARED)
    prepared = {(payout.source, payout.case_number) for payout in waiting.select_related("reparation", "alimony")}
    result: list[SettlementLine] = []
    room = {"left": ledger.available_together(establishment=establishment, person=person, kinds=ledger.HELD)}
    for line in found:
        if line.kind == Kind.TRANSIT:
            result.append(replace(line, fate="transit"))
        elif line.kind in DEPOSITS and line.amount < 0:
            result.append(replace(line, fate="against"))
        elif (line.kind, line.label) in prepared:
            result.append(replace(line, fate="prepared"))
        elif moves:
            result.append(replace(line, fate=MOVE))
        else:
            result += _paid(line, person, why, room, today)
    return result


def _paid(
    line: SettlementLine, person: "Person", why: str, room: dict[str, int], today: date
) -> Iterable[SettlementLine]:
    if line.kind == Kind.DEBT:
        yield replace(line, fate="debt")
    elif line.kind == Kind.UNDECIDED:
        yield replace(line, fate="undecided")
    elif line.kind in ledger.HELD:
        if why != Exit.RELEASE:
            yield replace(line, fate="escape" if why == Exit.ESCAPE else "heirs")
            return
        goes = max(min(line.amount, room["left"]), 0)
        room["left"] -= goes
        if goes:
            yield replace(line, amount=goes, fate=PAY)
        if goes < line.amount:
            yield replace(line, amount=line.amount - goes, fate="held")
    else:
        yield _to_others(line, person, today)


def _to_others(line: SettlementLine, person: "Person", today: date) -> SettlementLine:
    """The part of a court goes to whoever is registered and checked for it, where there is exactly one."""
    allowed = RECEIVES[Payout.Purpose(line.kind)]
    rows = Beneficiary.objects.filter(person=person, relation__in=allowed, period__contains=today)
    able = list(rows.exclude(checked_by=""))
    if not able:
        return replace(line, fate="no_receiver")
    if len(able) > 1:
        return replace(line, fate="several")
    return replace(line, fate=PAY, receiver=able[0].pk, name=able[0].full_name)


def unsettled(
    *, scope: Scope, today: date, words: str = "", why: str = "", state: str = "", sort: str = ""
) -> QuerySet[Any]:
    """Whoever left an establishment of the scope and still has money or a debt there: one row a person and place.

    ``money`` is what is kept for them, ``debt`` what they owe of the 10 %, ``left_on`` the day since when. ``state`` is
    how far its settlement is: to be prepared, whether somebody opened it or not; prepared; confirmed, with something
    left; or ``kept``, where nothing can be paid nor moved.
    """
    spells = custody(of=OuterRef("person"), at=OuterRef("establishment"))
    last = spells.order_by("-period")
    mine = Settlement.objects.filter(person=OuterRef("person"), establishment=OuterRef("establishment"))
    rows = scope.filter(Account.objects.filter(kind__in=PERSONAL))
    rows = rows.filter(~Exists(spells.filter(Q(period__contains=today) | Q(period__endswith=None))))
    found = (
        rows.order_by()
        .values("person", "establishment")
        .annotate(
            money=Coalesce(-Sum("postings__amount", filter=~Q(kind=Kind.DEBT)), 0),
            debt=Coalesce(Sum("postings__amount", filter=Q(kind=Kind.DEBT)), 0),
            transit=Coalesce(-Sum("postings__amount", filter=Q(kind=Kind.TRANSIT)), 0),
            left_on=Subquery(last.values("period__endswith")[:1]),
            why=Subquery(last.values("exit")[:1]),
            followed_on=Subquery(last.values("followed_on")[:1]),
            settled=Subquery(mine.exclude(state=State.CANCELLED).order_by("-id").values("state")[:1]),
            asked_on=Subquery(
                MoneyNotice.objects.filter(person=OuterRef("person"), establishment=OuterRef("establishment"))
                .order_by("-on", "-id")
                .values("on")[:1]
            ),
            code=F("person__code"),
            place=F("establishment__name"),
            place_code=F("establishment__code"),
        )
        .annotate(whole=Abs(F("money")) + Abs(F("debt")), state=_state())
        .filter(whole__gt=0)
    )
    if why:
        found = found.filter(why=why)
    if state:
        found = found.filter(state=state)
    found = matching(found, words, "person__search_text") if words else found
    return found.order_by(*SORTS.get(sort, SORTS[""]), "person", "establishment")


def _state() -> Case:
    """How far a settlement is, of a row of ``unsettled``; of who is held elsewhere the debt moves too."""
    waits, owes = Q(money__gt=F("transit")), ~Q(debt=0)
    elsewhere = (Q(why=Exit.TRANSFER) | Q(followed_on__isnull=False)) & (waits | owes)
    payable = Q(why=Exit.RELEASE) & waits
    return Case(
        When(settled__in=(State.PREPARED, State.CONFIRMED), then=F("settled")),
        When(elsewhere | payable, then=Value(State.DUE)),
        default=Value(NOTHING_TO_PAY),
    )


def unclaimed(*, scope: Scope, today: date, **criteria: Any) -> QuerySet[Any]:
    """Those who left and are in no prison, with money that waits for them."""
    return (
        unsettled(scope=scope, today=today, **criteria).filter(money__gt=0, followed_on=None).exclude(why=Exit.TRANSFER)
    )


def owners(places: Iterable[int], today: date) -> dict[int, str]:
    """Who answers in each establishment for settling: the staff who may prepare it there, by name."""
    rows = grants_on(today).filter(establishment__in=set(places), role__actions__contains=[PREPARE])
    found: dict[int, list[str]] = defaultdict(list)
    for place, name in rows.order_by(InOrder("user__full_name")).values_list("establishment", "user__full_name"):
        found[place].append(name)
    return {place: ", ".join(dict.fromkeys(names)) for place, names in found.items()}


def settlements(*, scope: Scope) -> QuerySet[Settlement]:
    """The settlements of the scope, the newest first."""
    return scope.filter(Settlement.objects.select_related("person", "establishment", "to", "entry", "entry_to"))


def bound(*, person: "Person", establishment: "Establishment", today: date) -> dict[str, Any]:
    """What else moves with a person: holds of courts that run, and the plan of the 10 %."""
    holds = Hold.objects.filter(person=person, establishment=establishment)
    holds = holds.filter(Q(period__contains=today) | Q(period__endswith=None))
    plan = LevyPlan.objects.filter(person=person, establishment=establishment, broken_on=None, paid_on=None)
    return {"holds": list(holds.order_by("id")), "plan": plan.first()}


def anything(people: Iterable[int]) -> set[tuple[int, int]]:
    """(person, establishment) where each of some people has money, a debt, a hold or a plan; three queries."""
    of = these(people)
    sums = Posting.objects.filter(account__person__in=of).order_by()
    where = sums.values_list("account", "account__person", "account__establishment")
    found = {(person, place) for _account, person, place, total in where.annotate(total=Sum("amount")) if total}
    holds = Hold.objects.filter(person__in=of).filter(Q(period__contains=date.max) | Q(period__endswith=None))
    plans = LevyPlan.objects.filter(person__in=of, broken_on=None, paid_on=None)
    for rows in (holds, plans):
        found.update(rows.order_by().values_list("person_id", "establishment_id"))
    return found


def may_be_done(why: str) -> str:
    """What the law lets be done with the money of somebody who left, or that it says nothing."""
    if why == Exit.TRANSFER:
        return _("Pasa al establecimiento donde está (D.S. 015-2003-JUS, art. 114).")
    if why == Exit.RELEASE:
        return _(
            "Se le paga (D.S. 015-2003-JUS, art. 114). La norma no fija plazo ni permite disponer de lo que no cobra: "
            "se guarda."
        )
    if why == Exit.DEATH:
        return _("Es de sus herederos (Código Civil, art. 660); la norma penitenciaria no fija el trámite: se guarda.")
    return _("La norma no dice qué se hace con el dinero de quien se fuga: se guarda.")


def open_row(*, person: "Person", establishment: "Establishment") -> Settlement | None:
    """The settlement that waits, to be prepared or confirmed."""
    rows = Settlement.objects.filter(person=person, establishment=establishment)
    return rows.filter(state__in=(State.DUE, State.PREPARED)).select_related("person", "establishment", "to").first()


def page(*, scope: Scope, person: "Person", establishment: "Establishment", today: date) -> dict[str, Any]:
    """Everything that the page of one person's settlement shows."""
    spell = last_custody(person, at=establishment)
    assert spell is not None  # whoever calls found the person by their custody there
    away = spell.period.upper is not None and spell.period.upper <= today
    moves = bool(spell.followed_on) or spell.exit == Exit.TRANSFER
    row = open_row(person=person, establishment=establishment)
    if row and row.state == State.PREPARED:
        names = dict(Beneficiary.objects.filter(person=person).values_list("pk", "full_name"))
        lines = lines_from(row.lines, names)
    else:
        lines = lines_of(
            person=person, establishment=establishment, why=spell.exit or Exit.RELEASE, moves=moves, today=today
        )
    mine = settlements(scope=scope).filter(person=person, establishment=establishment)
    also = bound(person=person, establishment=establishment, today=today)
    notices = MoneyNotice.objects.filter(person=person, establishment=establishment)
    return {
        "spell": spell,
        "away": away,
        "moves": moves,
        "open": row,
        "lines": lines,
        "total": sum(line.amount for line in lines if line.moves),
        "staying": sum(line.amount for line in lines if not line.moves and line.kind != Kind.DEBT),
        "also": also,
        "ready": any(line.moves for line in lines) or (moves and any(also.values())),
        "past": [item for item in mine if item.state in (State.CONFIRMED, State.CANCELLED)],
        "payouts": Payout.objects.filter(settlement__in=mine).select_related("beneficiary").order_by("-pk"),
        "notices": notices,
        "owner": owners([establishment.pk], today).get(establishment.pk, ""),
        "may": may_be_done(Exit.TRANSFER if moves else spell.exit),
        "days": (today - spell.period.upper).days if away else 0,
    }
