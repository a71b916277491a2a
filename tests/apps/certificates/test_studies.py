"""A certificate of a study rests on an act that stands; the school signs it, and everything in it is the act's."""

from datetime import date

import pytest

from llamkay.apps.certificates import issuers, queries, services
from llamkay.apps.certificates.bases import bases
from llamkay.apps.certificates.models import Credential
from llamkay.apps.education.school.acts_services import issue_act, void_act
from llamkay.apps.education.school.services import open_group
from llamkay.apps.education.schooling.services import enter_institution, enter_plan
from llamkay.core.credentials import breaches, verify
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from tests.apps.certificates.reading import every_text, page_text
from tests.worlds.school import UNITS, enrolled
from tests.worlds.small import make_user

CODE = "0581234"


@pytest.fixture
def school(sewing):
    """The same prison with a class that ended in January, its act, and the school as an issuer."""
    actor = Command()
    lesson = sewing.make_activity(
        sewing.here,
        "PRI",
        name="Primaria",
        kind="study",
        modality="",
        level="primary",
        place="classroom",
        pay_basis="none",
    )
    institution = enter_institution(
        actor=actor, name="CEBA Los Andes", kind="ceba", modular_code=CODE, resolution="", ugel=""
    )
    plan = enter_plan(
        actor=actor,
        institution=institution,
        stage="eba_intermediate",
        name="EBA intermedio",
        parts=3,
        units=UNITS,
        start=date(2025, 1, 1),
    )
    group = open_group(
        actor=actor,
        activity=lesson,
        plan=plan,
        part=1,
        year=2026,
        section="A",
        mode="in_person",
        start=date(2026, 1, 5),
        last=date(2026, 1, 30),
        tutor=None,
    )
    enrolled(group, sewing.ana)
    sewing.act = issue_act(actor=actor, group=group, kind="final", on=date(2026, 1, 30), director="Rosa Llerena")
    sewing.school = issuers.add_issuer(
        actor=actor, kind="school", name="CEBA Los Andes", number=CODE, establishments=[sewing.here]
    )
    sewing.principal = make_user("rosa", "certificate_signer", sewing.here)
    issuers.add_signer(actor=actor, issuer=sewing.school, username="rosa", post="Directora")
    return sewing


def proposed(school):
    (basis,) = (each for each in bases(school.ana, establishment=school.here) if each.kind == "study")
    return services.propose(actor=school.head_education, person=school.ana, establishment=school.here, key=basis.key)


def test_it_says_what_the_act_says(school):
    row = services.sign(actor=school.principal, credential=proposed(school))
    assert (row.title, row.hours, row.starts_on, row.ends_on) == (
        "EBA intermedio, parte 1 de 3",
        240,
        date(2026, 1, 5),
        date(2026, 1, 30),
    )
    text = page_text(bytes(row.pdf))
    for words in ("CEBA Los Andes", "Código modular 0581234", "por haber aprobado", "Comunicación 14 120", "240 horas"):
        assert words in text
    keys, lists = queries.everything_to_verify()
    found = verify(row.token, keys=keys, lists=lists, at=clock.now())
    results = found.token.credential["credentialSubject"]["result"]
    assert (found.status, [each["value"] for each in results]) == ("valid", ["240", "14", "14"])
    assert breaches(every_text(bytes(row.pdf)), ["EP de Prueba", "EP Otro"]) == []


def test_the_company_does_not_sign_for_the_school(school):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied, match="no firma por CEBA"):
        services.sign(actor=school.signer, credential=proposed(school))


def test_who_signs_for_one_issuer_sees_no_certificate_of_another(school):
    mine = proposed(school)
    scope = school.principal.actions["certificates.view"]
    assert list(queries.credentials(scope=scope, actor=school.principal)) == [mine]
    assert list(queries.credentials(scope=scope, actor=school.signer)) == []
    assert list(queries.credentials(scope=scope, actor=school.head_work)) == [mine]


def test_an_act_that_was_voided_certifies_nothing(school):
    row = proposed(school)
    void_act(actor=Command(), act=school.act, why="Se tomó mal la nota de un curso.")
    with pytest.raises(Refused, match="cambió desde que se propuso"):
        services.sign(actor=school.principal, credential=row)
    assert not [each for each in bases(school.ana, establishment=school.here) if each.kind == "study"]
    assert Credential.objects.get(pk=row.pk).public is None


def test_who_passed_nothing_has_nothing_certified(school):
    assert not [each for each in bases(school.eva, establishment=school.here) if each.kind == "study"]
