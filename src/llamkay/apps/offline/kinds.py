"""What became of a mark that was made without a line."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a mark made without a line stands; those of ``WAITING`` are settled by a person."""

    APPLIED = "applied", _("Anotada")
    ALREADY = "already", _("Ya estaba así")
    REPLACED = "replaced", _("La cambió una marca posterior del mismo equipo")
    CONFLICT = "conflict", _("Otra persona marcó otra cosa")
    REFUSED = "refused", _("No se pudo anotar")
    MINE = "mine", _("Vale lo marcado sin conexión")
    THEIRS = "theirs", _("Vale lo que ya estaba")


WAITING = (State.CONFLICT, State.REFUSED)
SETTLED = (State.MINE, State.THEIRS)
