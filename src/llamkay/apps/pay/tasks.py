"""What pay asks: payments and settlements to prepare, confirm and send, orders to approve, what companies and people
owe."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.pay.companies import queries as companies
from llamkay.apps.pay.court_orders import queries as court_orders
from llamkay.apps.pay.levy import queries as levy
from llamkay.apps.pay.models import CourtOrderChange, CourtPlan, Payout, Settlement
from llamkay.apps.pay.payouts import queries as payouts
from llamkay.apps.pay.permissions import COMPANIES, CONFIRM, COURT_ORDERS, LEVY, PREPARE
from llamkay.apps.pay.settlements import queries as settlements
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def to_confirm(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Payments, settlements and changes of court orders that somebody prepared and another person decides."""
    yield from _in_state(
        scope, Payout.objects, "pay:payouts", {Payout.State.PREPARED: _("Pagos preparados por confirmar")}
    )
    yield from _in_state(
        scope, Settlement.objects, "pay:settlements", {Settlement.State.PREPARED: _("Liquidaciones por confirmar")}
    )
    if count := scope.filter(CourtOrderChange.objects.filter(state=CourtOrderChange.State.PROPOSED)).count():
        text = _("Cambios de reparaciones y alimentos por aprobar")
        yield Task(text, f"{reverse('pay:court_orders')}?estado=waiting", count)


MOST = 10  # people told one by one


def to_vouch(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Whoever receives money of a person and waits for a second person to see their documents."""
    counted = payouts.to_vouch(scope=scope, actor=user.username).values("person", "person__code")
    people = list(counted.annotate(n=Count("pk"), first=Min("entered_at")).order_by("first")[: MOST + 1])
    for row in people[:MOST]:
        text = _("Ver los documentos de quien recibe de {code}").format(code=row["person__code"])
        yield Task(text, reverse("pay:person_payouts", args=[row["person"]]), row["n"])
    if len(people) > MOST:
        yield Task(_("Más personas con quien recibe por comprobar"), reverse("pay:payouts"))


def to_send(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Payments on their way to the bank, and settlements of those who left."""
    yield from _in_state(
        scope,
        Payout.objects,
        "pay:payouts",
        {
            Payout.State.CONFIRMED: _("Pagos confirmados por enviar"),
            Payout.State.SENT: _("Pagos enviados sin respuesta"),
        },
    )
    if count := settlements.unsettled(scope=scope, today=today, state=Settlement.State.DUE).count():
        text = _("Liquidaciones por preparar de quienes salieron")
        yield Task(text, f"{reverse('pay:settlements')}?estado={Settlement.State.DUE}", count)


def of_courts(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Reparations and fines whose instalments should be covered by now and are not."""
    texts = {
        CourtPlan.Kind.REPARATION: _("Reparaciones con cuotas vencidas"),
        CourtPlan.Kind.FINE: _("Multas con cuotas vencidas"),
    }
    late = court_orders.late_plans(scope=scope, today=today)
    for kind, text in texts.items():
        if count := sum(view.plan.kind == kind for view in late):
            yield Task(text, f"{reverse('pay:court_orders')}?clase={kind}&estado=late", count)


def _in_state(scope: Scope, rows: Any, address: str, texts: dict[str, str]) -> Iterator[Task]:
    """How many rows stand in each state, where there are any."""
    for state, text in texts.items():
        found: QuerySet[Any] = scope.filter(rows.filter(state=state))
        if count := found.count():
            yield Task(text, f"{reverse(address)}?estado={state}", count)


def from_companies(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Late months, work without an agreement, agreements about to end."""
    rows = companies.relations(scope=scope)
    states = [(row, row.states(today)) for row in rows]
    for text, state, count in (
        (_("Meses de empresas con el pago vencido"), "late", sum(len(row.late(today)) for row in rows)),
        (
            _("Empresas que dan trabajo sin convenio vigente"),
            "none",
            sum("none" in found and bool(row.activities) for row, found in states),
        ),
        (_("Convenios que terminan en 60 días"), "ending", sum("ending" in found for _row, found in states)),
    ):
        if count:
            yield Task(text, f"{reverse('pay:companies')}?estado={state}", count)


def from_debtors(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Plans of the 10 % that are behind, people who owe it and have no plan."""
    rows, address = levy.debtors(scope=scope, today=today), reverse("pay:levies")
    if behind := rows.filter(behind=True).count():
        yield Task(_("Acuerdos de pago del 10 % con cuotas vencidas"), f"{address}?estado=late", behind)
    if unplanned := rows.filter(balance__gt=0, planned=False).count():
        yield Task(_("Personas que deben el 10 % y no tienen acuerdo"), f"{address}?estado=unplanned", unplanned)


register(CONFIRM, to_confirm, awaited={CONFIRM: gettext_lazy("los pagos por confirmar")})
register(CONFIRM, to_vouch, awaited={CONFIRM: gettext_lazy("los documentos de quien recibe por comprobar")})
register(PREPARE, to_send)
register(COURT_ORDERS, of_courts)
register(
    COMPANIES,
    from_companies,
    awaited={COMPANIES: gettext_lazy("los pagos vencidos de las empresas")},
)
register(LEVY, from_debtors, awaited={LEVY: gettext_lazy("las deudas del 10 % sin acuerdo")})
