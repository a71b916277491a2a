"""Every text of a PDF as whoever reads it meets it: its pages, its title and author, its signature, its file inside."""

import io
import re
from collections.abc import Iterator

from pyhanko.pdf_utils.reader import PdfFileReader

_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_FONT = re.compile(rb"(/f\d+) [\d.]+ Tf")


def page_text(pdf: bytes) -> str:
    """The words of the pages, in the order in which they are drawn."""
    out = []
    for leaf in PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Kids"]:
        page = leaf.get_object()
        fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
        content = page["/Contents"].data
        for block in re.findall(rb"\nBT (.*?)\nET", content, re.DOTALL):
            letters = fonts[_FONT.search(block)[1].decode()]
            raw = b"".join(_strings(block))
            out.append("".join(letters[int.from_bytes(raw[n : n + 2], "big")] for n in range(0, len(raw), 2)))
    return " ".join(" ".join(out).split())


def every_text(pdf: bytes) -> list[str]:
    """The words of the pages, and every text that the file says of itself, of its signature and of what it carries."""
    reader = PdfFileReader(io.BytesIO(pdf))
    info = reader.trailer["/Info"]
    inside = [part for each in reader.root["/AF"] for part in map(each.get_object().get, ("/UF", "/Desc"))]
    signed = []
    for each in reader.embedded_signatures:
        signed += [str(each.signer_cert.subject.native), str(each.signer_cert.issuer.native)]
        signed += [str(each.sig_object.get(name, "")) for name in ("/Reason", "/Location", "/Name", "/ContactInfo")]
    about = [reader.root["/Metadata"].data.decode(), *map(str, info.values())]
    return [page_text(pdf), *about, *map(str, inside), *signed]


def _strings(block: bytes) -> Iterator[bytes]:
    """The strings of a piece of text, their escapes undone; parentheses may stand in them in pairs."""
    at, depth, made = 0, 0, b""
    while at < len(block):
        sign = block[at : at + 1]
        if depth and sign == b"\\":
            octal = re.match(rb"[0-7]{1,3}", block[at + 1 : at + 4])
            made += bytes([int(octal[0], 8)]) if octal else _PLAIN.get(block[at + 1 : at + 2], block[at + 1 : at + 2])
            at += 1 + (len(octal[0]) if octal else 1)
            continue
        depth += (sign == b"(") - (sign == b")")
        if depth > (sign == b"("):
            made += sign
        elif sign == b")" and depth == 0:
            yield made
            made = b""
        at += 1


def _letters(font) -> dict[int, str]:
    cmap, made = font["/ToUnicode"].data.decode("latin-1"), {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            made[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for at in range(int(first, 16), int(last, 16) + 1):
                made[at] = chr(int(text, 16) + at - int(first, 16))
    return made
