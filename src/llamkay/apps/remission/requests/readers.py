"""Who outside of a prison reads one of its requests: the account of the court to which it was sent, and for what.

A judge's function reaches no establishment, so that row security shows nothing by it. What is opened to an account is
read request by request, each time with its reason in the log.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import grants_on
from llamkay.apps.remission import acts
from llamkay.apps.remission.models import Request, RequestReader
from llamkay.apps.remission.permissions import DECIDE, READ_SENT
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

# From the day that it was sent; what is withdrawn is shown to nobody else any more.
SHOWN = (Request.State.SENT, Request.State.GRANTED, Request.State.REFUSED)


def reader_accounts() -> list[tuple[str, str]]:
    """The accounts that today may read what is sent to them, by user name, with whose they are."""
    held = grants_on(clock.today()).filter(role__actions__contains=[READ_SENT], user__is_active=True)
    names = held.order_by(InOrder("user__full_name")).values_list("user__username", "user__full_name")
    return list(dict.fromkeys(names))


def give(*, actor: Any, request: Request, reader: str, reason: str) -> RequestReader:
    """Open a request to the account of the court to which it was sent."""
    require(actor, DECIDE, establishment_id=request.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué: el juzgado, el expediente y el cargo."), field="reason")
    with transaction.atomic():
        found = _locked(request)
        if found.state != Request.State.SENT:
            raise Refused(_("Primero registre el envío: se abre al juzgado lo que se le envió."))
        if reader not in dict(reader_accounts()):
            raise Refused(_("Esa cuenta no es de un juzgado."), field="reader")
        if found.readers.filter(username=reader, ended_at=None).exists():
            raise Refused(_("Esa cuenta ya ve esta solicitud."), field="reader")
        row = RequestReader.objects.create(
            request=found, username=reader, reason=reason.strip(), given_by=actor.username, given_at=clock.now()
        )
        _record(actor, found, acts.GIVE_READER, f"{actor} abrió la solicitud {found} a la cuenta «{reader}».", reason)
    return row


def end(*, actor: Any, request: Request, reader: str) -> RequestReader:
    """Show a request no more to an account."""
    require(actor, DECIDE, establishment_id=request.establishment_id)
    with transaction.atomic():
        found = _locked(request)
        row = found.readers.filter(username=reader, ended_at=None).first()
        if row is None:
            raise Refused(_("Esa cuenta no ve esta solicitud."), field="reader")
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        _record(actor, found, acts.TAKE_READER, f"{actor} quitó la solicitud {found} a la cuenta «{reader}».", "")
    return row


def sent_to(username: str) -> list[RequestReader]:
    """What is open to an account: each request with its person, the newest first."""
    with scope.elevated():
        rows = RequestReader.objects.filter(username=username, ended_at=None, request__state__in=SHOWN)
        rows = rows.select_related("request__person", "request__establishment", "request__certificate__paper")
        return list(rows.defer("request__certificate__pdf").order_by("-given_at", "-pk"))


def sent_one(username: str, pk: int) -> RequestReader | None:
    """One request, if it is open to the account."""
    return next((row for row in sent_to(username) if row.request_id == pk), None)


def _locked(request: Request) -> Request:
    return Request.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=request.pk)


def _record(actor: Any, request: Request, verb: Any, sentence: str, reason: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"request:{request.pk}",
        sentence=sentence,
        stream=request.establishment.code,
        reason=reason.strip(),
    )
