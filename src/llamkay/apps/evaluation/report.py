"""What may be read of a study: one document of numbers and codes, no person in it, small counts withheld.

The same document is the page, the paper, the data package and what the public reads. Sentences are made where they are
read, from the codes of ``core.evaluation.words``; those of a verdict stand in it too, because they are what was signed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any

from llamkay.apps.evaluation.people import Gathered
from llamkay.core.disclosure import is_small, protect
from llamkay.core.evaluation.comparison import Comparison
from llamkay.core.evaluation.ecology import correlation
from llamkay.core.evaluation.protocol import Protocol
from llamkay.core.evaluation.shares import Share
from llamkay.core.evaluation.study import Counted, Group, Outcome, Study, crude
from llamkay.core.evaluation.verdict import MIN_TREATED, Code, Verdict, discreet
from llamkay.core.evaluation.withheld import GROUPS, Cell, open_points, withheld
from llamkay.core.evaluation.words import sentence

Document = dict[str, Any]
_PLACES = 6  # decimals of a share: those that are read are rounded from them, with one
_CURVE_PLACES = 3  # of a point of a curve: those that are read


def document(gathered: Gathered, made: Study, protocol: Protocol) -> Document:
    """The document of a study of a protocol."""
    head = made.headline
    compared = head.treated.people + head.comparison.people
    hidden = withheld(made.outcomes, protocol.outcome)
    followed = {
        name: _followed(name, group, made.outcomes, hidden) if head.found else [] for name, group in made.groups.items()
    }
    marks = {name: [row["month"] for row in rows if row["people"] is not None] for name, rows in followed.items()}
    return {
        "protocol": {
            "version": protocol.version,
            "seal": protocol.seal,
            "first": protocol.first.isoformat(),
            "last": protocol.last.isoformat(),
            "data_cut": protocol.data_cut.isoformat(),
            "windows": list(protocol.windows),
            "outcome": [str(kind) for kind in protocol.outcome],
            "subgroups": list(protocol.subgroups),
            "exposure": asdict(protocol.exposure) if protocol.exposure else None,
            "landmark": protocol.landmark,
            "answers": dict(protocol.answers),
        },
        "funnel": _funnel(gathered, made, compared),
        "unknown_ground": None if is_small(gathered.unknown_ground) else gathered.unknown_ground,
        "late": None if is_small(gathered.late) else gathered.late,
        "done": _done(gathered, head.treated.people),
        "design": made.design.value,
        "outcomes": [_outcome(each, row, hidden, protocol.landmark) for row, each in enumerate(made.outcomes)],
        "curves": {
            name: _curve(name, group, made.outcomes, hidden, marks[name]) if head.found else []
            for name, group in made.groups.items()
        },
        "followed": followed,
        "means": {name: _mean(group, made.tau) for name, group in made.groups.items()},
        "log_rank": asdict(made.log_rank) if made.log_rank else None,
        "model": _model(made),
        "power": {"needed": made.needed, "detectable": _number(made.detectable)},
        "dropped": dict(made.dropped),
        "missing": {name: None if is_small(n) else n for name, n in made.missing.items()},
        "clustered": made.clustered,
        "access": _access(made),
        "ecology": _ecology(made),
    }


def _funnel(gathered: Gathered, made: Study, compared: int) -> list[Document]:
    people = gathered.people
    partial = int((people.part == -1).sum()) if made.design != "lot" else 0
    windows = made.headline.months
    unfinished = int((people.whole < windows)[(people.part != -1) | (made.design == "lot")].sum())
    lost = {**gathered.lost, "partial": partial, "follow_up": unfinished}
    lost["group"] = gathered.released - sum(lost.values()) - compared
    shown = protect(lost, sensitive=True)
    losses = [{"loss": name, "people": shown[name]} for name in lost if lost[name]]
    ends = [("released", gathered.released), ("analysed", compared)]
    first, last = ({"stage": name, "people": None if is_small(n) else n} for name, n in ends)
    return [first, *losses, last]


def _done(gathered: Gathered, treated: int) -> Document | None:
    """The middle days and hours of those who took part: of thirty people or more."""
    if gathered.hours is None or treated < MIN_TREATED:
        return None
    days, hours = gathered.hours
    return {"days": round(days), "hours": round(hours)}


def _outcome(each: Outcome, row: int, hidden: Collection[Cell], landmark: int | None) -> Document:
    reserved = any((row, group, name) in hidden for group in GROUPS for name in ("people", "returned"))
    found, difference = each.found, crude(each)
    shown: Document = {
        "months": each.months,
        "subgroup": each.subgroup,
        **{
            group: _counted(getattr(each, group), {name for at, of, name in hidden if (at, of) == (row, group)})
            for group in GROUPS
        },
        "verdict": verdict(each.verdict, each.months, withheld=reserved, landmark=landmark),
        "controls": [
            {"name": c.name, "difference": _sided(c.difference), "moved": c.moved, "why": c.why} for c in each.controls
        ],
        "why": each.why,
        "reserved": reserved,
        "crude": None if reserved or difference is None else _limits(difference),
        "alike": None,
        "weighted": None,
    }
    if found is None:
        shown["crude"] = None
    elif not reserved and each.verdict.why != "unbalanced":  # what a sentence tells stands in a table too
        shown["alike"] = {
            "treated": _number(found.weighted.treated),
            "comparison": _number(found.weighted.comparison),
        }
    if found is None or reserved or each.verdict.code is Code.REFUSED:
        return shown | ({"balance": _balance(found)} if found and not reserved else {})
    shown["weighted"] = {
        "treated": _number(found.weighted.treated),
        "comparison": _number(found.weighted.comparison),
        **(_limits(found.weighted_limits) or {}),
        "ratio": _number(found.weighted.treated / found.weighted.comparison) if found.weighted.comparison else None,
    }
    value, error = found.doubly_robust
    shown |= {
        "doubly_robust": {"difference": _number(value), "error": _number(error)},
        "effective": [round(size) for size in found.effective],
        "evalue": {"estimate": _number(found.e_value), "limit": _number(found.e_value_of_limit)},
        "p": _number(each.p),
        "adjusted": _number(each.adjusted),
        "balance": _balance(found),
    }
    return shown


def _balance(found: Comparison) -> list[Document]:
    return [{"name": b.name, "before": _number(b.before), "after": _number(b.after)} for b in found.balance]


def verdict(
    found: Verdict, months: int | None = None, *, withheld: bool = False, landmark: int | None = None
) -> Document:
    """A verdict as it is written down: its code, grade and sentences, without counts of one to four."""
    shown = discreet(found, withheld=withheld)
    return {
        "code": shown.code.value,
        "grade": shown.grade.value,
        "why": shown.why,
        "needed": shown.needed,
        "es": sentence(shown, "es", months=months, landmark=landmark),
        "en": sentence(shown, "en", months=months, landmark=landmark),
    }


def _counted(group: Counted, without: Collection[str]) -> Document:
    hidden = bool({"people", "returned"} & set(without))
    kinds = protect({str(kind): n for kind, n in group.kinds.items()}, sensitive=True)
    share = None if hidden else group.share
    return {
        "people": None if "people" in without else group.people,
        "returned": None if hidden else group.returned,
        "share": None if share is None else _number(share.value),
        "lower": None if share is None else _number(share.lower),
        "upper": None if share is None else _number(share.upper),
        "kinds": dict.fromkeys(kinds)
        if hidden and group.returned
        else {kind: None if kind in without else n for kind, n in kinds.items()},
        "ended": None if "ended" in without else group.ended,
    }


def _curve(
    name: str, group: Group, outcomes: Sequence[Outcome], hidden: Collection[Cell], marks: Collection[int]
) -> list[Document]:
    """The points that no subtraction turns into a few people; none of a group under thirty.

    With more decimals a share would tell how many were at risk, and so how many were lost to sight.
    """
    return [
        {
            "month": point.month,
            **{part: _number(getattr(point, part), _CURVE_PLACES) for part in ("share", "lower", "upper")},
        }
        for point in (open_points(group, name, outcomes, hidden, marks) if group.people >= MIN_TREATED else ())
    ]


def _followed(name: str, group: Group, outcomes: Sequence[Outcome], hidden: Collection[Cell]) -> list[Document]:
    """Those still followed at the end of some months, where no subtraction tells one to four who died or left."""
    if group.people < MIN_TREATED:
        return []
    rows = {each.months: row for row, each in enumerate(outcomes) if not each.subgroup}
    open_ = {
        months: getattr(outcomes[row], name).ended
        for months, row in rows.items()
        if not any((row, name, what) in hidden for what in ("people", "returned", "ended"))
    }
    shown: list[Document] = []
    for mark in group.followed:
        few = is_small(mark.people) or (mark.month in rows and mark.month not in open_)
        few = few or any(is_small(abs(mark.ended - ended)) for ended in (0, *open_.values()))
        if not few:
            open_[mark.month] = mark.ended
        shown.append({"month": mark.month, "people": None if few else mark.people})
    return shown


def _mean(group: Group, tau: int) -> Document | None:
    value, error = group.mean
    if group.people < MIN_TREATED or not isfinite(value):
        return None
    return {"tau": tau, "value": _number(value), "error": _number(error)}


def _model(made: Study) -> Document:
    if made.model is None:
        return {"why": made.model_why}
    first, test = made.model.coefficients[0], made.model.proportionality[0]
    numbers = {name: _number(getattr(first, name)) for name in ("hazard_ratio", "lower", "upper", "p")}
    return {**numbers, "proportionality": _number(test.p), "why": ""}


def _access(made: Study) -> list[Document]:
    shown = []
    for name in dict.fromkeys(each.name for each in made.access):
        rows = [each for each in made.access if each.name == name]
        # The whole of each is told elsewhere: who took part, who did not, all of them.
        people, *parts = (
            protect({row.label: value(row) for row in rows}, sensitive=True)
            for value in (lambda row: row.people, lambda row: row.part, lambda row: row.people - row.part)
        )
        for row in rows:
            hidden = any(known[row.label] is None for known in (people, *parts))
            share: Share | None = None if hidden else row.share
            shown.append({"name": name, "label": row.label, "people": people[row.label], **(_limits(share) or {})})
    return shown


def _ecology(made: Study) -> Document | None:
    """How prisons with more people in the programme compare: of places, never of people."""
    large = [each for each in made.prisons if each.people >= MIN_TREATED]
    pairs = [(each.part / each.people, each.returned / each.people) for each in large]
    found = correlation(pairs)
    return None if found is None else {"prisons": len(large), "correlation": _number(found)}


def _limits(share: Share | None) -> Document | None:
    if share is None:
        return None
    return {"value": _number(share.value), "lower": _number(share.lower), "upper": _number(share.upper)}


def _sided(share: Share | None) -> Document | None:
    """The same with as many decimals as tell on which side of zero a limit stands."""
    if share is None:
        return None
    ends = {"value": share.value, "lower": share.lower, "upper": share.upper}
    return {name: _number(end) or round(end, 2 + _PLACES) + 0.0 for name, end in ends.items()}


def _number(value: float, places: int = _PLACES) -> float | None:
    # No minus before a zero: the database keeps none, and the hash is of what it keeps.
    return round(float(value), places) + 0.0 if isfinite(value) else None


def headline(shown: Mapping[str, Any]) -> Document:
    """The first declared outcome of a document."""
    first: Document = shown["outcomes"][0]
    return first


def package_rows(shown: Mapping[str, Any]) -> dict[str, tuple[Sequence[str], list[Sequence[Any]]]]:
    """The tables of the data package: name → headings and rows."""
    groups = ("treated", "comparison")
    outcomes = [
        [
            *(each["months"], each["subgroup"], group),
            *(each[group][name] for name in ("people", "returned", "share", "lower", "upper", "ended")),
            *(each["verdict"]["code"], each["verdict"]["grade"], each["verdict"]["es"], each["verdict"]["en"]),
        ]
        for each in shown["outcomes"]
        for group in groups
    ]
    kinds = [
        [each["months"], each["subgroup"], group, kind, n]
        for each in shown["outcomes"]
        for group in groups
        for kind, n in each[group]["kinds"].items()
    ]
    differences = [
        [each["months"], each["subgroup"], name, *(each[name][part] for part in ("value", "lower", "upper"))]
        for each in shown["outcomes"]
        for name in ("crude", "weighted")
        if each[name]
    ]
    curves = [
        [group, *(point[name] for name in ("month", "share", "lower", "upper"))]
        for group, points in shown["curves"].items()
        for point in points
    ]
    followed = [
        [group, row["month"], row["people"]] for group, rows in shown.get("followed", {}).items() for row in rows
    ]
    balance = [
        [each["months"], each["subgroup"], *(b[name] for name in ("name", "before", "after"))]
        for each in shown["outcomes"]
        for b in each.get("balance", ())
    ]
    access = [
        [row["name"], row["label"], row["people"], *(row.get(name) for name in ("value", "lower", "upper"))]
        for row in shown["access"]
    ]
    funnel = [[row.get("stage") or row.get("loss"), "loss" in row, row["people"]] for row in shown["funnel"]]
    limits = ("share", "lower", "upper")
    which = ("months", "subgroup")
    return {
        "funnel": (("step", "loss", "people"), funnel),
        "outcomes": (
            (*which, "group", "people", "returned", *limits, "ended", "verdict", "grade", "sentence_es", "sentence_en"),
            outcomes,
        ),
        "returns": ((*which, "group", "kind", "people"), kinds),
        "differences": ((*which, "estimate", "difference", "lower", "upper"), differences),
        "curves": (("group", "month", *limits), curves),
        "followed": (("group", "month", "people"), followed),
        "balance": ((*which, "covariate", "before", "after"), balance),
        "access": (("measure", "class", "people", *limits), access),
    }
