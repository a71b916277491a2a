"""What may happen to an exhibition: it is announced, gets its stands with who shows there, tells what was sold."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llamkay.apps.production import acts
from llamkay.apps.production.models import Brand, Exhibition, Site, Stand
from llamkay.apps.production.permissions import SELL
from llamkay.core.errors import Refused
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


@transaction.atomic
def announce(
    *,
    actor: Any,
    establishment: "Establishment",
    name: str,
    on: date,
    place: str,
    visit: str = "",
    site: Site | None = None,
) -> Exhibition:
    """Write an exhibition of a prison: its day, where it is, the visit that it is for."""
    require(actor, SELL, establishment_id=establishment.pk)
    if not name.strip() or not place.strip():
        raise Refused(_("Escriba cómo se llama y dónde es."), field="name")
    made = Exhibition.objects.create(
        establishment=establishment,
        name=name.strip()[:120],
        on=on,
        place=place.strip()[:120],
        visit=visit.strip()[:160],
        site=site,
    )
    _record(actor, made, f"anunció la exposición {made}")
    return made


@transaction.atomic
def add_stand(
    *,
    actor: Any,
    exhibition: Exhibition,
    name: str,
    brand: Brand | None = None,
    inmates: int = 0,
    former: int = 0,
    businesswomen: int = 0,
) -> Stand:
    """Add a stand and how many show there, of the three kinds; nobody is named."""
    require(actor, SELL, establishment_id=exhibition.establishment_id)
    if not name.strip():
        raise Refused(_("Escriba el nombre del puesto."), field="name")
    if min(inmates, former, businesswomen) < 0 or not inmates + former + businesswomen:
        raise Refused(_("Escriba cuántas personas exponen."), field="inmates")
    try:
        with transaction.atomic():
            made = Stand.objects.create(
                exhibition=exhibition,
                name=name.strip()[:80],
                brand=brand,
                inmates=inmates,
                former=former,
                businesswomen=businesswomen,
            )
    except IntegrityError as error:
        raise Refused(_("Ya hay un puesto con ese nombre."), field="name") from error
    _record(actor, exhibition, f"registró el puesto {made} en {exhibition}")
    return made


@transaction.atomic
def declare_sold(*, actor: Any, stand: Stand, sold: int, note: str = "") -> Stand:
    """Write what a stand sold of its own, whose money never was ours."""
    require(actor, SELL, establishment_id=stand.exhibition.establishment_id)
    if sold < 0:
        raise Refused(_("Escriba lo vendido, de cero en adelante."), field="sold")
    stand.sold, stand.note = sold, note.strip()[:200]
    stand.save()
    _record(actor, stand.exhibition, f"registró lo vendido en {stand}")
    return stand


def _record(actor: Any, exhibition: Exhibition, text: str) -> None:
    audit.record(
        actor=actor.username,
        verb=acts.EXHIBITION,
        target=f"exhibition:{exhibition.pk}",
        sentence=f"{actor} {text}.",
        stream=exhibition.establishment.code,
    )
