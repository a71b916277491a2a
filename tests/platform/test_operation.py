"""The checks of a house: each fault of settings, machine and database is found, and a good house has none."""

import itertools
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import pkcs12
from django.db import connection
from django.utils import translation

from llamkay.core.errors import Refused
from llamkay.platform.clock import LIMA
from llamkay.platform.database import readiness
from llamkay.platform.operation import checks, environment, machine, server, state
from llamkay.platform.operation.checks import Gravity, House
from llamkay.platform.operation.folders import GB
from llamkay.platform.operation.state import Work
from llamkay.platform.operation.variables import table, variables

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 30, 6, tzinfo=LIMA)
DATABASE = {each.code for each in checks._checks if each.look.__module__ == server.__name__}
assert environment.LENGTH and DATABASE
SECRET = "k3?Jw9-mN_2xQ" * 5


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A real house without a fault, but for those of the machine that the tests run on."""
    data, backups = tmp_path / "data", tmp_path / "backups"
    for folder in (data, backups):
        folder.mkdir(mode=0o700)
    (data / "secret-key").touch(mode=0o600)
    key, root = signing_key(tmp_path, ends=NOW + timedelta(days=400))
    for work in (Work.BACKUP, Work.VERIFY):
        state.record(data, work, good=True, seconds=3, words="whole")
    monkeypatch.setattr(machine, "_synchronised", lambda: True)
    return House(
        {
            "LLAMKAY_HOSTS": "llamkay.example",
            "LLAMKAY_ORIGINS": "https://llamkay.example",
            "LLAMKAY_TRUSTED_PROXIES": "127.0.0.1",
            "LLAMKAY_HTTPS": "1",
            "LLAMKAY_PUBLIC_URL": "https://llamkay.example",
            "LLAMKAY_SECRET_KEY": SECRET,
            "LLAMKAY_SIGNING_KEY": str(key),
            "LLAMKAY_SIGNING_PASSPHRASE": "prueba",
            "LLAMKAY_SIGNING_ROOT": str(root),
            "LLAMKAY_BACKUPS": str(backups),
            "LLAMKAY_BACKUP_FOR": str(tmp_path / "backup.pub"),
        },
        data,
        datetime.now(LIMA),
    )


def signing_key(folder, *, ends):
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Firma de prueba")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=800))
        .not_valid_after(ends)
        .sign(key, None)
    )
    file, root = folder / "key.p12", folder / "root.pem"
    lock = serialization.BestAvailableEncryption(b"prueba")
    file.touch(mode=0o600)
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"prueba", key, made, None, lock))
    root.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return file, root


def found(house, *, but=DATABASE):
    """The findings by check and gravity, without those of the database and of this machine's disk and user."""
    return [
        (result.code, finding.gravity)
        for result in looked_at(house, but)
        for finding in result.findings
        if "como root" not in finding.what and "disco que los datos" not in finding.what
    ]


def looked_at(house, but):
    return [
        checks.Result(each.code, str(each.title), tuple(each.look(house)))
        for each in checks._checks
        if each.code not in but
    ]


def changed(house, **settings):
    """The house with other settings; an empty one is taken away."""
    environment = {name: value for name, value in ({**house.environment} | settings).items() if value}
    return replace(house, environment=environment)


def test_a_good_house_has_no_fault(house, db):
    assert found(house) == []


