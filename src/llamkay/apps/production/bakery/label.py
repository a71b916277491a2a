"""The label of a lot: what it is, of what, since when and until when, whose; its QR opens the public page of the lot.

It names no person, and the prison only where the brand says so.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from llamkay.apps.production.bakery import rules
from llamkay.apps.production.kinds import ALLERGENS
from llamkay.apps.production.making.services import registration_ran_out
from llamkay.apps.production.models import Good, Lot, SanitaryRegistration
from llamkay.apps.production.recipes.queries import book_of, weights
from llamkay.core.errors import Refused
from llamkay.core.production import recipes as kernel
from llamkay.core.production.cloth import pattern
from llamkay.platform import clock
from llamkay.platform.papers import qr_svg, render

TEMPLATE = Path(__file__).parent.parent / "papers" / "label.typ"


def public_path(lot: Lot) -> str:
    """The path of the public page of a lot: GS1's where its brand has a number, else our own."""
    if lot.good.gtin:
        return f"/01/{lot.good.gtin.zfill(14)}/10/{quote(lot.code, safe='')}"
    return f"/p/{quote(lot.good.sku, safe='')}/{quote(lot.code, safe='')}/"


def contents(lot: Lot) -> tuple[list[str], list[str]]:
    """The ingredients of a lot, the heaviest first, and its allergens, by the recipe that its batch froze."""
    instead = [lot.batch.recipe] if lot.batch else []
    book = book_of(lot.establishment, instead=instead)
    goods = {good.pk: good for good in Good.objects.filter(establishment=lot.establishment)}
    own = {pk: good.allergens for pk, good in goods.items()}
    names = [goods[pk].name.lower() for pk in kernel.ingredients_of(book, lot.good_id, weights(goods.values()))]
    return names, [str(ALLERGENS[name]) for name in kernel.allergens_of(book, lot.good_id, own)]


def _listed(names: list[str]) -> str:
    """Names one after another, the first with its capital."""
    text = ", ".join(names)
    return text[:1].upper() + text[1:]


def label_paper(lot: Lot) -> bytes:
    """The label as a PDF of its size. Raises ``Refused`` for a food whose sanitary registration has run out."""
    if number := registration_ran_out(lot):
        raise Refused(
            _("El registro sanitario {number} de {good} venció: la etiqueta no se imprime.").format(
                number=number, good=lot.good
            )
        )
    return render(TEMPLATE, label_data(lot), at=clock.now())


def label_data(lot: Lot) -> dict[str, Any]:
    """What the label says."""
    ingredients, allergens = contents(lot)
    day = clock.today()
    registration = SanitaryRegistration.objects.filter(good=lot.good, period__contains=day).first()
    food = lot.good.food
    lines: list[tuple[str, str]] = []
    if food:
        lines = [
            ("Ingredientes", _listed(ingredients)),
            ("Contiene", _listed(allergens) if allergens else "ningún alérgeno de la lista"),
            ("Registro sanitario", registration.number if registration else "no registrado"),
        ]
        if "gluten" in lot.good.allergens or any("arina" in name for name in ingredients):
            lines.append(("Harina", "; ".join(rules.notices(day))))
    else:
        lines = [("Hecho de", lot.good.composition), ("Cuidado", lot.good.care)]
    address = f"{settings.PUBLIC_URL}{public_path(lot)}"
    return {
        "title": f"{lot.good}, lote {lot.code}",
        "name": str(lot.good),
        "brand": str(lot.good.brand or ""),
        "lot": lot.code,
        "dates": [
            [name, f"{value:%d/%m/%Y}"]
            for name, value in (("Hecho", lot.made_on), ("Vence", lot.expires_on))
            if value is not None
        ],
        "lines": [[name, text] for name, text in lines if text],
        "second": lot.grade == 2,
        "doubtful": food and rules.doubtful(day),
        "qr": qr_svg(address),
        "address": address.removeprefix("https://").removeprefix("http://"),
        "cloth": pattern(lot.good.sku, width=640, height=64),
        "demo": settings.DEMO,
    }
