"""Beancount, which knows nothing of us, reads the books of a prison and finds the same balances."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import realization
from beancount.core.inventory import Inventory
from click.testing import CliRunner

from llamkay.apps.pay.books import services
from llamkay.apps.pay.books.export import account_name, balances, beancount
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.models import Account, Entry
from llamkay.cli.ledger import ledger
from llamkay.platform.models import InteractionLog
from llamkay.platform.security.access import Command
from tests.worlds import factories

BEAN_CHECK = str(Path(sys.executable).with_name("bean-check"))


@pytest.fixture
def prison(everything, monkeypatch, full_prison):
    """A prison with every kind of entry that the books take by hand."""
    monkeypatch.setenv("LLAMKAY_DATABASE_AS", "owner")
    made = full_prison
    given = {"actor": Command(), "establishment": made.place}
    evidence = {"book": 'Libro "nuevo"\\', "folio": "45", "posted_on": date(2026, 2, 1)}
    services.open_balance(**given, kind="bank", amount=90_000, **evidence)
    services.open_balance(**given, kind="savings", person=made.second, amount=1234, **evidence)
    services.open_balance(**given, kind="reparation", person=made.second, label="Exp. Ñ/9", amount=7, **evidence)
    services.spend(**given, purpose="Insumos", amount=100, source="bank", voucher="F001-12")
    legs = [Leg(kind="cash", amount=5), Leg(kind="available", amount=-5, person=made.second)]
    wrong = services.enter_by_hand(**given, legs=legs, reason="Hallado", document="Acta\n3")
    services.reverse_by_hand(actor=Command(), entry=wrong, reason="Era de otra")
    factories.prison("EP17", "Zorrilla", 2)
    return made


@pytest.mark.parametrize("whole", [False, True])
def test_bean_check_finds_our_balances(prison, tmp_path, whole):
    place = None if whole else prison.place
    file = tmp_path / "libros.beancount"
    file.write_text("\n".join(beancount(establishment=place, on=date(2026, 2, 2))))
    done = subprocess.run([BEAN_CHECK, str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    entries, errors, _options = loader.load_file(str(file))
    assert errors == []
    root = realization.realize(entries)
    ours = {line["account"]: Decimal(line["debit"]) for line in balances(establishment=place)}
    theirs = {real.account: _soles(real.balance) for real in realization.iter_children(root) if real.txn_postings}
    assert theirs == ours
    assert sum(ours.values()) == 0
    kinds = {name.split(":")[2].lower() for name in ours}
    assert kinds == set(Account.objects.values_list("kind", flat=True))
    places = {name.split(":")[1] for name in ours}
    assert places == ({"EP16", "EP17"} if whole else {"EP16"})


def _soles(inventory: Inventory) -> Decimal:
    return inventory.get_currency_units("PEN").number


def test_bean_check_would_find_a_céntimo(prison, tmp_path):
    text = "\n".join(beancount(establishment=prison.place, on=date(2026, 2, 2)))
    file = tmp_path / "libros.beancount"
    file.write_text(text.replace("balance Assets:EP16:Bank 899.00", "balance Assets:EP16:Bank 899.01"))
    done = subprocess.run([BEAN_CHECK, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Balance failed for 'Assets:EP16:Bank'" in done.stderr


def test_every_entry_is_there_with_its_author_evidence_and_what_it_undoes(prison, tmp_path):
    text = "\n".join(beancount(establishment=prison.place, on=date(2026, 2, 2)))
    entries, _errors, _options = loader.load_string(text)
    told = {int(e.meta["entry"]): e for e in entries if type(e).__name__ == "Transaction"}
    ours = {e.pk: e for e in Entry.objects.filter(establishment=prison.place)}
    assert told.keys() == ours.keys()
    for pk, entry in ours.items():
        meta = told[pk].meta
        assert (told[pk].date, told[pk].narration, meta["key"]) == (entry.posted_on, entry.text, entry.key)
        assert meta["by"] == (entry.by or "sistema")
        assert meta.get("evidence", "") == entry.evidence.replace("\n", " ")
        assert meta.get("undoes") == entry.undoes_id
    assert prison.word not in text.replace(f"Expediente {prison.word}", "").replace(f"Alimentos {prison.word}", "")


def test_no_account_is_the_parent_of_another(prison):
    names = [account_name(a) for a in Account.objects.select_related("establishment", "person", "company")]
    assert len(set(names)) == len(names)
    assert not [(a, b) for a in names for b in names if b.startswith(f"{a}:")]


def test_the_command_writes_a_file_for_its_owner_only_and_leaves_a_trace(prison, tmp_path):
    file = tmp_path / "libros.beancount"
    done = CliRunner().invoke(ledger, ["export", "--format", "beancount", "--establishment", "EP16", str(file)])
    assert done.exit_code == 0, done.output
    assert file.read_text().splitlines() == list(beancount(establishment=prison.place, on=date(2026, 2, 2)))
    assert file.stat().st_mode & 0o777 == 0o600
    shown = CliRunner().invoke(ledger, ["export", "--establishment", "EP16"])
    assert shown.output == file.read_text()
    found = CliRunner().invoke(ledger, ["balances", "--json", "--establishment", "EP16"])
    assert json.loads(found.output) == balances(establishment=prison.place)
    bank = next(line for line in json.loads(found.output) if line["kind"] == "bank")
    assert (bank["account"], bank["balance"]) == ("Assets:EP16:Bank", "899.00")
    assert list(InteractionLog.objects.filter(kind="export").values_list("target", flat=True)) == [
        "books:EP16",
        "books:EP16",
        "balances:EP16",
    ]
    refused = CliRunner().invoke(ledger, ["export", "--establishment", "EP99"])
    assert refused.exit_code == 2
    assert "there is no establishment with the code EP99" in refused.output
