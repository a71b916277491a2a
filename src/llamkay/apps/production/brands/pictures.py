"""A photograph as it comes in: measured before it is opened, turned upright, made small, stripped of what it knew."""

import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from llamkay.core.errors import Refused

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST = 400  # pixels of the shorter side
LARGE, SMALL = 1600, 480
KINDS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Cleaned:
    """A picture in two sizes, WebP, with nothing in it but what is seen."""

    large: bytes
    small: bytes
    width: int
    height: int


def cleaned(content: bytes) -> Cleaned:
    """Read a picture. Raises ``Refused`` with one sentence for what is none, is too large, too small or broken.

    Its size is read from its head and refused before its points are: a small file that opens to a thousand million
    points costs nothing.
    """
    if len(content) > MOST_BYTES:
        raise Refused(_("La fotografía pesa más de 12 MB: redúzcala antes."), field="file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as opened:
                _check_size(*opened.size)
                return _made(opened)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError) as error:
        raise Refused(
            _("Ese archivo no es una fotografía JPEG, PNG o WebP que se pueda abrir."), field="file"
        ) from error
    except (SyntaxError, EOFError, MemoryError) as error:  # what a broken file makes its reader say
        raise Refused(
            _("Ese archivo no es una fotografía JPEG, PNG o WebP que se pueda abrir."), field="file"
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refused(_("La fotografía tiene más de 40 millones de puntos: redúzcala antes."), field="file")
    if min(width, height) < LEAST:
        raise Refused(_("La fotografía es muy pequeña: necesita al menos 400 puntos por lado."), field="file")


def _made(opened: Image.Image) -> Cleaned:
    upright = ImageOps.exif_transpose(opened)
    plain = upright.convert("RGB")
    # A new picture of its points alone: nothing of the file comes along, whatever it is called.
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    sizes = []
    for most in (LARGE, SMALL):
        copy = clean.copy()
        copy.thumbnail((most, most), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        copy.save(out, format="WEBP", quality=82, method=4)
        sizes.append((out.getvalue(), copy.size))
    (large, (width, height)), (small, _size) = sizes
    return Cleaned(large, small, width, height)
