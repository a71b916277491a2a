"""What the public may read of a table, moment after moment: what is kept back once stays so, and no two moments put
together give it; what would, waits.

Every snapshot that arrives comes out at once, unless it is a line that must be kept back and nothing arrived with it
that could hide it: then it waits for others. Whatever is told at any moment is a sum of told lines and of whole groups,
and each group holds by itself (``groups.holds``) however finely later moments tell it apart.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from llamkay.core.disclosure.cells import is_small
from llamkay.core.disclosure.groups import Line, added, batch, holds
from llamkay.core.disclosure.suppress import WIDTH


@dataclass
class Edition:
    """A table as the public may read it. ``lines`` have come out, ``reserved`` are those of them whose cells are kept
    back, ``waiting`` have a line that has not come out, ``closed`` regions and ``hidden`` classes have no sum."""

    by_classes: bool = False
    lines: dict[str, Line] = field(default_factory=dict)
    reserved: set[str] = field(default_factory=set)
    waiting: dict[str, Line] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    groups: list[dict[str, Line]] = field(default_factory=list)

    def arrive(self, lines: Iterable[Line], *, forced: Collection[str] = ()) -> None:
        """Lines come in at one moment; those of them that may, and of those that waited, come out."""
        self.waiting |= {line.key: line for line in lines}
        forced = self.reserved | set(forced)
        pending = dict(self.waiting)
        while pending:
            breaking = self._breaking(pending)
            if breaking:
                pending = {key: line for key, line in pending.items() if key not in breaking}
                continue
            found = batch(
                pending.values(),
                forced=forced,
                closed=self.closed,
                before=self._before(pending),
                by_classes=self.by_classes,
            )
            waiting = found.waiting or self._too_few(pending, found.reserved)
            if not waiting:
                self._come_out(pending, found.groups, found.closed)
                return
            pending = {key: line for key, line in pending.items() if key not in waiting}

    def _too_few(self, pending: Mapping[str, Line], reserved: frozenset[str]) -> frozenset[str]:
        """What is kept back where even the sum of the country would point at somebody. Of classes each has its own."""
        whole = added(list({**self.lines, **pending}.values()))
        return reserved if whole.small and not self.by_classes else frozenset()

    def _breaking(self, pending: Mapping[str, Line]) -> set[str]:
        """Lines whose group would fall apart if only they changed: what is left of it, or they, would follow."""
        found: set[str] = set()
        for group in self.groups:
            change = [line for key, line in group.items() if key in pending]
            stay = [line for key, line in group.items() if key not in pending]
            if change and not (holds(change, by_classes=self.by_classes) and holds(stay, by_classes=self.by_classes)):
                found |= {line.key for line in change}
        return found

    def _before(self, pending: Mapping[str, Line]) -> dict[str, Line]:
        """What each region has told that does not change now."""
        stay: dict[str, list[Line]] = {}
        for key, line in self.lines.items():
            if key not in pending:
                stay.setdefault(line.region, []).append(line)
        return {region: added(lines, key=region) for region, lines in stay.items()}

    def _come_out(self, lines: Mapping[str, Line], groups: Sequence[frozenset[str]], closed: Collection[str]) -> None:
        for key in lines:
            del self.waiting[key]
        split = [{key: line for key, line in group.items() if key not in lines} for group in self.groups]
        self.groups = [group for group in split if group]
        self.groups += [{key: lines[key] for key in group} for group in groups]
        self.lines |= lines
        self.reserved |= set().union(*groups)
        self.closed |= set(closed)
        if self.by_classes:
            self._hide_classes([lines[key] for group in groups for key in group])

    def _hide_classes(self, reserved_lines: Sequence[Line]) -> None:
        """Classes so small in the whole country that their sum is kept back, and others so that it does not follow
        from the total: the classes of a place add up to at least its total, and mostly to just that."""
        country = added(list(self.lines.values())).cells
        self.hidden |= {name for name, value in country.items() if is_small(value)}
        sums = added(reserved_lines).cells
        in_order = sorted(country, key=lambda name: (country[name], name))
        more = [name for name in in_order if name not in self.hidden and sums.get(name, 0)]
        while self.hidden and more and self._few(sums):
            self.hidden.add(more.pop(0))

    def _few(self, sums: Mapping[str, int]) -> bool:
        parts = [sums.get(name, 0) for name in self.hidden if sums.get(name, 0)]
        return bool(parts) and (len(parts) < 2 or sum(parts) - max(parts) < WIDTH)

    def cell(self, key: str, name: str) -> int | None:
        """A cell of a line that came out; none where it is kept back.

        Where nobody of the line's group is in a cell everybody can tell, and it points at nobody.
        """
        line = self.lines[key]
        if key in self.reserved and any(key in group and self._there(group, name) for group in self.groups):
            return None
        return line.cells.get(name)

    @staticmethod
    def _there(group: Mapping[str, Line], name: str) -> bool:
        return any(line.cells.get(name, 0) for line in group.values())

    def total(self, name: str, *, region: str | None = None) -> int | None:
        """The sum of a cell over all that came out, or over those of a region; none where it is kept back or nothing
        has come out."""
        inside = [line for line in self.lines.values() if name in line.cells and region in (None, line.region)]
        if not inside or name in self.hidden or region in self.closed:
            return None
        return sum(line.cells[name] for line in inside)
