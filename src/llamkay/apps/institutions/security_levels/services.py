"""The level of a prison or of a pavilion changes from a day on."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.models import Establishment, SecurityLevel
from llamkay.apps.institutions.permissions import SET_LEVEL
from llamkay.core.errors import Refused
from llamkay.platform.record import audit
from llamkay.platform.security.access import require


@transaction.atomic
def set_level(
    *, actor: Any, establishment: Establishment, level: str, on: date, act: str, pavilion: str = ""
) -> SecurityLevel:
    """From a day on the prison, or one of its pavilions, is of another level; what held ends the day before."""
    require(actor, SET_LEVEL, establishment_id=establishment.pk)
    Establishment.objects.select_for_update(no_key=True).get(pk=establishment.pk)
    if level not in SecurityLevel.Level.values:
        raise Refused(_("Indique el nivel de seguridad: mínima, mediana o máxima."), field="level")
    if not act.strip():
        raise Refused(_("Escriba la resolución o el acta que lo dispone."), field="act")
    pavilion = " ".join(pavilion.split())[:40]
    rows = SecurityLevel.objects.filter(establishment=establishment, pavilion__iexact=pavilion)
    later = rows.filter(period__startswith__gte=on).first()
    if later is not None:
        raise Refused(
            _("Ya consta un nivel desde el {since:%d/%m/%Y}: el cambio debe ser posterior.").format(
                since=later.period.lower
            ),
            field="on",
        )
    running = rows.filter(period__contains=on).first()
    if running is not None:
        if running.level == level:
            raise Refused(_("Ya es de ese nivel."), field="level")
        pavilion = running.pavilion
        running.period = DateRange(running.period.lower, on)
        running.save(update_fields=["period"])
    made = SecurityLevel.objects.create(
        establishment=establishment, pavilion=pavilion, level=level, period=DateRange(on, None), act=act.strip()[:120]
    )
    where = f"{establishment.name}, {pavilion}" if pavilion else establishment.name
    audit.record(
        actor=actor.username,
        verb=acts.SET_LEVEL,
        target=f"establishment:{establishment.pk}",
        sentence=f"{where} es de seguridad {audit.spanish(made.get_level_display).lower()} desde el {on:%d/%m/%Y}",
        stream=establishment.code,
        reason=made.act,
    )
    return made
