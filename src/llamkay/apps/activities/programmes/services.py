"""National programmes are written; what was completed under a name keeps the name."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.models import Programme
from llamkay.core.errors import Refused
from llamkay.platform.record import audit
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import EVERYTHING


@transaction.atomic
def save_programme(*, actor: Any, programme: Programme | None = None, **values: Any) -> Programme:
    """Open a national programme or change one. Raises ``Refused`` by field when a value does not fit.

    A kind of which it has activities stays, and its days hold every activity's first one.
    """
    require(actor, permissions.PROGRAMMES)
    if actor.actions[permissions.PROGRAMMES] != EVERYTHING:
        raise Refused(_("Los programas son nacionales: los mantiene la sede central."))
    row = Programme.objects.select_for_update().get(pk=programme.pk) if programme else Programme()
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    row.save()
    audit.record(
        actor=actor.username,
        verb=acts.CHANGE_PROGRAMME,
        target=f"national_programme:{row.code}",
        sentence=f"{'Cambió' if programme else 'Abrió'} el programa {row.name}",
        stream="national",
        details={"fields": sorted(values)},
    )
    return row


def _check(row: Programme) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused.many(
            Refused(text, field=name) for name, texts in error.message_dict.items() for text in texts
        ) from error
    if row.pk is None:
        return
    for activity in row.activities.select_related("establishment"):
        if activity.kind not in row.kinds:
            raise Refused(
                _("{activity} ({place}) es de una clase que el programa ya no tendría.").format(
                    activity=activity.name, place=activity.establishment
                ),
                field="kinds",
            )
        if activity.period.lower not in row.period:
            raise Refused(
                _("{activity} ({place}) empezó fuera de esas fechas.").format(
                    activity=activity.name, place=activity.establishment
                ),
                field="start",
            )
