#!/usr/bin/env bash
# The median that lifelines reads off a Kaplan–Meier curve depends on how a half was rounded. By its own words
# qth_survival_time() «solves q = S(t)» and gives the first time at which the curve is there, never («inf») where it is
# not reached. Of four people two of whom return, in months 1 and 2, the median is 2; of six people three of whom return,
# in months 1, 2 and 3, it is «never», though the curve is a half from month 3 on: lifelines 0.30.3 keeps that half as
# 0.5000000000000001 and compares it exactly. Two programmes in which the same share returned would be told apart by «two
# months» and «never». The program tells no median time to return: it tells the share that returned by each month.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "lifelines==0.30.3" "numpy==2.4.6" "pandas==2.3.3"
"$folder/venv/bin/python" - <<'PY'
from fractions import Fraction
from math import inf, isclose

from lifelines import KaplanMeierFitter, __version__


def exact_median(people):
    """Half of them return, one a month: the first month in which the curve, in fractions, is a half or less."""
    left, month = Fraction(1), 0
    while left > Fraction(1, 2):
        left *= Fraction(people - month - 1, people - month)
        month += 1
    return month


def by_lifelines(people):
    half = people // 2
    curve = KaplanMeierFitter().fit([*range(1, half + 1), *[12] * half], [1] * half + [0] * half)
    return curve.median_survival_time_, float(curve.survival_function_at_times(half).iloc[0])


found = {people: by_lifelines(people) for people in (2, 4, 6, 8, 10)}
print(f"lifelines {__version__}: people, half of whom return: its median and its curve at the exact one")
for people, (median, value) in found.items():
    print(f"{people:3}  exact {exact_median(people)}  lifelines {median}  curve {value!r}")
assert all(isclose(value, 0.5, abs_tol=1e-12) for _median, value in found.values())
assert found[4][0] == exact_median(4) == 2 and found[10][0] == exact_median(10) == 5
assert found[6][0] == found[8][0] == inf, "a half is a half however it was rounded now"
PY
