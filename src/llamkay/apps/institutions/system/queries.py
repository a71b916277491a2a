"""Reads of the house itself, for its administrator: nothing of anybody is among them."""

import platform
import shutil
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.platform.operation.checks import Finding, Gravity, House, run
from llamkay.platform.operation.folders import GB, LITTLE, NONE_LEFT, kept_folders
from llamkay.platform.operation.machine import LATE
from llamkay.platform.operation.state import Done, Work, record_of

GRAVITIES = {
    Gravity.BLOCKING: gettext_lazy("Grave"),
    Gravity.FAULT: gettext_lazy("Falta"),
    Gravity.WARNING: gettext_lazy("Aviso"),
}
WORKS = {
    Work.BACKUP: gettext_lazy("Copia probada de la noche"),
    Work.VERIFY: gettext_lazy("Comprobación de las cuentas (verify)"),
    Work.ARCHIVE: gettext_lazy("Archivo continuo: lo último que salió"),
    Work.BASE: gettext_lazy("Archivo continuo: copia de base"),
    Work.RECOVERY: gettext_lazy("Archivo continuo: recuperación de prueba"),
}
OPTIONAL = {Work.ARCHIVE, Work.BASE, Work.RECOVERY}
STATES = {
    "good": gettext_lazy("Bien"),
    "late": gettext_lazy("Atrasada"),
    "failed": gettext_lazy("Falló"),
    "never": gettext_lazy("Nunca"),
}
SPACES = {"good": gettext_lazy("Alcanza"), "little": gettext_lazy("Queda poco"), "full": gettext_lazy("Se acaba")}
FOLDERS = {"data": gettext_lazy("Carpeta de datos"), "backups": gettext_lazy("Copias de respaldo")}


@dataclass(frozen=True)
class Wrong:
    """A finding with the title of its check and the word of its gravity."""

    title: str
    word: str
    finding: Finding


@dataclass(frozen=True)
class Worked:
    """A work of the night: its last run and its last good one, and how it stands."""

    title: str
    state: str
    word: str
    last: Done | None
    last_good: Done | None


@dataclass(frozen=True)
class Space:
    """The disk of a folder."""

    title: str
    state: str
    word: str
    free: float
    whole: float


@dataclass(frozen=True)
class Database:
    """The database as its server tells it."""

    server: str
    size: float
    connections: int
    most: int
    migrations: int


def wrong(house: House) -> list[Wrong]:
    """What the checks found, the gravest first."""
    order = list(GRAVITIES)
    found = [
        Wrong(result.title, str(GRAVITIES[finding.gravity]), finding)
        for result in run(house)
        for finding in result.findings
    ]
    return sorted(found, key=lambda each: order.index(each.finding.gravity))


def works(house: House) -> list[Worked]:
    """Every work of the night; of the continuous archive only where one was ever kept."""
    out = []
    for work, title in WORKS.items():
        record = record_of(house.data, work)
        if record.last is None and work in OPTIONAL:
            continue
        if record.last is None:
            state = "never"
        elif not record.last.good:
            state = "failed"
        else:
            state = "late" if house.now - record.last.at > LATE else "good"
        out.append(Worked(str(title), state, str(STATES[state]), record.last, record.last_good))
    return out


def proven(house: House) -> timedelta | None:
    """The age of the last proven backup, if there is one."""
    good = record_of(house.data, Work.BACKUP).last_good
    return house.now - good.at if good else None


def spaces(house: House) -> list[Space]:
    """The disks of the folders that must not fill up, in gigabytes."""
    out = []
    for name, folder in kept_folders(house).items():
        usage = shutil.disk_usage(folder)
        state = "good" if usage.free >= LITTLE else "little" if usage.free >= NONE_LEFT else "full"
        out.append(Space(str(FOLDERS[name]), state, str(SPACES[state]), usage.free / GB, usage.total / GB))
    return out


def database() -> Database:
    """Version, size and connections of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),"
            " current_setting('max_connections')::int, (SELECT count(*) FROM django_migrations)"
        )
        server, size, used, most, migrations = cursor.fetchone()
    return Database(server.split()[0], size / GB, used, most, migrations)


def versions() -> list[tuple[str, str]]:
    """What runs here, by name."""
    return [
        (_("Llamkay"), version("llamkay")),
        (_("Django"), version("Django")),
        (_("Python"), platform.python_version()),
        (_("Sistema operativo"), platform.platform(terse=True)),
    ]
