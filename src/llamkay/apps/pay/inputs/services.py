"""The inputs that a month's pay rests on besides the sheets; each can change until its month is closed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.sheets.queries import rows_of
from llamkay.apps.months.queries import closes
from llamkay.apps.months.services import lock_months
from llamkay.apps.pay import acts
from llamkay.apps.pay.models import Bonus, GradedPieces, GroupSale, IncomeDeclaration
from llamkay.apps.pay.models.work import MAX_AMOUNT
from llamkay.apps.pay.permissions import CONFIRM, ENTER_INPUTS
from llamkay.core.errors import Refused
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.months import month_name, month_title
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.people.models import Person


Origin = IncomeDeclaration.Origin
GRADES = (2, 3, 0)  # what may be told of pieces: second, third, rejected; the rest are of the first


@transaction.atomic
def grade_day(
    *, actor: Any, activity: "Activity", month: Month, day: int, counts: Mapping[int, Mapping[int, int]]
) -> int:
    """Write how many of each row's pieces of a day are of a lower grade, in place of what was written; 0 is rejected.

    ``counts`` is row → grade → pieces. Raises ``Refused`` where a row has fewer pieces than are told.
    """
    _check(actor, activity, month, PayBasis.PIECE)
    rows = rows_of(activity, month).filter(pk__in=list(counts))
    found = {row.pk: row for row in rows.select_related("person")}
    if set(counts) - set(found) or not 1 <= day <= month.days:
        raise Refused(_("Una de las filas ya no está en la planilla: recargue la página."))
    lines = []
    for pk, by_grade in counts.items():
        row, made = found[pk], found[pk].pieces[day - 1]
        if any(grade not in GRADES or pieces < 0 for grade, pieces in by_grade.items()):
            raise Refused(_("Las calidades son segunda, tercera y rechazada, con piezas de cero o más."))
        if sum(by_grade.values()) > made:
            raise Refused(
                _(
                    "{person} tiene {made} piezas el día {day} y usted clasifica {told}: corrija la clasificación o la "
                    "planilla."
                ).format(person=row.person, made=made, day=day, told=sum(by_grade.values()))
            )
        lines += [
            GradedPieces(row=row, day=day, grade=grade, pieces=pieces, by=actor.username)
            for grade, pieces in by_grade.items()
            if pieces
        ]
    GradedPieces.objects.filter(row_id__in=list(counts), day=day).delete()
    GradedPieces.objects.bulk_create(lines)
    total = sum(line.pieces for line in lines)
    _record(actor, activity, acts.GRADE, f"la calidad de las piezas del {day} de {month_name(month)}: {total} menores")
    return total


@transaction.atomic
def enter_sale(*, actor: Any, activity: "Activity", month: Month, sold: int, costs: int, document: str) -> GroupSale:
    """Write what a group sold in a month and what it cost; the rest is shared by the hours of each.

    A closed month in which nobody had hours had no sale: it may still get one, because a correction can need it.
    """
    sold_once = GroupSale.objects.filter(activity=activity, month=month.first)
    _check(actor, activity, month, PayBasis.SHARE, closed_too=not sold_once.exists())
    _bounded(sold, least=0)
    if not 0 <= costs <= sold:
        raise Refused(
            _("Los costos, S/ {costs}, no pueden pasar de lo vendido, S/ {sold}: no habría qué repartir.").format(
                costs=format_amount(costs), sold=format_amount(sold)
            )
        )
    _documented(document)
    made, _new = GroupSale.objects.update_or_create(
        activity=activity,
        month=month.first,
        defaults={
            "sold": sold,
            "costs": costs,
            "document": document.strip(),
            "by": actor.username,
            "at": clock.now(),
        },
    )
    what = f"la venta de {month_name(month)}: S/ {format_amount(sold)} con costos de S/ {format_amount(costs)}"
    _record(actor, activity, acts.SALE, what, document)
    return made


@transaction.atomic
def give_bonus(*, actor: Any, activity: "Activity", person: "Person", month: Month, amount: int, reason: str) -> Bonus:
    """Propose a bonus for a person's month; it counts once somebody else approves it."""
    _check(actor, activity, month)
    if activity.pay_basis in (PayBasis.NONE, PayBasis.DECLARED):
        raise Refused(
            _("{name} no paga («{basis}»): una bonificación necesita quien la pague.").format(
                name=activity.name, basis=activity.get_pay_basis_display()
            )
        )
    _bounded(amount, least=1)
    _works(activity, person, month)
    if not reason.strip():
        raise Refused(_("Escriba el motivo de la bonificación."))
    made = Bonus.objects.create(
        activity=activity,
        person=person,
        month=month.first,
        amount=amount,
        reason=reason.strip()[:200],
        by=actor.username,
    )
    what = f"una bonificación de S/ {format_amount(amount)} para {person.code} en {month_name(month)}"
    _record(actor, activity, acts.BONUS, what, reason)
    return made


@transaction.atomic
def approve_bonus(*, actor: Any, bonus: Bonus) -> Bonus:
    """Approve a bonus that somebody else proposed."""
    activity, month = bonus.activity, Month.of(bonus.month)
    _check(actor, activity, month, action=CONFIRM)
    found = Bonus.objects.select_for_update().get(pk=bonus.pk)
    if found.approved_by:
        raise Refused(_("La bonificación ya está aprobada."))
    if found.by == actor.username:
        raise Refused(_("Usted propuso esta bonificación: la aprueba otra persona."))
    found.approved_by = actor.username
    found.save()
    what = f"la bonificación de S/ {format_amount(found.amount)} de {month_name(month)}, aprobada"
    _record(actor, activity, acts.APPROVE_BONUS, what)
    return found


