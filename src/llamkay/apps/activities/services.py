"""What may happen to activities: check, lock, change, record; one transaction each."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.inbox.services import activity_changed
from llamkay.apps.activities.kinds import Kind, SheetState
from llamkay.apps.activities.models import (
    Activity,
    Capacity,
    Company,
    EndReason,
    Programme,
    Reason,
    RestDayAuthorisation,
    SheetRow,
    Trade,
)
from llamkay.apps.activities.places.checks import most_at_once
from llamkay.apps.activities.places.services import end_place
from llamkay.apps.activities.queries import rest_days
from llamkay.apps.activities.sheets.marks import MAX_MINUTES
from llamkay.apps.months.queries import is_closed
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


ONE = timedelta(days=1)


def load_reference() -> None:
    """Write the reasons, trades and programmes that ship with the package; twice is once."""
    (document,) = yaml_documents("llamkay.apps.activities", "data")
    flags = dict.fromkeys(("present", "paid", "counts", "expelled", "needs_note", "automatic"), False)
    endings = [EndReason(order=order, **item) for order, item in enumerate(document["end_reasons"])]
    reasons = [Reason(**{**flags, **item}) for item in document["reasons"]]
    trades = [Trade(**item) for item in document["trades"]]
    Reason.objects.bulk_create(
        reasons, update_conflicts=True, unique_fields=["number"], update_fields=["key", "name", "name_en", *flags]
    )
    Trade.objects.bulk_create(
        trades, update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_en", "synonyms"]
    )
    EndReason.objects.bulk_create(
        endings,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["group", "name", "name_en", "order", "failure", "completed", "automatic"],
    )
    # What somebody changed of a programme since stays.
    Programme.objects.bulk_create(
        [
            Programme(period=DateRange(since, None), **{name: item[name] for name in item if name != "since"})
            for item in document["programmes"]
            for since in [item["since"]]
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def create_activity(*, actor: Any, establishment: "Establishment", **values: Any) -> Activity:
    """Open an activity of an establishment. Raises ``Refused`` by field when a value does not fit."""
    activity = Activity(establishment=establishment, **values)
    require_answer(actor, permissions.MANAGE, activity)
    _check_activity(activity)
    _check_programme(activity)
    activity.save(force_insert=True)
    audit.record(
        actor=actor.username,
        verb=acts.CREATE,
        target=f"activity:{activity.pk}",
        sentence=f"Creó la actividad {activity.name} ({activity.code})",
        stream=establishment.code,
    )
    return activity


class EffectNotSeen(Refused):
    """The basis of pay would change under people whose month is not closed; each one's effect is shown first."""


@transaction.atomic
def change_activity(
    *,
    actor: Any,
    activity: Activity,
    end_places: bool = False,
    effect_seen: bool = False,
    over_capacity: bool = False,
    company_seen: bool = False,
    capacity_from: date | None = None,
    **values: Any,
) -> Activity:
    """Change an activity; its months already closed keep what they were closed with. Another number of places holds
    from today on, or from ``capacity_from``, a day that has come.

    Where it would end before the places of its people, ``end_places`` ends them with it; without it that is refused.
    The basis of pay changes under people only once ``effect_seen`` says that what it does to each was looked at; with
    fewer places than people only once ``over_capacity`` says that they stay until their places end. One company owes a
    month: under people whose month is not closed it passes to another only once ``company_seen`` says so.
    """
    rows = Activity.objects.select_for_update(of=("self",))
    locked = rows.select_related("establishment", "responsible").get(pk=activity.pk)
    require_answer(actor, permissions.MANAGE, locked)
    changed = sorted(name for name, value in values.items() if getattr(locked, name) != value)
    if "kind" in changed and locked.sheets.exists():
        raise Refused(_("La actividad ya tiene planillas: su clase no cambia. Cree otra actividad."), field="kind")
    if "pay_basis" in changed and not effect_seen and _unclosed_people(locked):
        raise EffectNotSeen(
            ngettext(
                "La forma de pago cambia para {n} persona con planilla sin cerrar: revise abajo lo que cambia para "
                "ella y confirme.",
                "La forma de pago cambia para {n} personas con planilla sin cerrar: revise abajo lo que cambia para "
                "cada una y confirme.",
                _unclosed_people(locked),
            ).format(n=_unclosed_people(locked)),
            field="pay_basis",
        )
    if "company" in changed and not company_seen and (people := _unclosed_people(locked)):
        raise Refused(
            ngettext(
                "{n} persona está en planillas sin cerrar: esos meses los debería enteros la otra empresa. Ciérrelos "
                "antes, o termine esta actividad y cree otra; si la empresa estaba mal elegida, confírmelo abajo.",
                "{n} personas están en planillas sin cerrar: esos meses los debería enteros la otra empresa. "
                "Ciérrelos antes, o termine esta actividad y cree otra; si la empresa estaba mal elegida, confírmelo "
                "abajo.",
                people,
            ).format(n=people),
            field="company",
        )
    former, since = locked.capacity, capacity_from or clock.today()
    for name, value in values.items():
        setattr(locked, name, value)
    _check_activity(locked)
    if "period" in changed:
        _end_places(actor, locked, end_places)
    if "capacity" in changed and not over_capacity:
        _places_for_all(locked)
    if "programme" in changed:
        _check_programme(locked)
    locked.save()
    places = _date_capacity(actor, locked, former, since) if "capacity" in changed else {}
    activity_changed(locked, changed, on=clock.today())
    audit.record(
        actor=actor.username,
        verb=acts.CHANGE,
        target=f"activity:{locked.pk}",
        sentence=f"Cambió la actividad {locked.name} ({locked.code})",
        stream=locked.establishment.code,
        details={"fields": changed, **places},
    )
    return locked


