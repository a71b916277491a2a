"""A notebook that was lost yesterday: the hours of the law run on the data officer's board."""

from datetime import timedelta

from llamkay.apps.institutions.data_incidents.services import report
from llamkay.apps.institutions.models import DataIncident, Establishment, User
from llamkay.platform import clock


def write_incident() -> None:
    """An incident of personal data, reported by the nursery and told to nobody yet."""
    if DataIncident.objects.exists():
        return
    report(
        actor=User.objects.get(username="cuna"),
        establishment=Establishment.objects.get(code="EP16"),
        what="No se encuentra el cuaderno de la sala Bebés de la semana pasada. Invento de demostración.",
        known_at=clock.now() - timedelta(hours=20),
        data=["identity", "children"],
    )
