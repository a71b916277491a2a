"""The list of the children."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.platform.screens.cells import NOTHING, joined, link, tag
from llamkay.platform.screens.lists import Column, Kind, List


def age_words(file: CaseFile) -> str:
    """The age of a child as people say it: days, months, or years and months."""
    months = file.age_months
    if months < 1:
        return ngettext("%(days)s día", "%(days)s días", file.age_days) % {"days": file.age_days}
    if months < 24:
        return ngettext("%(months)s mes", "%(months)s meses", months) % {"months": months}
    years, odd = _("%(years)s años") % {"years": file.years}, file.odd_months
    return f"{years} {ngettext('y %(months)s mes', 'y %(months)s meses', odd) % {'months': odd}}" if odd else years


def _name(file: CaseFile) -> Any:
    over = tag("red", _("Más de 3 años")) if file.overstays else ""
    gone = "" if file.inside else tag("grey", _("Salió"))
    return joined([link(file.child.get_absolute_url(), file.child.full_name), over, gone])


def _goes(file: CaseFile) -> str:
    if not file.inside:
        return NOTHING
    return _("Va") if file.child.nursery_name else _("No va")


CHILDREN = List(
    name="children",
    title=gettext_lazy("Niñas y niños"),
    template="nursery/list.html",
    parent=("nursery:home", gettext_lazy("Cuna")),
    columns=[
        Column(gettext_lazy("Apellidos y nombres"), _name, cell=_name, order="name", head=True),
        Column(gettext_lazy("Código"), lambda file: file.child.code, order="code"),
        Column(gettext_lazy("Edad"), age_words, order="age"),
        Column(gettext_lazy("Madre"), lambda file: file.child.mother.full_name),
        Column(gettext_lazy("Cuna"), _goes),
        Column(gettext_lazy("Vive aquí desde"), lambda file: file.child.since, Kind.DAY, order="since"),
    ],
    count=ngettext_lazy("%(total)s niño", "%(total)s niños", "total"),
    nothing=gettext_lazy(
        "Ningún niño coincide. Escriba menos palabras o quite un filtro. Quien salió se ve con «Salieron»; quien fue "
        "con su madre a otro penal se ve solo allá."
    ),
    empty=gettext_lazy(
        "Ningún niño coincide. Escriba menos palabras o quite un filtro. Quien salió se ve con «Salieron»; quien fue "
        "con su madre a otro penal se ve solo allá."
    ),
    reads="children",
    internal=True,
    export=None,  # it leaves whole, by ``nursery:export``, with its reason
)
