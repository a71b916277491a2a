"""The receipt of a payment: two copies, a code that verifies it, a tagged PDF; a later one replaces it."""

import hashlib
import io

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay.apps.pay.payouts import receipts
from llamkay.apps.pay.payouts import services as payout_services
from llamkay.core.errors import Refused
from llamkay.platform.models import IssuedPaper
from tests.apps.pay.test_payouts import build, prepare


@pytest.fixture
def prison(everything, full_prison):
    return build(full_prison)


def test_it_has_two_copies_a_code_and_tags(prison):
    payout = payout_services.confirm(actor=prison.director, payout=prepare(prison))
    pdf, receipt = receipts.print_receipt(actor=prison.treasurer, payout=payout)
    root = PdfFileReader(io.BytesIO(pdf)).root
    assert (root["/Pages"]["/Count"], root["/MarkInfo"]["/Marked"]) == (1, True)
    assert receipt.paper.sha256 == hashlib.sha256(pdf).hexdigest()
    _again, later = receipts.print_receipt(actor=prison.treasurer, payout=payout)
    assert IssuedPaper.objects.get(pk=receipt.paper_id).replaced_by_id == later.paper_id


def test_what_is_not_confirmed_has_none(prison, client):
    payout = prepare(prison)
    with pytest.raises(Refused, match="no lleva recibo"):
        receipts.print_receipt(actor=prison.treasurer, payout=payout)
    payout_services.confirm(actor=prison.director, payout=payout)
    client.force_login(prison.treasurer)
    answer = client.post(reverse("pay:receipt", args=[payout.pk]))
    assert answer["Content-Type"] == "application/pdf"