@pytest.mark.parametrize(
    ("settings", "code", "gravity"),
    [
        ({"LLAMKAY_SECRET_KEY": "corta"}, "secrets", Gravity.BLOCKING),
        ({"LLAMKAY_SECRET_KEY": "a" * 80}, "secrets", Gravity.BLOCKING),
        ({"LLAMKAY_SECRET_KEY": "django-insecure-" + SECRET}, "secrets", Gravity.BLOCKING),
        ({"LLAMKAY_SECRETS_KEY": SECRET}, "secrets", Gravity.FAULT),
        ({"DATABASE_URL": "postgresql://app:clave@/llamkay"}, "secrets", Gravity.WARNING),
        ({"DATABASE_URL": "postgresql://app@db.example/llamkay?sslmode=require"}, "wire", Gravity.FAULT),
        ({"LLAMKAY_HOSTS": "*", "LLAMKAY_ORIGINS": ""}, "hosts", Gravity.BLOCKING),
        ({"LLAMKAY_HOSTS": "", "LLAMKAY_ORIGINS": ""}, "hosts", Gravity.FAULT),
        ({"LLAMKAY_ORIGINS": "http://llamkay.example"}, "origins", Gravity.FAULT),
        ({"LLAMKAY_ORIGINS": "https://otro.example"}, "origins", Gravity.FAULT),
        ({"LLAMKAY_TRUSTED_PROXIES": "el-proxy"}, "proxies", Gravity.BLOCKING),
        ({"LLAMKAY_TRUSTED_PROXIES": "0.0.0.0/0"}, "proxies", Gravity.BLOCKING),
        ({"LLAMKAY_TRUSTED_PROXIES": ""}, "proxies", Gravity.FAULT),
        ({"LLAMKAY_HTTPS": ""}, "tls", Gravity.FAULT),
        ({"LLAMKAY_PUBLIC_URL": ""}, "tls", Gravity.FAULT),
        ({"LLAMKAY_PUBLIC_URL": "http://llamkay.example"}, "tls", Gravity.FAULT),
        ({"LLAMKAY_CERTIFICATES_URL": "https://127.0.0.1"}, "tls", Gravity.FAULT),
        ({"LLAMKAY_DEBUG": "1"}, "demonstration", Gravity.BLOCKING),
        ({"LLAMKAY_NOW": "2026-02-02T09:00"}, "demonstration", Gravity.FAULT),
        ({"LLAMKAY_DEMO": "1"}, "demonstration", Gravity.FAULT),
        ({"LLAMKAY_CLOCK": "/tmp/clock"}, "demonstration", Gravity.FAULT),
        ({"LLAMKAY_SIGNING_KEY": ""}, "signing", Gravity.WARNING),
        ({"LLAMKAY_SIGNING_PASSPHRASE": "otra"}, "signing", Gravity.FAULT),
        ({"LLAMKAY_SIGNING_ROOT": ""}, "signing", Gravity.FAULT),
        ({"LLAMKAY_BACKUPS": ""}, "backups", Gravity.FAULT),
        ({"LLAMKAY_BACKUPS": "/no/such/folder"}, "backups", Gravity.FAULT),
        ({"LLAMKAY_BACKUP_FOR": ""}, "backups", Gravity.WARNING),
    ],
)
def test_each_fault_of_the_settings_is_found(house, settings, code, gravity):
    assert found(changed(house, **settings)) == [(code, gravity)]


def test_what_others_may_read_is_found(house):
    (house.data / "secrets-key").touch(mode=0o644)
    assert found(house) == [("folder", Gravity.BLOCKING)]
    (house.data / "secrets-key").chmod(0o600)
    Path(house.environment["LLAMKAY_SIGNING_KEY"]).chmod(0o640)
    Path(house.environment["LLAMKAY_BACKUPS"]).chmod(0o755)
    assert sorted(found(house)) == [("backups", Gravity.FAULT), ("secrets", Gravity.FAULT)]


def test_a_key_that_lies_beside_the_backups_is_found(house):
    (Path(house.environment["LLAMKAY_BACKUPS"]) / "key").write_text("AGE-SECRET-KEY-1INVENTADA\n")
    assert found(house) == [("backups", Gravity.FAULT)]
    inside = house.data / "backups"
    inside.mkdir(mode=0o700)
    assert found(changed(house, LLAMKAY_BACKUPS=str(inside))) == [("backups", Gravity.FAULT)]


@pytest.mark.parametrize(("days", "gravity"), [(10, Gravity.WARNING), (-1, Gravity.FAULT)])
def test_the_end_of_the_signing_key_is_seen_before_it_comes(house, tmp_path, days, gravity):
    signing_key(tmp_path, ends=house.now + timedelta(days=days))
    assert found(house) == [("signing", gravity)]


