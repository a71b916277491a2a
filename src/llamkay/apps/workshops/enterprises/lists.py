"""The register of own enterprises."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform.screens.cells import hint, link, tag
from llamkay.platform.screens.lists import Column, Kind, List


def _void(row):
    if row.voided_why:
        return hint(_("Anulada: {why}").format(why=row.voided_why))
    return link(reverse("workshops:void_own_entry", args=[row.pk]), _("Anular"))


def _permit_state(row, today):
    if row.revoked_on:
        return hint(_("Revocado: {why}").format(why=row.revoked_why))
    return tag("green", _("Rige")) if today in row.period else tag("grey", _("Fuera de fecha"))


def _revoke(row, today):
    if row.revoked_on or row.period.upper <= today:
        return ""
    return link(reverse("workshops:revoke_customer", args=[row.pk]), _("Revocar"))


def customer_list(today, rule) -> List:
    """The permits of customers, with the norm by which they are accredited."""
    return List(
        name="permisos-de-clientes",
        title=gettext_lazy("Permisos de clientes"),
        template="workshops/list.html",
        intro=_("La Dirección Regional acredita a quien entra a comprar ({norm}, arts. {article}).").format(
            norm=rule.norm, article=rule.article
        ),
        columns=[
            Column(gettext_lazy("Permiso"), "number", head=True),
            Column(gettext_lazy("Cliente"), "customer"),
            Column(gettext_lazy("Documento"), "document"),
            Column(gettext_lazy("De quién compra"), "person.full_name"),
            Column(gettext_lazy("Acreditación"), "act"),
            Column(gettext_lazy("Acompaña"), "escort"),
            Column(gettext_lazy("Desde"), lambda row: row.period.lower, Kind.DAY),
            Column(gettext_lazy("Hasta"), lambda row: row.period.upper - timedelta(days=1), Kind.DAY),
            Column(
                gettext_lazy("Estado"),
                lambda row: _("Revocado") if row.revoked_on else "",
                cell=lambda row: _permit_state(row, today),
            ),
            Column(gettext_lazy("Acción"), lambda row: "", cell=lambda row: _revoke(row, today), screen=True),
        ],
        count=ngettext_lazy("%(total)s permiso", "%(total)s permisos", "total"),
        nothing=gettext_lazy("Ningún permiso coincide con lo que busca."),
        empty=gettext_lazy("Todavía no hay permisos de clientes."),
        reads="own_work",
        target="own_work",
        internal=True,
    )


def own_list(*, may_open: bool) -> List:
    """The register; a name leads to what is hers for whoever may see it."""
    return List(
        name="cuenta-propia",
        title=gettext_lazy("Trabajo por cuenta propia"),
        template="workshops/list.html",
        intro=gettext_lazy(
            "El precio lo declara la persona: la institución no lo pone. El 10 % sale de lo que declara cada mes."
        ),
        columns=[
            Column(gettext_lazy("Día"), "on", Kind.DAY),
            Column(
                gettext_lazy("Persona"),
                "person.full_name",
                link=(lambda row: reverse("workshops:own_work", args=[row.person_id])) if may_open else None,
                head=True,
            ),
            Column(gettext_lazy("Actividad"), "activity.name"),
            Column(gettext_lazy("Clase"), "get_kind_display"),
            Column(gettext_lazy("Qué"), str),
            Column(gettext_lazy("De quién, o quién se lo llevó"), "party"),
            Column(gettext_lazy("Precio declarado"), "price", Kind.MONEY),
            Column(gettext_lazy("Permiso"), "permit"),
            Column("", "voided_why", cell=_void, screen=True),
        ],
        count=ngettext_lazy("%(total)s línea", "%(total)s líneas", "total"),
        nothing=gettext_lazy("Ninguna línea coincide con lo que busca."),
        empty=gettext_lazy("Todavía no se anotó material ni piezas de quienes trabajan por su cuenta."),
        reads="own_work",
        target="own_work",
        internal=True,
    )
