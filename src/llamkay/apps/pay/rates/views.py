"""The pay of an hour on screen, for who may see pay."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.models import Activity
from llamkay.apps.pay.permissions import VIEW
from llamkay.apps.pay.rates import queries
from llamkay.platform.months import month_title, working_month
from llamkay.platform.record import audit
from llamkay.platform.screens.forms import MonthField, OfficeForm
from llamkay.platform.screens.lists import download, paginated
from llamkay.platform.security.access import requires

Basis = Activity.PayBasis


class FairFilter(OfficeForm):
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
        choices=[("", gettext_lazy("Todas")), *(item for item in Basis.choices if item[0] != Basis.NONE)],
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
    asked = form.cleaned_data if form.is_valid() else {}
    scope = request.user.actions[VIEW]
    month = asked.get("mes") or queries.last_closed(scope) or working_month()
    lines = queries.fair_pay(
        scope=scope, until=month, months=asked.get("meses") or 1, words=asked.get("q", ""), basis=asked.get("base", "")
    )
    if asked.get("orden"):
        lines.sort(key=lambda line: line.hourly or 0)
    audit.saw(actor=request.user.username, kind="pay", target="activities")
    if request.GET.get("formato") == "xlsx":
        audit.saw(actor=request.user.username, kind="export", target="activities")
        return _file(lines, month)
    context = {
        "form": form,
        "page": paginated(request, lines),
        "month_name": month_title(month),
        "reference": queries.Reference.of(month),
        "several": (asked.get("meses") or 1) > 1,
        "filtered": bool(asked.get("q") or asked.get("base")),
    }
    return render(request, "pay/facts/fair.html", context)


def _file(lines, month):
    headings = [
        _("Mes"), _("Establecimiento"), _("Actividad"), _("Cómo paga"), _("Personas"), _("Horas"), _("Bruto (S/)"),
        _("Hora antes de distribuir (S/)"), _("Hora después (S/)"), _("Hora de la remuneración mínima (S/)"),
        _("Parte de la referencia (%)"), _("Personas por debajo"),
    ]  # fmt: skip
    rows = [
        (str(x.month), x.activity.establishment.name, x.activity.name, x.activity.get_pay_basis_display(), x.people,
         x.minutes / 60, x.gross / 100, _soles(x.hourly), _soles(x.hourly_after), _soles(x.reference), x.percent,
         x.below)
        for x in lines
    ]  # fmt: skip
    return download("xlsx", name=f"hora-{month}", headings=headings, rows=rows)


def _soles(centimos):
    return None if centimos is None else centimos / 100
