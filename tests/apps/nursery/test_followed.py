"""The database itself hides a child from a prison that the child left, whatever the query asks."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.nursery.models import Child, ChildDocument, ChildStay, HealthFact, NurseryPlace
from llamkay.apps.nursery.record.services import give_place, record_health, transfer_child
from llamkay.apps.people.models import CustodySpell
from llamkay.apps.statistics.figures.metrics import of_establishment
from llamkay.platform.security import scope
from tests.worlds.nursery import TODAY

MOVED_ON = date(2026, 2, 1)


def only(place):
    return scope.acting_in(scope.Scope(ids=frozenset({place.pk})))


@pytest.fixture
def moved(cradle):
    """Wayra had a place, a vaccine and papers in EP16 and went on with the mother to EP17."""
    give_place(actor=cradle.head, child=cradle.newborn, nursery=cradle.nursery, on=date(2026, 1, 25))
    record_health(
        actor=cradle.health, child=cradle.newborn, code="vaccine.bcg.1", on=date(2026, 1, 21), outcome="given"
    )
    CustodySpell.objects.filter(person=cradle.mother).update(
        period=DateRange(date(2022, 1, 1), MOVED_ON), exit="transfer"
    )
    CustodySpell.objects.create(person=cradle.mother, establishment=cradle.other, period=DateRange(MOVED_ON, None))
    transfer_child(actor=cradle.social, child=cradle.newborn, on=MOVED_ON)
    return cradle


def test_the_prison_before_reads_no_row_of_the_child(moved, as_application):
    with only(moved.place):
        for model in (Child, ChildStay, ChildDocument, HealthFact, NurseryPlace):
            key = "pk" if model is Child else "child"
            assert not model.objects.filter(**{key: moved.newborn.pk}).exists(), model
        assert set(Child.objects.values_list("pk", flat=True)) == {moved.near.pk, moved.past.pk}
    with only(moved.other):
        assert set(Child.objects.values_list("pk", flat=True)) == {moved.newborn.pk}
        assert HealthFact.objects.filter(child=moved.newborn).exists()
        assert NurseryPlace.objects.filter(child=moved.newborn).exists()


def test_every_table_with_a_child_asks_for_the_stay(db):
    """A new table that names a child is held by a stay, or by a place of its own on purpose."""
    of_the_place = {
        "nursery_concern",
        "nursery_dayevent",
        "nursery_incident",
        "nursery_outing_children",
        "nursery_childstay",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, qual FROM pg_policies WHERE tablename LIKE 'nursery_%'")
        rules = dict(cursor.fetchall())
    named = {
        model._meta.db_table
        for model in apps.get_app_config("nursery").get_models()
        if not model.__name__.endswith("Event") or model.__name__ == "DayEvent"
        if any(field.name == "child" and field.related_model is Child for field in model._meta.fields)
    }
    assert {table for table in named - of_the_place if "nursery_childstay" not in rules.get(table, "")} == set()


def test_whoever_left_it_cannot_write_there_either(moved, as_application):
    with only(moved.place):
        assert ChildStay.objects.filter(child=moved.newborn.pk).update(moved=False) == 0
        assert ChildDocument.objects.filter(child=moved.newborn.pk).update(note="x") == 0


def test_back_in_the_first_prison_it_is_seen_there_again_with_its_past(moved, as_application):
    with scope.elevated():
        ChildStay.objects.filter(child=moved.newborn, establishment=moved.other).update(
            period=DateRange(MOVED_ON, TODAY)
        )
        ChildStay.objects.create(child=moved.newborn, establishment=moved.place, period=DateRange(TODAY, None))
    with only(moved.place):
        assert ChildStay.objects.filter(child=moved.newborn).count() == 2
    with only(moved.other):
        assert not Child.objects.filter(pk=moved.newborn.pk).exists()


def test_the_stay_taken_back_gives_the_child_back(moved, as_application):
    with scope.elevated():
        new = ChildStay.objects.get(child=moved.newborn, establishment=moved.other)
        new.arrival.delete()
        new.delete()
    with only(moved.place):
        assert Child.objects.filter(pk=moved.newborn.pk).exists()


def test_the_figures_of_a_past_day_still_count_the_child_where_it_lived(moved, as_application):
    january = {"month": date(2026, 1, 1), "end": date(2026, 2, 1), "as_of": date(2026, 1, 31)}
    with only(moved.place):
        found = of_establishment(establishment_id=moved.place.pk, **january)
    assert (found["children_living_in"], found["children_attending"]) == ({"": 3}, {"": 1})
