"""When it will be enough: a person's case projected under the scenarios that the form asks for. Nothing is kept."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from llamkay.apps.remission.counts.cases import case_of
from llamkay.apps.remission.counts.statements import law_today
from llamkay.apps.remission.words import in_words, reader, stage_words
from llamkay.core.errors import Refused
from llamkay.core.remission.simulate import simulate
from llamkay.core.remission.words import reading_words
from llamkay.core.values import Month
from llamkay.platform.security import scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


MARKS = ("served", "semi_liberty", "conditional")


def project(*, person: "Person", as_of: date, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """The projection of a person's case on a day, in rows for a screen.

    ``wishes`` are the cleaned fields of ``ProjectionForm``. Whoever calls answers for the scope: days of every prison
    count. Raises ``Refused`` with one sentence where the case cannot be read.
    """
    with scope.elevated():
        case = case_of(person, as_of=as_of)
    try:
        found = in_words(simulate(case, law_today(), scenarios_of(wishes, as_of)))
    except Refused as error:
        raise Refused(_("La proyección no se puede hacer: {error}.").format(error=error)) from error
    rows = [row for scenario in found["scenarios"] for row in _rows(scenario)]
    marked = {(mark["mark"], mark["reason"]) for row in rows for mark in row["marks"] if mark and mark["reason"]}
    reasons = sorted(marked, key=lambda pair: (MARKS.index(pair[0]), pair[1]))
    return {
        "result": found,
        "rows": rows,
        "ends": _day(found["sentence"]["ends_on"]) if found["sentence"] else None,
        "reasons": [{"mark": mark, "text": text} for mark, text in reasons],
        "others": list(_others(found["other_readings"])),
        "pace": {kind: item["days_per_month"] for kind, item in found["pace"].items()},
    }


def scenarios_of(wishes: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """The scenario document that the wishes make: stay the same, then each change alone, then stop."""
    month = wishes.get("month") or Month.of(as_of).next()
    on = month.first
    scenarios: list[dict[str, Any]] = [{"id": "keep", "title": _("Seguir igual")}]
    if lost := wishes.get("lose"):
        change = {"on": on, "do": "lose", "months": lost}
        scenarios.append({"id": "lose", "title": _("Perder la plaza {n} meses").format(n=lost), "changes": [change]})
    added = {"study": _("Sumar {n} días de estudio al mes"), "work": _("Sumar {n} días de trabajo al mes")}
    for kind, text in added.items():
        if days := wishes.get(kind):
            change = {"on": on, "do": "add", "kind": kind, "days_per_month": days}
            scenarios.append({"id": kind, "title": text.format(n=days), "changes": [change]})
    if wishes.get("stage"):
        regime, _slash, stage = wishes["stage"].partition("/")
        change = {"on": on, "do": "stage", "regime": regime} | ({"stage": stage} if stage else {})
        title = _("Pasar a: {stage}").format(stage=stage_words(regime, stage))
        scenarios.append({"id": "stage", "title": title, "changes": [change]})
    scenarios.append({"id": "stop", "title": _("Dejar toda actividad"), "changes": [{"on": on, "do": "stop"}]})
    return {"scenarios": scenarios}


def _rows(scenario: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each reading of the law; the first one carries the scenario."""
    rows = []
    for at, result in enumerate(scenario["results"]):
        marks = {mark["mark"]: mark for mark in result["marks"]}
        rows.append(
            {
                "title": "" if at else scenario["title"],
                "span": 0 if at else len(scenario["results"]),
                "assumptions": scenario["assumptions"],
                "reading": _reading(result),
                "reason": result["reason"] if result["status"] != "projected" else "",
                "marks": [_mark(marks.get(name)) for name in MARKS],
            }
        )
    return rows


def _others(others: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row for each date that another answer gives; the first of an answer carries its words."""
    for _answer, rows in groupby(others, key=lambda other: (other["parameter"], other["other"])):
        found = list(rows)
        for at, other in enumerate(found):
            later = other["days_later"] or 0
            yield {
                **other,
                "span": 0 if at else len(found),
                "day": _day(other["on"]),
                "later": later,
                "sooner": -later,
                "reading": _reading(other),
            }


def _reading(result: Mapping[str, Any]) -> str:
    return reading_words(result["reading"], reader()) if result["reading"] else ""


def _mark(mark: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        **mark,
        "day": _day(mark["on"]),
        "without": _day(mark["latest"]),
        "later": mark.get("days_later", 0),
        "sooner": -mark.get("days_later", 0),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
