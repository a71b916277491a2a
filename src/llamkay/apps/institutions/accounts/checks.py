"""No password was changed by SQL with the rights of the owner of the tables."""

from collections.abc import Iterator

from django.db import connection

from llamkay.platform.clock import LIMA
from llamkay.platform.security.scope import current


def passwords() -> Iterator[str]:
    """Each change that no act says, by account, moment and login of the database; to whoever sees everything."""
    if not current().everything:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, changed_at, login FROM llamkay_passwords_without_act()")
        rows = cursor.fetchall()
    for account, at, login in rows:
        yield (
            f"la contraseña de la cuenta «{account}» cambió el {at.astimezone(LIMA):%d/%m/%Y %H:%M:%S} "
            f"por «{login}» en la base y ningún acto del registro lo dice"
        )
