"""Who is shielded from a sanction or a classification, as higher apps know it: the women with a child in sight."""

from datetime import date

from django.utils.translation import gettext as _

from llamkay.apps.people.hooks import SHIELDS
from llamkay.apps.people.models import Person
from llamkay.core.errors import Refused


def why_shielded(person: Person, start: date, end: date | None = None) -> str:
    """Why the person may not be isolated nor classed as extreme in those days; empty for everybody else."""
    return next(filter(None, SHIELDS(person, start, end)), "")


def check_not_shielded(person: Person, start: date, end: date | None, *, what: str) -> None:
    """Raise ``Refused`` with the reason where the person is shielded."""
    if why := why_shielded(person, start, end):
        raise Refused(_("No se puede registrar {what}: {why}").format(what=what, why=why))
