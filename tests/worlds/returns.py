"""What a prison reports by hand: figures that agree with one another, in two months."""

from llamkay.core.values import Month

DECEMBER, JANUARY = Month(2025, 12), Month(2026, 1)


def totals(population, working=0, studying=0, both=0, **more):
    """Figures that agree with one another; further ones by name."""
    figures = {
        "population": {"": population},
        "working": {"": working},
        "studying": {"": studying},
        "work_and_study": {"": both},
        "work_or_study": {"": working + studying - both},
    }
    return figures | {code: value if isinstance(value, dict) else {"": value} for code, value in more.items()}
