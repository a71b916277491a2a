"""Several processes close as one does, and what one raises is raised."""

from functools import partial

import pytest

from llamkay.apps.closing import parallel
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.cli.running import _close_one
from llamkay.platform.security import scope


@pytest.mark.django_db(transaction=True)
def test_processes_close_as_one_does(monkeypatch, full_prison):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    with scope.elevated():
        made = full_prison
        ids = list(Establishment.objects.order_by("order").values_list("id", flat=True)[:16])
        assert made.place.pk in ids
        done = list(parallel.each(partial(_close_one, "2026-01", ""), ids))
        assert MonthClose.objects.filter(month="2026-01-01", establishment__in=ids).count() == len(ids)
        assert [(item.hash, item.already) for item in done] == [
            (_close_one("2026-01", "", pk).hash, pk == made.place.pk) for pk in ids
        ]
        with pytest.raises(Establishment.DoesNotExist):
            list(parallel.each(partial(_close_one, "2026-01", ""), [*ids, 0]))
