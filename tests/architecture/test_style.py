"""How the code is written down: the formatter lays out every line but those of tables of data."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIP = "# fmt: " + "skip"
TABLES_LAID_OUT_BY_HAND = 60


def test_the_formatter_is_obeyed_but_for_tables_of_data():
    texts = [
        path.read_text()
        for folder in ("src", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]
    assert sum(text.count(SKIP) for text in texts) <= TABLES_LAID_OUT_BY_HAND
    assert not [text for text in texts if SKIP.replace("skip", "off") in text]
