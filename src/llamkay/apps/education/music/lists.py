"""The lists of ensembles and of what is lent."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform import clock
from llamkay.platform.screens.cells import tag
from llamkay.platform.screens.lists import Column, Kind, List

HOME = ("education:home", gettext_lazy("Educación"))

ENSEMBLES = List(
    name="elencos",
    title=gettext_lazy("Coros y orquestas"),
    parent=HOME,
    columns=[
        Column(
            gettext_lazy("Elenco"), "name", link=lambda row: reverse("education:ensemble", args=[row.pk]), head=True
        ),
        Column(gettext_lazy("Clase"), "get_kind_display"),
        Column(gettext_lazy("Programa"), "programme"),
        Column(gettext_lazy("Establecimiento"), "activity.establishment.name"),
        Column(gettext_lazy("Integrantes"), "people", Kind.NUMBER),
        Column(gettext_lazy("Obras listas"), "ready", Kind.NUMBER),
        Column(gettext_lazy("Presentaciones"), "held", Kind.NUMBER),
    ],
    count=ngettext_lazy("%(total)s elenco", "%(total)s elencos", "total"),
    nothing=gettext_lazy("Ningún elenco coincide con lo que busca."),
    empty=gettext_lazy("Todavía no hay elencos. Registre como elenco la actividad de música del coro o la orquesta."),
)


def item_state(item) -> tuple[str, str]:
    """The colour and the word of where something is."""
    if item.retired_on:
        return "grey", _("De baja")
    if item.holder_id:
        late = item.due is not None and item.due < clock.today()
        return ("red", _("Debió volver")) if late else ("blue", _("Prestado"))
    return ("red", _("Falta")) if item.condition == "missing" else ("green", _("Disponible"))


ITEMS = List(
    name="prestamos",
    title=gettext_lazy("Instrumentos y materiales"),
    parent=HOME,
    reads="loans",
    target="loans",
    columns=[
        Column(gettext_lazy("Nombre"), "name", link=lambda row: reverse("education:item", args=[row.pk]), head=True),
        Column(gettext_lazy("Placa"), "tag"),
        Column(gettext_lazy("Clase"), "get_kind_display"),
        Column(gettext_lazy("De quién es"), "get_owner_display"),
        Column(gettext_lazy("Cómo está"), "get_condition_display"),
        Column(gettext_lazy("Estado"), lambda row: item_state(row)[1], cell=lambda row: tag(*item_state(row))),
        Column(gettext_lazy("Lo tiene"), "holder"),
        Column(gettext_lazy("Debe volver"), "due", Kind.DAY),
    ],
    count=ngettext_lazy("%(total)s instrumento o material", "%(total)s instrumentos y materiales", "total"),
    nothing=gettext_lazy("Nada coincide con lo que busca."),
    empty=gettext_lazy(
        "Todavía no hay nada que prestar. Registre cada instrumento con su placa, y los libros y lecciones."
    ),
)
