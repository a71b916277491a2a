"""The list of the figures of a month."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.statistics.figures.flows import KINDS, Change
from llamkay.apps.statistics.models import Metric
from llamkay.apps.statistics.queries import MetricLine
from llamkay.platform.screens.cells import NOTHING, strong
from llamkay.platform.screens.lists import Column, Kind, List


def _value(line: MetricLine) -> Any:
    if line.value is not None:
        return strong(f"{line.value:,}")
    if not (line.counted or line.reported):
        return NOTHING
    return _("por clases") if line.metric.dimension else _("reservado")


def _change(line: MetricLine) -> Any:
    if line.change is None:
        return NOTHING
    places = ngettext("en %(n)s penal", "en %(n)s penales", line.compared) % {"n": line.compared}
    return f"{line.moved}, {places}"


def figure_list(month: date, *, before: date) -> List:
    """Every figure of a month, with how it moved since the month before."""
    code = f"{month:%Y-%m}"
    counts = [
        Column(gettext_lazy("Contaron"), "counted", Kind.NUMBER),
        Column(gettext_lazy("Informaron"), "reported", Kind.NUMBER),
        Column(gettext_lazy("Faltan"), "missing", Kind.NUMBER),
    ]
    unit = Column(gettext_lazy("Unidad"), "metric.counted_in")
    since = _("Cambio desde %(before)s") % {"before": date_format(before, "F")}
    return List(
        name=f"cifras-{code}",
        title=_("Cifras de %(month)s") % {"month": date_format(month, "YEAR_MONTH_FORMAT")},
        template="statistics/list.html",
        columns=[
            Column(
                gettext_lazy("Cifra"),
                "metric.label",
                link=lambda line: f"{reverse('statistics:detail', args=[line.metric.code])}?mes={code}",
                head=True,
            ),
            Column(gettext_lazy("Valor"), "value", Kind.NUMBER, cell=_value),
            unit,
            *counts,
            Column(since, "change", Kind.NUMBER, cell=_change),
        ],
        file=[
            Column(gettext_lazy("Código"), "metric.code"),
            Column(gettext_lazy("Cifra"), "metric.label"),
            Column(gettext_lazy("Definición"), "metric.meaning"),
            unit,
            Column(gettext_lazy("Mes"), lambda _line: code),
            Column(gettext_lazy("Valor"), "value"),
            *counts,
            Column(gettext_lazy("Cambio"), "change"),
            Column(gettext_lazy("Establecimientos comparados"), "compared"),
        ],
        foot=gettext_lazy(
            "Contaron: establecimientos cuya cifra sale de sus planillas cerradas en el sistema. Informaron: los que "
            "la enviaron en su informe mensual. El cambio compara solo los establecimientos que dieron la cifra en "
            "ambos meses, para que un informe que llega tarde no parezca un aumento; en las cifras de niños y "
            "gestantes se dice solo cuando son los mismos."
        ),
        count=ngettext_lazy("%(n)s cifra", "%(n)s cifras", "n"),
        nothing="",
        empty="",
        target=f"figures:{code}",
        size=500,
    )


def change_list(metric: Metric, *, since: date | None, until: date | None) -> List:
    """How a figure moved in each prison, and why; the counts of a line add up to its difference."""

    def of(kind: str) -> Callable[[Change], int | None]:
        return lambda line: getattr(line.moves, kind) if line.moves else None

    return List(
        name=f"{metric.code}-cambios-{since}-{until}",
        title=_("Qué cambió: {name}").format(name=metric.label),
        template="statistics/changes.html",
        columns=[
            Column(gettext_lazy("Establecimiento"), "name", head=True),
            Column(gettext_lazy("Había"), "before", Kind.NUMBER),
            *(Column(name, of(kind), Kind.NUMBER) for kind, name in KINDS.items()),
            Column(gettext_lazy("Hay"), "after", Kind.NUMBER),
            Column(gettext_lazy("Cambio"), "net", Kind.NUMBER),
        ],
        foot=gettext_lazy(
            "Entraron y salieron: del penal. Empezaron y dejaron: seguían en él. Correcciones: días que se cambiaron "
            "después de contados. Sin decir por qué: alguno de los dos meses se informó y no se contó aquí."
        ),
        count=ngettext_lazy("%(n)s establecimiento", "%(n)s establecimientos", "n"),
        nothing=gettext_lazy("Nadie dio esa cifra en esos dos momentos."),
        empty=gettext_lazy("Nadie dio esa cifra en esos dos momentos."),
        reads="read",
        target=f"figure:{metric.code}:{since}:{until}",
        parent=("statistics:list", gettext_lazy("Cifras")),
        size=500,
    )
