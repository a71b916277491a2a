from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.institutions.services import SYSTEM
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people import queries
from llamkay.apps.people.custody.services import (
    end_absence,
    person_code,
    record_absence,
    release_person,
    transfer_person,
)
from llamkay.apps.people.documents import check_document, check_ruc
from llamkay.apps.people.hooks import ON_LEAVING, Leaving
from llamkay.apps.people.identity.services import add_document, correct_person, merge_provisional
from llamkay.apps.people.models import (
    Conviction,
    CustodySpell,
    IdentityDocument,
    IsolationSpell,
    LegalStatusSpell,
    Person,
    StageEvaluation,
    StageSpell,
    TemporaryAbsence,
)
from llamkay.apps.people.situation.services import (
    add_conviction,
    record_evaluation,
    record_isolation,
    set_legal_status,
    set_stage,
    take_back,
)
from llamkay.apps.remission.models import DayCount
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.scope import Scope

pytestmark = pytest.mark.usefixtures("everything")


def test_admission_with_a_document(admit, prisons):
    person = admit("Ñahui", "María José", dni="00000017", second_surname="Huamán", status="remand")
    assert person.code == person_code(person.pk)
    assert person.search_text == f"{person.code.lower()} nahui huaman maria jose"
    assert not person.provisional
    assert [str(row) for row in person.documents.all()] == ["DNI 00000017"]
    assert person.documents.get().impossible
    assert queries.custody_on(person, date(2026, 1, 5)).establishment == prisons[0]
    assert queries.status_on(person, date(2026, 1, 5)).status == "remand"
    line = LoggedAction.objects.get(verb="people.admit")
    assert line.stream == "EP16" and line.details == {"impossible_document": True}
    assert line.sentence == "Ñahui Huamán, María José ingresó a E.P. Mujeres Chorrillos el 05/01/2026."
    assert list(audit.broken_links()) == []


def test_without_a_document_the_identity_is_provisional_until_one_appears(admit):
    person = admit()
    assert person.provisional
    add_document(actor=SYSTEM, person=person, kind="dni", number="0000 0025")
    person.refresh_from_db()
    assert not person.provisional
    assert person.documents.get().number == "00000025"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("0000001", "8 dígitos"),
        ("0000001A", "8 dígitos"),
        ("10117410-3", "dígito verificador «3» no corresponde al DNI 10117410"),
    ],
)
def test_a_wrong_dni_is_refused_with_its_reason(admit, number, sentence):
    with pytest.raises(Refused, match=sentence):
        admit(dni=number)
    assert not Person.objects.exists()


def test_the_check_character_is_read_and_not_kept():
    assert check_document("dni", "10117410-2").number == "10117410"
    assert check_document("ce", "000 123-456").number == "000123456"
    assert check_ruc("20512333797") == "20512333797"
    with pytest.raises(Refused, match="RUC «20512333798»"):
        check_ruc("20512333798")


def test_a_card_of_digits_is_padded_as_a_dni_is_and_readmission_finds_her(admit, prisons):
    person = admit(document=("ce", "001234567"), on=date(2024, 2, 29))
    release_person(actor=SYSTEM, person=person, on=date(2025, 3, 1), reason="R.J. 12")
    assert admit(document=("ce", "1234567"), on=date(2026, 2, 1)) == person
    assert check_document("ce", "765432").number == "000765432"
    assert check_document("ce", "AB76543").number == "AB76543"
    assert set(queries.search(scope.EVERYTHING, "1234567")) == {person}


@pytest.mark.parametrize("number", ["٠٠٠٠٠٠١٧", "０００００017"])
def test_digits_of_another_script_are_no_document(admit, number):
    with pytest.raises(Refused, match="8 dígitos"):
        admit(dni=number)


def test_a_minor_a_future_day_and_a_nameless_person_are_refused(admit):
    with pytest.raises(Refused, match="18 años"):
        admit(born_on=date(2008, 2, 29), on=date(2026, 2, 28))
    assert admit(born_on=date(2008, 2, 29), on=date(2026, 3, 1)).born_on == date(2008, 2, 29)
    with pytest.raises(Refused, match="todavía no llega"):
        admit(on=date(2200, 1, 1))
    with pytest.raises(Refused, match="primer apellido"):
        admit(surname="  ")


