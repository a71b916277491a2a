import gc

from llamkay.platform import cycles


def test_python_looks_for_cycles_seldom_and_not_through_what_every_process_loads():
    assert gc.isenabled()
    assert gc.get_threshold()[0] == cycles.YOUNG
    assert gc.get_freeze_count() > 10_000
