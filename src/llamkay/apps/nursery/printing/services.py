"""Each paper that leaves is written in the book of the prison: by whom, why, by code only and with no value of it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from llamkay.apps.nursery import access, acts
from llamkay.apps.nursery.permissions import DECIDE, HAND_OVER, PAPERS
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.nursery.record.queries import places_in
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def printed_table(*, actor: Any, scope: Scope, on: date, reason: str) -> None:
    """The table of mothers and children left on paper, in the book of each prison it counts."""
    require(actor, PAPERS)
    with transaction.atomic():
        for place in places_in(scope).order_by("code"):
            audit.record(
                actor=actor.username,
                verb=acts.PRINT_TABLE,
                target=f"children:{on}",
                stream=place.code,
                sentence=f"{actor} imprimió la tabla de madres y niños al {on:%d/%m/%Y}.",
                reason=reason,
            )
    audit.log_access(actor=actor.username, kind="export", target=f"children:table:{on}")


def printed_rations(*, actor: Any, place: "Establishment", on: date) -> None:
    """The rations of a day left for the kitchen."""
    require(actor, PAPERS, establishment_id=place.pk)
    with transaction.atomic():
        audit.record(
            actor=actor.username,
            verb=acts.PRINT_RATIONS,
            target=f"rations:{place.code}:{on}",
            stream=place.code,
            sentence=f"{actor} imprimió las raciones especiales del {on:%d/%m/%Y}.",
        )


def printed_file(*, actor: Any, file: CaseFile, levels: dict[str, str], reason: str) -> None:
    """A child's file left on paper: each part of it counts as read."""
    _of_child(actor, HAND_OVER, file, acts.PRINT_FILE, "el expediente para entregar", reason)
    for part, level in levels.items():
        if level == access.FULL:
            audit.log_access(actor=actor.username, kind="child", target=f"child:{file.child.pk}/{part}")


def printed_growth(*, actor: Any, file: CaseFile, reason: str) -> None:
    """The curves of growth left on paper."""
    _of_child(actor, HAND_OVER, file, acts.PRINT_GROWTH, "las curvas de crecimiento", reason)
    audit.log_access(actor=actor.username, kind="child", target=f"child:{file.child.pk}/salud")


def printed_notice(*, actor: Any, file: CaseFile, reason: str) -> None:
    """The draft of the notice left on paper."""
    _of_child(actor, DECIDE, file, acts.PRINT_NOTICE, "el aviso a la UPE", reason)
    audit.log_access(actor=actor.username, kind="child", target=f"child:{file.child.pk}/salida")


def _of_child(actor: Any, action: str, file: CaseFile, verb: Verb, what: str, reason: str) -> None:
    require(actor, action, establishment_id=file.child.establishment_id)
    with transaction.atomic():
        audit.record(
            actor=actor.username,
            verb=verb,
            target=f"child:{file.child.pk}",
            stream=file.stay.establishment.code,
            sentence=f"{actor} imprimió {what} de {file.child.code}.",
            reason=reason,
        )
    audit.log_access(actor=actor.username, kind="export", target=f"child:{file.child.pk}/{verb.partition('.')[2]}")
