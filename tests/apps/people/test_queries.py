from collections import Counter
from datetime import date, timedelta

import pytest

from llamkay.apps.institutions.services import SYSTEM
from llamkay.apps.people import queries
from llamkay.apps.people.custody.services import release_person, transfer_person
from llamkay.apps.people.models import IdentityDocument, LegalStatusSpell, Person
from llamkay.apps.people.roster import queries as roster
from llamkay.apps.people.roster.traits import held_traits
from llamkay.apps.people.situation.services import add_conviction, set_stage
from llamkay.platform.security import scope
from llamkay.platform.security.scope import Scope

pytestmark = pytest.mark.usefixtures("everything")


def only(prison):
    return Scope(ids=frozenset({prison.pk}))


def test_population_counts_arrivals_and_not_departures(admit, prisons):
    here, there, empty = (prison.pk for prison in prisons)
    person = admit(on=date(2024, 2, 28))
    admit("Rojas", "Luz", on=date(2024, 2, 29))
    transfer_person(actor=SYSTEM, person=person, to=prisons[1], on=date(2024, 2, 29))
    release_person(actor=SYSTEM, person=person, on=date(2024, 3, 1), reason="R.J. 12")
    everywhere = [here, there, empty]
    assert queries.population(everywhere, date(2024, 2, 27)) == {here: 0, there: 0, empty: 0}
    assert queries.population(everywhere, date(2024, 2, 28)) == {here: 1, there: 0, empty: 0}
    assert queries.population(everywhere, date(2024, 2, 29)) == {here: 1, there: 1, empty: 0}
    assert queries.population(everywhere, date(2024, 3, 1)) == {here: 1, there: 0, empty: 0}
    assert queries.population([], date(2024, 3, 1)) == {}


def test_the_series_agrees_with_the_population_of_each_day(admit, prisons, django_assert_num_queries):
    for at, (start, end) in enumerate([(1, 5), (1, None), (3, 4), (4, 29), (20, 31)]):
        person = admit("Rojas", f"Luz {at}", on=date(2024, 1, 31) + timedelta(days=start))
        if end:
            release_person(actor=SYSTEM, person=person, on=date(2024, 1, 31) + timedelta(days=end), reason="R.J. 12")
    first, last = date(2024, 2, 3), date(2024, 3, 3)
    with django_assert_num_queries(1):
        series = queries.population_series(prisons[0], first, last)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    assert series == [(day, queries.population([prisons[0].pk], day)[prisons[0].pk]) for day in days]
    assert date(2024, 2, 29) in dict(series)


def test_search_does_not_care_about_accents_capitals_or_order(admit):
    nahui = admit("Ñahui", "María José", second_surname="Huamán", dni="00000017")
    admit("Huamán", "José")
    for words in ("nahui", "JOSE MARIA ñahui", "huaman maria", "  María   Ñahui ", nahui.code, "00000017", "0000-0017"):
        assert set(queries.search(scope.EVERYTHING, words)) == {nahui}, words
    assert set(queries.search(scope.EVERYTHING, "jose huaman").values_list("first_surname", flat=True)) == {
        "Ñahui",
        "Huamán",
    }
    assert not queries.search(scope.EVERYTHING, "nahui pedro").exists()


def test_search_finds_the_letters_that_are_no_accents_and_nobody_for_what_folds_to_nothing(admit):
    names = {"wlodarczyk": "Włodarczyk", "dang": "Đặng", "sorensen": "Sørensen", "strasse": "Straße"}
    people = {typed: admit(surname) for typed, surname in names.items()}
    for typed, person in people.items():
        for words in (typed, typed.upper(), names[typed]):
            assert set(queries.search(scope.EVERYTHING, words)) == {person}, words
    for words in ("王", "Анна", "王 ana", "—"):
        assert not queries.search(scope.EVERYTHING, words).exists(), words
        assert not roster.people_list(scope.EVERYTHING, on=date(2026, 2, 1), words=words).exists(), words


def test_a_document_is_found_with_its_check_digit_and_without_its_zeros(admit):
    ana, eva = admit("Ñahui", "Ana", dni="10117410-2"), admit("Rojas", "Eva", document=("ce", "000765432"))
    for words in ("10117410", "10117410-2", "101174102", " 1011.7410-2 "):
        assert set(queries.search(scope.EVERYTHING, words)) == {ana}, words
    for words in ("000765432", "765432", "000-765-432"):
        assert set(queries.search(scope.EVERYTHING, words)) == {eva}, words
    assert not queries.search(scope.EVERYTHING, "10117410-3").exists()


