"""The list of what an hour of work paid."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import NOTHING, joined, link, under
from llamkay.platform.screens.lists import Column, Kind, List


def _activity(line: Any) -> Any:
    activity = line.activity
    page = link(f"{reverse('pay:inputs', args=[activity.pk])}?mes={line.month}", activity.name)
    where = " · ".join(str(each) for each in (activity.establishment.name, line.company) if each)
    return joined([page, under(where)], "")


def _percent(line: Any) -> str:
    return NOTHING if line.percent is None else f"{line.percent} %"


_BASIS = Column(gettext_lazy("Cómo paga"), "basis.label")
_PEOPLE = Column(gettext_lazy("Personas"), "people", Kind.NUMBER)
_BELOW = Column(gettext_lazy("Por debajo"), "below", Kind.NUMBER)
_FILE = [
    Column(gettext_lazy("Mes"), lambda line: str(line.month)),
    Column(gettext_lazy("Establecimiento"), "activity.establishment.name"),
    Column(gettext_lazy("Actividad"), "activity.name"),
    _BASIS,
    _PEOPLE,
    Column(gettext_lazy("Horas"), lambda line: line.minutes / 60),
    Column(gettext_lazy("Bruto (S/)"), "gross", Kind.MONEY),
    Column(gettext_lazy("Hora antes de distribuir (S/)"), "hourly", Kind.MONEY),
    Column(gettext_lazy("Hora después (S/)"), "hourly_after", Kind.MONEY),
    Column(gettext_lazy("Hora de la remuneración mínima (S/)"), "reference", Kind.MONEY),
    Column(gettext_lazy("Parte de la referencia (%)"), "percent"),
    Column(gettext_lazy("Personas por debajo"), "below"),
]


def fair_list(month: Month, *, several: bool) -> List:
    """What an hour paid in each activity of a month, or of ``several`` until it."""
    months = [Column(gettext_lazy("Mes"), lambda line: month_title(line.month))] if several else []
    count = ngettext_lazy("%(n)s mes de una actividad", "%(n)s meses de actividades", "n")
    return List(
        name=f"hora-{month}",
        title=gettext_lazy("Lo que paga una hora de trabajo"),
        template="pay/inputs/fair.html",
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            Column(gettext_lazy("Actividad"), "activity.name", cell=_activity, head=True),
            *months,
            _BASIS,
            _PEOPLE,
            Column(gettext_lazy("Horas"), "hours", Kind.NUMBER),
            Column(gettext_lazy("Bruto"), "gross", Kind.MONEY),
            Column(gettext_lazy("La hora, antes"), "hourly", Kind.MONEY),
            Column(gettext_lazy("La hora, después"), "hourly_after", Kind.MONEY),
            Column(gettext_lazy("De la referencia"), "percent", Kind.NUMBER, cell=_percent),
            _BELOW,
        ],
        file=_FILE,
        foot=gettext_lazy(
            "Antes: el ingreso bruto entre las horas pagadas de la planilla. Después: sin el 10 % ni la reparación "
            "civil; los alimentos por orden judicial son parte de la persona. Por debajo: cuántas personas ganaron "
            "por hora menos que la referencia, antes de distribuir. El ingreso propio es el declarado, de quienes "
            "declararon."
        ),
        count=count if several else _InMonth(month),
        nothing=gettext_lazy("Ninguna actividad con pago coincide en ese mes."),
        empty=gettext_lazy(
            "Ese mes no está cerrado o nadie tuvo trabajo pagado: el pago de cada hora se conoce al cerrar el mes."
        ),
        reads="pay",
        target="activities",
    )


class _InMonth:
    """How many activities a month has, as ``List.count`` is asked."""

    def __init__(self, month: Month) -> None:
        self.month = month

    def __mod__(self, values: dict[str, Any]) -> str:
        words = ngettext_lazy("%(n)s actividad en %(month_name)s", "%(n)s actividades en %(month_name)s", "n")
        return words % {"n": values["n"], "month_name": month_title(self.month)}
