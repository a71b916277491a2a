"""A refusal: its sentence, several at once, and that it passes whole from one process to another."""

import pickle
from datetime import date

import pytest

from llamkay.core.errors import CHANGED, Refused
from llamkay.core.law import NoRuleInForce


def test_a_refusal_reads_as_its_sentence_and_says_where():
    refusal = Refused("Escriba el motivo.", field="reason", code=CHANGED, cells=[(3, 7)])
    assert str(refusal) == "Escriba el motivo."
    assert (refusal.field, refusal.code, refusal.cells) == ("reason", CHANGED, ((3, 7),))
    assert refusal.reasons == (refusal,)


def test_braces_of_a_sentence_without_values_are_its_own():
    assert str(Refused("«{{figure}» no se entiende")) == "«{{figure}» no se entiende"


def test_several_at_once_are_read_one_after_the_other():
    one, two = Refused("Falta el nombre.", field="name"), Refused("Falta el día.", field="day", cells=[1])
    both = Refused.many([one, two])
    assert (str(both), both.reasons, both.cells) == ("Falta el nombre. Falta el día.", (one, two), (1,))
    assert Refused.many([both, Refused("Y más.")]).reasons[:2] == (one, two)
    assert Refused.many([one]) is one
    with pytest.raises(ValueError, match="at least one"):
        Refused.many([])


def test_nothing_of_it_changes_later():
    refusal = Refused("No.")
    with pytest.raises(AttributeError, match="does not change"):
        refusal.sentence = "Sí."


@pytest.mark.parametrize(
    "refusal",
    [
        Refused("No.", field="day", cells=[1]),
        Refused.many([Refused("Uno."), Refused("Dos.", field="b")]),
        NoRuleInForce("pay.split", date(2017, 1, 1)),
    ],
)
def test_it_passes_whole_from_one_process_to_another(refusal):
    again = pickle.loads(pickle.dumps(refusal))
    assert (type(again), str(again), again.code) == (type(refusal), str(refusal), refusal.code)
    assert [(str(r), r.field, r.cells) for r in again.reasons] == [(str(r), r.field, r.cells) for r in refusal.reasons]
