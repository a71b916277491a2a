"""Papers: the same bytes for the same input, a code that notices slips, a signature that notices a byte."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psutil
import pytest

from llamkay.core.errors import Refused
from llamkay.platform.papers import (
    Authority,
    PaperNotMade,
    PaperTooSlow,
    check_code,
    new_code,
    qr_svg,
    render,
    sign,
    signatures,
)
from llamkay.platform.papers.code import DIGITS

AT = datetime(2026, 2, 2, tzinfo=UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Source Sans 3", lang: "es")
= #data.title
#data.text
#image(bytes(data.qr), format: "svg", width: 3cm, alt: "Código QR")
"""

# Some minutes of counting.
ENDLESS = "#for a in range(3000) { for b in range(3000) { for c in range(3000) { let d = a * b * c } } }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def pdf(folder):
    return made(folder)


@pytest.fixture(scope="module")
def authority(folder):
    return Authority.for_demonstration(folder / "key", name="Instituto", at=AT)


def made(folder, text="#set page(width: 1cm) \\ señora"):
    file = folder / "paper.typ"
    file.write_text(TEMPLATE)
    return render(file, {"title": "Certificado", "text": text, "qr": qr_svg("http://127.0.0.1/verificar/x/")}, at=AT)


def test_the_same_input_gives_the_same_bytes(folder, pdf):
    assert pdf.startswith(b"%PDF-1.7")
    assert pdf == made(folder)
    assert pdf != made(folder, text="otra")


def test_a_template_that_fails_is_named(folder):
    (folder / "wrong.typ").write_text("#nothing-like-it")
    with pytest.raises(ValueError, match=r"wrong\.typ"):
        render(folder / "wrong.typ", {}, at=AT)


@pytest.fixture(scope="module")
def endless(folder):
    file = folder / "endless.typ"
    file.write_text(ENDLESS)
    return file


def test_a_paper_ends_at_its_limit_waiting_for_its_turn_included(folder, endless, pdf):
    def late(_number):
        started = time.monotonic()
        with pytest.raises(PaperTooSlow, match="más de 1 segundos"):
            render(endless, {}, at=AT, seconds=1)
        return time.monotonic() - started

    with ThreadPoolExecutor(5) as pool:  # more than are made at once
        assert max(pool.map(late, range(5))) < 20
    assert [child for child in psutil.Process().children() if "renderer.py" in " ".join(child.cmdline())] == []
    assert made(folder) == pdf


def test_a_process_that_dies_is_told(folder, endless, pdf):
    with ThreadPoolExecutor(1) as pool:
        paper = pool.submit(render, endless, {}, at=AT)
        renderer_of(psutil.Process()).kill()
        with pytest.raises(PaperNotMade, match="no se pudo hacer"):
            paper.result(20)
    assert made(folder) == pdf


def test_a_paper_ends_with_who_ordered_it(endless):
    order = (
        "import datetime, pathlib; from llamkay.platform.papers import render; "
        f"render(pathlib.Path({str(endless)!r}), {{}}, at=datetime.datetime.now(datetime.UTC))"
    )
    with subprocess.Popen([sys.executable, "-c", order]) as whoever:
        renderer = renderer_of(psutil.Process(whoever.pid))
        whoever.kill()
        renderer.wait(20)


def renderer_of(parent):
    """The process that makes a paper for another, once it is at work."""
    for _look in range(600):
        for child in parent.children():
            if "renderer.py" in " ".join(child.cmdline()) and child.cpu_times().user > 0.3:
                return child
        time.sleep(0.05)
    raise AssertionError("no paper is being made")


def test_a_code_survives_the_telephone():
    code = new_code()
    assert check_code(code.lower().replace("-", " ")) == code
    assert check_code("O" + code[1:]) == code if code[0] == "0" else True
    assert len({new_code() for _ in range(1000)}) == 1000


def test_a_slip_in_a_code_is_noticed():
    code = new_code().replace("-", "")
    for at, sign_ in enumerate(code[:-1]):
        other = DIGITS[(DIGITS.index(sign_) + 1) % len(DIGITS)]
        with pytest.raises(Refused, match="revise"):
            check_code(code[:at] + other + code[at + 1 :])
    for text in ("", "4F7K", code + "0", "¡hola!"):
        with pytest.raises(Refused, match="revise"):
            check_code(text)


def test_a_signature_is_good_whole_and_trusted(pdf, authority, folder):
    signed = sign(pdf, authority, reason="Cómputo", location="Lima")
    assert signed.startswith(pdf)
    (found,) = signatures(signed, root=authority.root)
    assert found.good
    assert "demostración, sin valor" in found.by

    one_byte = bytearray(signed)
    one_byte[len(pdf) // 2] ^= 1
    assert not signatures(bytes(one_byte), root=authority.root)[0].intact
    assert not signatures(signed + b"\n% more", root=authority.root)[0].whole
    stranger = Authority.for_demonstration(folder / "other", name="Otro", at=AT)
    assert not signatures(signed, root=stranger.root)[0].trusted
    assert signatures(pdf, root=authority.root) == []
    with pytest.raises(Refused, match="no es un PDF"):
        signatures(b"hello", root=authority.root)
