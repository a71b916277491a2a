"""The dictionary of figures: of each its version and since when, what over what, whose it is, what it does not say.

A figure's words stand in its ``Metric``; what stands behind them in ``data/figure-dictionary.yaml``. A ratio is a
figure over another, over the prisons that gave both, or is not told.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.kinds import QUARTERLY, SHOWN_WHOLE
from llamkay.apps.statistics.models import Metric
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.screens.cells import spanish


@dataclass(frozen=True)
class Owner:
    """The post that answers for a figure, whoever holds it, with how sure that is: no norm that was read says it."""

    post_es: str
    post_en: str
    confidence: str
    source: str = ""

    @property
    def marked(self) -> str:
        """The post, with what is to be confirmed of it."""
        source = f": {self.source}" if self.source else ""
        return str(self) if self.confidence == "high" else f"{self} ({_('por confirmar')}{source})"

    @property
    def spoken(self) -> str:
        """The same on a page, where its source stays Spanish."""
        if self.confidence == "high" or not self.source:
            return self.marked
        return format_html("{} ({}: {})", str(self), _("por confirmar"), spanish(self.source))

    def __str__(self) -> str:
        return self.post_en if get_language() == "en" else self.post_es


@dataclass(frozen=True)
class Former:
    """What a figure counted before: from its first day to its last."""

    version: int
    since: date
    until: date
    numerator: str


@dataclass(frozen=True)
class Entry:
    """What stands behind a figure; ``before`` is what it counted earlier, the oldest first."""

    code: str
    version: int
    since: date
    numerator: str
    denominator: str
    owner: Owner
    limits: str
    before: tuple[Former, ...] = ()

    @property
    def breaks(self) -> tuple[date, ...]:
        """The days from which something else is counted."""
        return tuple(each.until + timedelta(days=1) for each in self.before)


@dataclass(frozen=True)
class Ratio:
    """A figure over another, both named by their codes; ``majority``: whether half plus one is asked about;
    ``within``: whether it is a part of the other, and not so many for every hundred of it."""

    code: str
    name_es: str
    name_en: str
    definition_es: str
    definition_en: str
    numerator: str
    denominator: str
    decimals: int
    version: int
    since: date
    owner: Owner
    limits: str
    majority: bool = False
    within: bool = True

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_es

    @property
    def definition(self) -> str:
        return self.definition_en if get_language() == "en" else self.definition_es


@dataclass(frozen=True)
class RatioValue:
    """A ratio of a month over so many prisons that gave both figures."""

    part: int
    whole: int
    places: int
    decimals: int
    majority: bool
    within: bool = True

    @property
    def percent(self) -> str:
        return f"{100 * self.part / self.whole:.{self.decimals}f}"

    @property
    def half_and_one(self) -> int:
        """From how many on it is a majority."""
        return self.whole // 2 + 1

    @property
    def is_majority(self) -> bool:
        return self.part >= self.half_and_one


@dataclass(frozen=True)
class Line:
    """A figure of the dictionary with what stands behind it."""

    metric: Metric
    entry: Entry


@cache
def _document() -> dict[str, Any]:
    return next(each for each in yaml_documents("llamkay.data") if each["_file"] == "figure-dictionary.yaml")


@cache
def entries() -> dict[str, Entry]:
    """What stands behind each figure, by its code."""
    return {code: _entry(code, **facts) for code, facts in _document()["figures"].items()}


@cache
def owners() -> dict[str, Owner]:
    """The posts that answer for the figures, by their short names."""
    return {
        name: Owner(each["post"], each["post_en"], each["confidence"], each.get("source", ""))
        for name, each in _document()["owners"].items()
    }


def _entry(
    code: str,
    *,
    version: int,
    since: date,
    numerator: str,
    owner: str,
    limits: str,
    denominator: str = "",
    before: tuple[dict[str, Any], ...] = (),
) -> Entry:
    former = tuple(Former(**each) for each in before)
    return Entry(code, version, since, numerator, denominator, owners()[owner], limits, former)


@cache
def ratios() -> tuple[Ratio, ...]:
    """The ratios of the dictionary in their order."""
    return tuple(
        Ratio(
            name_es=facts.pop("name"),
            definition_es=facts.pop("definition"),
            owner=owners()[facts.pop("owner")],
            **facts,
        )
        for facts in ({**each} for each in _document()["ratios"])
    )


def lines() -> list[Line]:
    """The public figures in their order, each with what stands behind it."""
    return [Line(metric, entries()[metric.code]) for metric in queries.metrics(public_only=True)]


def value_of(ratio: Ratio, read: PublishedMonth) -> RatioValue | None:
    """A ratio of a month as the public may read it; none where it may not be told.

    Of children: what the release of the quarter that ends in the month tells, over the women of its document.
    """
    made = partial(RatioValue, decimals=ratio.decimals, majority=ratio.majority, within=ratio.within)
    if ratio.numerator in QUARTERLY:
        document = read.release.document if read.release else {}
        part, women = document.get("cells", {}).get(QUARTERLY[ratio.numerator]), document.get("women")
        return None if part is None or not women else made(part, women["value"], women["places"])
    if {ratio.numerator, ratio.denominator} <= set(SHOWN_WHOLE):
        inside, whole = read.figure(ratio.numerator), read.figure(ratio.denominator)
        wholes = {each.code: each.value or 0 for each in whole.parts}
        both = [each for each in inside.parts if wholes.get(each.code)]
        counted, of = sum(each.value or 0 for each in both), sum(wholes[each.code] for each in both)
        return made(counted, of, len(both)) if of else None
    share = read.share(ratio.numerator, ratio.denominator, within=ratio.within)
    return None if share is None else made(share.part, share.whole, share.places)