@transaction.atomic
def withdraw_bonus(*, actor: Any, bonus: Bonus, reason: str) -> None:
    """Take a bonus back, with the reason, while its month is open."""
    month = Month.of(bonus.month)
    _check(actor, bonus.activity, month)
    if not reason.strip():
        raise Refused(_("Escriba por qué se retira la bonificación."))
    what = f"el retiro de la bonificación de S/ {format_amount(bonus.amount)} de {month_name(month)}"
    Bonus.objects.get(pk=bonus.pk).delete()
    _record(actor, bonus.activity, acts.WITHDRAW_BONUS, what, reason)


@transaction.atomic
def declare_income(
    *, actor: Any, activity: "Activity", person: "Person", month: Month, amount: int, origin: str, document: str
) -> IncomeDeclaration:
    """Write a person's income of a month of own-account work: sworn, or verified by the authority.

    What was verified is not displaced by a sworn declaration (D.S. 007-2003-JUS art. 2).
    """
    _check(actor, activity, month, PayBasis.DECLARED)
    _bounded(amount, least=0)
    _documented(document)
    _works(activity, person, month)
    origin = Origin(origin)
    standing = IncomeDeclaration.objects.filter(person=person, activity=activity, month=month.first).first()
    if standing and standing.origin == Origin.VERIFIED and origin == Origin.SWORN:
        raise Refused(
            _("El ingreso de {person} ya fue verificado en S/ {amount}: una declaración jurada no lo cambia.").format(
                person=person, amount=format_amount(standing.amount)
            )
        )
    made, _new = IncomeDeclaration.objects.update_or_create(
        person=person,
        activity=activity,
        month=month.first,
        defaults={
            "amount": amount,
            "origin": origin,
            "document": document.strip()[:120],
            "by": actor.username,
            "at": clock.now(),
        },
    )
    origin_name = "verificado" if origin == Origin.VERIFIED else "declarado"
    what = f"el ingreso {origin_name} de {person.code} en {month_name(month)}: S/ {format_amount(amount)}"
    _record(actor, activity, acts.DECLARE, what, document)
    return made


@transaction.atomic
def remove_declaration(*, actor: Any, declaration: IncomeDeclaration, reason: str) -> None:
    """Take a declared income back, with the reason: without one the base is that of the law."""
    month = Month.of(declaration.month)
    _check(actor, declaration.activity, month, PayBasis.DECLARED)
    if not reason.strip():
        raise Refused(_("Escriba por qué se retira la declaración."))
    what = f"el retiro del ingreso de {declaration.person.code} en {month_name(month)}"
    IncomeDeclaration.objects.get(pk=declaration.pk).delete()
    _record(actor, declaration.activity, acts.UNDECLARE, what, reason)


def check_open(activity: "Activity", month: Month, *, closed_too: bool = False) -> None:
    """Wait for a close in progress, then refuse a month that is closed, to come or outside the activity's dates."""
    lock_months(activity.establishment)
    if not closed_too and closes(at=activity.establishment_id, since=month).exists():
        raise Refused(
            _("{month} está cerrado en {place}: lo que se pagó en él cambia por un ajuste de la planilla.").format(
                month=month_title(month).capitalize(), place=activity.establishment
            )
        )
    if month.first > clock.today():
        raise Refused(_("{month} todavía no empieza.").format(month=month_title(month).capitalize()))
    period = activity.period
    if (period.upper and period.upper <= month.first) or (period.lower and period.lower >= month.end):
        raise Refused(
            _("{name} no funciona en {month}: revise sus fechas.").format(name=activity.name, month=month_title(month))
        )


def _check(
    actor: Any,
    activity: "Activity",
    month: Month,
    basis: str = "",
    action: str = ENTER_INPUTS,
    *,
    closed_too: bool = False,
) -> None:
    require(actor, action, establishment_id=activity.establishment_id)
    if basis and activity.pay_basis != basis:
        raise Refused(
            _("{name} paga «{basis}»: este dato no le corresponde.").format(
                name=activity.name, basis=activity.get_pay_basis_display()
            )
        )
    check_open(activity, month, closed_too=closed_too)


def _bounded(amount: int, *, least: int) -> None:
    if not least <= amount <= MAX_AMOUNT:
        raise Refused(
            _("S/ {amount} está fuera de lo que se admite: de S/ {least} a S/ {most}.").format(
                amount=format_amount(amount), least=format_amount(least), most=format_amount(MAX_AMOUNT)
            )
        )


def _documented(document: str) -> None:
    if not document.strip():
        raise Refused(_("Escriba el documento que lo sustenta."))


def _works(activity: "Activity", person: "Person", month: Month) -> None:
    placed = placements(of=person, in_=activity, within=(month.first, month.end))
    on_sheet = rows_of(activity, month).filter(person=person)
    if not (placed.exists() or on_sheet.exists()):
        raise Refused(
            _("{person} no tiene plaza en {name} en {month}.").format(
                person=person, name=activity.name, month=month_title(month)
            )
        )


def _record(actor: Any, activity: "Activity", verb: Verb, what: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"activity:{activity.pk}",
        sentence=f"{actor} registró en {activity.name} {what}.",
        stream=activity.establishment.code,
        reason=reason.strip(),
    )
