"""The command that verifies a certificate, as a stranger runs it: files only, no database, hostile ones too."""

import io
import json
import os
import subprocess
import sys
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyhanko.pdf_utils.generic import ArrayObject, NameObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay.core.credentials import (
    ATTACHMENT,
    PURPOSES,
    Achievement,
    Earned,
    Key,
    did_document,
    document,
    issue,
    list_document,
    list_url,
    pointer,
    status_entries,
)
from llamkay.platform.papers import Authority, NotRead, carried, render, sign
from tests.worlds import commands

LLAMKAY = str(Path(sys.executable).with_name("llamkay"))
ISSUER = "did:web:certificados.example:emisores:taller-sur"
BASE = "https://certificados.example/emisores/taller-sur"
ID, NEXT = "https://certificados.example/c/1111", "https://certificados.example/c/2222"
AT = datetime(2026, 2, 2, 15, 0, tzinfo=UTC)
MINE, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (7, 8))
KID = f"{ISSUER}#llave-1"
TEMPLATE = f"""
#let data = json(bytes(sys.inputs.data))
#set document(title: "Certificado", author: "Taller Sur")
#set text(lang: "es", font: "Source Sans 3")
#if data.token != "" {{
  pdf.attach("{ATTACHMENT}", bytes(data.token), relationship: "data", mime-type: "application/jwt",
    description: "La credencial")
}}
= Certificado
Confección de prendas.
"""


def token(key=MINE):
    return issue(
        document(
            id=ID,
            issuer=ISSUER,
            issuer_name="Taller Sur S.A.C.",
            license_number="0001-2026",
            at=AT,
            achievement=Achievement("Confección de prendas", "Competency", "Costura recta", "320 horas"),
            earned=Earned("Rosa Quispe", "", date(2025, 1, 1), date(2025, 12, 31)),
            status=status_entries(BASE, 77),
        ),
        key=key,
        kid=KID,
    )


def paper(folder: Path, text: str, *, key=MINE, signed=True) -> bytes:
    template = folder / "certificate.typ"
    template.write_text(TEMPLATE)
    pdf = render(template, {"token": text}, at=AT, archive="a-3a")
    authority = Authority.of_key(key, name="Taller Sur S.A.C.", at=AT)
    return sign(pdf, authority, reason="Certificado", location=None) if signed else pdf


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The files of a stranger: what the issuer publishes, a certificate, and the same one spoiled in many ways."""
    home = tmp_path_factory.mktemp("stranger")
    public = MINE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    did = did_document(ISSUER, "Taller Sur S.A.C.", [Key(KID, public, date(2026, 1, 1))])
    (home / "did.json").write_text(json.dumps(did))
    (home / "other.json").write_text(json.dumps(did_document(f"{ISSUER}-2", "Otro", [])))
    for name, slots, replaced in (
        ("good", {}, {}),
        ("revoked", {"revocation": [77]}, {}),
        ("suspended", {"suspension": [77]}, {}),
        ("superseded", {"revocation": [77]}, dict([pointer(ID, NEXT)])),
    ):
        lists = [
            issue(
                list_document(
                    url=list_url(BASE, purpose),
                    issuer=ISSUER,
                    purpose=purpose,
                    slots=slots.get(purpose, []),
                    at=AT,
                    replaced=replaced if purpose == "revocation" else {},
                ),
                key=MINE,
                kid=KID,
            )
            for purpose in PURPOSES
        ]
        (home / f"{name}.json").write_text(json.dumps({"issuer": ISSUER, "lists": lists}))
    (home / "revocation.jwt").write_text(lists[0])
    (home / "suspension.jwt").write_text(lists[1])
    (home / "certificate.jwt").write_text(token() + "\n")
    whole = paper(home, token())
    (home / "certificate.pdf").write_bytes(whole)
    (home / "unsigned.pdf").write_bytes(paper(home, token(), signed=False))
    (home / "empty.pdf").write_bytes(paper(home, ""))
    (home / "other-key.pdf").write_bytes(paper(home, token(), key=OTHER))
    (home / "forged.pdf").write_bytes(paper(home, token(OTHER), key=OTHER))
    (home / "byte.pdf").write_bytes(whole.replace(b"/Title", b"/Titlo", 1))
    (home / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    (home / "noise.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(5000))
    writer = IncrementalPdfFileWriter(io.BytesIO(whole))
    writer.root[pdf_name("/Extra")] = NameObject("/Yes")
    writer.update_root()
    later = io.BytesIO()
    writer.write(later)
    (home / "later.pdf").write_bytes(later.getvalue())
    return home


def run(folder, *words, status=0):
    done = commands.answer(folder, "certificate", "verify", *words)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def answer(folder, file, *, keys="did.json", status="good.json"):
    return json.loads(run(folder, file, "--json", "--keys", keys, "--status", status).stdout)


@pytest.mark.parametrize("file", ["certificate.pdf", "certificate.jwt"])
def test_a_certificate_is_verified_from_files_alone(folder, file):
    assert answer(folder, file) == {
        "status": "valid",
        "issuer": "Taller Sur S.A.C.",
        "issued_on": "2026-02-02",
        "achievement": "Confección de prendas",
        "number": "0001-2026",
        "id": ID,
        "key": {"id": KID, "from": "2026-01-01", "to": None},
        "why": "La firma es del emisor y no está en su lista de retirados del 2026-02-02.",
    }


def test_it_is_said_in_words(folder):
    """The program itself, in a folder where no database was ever made, and none is made now."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"LLAMKAY_DATA": str(folder / "data")}
    words = ("certificate", "verify", "certificate.pdf", "--keys", "did.json", "--status", "good.json")
    done = subprocess.run([LLAMKAY, *words], env=environment, capture_output=True, text=True, timeout=60, cwd=folder)
    assert (done.returncode, done.stderr, (folder / "data").exists()) == (0, "", False)
    assert done.stdout.startswith("Vale. La firma es del emisor") and "«Confección de prendas»" in done.stdout


