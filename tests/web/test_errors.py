"""What a request that cannot be served is told: one clear sentence, and nothing done."""

from django.test import Client
from django.urls import reverse


def test_a_form_from_a_page_left_open_is_told_that_nothing_was_saved(everything):
    answer = Client(enforce_csrf_checks=True).post(reverse("set_language"), {"language": "en"})
    assert answer.status_code == 403
    assert "no se guardó nada" in answer.content.decode()


def test_another_host_is_refused_in_words(everything):
    answer = Client(raise_request_exception=False).get("/", headers={"host": "otro.example"})
    assert answer.status_code == 400
    assert "La solicitud no se entiende" in answer.content.decode()
