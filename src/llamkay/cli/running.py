"""Running the house: tables, month close, recount, imports, proof."""

import csv
import json
import os
import sys
import time
from collections import Counter
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import click

_WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes, where there are many establishments.",
)


def setup(role: str = "app", *, any_tables: bool = False) -> None:
    """Start Django as the application or as the owner of the tables; the first on tables of this version only."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llamkay.config.settings")
    os.environ["LLAMKAY_DATABASE_AS"] = role
    import django

    django.setup()
    if role == "app" and not any_tables:
        from llamkay.platform.database import readiness

        readiness.refuse_other_tables()


def _everything() -> Any:
    from llamkay.platform.security import scope

    return scope.elevated()


def _emit(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def _establishments(codes: tuple[str, ...], every: bool) -> list[Any]:
    from llamkay.apps.institutions.models import Establishment

    if every:
        return list(Establishment.objects.filter(activities__isnull=False).distinct())
    if not codes:
        raise click.UsageError("name an establishment with --establishment CODE, or use --all")
    found = {item.code: item for item in Establishment.objects.filter(code__in=codes)}
    if missing := [code for code in codes if code not in found]:
        raise click.UsageError(f"there is no establishment with the code {missing[0]}; the codes run from EP01 to EP69")
    return [found[code] for code in codes]


@click.command()
@click.option("--month", required=True, help="The month to close, as 2026-01.")
@click.option("--establishment", "codes", multiple=True, metavar="CODE", help="One establishment; may be repeated.")
@click.option("--all", "every", is_flag=True, help="Every establishment that has activities.")
@_WORKERS
@click.option("--reason", default="", help="Why sheets that are unusually empty are closed all the same.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def close(month: str, codes: tuple[str, ...], every: bool, workers: int, reason: str, as_json: bool) -> None:
    """Close a month: count, credit, pay, post, snapshot and hash. Twice is once."""
    from llamkay.core.values import Month

    wanted = Month.parse(month)
    setup()
    from llamkay.apps.closing import parallel

    done, refused = [], []
    with _everything():
        places = _establishments(codes, every)
        closing = parallel.each(
            partial(_close_one, str(wanted), reason), [place.pk for place in places], workers=workers
        )
        for number, (place, result) in enumerate(zip(places, closing, strict=True), start=1):
            if isinstance(result, str):
                refused.append({"establishment": place.code, "reason": result})
                click.echo(f"[{number}/{len(places)}] {place.code}: no se cerró", err=True)
                continue
            done.append(vars(result))
            if not as_json:
                click.echo(f"[{number}/{len(places)}] {_line(place, result)}")
    if as_json:
        _emit({"month": str(wanted), "closed": done, "refused": refused})
    if refused:
        click.echo(f"Quedan sin cerrar {len(refused)} de {len(places)} establecimientos:", err=True)
        for line in refused:
            click.echo(f"  {line['establishment']}: {line['reason']}", err=True)
        sys.exit(2)


def _close_one(month: str, reason: str, establishment_id: int) -> Any:
    """The close of one establishment, or why it cannot be closed."""
    from llamkay.apps.closing.services import close_unseen
    from llamkay.apps.institutions.models import Establishment
    from llamkay.core.errors import Refused
    from llamkay.core.values import Month
    from llamkay.platform.screens.refusals import sentence
    from llamkay.platform.security.access import Command

    place = Establishment.objects.get(pk=establishment_id)
    try:
        return close_unseen(actor=Command(), establishment=place, month=Month.parse(month), reason=reason)
    except Refused as error:
        return sentence(error)


def _line(place: Any, result: Any) -> str:
    again = " (ya estaba cerrado)" if result.already else ""
    return (
        f"{place}: {result.people:,} personas, {result.days:,} días, {_decimal(result.remitted)} días redimidos, "
        f"S/ {Decimal(result.gross):,}, {result.postings:,} asientos, sello {result.hash[:12]}{again}"
    )


def _decimal(fraction: str) -> str:
    from fractions import Fraction

    return f"{float(Fraction(fraction)):,.1f}"


@click.command()
@click.option("--establishment", "codes", multiple=True, metavar="CODE", help="One establishment; may be repeated.")
@click.option("--all", "every", is_flag=True, help="Every establishment that has activities.")
@_WORKERS
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write whose days moved, as CSV.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def recount(codes: tuple[str, ...], every: bool, workers: int, out: Path | None, as_json: bool) -> None:
    """Count every closed month again from its sheets and tell whose days moved, and why. Nothing is written."""
    setup()
    from llamkay.apps.closing import parallel

    counted, found = 0, []
    with _everything():
        places = _establishments(codes, every)
        with click.progressbar(length=len(places), label="recount", file=sys.stderr) as bar:
            for months, lines in parallel.each(_recount_one, [place.pk for place in places], workers=workers):
                counted += months
                found += [vars(line) for line in lines]
                bar.update(1)
    if out:
        with out.open("w", newline="", encoding="utf-8-sig") as file:
            table = csv.DictWriter(file, ["establishment", "person", "month", "kind", "stood", "counts", "why"])
            table.writeheader()
            table.writerows(found)
    if as_json:
        _emit({"months": counted, "moved": found})
        return
    click.echo(f"{counted:,} meses de personas contados otra vez; {len(found):,} cambian")
    for why, count in Counter(line["why"] for line in found).most_common():
        click.echo(f"  {count:,}: {why}")


def _recount_one(establishment_id: int) -> Any:
    from llamkay.apps.closing.recount import moved
    from llamkay.apps.remission.counts.statements import law_today

    return moved(establishment_id=establishment_id, law=law_today())


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--copy", is_flag=True, help="The database is a copy: the house's own proof is not written down.")
def verify(as_json: bool, copy: bool) -> None:
    """Prove that ledger, closed months, hash chains and the log of acts agree; exit status 1 when they do not."""
    setup()
    from llamkay.platform.database.connection import data_folder
    from llamkay.platform.operation import state

    began = time.monotonic()
    with _everything():
        checks = _checks()
    wrong = [f"{check.name}: {problem}" for check in checks for problem in check.problems]
    words = f"{len(wrong)} problems, the first {wrong[0]}" if wrong else f"{len(checks)} checks"
    if not copy:
        state.record(data_folder(), state.Work.VERIFY, good=not wrong, seconds=time.monotonic() - began, words=words)
    if as_json:
        _emit({"agrees": not wrong, "checks": [vars(c) for c in checks]})
    else:
        for check in checks:
            click.echo(f"{'bien ' if not check.problems else 'MAL  '} {check.name}: {check.looked_at}")
            for problem in check.problems:
                click.echo(f"      {problem}")
    if wrong:
        sys.exit(1)


@click.command(name="import")
@click.argument(
    "kind", type=click.Choice(["sheet", "return", "people", "stages", "movements", "activities", "places", "accounts"])
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Report only; write nothing.")
@click.option("--accept-good", is_flag=True, help="Write the good rows even when others are refused.")
@click.option("--establishment", "code", default="", metavar="CODE", help="The prison of a file whose rows say none.")
@click.option("--totals-seen", is_flag=True, help="Write although the totals are not those that the file says.")
@click.option("--json", "as_json", is_flag=True)
def import_(
    kind: str, file: Path, dry_run: bool, accept_good: bool, code: str, totals_seen: bool, as_json: bool
) -> None:
    """Fill a sheet, enter a monthly return, or take in people, stages, movements, activities, places or accounts, from
    XLSX or CSV; every refused row is explained."""
    setup()
    import importlib

    from llamkay.platform.security.access import Command

    more: dict[str, Any] = {}
    if kind not in ("sheet", "return"):
        more = {"place": _establishments((code,), False)[0] if code else None, "totals_seen": totals_seen}
    run = importlib.import_module(f"llamkay.cli.import_{kind if not more else 'load'}").run
    with _everything():
        sys.exit(run(kind, file, dry_run=dry_run, accept_good=accept_good, as_json=as_json, actor=Command(), **more))


@click.command()
@click.option("--administrator", metavar="USERNAME", help="Open the first account, which then opens the others.")
@click.option("--plan", "only_plan", is_flag=True, help="Say what would change in the tables, and do nothing.")
@click.option("--try", "only_try", is_flag=True, help="Do it on a copy of the database, prove that, and drop it.")
@click.option("--without-backup", is_flag=True, help="Change tables with data although no fresh backup is proved.")
def prepare(administrator: str | None, only_plan: bool, only_try: bool, without_backup: bool) -> None:
    """Create or upgrade the tables and write the reference data; interrupted, again goes on; again changes nothing."""
    setup("owner")
    from llamkay.platform.database import preparing, readiness
    from llamkay.platform.database.connection import data_folder

    readiness.refuse_newer_tables()
    if only_plan or only_try:
        click.echo("\n".join(preparing.plan(data_folder()).lines))
        if only_try:
            from llamkay.cli.keeping import try_preparing

            click.echo(try_preparing())
        return
    with preparing.alone():
        plan = preparing.plan(data_folder())
        if not without_backup:
            plan.refuse_without_a_way_back()
        if plan.changes:
            click.echo("\n".join(plan.lines), err=True)
        _prepare(administrator, aloud=bool(plan.in_use and plan.changes))
    click.echo("ready")


def _prepare(administrator: str | None, *, aloud: bool) -> None:
    """Bring tables and reference data to this version; ``aloud``, each change is named as it is made."""
    from django.core.management import call_command
    from django.db import transaction

    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.institutions.accounts.services import open_first_account
    from llamkay.apps.institutions.services import load_reference as load_institutions
    from llamkay.apps.statistics.services import load_reference as load_metrics

    call_command("migrate", interactive=False, verbosity=int(aloud), stdout=sys.stderr)
    with _everything(), transaction.atomic():
        load_institutions()
        load_activities()
        load_metrics()
        if administrator:
            password = open_first_account(username=administrator)
            click.echo(f"{administrator}: {password}   (se cambia al entrar; no se vuelve a mostrar)")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands, as the owner of the tables (migrate, createsuperuser, shell …)."""
    setup("owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["llamkay manage", *arguments])


def _checks() -> list[Any]:
    """Everything that must agree: what the close proves, and what stands above it."""
    from llamkay.apps.closing.verify import Check, verify
    from llamkay.apps.evaluation.checks import evaluations, how_many
    from llamkay.apps.institutions.accounts.checks import passwords
    from llamkay.apps.institutions.models import User
    from llamkay.apps.press.checks import notes
    from llamkay.apps.press.models import OUT, Note
    from llamkay.apps.rights import checks as rights

    published = Note.objects.filter(state__in=OUT).count()
    return [
        *verify(),
        Check("evaluations", how_many(), tuple(evaluations())),
        Check("notes", published, tuple(notes())),
        Check("erasures", rights.how_many(), tuple(rights.erasures())),
        Check("passwords", User.objects.count(), tuple(passwords())),
    ]