def test_whoever_is_in_custody_elsewhere_is_not_admitted_again(admit, prisons):
    admit(dni="00000033", at=prisons[1], on=date(2026, 1, 5))
    with pytest.raises(Refused, match=r"ya está bajo custodia en E\.P\. Anexo Mujeres Chorrillos desde el 05/01/2026"):
        admit(dni="00000033", at=prisons[0], on=date(2026, 2, 1))
    with pytest.raises(Refused, match="no concuerda"):
        admit("Mamani", dni="00000033", at=prisons[0], on=date(2026, 2, 1))
    assert CustodySpell.objects.count() == Person.objects.count() == 1


def test_two_surnames_that_fold_to_nothing_are_not_the_same(admit, prisons):
    admit("王", dni="00000033", at=prisons[1], on=date(2026, 1, 5))
    with pytest.raises(Refused, match="no concuerda"):
        admit("李", dni="00000033", at=prisons[0], on=date(2026, 2, 1))


def test_whoever_comes_back_is_the_same_person(admit, prisons):
    person = admit(dni="00000041", on=date(2024, 2, 29))
    release_person(actor=SYSTEM, person=person, on=date(2025, 3, 1), reason="R.J. 12")
    with pytest.raises(Refused, match=r"estuvo bajo custodia .* del 29/02/2024 al 01/03/2025"):
        admit(dni="00000041", on=date(2025, 2, 28))
    assert admit(dni="00000041", on=date(2026, 2, 1), at=prisons[1]) == person
    assert person.custody.count() == 2


def test_the_database_itself_refuses_overlaps(admit, prisons):
    person = admit()
    period = DateRange(date(2026, 2, 1), date(2026, 3, 1))
    rows = {
        CustodySpell: {"establishment": prisons[1], "entry": "entry", "exit": "release"},
        TemporaryAbsence: {"reason": "court"},
        LegalStatusSpell: {"status": "remand"},
        StageSpell: {"regime": "open"},
        IsolationSpell: {"act": "x"},
    }
    from django.db import transaction

    for model, values in rows.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.bulk_create([model(person=person, period=period, **values) for _ in range(2)])
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodySpell.objects.bulk_create(
            [CustodySpell(person=person, establishment=prisons[1], period=DateRange(date(2026, 1, 31)), entry="entry")]
        )


def test_transfer_and_release(admit, prisons):
    person = admit(dni="00000058", on=date(2026, 1, 5), status="sentenced")
    set_stage(actor=SYSTEM, person=person, regime="closed_ordinary", stage="medium", on=date(2026, 1, 5))
    record_absence(actor=SYSTEM, person=person, start=date(2026, 1, 8), end=None, reason="hospital")
    with pytest.raises(Refused, match="ya está en"):
        transfer_person(actor=SYSTEM, person=person, to=prisons[0], on=date(2026, 1, 10))
    with pytest.raises(Refused, match="al menos un día después"):
        transfer_person(actor=SYSTEM, person=person, to=prisons[1], on=date(2026, 1, 5))
    transfer_person(actor=SYSTEM, person=person, to=prisons[1], on=date(2026, 1, 10))
    assert queries.custody_on(person, date(2026, 1, 9)).establishment == prisons[0]
    assert queries.custody_on(person, date(2026, 1, 10)).establishment == prisons[1]
    assert person.absences.get().period == DateRange(date(2026, 1, 8), date(2026, 1, 10))
    assert queries.stage_on(person, date(2026, 1, 10)).stage == "medium"
    release_person(actor=SYSTEM, person=person, on=date(2026, 2, 1), reason="R.J. 12")
    assert queries.custody_on(person, date(2026, 2, 1)) is None
    assert queries.stage_on(person, date(2026, 2, 1)) is None
    assert queries.status_on(person, date(2026, 2, 1)) is None
    assert queries.status_on(person, date(2026, 1, 31)).status == "sentenced"
    with pytest.raises(Refused, match="no está bajo custodia"):
        release_person(actor=SYSTEM, person=person, on=date(2026, 3, 1), reason="R.J. 12")
    streams = LoggedAction.objects.filter(verb="people.transfer").values_list("stream", "sentence")
    sentence = "Quispe, Ana fue trasladada de E.P. Mujeres Chorrillos a E.P. Anexo Mujeres Chorrillos el 10/01/2026."
    assert set(streams) == {("EP16", sentence), ("EP17", sentence)}


