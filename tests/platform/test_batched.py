"""Operations that only add run as one step, and a table is made once, as it stands at the end of its step."""

from django.db import models
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RunSQL,
)
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from llamkay.platform.database.batched import BatchedOperations, together


def _table(name: str) -> CreateModel:
    return CreateModel(name, [("id", models.BigAutoField(primary_key=True)), ("n", models.IntegerField())])


def _shape(operations):
    return [len(o.operations) if isinstance(o, BatchedOperations) else type(o).__name__ for o in operations]


def test_neighbours_that_only_add_are_one_step():
    index = AddIndex("Old", models.Index(fields=["n"], name="old_n"))
    assert _shape(together([_table("A"), _table("B"), index])) == [3]


def test_what_changes_another_column_goes_along_and_sql_stays_in_its_place():
    operations = [_table("A"), _table("B"), AlterField("Old", "n", models.TextField()), _table("C"), RunSQL("")]
    assert _shape(together(operations)) == [4, "RunSQL"]


def test_what_touches_the_same_thing_again_begins_another_step():
    first, again = AlterField("Old", "n", models.TextField()), AlterField("old", "N", models.IntegerField())
    assert _shape(together([first, _table("A"), again, _table("B")])) == [2, 2]
    check = models.CheckConstraint(condition=models.Q(n__gt=0), name="old_n")
    operations = [AddConstraint("Old", check), _table("A"), RemoveConstraint("Old", "old_n"), _table("B")]
    assert _shape(together(operations)) == [2, 2]
    sql = UpsertTriggerSql(func="", hash="", operation="INSERT", pgid="t", table="old", when="AFTER")
    trigger = Trigger(name="t", sql=sql)
    operations = [RemoveTrigger("Old", "t"), _table("A"), AddTrigger("Old", trigger), _table("B")]
    assert _shape(together(operations)) == [2, 2]


def test_a_constraint_of_a_new_table_begins_another_step():
    check = models.CheckConstraint(condition=models.Q(n__gt=0), name="a_n")
    assert _shape(together([_table("A"), AddConstraint("A", check), _table("B")])) == ["CreateModel", 2]


def test_columns_of_standing_tables_are_one_step_and_of_new_ones_another():
    standing, new = (AddField(name, "m", models.IntegerField(null=True)) for name in ("Old", "A"))
    assert _shape(together([standing, _table("A"), new, _table("B")])) == [2, 2]


def test_a_new_column_is_seen_by_what_follows():
    state = ProjectState()
    _table("Old").state_forwards("app", state)
    assert state.apps.get_model("app", "Old")
    added = AddField("Old", "m", models.IntegerField(null=True))
    BatchedOperations([added, _table("New")]).state_forwards("app", state)
    assert state.apps.get_model("app", "Old")._meta.get_field("m").null
    assert state.apps.get_model("app", "New")


def test_new_tables_are_rendered_beside_those_that_stand():
    state = ProjectState()
    _table("Old").state_forwards("app", state)
    old = state.apps.get_model("app", "Old")
    pointing = CreateModel(
        "New",
        [("id", models.BigAutoField(primary_key=True)), ("old", models.ForeignKey("app.Old", models.CASCADE))],
    )
    BatchedOperations([pointing, _table("Other")]).state_forwards("app", state)
    assert state.apps.get_model("app", "Old") is old
    assert state.apps.get_model("app", "New")._meta.get_field("old").related_model is old
    assert {model.__name__ for model in state.apps.get_models()} == {"Old", "New", "Other"}
