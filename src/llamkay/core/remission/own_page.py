"""What a person reads of her own count: at most 120 plain words, two dates, and whom to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llamkay.core.remission.rates import Status
from llamkay.core.remission.reasons import Because, Reason, reason
from llamkay.core.remission.time_bar import TimeBar, time_bar


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What it says, the dates with what each is, and whom to ask."""

    sentences: Because
    dates: tuple[tuple[Reason, Reason], ...]
    ask: Because


ASK: Because = (reason("own.ask_days"), reason("own.ask_release"), reason("own.free"))


def own_page(case: Mapping[str, Any], result: Mapping[str, Any]) -> OwnPage:
    """The page of a case and its count; the explanation of every day is another (``plain_language``)."""
    days, status, bar = result["counted_days"], result["status"], time_bar(case, result)
    sentences = [reason("own.days", days=days) if days else reason("own.no_days")]
    if status == Status.COMPUTED and days:
        sentences.append(reason("own.takes", days=result["remitted_days"]))
    elif status != Status.COMPUTED and (days or status == Status.NOT_FINAL):
        sentences.append(reason(f"own.{status}"))
    if bar:
        return OwnPage((*sentences, reason("own.authority")), _dates(bar), ASK)
    return OwnPage((*sentences, reason("own.judge") if result["release"] else reason("own.no_sentence")), (), ASK)


def _dates(bar: TimeBar) -> tuple[tuple[Reason, Reason], ...]:
    ends = reason("own.when", on=bar.latest)
    if bar.disputed:
        ends = reason("own.between", earliest=bar.earliest, latest=bar.latest)
    return (reason("own.with"), ends), (reason("own.without"), reason("own.when", on=bar.ends))
