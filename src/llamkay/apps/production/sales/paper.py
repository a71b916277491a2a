"""The receipt of a maker: what was sold of hers, what the shop took, what went to her account."""

from pathlib import Path

from django.conf import settings

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.production.kinds import Owner
from llamkay.apps.production.models import Sale
from llamkay.core.production.quantities import quantity_text
from llamkay.platform import clock
from llamkay.platform.papers import render
from llamkay.platform.screens.cells import soles

TEMPLATE = Path(__file__).parent.parent / "papers" / "maker_receipt.typ"


def maker_receipt(sale: Sale) -> bytes:
    """The PDF of a sale whose money was confirmed, for whoever made what was sold."""
    now, good = clock.now(), sale.lot.good
    person = sale.lot.person if sale.lot.owner == Owner.PERSON else None
    if person is not None:
        goes = f"A la cuenta de {person.full_name} ({person.code})"
    elif sale.lot.owner == Owner.GROUP:
        goes = f"Al grupo {sale.lot.group}: se reparte por sus horas al cerrar el mes"
    else:
        goes = "Al taller de la institución: paga el trabajo del mes"
    data = {
        "title": f"Recibo de venta {sale.receipt}",
        "institution": heading_on(now.date()).name,
        "establishment": sale.establishment.name,
        "lines": [
            ["Producto", str(good)],
            ["Lote", sale.lot.code],
            ["Vendido el", f"{sale.sold_on:%d/%m/%Y}, {sale.site}"],
            ["Cantidad", f"{quantity_text(sale.quantity, good.unit)} a {soles(sale.price)}"],
            ["Monto", soles(sale.amount)],
            ["Comisión de la tienda o feria", soles(sale.commission)],
        ],
        "net": soles(sale.amount - sale.commission),
        "goes": goes,
        "entry": sale.entry_id,
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": settings.DEMO,
    }
    return render(TEMPLATE, data, at=now)
