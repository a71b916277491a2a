"""What the list of classes can be narrowed by."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.screens.forms import FilterForm, MonthField


class MonthFilter(FilterForm):
    """The month whose marks are shown."""

    mes = MonthField(label=_("Mes"))
