"""What the public is told of children at the end of a quarter: prepared by one, checked, signed by another."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.nursery.models import Child, ChildStay, Nursery, NurseryPlace, Problem
from llamkay.apps.nursery.public_counts import counted_on
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.releases import services
from llamkay.apps.statistics.releases.tables import offered, quarter, tell
from llamkay.core.disclosure import check, hide
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from tests.worlds import factories
from tests.worlds.returns import totals

DECEMBER, END = Month(2025, 12), date(2025, 12, 31)


@pytest.fixture
def cradle(world):
    """Two prisons that keep their records here, one with 26 girls and 18 boys inside and 40 of them in its nursery, the
    other with 8 children and none; three that report 6, 3 and 11 children, of them 5, 3 and 9 in the nursery."""
    with scope.elevated():
        world.place = Establishment.objects.get(code="EP16")
        other = Establishment.objects.get(code="EP17")
        Establishment.objects.filter(code__in=["EP16", "EP17"]).update(uses_system=True)
        mother = factories.person(world.place, "MAD-1", "Inventada", "00009001")
        for n in range(44, 52):
            _child(other, mother, n, born=END - timedelta(days=100 * (n - 43)))
        nursery = Nursery.objects.create(establishment=world.place, name="Cuna", capacity=48)
        world.born = [_child(world.place, mother, n) for n in range(44)]
        for child in world.born[:40]:
            NurseryPlace.objects.create(child=child, nursery=nursery, period=DateRange(child.born_on, None))
        for place, living, care in ((world.tumbes, 6, 5), (world.piura, 3, 3), (world.sullana, 11, 9)):
            figures = totals(900, children_living_in=living, children_attending=care, pregnant=1)
            world.accept(place, figures, DECEMBER)
        world.officer = factories.staff("data_officer", None)
        yield world


def _child(place, mother, n, born=None):
    born = born or END - timedelta(days=20 + 24 * n)
    sex = "F" if n < 26 else "M"
    child = Child.objects.create(
        code=f"N0000{n}", given_names=f"Niño {n}", surnames="Inventado", sex=sex, born_on=born, mother=mother
    )
    ChildStay.objects.create(child=child, establishment=place, period=DateRange(born, None), entry="birth")
    return child


def signed(world, **more):
    release = services.prepare(actor=world.analyst, month=DECEMBER, **more)
    return services.sign(actor=world.officer, release=release)


def test_the_counts_of_a_day_are_those_of_the_records(cradle):
    found = counted_on(END)
    assert (found.living, found.care) == ({"EP16": 44, "EP17": 8}, {"EP16": 40})
    by_sex = {sex: sum(n for (each, _band), n in found.kinds.items() if each == sex) for sex in "FM"}
    assert by_sex == {"F": 26, "M": 26}
    bands = {band: sum(n for (_s, each), n in found.kinds.items() if each == band) for band in ("0-5", "24-35")}
    ages = [(END - born).days for born in Child.objects.values_list("born_on", flat=True)]
    assert bands["24-35"] == sum(age >= 731 for age in ages)
    assert all(found.health[name, "time"] + found.health[name, "late"] == 52 for name in ("visits", "vaccines"))
    assert found.health["blood", "untested"] == 52


def test_what_happened_after_the_day_is_not_counted(cradle):
    before = counted_on(END)
    moved = cradle.born[0]
    other = Establishment.objects.get(code="EP17")
    with scope.elevated():
        moved.stays.update(period=DateRange(moved.born_on, date(2026, 1, 10)), moved=True)
        ChildStay.objects.create(child=moved, establishment=other, period=DateRange(date(2026, 1, 10), None))
        for found_on, treated_on in ((date(2025, 11, 1), date(2026, 1, 5)), (date(2026, 1, 3), None)):
            Problem.objects.create(
                child=cradle.born[1], what=f"Anemia {found_on}", found_on=found_on, found_by="x", treated_on=treated_on
            )
    after = counted_on(END)
    assert (after.living, after.care, after.kinds) == (before.living, before.care, before.kinds)
    assert {state: n for (name, state), n in after.health.items() if name == "problems"} == {"open": 1}


def test_a_quarter_is_told_by_nursery_by_office_and_of_the_country(cradle):
    made = quarter(DECEMBER)
    told = tell(made)
    shown = {key: value for key, value in told.cells.items() if value is not None}
    assert {key: shown[key] for key in shown if key.startswith("care")} == {
        "care:EP01": 5,
        "care:EP03": 9,
        "care:EP16": 40,
    }
    assert shown["living"] == 72
    # Lima has 52 and the prisons that keep records 52: both told would say that nobody lives elsewhere in Lima.
    assert [told.cells["living@lima"], told.cells["registered"]].count(52) == 1
    assert sum(value is None for value in told.cells.values()) <= sum(
        value is None
        for key, value in hide(made.values, made.sums, public=made.public, never=made.never).items()
        if key in told.cells
    )
    # Three children of Piura: 57 in care less the others would tell them, so the total is not told.
    assert told.cells["care"] is None and told.cells["care@others"] is None
    assert told.cells["pregnant"] is None
    assert not any(key.startswith(("living:", "home:", "pregnant:")) for key in told.cells)


def test_nothing_reserved_can_be_worked_out(cradle):
    made = quarter(DECEMBER)
    told = tell(made)
    shown = {key: value for key, value in told.cells.items() if value is not None}
    assert check(shown, made.sums, (made.never | set(made.keys)) - set(shown)) == []
    assert all(room.width is None or room.width >= 3 for room in told.bounds.values())


def test_a_release_is_public_once_another_person_signs_it(cradle):
    assert PublishedMonth(DECEMBER.first).release is None
    release = services.prepare(actor=cradle.analyst, month=DECEMBER)
    assert PublishedMonth(DECEMBER.first).release is None
    with pytest.raises(PermissionDenied):
        services.sign(actor=cradle.analyst, release=release)
    services.sign(actor=cradle.officer, release=release)
    assert PublishedMonth(DECEMBER.first).release.document["cells"]["care:EP16"] == 40
    entries = LoggedAction.objects.filter(verb__startswith="statistics.").order_by("id").values_list("verb", "actor")
    assert list(entries)[-2:] == [
        ("statistics.prepare_release", cradle.analyst.username),
        ("statistics.sign_release", cradle.officer.username),
    ]


def test_whoever_prepared_does_not_sign_even_with_both_functions(cradle):
    both = factories.staff("analyst", None, username="ambas")
    factories.Grant.objects.create(
        user=both, role=factories.Role.objects.get(code="data_officer"), establishment=None, period=factories.SINCE
    )
    both = User.objects.get(pk=both.pk)
    release = services.prepare(actor=both, month=DECEMBER)
    with pytest.raises(services.ReleaseRefused, match="la firma otra persona"):
        services.sign(actor=both, release=release)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(
            state="signed", signed_by="ambas", signed_at="2026-02-02T10:00:00Z"
        )


def test_records_that_changed_since_are_not_signed(cradle):
    release = services.prepare(actor=cradle.analyst, month=DECEMBER)
    with scope.elevated():
        cradle.born[3].stays.update(period=DateRange(cradle.born[3].born_on, date(2025, 12, 20)))
        cradle.born[3].places.update(period=DateRange(cradle.born[3].born_on, date(2025, 12, 20)))
    with pytest.raises(services.ReleaseRefused, match="Los registros cambiaron"):
        services.sign(actor=cradle.officer, release=release)
    services.refuse(actor=cradle.officer, release=release, why="Cambió un egreso")
    again = services.sign(actor=cradle.officer, release=services.prepare(actor=cradle.analyst, month=DECEMBER))
    assert (again.number, again.document["cells"]["care:EP16"]) == (2, 39)


def test_more_than_the_rule_needs_a_reason_and_is_told_as_such(cradle):
    with pytest.raises(services.ReleaseRefused, match="Diga por qué"):
        services.prepare(actor=cradle.analyst, month=DECEMBER, beyond=["living:EP16"])
    release = signed(cradle, beyond=["living:EP16"], reason="La nota 098 ya dijo cuántos son")
    assert release.document["cells"]["living:EP16"] == 44
    assert release.beyond == ["Niñas y niños que viven con su madre: E.P. Mujeres Chorrillos"]
    again = signed(cradle)  # what was told stays told, and does not stand in the way of the next version
    assert again.number == 2 and "living:EP16" not in again.document["cells"]
    assert "La nota 098" in LoggedAction.objects.filter(verb="statistics.prepare_release").earliest("id").sentence


def test_what_was_public_before_counts_against_telling_more(cradle):
    signed(cradle)  # tells how many live in Lima: 52
    with pytest.raises(services.ReleaseRefused, match="Lo que ya se publicó de este trimestre cuenta"):
        services.prepare(actor=cradle.analyst, month=DECEMBER, beyond=["living:EP16", "registered"], reason="Se pidió")


def test_more_than_the_rule_is_refused_when_it_gives_the_rest_away(cradle):
    with pytest.raises(services.ReleaseRefused, match="se podría deducir lo reservado") as caught:
        services.prepare(actor=cradle.analyst, month=DECEMBER, beyond=["care"], reason="Se pidió")
    assert "menos de 5 cada uno" in str(caught.value)
    assert not Release.objects.exists()


@pytest.mark.parametrize("key", ["pregnant", "visits:late", "home:EP16", "nada"])
def test_health_is_not_told_for_any_reason(cradle, key):
    assert key not in offered(quarter(DECEMBER))
    with pytest.raises(services.ReleaseRefused, match="ni con motivo"):
        services.prepare(actor=cradle.analyst, month=DECEMBER, beyond=[key], reason="Se pidió")


def test_what_a_quarter_reserved_stays_reserved_in_the_next_version(cradle):
    first = signed(cradle)
    assert first.document["cells"]["pregnant"] is None  # three
    cradle.accept(cradle.piura, totals(900, children_living_in=3, children_attending=3, pregnant=12), DECEMBER)
    assert tell(quarter(DECEMBER)).cells["pregnant"] == 14
    second = signed(cradle)
    assert second.document["cells"]["pregnant"] is None
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "signed")


def test_a_withdrawn_release_leaves_the_public_pages_and_cannot_come_back(cradle):
    release = signed(cradle)
    with pytest.raises(services.ReleaseRefused, match="Diga por qué"):
        services.withdraw(actor=cradle.officer, release=release, why=" ")
    services.withdraw(actor=cradle.officer, release=release, why="Un error en el informe de Piura")
    assert PublishedMonth(DECEMBER.first).release is None
    with pytest.raises(services.ReleaseRefused):
        services.sign(actor=cradle.officer, release=release)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(state="signed")


def test_the_database_keeps_what_was_prepared(cradle):
    release = services.prepare(actor=cradle.analyst, month=DECEMBER)
    for change in ({"document": {}}, {"hash": "0" * 64}, {"reason": "otra"}, {"evidence": "0" * 64}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        release.delete()


def test_a_quarter_that_has_not_ended_or_waits_already(cradle):
    with pytest.raises(services.ReleaseRefused, match="todavía no termina"):
        services.prepare(actor=cradle.analyst, month=Month(2026, 3))
    with pytest.raises(Refused, match="does not end a quarter"):
        quarter(Month(2026, 1))
    services.prepare(actor=cradle.analyst, month=DECEMBER)
    with pytest.raises(services.ReleaseRefused, match="espera firma"):
        services.prepare(actor=cradle.analyst, month=DECEMBER)


def test_a_snapshot_that_says_otherwise_is_told_to_who_prepares(cradle):
    cradle.count(cradle.place, month=DECEMBER, as_of=END)
    assert quarter(DECEMBER).notes == []
    with scope.elevated():
        cradle.born[0].stays.update(period=DateRange(cradle.born[0].born_on, date(2025, 12, 20)))
        cradle.born[0].places.update(period=DateRange(cradle.born[0].born_on, date(2025, 12, 20)))
    assert quarter(DECEMBER).notes == [
        "E.P. Mujeres Chorrillos: el corte n.º 1 de ese mes dice 40 y los registros de hoy, 39.",
        "E.P. Mujeres Chorrillos: el corte n.º 1 de ese mes dice 44 y los registros de hoy, 43.",
    ]


def test_a_country_without_children_is_a_quarter_too(world):
    made = quarter(DECEMBER)
    assert made.values["living"] == made.values["care"] == 0
    assert tell(made).findings == ()


def test_the_screens_from_the_preparation_to_the_public_page(cradle, enter, client):
    for user in (cradle.analyst, cradle.officer):
        user.set_password("tres-hilos-de-lana")
        user.save()
    enter(cradle.analyst)
    address = reverse("statistics:release_prepare", args=["2025-12"])
    page = client.get(address).content.decode()
    assert "Comprobado" in page and "se sabría" in page
    wrong = client.post(address, {"password": "otra"}).content.decode()
    assert "No es su contraseña" in wrong and not Release.objects.exists()
    client.post(address, {"password": "tres-hilos-de-lana", "beyond": ["living:EP16"], "reason": "Se pidió"})
    release = Release.objects.get()
    assert client.get(reverse("public-children")).content.decode().count("Todavía no se ha publicado") == 1
    sign = reverse("statistics:release_act", args=[release.pk, "firmar"])
    client.post(sign, {"password": "tres-hilos-de-lana"})
    release.refresh_from_db()
    assert release.state == "prepared"
    enter(cradle.officer)
    assert "Publicaciones de niñas y niños por firmar" in client.get(reverse("today")).content.decode()
    client.post(sign, {"password": "tres-hilos-de-lana"})
    client.logout()
    page = client.get(reverse("public-children")).content.decode()
    assert "Se pidió" in page
    assert "reservado" in page
    assert re.search(r">\s*44\s*<", page)
    assert client.get(reverse("public-children"), {"mes": "2025-09"}).content.decode().count("no hay nada publicado")
    assert client.get(reverse("public-children"), {"formato": "xlsx"})["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("role", ["director", "press_officer", "auditor", "data_officer"])
def test_only_statistics_prepares(cradle, enter, client, role):
    enter(User.objects.filter(username=role).first() or factories.staff(role, None))
    assert client.get(reverse("statistics:release_prepare", args=["2025-12"])).status_code == 403


def test_statistics_of_one_prison_does_not_prepare(cradle, enter, client):
    local = factories.staff("analyst", cradle.tumbes, username="local")
    enter(local)
    assert client.get(reverse("statistics:release_prepare", args=["2025-12"])).status_code == 403
    with pytest.raises(PermissionDenied, match="sede central"):
        services.prepare(actor=local, month=DECEMBER)
