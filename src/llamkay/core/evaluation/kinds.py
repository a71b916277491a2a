"""What happens to a person on a day, and the ways of coming back."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened to a person on a day."""

    ADMITTED = "admitted"
    RELEASED = "released"
    TEMPORARY_EXIT = "temporary_exit"
    TEMPORARY_RETURN = "temporary_return"
    TRANSFERRED = "transferred"
    DIED = "died"
    EXPELLED = "expelled"
    RETURNED_CONVICTED = "returned_convicted"
    RETURNED_BEFORE_TRIAL = "returned_before_trial"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Return(StrEnum):
    """How a person came back; ``OLD_CASE`` is for an offence dated before the release, ``UNKNOWN`` lacks what tells."""

    NEW_CONVICTED = "new_convicted"
    NEW_BEFORE_TRIAL = "new_before_trial"
    REVOKED = "revoked"
    OLD_CASE = "old_case"
    ADMINISTRATIVE = "administrative"
    UNKNOWN = "unknown"
