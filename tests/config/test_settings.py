"""Every setting is documented one by one, and nothing is documented that does not exist."""

import os
import re
import subprocess
import sys
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


def test_behind_https_no_cookie_goes_without_it_nor_is_written_by_another_host():
    words = "SESSION_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE LANGUAGE_COOKIE_SECURE SECURE_HSTS_SECONDS"
    ask = f"from llamkay.config import settings; print(*(getattr(settings, name) for name in {words.split()}))"
    house = {"LLAMKAY_HTTPS": "1", "DATABASE_URL": "postgresql://nobody@/nothing", "DATABASE_OWNER_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", ask], env=os.environ | house, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["__Host-sessionid", "True", "True", "True", "31536000"]


def test_a_start_leaves_out_what_signs_papers():
    """Every command would wait for pyHanko, a quarter of a start, and few sign anything."""
    ask = (
        "import django, sys; django.setup(); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'pyhanko', 'aiohttp', 'typst', 'matplotlib'}))"
    )
    house = {"DJANGO_SETTINGS_MODULE": "llamkay.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ask], env=os.environ | house, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
