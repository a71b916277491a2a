"""Numbers of identity documents: what can be checked of them without asking anyone."""

import re
from contextlib import suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError
from stdnum.pe import cui, ruc

from llamkay.apps.people.kinds import DocumentKind
from llamkay.core.errors import Refused

_SHAPES = {
    DocumentKind.FOREIGNER_CARD: re.compile(r"[A-Z0-9]{6,12}"),
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,15}"),
    DocumentKind.TEMPORARY_PERMIT: re.compile(r"[A-Z0-9]{6,15}"),
}

CARD_DIGITS = 9


@dataclass(frozen=True)
class Document:
    """A checked number; ``impossible`` marks those of demonstrations and tests, which no register ever gave."""

    kind: str
    number: str
    impossible: bool = False


def check_document(kind: str, number: str) -> Document:
    """The document in its plain form. Raises ``Refused`` with one sentence for the person at the screen.

    A DNI has eight digits; a ninth, as printed after the hyphen, must be its check character and is not kept. A
    foreigner's card of digits has nine: the zeros before them, which a spreadsheet drops, are put back.

    >>> check_document("dni", "10117410-2")
    Document(kind='dni', number='10117410', impossible=False)
    """
    if kind not in DocumentKind.values:
        raise Refused(_("«{kind}» no es un tipo de documento que se registre aquí.").format(kind=kind))
    plain = re.sub(r"[\s.\-]", "", number).upper()
    if kind == DocumentKind.DNI:
        return _dni(number, plain)
    if not _SHAPES[DocumentKind(kind)].fullmatch(plain):
        label = DocumentKind(kind).label
        raise Refused(
            _("«{number}» no es un número de {label}: revise las letras y los números del documento.").format(
                number=number, label=label
            )
        )
    if kind == DocumentKind.FOREIGNER_CARD and plain.isdigit():
        plain = plain.zfill(CARD_DIGITS)
    return Document(kind, plain)


def possible_numbers(typed: str) -> set[str]:
    """The numbers under which a document typed without its kind may be recorded; none for what is no number.

    >>> sorted(possible_numbers("10117410-2")), possible_numbers("Quispe")
    (['10117410', '101174102'], set())
    """
    plain = re.sub(r"[\s.\-]", "", typed).upper()
    if not re.fullmatch(r"[A-Z0-9]*[0-9][A-Z0-9]*", plain):
        return set()
    found = {plain, plain.zfill(8)} if plain.isdigit() else {plain}
    for kind in DocumentKind.values:
        with suppress(Refused):
            found.add(check_document(kind, plain).number)
    # Who writes a zero before a number has not lost it: nothing is put before that one.
    return {number for number in found if plain[0] != "0" or len(number) <= len(plain)}


def _dni(typed: str, plain: str) -> Document:
    if not re.fullmatch(r"[0-9]{8}[0-9A-K]?", plain):
        raise Refused(
            _("El DNI «{given}» no es válido: debe tener 8 dígitos. Revíselo en el documento.").format(given=typed)
        )
    if len(plain) == 9:
        try:
            cui.validate(plain)
        except ValidationError as error:
            raise Refused(
                _("El dígito verificador «{digit}» no corresponde al DNI {number}. Revise el número.").format(
                    digit=plain[8], number=plain[:8]
                )
            ) from error
    return Document(DocumentKind.DNI, plain[:8], impossible=plain.startswith("0000"))


def check_ruc(number: str) -> str:
    """The RUC as eleven digits. Raises ``Refused`` with one sentence.

    >>> check_ruc("20 512333797")
    '20512333797'
    """
    try:
        return ruc.validate(number)
    except ValidationError as error:
        raise Refused(
            _("El RUC «{number}» no es válido: debe tener 11 dígitos y su dígito verificador. Revíselo.").format(
                number=number
            )
        ) from error
