"""The check of a house before others reach it, and of one that runs."""

import sys

import click

from llamkay.cli.running import _emit, setup


@click.command()
@click.option("--deploy", is_flag=True, help="Everything that a real house needs, not only what stops «serve».")
@click.option("--english", is_flag=True, help="The sentences in English.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def check(deploy: bool, english: bool, as_json: bool) -> None:
    """Tell what is wrong with settings, machine and database, a sentence and its cure for each; exit status 1."""
    setup("app", any_tables=True)
    from django.utils import translation

    from llamkay.platform.operation.checks import Gravity, run, this_house

    with translation.override("en" if english else "es"):
        results = run(this_house(), only_blocking=not deploy)
        counted = {
            Gravity.BLOCKING: translation.gettext("GRAVE"),
            Gravity.FAULT: translation.gettext("FALTA"),
            Gravity.WARNING: translation.gettext("AVISO"),
        }
        good = translation.gettext("bien")
    found = [finding for result in results for finding in result.findings]
    stops = [finding for finding in found if deploy or finding.gravity is Gravity.BLOCKING]
    wrong = any(finding.gravity is not Gravity.WARNING for finding in stops)
    if as_json:
        checks = [
            {"code": each.code, "title": each.title, "findings": [vars(finding) for finding in each.findings]}
            for each in results
        ]
        _emit({"good": not wrong, "checks": checks})
    else:
        for result in results:
            for finding in result.findings:
                click.echo(f"{counted[finding.gravity]:<6} {result.title}: {finding.what}\n       {finding.cure}")
            if not result.findings:
                click.echo(f"{good:<6} {result.title}")
    if wrong:
        sys.exit(1)
