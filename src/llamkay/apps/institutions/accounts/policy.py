"""What a password of the staff must be: long by the dated norm, none of the words of the house, none that leaked."""

import hashlib
import os
import re
import unicodedata
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from llamkay.apps.institutions.accounts.door import wants_second_step
from llamkay.core.law import LawBook
from llamkay.platform import clock
from llamkay.platform.law import every_law

BESIDES = 8  # letters and digits that are none of the words of the house


@cache
def _book() -> LawBook:
    return LawBook.of(every_law())


class LengthByNorm:
    """As many characters as the norm in force asks: more where the password opens alone."""

    def _least(self, user: Any) -> int:
        value = _book().value("privacy.password", on=clock.today()).value
        return int(value["with_second_step" if user is not None and user.pk and wants_second_step(user) else "alone"])

    def validate(self, password: str, user: Any = None) -> None:
        least = self._least(user)
        if len(password) < least:
            raise ValidationError(
                _("La contraseña es corta: escriba {n} caracteres o más, por ejemplo cuatro palabras.").format(n=least),
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return _("Quince caracteres o más; doce si su función pide la verificación en dos pasos.")


def days_of_a_temporary_one(on: date) -> int:
    """For how many days a temporary password that is given on a day opens the door."""
    return int(_book().value("privacy.temporary_password", on=on).value)


class NoWordsOfTheHouse:
    """A password made of the institution, a month and a year is the first that a stranger tries."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = unicodedata.normalize("NFKD", password.casefold()).encode("ascii", "ignore").decode()
        for word in words_of_the_house():
            plain = plain.replace(word, "")
        rest = re.sub(r"(19|20)\d\d|[^a-z0-9]", "", plain)
        if len(rest) < BESIDES:
            raise ValidationError(
                _("La contraseña está hecha de palabras que cualquiera probaría aquí: use otras."),
                code="password_of_the_house",
            )

    def get_help_text(self) -> str:
        return _("No solo con palabras de la institución, meses o años.")


@cache
def words_of_the_house() -> list[str]:
    """Small letters without accents, the longest first."""
    text = resources.files("llamkay").joinpath("data/password_words.txt").read_text(encoding="utf-8")
    words = (line.strip() for line in text.splitlines() if not line.startswith("#"))
    return sorted(filter(None, words), key=len, reverse=True)


class NotLeaked:
    """None of a file of leaked passwords: SHA-1 in capitals with «:count», sorted, as Have I Been Pwned gives it out.

    The file stands on this machine (``LLAMKAY_LEAKED_PASSWORDS``); nothing of a password leaves it.
    """

    def validate(self, password: str, user: Any = None) -> None:
        name = os.environ.get("LLAMKAY_LEAKED_PASSWORDS", "")
        if name and stands_in(Path(name), hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()):
            raise ValidationError(
                _("Esa contraseña está en listas de contraseñas robadas: use otra."), code="password_leaked"
            )

    def get_help_text(self) -> str:
        return _("Ninguna que esté en listas de contraseñas robadas.")


def stands_in(file: Path, digest: str) -> bool:
    """Whether a line of a sorted file begins with ``digest``, found by halves: some forty reads at any size."""
    wanted = digest.encode()
    with file.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline()  # the rest of a line that begins before
            line = lines.readline()
            if line and line[:40].upper() < wanted:
                low = middle + 1
            else:
                high = middle
        lines.seek(low)
        if low:
            lines.readline()
        return lines.readline()[:40].upper() == wanted
