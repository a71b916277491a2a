"""The pay of an hour on screen, for who may see pay."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.models import Activity
from llamkay.apps.institutions.forms import OfficeForm
from llamkay.apps.months.queries import working_month
from llamkay.apps.pay.permissions import VIEW
from llamkay.apps.pay.rates import queries
from llamkay.platform.months import MonthField, month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.listing import paginated, spreadsheet
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
    audit.log_access(actor=request.user.username, kind="pay", target="activities")
    if request.GET.get("formato") == "xlsx":
        audit.log_access(actor=request.user.username, kind="export", target="activities")
        return _file(lines, month)
    context = {
        "form": form,
        "page": paginated(request, lines),
        "month_name": month_title(month),
        "reference": queries.Reference.of(month),
        "several": (criteria.get("meses") or 1) > 1,
        "filtered": bool(criteria.get("q") or criteria.get("base")),
    }
    return render(request, "pay/inputs/fair.html", context)


def _file(lines, month):
    headings = [
        _("Mes"),
        _("Establecimiento"),
        _("Actividad"),
        _("Cómo paga"),
        _("Personas"),
        _("Horas"),
        _("Bruto (S/)"),
        _("Hora antes de distribuir (S/)"),
        _("Hora después (S/)"),
        _("Hora de la remuneración mínima (S/)"),
        _("Parte de la referencia (%)"),
        _("Personas por debajo"),
    ]
    rows = [
        (
            str(x.month),
            x.activity.establishment.name,
            x.activity.name,
            x.activity.get_pay_basis_display(),
            x.people,
            x.minutes / 60,
            x.gross / 100,
            _soles(x.hourly),
            _soles(x.hourly_after),
            _soles(x.reference),
            x.percent,
            x.below,
        )
        for x in lines
    ]
    return spreadsheet(name=f"hora-{month}", headings=headings, rows=rows)


def _soles(centimos):
    return None if centimos is None else centimos / 100
