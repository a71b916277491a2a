"""What every operation may answer and how strictly it reads: statuses, whole numbers, texts."""

import re
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator

LARGEST, LARGEST_ID = 2**31 - 1, 2**63 - 1
_DIGITS = re.compile(r"[0-9]{1,19}")


class Problem(Schema):
    """Why it was not done, in one sentence."""

    error: str


class Body(Schema):
    """What a program sends: names that nobody knows are refused, not ignored."""

    model_config = {"extra": "forbid"}


def answers(
    model: Any, *, one: bool = False, changes: bool = False, open_to_all: bool = False, limited: bool = False
) -> dict[int, Any]:
    """The statuses of an operation: of ``one`` thing it may not exist, a change may come too late, too many requests
    of one that is ``limited`` are refused."""
    statuses = [400, 422, 500]
    statuses += [429] if limited else []
    statuses += [] if open_to_all else [401, 403]
    statuses += [404] if one else []
    statuses += [409, 413] if changes else []
    return {200: model, **dict.fromkeys(sorted(statuses), Problem)}


def _of_digits(value: Any) -> Any:
    """A number of an address is written with the digits 0 to 9 and nothing else."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("whole_number")
    return value


def _without_null(text: str) -> str:
    if "\x00" in text:
        raise ValueError("null_character")
    return text


# What the description says of it; the sentence for a null character is the validator's own.
_NO_NULL = {"pattern": r"^[^\u0000]*$"}
# In a body a number is a number: neither true or false, nor a text, nor 3.0.
Whole = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
RowId = Annotated[int, Field(strict=True, ge=0, le=LARGEST_ID)]
# In an address it is a text of digits. The limits stand first: after a validator the description would lose them.
Page = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_of_digits)]
Year = Annotated[int, Field(ge=1900, le=2200), BeforeValidator(_of_digits)]
Id = Annotated[int, Field(ge=0, le=LARGEST_ID), BeforeValidator(_of_digits)]
Words = Annotated[str, Field(max_length=60, json_schema_extra=_NO_NULL), AfterValidator(_without_null)]
Text = Annotated[str, Field(max_length=200, json_schema_extra=_NO_NULL), AfterValidator(_without_null)]
