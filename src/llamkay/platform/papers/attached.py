"""What a PDF from anywhere carries inside, and which key signed it; read by a process of its own.

A file of a megabyte can unpack to gigabytes, and a library that reads it does not ask first: the process has so much
memory and so much time, and its end is an answer.
"""

import io
import json
import resource
import subprocess
import sys
import zlib
from contextlib import suppress
from dataclasses import dataclass

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator.errors import PathError

MAX_PDF = 10 * 1024 * 1024
SECONDS = 20
_MEMORY = 1024 * 1024 * 1024
_FAULTS = (
    PdfError,
    SigningError,
    SignatureValidationError,
    PathError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    MemoryError,
    OSError,
    OverflowError,
    zlib.error,
)


@dataclass(frozen=True)
class Carried:
    """The text of a file inside a PDF, and the key that signed every byte of it; ``whole`` is false where none did."""

    text: str
    whole: bool
    public: bytes


class NotRead(Exception):
    """A PDF that cannot be read, whatever it is and however long it would take."""


def carried(pdf: bytes, name: str) -> Carried | None:
    """The file of that name inside a PDF, and its signature; nothing where there is none.

    Raises ``NotRead``.
    """
    if len(pdf) > MAX_PDF:
        raise NotRead("it is too large")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "llamkay.platform.papers.attached", name],
            input=pdf,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotRead("it takes too long to read") from None
    if done.returncode:
        raise NotRead("it cannot be read")
    read = json.loads(done.stdout)
    return Carried(read["text"], read["whole"], bytes.fromhex(read["public"])) if read else None


def _read(pdf: bytes, name: str) -> dict[str, object] | None:
    """What ``carried`` answers, as plain data; raises whatever the library does."""
    from llamkay.platform.papers.signing import signatures_by_key

    reader = PdfFileReader(io.BytesIO(pdf))
    files = [each.get_object() for each in reader.root.get("/AF", ())]
    mine = [each for each in files if each.get("/UF", each.get("/F")) == name]
    if not mine:
        return None
    if len(mine) > 1:
        raise ValueError("it carries the same file twice")
    signed = signatures_by_key(reader)
    whole, public = signed[0] if len(signed) == 1 else (False, b"")
    return {"text": mine[0]["/EF"]["/F"].data.decode("ascii"), "whole": whole, "public": public.hex()}


def main() -> int:
    """Read the PDF of standard input, within limits, and print what it carries."""
    with suppress(resource.error, ValueError):  # a machine that knows no such limit has that of the time
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        print(json.dumps(_read(sys.stdin.buffer.read(), sys.argv[1])))
    except _FAULTS:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
