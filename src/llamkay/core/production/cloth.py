"""The woven pattern that stands for a product until there are photographs: its own, always the same, never a face.

Stepped squares of the Andes in five families, drawn from a name: the same name gives the same cloth.
"""

import hashlib
from dataclasses import dataclass

# Dyes of the highlands: cochineal, indigo, chilca green, walnut, ochre, undyed wool.
PALETTES = (
    ("#7d2d17", "#e0b25e", "#1e2150", "#ece4d3"),
    ("#1e2150", "#a43e22", "#ece4d3", "#e0b25e"),
    ("#2a6a3c", "#ece4d3", "#7d2d17", "#e0b25e"),
    ("#3b4a9c", "#e0b25e", "#7d2d17", "#ece4d3"),
    ("#5b2333", "#d98a4a", "#ece4d3", "#2f4858"),
    ("#6b4423", "#ece4d3", "#a43e22", "#1e2150"),
    ("#2f4858", "#ece4d3", "#d98a4a", "#7d2d17"),
)


@dataclass(frozen=True, slots=True)
class _Draw:
    seed: bytes

    def of(self, at: int, most: int) -> int:
        return self.seed[at % len(self.seed)] % most


def pattern(name: str, *, width: int = 320, height: int = 208, title: str = "") -> str:
    """An SVG of a cloth for a name: a border of steps, a field of one motif repeated, stripes between.

    The same name gives the same bytes. ``title`` is its description for who does not see it; without it the drawing
    is an ornament.
    """
    draw = _Draw(hashlib.sha256(name.encode()).digest())
    ground, first, second, third = _turned(PALETTES[draw.of(0, len(PALETTES))], draw.of(1, 4))
    motif = _MOTIFS[draw.of(2, len(_MOTIFS))]
    size = (40, 48, 56, 64)[draw.of(3, 4)]
    band = 24 + 8 * draw.of(4, 3)
    marks = [f'<rect width="{width}" height="{height}" fill="{ground}"/>']
    columns, rows = width // size + 2, (height - 2 * band) // size + 2
    left, top = -draw.of(5, size), band
    between = _MOTIFS[draw.of(6, len(_MOTIFS))]
    for row in range(rows):
        for column in range(columns):
            colours = (first, second, third) if (row + column) % 2 else (second, third, first)
            here = motif if (row + column) % 2 else between
            marks.append(here(left + column * size, top + row * size, size, colours))
    for y in (0, height - band):
        marks.append(_border(y, band, width, (third, ground, first)))
    label = f'role="img" aria-label="{_escaped(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {label} '
        f'preserveAspectRatio="xMidYMid slice">{"".join(marks)}</svg>'
    )


def _turned(colours: tuple[str, str, str, str], by: int) -> tuple[str, str, str, str]:
    return (*colours[by:], *colours[:by])  # type: ignore[return-value]


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'


def _stepped(x: int, y: int, size: int, colours: tuple[str, ...]) -> str:
    """A stair from each corner to the middle."""
    unit = size / 8
    marks = [_rect(x + unit * n, y + size - unit * (n + 1), size / 2 - unit * n, unit, colours[0]) for n in range(4)]
    marks += [_rect(x + size / 2, y + unit * n, size / 2 - unit * n, unit, colours[1]) for n in range(4)]
    return "".join(marks) + _rect(x + size / 2 - unit, y + size / 2 - unit, 2 * unit, 2 * unit, colours[2])


def _diamond(x: int, y: int, size: int, colours: tuple[str, ...]) -> str:
    """A rhombus of steps, with another within."""
    unit, marks = size / 10, []
    for n in range(5):
        half = unit * (n + 1)
        marks += [_rect(x + size / 2 - half, y + unit * n, 2 * half, unit, colours[0])]
        marks += [_rect(x + size / 2 - half, y + size - unit * (n + 1), 2 * half, unit, colours[0])]
    for n in range(2):
        half = unit * (n + 1)
        marks += [_rect(x + size / 2 - half, y + unit * (3 + n), 2 * half, unit, colours[1])]
        marks += [_rect(x + size / 2 - half, y + size - unit * (4 + n), 2 * half, unit, colours[1])]
    return "".join(marks)


def _cross(x: int, y: int, size: int, colours: tuple[str, ...]) -> str:
    """The stepped cross."""
    third = size / 3
    arms = _rect(x + third / 2, y + third, size - third, third, colours[0])
    arms += _rect(x + third, y + third / 2, third, size - third, colours[0])
    arms += _rect(x + third * 0.75, y + third * 0.75, third * 1.5, third * 1.5, colours[0])
    return arms + _rect(x + third * 1.17, y + third * 1.17, third * 0.66, third * 0.66, colours[1])


def _wave(x: int, y: int, size: int, colours: tuple[str, ...]) -> str:
    """A hooked wave of squares."""
    unit = size / 6
    cells = ((0, 4), (1, 4), (2, 4), (2, 3), (2, 2), (3, 2), (4, 2), (4, 3), (5, 4), (4, 4), (3, 4), (5, 5), (0, 5))
    marks = [_rect(x + unit * a, y + unit * b - unit, unit, unit, colours[0]) for a, b in cells]
    return "".join(marks) + _rect(x + unit * 1.2, y + unit * 1.2, unit * 0.9, unit * 0.9, colours[1])


def _eye(x: int, y: int, size: int, colours: tuple[str, ...]) -> str:
    """Squares within squares."""
    marks = []
    for n, colour in enumerate((colours[0], colours[1], colours[2])):
        inset = size * (0.12 + 0.14 * n)
        marks.append(_rect(x + inset, y + inset, size - 2 * inset, size - 2 * inset, colour))
    return "".join(marks)


def _border(y: int, band: int, width: int, colours: tuple[str, ...]) -> str:
    """A band of steps between two stripes."""
    marks = [_rect(0, y, width, band, colours[0])]
    step = band / 4
    for n in range(int(width / (2 * step)) + 1):
        marks.append(_rect(n * 2 * step, y + step + (step if n % 2 else 0), step * 1.4, step, colours[2]))
    marks += [_rect(0, y, width, 2, colours[1]), _rect(0, y + band - 2, width, 2, colours[1])]
    return "".join(marks)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


_MOTIFS = (_stepped, _diamond, _cross, _wave, _eye)
