"""The changes that wait for whoever heads an area, and those that were attended to."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.areas import approved_by
from llamkay.apps.activities.kinds import ChangeKind
from llamkay.apps.activities.models import ChangedCircumstance
from llamkay.apps.activities.permissions import INBOX
from llamkay.platform.database.search import naming

# What is to be done about each kind of change.
WHAT_TO_DO = {
    ChangeKind.LEFT: _("Dar la plaza a quien sigue en la lista de espera y recoger lo que tenía prestado"),
    ChangeKind.STAGE: _("Ver si la actividad sigue siendo idónea para ella"),
    ChangeKind.HEALTH: _("Ver qué tarea y qué horas le quedan, sin preguntar la causa"),
    ChangeKind.HOURS: _("Acordar con ella y con quien responde las horas que quedan"),
    ChangeKind.ACTIVITY: _("Avisar a quienes tienen plaza y ver con quién se cruza"),
    ChangeKind.ABSENCE: _("Decidir la separación del curso, con su documento, o dejar escrito por qué no"),
}


def changes(*, actor: Any, words: str = "", kind: str = "", state: str = "") -> QuerySet[Any]:
    """The changes of the areas of the actor, those that wait first; ``state`` is ``waits`` or ``done``."""
    rows = approved_by(ChangedCircumstance.objects.all(), actor, "activity__", INBOX)
    rows = rows.select_related("activity", "person")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(done_at__isnull=state == "waits")
    found = naming(rows, words, "person__search_text", "activity__name", "what")
    return found.order_by(F("done_at").desc(nulls_first=True), "on", "id")
