"""Checks of the machine and of its nightly works: clock, disk, how old the last proven backup and proof are."""

import ctypes
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.platform.operation.checks import Finding, House, check, fault, warning
from llamkay.platform.operation.folders import GB, LITTLE, NONE_LEFT, backups_folder, kept_folders
from llamkay.platform.operation.state import Work, record_of

LATE, OLD = timedelta(hours=26), timedelta(hours=50)  # a night that was missed by a little, and two nights
STOPPED = timedelta(hours=1)  # of an archive that speaks every few minutes
PRIVATE_KEY = b"AGE-SECRET-KEY-"
_NOT_SYNCHRONISED = 5  # what the kernel's adjtimex answers (TIME_ERROR)


@check("ntp", gettext_lazy("Reloj de la máquina"))
def ntp(_house: House) -> Iterator[Finding]:
    if _synchronised() is False:
        yield warning(
            _("Nadie pone en hora el reloj de esta máquina: los días y las horas que se anoten pueden estar mal."),
            _("Ponga en marcha NTP (chrony o systemd-timesyncd)."),
        )


def _synchronised() -> bool | None:
    """Whether the kernel's clock is kept by NTP; nothing where the kernel cannot be asked."""
    ask = getattr(ctypes.CDLL(None), "adjtimex", None)
    if ask is None:
        return None
    answer = ask(ctypes.create_string_buffer(512))  # all zero: nothing is changed
    return None if answer < 0 else answer != _NOT_SYNCHRONISED


@check("disk", gettext_lazy("Espacio en disco"))
def disk(house: House) -> Iterator[Finding]:
    for folder in kept_folders(house).values():
        free = shutil.disk_usage(folder).free
        if free < LITTLE:
            yield (fault if free < NONE_LEFT else warning)(
                _("Quedan {free:.1f} GB libres donde está {folder}.").format(free=free / GB, folder=folder),
                _("Libere espacio o amplíe el disco: sin espacio la base de datos se detiene."),
            )


@check("backups", gettext_lazy("Copias de respaldo"))
def backups(house: House) -> Iterator[Finding]:
    folder = backups_folder(house)
    if folder is None:
        yield fault(
            _("No se dijo dónde guardar las copias de cada noche (LLAMKAY_BACKUPS)."),
            _("Ponga en LLAMKAY_BACKUPS una carpeta de otro disco y active llamkay-backup.timer."),
        )
    elif not folder.is_dir():
        yield fault(
            _("La carpeta de copias {folder} no existe.").format(folder=folder),
            _("Créela para el usuario del sistema, con permisos 700."),
        )
    else:
        yield from _kept_apart(house, folder)
    if folder and not house.environment.get("LLAMKAY_BACKUP_FOR"):
        yield warning(
            _("Las copias no se cifran: quien las lea lee todo."),
            _("Haga una llave en otra máquina («llamkay backup-key») y nombre su mitad pública en LLAMKAY_BACKUP_FOR."),
        )
    yield from _age(
        house,
        Work.BACKUP,
        failed=_("La última copia falló: {words}."),
        never=_("No consta ninguna copia probada."),
        late=_("La última copia probada tiene {hours} horas."),
        cure=_("Ejecute «llamkay backup --nightly» y lea lo que dice."),
    )


def _kept_apart(house: House, folder: Path) -> Iterator[Finding]:
    data = house.data.resolve()
    if data == folder or data in folder.parents or folder in data.parents:
        yield fault(
            _("Las copias están en la carpeta de datos, junto a los secretos que las abren."),
            _("Póngalas en otro disco, y copie «secret-key» y «secrets-key» por otro camino."),
        )
    elif data.is_dir() and data.stat().st_dev == folder.stat().st_dev:
        yield warning(
            _("Las copias están en el mismo disco que los datos: se pierden con él."),
            _("Ponga LLAMKAY_BACKUPS en otro disco u otra máquina."),
        )
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield fault(
            _("Otros usuarios de la máquina pueden entrar en {folder}.").format(folder=folder),
            _("Ejecute «chmod 700 {folder}».").format(folder=folder),
        )
    for place in (data, folder):
        for file in place.iterdir():
            if file.is_file() and file.stat().st_size < 10_000 and PRIVATE_KEY in file.read_bytes():
                yield fault(
                    _("La llave que abre las copias está en esta máquina ({file}).").format(file=file),
                    _("Llévela a otro lugar y bórrela de aquí."),
                )


@check("archive", gettext_lazy("Archivo continuo"))
def archive(house: House) -> Iterator[Finding]:
    record = record_of(house.data, Work.ARCHIVE)
    if record.last and (not record.last.good or house.now - record.last.at > STOPPED):
        yield fault(
            _("El archivo continuo se detuvo el {moment:%d/%m/%Y %H:%M}: {words}.").format(
                moment=record.last.at, words=record.last.words
            ),
            _("Ponga en marcha «llamkay archive receive» y haga después «llamkay archive base»."),
        )


@check("proof", gettext_lazy("Comprobación de las cuentas (verify)"))
def proof(house: House) -> Iterator[Finding]:
    yield from _age(
        house,
        Work.VERIFY,
        failed=_("La última comprobación encontró faltas: {words}."),
        never=_("No consta ninguna comprobación sin faltas."),
        late=_("La última comprobación sin faltas tiene {hours} horas."),
        cure=_("Ejecute «llamkay verify» y lea lo que dice."),
    )


def _age(house: House, work: Work, *, failed: str, never: str, late: str, cure: str) -> Iterator[Finding]:
    """What is to be said of a nightly work that failed, that never went well, or whose last good run is old."""
    record = record_of(house.data, work)
    if record.last and not record.last.good:
        yield fault(failed.format(words=record.last.words), cure)
    if record.last_good is None:
        yield fault(never, cure)
    elif (age := house.now - record.last_good.at) > LATE:
        yield (fault if age > OLD else warning)(late.format(hours=round(age / timedelta(hours=1))), cure)
