"""Every table about people says how its rows are told to them, how long they stay and what becomes of them."""

import re

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField

from llamkay.apps.rights.law import basis
from llamkay.apps.rights.retention.queries import KINDS
from llamkay.platform import clock
from llamkay.platform.record.holdings import CHAPTERS, HOLDINGS, Goes, kinds
from llamkay.platform.security.sensitivity import Sensitivity

OURS = [m for m in apps.get_models() if m.__module__.startswith("llamkay.") and not hasattr(m, "pgh_tracked_model")]
DECLARED = {each.model for each in HOLDINGS.values()}
OF_PEOPLE = {Sensitivity.PERSONAL, Sensitivity.SPECIAL, Sensitivity.CHILDREN}

# Tables that hang on one about people and are not declared, each with the reason why nothing of them is told or goes.
APART = {
    "nursery.CarerCheck": "the vetting of a carer is told with her work there and goes with nothing that counts",
    "pay.CourtInstalment": "the sums of a plan that is told",
    "pay.Instalment": "the sums of a plan that is told",
    "pay.GradedPieces": "the pieces of a sheet that is told",
    "plans.ReviewDelay": "the days of a review that is told",
    "production.Movement": "quantities of a lot that is told",
    "production.Complaint": "of a buyer about a lot",
    "remission.RequestPaper": "the papers of a request that is told",
    "remission.RequestReader": "which court reads a request that is told",
    "remission.RequestStep": "the steps of a request that is told",
    "rights.Informed": "told with the request",
    "workshops.MissingTool": "a tool that is missed, told with who had it",
}


def points_at(model):
    return {
        field.related_model
        for field in [*model._meta.get_fields()]
        if field.concrete and field.is_relation and field.related_model
    }


def test_every_table_with_a_key_to_a_person_or_a_child_declares_what_it_holds():
    subjects = {apps.get_model("people.Person"), apps.get_model("nursery.Child")}
    bare = {m._meta.label for m in OURS if points_at(m) & subjects and m not in DECLARED}
    assert not bare


def test_what_hangs_on_such_a_table_is_declared_or_says_why_not():
    hanging = {
        m._meta.label
        for m in OURS
        if m not in DECLARED and points_at(m) & DECLARED and OF_PEOPLE & set(m.sensitivity.values())
    }
    assert hanging == set(APART)


def test_every_way_from_a_row_to_a_person_is_declared():
    person = apps.get_model("people.Person")
    for model in OURS:
        for field in model._meta.fields:
            # A join is told from both sides; who stands for an identity is told with it.
            if field.related_model is person and model is not person:
                ways = {way for table, way in HOLDINGS if table == model._meta.label}
                assert field.name in ways, f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("each", HOLDINGS.values(), ids=lambda each: f"{each.table} by {each.way}")
def test_a_declaration_names_columns_that_are_there(each):
    for name in (*each.texts, *(each.becomes or {})):
        assert isinstance(each.model._meta.get_field(name), CharField | TextField | JSONField) or name == "born_on"
    for read in filter(lambda read: isinstance(read, str), each.columns.values()):
        assert hasattr(each.model, re.split("[.:]", read)[0]), read
    assert each.columns or each.withheld
    str(each.rows([1], [1]).query)  # its ways, joins and order are those of the table


def test_what_is_deleted_leaves_nothing_that_points_at_it():
    rows = {each.model for each in HOLDINGS.values() if each.goes == Goes.ROWS}
    for model in rows:
        for relation in model._meta.related_objects:
            if getattr(relation.related_model, "pgh_tracked_model", None) is None:
                assert relation.related_model in rows, f"{relation.related_model} points at {model}"


def test_every_kind_has_its_words_and_every_chapter_its_norm():
    assert set(kinds()) | {"access_log"} == set(KINDS)
    assert [code for code in CHAPTERS if basis(code, on=clock.today()) is None] == []
