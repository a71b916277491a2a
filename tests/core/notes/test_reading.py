"""Reading: the note of 2 February 2026 as published, then the spellings and damages of other copies."""

import json
from importlib import resources

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from llamkay.cli.note import note as command
from llamkay.core.errors import Refused
from llamkay.core.notes import check_note, read_note

TEXT = resources.files("llamkay.data").joinpath("nota-098-2026-inpe.txt").read_text(encoding="utf-8")


def small(number: str = "NOTA DE PRENSA N° 098-2026-INPE", day: str = "2 de febrero de 2026 - 4:07 p. m.") -> str:
    return "\n".join(["Título", "Subtítulo", day, number, "Primer párrafo.", "Segundo párrafo."])


def test_the_note_of_february_comes_out_once():
    note = read_note(TEXT)
    assert (note.type, note.institution, note.number, note.year) == ("Nota de prensa", "INPE", 98, 2026)
    assert note.title == "INPE y MIMP articulan esfuerzos para potenciar el trabajo y educación en Cárceles"
    assert note.subtitle.startswith("Autoridades enfatizaron") and note.subtitle.endswith("seguridad ciudadana")
    assert note.published_at.isoformat() == "2026-02-02T16:07:00-05:00"
    assert len(note.paragraphs) == len(set(note.paragraphs)) == 11
    assert note.paragraphs[0].startswith("Con el objetivo") and note.paragraphs[-1].startswith("El INPE enfoca")
    assert [warning.code for warning in note.warnings] == ["glued_label", "repeated_paragraphs"]
    assert "11 párrafos" in note.warnings[1].message


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NOTA DE PRENSA N° 098-2026-INPE", (98, 2026, "INPE")),
        ("N° 593 -2024-INPE", (593, 2024, "INPE")),
        ("Nº 286 -2017-INPE", (286, 2017, "INPE")),
        ("NOTA NRO 866-2024-INPE", (866, 2024, "INPE")),
        ("NOTA DE PRENSA N°387", (387, 2026, None)),
        ("N°387", (387, 2026, None)),
        ("Nota de prensa Nro. 12 - 2025 - INPE/OIP", (12, 2025, "INPE/OIP")),
    ],
)
def test_reads_every_spelling_of_the_number(line, expected):
    note = read_note(small(number=line))
    assert (note.number, note.year, note.institution) == expected
    assert len(note.paragraphs) == 2


@pytest.mark.parametrize(
    ("day", "moment", "codes"),
    [
        ("2 de febrero de 2026 - 12:05 a. m.", "2026-02-02T00:05:00-05:00", []),
        ("2 de febrero de 2026 - 12:05 p.m.", "2026-02-02T12:05:00-05:00", []),
        ("Lima, 2 de setiembre del 2026", "2026-09-02T00:00:00-05:00", ["missing_time"]),
        ("2 de Febrero de 2026 – 16:07", "2026-02-02T16:07:00-05:00", []),
    ],
)
def test_reads_every_spelling_of_the_moment(day, moment, codes):
    note = read_note(small(day=day))
    assert (note.published_at.isoformat(), [warning.code for warning in note.warnings]) == (moment, codes)


def test_a_copy_from_another_system_reads_the_same():
    damaged = "\ufeff" + TEXT.replace("\n", "\r\n").replace(" - ", "\u00a0-\u00a0")
    assert read_note(damaged) == read_note(TEXT)


def test_a_label_on_its_own_line_is_not_glued():
    note = read_note("Nota de prensa\nTítulo\n2 de febrero de 2026 - 4:07 p. m.\nN° 1-2026-INPE\nTexto.")
    assert (note.title, note.subtitle, note.warnings) == ("Título", "", ())


def test_a_number_line_above_the_title_is_read():
    note = read_note("NOTA DE PRENSA N° 5-2024-INPE\nTítulo\nTexto.")
    assert (note.title, note.paragraphs) == ("Título", ("Texto.",))
    assert [warning.code for warning in note.warnings] == ["missing_date"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n\r\n\ufeff", "empty"),
        ("hola\nmundo", "does not read as a press note"),
        ("\x00\x01", "not plain text"),
        ("a" * 200_001, "200,001 characters"),
        (small(day="31 de febrero de 2026 - 4:07 p. m."), "is not a moment"),
        (small(day="2 de febrero de 2026 - 16:07 p. m."), "is not a moment"),
        (small(day="2 de enebro de 2026"), "is not a moment"),
        ("Título\nN° 1-2026-INPE", "no paragraphs"),
        ("N° 1-2026-INPE", "no title"),
    ],
)
def test_refuses_what_is_no_note(text, said):
    with pytest.raises(Refused, match=said):
        read_note(text)


@given(st.text(max_size=400))
def test_any_text_reads_or_is_refused_in_one_sentence(text):
    for candidate in (text, small() + "\n" + text):
        try:
            note = read_note(candidate)
        except Refused as error:
            assert "\n" not in str(error).split("«")[0]
        else:
            assert len(set(note.paragraphs)) == len(note.paragraphs)
            json.dumps([note.as_dict(), [item.as_dict() for item in check_note(candidate)]])


def test_the_command_prints_the_document(tmp_path):
    file = tmp_path / "note.txt"
    file.write_text(TEXT, encoding="utf-8")
    document = json.loads(CliRunner().invoke(command, ["read", str(file), "--json"], catch_exceptions=False).stdout)
    assert list(document) == "type title subtitle institution number year published_at paragraphs warnings".split()
    assert [set(warning) for warning in document["warnings"]] == [{"code", "message", "paragraph"}] * 2
    checked = json.loads(CliRunner().invoke(command, ["check", str(file), "--json"], catch_exceptions=False).stdout)
    assert {frozenset(item) for item in checked["findings"]} == {
        frozenset(("code", "severity", "paragraph", "excerpt", "suggestion"))
    }


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    (tmp_path / "latin.txt").write_bytes("cárcel".encode("latin-1"))
    for name, said in (("missing.txt", "there is no file"), (".", "is a folder"), ("latin.txt", "not text in UTF-8")):
        result = CliRunner().invoke(command, ["read", str(tmp_path / name)])
        assert said in str(result.exception)
