"""What may happen to a brand: it is registered, made in prisons from when to when, pictured, and shown by consents."""

import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify
from django.utils.translation import gettext as _

from llamkay.apps.people.queries import custody_on
from llamkay.apps.production import acts
from llamkay.apps.production.brands.pictures import cleaned
from llamkay.apps.production.models import Brand, BrandPlace, FormerMaker, Good, Picture
from llamkay.apps.production.permissions import BRANDS, RELEASE_PICTURE
from llamkay.core.errors import CHANGED, Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import decide, require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Company
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.pay.models import Agreement
    from llamkay.apps.people.models import Person

TEXT_VERSION = "2026-1"  # of the sentence that a former maker signs
Stage = Picture.Stage


@transaction.atomic
def save_brand(
    *,
    actor: Any,
    name: str,
    owner: "Company | None" = None,
    description: str = "",
    story: str = "",
    mark_class: str = "",
    registration: str = "",
    registered_until: date | None = None,
    gs1_prefix: str = "",
    says_prison: bool = False,
    ends_on: date | None = None,
    starts_on: date | None = None,
    brand: Brand | None = None,
) -> Brand:
    """Write a brand, or change one that is made where the actor may, or nowhere yet.

    A date of registration needs its number; a GS1 prefix is of figures.
    """
    require(actor, BRANDS)
    if brand is not None and not may_change(actor, brand):
        raise PermissionDenied(_("{brand} no se hace en su ámbito.").format(brand=brand))
    if not name.strip():
        raise Refused(_("Escriba el nombre de la marca."), field="name")
    if registered_until and not registration.strip():
        raise Refused(_("Escriba el número del registro, o deje su fecha en blanco."), field="registration")
    if gs1_prefix and not (gs1_prefix.isascii() and gs1_prefix.isdecimal() and 6 <= len(gs1_prefix) <= 12):
        raise Refused(_("Un prefijo GS1 tiene de 6 a 12 cifras."), field="gs1_prefix")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("El último día va después del primero."), field="ends_on")
    row = brand or Brand()
    row.name, row.slug, row.owner = name.strip()[:60], slugify(name)[:60], owner
    row.description, row.story = description.strip(), story.strip()
    row.mark_class, row.registration = mark_class.strip()[:40], registration.strip()[:60]
    row.registered_until, row.gs1_prefix, row.says_prison = registered_until, gs1_prefix.strip(), says_prison
    if starts_on or ends_on:
        row.period = DateRange(starts_on, ends_on + timedelta(days=1) if ends_on else None)
    else:
        row.period = None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Ya hay una marca con ese nombre."), field="name") from error
    _record(actor, acts.SAVE_BRAND, row, f"registró la marca {row}")
    return row


def may_change(actor: Any, brand: Brand) -> bool:
    """Whether a brand is made in some prison where the actor may change brands, or nowhere yet."""
    made = list(brand.places.values_list("establishment_id", flat=True))
    with scope.elevated():
        anywhere = list(BrandPlace.objects.filter(brand=brand).values_list("establishment_id", flat=True))
    return not anywhere or any(decide(actor, BRANDS, establishment_id=place) for place in made)


@transaction.atomic
def place_brand(
    *,
    actor: Any,
    brand: Brand,
    establishment: "Establishment",
    start: date,
    end: date | None = None,
    agreement: "Agreement | None" = None,
) -> BrandPlace:
    """A brand is made in a prison from a day on, under an agreement of its owner where it has one."""
    require(actor, BRANDS, establishment_id=establishment.pk)
    if end and end < start:
        raise Refused(_("El último día va después del primero."), field="end")
    if agreement and (agreement.establishment_id != establishment.pk or agreement.company_id != brand.owner_id):
        raise Refused(_("Ese convenio no es de la dueña de la marca en este establecimiento."), field="agreement")
    period = DateRange(start, end + timedelta(days=1) if end else None)
    try:
        with transaction.atomic():
            made = BrandPlace.objects.create(
                brand=brand, establishment=establishment, period=period, agreement=agreement
            )
    except IntegrityError as error:
        raise Refused(_("{brand} ya se hace ahí en esos días.").format(brand=brand), field="start") from error
    _record(actor, acts.PLACE_BRAND, brand, f"registró que {brand} se hace en {establishment}", establishment)
    return made


@transaction.atomic
def end_place(*, actor: Any, place: BrandPlace, last: date) -> BrandPlace:
    """A brand is no longer made in a prison after a day."""
    require(actor, BRANDS, establishment_id=place.establishment_id)
    if last < place.period.lower:
        raise Refused(_("El último día va después del primero."), field="last")
    place.period = DateRange(place.period.lower, last + timedelta(days=1))
    place.save()
    _record(
        actor, acts.PLACE_BRAND, place.brand, f"terminó {place.brand} en {place.establishment}", place.establishment
    )
    return place


# -------------------------------------------------------------------------------------------------------- pictures


