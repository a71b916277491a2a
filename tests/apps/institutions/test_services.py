from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.institutions import queries, services
from llamkay.apps.institutions.accounts import services as accounts
from llamkay.apps.institutions.models import (
    Establishment,
    Institution,
    InstitutionName,
    RegionalOffice,
    Role,
)
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit

pytestmark = pytest.mark.usefixtures("everything")
SYSTEM = services.SYSTEM


@pytest.fixture
def reference(db):
    return services.load_reference()


def test_the_reference_is_loaded_once_and_twice_is_the_same(reference):
    assert reference == {"institutions": 3, "offices": 8, "establishments": 69, "roles": 24}
    before = list(Establishment.objects.values())
    Establishment.objects.filter(code="EP16").update(uses_system=True)
    assert services.load_reference() == reference
    after = {row["code"]: row for row in Establishment.objects.values()}
    assert after["EP16"].pop("uses_system") is True
    assert all(after[row["code"]].items() <= row.items() for row in before)


def test_chorrillos_has_its_two_prisons(reference):
    rows = Establishment.objects.filter(code__in=["EP16", "EP17"]).values_list(
        "code", "name", "office__name", "department", "capacity", "population_kind"
    )
    assert set(rows) == {
        ("EP16", "E.P. Mujeres Chorrillos", "Oficina Regional Lima", "Lima", 450, "women"),
        ("EP17", "E.P. Anexo Mujeres Chorrillos", "Oficina Regional Lima", "Lima", 288, "women"),
    }
    assert Establishment.objects.get(code="EP18").population_kind == "men"


def test_offices_and_capacity_agree_with_the_table(reference):
    assert set(RegionalOffice.objects.values_list("code", flat=True)) == {
        "altiplano",
        "centro",
        "lima",
        "nor-oriente",
        "norte",
        "oriente",
        "sur",
        "sur-oriente",
    }
    total = sum(row["capacidad"] for row in services.establishment_rows())
    assert sum(Establishment.objects.values_list("capacity", flat=True)) == total


def test_a_role_with_an_unknown_action_is_refused(db):
    role = {"code": "x", "name": "X", "name_en": "X", "actions": ["people.view", "people.fly"]}
    with pytest.raises(Refused, match=r"la función x nombra acciones que no existen: people\.fly"):
        services.load_roles([role])


def test_an_old_paper_keeps_its_header(reference):
    inpe = Institution.objects.get(code="inpe")
    services.rename_institution(
        actor=SYSTEM,
        institution=inpe,
        name="Superintendencia Nacional de Internamiento y Reinserción",
        acronym="SUNIR",
        on=date(2026, 8, 1),
        norm="Decreto Legislativo 1710",
    )
    assert queries.name_on(inpe, date(2026, 7, 31)).acronym == "INPE"
    assert queries.name_on(inpe, date(2026, 8, 1)).acronym == "SUNIR"
    assert queries.name_on(inpe, date(1985, 3, 6)).name == "Instituto Nacional Penitenciario"
    with pytest.raises(Refused, match="05/03/1985"):
        queries.name_on(inpe, date(1985, 3, 5))
    assert list(audit.broken_links()) == []
    assert LoggedAction.objects.get().reason == "Decreto Legislativo 1710"
    services.load_reference()
    assert queries.name_on(inpe, date(2026, 8, 1)).acronym == "SUNIR"


def test_a_new_name_starts_after_the_one_before(reference):
    inpe = Institution.objects.get(code="inpe")
    with pytest.raises(Refused, match="debe empezar después"):
        services.rename_institution(
            actor=SYSTEM, institution=inpe, name="Otro", acronym="O", on=date(1985, 3, 6), norm="Norma"
        )
    with pytest.raises(IntegrityError):
        InstitutionName.objects.bulk_create(
            [InstitutionName(institution=inpe, name="x", acronym="x", norm="x", period=DateRange(date(2000, 1, 1)))]
        )


