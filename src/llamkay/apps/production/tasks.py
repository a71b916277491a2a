"""What production makes wait: lots to check, what expires or runs short, registrations that end."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.production.bakery import queries as bakery
from llamkay.apps.production.contracts import queries as contracts
from llamkay.apps.production.making import queries as making
from llamkay.apps.production.permissions import CHECK, CONFIRM_SALE, PARTNERS, PUBLISH, SELL, STOCK
from llamkay.apps.production.publication import queries as publication
from llamkay.apps.production.sales import queries as sales
from llamkay.apps.production.stock import queries as stock
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def to_check(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Lots that wait for somebody to look at them."""
    if count := making.waiting_lots(scope=scope).count():
        yield Task(_("Lotes por revisar"), f"{reverse('production:stock')}?estado=pending", count)


def of_stock(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """What has expired on a shelf, what does soon, what is under its least."""
    expired, soon = stock.expiring(scope=scope, today=today)
    address = reverse("production:stock")
    if expired:
        yield Task(_("Lotes vencidos en existencias"), f"{address}?vence=vencido", expired)
    if soon:
        yield Task(_("Lotes que vencen en 30 días"), f"{address}?vence=30", soon)
    if short := stock.goods(scope=scope, short=True).count():
        yield Task(_("Productos y materiales bajo su mínimo"), f"{reverse('production:goods')}?falta=on", short)


def of_registrations(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Sanitary registrations that end within two months."""
    if count := bakery.running_out(scope=scope, today=today):
        yield Task(_("Registros sanitarios por renovar"), reverse("production:registrations"), count)


def of_money(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Sales whose money waits for a second person."""
    if count := sales.waiting_money(scope=scope):
        yield Task(_("Ventas por confirmar"), f"{reverse('production:sales')}?estado=entered", count)


def of_consignments(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Consignments past their day."""
    if count := sales.late(scope=scope, today=today):
        yield Task(_("Consignaciones por rendir, vencidas"), f"{reverse('production:consignments')}?estado=open", count)


def of_contracts(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Who works for a company without a contract, and contracts that end soon."""
    if count := contracts.uncovered(scope=scope, on=today).count():
        yield Task(_("Personas que trabajan para una empresa sin contrato"), reverse("production:uncovered"), count)
    if count := contracts.contracts(scope=scope, on=today, state="ending").count():
        yield Task(_("Contratos que vencen en 30 días"), f"{reverse('production:contracts')}?estado=ending", count)


def of_publication(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The quarterly publication of agreements and workshops, for headquarters."""
    if scope.everything and publication.waiting(today):
        yield Task(_("Convenios y talleres por publicar"), reverse("production:publication"), 1)


register(PARTNERS, of_contracts)
register(PUBLISH, of_publication)
register(CONFIRM_SALE, of_money, awaited={CONFIRM_SALE: gettext_lazy("las ventas por confirmar")})
register(SELL, of_consignments)
register(CHECK, to_check, awaited={CHECK: gettext_lazy("los lotes por revisar")})
register(STOCK, of_stock)
register(CHECK, of_registrations)
