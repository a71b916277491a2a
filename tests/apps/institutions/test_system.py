"""The page of the state of the system: for whoever administers it, in words and colours, true to what was recorded."""

import shutil

import pytest
from django.urls import reverse

from llamkay.platform.operation import state
from llamkay.platform.operation.folders import GB
from llamkay.platform.operation.state import Work

PAGE = "/oficina/sistema/"


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder of its own; the database stays that of the tests."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("LLAMKAY_DATA", str(folder))
    return folder


@pytest.fixture
def page(house, client, data):
    client.force_login(house("administrator"))
    return lambda: " ".join(client.get(PAGE).content.decode().split())


def test_it_opens_to_the_administration_only(house, client, data):
    assert reverse("institutions:system") == PAGE
    for role, status in (("administrator", 200), ("auditor", 403), ("director", 403), ("registry", 403)):
        client.force_login(house(role))
        assert client.get(PAGE).status_code == status, role


def test_without_a_proven_backup_it_says_so_in_red(page):
    text = page()
    assert "Todavía no hay ninguna copia que se haya probado." in text
    assert '<strong class="govuk-tag govuk-tag--red">Nunca</strong>' in text
    assert "No consta ninguna copia probada." in text
    assert "Archivo continuo" not in text  # nobody keeps one here


def test_what_was_proved_and_what_failed_stand_with_their_words(page, data):
    state.record(data, Work.BACKUP, good=True, seconds=12, words="412 tables compared")
    state.record(data, Work.VERIFY, good=False, seconds=3, words="1 problems, the first books: E1")
    state.record(data, Work.ARCHIVE, good=True, seconds=0, words="nothing new")
    text = page()
    assert "La última copia probada tiene 0" in text and "412 tables compared" in text
    assert '<strong class="govuk-tag govuk-tag--green">Bien</strong>' in text
    assert '<strong class="govuk-tag govuk-tag--red">Falló</strong>' in text
    assert "La última comprobación encontró faltas: 1 problems, the first books: E1." in text
    assert "Archivo continuo: lo último que salió" in text


def test_the_gravest_comes_first_and_a_disk_is_a_word(page, monkeypatch):
    monkeypatch.setenv("LLAMKAY_HOSTS", "*")
    monkeypatch.setattr(shutil, "disk_usage", lambda _f: shutil._ntuple_diskusage(100 * GB, 0, GB))
    text = page()
    wrong = text.partition("Qué hay que arreglar")[2].partition("</ul>")[0]
    assert wrong.index("Grave") < wrong.index("Falta") < wrong.index("Aviso")
    assert "LLAMKAY_HOSTS acepta cualquier nombre" in wrong
    assert "Se acaba</strong> 1,0 GB libres de 100" in text or "Se acaba</strong> 1.0 GB libres de 100" in text
