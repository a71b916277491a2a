"""What certificates show on a person's page."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from llamkay.apps.certificates import queries
from llamkay.apps.certificates.models import Credential
from llamkay.apps.certificates.permissions import PROPOSE, VIEW
from llamkay.apps.people.hooks import EVERY_ROW, Chapter, Event
from llamkay.apps.people.queries import custody_on, is_visible
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide


def person_panel(request: Any, person: Any) -> Panel | None:
    """The certificates of a person, for whoever may see them; each reading is logged."""
    if not decide(request.user, VIEW):
        return None
    scope = request.user.actions[VIEW]
    if not is_visible(scope, person.pk):
        return None
    held = custody_on(person, clock.today())
    may = held is not None and bool(decide(request.user, PROPOSE, establishment_id=held.establishment_id))
    audit.log_access(actor=request.user.username, kind="credential", target=f"person:{person.pk}")
    rows = queries.of_person(person, scope=scope, actor=request.user)
    return Panel(
        title=_("Certificados de estudio y habilidad"),
        template="certificates/_person_panel.html",
        context={"person": person, "rows": rows, "may_propose": may},
    )


def stays_with_former(model: Any) -> Q | None:
    """What was signed bears the identity of then; it is read with the one that stands."""
    return EVERY_ROW if model is Credential else None


def chapter(reader: Any, person: Any) -> Chapter | None:
    """The certificates of a person that were signed and received, for whoever may see them."""
    if not decide(reader, VIEW):
        return None
    events = []
    for row in queries.of_person(person, scope=reader.actions[VIEW], actor=reader):
        what = {"kind": row.get_kind_display().lower(), "title": row.title}
        if row.public:
            day = row.public.issued_at.astimezone(clock.LIMA).date()
            events.append(Event(day, _("Se firmó su certificado de {kind} «{title}».").format(**what)))
        if row.handed_on:
            events.append(Event(row.handed_on, _("Recibió su certificado de {kind} «{title}».").format(**what)))
    return Chapter("certificados", _("Certificados"), events)
