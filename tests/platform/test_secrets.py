"""Secrets that the database keeps are told by a key that is elsewhere."""

import stat

import pytest
from cryptography.fernet import Fernet

from llamkay.core.errors import Refused
from llamkay.platform.security import secrets


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LLAMKAY_DATA", str(tmp_path))
    monkeypatch.delenv("LLAMKAY_SECRETS_KEY", raising=False)
    return tmp_path


def test_what_is_kept_tells_nothing_and_is_read_again(own_folder):
    kept = secrets.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DP" not in kept and secrets.is_encrypted(kept)
    assert secrets.decrypt(kept) == "JBSWY3DPEHPK3PXP"
    assert stat.S_IMODE((own_folder / "secrets-key").stat().st_mode) == 0o600


def test_another_key_reads_nothing(monkeypatch):
    kept = secrets.encrypt("secreto")
    monkeypatch.setenv("LLAMKAY_SECRETS_KEY", Fernet.generate_key().decode())
    with pytest.raises(Refused, match="secrets-key"):
        secrets.decrypt(kept)


def test_what_somebody_wrote_in_clear_is_no_secret_of_ours():
    with pytest.raises(Refused):
        secrets.decrypt("JBSWY3DPEHPK3PXP")


def test_a_key_is_changed_by_putting_the_new_one_before(monkeypatch):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    monkeypatch.setenv("LLAMKAY_SECRETS_KEY", old)
    kept = secrets.encrypt("secreto")
    monkeypatch.setenv("LLAMKAY_SECRETS_KEY", f"{new} {old}")
    assert secrets.decrypt(kept) == "secreto"
    anew = secrets.encrypt("secreto")
    monkeypatch.setenv("LLAMKAY_SECRETS_KEY", new)
    assert secrets.decrypt(anew) == "secreto"


def test_a_key_that_is_none_is_said(monkeypatch):
    monkeypatch.setenv("LLAMKAY_SECRETS_KEY", "corta")
    with pytest.raises(Refused, match="LLAMKAY_SECRETS_KEY"):
        secrets.encrypt("secreto")
