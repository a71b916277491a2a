"""What is hers of her own work, on one page for her hand."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.people.queries import last_custody
from llamkay.apps.workshops.enterprises.queries import OwnWork
from llamkay.platform import clock
from llamkay.platform.months import month_name
from llamkay.platform.papers import render
from llamkay.platform.screens.cells import soles

TEMPLATE = Path(__file__).parent.parent / "papers" / "page.typ"
LINES = 12


@override("es")  # the paper is in Spanish, whoever prints it
def own_work_paper(own: OwnWork) -> bytes:
    """The PDF: what she declared and its tenth, what was sold, what reached her family, her last lines."""
    now = clock.now()
    held = last_custody(own.person)
    share = "" if own.share is None else f", {own.share} de cada 100 que declaró"
    data = {
        "title": "Mi trabajo por cuenta propia",
        "institution": heading_on(now.date()).name,
        "establishment": held.establishment.name if held else "",
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": "Demostración: las personas son inventadas." if settings.DEMO else "",
        "facts": [
            ("Nombre", own.person.full_name),
            ("Código", own.person.code),
            ("Declaró en total", soles(own.income)),
            ("Llegó a su familia", f"{soles(own.family)}{share}"),
        ],
        "texts": [],
        "tables": [
            _table(
                "Lo que declaró, mes por mes",
                ["Mes", "Actividad", "Ingreso", "10 %"],
                [
                    [
                        month_name(line.month),
                        line.activity,
                        soles(line.amount),
                        "" if line.tenth is None else soles(line.tenth),
                    ]
                    for line in own.declared[:LINES]
                ],
                right=[2, 3],
            ),
            _table(
                "Lo que llegó a su familia",
                ["Día", "A quién", "Monto"],
                [[f"{row.on:%d/%m/%Y}", row.relation, soles(row.amount)] for row in own.sent[:LINES]],
                right=[2],
            ),
            _table(
                "Lo que se vendió en tiendas y ferias",
                ["Día", "Producto", "Monto"],
                [[f"{row.sold_on:%d/%m/%Y}", str(row.lot.good), soles(row.amount)] for row in own.sold[:LINES]],
                right=[2],
            ),
            _table(
                "Material y piezas",
                ["Día", "Qué", "De quién, o quién se lo llevó", "Precio"],
                [
                    [
                        f"{row.on:%d/%m/%Y}",
                        f"{row.get_kind_display()}: {row}",
                        row.party,
                        _amount(row.price),
                    ]
                    for row in own.entries[:LINES]
                ],
                right=[3],
            ),
        ],
        "foot": "Esta hoja es suya. Si algo no está bien, dígalo a la jefatura de trabajo: se corrige con su motivo.",
        "signs": ["La persona", "Quien entrega la hoja"],
    }
    return render(TEMPLATE, data, at=now)


def _amount(amount: int | None) -> str:
    return "" if amount is None else soles(amount)


def _table(title: str, head: list[str], rows: list[list[str]], *, right: list[int]) -> dict[str, object]:
    return {"title": title, "head": head, "rows": rows, "right": right, "wide": 1, "nothing": "Nada anotado."}
