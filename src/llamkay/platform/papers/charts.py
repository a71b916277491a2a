"""The charts of the screen on paper: the same drawing, its classes and its measures such as Typst reads them."""

import re
from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string

from llamkay.platform.charts import Chart

STYLES = Path(__file__).parent.parent / "static" / "charts" / "charts.css"
EDGE = 14
FONT = 'text { font-family: "Source Sans 3", "Libertinus Serif"; }'
# The plot of a line is a drawing of a thousand parts that the screen stretches; its strokes would be stretched too.
_PLOT = re.compile(r'<svg x="([\d.]+)%" y="([\d.]+)" width="([\d.]+)%"[^>]*>(.*?)</svg>', re.S)
# On the screen the light edge of a number stands behind all of it; on paper each letter's would lie upon the letter
# before it, so that the edge is a text of its own beneath.
_EDGED = re.compile(r'<text class="chart__number chart__number--dot"([^>]*>[^<]*</text>)')
_HATCHED = re.compile(r'<g class="chart__tile chart__tile--kept">(?:(?!</g>).)*(<text[^>]*>[^<]*</text>)</g>', re.S)
_WHOLE = re.compile(r"\s*(<svg.*?</svg>)\s*(?=<ul|\Z)", re.S)
_PART = re.compile(r'="([\d.]+)%"')
_OPENING = re.compile(r'width="100%" height="([\d.]+)"')


def on_paper(chart: Chart, *, width: int = 420) -> dict[str, str]:
    """A chart for a template of a paper: its title, its drawing as SVG of so many parts across, words for who does not
    see it and its note. Written as ``image(bytes(it.svg), format: "svg", alt: it.alt)``."""
    text = render_to_string(chart.drawing.template, {"chart": chart})
    found = _WHOLE.match(text)
    assert found, chart.drawing.template
    # On paper nothing is drawn beyond the edge, where half of the last word of an axis stands.
    whole = width + EDGE
    svg = _OPENING.sub(rf'width="{whole}" height="\1" viewBox="0 0 {whole} \1"', found[1], count=1)
    svg = _PLOT.sub(lambda plot: _flat(plot, width), svg)
    svg = _PART.sub(lambda part: f'="{float(part[1]) * width / 100:.1f}"', svg)
    svg = _EDGED.sub(r'<text class="chart__number chart__number--dot"\1<text class="chart__number"\1', svg)
    svg = _HATCHED.sub(r'\g<0><g class="chart__tile">\1</g>', svg)
    svg = svg.replace(">", f"><style>{_styles()}</style>", 1)
    return {"title": chart.title, "svg": svg, "alt": f"{chart.title}. {chart.summary}", "note": chart.note}


def _flat(plot: re.Match[str], width: int) -> str:
    """The plot in the measures of the drawing around it."""
    left, top, across = float(plot[1]) / 100 * width, float(plot[2]), float(plot[3]) / 100 * width / 1000

    def moved(points: re.Match[str]) -> str:
        pairs = (pair.split(",") for pair in points[1].split())
        return 'points="' + " ".join(f"{float(x) * across:.1f},{y}" for x, y in pairs) + '"'

    return f'<g transform="translate({left:.1f},{top:g})">' + re.sub(r'points="([^"]*)"', moved, plot[4]) + "</g>"


@lru_cache(maxsize=1)
def _styles() -> str:
    """What the screen draws with, without what is only of the page around the drawing."""
    text = re.sub(r"/\*.*?\*/", "", STYLES.read_text("utf-8"), flags=re.S)
    rules = re.sub(r"@media print.*", "", text, flags=re.S)
    return re.sub(r"var\(--[a-z]+, ([^()]+)\)", r"\1", f"{rules}{FONT}")
