"""A copy of the database for training, without anybody of the original in it."""

import re
import tempfile
from pathlib import Path

import click

from llamkay.cli.running import setup
from llamkay.core.errors import Refused


@click.command()
@click.argument("name")
def anonymise(name: str) -> None:
    """Make NAME, a database on the same server that does not exist: a copy for training that names nobody.

    Its sealed months cannot be proved again, and its accounts have no password: «prepare --administrator» opens one.
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,62}", name):
        raise Refused(f"«{name}» is no name of a database: a letter, then letters, digits, «_» or «-», 63 at most")
    setup("owner")
    import psycopg
    from django.conf import settings
    from psycopg import sql

    from llamkay.platform.database import anonymise as engine
    from llamkay.platform.database import backups
    from llamkay.platform.database import connection as database
    from llamkay.platform.files.datafiles import yaml_documents

    (document,) = [found for found in yaml_documents("llamkay", "data") if found["_file"] == "data/anonymise.yaml"]
    parameters = database.parameters_of(settings.DATABASES["default"])
    conninfo, environment = backups.words_of(parameters)
    with psycopg.connect(**parameters, autocommit=True) as db:
        if db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            raise Refused(f"the database {name} exists: name one that does not")
        db.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
    try:
        with tempfile.TemporaryDirectory(dir=database.data_folder()) as folder:
            plain = Path(folder) / "copy"
            backups.run_program(
                "pg_dump", "--format=custom", f"--file={plain}", f"--dbname={conninfo}", environment=environment
            )
            backups.restore_into(plain, parameters, name)
        with psycopg.connect(**(parameters | {"dbname": name}), autocommit=True) as copy:
            changed = engine.anonymise(copy, engine.Classes.of(document))
            copy.execute("VACUUM FULL")  # what was deleted is not left in the files either
    except BaseException:
        with psycopg.connect(**parameters, autocommit=True) as db:
            backups.drop(db, name)
        raise
    click.echo(f"{name}: {changed} columns changed, and nobody of the original is named in it")
