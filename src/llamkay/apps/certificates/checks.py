"""Every certificate is still what was signed: its file, its token under its key, what is public of it, its lists."""

import hashlib
from collections.abc import Iterator

from llamkay.apps.certificates.kinds import State
from llamkay.apps.certificates.models import Credential, Issuer, PublicCredential
from llamkay.apps.certificates.queries import everything_to_verify, name_seal
from llamkay.core.credentials import verify
from llamkay.core.credentials.keys import seal_of
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.tables import missing_numbers

_STANDS = {
    State.ISSUED: "valid",
    State.SUSPENDED: "suspended",
    State.REVOKED: "revoked",
    State.SUPERSEDED: "superseded",
}


def how_many() -> int:
    """How many certificates there are to be looked at."""
    return PublicCredential.objects.count()


def credentials() -> Iterator[str]:
    """A sentence for each certificate that is not what was signed, or of which lists say another thing than rows."""
    try:
        keys, lists = everything_to_verify()
    except Refused as refused:
        yield f"las llaves o listas publicadas no se pueden leer: {refused}"
        return
    now = clock.now()
    signed = Credential.objects.exclude(public=None).select_related("public", "issuer").order_by("id")
    for row in signed.iterator(chunk_size=100):
        assert row.public is not None and row.pdf is not None
        name = f"el certificado {row} de {row.issuer}"
        if hashlib.sha256(row.pdf).hexdigest() != row.public.pdf_seal or seal_of(row.token) != row.public.token_seal:
            yield f"{name} no es el archivo que se firmó"
            continue
        if (row.state, name_seal(row.public.code, row.holder)) != (row.public.state, row.public.name_seal):
            yield f"{name} no es lo que se publica de él"
        try:
            status = verify(row.token, keys=keys, lists=lists, at=now).status
        except Refused as refused:
            status = str(refused)
        if status != _STANDS[State(row.state)]:
            yield f"{name} está «{row.get_state_display()}» y las listas dicen «{status}»"
    names = dict(Issuer.objects.values_list("pk", "name"))
    for issuer, year, number in missing_numbers(PublicCredential, "issuer", "year"):
        yield f"falta el certificado {number:04}-{year} de {names[issuer]}"
    if lost := PublicCredential.objects.filter(credential=None).count():
        yield f"{lost} certificados publicados no tienen su original"
