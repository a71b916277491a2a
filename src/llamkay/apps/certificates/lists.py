"""The lists of certificates and of issuers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.certificates.kinds import State
from llamkay.apps.certificates.models import Credential, Issuer
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

COLOURS = {
    State.PROPOSED: "yellow",
    State.DECLINED: "grey",
    State.ISSUED: "green",
    State.SUSPENDED: "yellow",
    State.REVOKED: "red",
    State.SUPERSEDED: "grey",
}


def _state(row: Credential) -> Any:
    mark = tag(COLOURS[State(row.state)], row.get_state_display())
    to_hand_over = row.state == State.ISSUED and not row.handed_on
    return joined([mark, under(_("por entregar"))]) if to_hand_over else mark


_TITLE = Column(
    gettext_lazy("Certificado"),
    "title",
    cell=lambda row: joined([row.title, under(row.issuer.name)]),
    link=lambda row: row.get_absolute_url(),
    head=True,
)
_NUMBER = Column(gettext_lazy("Número"), lambda row: str(row.public) if row.public else "")
_PERSON = Column(gettext_lazy("Persona"), "person.full_name")
_KIND = Column(gettext_lazy("Clase"), "get_kind_display")
_HOURS = Column(gettext_lazy("Horas"), "hours", Kind.NUMBER)
_SIGNED = Column(gettext_lazy("Firmado"), lambda row: row.public.issued_at if row.public else None, Kind.DAY)
_STATE = Column(gettext_lazy("Estado"), "get_state_display", cell=_state)
CREDENTIALS = List(
    name="certificados-de-estudio-y-habilidad",
    title=gettext_lazy("Certificados de estudio y habilidad"),
    intro=gettext_lazy(
        "Los emite la institución educativa o la empresa, nunca el penal, y no dicen dónde. Se proponen desde la "
        "ficha de cada persona."
    ),
    columns=[_TITLE, _NUMBER, _PERSON, _KIND, _HOURS, _SIGNED, _STATE],
    file=[
        Column(gettext_lazy("Establecimiento"), "establishment.name"),
        _NUMBER,
        Column(gettext_lazy("Código de verificación"), lambda row: row.public.code if row.public else ""),
        Column(gettext_lazy("Código"), "person.code"),
        _PERSON,
        Column(gettext_lazy("Certificado"), "title"),
        Column(gettext_lazy("Emisor"), "issuer.name"),
        _KIND,
        _HOURS,
        _SIGNED,
        Column(gettext_lazy("Estado"), "get_state_display"),
        Column(gettext_lazy("Entregado"), "handed_on", Kind.DAY),
    ],
    count=ngettext_lazy("%(n)s certificado", "%(n)s certificados", "n"),
    nothing=gettext_lazy("Ningún certificado responde a ese filtro."),
    empty=gettext_lazy(
        "Todavía no hay certificados. En la ficha de una persona, «Proponer un certificado» muestra lo que terminó o "
        "hizo."
    ),
    reads="credential",
    target="credentials:list",
)


def _key(row: Issuer) -> str:
    key = next((key for key in row.keys.all() if key.ends_on is None), None)
    return f"{key}" if key else _("ninguna")


ISSUERS = List(
    name="entidades-emisoras",
    title=gettext_lazy("Entidades emisoras"),
    template="certificates/issuers.html",
    intro=gettext_lazy("Instituciones educativas y empresas que firman certificados, con sus llaves."),
    columns=[
        Column(gettext_lazy("Entidad"), "name", link=lambda row: row.get_absolute_url(), head=True),
        Column(gettext_lazy("Clase"), "get_kind_display"),
        Column(gettext_lazy("Código modular o RUC"), "number"),
        Column(gettext_lazy("Llave que firma"), _key),
        Column(gettext_lazy("Certificados firmados"), "signed", Kind.NUMBER),
    ],
    count=ngettext_lazy("%(n)s entidad", "%(n)s entidades", "n"),
    nothing=gettext_lazy("No hay entidades emisoras."),
    empty=gettext_lazy("Registre la institución educativa o la empresa que firmará los certificados."),
)
