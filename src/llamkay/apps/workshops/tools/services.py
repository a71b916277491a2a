"""Tools are registered, counted out and in; the one missing is named until it is found or written off by an act."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_answer, require_write
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.workshops import acts, permissions
from llamkay.apps.workshops.kinds import Risk
from llamkay.apps.workshops.models import MissingTool, Tool, ToolCount, ToolLoan
from llamkay.apps.workshops.tools.queries import usable
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


@transaction.atomic
def keep_tool(*, actor: Any, activity: "Activity", number: str, name: str, risk: str, tool: Tool | None = None) -> Tool:
    """Enter a tool by the number engraved on it, or write it again."""
    require_answer(actor, permissions.KEEP, activity)
    if risk not in Risk.values:
        raise Refused(_("Indique el riesgo de la herramienta."), field="risk")
    if not number.strip() or not name.strip():
        raise Refused(_("Escriba el número grabado y el nombre."), field="number")
    values = {"activity": activity, "number": number.strip().upper()[:20], "name": name.strip()[:80], "risk": risk}
    same = Tool.objects.filter(establishment=activity.establishment, number=values["number"])
    if (same.exclude(pk=tool.pk) if tool else same).exists():
        raise Refused(_("Otra herramienta del penal ya tiene ese número."), field="number")
    if tool is None:
        made = Tool.objects.create(establishment=activity.establishment, **values)
    else:
        made = Tool.objects.select_for_update().get(pk=tool.pk)
        for field, value in values.items():
            setattr(made, field, value)
        made.save()
    _record(actor, acts.KEEP_TOOL, activity, f"Registró la herramienta {made}", target=f"tool:{made.pk}")
    return made


@transaction.atomic
def count_out(*, actor: Any, activity: "Activity", on: date, session: int, lent: Mapping[int, int | None]) -> ToolCount:
    """The tools of a session of today, each in the hands of somebody with a place there or in the workshop.

    ``lent`` is tool → person or none. Raises ``Refused`` while another session has not come in.
    """
    require_write(actor, permissions.COUNT, activity)
    if on != clock.today():
        raise Refused(_("Las herramientas se cuentan el mismo día."), field="on")
    if not lent:
        raise Refused(_("Elija al menos una herramienta."))
    found = {tool.pk: tool for tool in usable(activity.pk).select_for_update().filter(pk__in=list(lent))}
    if len(found) < len(lent):
        raise Refused(_("Alguna herramienta falta, está de baja o es de otro taller: recargue la página."))
    people = {person for person in lent.values() if person is not None}
    placed = set(placements(in_=activity, on=on).filter(person__in=people).values_list("person_id", flat=True))
    if people - placed:
        raise Refused(_("Las herramientas se entregan a quien tiene plaza en el taller ese día."))
    try:
        with transaction.atomic():
            made = ToolCount.objects.create(
                activity=activity, on=on, session=session, out_at=clock.now(), out_by=actor.username
            )
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != "23505":
            raise
        raise Refused(_("El taller tiene una entrega sin recibir, o esa sesión ya se contó hoy.")) from error
    ToolLoan.objects.bulk_create(
        ToolLoan(count=made, tool_id=tool, person_id=person) for tool, person in sorted(lent.items())
    )
    _record(
        actor,
        acts.COUNT_OUT,
        activity,
        f"Entregó {len(lent)} herramientas en {activity.name}, sesión {session} del {on:%d/%m/%Y}",
        details={"count": made.pk, "people": sorted(people)},
    )
    return made


@transaction.atomic
def count_in(*, actor: Any, count: ToolCount, back: Collection[int], note: str = "") -> list[MissingTool]:
    """The session is over: ``back`` are the tools that came back. Returns those that did not, each by its name."""
    locked = ToolCount.objects.select_for_update(of=("self",)).select_related(
        "activity__establishment", "activity__responsible"
    ).get(pk=count.pk)  # fmt: skip
    require_write(actor, permissions.COUNT, locked.activity)
    if locked.in_at:
        raise Refused(_("Esa entrega ya se recibió: recargue la página."))
    loans = list(locked.loans.select_related("tool", "person").order_by("tool__number"))
    lost = [loan for loan in loans if loan.tool_id not in set(back)]
    if lost and not note.strip():
        names = ", ".join(str(loan.tool) for loan in lost)
        raise Refused(_("Falta {names}: escriba qué se sabe y qué se hizo.").format(names=names), field="note")
    locked.in_at, locked.in_by = clock.now(), actor.username
    locked.save(update_fields=["in_at", "in_by"])
    ToolLoan.objects.filter(count=locked).exclude(pk__in=[loan.pk for loan in lost]).update(back=True)
    made = MissingTool.objects.bulk_create(
        MissingTool(tool=loan.tool, loan=loan, since=locked.in_at, note=note.strip()[:200]) for loan in lost
    )
    words = f"Recibió {len(loans) - len(lost)} de {len(loans)} herramientas en {locked.activity.name}"
    if lost:
        words += f"; falta {', '.join(str(loan.tool) for loan in lost)}"
    _record(actor, acts.COUNT_IN, locked.activity, words, reason=note.strip(), details={"count": locked.pk})
    return made


@transaction.atomic
def find(*, actor: Any, missing: MissingTool, on: date, where: str) -> MissingTool:
    """A missing tool appeared."""
    row = _lock(missing)
    require_write(actor, permissions.COUNT, row.tool.activity)
    if not where.strip():
        raise Refused(_("Escriba dónde apareció."), field="where")
    if not row.loan.count.on <= on <= clock.today():
        raise Refused(_("Apareció entre el día en que faltó y hoy."), field="on")
    row.found_on, row.found_where, row.closed_by = on, where.strip()[:200], actor.username
    row.save(update_fields=["found_on", "found_where", "closed_by"])
    _close(actor, acts.TOOL_FOUND, row, f"Apareció la herramienta {row.tool}", row.found_where)
    return row


@transaction.atomic
def write_off(*, actor: Any, missing: MissingTool, act: str) -> MissingTool:
    """A missing tool is written off by an act: it is no longer looked for, and nobody counts it again."""
    row = _lock(missing)
    require(actor, permissions.WRITE_OFF, establishment_id=row.tool.establishment_id)
    if not act.strip():
        raise Refused(_("Escriba el acta que da de baja la herramienta."), field="act")
    row.act, row.closed_by = act.strip()[:120], actor.username
    row.save(update_fields=["act", "closed_by"])
    row.tool.retired_on, row.tool.retired_act = clock.today(), row.act
    row.tool.save(update_fields=["retired_on", "retired_act"])
    _close(actor, acts.WRITE_OFF, row, f"Dio de baja la herramienta {row.tool}, que faltaba", row.act)
    return row


def _lock(missing: MissingTool) -> MissingTool:
    rows = MissingTool.objects.select_for_update(of=("self",))
    row = rows.select_related("tool__activity__establishment", "tool__activity__responsible", "loan__count").get(
        pk=missing.pk
    )
    if row.found_on or row.act:
        raise Refused(_("Esa herramienta ya no falta: recargue la página."))
    return row


def _close(actor: Any, verb: Verb, row: MissingTool, words: str, reason: str) -> None:
    _record(actor, verb, row.tool.activity, words, reason=reason, target=f"tool:{row.tool_id}")


def _record(
    actor: Any,
    verb: Verb,
    activity: "Activity",
    words: str,
    *,
    reason: str = "",
    target: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=target or f"activity:{activity.pk}",
        sentence=words,
        stream=activity.establishment.code,
        reason=reason,
        details=details,
    )
