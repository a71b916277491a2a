"""Words apart from rules: each code of the kernel has its sentence in both languages, and no result depends on one."""

import ast
import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.law import LawBook
from llamkay.core.remission.assumptions import ASSUMPTIONS
from llamkay.core.remission.compare import compare
from llamkay.core.remission.days import Exclusion
from llamkay.core.remission.plain_language import as_text, explain
from llamkay.core.remission.procedure import Debt, Purpose, Sentenced, procedure
from llamkay.core.remission.rates import DISPUTES, STAGES, Conviction, Status
from llamkay.core.remission.reasons import Reason, as_data, fullest, is_reason, reason
from llamkay.core.remission.simulate import simulate
from llamkay.core.remission.statement import compute_case
from llamkay.core.remission.words import LANGUAGES, in_words, place_words, sentence, stage_words, voice
from llamkay.core.remission.words.language import fields
from llamkay.platform.files.datafiles import yaml_documents
from tests.mending import mend
from tests.worlds.corpus import CORPUS, counted
from tests.worlds.source import nodes, tree_of

ROOT = Path(__file__).parents[3]
DOCUMENTS = [dict(document) for document in yaml_documents("llamkay.law", "pe")]
LAW = LawBook.of(DOCUMENTS)
SOURCES = [
    path
    for folder in ("core/remission", "apps/remission", "apps/closing")
    for path in sorted((ROOT / "src" / "llamkay" / folder).rglob("*.py"))
    if path.name != "reasons.py" and "migrations" not in path.parts
]


# What the kernel can say


def given_codes() -> Iterator[tuple[str, bool, set[str] | None]]:
    """Each code that the sources give: it (or what a family of codes begins with), whether a family, its values."""
    for path in SOURCES:
        for node in nodes(tree_of(path)):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name not in ("reason", "ruled", "_ground"):
                continue
            names = {keyword.arg for keyword in node.keywords}
            values = None if None in names else names | ({"norm", "article"} if name != "reason" else set())
            for code, family in codes_of(node.args[0]):
                yield code, family, values
                if name == "_ground":
                    yield f"{code}_persons", family, values


def codes_of(node: ast.expr) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Constant):
        yield str(node.value), False
    elif isinstance(node, ast.IfExp):
        yield from codes_of(node.body)
        yield from codes_of(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value), True


def rules(topic: str, key: str = "") -> set[str]:
    found = [value for name in LAW.topics(topic) for value in LAW.all(name)]
    return {value.id for value in found if not key or value.value.get(key)}


FAMILIES: dict[str, set[str]] = {
    "question.": {*DISPUTES, *ASSUMPTIONS},
    "source.": {*DISPUTES, *ASSUMPTIONS},
    "reading.": {f"{name}.{option}" for name, options in DISPUTES.items() for option in options},
    "answer.": {f"{name}.{option}" for name, options in DISPUTES.items() for option in options},
    "assumed.": {f"{name}.{option}" for name, found in ASSUMPTIONS.items() for option in found.options},
    "excluded.": {code.slug for code in Exclusion if code},
    "outcome.": set(map(str, Status)),
    "status.": set(map(str, Status)) - {"computed"},
    "plain.": {"barred", "no_ratio", "not_final", "two_readings"},
    "sentences.": {"several", "consecutive", "escape", "release", "added"},
    "needs.": {"several", "release", "added"},
    "own.": {"barred", "no_ratio", "not_final", "two_readings"},
    "could.": {"law", "stage", "place", "study", "conviction"},
    "fact.": {
        "as_of",
        "person",
        "convictions",
        "stages",
        "evaluations",
        "enrolments",
        "activity",
        "study_results",
        "isolation",
        "at_large",
        "expelled",
        "parameters",
    },
    "date.": {"sentence_ends", "with_remission"},
    "step.": rules("procedure.step."),
    "note.": rules("procedure.step.", "noted"),
    "paper.": rules("procedure.paper."),
    "signs.": rules("procedure.paper.", "signed") | rules("procedure.certificate.signs"),
    "depends.": rules("procedure.extra_papers", "depends") | rules("procedure.barred.benefit", "depends"),
    "condition.": rules("procedure.condition."),
    "exempt.": rules("procedure.exempt") - rules("procedure.exempt", "reading"),
}
SINGLE = {code for code, family, _ in given_codes() if not family}
CODES = SINGLE | {f"{prefix}{end}" for prefix, ends in FAMILIES.items() for end in ends}


