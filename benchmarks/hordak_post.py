"""The entries of ``benchmarks.ledger`` posted by django-hordak, in a process of its own; tells its times as JSON."""

import json
import sys
import time

import django


def main(people: int, documented: int, rounds: int) -> None:
    """``documented`` entries as its manual shows, an object at a time; then one for each person, in bulk."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from hordak.models import Account, Leg, Transaction
    from moneyed import Money

    call_command("migrate", verbosity=0, interactive=False)
    given = {"currencies": ["EUR"]}
    with Account.objects.disable_mptt_updates():
        fixed = [Account(name=n, type="AS", tree_id=i, lft=1, rght=2, level=0, **given) for i, n in enumerate("WI", 1)]
        mine = [
            Account(name=f"{kind} {n}", type="LI", tree_id=10 + 2 * n + at, lft=1, rght=2, level=0, **given)
            for n in range(people)
            for at, kind in enumerate(("available", "reparation"))
        ]
        Account.objects.bulk_create([*fixed, *mine], batch_size=2_000)
    work, institution = fixed

    def legs(entry: Transaction, n: int) -> list[Leg]:
        own, court = mine[2 * n], mine[2 * n + 1]
        return [
            Leg(transaction=entry, account=work, debit=Money(500, "EUR")),
            Leg(transaction=entry, account=own, credit=Money(350, "EUR")),
            Leg(transaction=entry, account=court, credit=Money(100, "EUR")),
            Leg(transaction=entry, account=institution, credit=Money(50, "EUR")),
        ]

    start = time.perf_counter()
    with transaction.atomic():
        for n in range(documented):
            for leg in legs(Transaction.objects.create(description="Trabajo"), n):
                leg.save()
    one_by_one = time.perf_counter() - start

    def in_bulk() -> float:
        start = time.perf_counter()
        with transaction.atomic():
            entries = Transaction.objects.bulk_create([Transaction(description="Trabajo") for _ in range(people)])
            Leg.objects.bulk_create(
                [leg for n, entry in enumerate(entries) for leg in legs(entry, n)], batch_size=5_000
            )
        return time.perf_counter() - start

    bulk = min(in_bulk() for _ in range(rounds))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hordak_leg")
        (count,) = cursor.fetchone()
    if count != 4 * (rounds * people + documented):
        raise RuntimeError(f"django-hordak wrote {count} legs")
    json.dump({"one_by_one": one_by_one, "bulk": bulk}, sys.stdout)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
