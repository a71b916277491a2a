"""The month that a screen was asked for."""

from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.months.queries import working_month
from llamkay.core.errors import Refused
from llamkay.core.values import Month


def asked_month(request: Any) -> Month:
    """The month in ``?mes=`` (or posted), else the one being worked on; what is no month writes nothing."""
    text = request.POST.get("mes") or request.GET.get("mes") or ""
    try:
        return Month.parse(text)
    except Refused:
        if text and request.method == "POST":
            raise Refused(_("«{text}» no es un mes: recargue la página.").format(text=text[:20])) from None
        return working_month()
