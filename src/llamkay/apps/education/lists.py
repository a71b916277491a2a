"""The list of classes with their marks of a month."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.lists import Column, Kind, List

_NONE = gettext_lazy(
    "Ese mes no funciona ninguna actividad de estudio. Créela en Actividades con la clase «Estudio» y su nivel."
)


def class_list(month: Month) -> List:
    """The classes of a month, with how many students have a mark and how many passed."""
    place, code = Column(gettext_lazy("Establecimiento"), "establishment.name"), Column(gettext_lazy("Código"), "code")
    level = Column(gettext_lazy("Nivel"), "get_level_display")
    name = Column(
        gettext_lazy("Actividad"),
        "name",
        link=lambda row: f"{reverse('education:marks', args=[row.pk])}?mes={month}",
        head=True,
    )
    counts = [
        Column(gettext_lazy("Estudiantes"), "students", Kind.NUMBER),
        Column(gettext_lazy("Con nota"), "marked", Kind.NUMBER),
    ]
    return List(
        name=f"notas-{month}",
        title=_("Notas de estudio de %(month_name)s") % {"month_name": month_title(month)},
        columns=[name, level, place, *counts, Column(gettext_lazy("Con nota aprobatoria"), "passed", Kind.NUMBER)],
        file=[place, code, name, level, *counts, Column(gettext_lazy("Aprobadas"), "passed", Kind.NUMBER)],
        count=ngettext_lazy("%(total)s actividad de estudio", "%(total)s actividades de estudio", "total"),
        nothing=_NONE,
        empty=_NONE,
        target=f"marks:{month}",
    )
