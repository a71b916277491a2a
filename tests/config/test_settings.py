"""Every setting is documented one by one, and nothing is documented that does not exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"\b(?:LLAMKAY_[A-Z_]+|DATABASE_(?:OWNER_)?URL)\b")
# Said of what tests and their helpers read, not the product.
OTHERS = {"LLAMKAY_BUILT_DEMO"}


def test_each_setting_is_in_the_operators_document():
    read = set()
    for path in (ROOT / "src").rglob("*.py"):
        read |= set(NAME.findall(path.read_text(encoding="utf-8")))
    told = set(NAME.findall((ROOT / "docs" / "operating.md").read_text(encoding="utf-8")))
    assert len(read) > 15
    assert read - OTHERS == told - OTHERS
