"""A copy for training: every column that can hold words is classified, shapes stay, and nobody is named in it."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.levy.services import collect_levy
from llamkay.apps.workshops.models import CustomerPermit
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.anonymise import Classes, Names, alone, anonymise, unclassified
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.security.access import Command
from tests.worlds import factories

(DOCUMENT,) = [found for found in yaml_documents("llamkay", "data") if found["_file"] == "data/anonymise.yaml"]
CLASSES = Classes.of(DOCUMENT)
COUNTED = ("people_person", "activities_sheetrow", "pay_posting", "nursery_child", "people_custodyspell")


@pytest.fixture
def db(full_prison):
    connection.ensure_connection()
    return connection.connection


def one(db, query):
    return db.execute(query).fetchall()


def test_every_column_that_can_hold_words_is_classified(db):
    assert unclassified(db, CLASSES) == []


def test_a_new_column_stops_the_copy_until_it_is_classified(db):
    db.execute("ALTER TABLE institutions_formername ADD remark varchar(10)")
    db.execute("CREATE TABLE brand_new (id bigint, document jsonb)")
    assert unclassified(db, CLASSES) == ["brand_new.document", "institutions_formername.remark"]
    with pytest.raises(Refused, match="is not classified"):
        anonymise(db, CLASSES)


def test_the_original_names_people_and_the_copy_does_not(db):
    shape = "SELECT sex, nationality, count(*) FROM people_person GROUP BY 1, 2 ORDER BY 1, 2"
    before = {table: one(db, f"SELECT count(*) FROM {table}") for table in COUNTED}
    sexes, sums = one(db, shape), one(db, "SELECT sum(amount), count(*) FROM pay_posting")
    keys, births = (
        one(db, "SELECT id FROM people_person"),
        one(db, "SELECT min(born_on), max(born_on) FROM nursery_child"),
    )
    names = Names.of(db, CLASSES)
    assert "people_person.first_surname" in set(names.left(db, CLASSES))
    assert anonymise(db, CLASSES) > 400
    assert list(names.left(db, CLASSES)) == []
    assert {table: one(db, f"SELECT count(*) FROM {table}") for table in COUNTED} == before
    assert (one(db, shape), one(db, "SELECT sum(amount), count(*) FROM pay_posting")) == (sexes, sums)
    assert not set(keys) & set(one(db, "SELECT id FROM people_person"))
    ((first, last),), ((least, most),) = births, one(db, "SELECT min(born_on), max(born_on) FROM nursery_child")
    assert 1 <= (first - least).days <= 28 and 1 <= (last - most).days <= 28
    assert one(db, "SELECT count(*) FROM people_personevent") == [(0,)]


def test_a_name_that_is_left_in_some_words_refuses_the_copy(db):
    ((surname, names),) = one(db, "SELECT first_surname, given_names FROM people_person ORDER BY id LIMIT 1")
    db.execute(
        "UPDATE activities_trade SET name = %s WHERE id = (SELECT min(id) FROM activities_trade)",
        [f"Taller de {names} {surname}"],
    )
    with pytest.raises(Refused, match=r"activities_trade\.name still names somebody"):
        anonymise(db, CLASSES)
    assert one(db, "SELECT count(*) FROM people_person WHERE first_surname = 'Quinchuiana'") == [(1,)]


def test_what_the_database_wants_once_differs_in_the_copy_too(db):
    made = Establishment.objects.get(code="EP16")
    world = factories.Prison(place=made, word="Quinchu", workshop=Activity.objects.get(code="TAL1"))
    factories.owing(world)
    for receipt in ("Recibo 1", "Recibo 2"):
        collect_levy(
            actor=Command(),
            person=world.debtor,
            establishment=made,
            amount=500,
            source="cash",
            receipt=receipt,
            paid_on=clock.today(),
        )
    shared = {"customer": "Bodega", "document": "Solicitud", "act": "Acta", "escort": "Custodia", "by": "alguien"}
    permits = [
        CustomerPermit(
            establishment=made,
            person=world.debtor,
            number=str(number),
            period=DateRange(date(2026, 1, 5), date(2026, 1, 6)),
            at=clock.now(),
            **shared,
        )
        for number in range(1, 13)
    ]
    CustomerPermit.objects.bulk_create(permits)
    assert {("pay_levypayment", "receipt"), ("workshops_customerpermit", "number")} <= alone(db)
    anonymise(db, CLASSES)
    receipts = {text for (text,) in one(db, "SELECT receipt FROM pay_levypayment")}
    assert len(receipts) == 3 and not [text for text in receipts if "Recibo" in text]
    assert len(set(one(db, "SELECT number FROM workshops_customerpermit"))) == 13
