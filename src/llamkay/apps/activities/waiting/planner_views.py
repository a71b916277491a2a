"""The planner of places on screen."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.permissions import MANAGE
from llamkay.apps.activities.waiting.planner import plans, rows_of
from llamkay.platform import clock
from llamkay.platform.screens.cells import strong
from llamkay.platform.screens.forms import FilterForm
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import requires

USUAL = 30


class PercentFilter(FilterForm):
    """The share of people at work that is planned for."""

    porcentaje = forms.IntegerField(
        label=gettext_lazy("Porcentaje de personas con trabajo"), min_value=1, max_value=100, required=False
    )


def _list(percent):
    return List(
        name=f"planificador-{percent}",
        title=_("Qué falta para llegar al %(percent)s %%") % {"percent": percent},
        parent=("activities:list", gettext_lazy("Actividades")),
        intro=gettext_lazy(
            "Primero se llenan las plazas libres, donde más personas esperan; lo que falta se abre en proporción a "
            "quienes esperan o, si nadie espera, a las plazas que hay. La primera línea de cada penal es su total."
        ),
        columns=[
            Column(
                gettext_lazy("Establecimiento"),
                "establishment",
                head=True,
                cell=lambda row: strong(row.establishment) if not row.trade else row.establishment,
            ),
            Column(gettext_lazy("Especialidad"), "trade"),
            Column(gettext_lazy("Turno"), "shift"),
            Column(gettext_lazy("Población"), lambda row: row.population or None, Kind.NUMBER),
            Column(gettext_lazy("Trabajan"), lambda row: None if row.trade else row.working, Kind.NUMBER),
            Column(gettext_lazy("Faltan"), "more", Kind.NUMBER),
            Column(gettext_lazy("En plazas libres"), "free", Kind.NUMBER),
            Column(gettext_lazy("Plazas por abrir"), "new", Kind.NUMBER),
        ],
        count=ngettext_lazy("%(n)s línea", "%(n)s líneas", "n"),
        nothing=gettext_lazy("Ningún penal."),
        empty=gettext_lazy("Ningún penal de su ámbito usa el sistema."),
        target="planner",
    )


@requires(MANAGE)
def planner(request):
    form, today = PercentFilter(request.GET), clock.today()
    percent = form.criteria().get("porcentaje") or USUAL
    made, names = plans(scope=request.user.actions[MANAGE], on=today, percent=percent)
    held, working = sum(item.population for item in made), sum(item.working for item in made)
    share = f"{100 * working / held:.1f} %" if held else "—"
    notes = [
        _("al %(day)s") % {"day": date_format(today)},
        _("hoy trabajan %(working)s de %(held)s (%(share)s)") % {"working": working, "held": held, "share": share},
    ]
    return answer(request, _list(percent), rows_of(made, names), form=form, notes=notes)
