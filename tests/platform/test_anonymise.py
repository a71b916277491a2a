"""A copy for training: every column that can hold words is classified, shapes stay, and nobody is named in it."""

import pytest
from django.db import connection

from llamkay.core.errors import Refused
from llamkay.platform.database.anonymise import Classes, Names, anonymise, unclassified
from llamkay.platform.files.datafiles import yaml_documents

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
