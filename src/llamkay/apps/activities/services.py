"""What may happen to activities: check, lock, change, record; one transaction each."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.models import Activity, Company, Reason, RestDayAuthorisation, Trade
from llamkay.apps.activities.queries import rest_days
from llamkay.apps.activities.sheets.marks import MAX_MINUTES
from llamkay.apps.months.queries import is_closed
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def load_reference() -> None:
    """Write the reasons and trades that ship with the package; twice is once."""
    (document,) = yaml_documents("llamkay.apps.activities", "data")
    flags = {"present": False, "paid": False, "counts": False, "expelled": False, "needs_note": False}
    reasons = [Reason(**{**flags, **item}) for item in document["reasons"]]
    trades = [Trade(**item) for item in document["trades"]]
    Reason.objects.bulk_create(
        reasons, update_conflicts=True, unique_fields=["number"], update_fields=["key", "name", "name_en", *flags]
    )
    Trade.objects.bulk_create(
        trades, update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_en", "synonyms"]
    )


@transaction.atomic
def create_activity(*, actor: Any, establishment: "Establishment", **values: Any) -> Activity:
    """Open an activity of an establishment. Raises ``Refused`` by field when a value does not fit."""
    require(actor, permissions.MANAGE, establishment_id=establishment.pk)
    activity = Activity(establishment=establishment, **values)
    _check_activity(activity)
    activity.save(force_insert=True)
    audit.record(
        actor=actor.username,
        verb=acts.CREATE,
        target=f"activity:{activity.pk}",
        sentence=f"Creó la actividad {activity.name} ({activity.code})",
        stream=establishment.code,
    )
    return activity


@transaction.atomic
def change_activity(*, actor: Any, activity: Activity, **values: Any) -> Activity:
    """Change an activity; its months already closed keep what they were closed with."""
    locked = Activity.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=activity.pk)
    require(actor, permissions.MANAGE, establishment_id=locked.establishment_id)
    changed = sorted(name for name, value in values.items() if getattr(locked, name) != value)
    if "kind" in changed and locked.sheets.exists():
        raise Refused(_("La actividad ya tiene planillas: su clase no cambia. Cree otra actividad."), field="kind")
    for name, value in values.items():
        setattr(locked, name, value)
    _check_activity(locked)
    locked.save()
    audit.record(
        actor=actor.username,
        verb=acts.CHANGE,
        target=f"activity:{locked.pk}",
        sentence=f"Cambió la actividad {locked.name} ({locked.code})",
        stream=locked.establishment.code,
        details={"fields": changed},
    )
    return locked


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