@pytest.mark.parametrize("status", ["revoked", "suspended", "superseded"])
def test_the_status_of_the_issuer_decides(folder, status):
    found = answer(folder, "certificate.pdf", status=f"{status}.json")
    assert found["status"] == status
    assert (NEXT in found["why"]) == (status == "superseded")


def test_the_two_lists_may_be_given_apart(folder):
    words = ("certificate.jwt", "--keys", "did.json", "--status", "revocation.jwt", "--status", "suspension.jwt")
    assert json.loads(run(folder, *words, "--json").stdout)["status"] == "superseded"


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("unsigned.pdf", "no está firmado"),
        ("empty.pdf", "no lleva dentro"),
        ("other-key.pdf", "no lo firmó la misma llave"),
        ("forged.pdf", "no es de la llave que nombra"),
        ("byte.pdf", "cambió después de firmado"),
        ("later.pdf", "cambió después de firmado"),
        ("cut.pdf", "dañado"),
        ("noise.pdf", "dañado"),
    ],
)
def test_a_spoiled_pdf_is_forged_and_says_why(folder, file, why):
    found = answer(folder, file)
    assert (found["status"], found["issuer"]) == ("forged", None)
    assert why in found["why"]


def test_the_keys_of_another_issuer_do_not_know_it(folder):
    assert answer(folder, "certificate.pdf", keys="other.json")["status"] == "unknown_key"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["none.pdf", "--keys", "did.json", "--status", "good.json"], "there is no file"),
        (["certificate.pdf", "--keys", "did.json"], "give both"),
        (["certificate.pdf", "--keys", "certificate.jwt", "--status", "good.json"], "not JSON"),
        (["certificate.pdf", "--keys", "good.json", "--status", "good.json"], "no document of an issuer"),
        (["certificate.pdf", "--keys", "did.json", "--status", "did.json"], "no status lists"),
        (["certificate.pdf", "--keys", "did.json", "--status", "revocation.jwt"], "missing"),
        (["picture.png", "--keys", "did.json", "--status", "good.json"], "neither a PDF"),
        (["nothing.pdf", "--keys", "did.json", "--status", "good.json"], "empty"),
        (["large.pdf", "--keys", "did.json", "--status", "good.json"], "too large"),
        ([".", "--keys", "did.json", "--status", "good.json"], "folder"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(folder, words, sentence):
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\xff")
    (folder / "nothing.pdf").write_bytes(b"")
    with open(folder / "large.pdf", "wb") as file:
        file.truncate(11 * 1024 * 1024)
    done = run(folder, *words, status=2)
    assert not done.stdout and sentence in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_unpacks_to_gigabytes_is_damaged(folder):
    """The token inside is a gigabyte of zeros, packed a thousand to one twice over."""
    packed = _zeros(1024**3)
    writer = IncrementalPdfFileWriter(io.BytesIO(paper(folder, token(), signed=False)))
    filespec = writer.root["/AF"][0]
    stream = StreamObject(encoded_data=zlib.compress(packed, 9))
    stream[pdf_name("/Filter")] = ArrayObject([pdf_name("/FlateDecode"), pdf_name("/FlateDecode")])
    filespec["/EF"][pdf_name("/F")] = writer.add_object(stream)
    writer.update_container(filespec["/EF"])
    out = io.BytesIO()
    writer.write(out)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(NotRead, match="cannot be read"):
        carried(out.getvalue(), ATTACHMENT)


def _zeros(size):
    """So many zeros packed: one block of them over and over, and the checksum of the whole."""
    packer, block = zlib.compressobj(9), bytes(16 * 1024**2)
    first, again = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    checksum = (size % 65521) << 16 | 1
    return first + again * (size // len(block) - 1) + packer.flush()[:-4] + checksum.to_bytes(4)


def test_what_is_inside_is_the_token(folder):
    inside = carried((folder / "certificate.pdf").read_bytes(), ATTACHMENT)
    assert inside and inside.text == token() and inside.whole
    assert PdfFileReader(io.BytesIO((folder / "certificate.pdf").read_bytes())).root["/AF"]