def test_one_holder_leaves_when_the_next_arrives(reference):
    inpe, prison = Institution.objects.get(code="inpe"), Establishment.objects.get(code="EP16")
    post = services.add_post(actor=SYSTEM, institution=inpe, establishment=prison, title="Dirección")
    assert services.add_post(actor=SYSTEM, institution=inpe, establishment=prison, title="Dirección") == post
    services.add_holder(actor=SYSTEM, post=post, name="Ana Prueba", on=date(2025, 1, 1))
    services.add_holder(actor=SYSTEM, post=post, name="Eva Ensayo", on=date(2026, 2, 1), act="R.P. 1-2026")
    assert queries.holder_on(post, date(2026, 1, 31)).name == "Ana Prueba"
    assert queries.holder_on(post, date(2026, 2, 1)).name == "Eva Ensayo"
    (shown,) = queries.posts(establishment=prison, on=date(2025, 6, 1))
    assert [row.name for row in shown.holders.all()] == ["Eva Ensayo", "Ana Prueba"]
    assert [row.name for row in shown.current] == ["Ana Prueba"]
    with pytest.raises(Refused, match="Eva Ensayo asumió «Dirección» el 01/02/2026"):
        services.add_holder(actor=SYSTEM, post=post, name="Luz Muestra", on=date(2026, 2, 1))


def test_accounts_and_functions(reference, monkeypatch):
    prison = Establishment.objects.get(code="EP16")
    make = accounts.create_user
    user = make(actor=SYSTEM, username="Rosa", full_name="Rosa Prueba", password="un-llano-en-llamas")
    assert user.username == "rosa" and user.check_password("un-llano-en-llamas") and user.actions == {}
    with pytest.raises(Refused, match="ya existe"):
        make(actor=SYSTEM, username="rosa", full_name="Otra", password="un-llano-en-llamas")
    with pytest.raises(Refused, match="15"):
        make(actor=SYSTEM, username="otra", full_name="Otra", password="corta-1")
    registry = Role.objects.get(code="registry")
    grant = accounts.grant_role(actor=SYSTEM, user=user, role=registry, establishment=prison, start=date(2020, 1, 1))
    with pytest.raises(Refused, match="ya tiene la función"):
        accounts.grant_role(actor=SYSTEM, user=user, role=registry, establishment=prison, start=date(2021, 1, 1))
    user = type(user).objects.get(pk=user.pk)
    assert set(user.actions) == set(registry.actions)
    assert user.scope.ids == {prison.pk} and not user.scope.everything
    monkeypatch.setenv("LLAMKAY_NOW", "2020-01-31T10:00:00")
    accounts.end_grant(actor=SYSTEM, grant=grant, on=date(2020, 2, 1))
    monkeypatch.setenv("LLAMKAY_NOW", "2020-02-01T10:00:00")
    assert type(user).objects.get(pk=user.pk).actions == {}


def test_nobody_gives_a_function_to_themselves_nor_without_permission(reference):
    user = accounts.create_user(actor=SYSTEM, username="rosa", full_name="Rosa", password="un-llano-en-llamas")
    administrator = Role.objects.get(code="administrator")
    with pytest.raises(PermissionDenied, match="Su función no permite"):
        accounts.grant_role(actor=user, user=user, role=administrator, start=date(2020, 1, 1))
    accounts.grant_role(actor=SYSTEM, user=user, role=administrator, start=date(2020, 1, 1))
    user = type(user).objects.get(pk=user.pk)
    with pytest.raises(PermissionDenied, match="sí mismo"):
        accounts.grant_role(actor=user, user=user, role=Role.objects.get(code="judge"), start=date(2020, 1, 1))


def test_search_of_establishments_ignores_accents(reference):
    assert set(queries.establishments(words="CHORRILLOS mujeres").values_list("code", flat=True)) == {"EP16", "EP17"}
    assert list(queries.establishments(words="jaen").values_list("name", flat=True)) == ["E.P. de Jaén"]
    assert queries.establishments(office="lima", kind="women").count() == 3
