"""What a refusal becomes: beside its field, on the next page, as a page, with its status; in the reader's language."""

from datetime import date

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils import translation

from llamkay.core.errors import CHANGED, Refused
from llamkay.core.law import NoRuleInForce
from llamkay.core.values import Month
from llamkay.platform.screens.refusals import as_message, on_form, sentence, status
from llamkay.web.middleware import Refusals


class LeaveForm(forms.Form):
    refusal_fields = {"since": "start"}

    start = forms.DateField()
    reason = forms.CharField()


def test_each_reason_stands_beside_its_field_and_the_rest_above():
    form = LeaveForm({"start": "2026-01-02", "reason": "x"})
    assert form.is_valid()
    with on_form(form):
        raise Refused.many(
            [Refused("es muy tarde", field="since"), Refused("Falta.", field="reason"), Refused("No.", field="other")]
        )
    assert form.errors == {"start": ["Es muy tarde."], "reason": ["Falta."], "__all__": ["No."]}


def test_a_fault_of_ours_is_no_refusal():
    form = LeaveForm({})
    with pytest.raises(ValueError, match="broken"), on_form(form):
        raise ValueError("broken")


def test_a_message_is_told_on_the_next_page(rf):
    request = rf.post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    with as_message(request):
        raise Refused("la planilla ya está cerrada")
    assert [str(message) for message in get_messages(request)] == ["La planilla ya está cerrada."]


@pytest.mark.parametrize(("code", "number"), [("", 422), (CHANGED, 409)])
def test_what_a_view_lets_pass_is_a_page_with_its_sentence(rf, code, number):
    request = rf.get("/")
    answer = Refusals(lambda _: None).process_exception(request, Refused("Ya no existe.", code=code))
    assert answer.status_code == number == status(Refused("", code=code))
    assert "Ya no existe." in answer.content.decode()
    assert Refusals(lambda _: None).process_exception(request, ValueError("broken")) is None


def test_the_core_is_read_in_the_language_of_the_reader():
    refusal = NoRuleInForce("pay.split", date(2017, 1, 1))
    assert str(refusal).startswith("no rule on «pay.split» was in force on 2017-01-01")
    assert sentence(refusal) == (
        "El sistema no tiene la norma sobre «pay.split» que regía el 01/01/2017: "
        "pida a la sede central que la registre."
    )
    with pytest.raises(Refused) as caught:
        Month.parse("enero")
    assert sentence(caught.value) == "«enero» no es un mes: escríbalo como 2026-01."
    with translation.override("en"):
        assert sentence(caught.value) == "«enero» is not a month: write it like 2026-01."
