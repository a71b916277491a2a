"""The guard of what somebody sends: how large a file is, how much it unpacks to, how many others lie in it."""

import io
import re
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from llamkay.core.errors import Refused

MB = 1024 * 1024
MOST_SCAN = 3 * MB
MOST_UNPACKED = 100 * MB
MOST_INNER = 500  # a workbook of ours holds a dozen; one with a hundred sheets and their pictures fits
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What Python's reader says of a container that is broken, wherever it notices.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
# Where a shared text of a workbook begins; what a cell says to name one.
_TEXT = re.compile(rb"<(?:[^<>\s:/]+:)?si(?=[\s/>])")
_REFERS = re.compile(rb">\s*(\d+)\s*</(?:[^<>\s:/]+:)?v\s*>")
_HIDDEN = re.compile(rb">[^<]*&#[^<]*</(?:[^<>\s:/]+:)?v\s*>")
_DIRECTIVES = ("StartDoctypeDecl", "Comment", "StartCdataSection", "ProcessingInstruction")


def read_upload(file: Any, *, most: int, field: str = "") -> bytes:
    """The bytes of an upload, of which nothing is read when it has more than ``most``. Raises ``Refused``."""
    if file.size > most:
        text = _("El archivo {name} pesa más de {most} MB: envíe uno más liviano.")
        raise Refused(text.format(name=file.name, most=most // MB), field)
    return bytes(file.read())


def read_scan(file: Any, *, field: str = "") -> bytes:
    """The bytes of a scanned paper in PDF, of 3 MB at most. Raises ``Refused``."""
    content = read_upload(file, most=MOST_SCAN, field=field)
    if not content.startswith(b"%PDF-"):
        raise Refused(_("El archivo {name} no es un PDF.").format(name=file.name), field)
    return content


def unpacked(*, name: str, content: bytes) -> dict[str, bytes]:
    """What lies in a container (ZIP, XLSX) by name, counted while it is unpacked and not by what the container claims.

    Raises ``Refused`` for more than ``MOST_INNER`` files or ``MOST_UNPACKED`` bytes, and for one that is cut, locked,
    of an unusual method, or holds two files that a reader could take for one another.
    """
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            inner = [item for item in box.infolist() if not item.is_dir()]
            if len(inner) > MOST_INNER:
                raise _too_much(name)
            for item in inner:
                if item.compress_type not in _METHODS or item.flag_bits & 1:
                    raise zipfile.BadZipFile
                with box.open(item) as part:
                    found[item.filename] = part.read(left + 1)
                left -= len(found[item.filename])
                if left < 0:
                    raise _too_much(name)
    except _BROKEN as error:
        raise unreadable(name) from error
    if len({each.replace("\\", "/").lower() for each in found}) < len(inner):
        raise unreadable(name)
    return found


def packed(members: dict[str, bytes]) -> bytes:
    """A container of these files and of nothing else, for a reader that does not count for itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name, content in members.items():
            box.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def check_texts(name: str, texts: list[bytes], sheets: list[bytes]) -> None:
    """Refuse a workbook whose cells would repeat its shared texts beyond ``MOST_UNPACKED``. Both are looked at first by
    ``check_markup``."""
    lengths = [len(part) for text in texts for part in _TEXT.split(text)[1:]]
    longest = max(lengths, default=0)
    for sheet in sheets:
        places = [int(place[-9:]) for place in _REFERS.findall(sheet)]
        hidden = longest * len(_HIDDEN.findall(sheet))  # a number spelt letter by letter may name the longest
        if len(places) * longest + hidden > MOST_UNPACKED and (
            sum(lengths[place] for place in places if place < len(lengths)) + hidden > MOST_UNPACKED
        ):
            raise _too_much(name)


def check_markup(name: str, content: bytes) -> None:
    """Refuse XML that is not well formed, or that hides a part of itself from who looks for its tags: entities,
    comments, raw text, directives, an alphabet of two bytes. No spreadsheet writes those. Raises ``Refused``."""
    parser = expat.ParserCreate()
    for each in _DIRECTIVES:
        setattr(parser, f"{each}Handler", _stop)
    try:
        if b"\0" in content:
            _stop()
        parser.Parse(content, True)
    except (expat.ExpatError, _Hidden, LookupError) as error:
        raise unreadable(name) from error


class _Hidden(Exception):
    """That a part of a text cannot be seen by looking for its tags."""


def _stop(*_words: Any) -> None:
    raise _Hidden


def unreadable(name: str) -> Refused:
    """That a workbook cannot be read, and what to do."""
    text = _("el archivo {name} no se puede leer como XLSX; guárdelo de nuevo desde la hoja de cálculo")
    return Refused(text.format(name=name))


def _too_much(name: str) -> Refused:
    text = _(
        "el archivo {name} guarda demasiado dentro al abrirse: copie la tabla en un libro nuevo o divídala en partes"
    )
    return Refused(text.format(name=name))
