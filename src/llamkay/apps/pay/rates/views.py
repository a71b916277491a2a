"""The pay of an hour on screen, for who may see pay."""

from django import forms
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import PayBasis
from llamkay.apps.months.queries import working_month
from llamkay.apps.pay.permissions import VIEW
from llamkay.apps.pay.rates import queries
from llamkay.apps.pay.rates.lists import fair_list
from llamkay.platform.months import month_title
from llamkay.platform.screens.forms import FilterForm, MonthField
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import requires


class FairFilter(FilterForm):
    """What the table can be narrowed by."""

    mes = MonthField(label=gettext_lazy("Mes"), required=False, empty=gettext_lazy("El último cerrado"))
    meses = forms.TypedChoiceField(
        label=gettext_lazy("Cuántos meses"),
        required=False,
        choices=[("", "1"), ("3", "3"), ("12", "12")],
        coerce=int,
        empty_value=1,
    )
    base = forms.ChoiceField(
        label=gettext_lazy("Cómo paga"),
        required=False,
        choices=[("", gettext_lazy("Todas")), *(item for item in PayBasis.choices if item[0] != PayBasis.NONE)],
    )
    q = forms.CharField(label=gettext_lazy("Actividad, empresa o establecimiento"), required=False, max_length=60)
    orden = forms.ChoiceField(
        label=gettext_lazy("Orden"),
        required=False,
        choices=[("", gettext_lazy("Actividad")), ("hora", gettext_lazy("Lo que paga la hora, de menos a más"))],
    )


@requires(VIEW)
def fair(request):
    form = FairFilter(request.GET)
    criteria = form.cleaned_data if form.is_valid() else {}
    scope = request.user.actions[VIEW]
    month = criteria.get("mes") or queries.last_closed(scope) or working_month()
    lines = queries.fair_pay(
        scope=scope,
        until=month,
        months=criteria.get("meses") or 1,
        words=criteria.get("q", ""),
        basis=criteria.get("base", ""),
    )
    if criteria.get("orden"):
        lines.sort(key=lambda line: line.hourly or 0)
    several = (criteria.get("meses") or 1) > 1
    return answer(
        request,
        fair_list(month, several=several),
        lines,
        form=form,
        narrowed=bool(criteria.get("q") or criteria.get("base")),
        month_name=month_title(month),
        reference=queries.Reference.of(month),
    )