def test_the_list_filters_sorts_and_shows_the_day(admit, prisons, django_assert_num_queries):
    ana = admit("Zárate", "Ana", on=date(2026, 1, 5), dni="00000025", status="remand")
    luz = admit("Rojas", "Luz", on=date(2026, 1, 9), at=prisons[1])
    gone = admit("Apaza", "Eva", on=date(2025, 1, 1))
    release_person(actor=SYSTEM, person=gone, on=date(2026, 1, 1), reason="R.J. 12")
    set_stage(actor=SYSTEM, person=luz, regime="closed_special", stage="B", on=date(2026, 1, 10))
    day = date(2026, 2, 1)
    with django_assert_num_queries(1):
        rows = list(roster.people_list(scope.EVERYTHING, on=day))
    assert [(row.pk, row.establishment_name, row.held_since, row.status, row.stage, row.document) for row in rows] == [
        (luz.pk, "E.P. Anexo Mujeres Chorrillos", date(2026, 1, 9), None, "B", None),
        (ana.pk, "E.P. Mujeres Chorrillos", date(2026, 1, 5), "remand", None, "00000025"),
    ]
    listed = lambda **more: [row.pk for row in roster.people_list(scope.EVERYTHING, on=day, **more)]  # noqa: E731
    assert listed(sort="establishment") == [ana.pk, luz.pk]
    assert listed(held=False) == [gone.pk, luz.pk, ana.pk]
    assert listed(establishment_id=prisons[1].pk) == [luz.pk]
    assert listed(status="remand") == [ana.pk]
    assert listed(stage="closed_special/B") == [luz.pk]
    assert listed(stage="open/") == []
    assert listed(words="luz", sort="entry") == [luz.pk]


def test_any_page_of_the_list_is_that_part_of_it(admit, prisons, monkeypatch):
    for at in range(13):
        person = admit(
            f"Quispe{at % 3}", f"Ana {at}", on=date(2025, 1, 1 + at % 4), at=prisons[at % 2], status="remand"
        )
        if at % 5 == 0:
            release_person(actor=SYSTEM, person=person, on=date(2025, 2, 1), reason="R.J. 12")
        elif at % 2:
            set_stage(actor=SYSTEM, person=person, regime="open", stage="", on=date(2025, 1, 20))
    day, two = date(2025, 3, 1), Scope(ids=frozenset(prison.pk for prison in prisons[:2]))
    kinds = [{}, {"held": False}, {"stage": "open/"}, {"establishment_id": prisons[0].pk}, {"words": "quispe1"}]
    kinds += [{"status": "remand", "held": False}, {"stage": "semi_open/"}]
    for far, few in ((1000, 10_000), (2, 3)):
        monkeypatch.setattr(roster.Pages, "FAR", far)
        monkeypatch.setattr(roster.Pages, "FEW", few)
        for reach in (scope.EVERYTHING, two, only(prisons[1]), scope.NOTHING):
            for sort in roster.SORTS:
                for kind in kinds:
                    whole = [(row.pk, row.held_since) for row in roster.people_list(reach, on=day, sort=sort, **kind)]
                    pages = roster.people_pages(reach, on=day, sort=sort, **kind)
                    assert pages.count() == len(whole)
                    for size in (3, 50):
                        cut = [pages[start : start + size] for start in range(0, len(whole) + 1, size)]
                        told = [(row.pk, row.held_since) for part in cut for row in part]
                        assert told == whole, (reach, sort, kind, size)


def test_the_walls_of_the_scope(admit, prisons):
    ana, luz = admit("Zárate", "Ana"), admit("Rojas", "Luz", at=prisons[1])
    assert set(queries.visible_people(only(prisons[0]))) == {ana}
    assert set(queries.visible_people(scope.NOTHING)) == set()
    assert not queries.search(only(prisons[0]), "luz").exists()
    assert queries.person_page(only(prisons[1]), luz.pk, date(2026, 2, 1)).custody.establishment == prisons[1]
    with pytest.raises(Person.DoesNotExist):
        queries.person_page(only(prisons[0]), luz.pk, date(2026, 2, 1))
    transfer_person(actor=SYSTEM, person=ana, to=prisons[1], on=date(2026, 2, 1))
    assert set(queries.visible_people(only(prisons[0]))) == {ana}
    assert set(queries.visible_people(only(prisons[0]), on=date(2026, 2, 1))) == set()
    assert set(queries.visible_people(only(prisons[0]), on=date(2026, 1, 31))) == {ana}


