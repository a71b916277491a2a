"""The catalogue of a campaign on paper: a cover, a page for each brand, its products with their cloth or picture."""

import base64
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.production.brands.queries import PublicBrand, PublicGood
from llamkay.apps.production.models import Picture
from llamkay.core.production.cloth import pattern
from llamkay.platform import clock
from llamkay.platform.papers import render
from llamkay.platform.screens.cells import soles
from llamkay.platform.security import scope

TEMPLATE = Path(__file__).parent.parent / "papers" / "catalogue.typ"


def catalogue_paper(*, title: str, goods: Sequence[PublicGood], brands: Sequence[PublicBrand], on: date) -> bytes:
    """The PDF of these products under their brands, in the order given; what has no brand comes last."""
    known = {each.brand.pk: each for each in brands}
    groups: dict[int | None, list[PublicGood]] = {}
    for each in goods:
        groups.setdefault(each.good.brand_id, []).append(each)
    pictures = _pictures([each.picture for each in goods if each.picture])
    sections = [
        _section(known.get(brand or 0), rows, pictures)
        for brand, rows in sorted(groups.items(), key=lambda item: item[0] is None)
    ]
    data = {
        "title": title,
        "institution": heading_on(on).name,
        "day": f"{on:%d/%m/%Y}",
        "cover": pattern(f"portada {title}", width=840, height=760),
        "contact": settings.PUBLIC_CONTACT,
        "address": settings.PUBLIC_URL.removeprefix("https://").removeprefix("http://"),
        "sections": sections,
        "demo": settings.DEMO,
    }
    return render(TEMPLATE, data, at=clock.now())


def _pictures(rows: Sequence[Picture]) -> dict[int, str]:
    with scope.elevated():
        found = Picture.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "large")
        return {pk: _framed(bytes(large)) for pk, large in found}


def _framed(webp: bytes) -> str:
    """A picture within an SVG, which is text: the data of a paper is text."""
    inside = base64.b64encode(webp).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 260">'
        f'<image width="400" height="260" preserveAspectRatio="xMidYMid slice" href="data:image/webp;base64,{inside}"/>'
        "</svg>"
    )


def _section(brand: PublicBrand | None, rows: Sequence[PublicGood], pictures: dict[int, str]) -> dict[str, Any]:
    name = brand.brand.name if brand else _("De los talleres")
    return {
        "name": name,
        "makes": ", ".join(brand.trades) if brand else "",
        "description": brand.brand.description if brand else "",
        "registration": (brand.brand.registration or _("no registrada")) if brand else "",
        "cloth": pattern(name, width=840, height=150),
        "goods": [_good(each, pictures) for each in rows],
    }


def _good(each: PublicGood, pictures: dict[int, str]) -> dict[str, Any]:
    good = each.good
    return {
        "name": good.name,
        "variant": good.variant,
        "price": soles(good.price or 0),
        "description": good.description,
        "composition": good.composition,
        "care": good.care,
        "sku": good.sku,
        "season": good.season,
        "cloth": pattern(good.sku, width=400, height=260),
        "picture": pictures.get(each.picture.pk, "") if each.picture else "",
        "alt": each.picture.alt if each.picture else "",
    }
