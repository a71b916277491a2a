"""The conditions of work outside in words."""

from django.utils.translation import gettext_lazy as _

CONDITIONS = {
    "applied": _("la ley ya se aplica: empezó el plan piloto"),
    "agrees": _("acepta salir a trabajar"),
    "sentenced": _("está sentenciada"),
    "stage": _("está en mínima seguridad o en régimen semiabierto"),
    "years": _("su pena es de seis años o menos"),
    "served": _("cumplió la mitad de la pena"),
    "evaluations": _("tiene tres evaluaciones semestrales favorables seguidas"),
    "fines": _("pagó las multas"),
    "reparation": _("pagó la mitad de la reparación civil"),
    "declarations": _("presentó las declaraciones que pide la ley"),
    "offence": _("su delito no está excluido"),
}
# What a resolution of the pilot plan, or of whoever verified it, may stand for.
BY_PAPER = ("applied",)