def test_higher_apps_know_when_somebody_leaves(admit, prisons, monkeypatch):
    person, reported = admit(), []
    monkeypatch.setattr(ON_LEAVING, "functions", (*ON_LEAVING.functions, reported.extend))
    transfer_person(actor=SYSTEM, person=person, to=prisons[1], on=date(2026, 1, 10))
    assert reported == [Leaving(SYSTEM, person, prisons[0], date(2026, 1, 10), "transfer")]


def test_stage_status_and_isolation_follow_one_another(admit):
    person = admit()
    stage = {"actor": SYSTEM, "person": person}
    set_stage(**stage, regime="closed_ordinary", stage="medium", on=date(2026, 1, 5))
    set_stage(**stage, regime="closed_ordinary", stage="minimum", on=date(2026, 2, 1), act="Acta 3")
    assert set(person.stages.values_list("stage", "period")) == {
        ("medium", DateRange(date(2026, 1, 5), date(2026, 2, 1))),
        ("minimum", DateRange(date(2026, 2, 1), None)),
    }
    with pytest.raises(Refused, match="ya está en «Cerrado ordinario, mínima seguridad»"):
        set_stage(**stage, regime="closed_ordinary", stage="minimum", on=date(2026, 3, 1))
    with pytest.raises(Refused, match="el cambio debe ser posterior"):
        set_stage(**stage, regime="open", stage="", on=date(2026, 1, 20))
    with pytest.raises(Refused, match="no es una etapa"):
        set_stage(**stage, regime="open", stage="minimum", on=date(2026, 3, 1))
    with pytest.raises(Refused, match="no estaba bajo custodia el 01/01/2026"):
        set_legal_status(actor=SYSTEM, person=person, status="remand", on=date(2026, 1, 1))
    record_isolation(actor=SYSTEM, person=person, start=date(2026, 3, 10), end=date(2026, 3, 24), act="R.D. 9-2026")
    with pytest.raises(Refused, match=r"ya tiene «R\.D\. 9-2026» del 10/03/2026 al 24/03/2026"):
        record_isolation(actor=SYSTEM, person=person, start=date(2026, 3, 23), end=None, act="R.D. 10-2026")
    record_isolation(actor=SYSTEM, person=person, start=date(2026, 3, 24), end=None, act="R.D. 10-2026")
    record_evaluation(actor=SYSTEM, person=person, on=date(2026, 6, 1), favourable=True)
    with pytest.raises(Refused, match="ya tiene una evaluación del 01/06/2026"):
        record_evaluation(actor=SYSTEM, person=person, on=date(2026, 6, 1), favourable=False)
    assert StageEvaluation.objects.get().favourable


def test_absences(admit):
    person = admit()
    record_absence(actor=SYSTEM, person=person, start=date(2026, 2, 1), end=None, reason="court")
    with pytest.raises(Refused, match="ya tiene «Diligencia judicial» desde el 01/02/2026"):
        record_absence(actor=SYSTEM, person=person, start=date(2026, 2, 3), end=date(2026, 2, 4), reason="hospital")
    end_absence(actor=SYSTEM, person=person, on=date(2026, 2, 3))
    assert person.absences.get().period == DateRange(date(2026, 2, 1), date(2026, 2, 3))
    with pytest.raises(Refused, match="no tiene una salida abierta"):
        end_absence(actor=SYSTEM, person=person, on=date(2026, 2, 5))
    with pytest.raises(Refused, match="debe ser posterior"):
        record_absence(actor=SYSTEM, person=person, start=date(2026, 2, 8), end=date(2026, 2, 8), reason="court")


def test_convictions(admit):
    person = admit()
    add_conviction(
        actor=SYSTEM,
        person=person,
        offence="108-b",
        starts_on=date(2026, 1, 5),
        committed_on=date(2025, 12, 1),
        final_on=date(2026, 6, 1),
        years=8,
    )
    assert Conviction.objects.get().offence == "108-B"
    for wrong, sentence in (
        ({"offence": "robo"}, "no es un artículo"),
        ({"final_on": date(2026, 2, 1)}, "tiene su duración"),
        ({"committed_on": date(2026, 2, 1)}, "antes del hecho"),
    ):
        with pytest.raises(Refused, match=sentence):
            add_conviction(
                **{"actor": SYSTEM, "person": person, "offence": "186", "starts_on": date(2026, 1, 5)} | wrong
            )
    assert "108" not in LoggedAction.objects.get(verb="people.conviction").sentence