def test_row_security_hides_people_of_another_prison_from_any_query(admit, prisons, as_application):
    ana = admit("Zárate", "Ana", dni="00000033", status="remand")
    admit("Rojas", "Luz", at=prisons[1], dni="00000041", status="remand")
    with scope.acting_in(only(prisons[0])):
        assert list(Person.objects.all()) == [ana]
        assert list(IdentityDocument.objects.values_list("number", flat=True)) == ["00000033"]
        assert list(LegalStatusSpell.objects.values_list("person", flat=True)) == [ana.pk]
    with scope.acting_in(scope.NOTHING):
        assert not Person.objects.exists()


def test_a_whole_document_number_reaches_further_than_a_code(admit, prisons):
    luz = admit("Rojas", "Luz", at=prisons[1], dni="00000058")
    assert queries.by_exact(only(prisons[0]), "0000 0058") == luz
    assert queries.by_exact(only(prisons[0]), luz.code) is None
    assert queries.by_exact(only(prisons[1]), luz.code.lower()) == luz
    assert queries.by_exact(only(prisons[0]), "0000005") is None
    assert queries.by_exact(only(prisons[0]), "") is None


def test_the_timeline_reads_as_prose(admit, prisons):
    person = admit(on=date(2026, 1, 5), status="remand")
    add_conviction(
        actor=SYSTEM,
        person=person,
        offence="186",
        starts_on=date(2026, 1, 5),
        final_on=date(2026, 3, 1),
        years=8,
        months=1,
    )
    set_stage(actor=SYSTEM, person=person, regime="closed_ordinary", stage="medium", on=date(2026, 1, 6), act="Acta 3")
    transfer_person(actor=SYSTEM, person=person, to=prisons[1], on=date(2026, 2, 1))
    told = [(event.on, event.sentence) for event in queries.timeline(person, scope=scope.EVERYTHING)]
    assert told == [
        (date(2026, 2, 1), "Llegó por traslado a E.P. Anexo Mujeres Chorrillos."),
        (date(2026, 2, 1), "Salió por traslado de E.P. Mujeres Chorrillos."),
        (date(2026, 1, 6), "Pasó al régimen cerrado ordinario, mediana seguridad. (Acta 3)"),
        (date(2026, 1, 5), "Su situación jurídica pasó a: procesada."),
        (date(2026, 1, 5), "Ingresó a E.P. Mujeres Chorrillos."),
    ]
    legal = {event.sentence for event in queries.timeline(person, scope=scope.EVERYTHING, legal=True)}
    assert legal - {sentence for _, sentence in told} == {
        "Inicio del cómputo por el art. 186 del Código Penal (8 años, 1 mes).",
        "Quedó firme la condena por el art. 186 (8 años, 1 mes).",
    }
    local = {event.sentence for event in queries.timeline(person, scope=only(prisons[0]))}
    assert "Llegó por traslado a E.P. Anexo Mujeres Chorrillos." not in local


def test_age_of_who_was_born_on_a_leap_day():
    assert queries.age_on(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert queries.age_on(date(2000, 2, 29), date(2026, 3, 1)) == 26
    assert queries.age_on(None, date(2026, 3, 1)) is None


@pytest.mark.parametrize("on", [date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 28), date(2028, 2, 29)])
def test_ages_of_many_are_counted_as_the_age_of_one(admit, on):
    """Also of who was born on 29 February, and on the last day before a birthday."""
    born = [date(1996, 2, 29), date(1998, 2, 28), date(1998, 3, 1), date(1996, 2, 28), date(1996, 3, 1), None]
    ages = (28, 30, 32)
    for number, day in enumerate(born):
        person = admit("Rojas", f"Luz {number}", on=date(2024, 2, 1))
        Person.objects.filter(pk=person.pk).update(born_on=day)
    held = held_traits(scope.EVERYTHING, on=on, ages=ages, placed=LegalStatusSpell.objects.none())
    counted = Counter()
    for traits, people, placed in held:
        counted[traits.age, traits.dated] += people
        assert placed == 0
    expected = Counter()
    for day in born:
        age = queries.age_on(day, on)
        expected[None if age is None else next((limit for limit in ages if age < limit), None), age is not None] += 1
    assert counted == expected
