"""Checks of the settings: secrets, names, proxies, TLS, what belongs to a demonstration only."""

import ipaddress
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.core.errors import Refused
from llamkay.platform.database import embedded
from llamkay.platform.operation.checks import Finding, House, blocking, check, fault, warning
from llamkay.platform.security.addresses import networks

LENGTH, DIFFERENT = 50, 12  # characters of a secret, and how many of them differ
WIDEST = {4: 8, 6: 32}  # the shortest prefix of a network of proxies
LOCAL = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}
EXPIRES = timedelta(days=30)
SAFE_MODES = ("verify-full", "verify-ca")


@check("folder", gettext_lazy("Carpeta de datos y archivos secretos"), blocks=True)
def folder(house: House) -> Iterator[Finding]:
    try:
        embedded.prove(house.data.resolve())
    except Refused as error:
        yield blocking(
            _("La carpeta de datos no es segura: {error}.").format(error=error), _("Haga lo que allí se dice.")
        )
    except FileNotFoundError:
        yield blocking(
            _("La carpeta de datos {folder} no existe.").format(folder=house.data),
            _("Ejecute «llamkay prepare», o corrija LLAMKAY_DATA."),
        )


@check("secrets", gettext_lazy("Secretos"), blocks=True)
def secrets(house: House) -> Iterator[Finding]:
    secret = house.environment.get("LLAMKAY_SECRET_KEY")
    if secret is not None and (
        len(secret) < LENGTH or len(set(secret)) < DIFFERENT or secret.startswith("django-insecure")
    ):
        yield blocking(
            _("LLAMKAY_SECRET_KEY es corta o fácil de adivinar: quien la adivine entra como cualquiera."),
            _("Quítela para que el sistema cree una, o ponga una de 50 caracteres al azar."),
        )
    if secret and secret in house.environment.get("LLAMKAY_SECRETS_KEY", ""):
        yield fault(
            _("LLAMKAY_SECRET_KEY y LLAMKAY_SECRETS_KEY son la misma llave."),
            _("Ponga una distinta en cada una: quien conoce una no debe conocer la otra."),
        )
    for name in ("LLAMKAY_SIGNING_KEY", "PGPASSFILE"):
        file = Path(house.environment.get(name) or os.devnull)
        if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield fault(
                _("Otros usuarios de la máquina pueden leer {file} ({name}).").format(file=file, name=name),
                _("Ejecute «chmod 600 {file}» y considere conocido lo que contiene.").format(file=file),
            )
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if "password" in _address(house, name):
            yield warning(
                _("La contraseña de la base de datos está escrita en {name}.").format(name=name),
                _("Póngala en un archivo con permisos 600 y nómbrelo con «passfile=» o PGPASSFILE."),
            )


def _address(house: House, name: str) -> dict[str, str]:
    try:
        found = psycopg.conninfo.conninfo_to_dict(house.environment.get(name, ""))
    except psycopg.ProgrammingError:
        return {}  # refused where it is used
    return {key: str(value) for key, value in found.items()}


@check("hosts", gettext_lazy("Nombres del sitio"), blocks=True)
def hosts(house: House) -> Iterator[Finding]:
    names = house.words("LLAMKAY_HOSTS")
    if "*" in names:
        yield blocking(
            _("LLAMKAY_HOSTS acepta cualquier nombre («*»): un enlace de otro puede llevar a un sitio ajeno."),
            _("Escriba los nombres por los que se llama al sitio."),
        )
    elif not public_names(house):
        yield fault(
            _("LLAMKAY_HOSTS no nombra el sitio: solo se llega desde esta máquina."),
            _("Escriba el nombre por el que lo llamarán, como «llamkay.inpe.example»."),
        )


def public_names(house: House) -> list[str]:
    """The names by which others call the site."""
    return [name for name in house.words("LLAMKAY_HOSTS") if name not in LOCAL]


@check("origins", gettext_lazy("Orígenes de los formularios"))
def origins(house: House) -> Iterator[Finding]:
    for origin in house.words("LLAMKAY_ORIGINS"):
        parts = urlsplit(origin)
        if parts.scheme != "https" or not parts.hostname or parts.path:
            yield fault(
                _("LLAMKAY_ORIGINS contiene «{origin}», que no es un origen seguro.").format(origin=origin),
                _("Escríbalo como «https://nombre», sin nada después del nombre."),
            )
        elif not _among(parts.hostname, house.words("LLAMKAY_HOSTS")):
            yield fault(
                _("LLAMKAY_ORIGINS contiene «{origin}», cuyo nombre no está en LLAMKAY_HOSTS.").format(origin=origin),
                _("Quítelo, o añada el nombre a LLAMKAY_HOSTS si es de este sitio."),
            )


def _among(name: str, names: list[str]) -> bool:
    return any(name == each or (each.startswith(".") and f".{name}".endswith(each)) for each in names)


@check("proxies", gettext_lazy("Proxy delante del sitio"), blocks=True)
def proxies(house: House) -> Iterator[Finding]:
    try:
        found = networks(house.words("LLAMKAY_TRUSTED_PROXIES"))
    except ImproperlyConfigured:
        yield blocking(
            _("LLAMKAY_TRUSTED_PROXIES contiene algo que no es una dirección ni una red."),
            _("Escriba direcciones o redes separadas por espacios, como «127.0.0.1 10.0.0.0/24»."),
        )
        return
    for network in found:
        if network.prefixlen < WIDEST[network.version]:
            yield blocking(
                _(
                    "LLAMKAY_TRUSTED_PROXIES cree a toda una red tan grande como {network}: cualquiera puede hacerse "
                    "pasar por otra dirección."
                ).format(network=network),
                _("Escriba solo la dirección del proxy."),
            )
    if house.environment.get("LLAMKAY_HTTPS") == "1" and not found:
        yield fault(
            _(
                "LLAMKAY_HTTPS dice que hay un proxy, y LLAMKAY_TRUSTED_PROXIES no dice cuál: todos tienen la "
                "dirección del proxy y el bloqueo de uno los bloquea a todos."
            ),
            _("Escriba en LLAMKAY_TRUSTED_PROXIES la dirección del proxy, como «127.0.0.1»."),
        )


