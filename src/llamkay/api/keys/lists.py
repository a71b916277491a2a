"""The list of the keys of the API."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.api.models import ApiToken
from llamkay.platform.screens.cells import NOTHING, lines, link, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.security.access import ACTIONS

_NONE = gettext_lazy("Ningún programa entra con una llave.")


def key_list(*, now: datetime) -> List:
    """The keys with how they stand now."""

    def state(row: ApiToken) -> Any:
        if row.revoked_at:
            return _("Anulada")
        return _("Vigente") if row.expires_at > now and row.user.is_active else _("Vencida o sin cuenta")

    def shown(row: ApiToken) -> Any:
        words = state(row)
        return tag("green" if words == _("Vigente") else "grey", words)

    def end(row: ApiToken) -> Any:
        standing = row.revoked_at is None and row.expires_at > now
        return link(reverse("keys:revoke", args=[row.pk]), _("Anular")) if standing else NOTHING

    return List(
        name="llaves",
        title=gettext_lazy("Llaves de la API"),
        template="office/keys.html",
        intro=gettext_lazy(
            "Con una llave, un programa lee o escribe lo que su cuenta puede y la llave nombra, hasta su día. De cada "
            "una se guarda solo un resumen: se muestra una vez, al crearla."
        ),
        columns=[
            Column(gettext_lazy("Llave"), "name", head=True),
            Column(gettext_lazy("Cuenta"), "user.username", link=lambda row: row.user.get_absolute_url()),
            Column(gettext_lazy("Puede"), _actions, cell=lambda row: lines(_actions(row).split("; "))),
            Column(gettext_lazy("Creada"), "created_at", Kind.DAY),
            Column(gettext_lazy("Vence"), "expires_at", Kind.DAY),
            Column(gettext_lazy("Último uso"), "last_used_at", Kind.MOMENT),
            Column(gettext_lazy("Situación"), state, cell=shown),
            Column(gettext_lazy("Anular"), end, screen=True),
        ],
        count=ngettext_lazy("%(n)s llave", "%(n)s llaves", "n"),
        nothing=_NONE,
        empty=_NONE,
        target="keys",
    )


def _actions(row: ApiToken) -> str:
    return "; ".join(str(ACTIONS[code].name) if code in ACTIONS else code for code in row.scopes)
