"""The special bank account: every condition with its article; what is not known is never met."""

from datetime import date

import pytest

from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.pay.accounts import Answer, Offence, special_account, verdict
from llamkay.platform.law import every_law

LAW = LawBook.of(every_law())
DAY = date(2026, 2, 2)
ALL = {"first_entry": True, "not_recidivist": True, "selected": True, "not_interdict": True, "no_laundering": True}


def asked(*offences, on=DAY, **facts):
    return special_account(law=LAW, on=on, facts=ALL | facts, offences=offences)


def barred(conditions):
    return {condition.rule.id for condition in conditions if condition.answer is Answer.BARRED}


def test_met_only_when_everything_is_known_and_met():
    assert verdict(asked(Offence("186"))) is Answer.MET
    assert verdict(asked(Offence("186"), selected=None)) is Answer.UNKNOWN
    assert verdict(asked(Offence("186"), first_entry=False, selected=None)) is Answer.BARRED


@pytest.mark.parametrize(
    ("offence", "rules"),
    [
        (Offence("296"), {"ACC-04-drugs"}),
        (Offence("296-A"), {"ACC-04-drugs"}),
        (Offence("303"), {"ACC-04-drugs"}),
        (Offence("304"), set()),
        (Offence("295"), set()),
        (Offence("393"), {"ACC-04-corruption"}),
        (Offence("186", frozenset({"organised_crime"})), {"ACC-04-organised"}),
        (Offence("186", frozenset({"terrorism"})), {"ACC-04-terrorism"}),
        (Offence("4", frozenset({"aggravated_laundering"})), {"ACC-04-laundering"}),
    ],
)
def test_each_exclusion_bars_what_it_names_and_no_more(offence, rules):
    assert barred(asked(offence)) == rules


def test_every_condition_says_its_article_and_confidence():
    found = asked()
    assert {c.rule.id for c in found} == {
        "ACC-01",
        "ACC-02",
        "ACC-03",
        "ACC-04-drugs",
        "ACC-04-corruption",
        "ACC-04-terrorism",
        "ACC-04-organised",
        "ACC-04-laundering",
        "ACC-05",
    }
    assert all(c.rule.article and c.rule.confidence in ("high", "medium") for c in found)


def test_before_the_decree_there_is_no_condition():
    assert asked(on=date(2017, 12, 22)) == ()
    with pytest.raises(NoRuleInForce):
        LAW.value("references.accounts.gaps", on=date(2017, 12, 22))
