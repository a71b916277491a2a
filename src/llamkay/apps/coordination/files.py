"""Files that come from outside: what may be stored of them, and how large."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from llamkay.core.errors import Refused

MOST = 3 * 1024 * 1024  # bytes
MOST_PIXELS = 24_000_000
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}


@dataclass(frozen=True)
class Stored:
    """A file as it is stored: its own bytes of a PDF, a picture drawn again without what a camera writes into it."""

    name: str
    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def taken(upload: Any, *, kinds: tuple[str, ...] = (PDF, PNG, JPEG)) -> Stored:
    """The file that somebody sent, by what its bytes are and never by its name. Raises ``Refused`` in one sentence."""
    name = " ".join(upload.name.replace("/", " ").replace("\\", " ").split())[-120:]
    if upload.size > MOST:
        raise Refused(_("El archivo {name} pesa más de 3 MB: envíe uno más liviano.").format(name=name), "file")
    content = bytes(upload.read())
    if content.startswith(b"%PDF-") and PDF in kinds:
        return Stored(name, content, PDF)
    if content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")) and PNG in kinds:
        return _drawn_again(name, content)
    if kinds == (PDF,):
        raise Refused(_("El archivo {name} no es un PDF.").format(name=name), "file")
    raise Refused(_("El archivo {name} no es un PDF ni una imagen PNG o JPEG.").format(name=name), "file")


def _drawn_again(name: str, content: bytes) -> Stored:
    """A picture without its place, its camera and its hidden texts: only its colours."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(
                    _("La imagen {name} es demasiado grande: redúzcala y envíela otra vez.").format(name=name)
                )
            kind = PNG if image.format == "PNG" else JPEG
            mode = "RGBA" if kind == PNG and image.mode in ("RGBA", "LA", "P") else "RGB"
            turned = ImageOps.exif_transpose(image).convert(mode)
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Refused(_("La imagen {name} no se puede abrir: guárdela otra vez.").format(name=name), "file") from error
    clean, out = Image.new(turned.mode, turned.size), io.BytesIO()
    clean.paste(turned)
    clean.save(out, "PNG" if kind == PNG else "JPEG", quality=88)
    return Stored(name, out.getvalue(), kind)
