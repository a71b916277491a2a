"""``python -m tests.faults [NAME…] --rounds 10 --seed 1 --minutes 5``: run the scripts and say what each did."""

import argparse
import sys
import time

from tests.faults.house import Fault, ground
from tests.faults.scripts import SCRIPTS


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("names", nargs="*", choices=[[], *SCRIPTS], metavar="NAME", help=", ".join(SCRIPTS))
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, help="begin no further round after so long")
    asked.add_argument("--people", type=int, default=200, help="how many instructors «load» has")
    given, faults = asked.parse_args(), 0
    for name in given.names or SCRIPTS:
        began = time.monotonic()
        with ground(name, given.seed) as (folder, house):
            house.people = given.people
            if given.minutes:
                house.minutes = given.minutes
            try:
                SCRIPTS[name](house, folder, given.rounds)
                said = "nothing lost, doubled or stuck"
            except Fault as fault:
                faults, said = faults + 1, f"FAULT: {fault}"
        rounds = house.counts.pop("rounds", 0)
        did = ", ".join(f"{number:,} {what}" for what, number in sorted(house.counts.items()))
        print(f"{name}: {rounds} rounds in {time.monotonic() - began:.0f} s: {did}: {said}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
