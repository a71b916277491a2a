"""People who save at a site under faults, and the proof that each saving is there, once."""

import threading
import time
import urllib.error
from collections.abc import Sequence
from typing import Any

from tests.demo.served import Visitor
from tests.faults.house import PASSWORD, Fault, House, must, until

LOGINS = ("directora", "registro", "tesoreria", "cuna")


def fixed(house: House) -> dict[str, str]:
    return {name: house.environment[name] for name in ("LLAMKAY_NOW", "LLAMKAY_DEMO")}


def entered(site: Any, login: str) -> Visitor:
    """Somebody who came in, however busy the machine is."""
    for _ in range(5):
        try:
            return Visitor(site, login, PASSWORD)
        except OSError:
            time.sleep(1)
    raise Fault(f"{login} could not enter:\n{site.log}")


class Saver(threading.Thread):
    """Somebody who reports one thing after another, and sends again what nobody answered."""

    def __init__(self, site: Any, login: str, name: str) -> None:
        super().__init__(daemon=True)
        self.visitor, self.called = entered(site, login), name
        self.saved: list[str] = []
        self.again, self.ending, self.fault = 0, threading.Event(), ""
        self.waited = 0.0  # longest, from the first sending of a form until it was acknowledged
        self.stands = threading.Event()  # whether there is a site that should answer
        self.stands.set()
        page = self.visitor.get("/oficina/incidentes-de-datos/nuevo/")[2].decode()
        self.place = page.partition('name="establishment"')[2].partition('<option value="')[2].partition('"')[0]

    def move(self, address: str) -> None:
        self.visitor.address = address
        self.stands.set()

    def run(self) -> None:
        number = 0
        while not self.ending.is_set():
            number += 1
            text = f"Se perdió un cuaderno de prueba {self.called} {number}."
            began = time.monotonic()
            patience = began + 90
            while not self._sent(text):
                if time.monotonic() > patience:
                    self.fault = f"stuck: {text} {self.fault}"
                    return
                if not self.stands.is_set():
                    self.stands.wait(300)
                    patience = time.monotonic() + 90
                time.sleep(0.05)
            self.waited = max(self.waited, time.monotonic() - began)
            self.saved.append(text)

    def _sent(self, text: str) -> bool:
        path = "/oficina/incidentes-de-datos/nuevo/"
        sent = {"establishment": self.place, "known_at": "2026-02-01T10:00", "what": text, "data": "identity"}
        try:
            status, _kind, page = self.visitor.post(path, **sent)
        except (OSError, urllib.error.URLError, EOFError, ValueError) as error:
            self.again, self.fault = self.again + 1, repr(error)
            return False
        if status == 200 and b'name="what"' not in page:
            return True
        self.again, self.fault = self.again + 1, f"{status}"
        if status < 500:
            self.fault += " " + page.decode(errors="replace").partition("<main")[2][:600]
        return False

    def finish(self, site: Any) -> None:
        self.ending.set()
        self.join(120)
        if self.is_alive() or self.fault.startswith("stuck"):
            raise Fault(f"{self.fault or 'a client never ended'}\n{site.log[-3000:]}")


def each_saves(clients: Sequence[Saver], had: Sequence[int], seconds: float) -> None:
    """Everybody has saved more than they had: nobody is stuck."""
    must(
        until(lambda: all(len(c.saved) > h for c, h in zip(clients, had, strict=True)), seconds=seconds),
        f"somebody is stuck: {[client.fault for client in clients]}",
    )


def nothing_lost(house: House, clients: Sequence[Saver], mark: str) -> None:
    """Each saving that a client was told of is there once, and nothing else of theirs."""
    saved = [text for client in clients for text in client.saved]
    must(saved, "nobody saved anything")
    house.count("savings acknowledged", len(saved))
    house.count("sent again after no answer", sum(client.again for client in clients))
    house.most("seconds at most until a form was saved", max(client.waited for client in clients))
    with house.tables() as db:
        rows = db.execute(
            "SELECT what, count(*) FROM institutions_dataincident WHERE what LIKE %s GROUP BY what",
            [f"% {mark}%"],
        ).fetchall()
    found = dict(rows)
    must(set(saved) <= found.keys(), f"lost: {set(saved) - found.keys()}")
    must(set(found) <= set(saved), f"nobody was told: {found.keys() - set(saved)}")
    must(max(found.values()) == 1, f"doubled: {[text for text, times in found.items() if times > 1]}")
