"""τ-Argus, the engine of the statistical offices, on the same tables (development only)."""

import numpy as np
import pytest

from llamkay.hiding import Attacker
from tests.hiding.conftest import table_of
from tests.hiding.test_choose import protect

argus = pytest.importorskip("pytauargus")


def tau_argus(counts, threshold):
    """Where τ-Argus hides in a table of rows and columns; it never hides a zero."""
    micro = {"r": [], "c": [], "one": []}
    for (r, c), n in np.ndenumerate(counts):
        micro["r"] += [str(r)] * int(n)
        micro["c"] += [str(c)] * int(n)
        micro["one"] += [1] * int(n)
    done = argus.protect(micro, ["r", "c"], response="one", safety_rules=f"FREQ({threshold},0)", suppress="OPT(1)")
    cells = done.tables[0].dataframe()
    return {
        tuple("*" if cell[of] == "Total" else cell[of] for of in "rc") for cell in cells if cell["status"] in ("U", "M")
    }


@pytest.mark.parametrize("seed", range(6))
def test_as_few_cells_as_tau_argus_where_it_gives_as_much_room(seed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # it writes its logs where it stands
    rng = np.random.default_rng(seed)
    table_counts = rng.poisson(rng.gamma(1.0, 15, (8, 5))) + 1
    theirs, table = tau_argus(table_counts, 5), table_of(table_counts)
    assert {place for place, n in zip(table.places, table.counts, strict=True) if 0 < n < 5} <= theirs
    hidden = np.array([place in theirs for place in table.places])
    room = Attacker(table.system, table.counts, hidden).ends().narrowest
    ours = protect(table, 5)
    assert ours.narrowest >= 4
    if room >= 4:  # else they hide less than nobody being known nearer takes
        assert ours.hidden.sum() <= hidden.sum()
    assert ours.least <= ours.hidden.sum() <= 1.1 * ours.least
