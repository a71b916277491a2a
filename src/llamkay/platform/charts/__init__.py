"""Charts drawn on the server: each has a title that says what it shows and the table that says the same.

``sorted_bars``, ``lines``, ``tiles``, ``squares`` and ``spans`` make a ``Chart``; a page writes it with
``{% include "charts/chart.html" with chart=… only %}`` and links ``charts/charts.css``.
"""

from llamkay.platform.charts.bars import sorted_bars
from llamkay.platform.charts.lines import Beneath, Point, Series, lines
from llamkay.platform.charts.model import Cell, Chart, Mark, Table
from llamkay.platform.charts.peru import REGIONS
from llamkay.platform.charts.scale import ticks
from llamkay.platform.charts.spans import Span, spans
from llamkay.platform.charts.tiles import Place, squares, tiles

__all__ = [
    "REGIONS",
    "Beneath",
    "Cell",
    "Chart",
    "Mark",
    "Place",
    "Point",
    "Series",
    "Span",
    "Table",
    "lines",
    "sorted_bars",
    "spans",
    "squares",
    "ticks",
    "tiles",
]
