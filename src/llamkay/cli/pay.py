"""``llamkay pay``: the statutory split from the shell, without a database."""

import json

import click

from llamkay.cli.law import law_book
from llamkay.core.pay import READINGS, split_one
from llamkay.core.values import Month, parse_amount


@click.group()
def pay() -> None:
    """Earnings and their statutory split."""


@pay.command()
@click.option("--gross", required=True, help="What was earned, in soles: 1000.00.")
@click.option("--month", required=True, help="The month it was earned in: 2025-03.")
@click.option("--reparation", type=click.Choice(["pending", "none"]), default="none", show_default=True)
@click.option("--alimony", default="0.00", help="A court's monthly alimony order, in soles.")
@click.option("--undeclared", is_flag=True, help="No income was declared or verified.")
@click.option("--reading", type=click.Choice(READINGS), help="Settle the disputed base of the 10 %.")
@click.option("--json", "as_json", is_flag=True)
def split(
    gross: str, month: str, reparation: str, alimony: str, undeclared: bool, reading: str | None, as_json: bool
) -> None:
    """Split a month's earnings between institution, civil reparation, alimony and the person."""
    found = split_one(
        gross=parse_amount(gross),
        month=Month.parse(month),
        law=law_book(),
        reparation_pending=reparation == "pending",
        alimony=parse_amount(alimony),
        declared=not undeclared,
        reading=reading,
    )
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name in ("gross", "base", "due", "institution", "reparation", "alimony", "personal"):
        click.echo(f"{name:<12} {found[name]:>14}")
    for line in (*found["warnings"], *(f"{r['rule']}: {r['norm']}, art. {r['article']}" for r in found["rules"])):
        click.echo(line)
