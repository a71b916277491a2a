"""What a power cut, a full disk or an impatient administrator does, tried on a house of its own.

``make faults`` or ``python -m tests.faults [NAME…] --rounds 10 --seed 1``. Not part of ``make test``: each round takes
from seconds to a minute. A script says what it did and fails at the first thing lost, doubled or stuck.
"""
