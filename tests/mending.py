"""A comma more in the sentences of a count: what a mended word must not change."""

import pytest

from llamkay.core.remission.words import LANGUAGES


def mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Change at least ten sentences of each language, among them those of every credit."""
    for language in LANGUAGES.values():
        codes = [code for code in language.sentences if code.startswith(("ratio.", "law.", "excluded.", "warn."))]
        assert len(codes) >= 10
        for code in codes:
            monkeypatch.setitem(language.sentences, code, f"{language.sentences[code]},")