def _date_capacity(actor: Any, activity: Activity, former: int, on: date) -> dict[str, Any]:
    """The places of an activity are others from a day on; what it had before stays known by its days."""
    today = clock.today()
    if on > today:
        raise Refused(_("Las plazas rigen desde hoy o desde un día que ya pasó."), field="capacity_from")
    if on < activity.period.lower <= today:
        raise Refused(
            _("{activity} empieza el {start:%d/%m/%Y}: no tenía plazas antes.").format(
                activity=activity.name, start=activity.period.lower
            ),
            field="capacity_from",
        )
    rows = list(activity.capacities.order_by("period"))
    now = {"by": actor.username, "at": clock.now()}
    if not rows and on > activity.period.lower:
        Capacity.objects.create(activity=activity, places=former, period=DateRange(None, on), **now)
    for row in rows:
        if row.period.lower is not None and row.period.lower >= on:
            row.delete()
        elif row.period.upper is None or row.period.upper > on:
            row.period = DateRange(row.period.lower, on)
            row.save(update_fields=["period"])
    if activity.capacities.exists():
        Capacity.objects.create(activity=activity, places=activity.capacity, period=DateRange(on, None), **now)
    return {"places": {"before": former, "since": on.isoformat()}}


def _unclosed_people(activity: Activity) -> int:
    """How many people stand on sheets of the activity that no close has ended."""
    rows = SheetRow.objects.filter(sheet__activity=activity).exclude(sheet__state=SheetState.CLOSED)
    return rows.values("person").distinct().count()


def _end_places(actor: Any, activity: Activity, confirmed: bool) -> None:
    """The places that reach beyond the dates of the activity end with it, or are asked about."""
    period = activity.period
    early = activity.allocations.filter(period__startswith__lt=period.lower).count()
    if early:
        raise Refused(
            ngettext(
                "{n} persona ya tenía plaza antes del {start:%d/%m/%Y}: la actividad no puede empezar después.",
                "{n} personas ya tenían plaza antes del {start:%d/%m/%Y}: la actividad no puede empezar después.",
                early,
            ).format(n=early, start=period.lower),
            field="period",
        )
    if period.upper is None:
        return
    places = activity.allocations.filter(period__overlap=(period.upper, None)).select_related("person")
    beyond = list(places.order_by("person__sort_name"))
    if not beyond:
        return
    if not confirmed:
        raise Refused(
            ngettext(
                "{n} persona tiene plaza después del {last:%d/%m/%Y}: marque «Terminar también las plazas» o elija "
                "otra fecha.",
                "{n} personas tienen plaza después del {last:%d/%m/%Y}: marque «Terminar también las plazas» o elija "
                "otra fecha.",
                len(beyond),
            ).format(n=len(beyond), last=period.upper - ONE),
            field="period",
        )
    for place in beyond:
        end = max(period.upper, place.period.lower)
        end_place(actor, place, activity, end, ending=EndReason.objects.get(code="activity-ended"))


def _places_for_all(activity: Activity) -> None:
    """Ask about a capacity below the people already placed on some day from today on."""
    today = clock.today()
    periods = activity.allocations.filter(period__overlap=(today, None)).values_list("period", flat=True)
    most = most_at_once(periods, since=today)
    if most > activity.capacity:
        raise Refused(
            _(
                "{most} personas tienen plaza y quedarían {n}: termine {over} plazas, o marque que siguen hasta que "
                "terminen las suyas."
            ).format(most=most, n=activity.capacity, over=most - activity.capacity),
            field="capacity",
        )


def _check_programme(activity: Activity) -> None:
    """A programme is offered by activities of its kinds, while it lasts."""
    programme = activity.programme
    if programme is None:
        return
    if activity.kind not in programme.kinds:
        raise Refused(
            _("{programme} es de {kinds}: esta actividad es de otra clase.").format(
                programme=programme, kinds=programme.kind_names.lower()
            ),
            field="programme",
        )
    if activity.period.lower not in programme.period:
        raise Refused(
            _("{programme} no está vigente el {start:%d/%m/%Y}, cuando empieza la actividad.").format(
                programme=programme, start=activity.period.lower
            ),
            field="programme",
        )