@check("tls", gettext_lazy("Cifrado (HTTPS)"))
def tls(house: House) -> Iterator[Finding]:
    if house.environment.get("LLAMKAY_HTTPS") != "1":
        yield fault(
            _("El sitio se sirve sin HTTPS: las contraseñas viajan a la vista, y no hay HSTS."),
            _("Ponga delante un proxy con TLS (deploy/nginx) y LLAMKAY_HTTPS=1."),
        )
    for name in ("LLAMKAY_PUBLIC_URL", "LLAMKAY_CERTIFICATES_URL"):
        parts = urlsplit(house.environment.get(name, ""))
        if name in house.environment and (parts.scheme != "https" or _is_local(parts.hostname or "")):
            yield fault(
                _("{name} no es una dirección https que otros alcancen, y los documentos la llevan impresa.").format(
                    name=name
                ),
                _("Escriba la dirección pública, como «https://llamkay.inpe.example»."),
            )
        elif name == "LLAMKAY_PUBLIC_URL" and name not in house.environment:
            yield fault(
                _("Falta LLAMKAY_PUBLIC_URL: los códigos QR de los documentos llevan a esta máquina."),
                _("Escriba la dirección pública, como «https://llamkay.inpe.example»."),
            )


def _is_local(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in LOCAL


@check("demonstration", gettext_lazy("Ajustes de demostración"), blocks=True)
def demonstration(house: House) -> Iterator[Finding]:
    if house.environment.get("LLAMKAY_DEBUG") == "1":
        yield (blocking if public_names(house) else fault)(
            _("LLAMKAY_DEBUG muestra en la página el detalle de cada falla, con datos de personas."),
            _("Quite LLAMKAY_DEBUG."),
        )
    for name, what in (
        ("LLAMKAY_NOW", _("LLAMKAY_NOW detiene el reloj: todo lo que se anote llevará esa fecha.")),
        ("LLAMKAY_CLOCK", _("LLAMKAY_CLOCK mueve el reloj, como en una demostración.")),
        (
            "LLAMKAY_SECOND_STEP",
            _("LLAMKAY_SECOND_STEP libra de la verificación en dos pasos a quien la debe."),
        ),
        ("LLAMKAY_DEMO", _("LLAMKAY_DEMO dice que esto es una demostración, con contraseñas que todos conocen.")),
    ):
        if house.environment.get(name, "0") not in ("", "0"):
            yield fault(what, _("Quite {name} donde trabajan personas de verdad.").format(name=name))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield warning(
            _("El sistema trabaja como root: una falla suya alcanza a toda la máquina."),
            _("Cree un usuario propio y ejecútelo con él, como las unidades de deploy/systemd."),
        )


@check("signing", gettext_lazy("Firma de los documentos"))
def signing(house: House) -> Iterator[Finding]:
    name = house.environment.get("LLAMKAY_SIGNING_KEY", "")
    if not name:
        yield warning(
            _("No hay llave para firmar: los documentos que deben ir firmados no se emiten."),
            _("Ponga LLAMKAY_SIGNING_KEY, LLAMKAY_SIGNING_PASSPHRASE y LLAMKAY_SIGNING_ROOT."),
        )
        return
    replace = _("Pida otra a su certificadora y cámbiela en LLAMKAY_SIGNING_KEY antes de ese día.")
    try:
        secret = house.environment.get("LLAMKAY_SIGNING_PASSPHRASE", "").encode() or None
        key = load_pkcs12(Path(name).read_bytes(), secret).cert
    except (OSError, ValueError):
        key = None
    if key is None:
        yield fault(
            _("La llave de firma {file} no se puede abrir.").format(file=name),
            _("Revise el archivo, sus permisos y LLAMKAY_SIGNING_PASSPHRASE."),
        )
        return
    ends = key.certificate.not_valid_after_utc.astimezone(house.now.tzinfo)
    if ends <= house.now:
        yield fault(_("La llave de firma venció el {day:%d/%m/%Y}.").format(day=ends), replace)
    elif ends - house.now < EXPIRES:
        yield warning(_("La llave de firma vence el {day:%d/%m/%Y}.").format(day=ends), replace)
    if not Path(house.environment.get("LLAMKAY_SIGNING_ROOT", "")).is_file():
        yield fault(
            _("Falta la raíz de la llave de firma: nadie puede comprobar los documentos."),
            _("Ponga en LLAMKAY_SIGNING_ROOT el archivo PEM de su certificadora."),
        )


@check("wire", gettext_lazy("Conexión con la base de datos"))
def wire(house: House) -> Iterator[Finding]:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        address = _address(house, name)
        host = address.get("host", "")
        if host and not host.startswith("/") and not _is_local(host) and address.get("sslmode") not in SAFE_MODES:
            yield fault(
                _(
                    "{name} va por la red sin comprobar con quién habla: otro puede leer o responder por la base de "
                    "datos."
                ).format(name=name),
                _("Añada «sslmode=verify-full&sslrootcert=…» a la dirección."),
            )