@transaction.atomic
def add_picture(
    *,
    actor: Any,
    establishment: "Establishment",
    content: bytes,
    alt: str,
    no_children: bool,
    good: Good | None = None,
    brand: Brand | None = None,
    shows_people: bool = False,
    consent: str = "",
) -> Picture:
    """Take a photograph in, cleaned and described; it is public once another person released it.

    Raises ``Refused`` for a file that is no picture, without words for it, where a face has no consent, and unless
    whoever brings it says that no child is in it.
    """
    require(actor, BRANDS, establishment_id=establishment.pk)
    if len(alt.strip()) < 10:
        raise Refused(_("Describa la fotografía con palabras, para quien no la ve."), field="alt")
    if not no_children:
        raise Refused(_("No se publica a ninguna niña ni niño: confirme que no aparece ninguno."), field="no_children")
    if shows_people and not consent.strip():
        raise Refused(_("Escriba el documento de consentimiento de cada persona que se ve."), field="consent")
    picture = cleaned(content)
    made = Picture.objects.create(
        establishment=establishment,
        good=good,
        brand=brand,
        code=secrets.token_urlsafe(16),
        alt=alt.strip()[:200],
        large=picture.large,
        small=picture.small,
        width=picture.width,
        height=picture.height,
        shows_people=shows_people,
        consent=consent.strip()[:160],
        by=actor.username,
        at=clock.now(),
    )
    _record(actor, acts.PICTURE, good or brand, f"trajo una fotografía de {good or brand}", establishment)
    return made


@transaction.atomic
def release_picture(*, actor: Any, picture: Picture) -> Picture:
    """Let a photograph into the public: somebody else than who brought it looks at it first."""
    require(actor, RELEASE_PICTURE, establishment_id=picture.establishment_id)
    row = Picture.objects.select_for_update().get(pk=picture.pk)
    if row.stage != Stage.WAITING:
        raise Refused(_("Esa fotografía ya se vio."), code=CHANGED)
    if row.by == actor.username:
        raise Refused(_("Usted trajo esta fotografía: la publica otra persona."))
    row.stage, row.released_by, row.released_at = Stage.RELEASED, actor.username, clock.now()
    row.save()
    about = picture.good or picture.brand
    _record(actor, acts.RELEASE_PICTURE, about, f"publicó una fotografía de {about}", picture.establishment)
    return row


@transaction.atomic
def withdraw_picture(*, actor: Any, picture: Picture, why: str) -> Picture:
    """Take a photograph out of the public at once, with the reason."""
    require(actor, RELEASE_PICTURE, establishment_id=picture.establishment_id)
    if not why.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    row = Picture.objects.select_for_update().get(pk=picture.pk)
    row.stage, row.why = Stage.WITHDRAWN, why.strip()[:200]
    row.save()
    about = picture.good or picture.brand
    _record(actor, acts.RELEASE_PICTURE, about, f"retiró una fotografía de {about}", picture.establishment, why)
    return row


# -------------------------------------------------------------------------------------------------- former inmates


@transaction.atomic
def consent(
    *,
    actor: Any,
    establishment: "Establishment",
    brand: Brand,
    person: "Person",
    public_name: str,
    shown: str,
    document: str,
    start: date,
    end: date | None = None,
    craft: str = "",
    contact: str = "",
    artisan_number: str = "",
) -> FormerMaker:
    """Enter the consent of somebody who left to stay in the public of a brand: its scope, text version and dates.

    Raises ``Refused`` while she is in custody: inside nobody consents to be named.
    """
    require(actor, BRANDS, establishment_id=establishment.pk)
    if is_inside(person, on=clock.today()):
        raise Refused(_("{person} está en custodia: adentro nadie se nombra en público.").format(person=person.code))
    if not public_name.strip() or not document.strip():
        raise Refused(_("Escriba el nombre que quiere que se vea y el documento que firmó."), field="document")
    if end and end < start:
        raise Refused(_("El último día va después del primero."), field="end")
    if contact.strip() and shown != FormerMaker.Shown.ORDERS:
        raise Refused(_("Su contacto se muestra solo si consiente recibir pedidos."), field="contact")
    try:
        with transaction.atomic():
            made = FormerMaker.objects.create(
                establishment=establishment,
                brand=brand,
                person=person,
                public_name=public_name.strip()[:80],
                craft=craft.strip()[:80],
                contact=contact.strip()[:120],
                artisan_number=artisan_number.strip()[:40],
                shown=FormerMaker.Shown(shown),
                text_version=TEXT_VERSION,
                document=document.strip()[:120],
                period=DateRange(start, end + timedelta(days=1) if end else None),
                by=actor.username,
                at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("Ya hay un consentimiento suyo para {brand}.").format(brand=brand)) from error
    _record(actor, acts.CONSENT, brand, f"registró un consentimiento para {brand}", establishment)
    return made


@transaction.atomic
def revoke(*, actor: Any, maker: FormerMaker) -> FormerMaker:
    """She no longer wants to be seen: from this moment nothing public shows her. No reason is asked for."""
    require(actor, BRANDS, establishment_id=maker.establishment_id)
    row = FormerMaker.objects.select_for_update().get(pk=maker.pk)
    if row.revoked_at:
        raise Refused(_("Ese consentimiento ya se retiró."), code=CHANGED)
    row.revoked_at, row.revoked_by = clock.now(), actor.username
    row.save()
    _record(actor, acts.REVOKE, maker.brand, f"retiró un consentimiento para {maker.brand}", maker.establishment)
    return row


def is_inside(person: "Person", *, on: date) -> bool:
    """Whether the person is in the custody of any prison that day, by every identity, whoever asks."""
    with scope.elevated():
        return custody_on(person, on) is not None


def _record(
    actor: Any, verb: Verb, about: Any, text: str, place: "Establishment | None" = None, reason: str = ""
) -> None:
    kind = "brand" if isinstance(about, Brand) else "good"
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"{kind}:{about.pk}",
        sentence=f"{actor} {text}.",
        stream=place.code if place else "national",
        reason=reason.strip(),
    )