@pytest.mark.parametrize(
    ("free", "findings"),
    [(20, []), (5, [("disk", Gravity.WARNING)] * 2), (1, [("disk", Gravity.FAULT)] * 2)],
)
def test_a_disk_that_fills_up_is_said(house, monkeypatch, free, findings):
    usage = type(machine.shutil.disk_usage("/"))(100 * GB, 0, free * GB)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: usage)
    assert found(house) == findings


def test_a_night_that_was_missed_is_a_notice_and_two_are_a_fault(house):
    for hours, gravity in ((20, None), (30, Gravity.WARNING), (60, Gravity.FAULT)):
        later = replace(house, now=house.now + timedelta(hours=hours))
        expected = [("backups", gravity), ("proof", gravity)] if gravity else []
        assert found(later) == expected
    state.record(house.data, Work.BACKUP, good=False, seconds=1, words="the disk is full")
    record = state.record_of(house.data, Work.BACKUP)
    assert record.last_good and record.last_good.words == "whole"
    assert found(house) == [("backups", Gravity.FAULT)]


def test_an_archive_that_stopped_is_a_fault_and_one_that_was_never_kept_is_none(house):
    state.record(house.data, Work.ARCHIVE, good=True, seconds=0, words="nothing new")
    assert found(house) == []
    assert found(replace(house, now=house.now + timedelta(hours=2))) == [("archive", Gravity.FAULT)]
    state.record(house.data, Work.ARCHIVE, good=False, seconds=0, words="the changes come no more")
    assert found(house) == [("archive", Gravity.FAULT)]


def test_a_record_that_was_cut_is_no_record(house):
    (house.data / "records" / "backup.json").write_text('{"last": {"at"')
    assert state.record_of(house.data, Work.BACKUP) == state.Record()


def test_a_work_is_recorded_as_it_went(house):
    with state.recorded(house.data, Work.BACKUP) as words:
        words.text = "whole again"
    assert state.record_of(house.data, Work.BACKUP).last.words == "whole again"
    with pytest.raises(Refused), state.recorded(house.data, Work.BACKUP):
        raise Refused("no space")
    last = state.record_of(house.data, Work.BACKUP).last
    assert (last.good, last.words) == (False, "no space")


def test_the_owner_of_the_tables_is_no_login_for_a_site(house, db):
    (result,) = (each for each in checks.run(house) if each.code == "rights")
    assert [finding.gravity for finding in result.findings] == [Gravity.BLOCKING]
    with pytest.raises(Refused, match="which"):
        checks.refuse_what_blocks(house)


def test_the_login_of_the_site_has_no_fault_until_it_may_create(house, db):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE llamkay_app")
        try:
            assert [each for each in found(house, but=()) if each[0] in DATABASE] == []
            cursor.execute("RESET ROLE")
            cursor.execute("GRANT CREATE ON SCHEMA public TO llamkay_app")
            cursor.execute("SET ROLE llamkay_app")
            assert [each for each in found(house, but=()) if each[0] in DATABASE] == [("rights", Gravity.FAULT)]
        finally:
            cursor.execute("RESET ROLE")


def test_tables_of_another_version_are_seen_at_once(house, db):
    assert readiness.tables_are_ours()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', now())")
        assert not readiness.tables_are_ours()
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")
    assert not readiness.tables_are_ours()
    assert ("tables", Gravity.BLOCKING) in found(house, but=())


def test_each_sentence_has_its_english(house, db):
    bare = House({"LLAMKAY_DEBUG": "1", "LLAMKAY_NOW": "x", "LLAMKAY_HTTPS": "1"}, house.data / "none", house.now)
    said = []
    for language in ("es", "en"):
        with translation.override(language):
            said.append([(f.what, f.cure) for result in checks.run(bare) for f in result.findings])
    spanish, english = said
    assert len(spanish) > 8
    assert not set(itertools.chain(*spanish)) & set(itertools.chain(*english))
    assert json.dumps(spanish)


@pytest.mark.parametrize(("document", "language"), [("operating", "en"), ("operacion", "es")])
def test_the_manual_prints_the_settings_as_they_are(document, language):
    assert table(language) in (ROOT / "docs" / f"{document}.md").read_text("utf-8")
    assert len({each.name for each in variables()}) == len(list(variables())) > 20
