"""The receipt of a payment: two copies on a page, one to be signed and kept, under a code that anybody can verify."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on, staff_names
from llamkay.apps.pay import acts
from llamkay.apps.pay.models import Payout, PayoutReceipt
from llamkay.apps.pay.permissions import PREPARE
from llamkay.apps.pay.templatetags.money import soles
from llamkay.apps.people.kinds import DocumentKind
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.models import IssuedPaper
from llamkay.platform.papers import new_code, qr_svg, render
from llamkay.platform.record import audit
from llamkay.platform.security.access import require
from llamkay.platform.templatetags.staff import named

TEMPLATE = Path(__file__).parent.parent / "papers" / "receipt.typ"
State = Payout.State
KINDS = dict(DocumentKind.choices)


@override("es")  # the paper is in Spanish, whoever prints it
def print_receipt(*, actor: Any, payout: Payout) -> tuple[bytes, PayoutReceipt]:
    """The PDF of a confirmed payment, sealed under a code; an earlier one of the same is marked as replaced.

    Raises ``PermissionDenied``, or ``Refused`` where the payment is not on its way nor received.
    """
    require(actor, PREPARE, establishment_id=payout.establishment_id)
    if payout.state not in (State.CONFIRMED, State.SENT, State.SETTLED):
        raise Refused(
            _("El pago {n} está «{state}»: no lleva recibo.").format(
                n=payout.pk, state=payout.get_state_display().lower()
            )
        )
    now, code = clock.now(), new_code()
    heading = heading_on(now.date()).name
    address = f"{settings.PUBLIC_URL}/verificar/{code}/"
    staff, to = staff_names(), payout.beneficiary
    case = payout.reparation or payout.alimony or payout.fine
    data = {
        "title": f"Recibo de pago {payout.pk}",
        "institution": heading,
        "establishment": payout.establishment.name,
        "number": str(payout.pk),
        "printed": f"{now:%d/%m/%Y}",
        "amount": soles(payout.amount),
        "receiver": to.full_name,
        "document": f"{KINDS.get(to.document_kind, to.document_kind)} {to.document_number}",
        "relation": to.get_relation_display(),
        "person": f"{payout.person.full_name} · {payout.person.code}",
        "purpose": payout.get_purpose_display(),
        "source": payout.get_source_display(),
        "case": case.case_number if case else "",
        "prepared": named(payout.prepared_by, staff),
        "confirmed": named(payout.confirmed_by, staff),
        "reference": payout.reference,
        "code": code,
        "address": address,
        "qr": qr_svg(address),
        "demo": settings.DEMO,
    }
    pdf = render(TEMPLATE, data, at=now)
    with transaction.atomic():
        lock(Space.RECEIPTS, payout.pk)  # two printings at once would both replace the same one
        paper = IssuedPaper.objects.create(
            code=code,
            title="Recibo de pago",
            institution=heading,
            issued_at=now,
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
        before = PayoutReceipt.objects.filter(payout=payout).first()
        receipt = PayoutReceipt.objects.create(payout=payout, paper=paper, by=actor.username)
        if before:
            IssuedPaper.objects.filter(pk=before.paper_id).update(replaced_by=paper)
        audit.record(
            actor=actor.username,
            verb=acts.RECEIPT,
            target=f"payout:{payout.pk}",
            sentence=f"{actor} imprimió el recibo del pago {payout.pk} de {payout.person.code}.",
            stream=payout.establishment.code,
            details={"code": code},
        )
    return pdf, receipt