def test_merging_moves_everything_to_the_one_that_stands(admit, prisons):
    known = admit("Rojas", "Luz", dni="00000066", on=date(2023, 1, 1), at=prisons[1], status="sentenced")
    release_person(actor=SYSTEM, person=known, on=date(2024, 1, 1), reason="R.J. 12")
    unknown = admit("N.", "N.", on=date(2026, 1, 5), status="remand")
    record_absence(actor=SYSTEM, person=unknown, start=date(2026, 2, 1), end=None, reason="court")
    stands = merge_provisional(actor=SYSTEM, provisional=unknown, into=known, reason="Huellas, oficio 1")
    assert stands == known
    unknown.refresh_from_db()
    assert unknown.merged_into == known
    assert set(CustodySpell.objects.values_list("person", "establishment__code")) == {
        (known.pk, "EP16"),
        (known.pk, "EP17"),
    }
    assert TemporaryAbsence.objects.get().person == known
    assert set(queries.visible_people(scope.EVERYTHING)) == {known}
    assert queries.standing_id(unknown.pk) == known.pk and queries.standing_id(known.pk) is None
    assert LoggedAction.objects.get(verb="people.merge").reason == "Huellas, oficio 1"
    with pytest.raises(Refused, match="se unió a otra"):
        record_absence(actor=SYSTEM, person=unknown, start=date(2026, 3, 1), end=None, reason="court")
    third = admit("M.", "M.", on=date(2022, 1, 1))
    release_person(actor=SYSTEM, person=third, on=date(2022, 6, 1), reason="R.J. 12")
    merge_provisional(actor=SYSTEM, provisional=third, into=known, reason="Huellas")
    assert queries.population([prisons[0].pk], date(2022, 5, 31)) == {prisons[0].pk: 1}


def test_merging_is_refused_with_the_clash(admit, prisons):
    known = admit("Rojas", "Luz", dni="00000074", on=date(2026, 1, 1), at=prisons[1])
    unknown = admit("N.", "N.", on=date(2026, 1, 5))
    merge = {"actor": SYSTEM, "reason": "Huellas"}
    with pytest.raises(Refused, match="la custodia desde el 05/01/2026 se cruza con la otra identidad desde el 01/01"):
        merge_provisional(**merge, provisional=unknown, into=known)
    with pytest.raises(Refused, match="no tiene identidad provisional"):
        merge_provisional(**merge, provisional=known, into=unknown)
    with pytest.raises(Refused, match="misma identidad"):
        merge_provisional(**merge, provisional=unknown, into=unknown)
    man = admit("Rojas", "Luis", dni="00000082", at=prisons[2], sex="M")
    with pytest.raises(Refused, match="corrija ese dato"):
        merge_provisional(**merge, provisional=unknown, into=man)
    with pytest.raises(Refused, match="por qué"):
        merge_provisional(actor=SYSTEM, reason=" ", provisional=unknown, into=known)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_closed_months_are_not_rewritten_by_a_merge(admit, prisons):
    known = admit("Rojas", "Luz", dni="00000116", on=date(2024, 1, 1), at=prisons[1])
    release_person(actor=SYSTEM, person=known, on=date(2025, 1, 1), reason="R.J. 12")
    unknown = admit("N.", "N.", on=date(2026, 1, 5))
    close = MonthClose.objects.create(
        establishment=prisons[0],
        month=date(2026, 1, 1),
        at=clock.now(),
        by="x",
        law_version="x",
        totals={},
        inputs={},
        hash="x",
        input_hash="x",
    )
    DayCount.objects.create(
        close=close,
        establishment=prisons[0],
        person=unknown,
        kind="work",
        month=date(2026, 1, 1),
        days=1,
        credits=[0] * 31,
        excluded=[],
        carry_in=0,
        carry_out=0,
    )
    with pytest.raises(Refused, match="ya figura en meses cerrados"):
        merge_provisional(actor=SYSTEM, provisional=unknown, into=known, reason="Huellas")
    unknown.refresh_from_db()
    assert unknown.merged_into is None and unknown.custody.count() == 1


