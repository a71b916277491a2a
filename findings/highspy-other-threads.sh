#!/usr/bin/env bash
# HiGHS in Python solves no second model with another number of threads in the same process: minimize() comes back with
# kError and no exception, the status is kNotset and the objective 0.0, which reads like an optimum. With the number of
# threads of the first model it solves again. Seen with highspy 1.16.0 (a table whose hidden cells are chosen by it would
# hide nothing). The program looks at the status before it reads a solution, and always asks for one number of threads.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "highspy==1.16.0" numpy
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import highspy


def solved(threads):
    """The least of 3x + 2y with x + y >= 1, both 0 or 1: it is 2."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", threads)
    x, y = model.addBinary(), model.addBinary()
    model.addConstr(x + y >= 1)
    status = model.minimize(3 * x + 2 * y)
    return status.name, model.getModelStatus().name, model.getObjectiveValue()


first, other, again = solved(1), solved(2), solved(1)
print(f"highspy {version('highspy')}: 1 thread {first}, 2 threads {other}, 1 thread {again}")
assert first == again == ("kOk", "kOptimal", 2.0)
assert other == ("kError", "kNotset", 0.0), "another number of threads is solved now"
PY
