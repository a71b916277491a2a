"""The rules of the registry: who may be held where, by which paper somebody leaves, which papers must follow."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from llamkay.apps.institutions.services import SYSTEM
from llamkay.apps.nursery.record.services import give_place
from llamkay.apps.people import papers, queries
from llamkay.apps.people.custody.services import release_person, transfer_person
from llamkay.apps.people.models import CustodySpell, TransferPaper
from llamkay.apps.people.registry import PAPERS, UNUSUAL, rule
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING, Scope

ON = date(2026, 2, 1)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize(
    ("sex", "place", "said"),
    [("F", 2, "es un penal de varones y en su documento figura como mujer"), ("M", 0, "es un penal de mujeres")],
)
def test_another_sex_is_asked_about_at_the_door_and_written_with_its_paper(admit, prisons, sex, place, said):
    with pytest.raises(Refused, match=said) as asked:
        admit("Rojas", "Sol", sex=sex, at=prisons[place])
    assert asked.value.code == UNUSUAL
    with pytest.raises(Refused, match=said):
        admit("Rojas", "Sol", sex=sex, at=prisons[place], confirmed=True, reason=" ")
    assert not CustodySpell.objects.exists()
    admit("Rojas", "Sol", sex=sex, at=prisons[place], confirmed=True, reason="R.J. 15-2026")
    assert LoggedAction.objects.get(verb="people.admit").reason == "R.J. 15-2026"


@pytest.mark.usefixtures("everything")
def test_a_woman_to_a_prison_of_men_and_a_man_to_one_of_women_are_asked_about(admit, prisons):
    woman, man = admit("Rojas", "Sol"), admit("Rojas", "Luis", sex="M", at=prisons[2])
    for person, to, said in ((woman, prisons[2], "penal de varones"), (man, prisons[0], "penal de mujeres")):
        given = {"actor": SYSTEM, "person": person, "to": to, "on": ON}
        with pytest.raises(Refused, match=said):
            transfer_person(**given, reason="R.D. 10-2026")
        assert queries.custody_on(person, ON).establishment != to
        transfer_person(**given, reason="R.D. 10-2026", confirmed=True)
        assert queries.custody_on(person, ON).establishment == to


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize(
    ("exit", "said"), [("release", "la resolución o el mandato"), ("death", "defunción"), ("escape", "el parte")]
)
def test_nobody_leaves_without_the_paper_of_that_exit(admit, exit, said):
    person = admit()
    with pytest.raises(Refused, match=said) as refused:
        release_person(actor=SYSTEM, person=person, on=ON, exit=exit, reason=" ")
    assert refused.value.field == "reason"
    assert queries.custody_on(person, ON).period.upper is None
    release_person(actor=SYSTEM, person=person, on=ON, exit=exit, reason="R.J. 33-2026")
    assert LoggedAction.objects.get(verb="people.release").reason == "R.J. 33-2026"


def test_every_rule_of_the_registry_has_its_words():
    assert set(rule("exit.paper", on=ON).values()) == set(PAPERS)
    listed = rule("transfer.papers", on=ON)
    assert {paper["code"] for paper in listed} == set(TransferPaper.Kind.values)
    assert {paper["owes"] for paper in listed} <= set(TransferPaper.Owes.values)
    assert set(rule("sexes", on=ON)) == {"women", "men", "mixed"}


@pytest.mark.usefixtures("everything")
def test_a_mother_with_her_child_in_the_nursery_is_asked_about(nursery_world):
    world, registry = nursery_world, SYSTEM
    give_place(actor=world.head, child=world.near, nursery=world.nursery, on=ON)
    given = {"actor": registry, "person": world.foreign, "on": date(2026, 2, 2)}
    with pytest.raises(Refused, match=r"vive con ella 1 niña o niño \(1 con lugar en la cuna\)") as asked:
        transfer_person(**given, to=world.other)
    assert "Illari" not in str(asked.value)
    with pytest.raises(Refused, match="vive con ella"):
        release_person(**given, reason="R.J. 33-2026")
    with pytest.raises(Refused, match=r"viven con ella 2 niñas o niños \(0 con lugar"):
        release_person(**given | {"person": world.mother}, reason="R.J. 33-2026")
    transfer_person(**given, to=world.other, reason="R.D. 9: va con su hija", confirmed=True)
    assert queries.custody_on(world.foreign, date(2026, 2, 2)).establishment == world.other


@pytest.fixture
def moved(everything, admit, prisons):
    """Somebody moved on 1 February from EP16 to EP17."""
    person = admit("Ñahui", "María", dni="00000017")
    transfer_person(actor=SYSTEM, person=person, to=prisons[1], on=ON, reason="R.D. 1-2026")
    return person


def test_whoever_arrives_is_owed_the_papers_of_the_rule_each_by_its_day(moved, prisons):
    here, there = (Scope(ids=frozenset({place.pk})) for place in prisons[:2])
    for seen in (here, there):
        found = list(papers.of_person(seen, moved))
        assert {paper.kind for paper in found} == set(TransferPaper.Kind.values)
        assert {(p.owed_by, p.establishment) for p in found} == {(prisons[0], prisons[1])}
    assert not papers.of_person(Scope(ids=frozenset({prisons[2].pk})), moved)
    health = TransferPaper.objects.get(kind="health")
    assert (health.get_owes_display(), health.due_on) == ("Salud", ON)
    assert papers.owed(there, today=date(2026, 2, 2)) == (9, 0, 2)
    assert papers.owed(here, today=date(2026, 2, 2)) == (0, 9, 2)


def test_a_paper_arrives_is_not_needed_or_is_missing_again_said_by_who_waits_for_it(moved, prisons, staff):
    paper = TransferPaper.objects.get(kind="file")
    with pytest.raises(PermissionDenied):
        papers.settle(actor=staff("registry", prisons[0]), paper=paper, state="received", on=ON)
    clerk = staff("registry", prisons[1], username="otra")
    for wrong, said in (
        ({"state": "lost"}, "Diga si llegó"),
        ({"on": date(2026, 1, 31)}, "del día de su llegada"),
        ({"on": date(2026, 7, 1)}, "a hoy"),
        ({"state": "not_needed"}, "por qué no corresponde"),
    ):
        with pytest.raises(Refused, match=said):
            papers.settle(**{"actor": clerk, "paper": paper, "state": "received", "on": ON} | wrong)
    papers.settle(actor=clerk, paper=paper, state="received", on=ON, note="Oficio 3")
    paper.refresh_from_db()
    assert (paper.state, paper.on, paper.by) == ("received", ON, "otra")
    with pytest.raises(Refused, match="Ya figura así"):
        papers.settle(actor=clerk, paper=paper, state="received", on=ON)
    papers.settle(actor=clerk, paper=paper, state="missing", on=ON, note="Era de otra persona")
    paper.refresh_from_db()
    assert (paper.state, paper.on) == ("missing", None)
    with pytest.raises(IntegrityError, match="paper_settled_on_a_day"), transaction.atomic():
        TransferPaper.objects.filter(pk=paper.pk).update(on=ON)
    assert [p.kind for p in papers.paper_list(EVERYTHING, today=ON, state="received")] == []
    assert papers.paper_list(EVERYTHING, today=date(2026, 2, 2), state="late").count() == 2


def test_the_page_and_the_list_tell_each_prison_what_it_waits_for_or_owes(moved, prisons, staff, client, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-10T10:00:00")
    client.force_login(staff("registry", prisons[1], username="otra"))
    page = client.get(moved.get_absolute_url()).content.decode()
    assert "Papeles de su traslado" in page and "E.P. Mujeres Chorrillos: Salud" in page
    assert page.count("Falta y pasó su día") == 5 and page.count("/personas/papeles/") == 9
    first = client.get(reverse("today")).content.decode()
    assert "Papeles que faltan de quienes llegaron de otro penal" in first
    paper = TransferPaper.objects.get(kind="health")
    url = reverse("people:paper", args=[paper.pk])
    assert "lo debe Salud de E.P. Mujeres Chorrillos" in client.get(url).content.decode()
    assert client.post(url, {"state": "received", "on": "2026-02-03", "note": ""}).status_code == 302
    listed = client.get(reverse("people:transfer_papers"), {"lado": "awaited"}).content.decode()
    assert "8 papeles" in listed and "Historia clínica" not in listed
    assert client.get(reverse("people:transfer_papers"), {"formato": "csv"}).status_code == 200
    client.force_login(staff("registry", prisons[0]))
    assert "Papeles que su penal debe" in client.get(reverse("today")).content.decode()
    assert client.get(url).status_code == 404
    page = client.get(moved.get_absolute_url()).content.decode()
    assert "Papeles de su traslado" in page and "/personas/papeles/" not in page
    client.force_login(staff("registry", prisons[2], username="tercera"))
    assert (
        "0 papeles" in client.get(reverse("people:transfer_papers")).content.decode()
        or "No falta" in client.get(reverse("people:transfer_papers")).content.decode()
    )


def test_the_database_hides_the_papers_of_others(moved, prisons, settings):
    from django.db import connection

    for place, seen in ((prisons[0], 9), (prisons[1], 9), (prisons[2], 0)):
        with transaction.atomic(), scope.acting_in(Scope(ids=frozenset({place.pk}))):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE llamkay_app")
            assert TransferPaper.objects.count() == seen
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


def test_the_form_asks_first_and_then_takes_the_answer(everything, admit, prisons, staff, client, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-10T10:00:00")
    person = admit("Rojas", "Sol")
    client.force_login(staff("registry", prisons[0]))
    url = reverse("people:act", args=[person.pk, "traslado"])
    sent = {"to": prisons[2].pk, "on": "2026-02-09", "reason": "R.D. 2-2026"}
    page = client.post(url, sent).content.decode()
    assert "es un penal de varones" in page and 'type="checkbox" name="confirmed"' in page
    assert 'value="R.D. 2-2026"' in page
    assert client.post(url, sent | {"confirmed": "on"}).status_code == 302
    admission = reverse("people:admit")
    assert 'type="checkbox"' not in client.get(admission).content.decode()