def test_what_was_typed_wrong_of_somebody_is_corrected_and_found(admit):
    person = admit("Quipse", "Ana", born_on=date(1990, 1, 31))
    known = {"actor": SYSTEM, "person": person, "given_names": "Ana", "sex": "F", "nationality": "PE"}
    with pytest.raises(Refused, match="motivo"):
        correct_person(**known, first_surname="Quispe", reason="")
    with pytest.raises(Refused, match="habría ingresado de 17 años"):
        correct_person(**known, first_surname="Quispe", reason="DNI a la vista", born_on=date(2008, 1, 6))
    correct_person(**known, first_surname="Quíspe", reason="DNI a la vista", born_on=date(1992, 2, 29))
    assert Person.objects.get(pk=person.pk).born_on == date(1992, 2, 29)
    assert set(queries.search(scope.EVERYTHING, "ana quispe")) == {person}
    assert not queries.search(scope.EVERYTHING, "quipse").exists()
    correct_person(**known, first_surname="Quispe", reason="No consta")  # taken back
    assert Person.objects.get(pk=person.pk).born_on is None
    with pytest.raises(Refused, match="es un penal de mujeres"):
        correct_person(**known | {"sex": "M"}, first_surname="Quispe", reason="DNI a la vista")
    told = {"reason": "DNI a la vista", "confirmed": True}
    assert correct_person(**known | {"sex": "M"}, first_surname="Quispe", **told).sex == "M"


def test_the_first_language_is_as_she_says_it_and_stays_where_nothing_is_said_of_it(admit, client, staff, prisons):
    person = admit("Rojas", "Sol", mother_tongue="quechua")
    known = {"actor": SYSTEM, "person": person, "given_names": "Sol", "sex": "F", "nationality": "PE", "reason": "DNI"}
    assert correct_person(**known, first_surname="Roxas").mother_tongue == "quechua"
    with pytest.raises(Refused, match="lengua materna"):
        correct_person(**known, first_surname="Rojas", mother_tongue="klingon")
    with pytest.raises(Refused, match="lengua materna"):
        admit("Rojas", "Luna", mother_tongue="klingon")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(mother_tongue="klingon")
    client.force_login(staff("registry", prisons[0]))
    page = client.get(reverse("people:detail", args=[person.pk])).content.decode()
    assert "lengua materna:" in page and "quechua" in page
    assert correct_person(**known, first_surname="Rojas", mother_tongue="").mother_tongue == ""


def test_what_was_entered_by_mistake_is_taken_back(admit, client, staff, prisons):
    person = admit("Rojas", "Sol", dni="00000991", status="remand")
    given = {"actor": SYSTEM, "person": person}
    first = set_stage(**given, regime="closed_ordinary", stage="minimum", on=date(2026, 1, 10))
    set_stage(**given, regime="closed_ordinary", stage="maximum", on=date(2026, 1, 20))
    set_legal_status(**given, status="sentenced", on=date(2026, 2, 1))
    add_conviction(**given, offence="108-B", starts_on=date(2026, 1, 5), years=3, final_on=date(2026, 2, 1))
    record_evaluation(**given, on=date(2026, 2, 10), favourable=False)
    with pytest.raises(Refused, match="hay otro posterior"):
        take_back(**given, what=first, reason="Era de otra")
    client.force_login(staff("registry", prisons[0]))
    address = reverse("people:act", args=[person.pk, "anular"])
    known = client.get(address).context["form"].fields["what"].choices[1:]
    assert [label for _key, label in known] == [
        "Cerrado ordinario, máxima seguridad, desde el 20/01/2026",
        "Sentenciada, desde el 01/02/2026",
        "Evaluación 10/02/2026: desfavorable",
        "Art. 108-B del Código Penal, desde el 05/01/2026",
        "DNI 00000991",
    ]
    for key, _label in known:
        assert client.post(address, {"what": key, "reason": "Era de otra persona"}).status_code == 302
    person.refresh_from_db()
    assert (person.provisional, person.convictions.count(), person.evaluations.count()) == (True, 0, 0)
    assert [row.period for row in person.stages.all()] == [DateRange(date(2026, 1, 10), None)]
    assert [row.period for row in person.legal_status.all()] == [DateRange(date(2026, 1, 5), None)]
    told = " ".join(LoggedAction.objects.filter(verb="people.take_back").values_list("sentence", flat=True))
    assert "una condena o un cargo" in told and "108-B" not in told and "00000991" not in told


