"""The lists of brands: brands, photographs, consents of those who left."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.models import Brand, FormerMaker, Picture
from llamkay.apps.production.stock.lists import ROOM
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

_NONE = _("Ninguno coincide con los filtros.")
PICTURE_COLOURS = {"waiting": "yellow", "released": "green", "withdrawn": "grey"}


def brand_list(living: set[int]) -> List:
    """The brands, with those that the public sees today."""

    def seen(row: Brand) -> Any:
        return tag("green", _("Viva")) if row.pk in living else tag("grey", _("No se muestra"))

    def where(row: Brand) -> str:
        return ", ".join(str(place.establishment) for place in row.places.all())

    return List(
        name="marcas",
        title=_("Marcas"),
        template="production/brands.html",
        parent=ROOM,
        columns=[
            Column(_("Marca"), "name", link=lambda row: reverse("production:brand", args=[row.pk]), head=True),
            Column(_("Dueña"), lambda row: str(row.owner or "")),
            Column(_("Registro"), "registration", cell=lambda row: row.registration or _("no registrada")),
            Column(_("Dónde se hace"), where),
            Column(_("En público"), lambda row: "sí" if row.pk in living else "no", cell=seen),
        ],
        count=ngettext_lazy("%(n)s marca", "%(n)s marcas", "n"),
        nothing=_NONE,
        empty=_("Todavía no hay marcas."),
        target="brands",
    )


def _about(row: Picture) -> str:
    return str(row.good or row.brand)


PICTURES = List(
    name="fotografias",
    title=_("Fotografías"),
    template="production/pictures.html",
    parent=ROOM,
    columns=[
        Column(
            _("De qué es"),
            _about,
            link=lambda row: reverse("production:picture", args=[row.pk]),
            head=True,
            cell=lambda row: joined([_about(row), under(row.alt)], ""),
        ),
        Column(_("Llegó"), "at", Kind.MOMENT),
        Column(
            _("Personas"),
            lambda row: "sí" if row.shows_people else "no",
            cell=lambda row: _("con consentimiento") if row.shows_people else _("ninguna"),
        ),
        Column(
            _("Estado"), "get_stage_display", cell=lambda row: tag(PICTURE_COLOURS[row.stage], row.get_stage_display())
        ),
    ],
    count=ngettext_lazy("%(n)s fotografía", "%(n)s fotografías", "n"),
    nothing=_NONE,
    empty=_("Todavía no hay fotografías: hasta entonces cada producto tiene una tela dibujada de su nombre."),
    export=None,
    target="pictures",
)


def maker_list(today: date) -> List:
    """The consents of those who left, in force or not."""

    def state(row: FormerMaker) -> Any:
        if row.revoked_at:
            return tag("grey", _("Retirado"))
        return tag("green", _("Rige")) if today in row.period else tag("grey", _("Fuera de fecha"))

    return List(
        name="consentimientos",
        title=_("Quienes salieron y siguen con su marca"),
        template="production/makers.html",
        parent=ROOM,
        columns=[
            Column(_("Nombre que se ve"), "public_name", head=True),
            Column(_("Marca"), lambda row: str(row.brand)),
            Column(_("Qué se ve"), "get_shown_display"),
            Column(_("Desde"), lambda row: row.period.lower, Kind.DAY),
            Column(_("Estado"), lambda row: "retirado" if row.revoked_at else "rige", cell=state),
            Column(_("Acción"), lambda row: "", cell=lambda row: _revoke(row, today), screen=True),
        ],
        count=ngettext_lazy("%(n)s consentimiento", "%(n)s consentimientos", "n"),
        nothing=_NONE,
        empty=_("Nadie ha consentido todavía. Es su decisión: se registra con su documento y se retira cuando quiera."),
        reads="makers",
        export=None,
        target="makers",
    )


def _revoke(row: FormerMaker, today: date) -> Any:
    from django.utils.html import format_html

    if row.revoked_at or today not in row.period:
        return ""
    address = reverse("production:revoke", args=[row.pk])
    return format_html('<a class="govuk-link" href="{}">{}</a>', address, _("Retirar"))
