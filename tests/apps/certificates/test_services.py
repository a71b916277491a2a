"""A certificate from its proposal to its withdrawal, by whom it may be, and what the lists say of it after each act."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction

from llamkay.apps.activities.models import Adjustment, SheetRow
from llamkay.apps.certificates import issuers, queries, services
from llamkay.apps.certificates.kinds import State
from llamkay.apps.certificates.models import Credential, IssuerSecret, PublicCredential, StatusList
from llamkay.apps.people.models import Person
from llamkay.core.credentials import ATTACHMENT, Seal, verify
from llamkay.core.credentials.token import decode
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.papers import carried
from tests.apps.certificates.conftest import TASKS, month_of
from tests.worlds.small import make_user


def verdict(row):
    keys, lists = queries.everything_to_verify()
    inside = carried(bytes(row.pdf), ATTACHMENT)
    assert inside.text == row.token
    return verify(inside.text, keys=keys, lists=lists, at=clock.now(), seal=Seal(inside.whole, inside.public))


def test_hours_and_days_come_from_the_closed_sheets(sewing, propose):
    row = propose()
    assert (row.hours, row.starts_on, row.ends_on) == (120, date(2025, 12, 1), date(2026, 1, 10))
    assert row.basis["days"] == 30 and row.basis["months"] == 2
    assert row.state == State.PROPOSED and row.public is None


def test_open_sheets_and_absences_are_no_hours(sewing, propose):
    month_of(sewing.sewing, date(2025, 11, 1), [sewing.ana], 5, absent=2)
    month_of(sewing.sewing, date(2025, 10, 1), [sewing.ana], 9, state="approved")
    row = propose()
    assert (row.hours, row.starts_on, row.basis["days"]) == (132, date(2025, 11, 3), 33)


def test_a_correction_that_a_close_applied_is_of_the_hours(sewing, propose):
    row = SheetRow.objects.get(sheet=sewing.sheets[1], person=sewing.ana)
    values = {"row": row, "day": 1, "minutes": 60, "reason": row.reasons[0], "why": "Error", "at": clock.now()}
    made = Adjustment.objects.create(
        by="a", was_minutes=240, was_reason=row.reasons[0], confirmed_by="b", confirmed_at=clock.now(), **values
    )
    assert made.applied_in is None
    assert propose().hours == 120


def test_a_certificate_is_signed_by_another_for_the_issuer(sewing, propose):
    row = services.sign(actor=sewing.signer, credential=propose())
    assert str(row) == "0001-2026" and row.state == State.ISSUED
    assert (row.holder, row.signer, row.post) == ("Nombre 1 Apellido001 Inventado", "Firma", "Jefa de producción")
    found = verdict(row)
    assert (found.status, found.token.credential["issuer"]["name"]) == ("valid", "Textiles Sumaq S.A.C.")
    subject = found.token.credential["credentialSubject"]
    assert subject["licenseNumber"] == "0001-2026"
    assert [each["value"] for each in subject["result"]] == ["120", "Intermedio: sin guía"]
    assert LoggedAction.objects.filter(verb="certificates.issue", target=f"person:{sewing.ana.pk}").exists()


def test_numbers_follow_one_another_and_slots_do_not(sewing, propose):
    rows = [services.sign(actor=sewing.signer, credential=propose(who)) for who in (sewing.ana, sewing.eva)]
    assert [row.public.number for row in rows] == [1, 2]
    assert rows[0].public.slot != rows[1].public.slot


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("head_work", PermissionDenied),
        ("director", PermissionDenied),
        ("outsider", PermissionDenied),
        ("administrator", PermissionDenied),
    ],
)
def test_who_does_not_sign_for_the_issuer_does_not_sign(sewing, propose, who, refusal):
    row = propose()
    with pytest.raises(refusal):
        services.sign(actor=getattr(sewing, who), credential=row)
    assert Credential.objects.get(pk=row.pk).state == State.PROPOSED and not PublicCredential.objects.exists()


def test_a_function_without_the_issuers_word_signs_nothing(sewing, propose):
    other = make_user("otra", "certificate_signer", sewing.here)
    with pytest.raises(PermissionDenied, match="no firma por"):
        services.sign(actor=other, credential=propose())


def test_nobody_signs_what_they_proposed(sewing, propose):
    both = make_user("ambas", "head_work", sewing.here)
    from llamkay.apps.institutions.models import Grant, Role, User

    Grant.objects.create(
        user=both, role=Role.objects.get(code="certificate_signer"), establishment=sewing.here, period=(None, None)
    )
    issuers.add_signer(actor=sewing.administrator, issuer=sewing.issuer, username="ambas", post="Gerente")
    both = User.objects.get(pk=both.pk)
    row = propose(actor=both)
    with pytest.raises(Refused, match="otra persona"):
        services.sign(actor=both, credential=row)


def test_what_changed_since_its_proposal_is_not_signed(sewing, propose):
    row = propose()
    month_of(sewing.sewing, date(2025, 11, 1), [sewing.ana], 5)
    with pytest.raises(Refused, match="cambió desde que se propuso"):
        services.sign(actor=sewing.signer, credential=row)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Escriba la habilidad"),
        ({"title": "x" * 121}, "120 letras"),
        ({"tasks": []}, "de una a 8 tareas"),
        ({"tasks": ["a"] * 9}, "de una a 8 tareas"),
        ({"tasks": ["x" * 121]}, "de una a 8 tareas"),
        ({"level": ""}, "nivel"),
        ({"title": "Costura en el penal"}, "«penal» dice que fue en un penal"),
        ({"title": "Costura EP de Prueba"}, "dice que fue en un penal"),
        ({"tasks": ["Cose para el E.P. Otro"]}, "dice que fue en un penal"),
        ({"tasks": ["Programa Cárceles Productivas"]}, "«carceles» dice que fue en un penal"),
    ],
)
def test_what_lacks_or_tells_is_refused_and_nothing_is_written(sewing, propose, changes, words):
    with pytest.raises(Refused, match=words):
        propose(**changes)
    assert not Credential.objects.exists()


def test_the_same_is_not_proposed_nor_certified_twice(sewing, propose):
    row = propose()
    with pytest.raises(Refused, match="espera la firma"):
        propose()
    services.sign(actor=sewing.signer, credential=row)
    with pytest.raises(Refused, match="0001-2026 de lo mismo"):
        propose()


def test_a_company_that_is_no_issuer_certifies_nothing(sewing, propose):
    sewing.company.ruc = "20131312955"
    sewing.company.save()
    with pytest.raises(Refused, match="todavía no está registrada"):
        propose()


def test_a_proposal_comes_back_without_signature_and_is_made_again(sewing, propose):
    row = propose()
    services.decline(actor=sewing.signer, credential=row, reason="La segunda tarea no la hizo aquí.")
    with pytest.raises(Refused, match="ya no espera firma"):
        services.sign(actor=sewing.signer, credential=row)
    assert services.sign(actor=sewing.signer, credential=propose(tasks=TASKS[:1])).state == State.ISSUED


def test_its_proposer_takes_it_back_and_others_do_not(sewing, propose):
    row = propose()
    with pytest.raises(PermissionDenied):
        services.decline(actor=sewing.head_education, credential=row, reason="No me gusta nada de esto.")
    assert services.decline(actor=sewing.head_work, credential=row, reason="Faltó una tarea.").state == State.DECLINED


def test_a_withdrawal_is_of_two_people(sewing, signed):
    with pytest.raises(Refused, match="está «Vigente»"):
        services.revoke(actor=sewing.signer, credential=signed, why="data", reason="Se contó mal el periodo.")
    services.suspend(actor=sewing.signer, credential=signed, reason="Una tarea no le corresponde.")
    assert verdict(signed).status == "suspended"
    for act in (services.restore, services.revoke):
        values = {"why": "data"} if act is services.revoke else {}
        with pytest.raises(Refused, match="otra persona"):
            act(actor=sewing.signer, credential=signed, reason="Ya se revisó todo.", **values)
        with pytest.raises(PermissionDenied):
            act(actor=sewing.head_work, credential=signed, reason="Ya se revisó todo.", **values)
    services.restore(actor=sewing.second_signer, credential=signed, reason="Se revisó y está bien.")
    assert verdict(signed).status == "valid"
    services.suspend(actor=sewing.head_work, credential=signed, reason="Apareció otra duda.")
    services.revoke(actor=sewing.signer, credential=signed, why="data", reason="Se contó mal el periodo.")
    assert verdict(signed).status == "revoked"
    with pytest.raises(Refused, match="está «Anulado»"):
        services.restore(actor=sewing.second_signer, credential=signed, reason="Me arrepentí de anularlo.")


@pytest.mark.parametrize("reason", ["", "   ", "mal"])
def test_a_withdrawal_says_why(sewing, signed, reason):
    with pytest.raises(Refused, match="frase entera"):
        services.suspend(actor=sewing.head_work, credential=signed, reason=reason)
    assert verdict(signed).status == "valid"


def test_a_corrected_one_replaces_it_and_the_old_number_points_to_the_new(sewing, signed, propose):
    Person.objects.filter(pk=sewing.ana.pk).update(first_surname="Cambiado")
    sewing.ana.refresh_from_db()
    with pytest.raises(Refused, match="Elija qué se corrige"):
        propose(replaces=signed, correction="person")
    new = propose(replaces=signed, correction="name")
    assert verdict(signed).status == "valid"  # until the new one is signed
    with pytest.raises(Refused, match="Ya está propuesta su corrección"):
        propose(replaces=signed, correction="name")
    new = services.sign(actor=sewing.signer, credential=new)
    old = Credential.objects.get(pk=signed.pk)
    assert (old.state, old.holder, new.holder) == (
        State.SUPERSEDED,
        "Nombre 1 Apellido001 Inventado",
        "Nombre 1 Cambiado Inventado",
    )
    found = verdict(old)
    assert found.status == "superseded" and found.values["successor"].endswith(new.public.code)
    assert verdict(new).status == "valid"
    assert old.public.replaced_by == new.public
    assert new.public.code not in json.dumps([row.token for row in StatusList.objects.all()])


def test_a_declined_correction_is_proposed_again(sewing, signed, propose):
    first = propose(replaces=signed, correction="data")
    services.decline(actor=sewing.signer, credential=first, reason="Todavía no está bien.")
    assert services.sign(actor=sewing.signer, credential=propose(replaces=signed, correction="data")).replaces == signed


def test_another_persons_certificate_is_not_corrected_by_mine(sewing, signed, propose):
    with pytest.raises(Refused, match="otra persona"):
        propose(sewing.eva, replaces=signed, correction="data")


def test_it_is_handed_over_once_with_a_receipt(sewing, signed, propose):
    with pytest.raises(Refused, match="hasta hoy"):
        services.hand_over(actor=sewing.head_work, credential=signed, on=date(2026, 2, 3), to="Ella misma")
    with pytest.raises(Refused, match="quién firmó"):
        services.hand_over(actor=sewing.head_work, credential=signed, on=date(2026, 2, 2), to=" ")
    row = services.hand_over(actor=sewing.head_work, credential=signed, on=date(2026, 2, 2), to="Ella misma")
    assert (row.handed_on, row.handed_by) == (date(2026, 2, 2), "head_work")
    with pytest.raises(Refused, match="Ya está registrada"):
        services.hand_over(actor=sewing.head_work, credential=signed, on=date(2026, 2, 2), to="Otra")


def test_what_was_signed_does_not_change_even_in_the_database(sewing, signed):
    for change in ("title = 'x'", "holder = 'x'", "pdf = ''", "hours = 9", f"person_id = {sewing.eva.pk}"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE certificates_credential SET {change} WHERE id = %s", [signed.pk])
    for table, row in (("credential", signed.pk), ("publiccredential", signed.public_id)):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM certificates_{table} WHERE id = %s", [row])


def test_two_key_changes_later_it_is_still_verified(sewing, signed, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-08-01T10:00:00-05:00")
    issuers.rotate(actor=sewing.administrator, issuer=sewing.issuer)
    monkeypatch.setenv("LLAMKAY_NOW", "2027-02-01T10:00:00-05:00")
    third = issuers.rotate(actor=sewing.administrator, issuer=sewing.issuer)
    found = verdict(signed)
    assert (found.status, found.code, found.key.id) == (
        "valid",
        "valid_old_key",
        f"{sewing.issuer.did}#llave-1",
    )
    assert found.key.ends_on == date(2026, 8, 1)
    assert [secret.key for secret in IssuerSecret.objects.all()] == [third]
    services.suspend(actor=sewing.head_work, credential=signed, reason="Apareció una duda.")
    assert verdict(signed).status == "suspended"


def test_of_a_lost_key_only_what_is_registered_is_believed(sewing, signed, propose):
    _key, private = issuers.signing_key(sewing.issuer)
    issuers.lose(actor=sewing.administrator, issuer=sewing.issuer, reason="Robaron el servidor con sus copias.")
    assert verdict(Credential.objects.get(pk=signed.pk)).status == "valid"
    from llamkay.core.credentials import issue

    claims = json.loads(decode(signed.token.split(".")[1]))["vc"]
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Otra Persona"
    keys, lists = queries.everything_to_verify()
    forged = issue(claims, key=private, kid=f"{sewing.issuer.did}#llave-1")
    assert verify(forged, keys=keys, lists=lists, at=clock.now()).code == "key_lost"
    assert verdict(services.sign(actor=sewing.signer, credential=propose(sewing.eva))).status == "valid"


def test_the_private_half_is_encrypted(sewing):
    secret = IssuerSecret.objects.get()
    raw = issuers.signing_key(sewing.issuer)[1].private_bytes_raw().hex()
    assert secret.private.startswith("k1:") and raw not in secret.private


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "CEBA del Penal de Ancón"}, "dice que fue en un penal"),
        ({"name": "INPE"}, "dice que fue en un penal"),
        ({"number": "123"}, "7 dígitos"),
        ({"number": "２０１０００７０９７１"}, "7 dígitos"),
        ({"establishments": []}, "al menos un establecimiento"),
        ({"number": "20100070970"}, "Ya hay una entidad"),
    ],
)
def test_an_issuer_that_tells_of_prison_or_is_none_is_refused(sewing, changes, words):
    values = {"kind": "company", "name": "Otra S.A.", "number": "20131312955", "establishments": [sewing.here]}
    with pytest.raises(Refused, match=words):
        issuers.add_issuer(actor=sewing.administrator, **values | changes)


def test_an_address_that_tells_of_prison_is_refused(sewing, settings):
    settings.CERTIFICATES_URL = "https://certificados.inpe.gob.pe"
    with pytest.raises(Refused, match="dice que es de un penal"):
        issuers.add_issuer(
            actor=sewing.administrator, kind="school", name="CEBA", number="1234567", establishments=[sewing.here]
        )


def test_only_who_administers_touches_keys(sewing):
    for who in (sewing.head_work, sewing.signer, sewing.director):
        with pytest.raises(PermissionDenied):
            issuers.rotate(actor=who, issuer=sewing.issuer)
        with pytest.raises(PermissionDenied):
            issuers.add_signer(actor=who, issuer=sewing.issuer, username="director", post="Directora")


def test_a_signer_who_ends_no_longer_signs(sewing, propose):
    row = propose()
    issuers.end_signer(actor=sewing.administrator, signer=queries.signer(sewing.issuer, "firma"))
    with pytest.raises(PermissionDenied):
        services.sign(actor=sewing.signer, credential=row)