def test_a_known_document_beside_another_sex_or_birth_is_asked_about(admit, prisons):
    person = admit("Rojas", "Sol", dni="00000991", born_on=date(1990, 1, 31))
    release_person(actor=SYSTEM, person=person, on=date(2026, 2, 1), reason="R.J. 12-2026")
    again = {"dni": "00000991", "on": date(2026, 3, 1)}
    with pytest.raises(Refused, match=r"figura como mujer y nació el 31/01/1990") as refused:
        admit("Rojas", "Sol", **again, sex="M", at=prisons[2])
    assert refused.value.field == "sex"
    with pytest.raises(Refused, match="nació el 31/01/1990"):
        admit("Rojas", "Sol", **again, born_on=date(1991, 1, 30))
    assert admit("Rojas", "Sol", **again) == person


def test_a_prison_is_told_nothing_of_what_another_has_since(prisons, admit, staff, as_application):
    here, there = (staff("registry", prison, f"registro{i}") for i, prison in enumerate(prisons[:2]))
    with scope.acting_in(here.scope):
        person = admit(actor=here, dni="00000108", on=date(2026, 1, 5))
        release_person(actor=here, person=person, on=date(2026, 1, 20), reason="R.J. 12")
        assert set(queries.in_charge(here.scope)) == {person}
    with scope.acting_in(there.scope):
        assert admit(actor=there, dni="00000108", on=date(2026, 2, 1), at=prisons[1]) == person
        assert set(queries.in_charge(there.scope)) == {person}
    with scope.acting_in(here.scope):
        assert set(queries.visible_people(here.scope)) == {person}
        assert set(queries.in_charge(here.scope)) == set()
        assert queries.last_day(here.scope, person.pk, date(2026, 3, 1)) == date(2026, 2, 1)
    with scope.acting_in(there.scope):
        transfer_person(actor=there, person=person, to=prisons[0], on=date(2026, 2, 9))
    with scope.acting_in(here.scope):
        assert set(queries.in_charge(here.scope)) == {person}
        assert queries.last_day(here.scope, person.pk, date(2026, 3, 1)) == date(2026, 3, 1)


def test_a_document_of_somebody_else_is_refused(admit):
    known, unknown = admit("Rojas", "Luz", dni="00000090"), admit("N.", "N.")
    with pytest.raises(Refused, match=f"ya es de Rojas, Luz \\({known.code}\\)"):
        add_document(actor=SYSTEM, person=unknown, kind="dni", number="00000090")
    assert IdentityDocument.objects.count() == 1


def test_permission_is_asked_where_the_person_is(admit, prisons, staff):
    here, instructor = staff("registry", prisons[0], "registro"), staff("instructor", prisons[0], "taller")
    person = admit(actor=here)
    elsewhere = admit("Rojas", "Luz", at=prisons[1])
    with pytest.raises(PermissionDenied, match="no le corresponde en ese establecimiento"):
        record_absence(actor=here, person=elsewhere, start=date(2026, 2, 1), end=None, reason="court")
    with pytest.raises(PermissionDenied, match="Su función no permite"):
        release_person(actor=instructor, person=person, on=date(2026, 2, 1), reason="R.J. 12")
    transfer_person(actor=here, person=person, to=prisons[1], on=date(2026, 2, 1))
    with pytest.raises(PermissionDenied):
        release_person(actor=here, person=person, on=date(2026, 3, 1), reason="R.J. 12")


def test_an_officer_of_one_prison_admits_and_transfers_under_row_security(prisons, admit, staff, as_application):
    here = staff("registry", prisons[0])
    with scope.acting_in(here.scope):
        person = admit(actor=here, dni="00000108")
        assert set(queries.visible_people(here.scope)) == {person}
        transfer_person(actor=here, person=person, to=prisons[1], on=date(2026, 2, 1))
        # Once held here, still seen; but not where they are now.
        assert set(CustodySpell.objects.values_list("establishment__code", flat=True)) == {"EP16"}
        with pytest.raises(Refused, match=r"ya está bajo custodia en E\.P\. Anexo"):
            admit(actor=here, dni="00000108", on=date(2026, 3, 1))
        assert set(CustodySpell.objects.values_list("establishment__code", flat=True)) == {"EP16"}
    with scope.acting_in(Scope(ids=frozenset({prisons[2].pk}))):
        assert list(Person.objects.all()) == list(CustodySpell.objects.all()) == []
