"""``llamkay law``: the law as the programs read it."""

import json
from datetime import date

import click

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.platform.law import every_law, law_of_counts


def law_book(*, everything: bool = False) -> LawBook:
    """The law that counts rest on, or every dated value that ships with the package."""
    return LawBook.of(every_law() if everything else law_of_counts())


def read_day(text: str) -> date:
    """Read an ISO day; raises ``Refused`` with one clear sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"«{text}» is not a day; write it like 2026-02-13") from None


@click.group("law")
def law() -> None:
    """The values of the law with norm, article, source and confidence."""


@law.command("show")
@click.argument("topic", required=False)
@click.option("--on", metavar="DATE", help="Only what is in force on this day.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show(topic: str | None, on: str | None, as_json: bool) -> None:
    """Show a TOPIC, or every topic below it; without TOPIC, list them all."""
    book = law_book(everything=True)
    day = read_day(on) if on else None
    names = [name for name in book.topics() if topic is None or name == topic or name.startswith(f"{topic}.")]
    if not names:
        raise Refused(f"the law data has no topic «{topic}»; «llamkay law show» without a topic lists them")
    values = [value for name in names for value in book.all(name) if day is None or value.holds(day)]
    if not values and topic and day:
        raise NoRuleInForce(topic, day)
    if as_json:
        shown = [value.as_dict() for value in values]
        document = {"topic": topic, "on": on, "values": shown, "law_version": book.version}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif topic is None:
        click.echo("\n".join(names))
    else:
        for value in values:
            until = f"hasta el {value.end} (sin incluirlo)" if value.end else "en adelante"
            click.echo(f"{value.topic}: {value.value} ({value.unit})")
            click.echo(f"  desde el {value.start}, {until}; {value.norm}, art. {value.article} [{value.id}]")
            click.echo(f"  fuente: {value.source}; confianza: {value.confidence}")
            if value.note:
                click.echo(f"  nota: {value.note}")
