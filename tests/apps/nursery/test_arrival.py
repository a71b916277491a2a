"""Arrival, stay, place, documents: what is accepted, what is refused and in which words."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from llamkay.apps.nursery.models import Arrival, Child, ChildDocument, ChildStay, NurseryPlace
from llamkay.apps.nursery.record import services
from llamkay.apps.nursery.record.case_file import files
from llamkay.apps.nursery.record.queries import child_list, children
from llamkay.apps.people.custody.services import transfer_person
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope
from tests.worlds.nursery import TODAY, born


def dues(child, today=TODAY):
    """What a child is owed: (code, day, owner), health apart."""
    (file,) = files(children(scope.EVERYTHING).filter(pk=child.pk), today=today)
    return {
        (due.code, due.on, due.owner)
        for due in file.dues()
        if not due.code.startswith(("vac.", "cred.", "newborn.", "hb", "iron"))
    }


def test_a_newborn_has_a_number_of_its_own_and_its_papers_begin_empty(cradle):
    child = cradle.newborn
    assert child.code == f"N{child.pk:05d}"
    assert {d.kind: d.state for d in child.documents.all()} == dict.fromkeys(ChildDocument.Kind.values, "none")
    stay = child.stays.get()
    assert (stay.entry, stay.period.lower, stay.establishment) == ("birth", date(2026, 1, 20), cradle.place)
    assert ("document.sis", date(2026, 1, 27), "social_worker") in dues(child)
    assert ("check", date(2026, 1, 21), "health") in dues(child)
    assert ("report", date(2026, 1, 27), "social_worker") in dues(child)
    assert ("decision", date(2026, 2, 4), "director") in dues(child)


def test_the_birth_is_reminded_on_day_thirty_and_late_after_sixty(cradle):
    line = ("document.partida", date(2026, 3, 21), "social_worker")
    assert line not in dues(cradle.newborn, date(2026, 2, 18))
    assert line in dues(cradle.newborn, date(2026, 2, 19))
    (file,) = files(children(scope.EVERYTHING).filter(pk=cradle.newborn.pk), today=date(2026, 3, 22))
    assert next(d for d in file.documents if d.kind == "partida").late
    services.set_document(
        actor=cradle.social, child=cradle.newborn, kind="partida", state="held", on=TODAY, number="INV-1"
    )
    assert not {due for due in dues(cradle.newborn, date(2026, 3, 22)) if due[0] == "document.partida"}


def test_a_document_expires_by_its_day(cradle):
    services.set_document(
        actor=cradle.social,
        child=cradle.near,
        kind="dni",
        state="held",
        on=date(2024, 1, 1),
        number="00009999",
        expires_on=date(2026, 1, 31),
    )
    (file,) = files(children(scope.EVERYTHING).filter(pk=cradle.near.pk), today=TODAY)
    dni = next(d for d in file.documents if d.kind == "dni")
    assert (dni.shown, dni.late, dni.checked_by, dni.checked_on) == ("expired", True, "social_worker", TODAY)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "dni", "state": "held"}, "Escriba la fecha"),
        ({"kind": "dni", "state": "held", "on": date(2020, 1, 1)}, "antes del nacimiento"),
        ({"kind": "dni", "state": "held", "on": TODAY, "number": "123"}, "8 dígitos"),
        ({"kind": "otro", "state": "held", "on": TODAY}, "Elija"),
        ({"kind": "dni", "state": "held", "on": date(2026, 2, 3)}, "todavía no llega"),
    ],
)
def test_a_document_that_cannot_be_is_refused(cradle, values, words):
    with pytest.raises(Refused, match=words):
        services.set_document(actor=cradle.social, child=cradle.near, **values)


@pytest.mark.parametrize(
    ("born_on", "on", "words"),
    [
        (date(2026, 1, 20), date(2026, 1, 20), "ya tiene registrado"),
        (date(2022, 1, 1), date(2025, 6, 1), "Cumplió tres años"),
        (date(2026, 1, 10), date(2026, 1, 1), "antes de nacer"),
        (date(2021, 12, 1), date(2021, 12, 1), "no está bajo custodia"),
    ],
)
def test_a_child_that_cannot_live_here_is_refused(cradle, born_on, on, words):
    with pytest.raises(Refused, match=words):
        services.register_child(
            actor=cradle.social,
            mother=cradle.mother,
            given_names="wayra",
            surnames="Invento",
            sex="F",
            born_on=born_on,
            on=on,
        )


def test_twins_are_two_children(cradle):
    twin = born(cradle, cradle.mother, "Killa", date(2026, 1, 20))
    assert Child.objects.filter(mother=cradle.mother, born_on=date(2026, 1, 20)).count() == 2
    assert twin.code != cradle.newborn.code


def test_the_decision_waits_for_the_report_and_the_check_and_has_reasons(cradle):
    given = {
        "actor": cradle.director,
        "child": cradle.newborn,
        "decision": "stays",
        "on": TODAY,
        "act_number": "Acta 1",
    }
    with pytest.raises(Refused, match="el informe social y el examen de salud"):
        services.decide_stay(**given, reasons="Es lo mejor para ella.")
    services.report_arrival(actor=cradle.social, child=cradle.newborn, on=TODAY, report="Vive bien.", by="Ana")
    services.check_arrival(actor=cradle.health, child=cradle.newborn, on=TODAY, findings="Sana.", by="Eva")
    with pytest.raises(Refused, match="Escriba las razones"):
        services.decide_stay(**given, reasons=" ")
    services.decide_stay(**given, reasons="Es lo mejor para ella.")
    assert not {"check", "report", "decision"} & {code for code, _on, _owner in dues(cradle.newborn)}
    with pytest.raises(Refused, match="Ya se decidió"):
        services.decide_stay(**given, reasons="Otra vez.")


@pytest.mark.parametrize(
    ("role", "service", "values"),
    [
        ("health", services.report_arrival, {"on": TODAY, "report": "x", "by": "x"}),
        ("social_worker", services.check_arrival, {"on": TODAY, "findings": "x", "by": "x"}),
        ("social_worker", services.decide_stay, {"decision": "stays", "on": TODAY, "act_number": "", "reasons": "x"}),
        ("inmate_carer", services.end_place, {"on": TODAY}),
        ("head_nursery", services.set_document, {"kind": "sis", "state": "none"}),
        ("director", services.transfer_child, {"on": TODAY}),
    ],
)
def test_an_act_of_another_function_is_refused(cradle, role, service, values):
    with pytest.raises(PermissionDenied):
        service(actor=cradle.staff[role], child=cradle.newborn, **values)


def test_a_full_nursery_and_a_second_place_are_refused(cradle):
    services.give_place(actor=cradle.head, child=cradle.near, nursery=cradle.nursery, on=date(2026, 1, 5))
    with pytest.raises(Refused, match="1 niños en 1 lugares"):
        services.give_place(actor=cradle.head, child=cradle.newborn, nursery=cradle.nursery, on=TODAY)
    with pytest.raises(Refused, match="Ya tiene un lugar"):
        services.give_place(actor=cradle.head, child=cradle.near, nursery=cradle.nursery, on=TODAY)
    services.end_place(actor=cradle.head, child=cradle.near, on=TODAY)
    services.give_place(actor=cradle.head, child=cradle.newborn, nursery=cradle.nursery, on=TODAY)


ASKED = {"confirmed": True, "reason": "R.D. 9-2026: va con su hija"}


def test_a_child_goes_with_the_mother_and_is_seen_in_the_new_prison_only(cradle):
    services.give_place(actor=cradle.head, child=cradle.near, nursery=cradle.nursery, on=date(2026, 1, 5))
    with pytest.raises(Refused, match="su madre no está en otro penal"):
        services.transfer_child(actor=cradle.social, child=cradle.near, on=TODAY)
    transfer_person(actor=Command(), person=cradle.foreign, to=cradle.other, on=date(2026, 2, 1), **ASKED)
    assert ("mother", TODAY, "social_worker") in dues(cradle.near)
    stay = services.transfer_child(actor=cradle.social, child=cradle.near, on=date(2026, 2, 1))
    assert (stay.establishment, stay.entry) == (cradle.other, "transfer")
    assert NurseryPlace.objects.get(child=cradle.near).period.upper == date(2026, 2, 1)
    here, there = Scope(ids=frozenset({cradle.place.pk})), Scope(ids=frozenset({cradle.other.pk}))
    assert not children(here).filter(pk=cradle.near.pk).exists()
    assert children(there).get().pk == cradle.near.pk
    assert Arrival.objects.filter(stay=stay).exists()
    assert {code for code, _on, owner in dues(cradle.near) if owner == "health"} >= {"check"}


def test_the_list_finds_by_any_name_and_by_age(cradle):
    def found(**asked):
        return {child.given_names for child in child_list(scope.EVERYTHING, on=TODAY, **asked)}

    assert found() == {"Wayra", "Illari", "Sami"}
    assert found(words="illari") == found(words="foraneo") == found(band="24-35") == {"Illari"}
    assert found(band="36") == {"Sami"}
    assert found(band="0-5") == {"Wayra"}
    assert found(state="attending") == found(state="left") == set()


def test_no_name_of_a_child_stands_in_the_log(cradle):
    services.note_other_child(actor=cradle.social, child=cradle.near, names="Rumi Reservado", place="Huánuco")
    text = " ".join(f"{a.sentence} {a.reason} {a.details}" for a in LoggedAction.objects.all())
    assert not [name for name in ("Wayra", "Illari", "Sami", "Invento", "Rumi", "Huánuco") if name in text]


def test_a_child_is_not_a_person_in_custody(cradle):
    assert not [f for f in Child._meta.get_fields() if f.name in ("person", "custody")]
    assert ChildStay.objects.filter(child=cradle.newborn).count() == 1