def _check_activity(activity: Activity) -> None:
    wrong = {}
    if (activity.kind == Kind.WORK) != bool(activity.modality):
        wrong["modality"] = _("La modalidad es de las actividades de trabajo, y estas la necesitan.")
    if (activity.kind == Kind.STUDY) != bool(activity.level):
        wrong["level"] = _("El nivel es de las actividades de estudio, y estas lo necesitan.")
    if any(not 0 <= minutes <= MAX_MINUTES for minutes in activity.timetable):
        wrong["timetable"] = _("Un día tiene entre 0 y 16 horas.")
    elif not any(activity.timetable):
        wrong["timetable"] = _("Indique las horas de al menos un día de la semana.")
    if wrong:
        raise Refused.many(Refused(text, field=name) for name, text in wrong.items())
    _clean(activity)


def _clean(activity: Activity) -> None:
    try:
        activity.full_clean()
    except ValidationError as error:
        raise Refused.many(
            Refused(text, field=name) for name, texts in error.message_dict.items() for text in texts
        ) from error


class FormerActivity(TypedDict, total=False):
    """Values of an activity from before it was changed, of those that were."""

    name: str
    kind: str
    modality: str
    level: str
    trade: Trade | None
    place: str
    capacity: int
    timetable: list[int]
    pay_basis: str
    period: DateRange


@transaction.atomic
def take_back_activities(*, actor: Any, made: Collection[int], former: Mapping[int, FormerActivity]) -> None:
    """Take out activities that a file made and give others the values that they had; refused, naming each thing,
    where something rests on them."""
    rows = Activity.objects.select_for_update(of=("self",)).filter(pk__in=list(made)).select_related("establishment")
    found = list(rows)
    reasons = []
    for relation in Activity._meta.related_objects:
        model: Any = relation.related_model
        if not relation.field.concrete or getattr(model, "pgh_tracked_model", None) is not None:
            continue
        name = relation.field.name
        held = model._base_manager.filter(**{f"{name}__in": found}).order_by()
        for pk in held.values_list(name, flat=True).distinct():
            activity = next(row for row in found if row.pk == pk)
            reasons.append(_("{activity} ya tiene {what}.").format(activity=activity, what=_what(model)))
    if reasons:
        raise Refused.many(Refused(reason) for reason in reasons)
    audit.record_each(
        {
            "actor": actor.username,
            "verb": acts.TAKE_OUT,
            "target": f"activity:{activity.pk}",
            "sentence": f"Anuló la actividad {activity.name} ({activity.code})",
            "stream": activity.establishment.code,
        }
        for activity in found
    )
    Activity.objects.filter(pk__in=[activity.pk for activity in found]).delete()
    for activity in Activity.objects.filter(pk__in=list(former)):
        change_activity(actor=actor, activity=activity, **former[activity.pk])


_WHAT = {
    "capacity": gettext_lazy("un cambio de plazas"),
    "allocation": gettext_lazy("personas con plaza"),
    "sheet": gettext_lazy("planillas"),
    "placerequest": gettext_lazy("solicitudes de plaza"),
    "rota": gettext_lazy("un rol de turnos"),
    "requirement": gettext_lazy("requisitos"),
    "rate": gettext_lazy("una tarifa"),
    "group": gettext_lazy("un grupo de estudio"),
}


def _what(model: Any) -> Any:
    return _WHAT.get(model._meta.model_name, gettext_lazy("otros registros"))


@transaction.atomic
def authorise_rest_day(*, actor: Any, activity: Activity, on: date, act: str, reason: str) -> RestDayAuthorisation:
    """Register the technical council's act for a Sunday or holiday (Reglamento art. 177)."""
    require(actor, permissions.AUTHORISE, establishment_id=activity.establishment_id)
    month = Month.of(on)
    if on.day not in rest_days(month):
        raise Refused(_("El {on:%d/%m/%Y} no es domingo ni feriado: no necesita acta.").format(on=on), field="on")
    if on not in activity.period:
        raise Refused(_("{activity.name} no funciona el {on:%d/%m/%Y}.").format(activity=activity, on=on), field="on")
    if not act.strip() or not reason.strip():
        raise Refused(_("Escriba el número del acta y el motivo."))
    if is_closed(establishment_id=activity.establishment_id, month=month):
        raise Refused(_("El mes de {month} ya está cerrado.").format(month=month_title(month)), field="on")
    if activity.authorisations.filter(on=on).exists():
        raise Refused(
            _("El {on:%d/%m/%Y} ya tiene acta en {activity.name}.").format(on=on, activity=activity), field="on"
        )
    authorisation = RestDayAuthorisation.objects.create(
        activity=activity, on=on, act=act.strip(), reason=reason.strip()
    )
    audit.record(
        actor=actor.username,
        verb=acts.AUTHORISE,
        target=f"activity:{activity.pk}",
        sentence=f"Registró el acta {authorisation.act} para {activity.name} el {on:%d/%m/%Y}",
        stream=activity.establishment.code,
        reason=authorisation.reason,
    )
    return authorisation


def lock_activity(activity: Activity) -> None:
    """Writers of one activity wait for one another until the transaction ends."""
    Activity.objects.select_for_update().get(pk=activity.pk)


def enter_company(*, ruc: str, name: str) -> Company:
    """Enter a company that gives work; who calls has checked its number."""
    return Company.objects.create(ruc=ruc, name=name.strip()[:120])
