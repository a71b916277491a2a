"""Goods under faults: a program killed in the middle of a batch, and up to fifty who sell the last one at once."""

import signal
import threading
import time
from pathlib import Path

from tests.demo.served import Visitor, start
from tests.faults.house import PASSWORD, PYTHON, House, copy_of, demonstration, must

SELLS, FEWER = 50, 12  # people at each fifth round, and at the others
_BEGIN = """
from datetime import date
from llamkay.cli.running import setup, _everything
setup("owner")
from llamkay.apps.production.making import services as making
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.models import Balance, Batch, Good
from llamkay.apps.production.stock import services as stock
from llamkay.platform.security.access import Command
DAY, ACTOR = date(2026, 1, 31), Command()
"""
# A day of bags, one after another, each taking its share of the plastic.
MAKE = f"""{_BEGIN}
with _everything():
    like = Batch.objects.filter(recipe__good__sku="REC-BOL").order_by("pk").first()
    for need in like.needs.select_related("good"):
        stock.receive(actor=ACTOR, good=need.good, site=like.site, quantity=9_000_000, on=DAY)
    batch = making.open_batch(
        actor=ACTOR, activity=like.activity, recipe=like.recipe, site=like.site, planned=40_000, first=DAY
    )
    for _ in range(40):
        making.complete(actor=ACTOR, batch=batch, output=Output(first=1_000), on=DAY)
"""
# One bag that nobody else has: the number of its balance.
LAST = f"""{_BEGIN}
with _everything():
    good = Good.objects.get(sku="REC-BOL")
    site = Batch.objects.filter(recipe__good=good).first().site
    lot = stock.receive(actor=ACTOR, good=good, site=site, quantity=1_000, on=DAY)
    print(Balance.objects.get(lot=lot, quantity__gt=0).pk)
"""
_MADE = """
SELECT coalesce((SELECT sum(first) FROM production_completion WHERE batch_id = b.id), 0),
  coalesce((SELECT sum(q.quantity) FROM production_balance q JOIN production_lot l ON l.id = q.lot_id
    WHERE l.batch_id = b.id AND l.grade = 1), 0)
FROM production_batch b ORDER BY b.id DESC LIMIT 1
"""


def goods(house: House, folder: Path, rounds: int) -> None:
    """kill −9 in the middle of a batch, then many sales of the last bag at once: stock and books agree."""
    copy_of(demonstration(folder), house.home)
    house.run("prepare", "--without-backup")  # a demonstration that was built before may lack what changed since
    house.grow("owner", "app")
    began = time.monotonic()
    house.run("-c", MAKE, command=PYTHON)
    takes = time.monotonic() - began
    site = start(house.home, "serve", LLAMKAY_NOW=house.environment["LLAMKAY_NOW"], LLAMKAY_DEMO="1")
    seller = Visitor(site, "jefatrabajo17", PASSWORD)
    for number in house.rounds(rounds):
        house.killed("-c", MAKE, within=takes, command=PYTHON)
        with house.tables() as db:
            made, there = db.execute(_MADE).fetchone()
        must(made == there, f"{made} thousandths came out of the batch and its lots hold {there}")
        house.count("bags of killed batches", made // 1000)
        _last_one(house, seller, number)
        house.agrees_at_times(number)
    site.server.send_signal(signal.SIGINT)
    must(site.server.wait(60) == 0, site.log)
    house.agrees()
    house.at_rest()


def _last_one(house: House, seller: Visitor, number: int) -> None:
    """Everybody sells the one bag there is, each with a receipt of their own: one sale stands, the others are told."""
    balance = house.run("-c", LAST, command=PYTHON).strip()
    answers: list[int] = []
    seller.get("/oficina/produccion/ventas/nueva/?penal=EP17")
    sellers = FEWER if number % 5 else SELLS
    together = threading.Barrier(sellers)

    def sells(n: int) -> None:
        sale = {"balance": balance, "quantity": "1", "price": "45.00", "way": "cash", "sold_on": "2026-02-02"}
        together.wait()
        answers.append(
            seller.post("/oficina/produccion/ventas/nueva/?penal=EP17", receipt=f"F-{number}-{n}", **sale)[0]
        )

    threads = [threading.Thread(target=sells, args=(n,)) for n in range(sellers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    must(sorted(answers) == [200, *[422] * (sellers - 1)], f"the answers are {sorted(answers)}")
    with house.tables() as db:
        (sold,) = db.execute("SELECT count(*) FROM production_sale WHERE receipt LIKE %s", [f"F-{number}-%"]).fetchone()
    must(sold == 1, f"the last one was sold {sold} times")
    house.count("sales refused", sellers - 1)
    house.count("times the last bag was sold")
