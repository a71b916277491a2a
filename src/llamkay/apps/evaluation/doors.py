"""The door to the evaluation of programmes."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.evaluation.permissions import VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "evaluation:home",
        _("Evaluación"),
        VIEW,
        order=135,
        words=_("Si el trabajo y el estudio ayudan a no volver: lo que se puede decir y lo que todavía no."),
    )
)