def test_every_family_of_codes_is_known() -> None:
    assert {code for code, family, _ in given_codes() if family} == set(FAMILIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_has_its_sentence_and_no_sentence_is_idle(language: str) -> None:
    sentences = LANGUAGES[language].sentences
    assert (CODES - set(sentences), set(sentences) - CODES) == (set(), set())
    assert set(LANGUAGES[language].plain) <= CODES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_names_only_what_its_reason_carries(language: str) -> None:
    found = LANGUAGES[language]
    missing = []
    whole = [(code, values) for code, family, values in given_codes() if not family and values is not None]
    for code, values in whole:
        for template in (found.sentences[code], found.plain.get(code, "")):
            asked = {name for name, _ in fields(template) if not name.startswith("=")}
            asked = asked - {"cite"} | ({"norm", "article"} if "cite" in asked else set())
            missing += [(code, name) for name in asked - values]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_citation_is_used_and_known(language: str) -> None:
    found = LANGUAGES[language]
    cited = {
        name[1:]
        for template in (*found.sentences.values(), *found.plain.values())
        for name, _ in fields(template)
        if name.startswith("=")
    }
    assert cited == set(found.citations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_regime_and_stage_has_its_words(language: str) -> None:
    for regime, stages in STAGES.items():
        for label in [f"{regime}/{stage}" for stage in stages] or [regime]:
            assert place_words(label, language) != place_words("unclassified", language)
            if regime != "semi_liberty":  # no regime of a prison
                assert stage_words(label, language) != stage_words("unclassified", language)


# Whole results


def reasons_in(data: Any) -> Iterator[dict[str, Any]]:
    if is_reason(data):
        yield data
        data = list(data["values"].values())
    for item in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from reasons_in(item)


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_a_count_is_said_in_both_languages(document: dict) -> None:
    result = counted(document)
    assert json.loads(json.dumps(result)) == result
    for data in reasons_in(result):
        found = Reason.of(data)
        assert found.as_dict() == data
        assert "⟨" not in repr(found)
        assert sentence(found) != sentence(found, "en")
    assert as_text(explain(result)) != as_text(explain(result, "en"))
    assert list(reasons_in({**in_words(result, "en"), "segments": []})) == [
        item for other in result["excluded"] for item in reasons_in(other)
    ] + [item for other in result["alternatives"] for item in reasons_in(other["why"])]


def test_a_projection_and_a_comparison_are_said_in_both_languages() -> None:
    for document in CORPUS[::25]:
        projected = simulate(document, LAW)
        spanish, english = in_words(projected), in_words(projected, "en")
        assert (spanish["promise"], spanish["law"]) != (english["promise"], english["law"])
        assert all(isinstance(text, str) for text in (*english["warnings"], *english["could_change"]))
    results = [compute_case(document, LAW) for document in CORPUS[::10]]
    for one, other in pairwise(results):
        for difference in compare(one, other):
            assert difference.as_dict() != difference.as_dict("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_procedure_is_said_in_both_languages(language: str) -> None:
    """Each offence, purpose and state of the debt that a rule tells apart: nothing it says lacks a value."""
    offences = ["108", "111", "122", "152", "186", "189", "200", "274", "296", "376", "387"]
    for offence, purpose, debt, years in product(offences, Purpose, Debt, (0, 5, 8)):
        tags = frozenset({"negligent"} if offence == "111" else {"terrorism"} if offence == "108" else ())
        found = procedure(
            law=LAW,
            purpose=purpose,
            convictions=[Sentenced(Conviction(offence, tags=tags, final_on=date(2024, 3, 1)), years=years)],
            filed_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
            completes_on=date(2026, 3, 20),
            debt=debt,
        )
        shown = in_words(found.as_dict(), language)
        assert shown["why"] and shown["gate"]["text"] and shown["again"]
        assert list(reasons_in({**shown, "reasons": []})) == []


def test_an_english_count_has_no_spanish_word() -> None:
    spanish = {"de", "la", "el", "días", "pena", "razón", "según", "ley", "régimen", "artículo", "firmeza", "que"}
    for document in CORPUS[::5]:
        result = compute_case(document, LAW)
        norms = {str(r["values"].get("norm", "")) for r in reasons_in(result)} | {
            voice("en", plain=True).norm(str(item["norm"])) for item in result["excluded"]
        }
        text = as_text(explain(result, "en"))
        for norm in sorted(norms, key=len, reverse=True):
            text = text.replace(norm, "")
        assert not spanish & set(text.replace(",", " ").replace(".", " ").split()), text


def test_mended_words_change_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document for document in CORPUS[::20] if compute_case(document, LAW)["segments"]]
    before = [compute_case(document, LAW) for document in documents]
    shown = [in_words(result) for result in before]
    mend(monkeypatch)
    again = [compute_case(document, LAW) for document in documents]
    assert again == before
    assert all(one != other for one, other in zip(map(in_words, again), shown, strict=True))


def test_a_rule_changed_with_its_date_is_followed_by_the_result_and_its_reason() -> None:
    """From 1 April 2027 medium security asks three for one of whoever is sentenced after it."""
    documents = copy.deepcopy(DOCUMENTS)
    (topic,) = [d for d in documents if d.get("topic") == "remission.ratio.work.closed_ordinary.medium"]
    last = topic["values"][-1]
    topic["values"].append({**last, "id": "RED-99", "from": date(2027, 4, 1), "value": 3, "norm": "D.Leg 9999"})
    last["to"] = date(2027, 4, 1)
    document = {
        "id": "later",
        "as_of": date(2027, 12, 1),
        "convictions": [{"offence": "185", "committed_on": date(2027, 4, 2), "final_on": date(2027, 5, 3)}],
        "stages": [{"from": date(2027, 5, 3), "regime": "closed_ordinary", "stage": "medium"}],
        "activity": [{"kind": "work", "from": date(2027, 6, 1), "to": date(2027, 7, 1), "days": 20}],
    }
    (then,), (now,) = (compute_case(document, law)["segments"] for law in (LAW, LawBook.of(documents)))
    assert (then["ratio"], now["ratio"]) == (1, 3)
    assert [Reason.of(data)["ratio"] for data in (then["why"][0], now["why"][0])] == [1, 3]
    assert sentence(Reason.of(now["why"][0])).startswith("D.Leg 9999, art. 44: régimen cerrado ordinario, etapa")


# The form itself

NAMES = st.sampled_from("when kind final place ratio".split())
PLAIN = st.text(max_size=5) | st.integers() | st.dates()


def holding(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Reason]:
    pairs = st.dictionaries(NAMES, values, max_size=3)
    return st.builds(lambda code, rule, given: reason(code, rule, **given), NAMES, NAMES, pairs)


REASONS = holding(PLAIN | st.lists(holding(PLAIN), min_size=1, max_size=2).map(tuple))


@given(REASONS)
def test_a_reason_comes_back_from_plain_data_in_any_order(found: Reason) -> None:
    data = json.loads(json.dumps(found.as_dict()))
    assert Reason.of(data) == found
    assert hash(Reason.of(data)) == hash(found)
    assert Reason.of({**data, "values": dict(reversed(data["values"].items()))}) == found
    assert as_data((found,)) == [data]


def test_what_is_no_value_of_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="no value of a reason"):
        Reason.of({"code": "x", "rule": "", "values": {"n": 1.5}})


def test_of_two_reasons_the_one_that_names_more_stands() -> None:
    short, long = (reason("a", n=1),), (reason("a", n=1), reason("b"))
    assert fullest(short, long) == fullest(long, short) == long
    other = (reason("c", n=2),)
    assert (fullest(short, other), fullest(other, short)) == (short, other)
