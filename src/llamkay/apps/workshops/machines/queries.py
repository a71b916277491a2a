"""Reads of machines: when each is due, which are out of service, and what that says of a session."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.workshops.models import Machine, MachineStop
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


def _with_upkeep(rows: QuerySet[Machine], on: date) -> QuerySet[Any]:
    """Each machine with ``last`` and ``due`` of its upkeep, and whether it is ``stopped`` on a day."""
    due = ExpressionWrapper(Coalesce("last", "since") + F("every_days"), output_field=DateField())
    stopped = Exists(MachineStop.objects.filter(machine=OuterRef("pk"), period__contains=on))
    return rows.annotate(last=Max("upkeep__done_on")).annotate(due=due, stopped=stopped)


def machines(*, scope: Scope, actor: Any, on: date, words: str = "", state: str = "") -> QuerySet[Any]:
    """The machines that the actor may see, as they are on a day."""
    seen = seen_by(scope.filter(Machine.objects.all()), actor, "activity__").select_related("activity", "establishment")
    rows = _with_upkeep(seen, on)
    if state == "stopped":
        rows = rows.filter(stopped=True)
    elif state == "due":
        rows = rows.filter(due__lte=on)
    return naming(rows, words, "name", "number", "activity__name").order_by("establishment__order", "number", "id")


def find_machine(*, scope: Scope, actor: Any, on: date, pk: int) -> Any:
    """A machine that the actor may see."""
    return machines(scope=scope, actor=actor, on=on).filter(pk=pk).first()


def notices(activity: "Activity", on: date) -> Iterable[str]:
    """What the machines of a workshop say to whoever looks at its sessions."""
    for machine in _with_upkeep(Machine.objects.filter(activity=activity), on).filter(Q(stopped=True) | Q(due__lte=on)):
        if machine.stopped:
            stop = machine.stops.get(period__contains=on)
            yield _("{machine} está fuera de servicio: {why}.").format(machine=machine, why=stop.reason)
        else:
            day = date_format(machine.due, "SHORT_DATE_FORMAT")
            yield _("{machine} debió recibir mantenimiento el {day}.").format(machine=machine, day=day)


def machines_in(scope: Scope | None) -> QuerySet[Machine]:
    """The machines of a scope; none without one."""
    return Machine.objects.none() if scope is None else scope.filter(Machine.objects.order_by("number"))
