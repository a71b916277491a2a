"""Nobody else is named in what a person is told of herself (D.S. 016-2024-JUS, art. 78)."""

import re
from collections.abc import Iterable, Sequence

from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.nursery.record.queries import named_children
from llamkay.apps.people.queries import named_in

SOMEBODY, OF_STAFF = "[otra persona]", "[personal]"


class Names:
    """The names of others that stand in some texts: looked for once, then hidden wherever they stand."""

    def __init__(self, people: Sequence[int], children: Sequence[int]) -> None:
        self.people, self.children = people, children
        self._others = self._staff = re.compile(r"(?!)")

    def look(self, texts: str) -> None:
        """Find who is named in the texts: people in custody, children, staff."""
        others = [*named_in(texts, but=self.people), *named_children(texts, but=self.children)]
        self._others = _any_of(others)
        self._staff = _any_of(name for name in staff_names().values() if name)

    def hidden(self, text: str) -> str:
        """A text without them."""
        return self._staff.sub(OF_STAFF, self._others.sub(SOMEBODY, text))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    found = sorted({re.escape(name) for name in names}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(found)})\b", re.IGNORECASE) if found else re.compile(r"(?!)")
