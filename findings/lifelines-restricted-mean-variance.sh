#!/usr/bin/env bash
# lifelines' restricted_mean_survival_time(..., return_variance=True) gives how much the times of people differ from one
# another until the horizon, not how uncertain their mean is: its root, taken for a standard error, is about √n too
# large (for the 432 people of «rossi» until week 52: 12.6 weeks, where R's survival 3.5-3 says 0.61 for the same mean).
# A difference between two programmes would then never be found. Seen with lifelines 0.30.3. The program computes the
# error from Greenwood's sum, and compares it with R's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "lifelines==0.30.3" "pandas<3"
"$folder/venv/bin/python" - <<'PY'
from math import sqrt

from lifelines import KaplanMeierFitter, __version__
from lifelines.datasets import load_rossi
from lifelines.utils import restricted_mean_survival_time

people = load_rossi()
times = KaplanMeierFitter().fit(people["week"], people["arrest"])
mean, variance = restricted_mean_survival_time(times, t=52, return_variance=True)
print(f"lifelines {__version__}: {len(people)} people, mean {mean:.3f}, root of the variance {sqrt(variance):.3f}")

# Greenwood's sum over the same steps, as R's print(survfit(...), rmean=52) has it
table = times.event_table
left, area, se2, steps = 1.0, 0.0, 0.0, []
for week, row in table[table.index > 0].iterrows():
    left *= 1 - row["observed"] / row["at_risk"]
    steps.append((week, left, row["observed"], row["at_risk"]))
for index, (week, _, died, at_risk) in enumerate(steps):
    after = sum((min(52, steps[j + 1][0]) - steps[j][0]) * steps[j][1] for j in range(index, len(steps) - 1))
    if at_risk > died:
        se2 += after**2 * died / (at_risk * (at_risk - died))
print(f"standard error of the mean by Greenwood's sum: {sqrt(se2):.3f}")
assert sqrt(variance) > 15 * sqrt(se2), "what it calls the variance is now that of the mean"
PY
