"""Secrets that the database keeps but must not tell: encrypted with a key that is not in it, nor in its backups."""

import os
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.utils.translation import gettext as _

from llamkay.core.errors import Refused
from llamkay.platform.database.connection import data_folder

MARK = "k1:"  # how an encrypted text begins


def encrypt(text: str) -> str:
    """The text as the database may keep it."""
    return MARK + _box().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text again. Raises ``Refused`` for what was encrypted with another key, or not at all."""
    if stored.startswith(MARK):
        try:
            return _box().decrypt(stored.removeprefix(MARK).encode()).decode()
        except InvalidToken:
            pass
    raise Refused(
        _(
            "La llave de los secretos de este servidor no es la que los guardó: reponga el archivo «secrets-key» de la "
            "carpeta de datos, o quite la verificación en dos pasos de la cuenta."
        )
    )


def is_encrypted(stored: str) -> bool:
    """Whether a text is kept as ``encrypt`` writes it."""
    return stored.startswith(MARK)


def _box() -> MultiFernet:
    """By the keys of ``LLAMKAY_SECRETS_KEY``, the first of which encrypts; else by that of the data folder."""
    keys = os.environ.get("LLAMKAY_SECRETS_KEY", "").split() or [_key_of_file(data_folder() / "secrets-key")]
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise Refused("LLAMKAY_SECRETS_KEY holds keys of 32 bytes in base64, one or several apart by spaces") from error


@cache
def _key_of_file(path: Path) -> str:
    """The key of a file that only its owner reads, made when there is none; of two that make it, one does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(Fernet.generate_key().decode())
    except FileExistsError:
        pass
    return path.read_text().strip()
