"""What each paper of the nursery says: the table of the month, the file at handover, the notice, the rations."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.nursery.access import FULL
from llamkay.apps.nursery.health.queries import visits
from llamkay.apps.nursery.law import term
from llamkay.apps.nursery.models import Child, ChildStay, Pregnancy
from llamkay.apps.nursery.printing.growth import growth_parts, problem_parts
from llamkay.apps.nursery.printing.parts import day, part, sheet
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.people.queries import custody
from llamkay.core.nursery.calendars import STATES
from llamkay.core.nursery.preterm import gestation_in_words
from llamkay.core.values.dates import add_months
from llamkay.platform import clock
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


# Completed years of age, as the table of mothers and children divides them; the last is a child past the birthday.
AGES = (("Menos de 1", 0, 12), ("De 1", 12, 24), ("De 2", 24, 36), ("3 o más", 36, 1200))
SEXES = (("Niñas", "F"), ("Niños", "M"))


def month_table(scope: Scope, *, on: date) -> tuple[list[list[str]], list[str]]:
    """Mothers and children by prison, sex and age that day, and their total, as the national report has it."""
    stays = scope.filter(ChildStay.objects.filter(period__contains=on)).values_list(
        "establishment_id", "child__mother_id", "child__sex", "child__born_on"
    )
    bands = [(add_months(on, -last), add_months(on, -first)) for _name, first, last in AGES]
    counts: Counter[tuple[int, str, int]] = Counter()
    mothers: dict[int, set[int]] = {}
    for place, mother, sex, born in stays:
        band = next(at for at, (after, upto) in enumerate(bands) if after < born <= upto)
        counts[place, sex, band] += 1
        mothers.setdefault(place, set()).add(mother)
    rows = []
    for place in every_establishment().filter(pk__in=mothers).order_by("order"):
        cells = [counts[place.pk, sex, at] for _name, sex in SEXES for at in range(len(AGES))]
        rows.append([place.name, len(mothers[place.pk]), sum(cells), *cells])
    total = [sum(row[at] for row in rows) for at in range(1, 3 + len(SEXES) * len(AGES))] if rows else []
    return [[str(value) for value in row] for row in rows], ["Total", *map(str, total)] if rows else []


@override("es")  # the paper is in Spanish, whoever prints it
def month_sheet(scope: Scope, *, on: date) -> dict[str, Any]:
    """The table of mothers and children of the month's report."""
    rows, foot = month_table(scope, on=on)
    names = [f"{title}: {age.lower()}" for title, _sex in SEXES for age, _first, _last in AGES]
    body = {"head": ["Establecimiento", "Madres", "Niños", *names], "rows": rows, "foot": foot, "numbers": 1}
    parts = [
        part("table", "", body) if rows else part("text", "", ["Ese día ningún niño vivía con su madre."]),
        part(
            "text",
            "",
            [
                "Edades en años cumplidos. «3 o más» son quienes pasaron el cumpleaños y siguen con un título o "
                "esperan uno. Con tan pocos niños cada celda puede señalar a uno: esta tabla no se "
                "publica."
            ],
        ),
    ]
    return sheet(
        "Madres con niños en los establecimientos",
        subtitle=f"Al {on:%d/%m/%Y}",
        head=["Instituto Nacional Penitenciario", "Informe del mes"],
        parts=parts,
        internal=True,
        wide=True,
        signs=["Responsable de la cuna o trabajo social"],
    )


@override("es")  # the paper is in Spanish, whoever prints it
def child_sheet(file: CaseFile, *, levels: dict[str, str], to: str) -> dict[str, Any]:
    """A child's own file to hand over: whoever receives it reads nothing of a prison, nor of why the mother is there.

    It holds the parts that whoever prints it may read whole, and says which are printed by another function.
    """
    child = file.child
    parts = [
        part(
            "facts",
            "Datos",
            [
                ["Código", child.code],
                ["Nació el", day(child.born_on)],
                ["Sexo", child.get_sex_display()],
                ["Madre", child.mother.full_name],
                ["Alergias", child.every_allergy or "ninguna registrada"],
                ["Alimentación", child.diet or "sin indicación especial"],
            ],
        )
    ]
    missing = []
    if levels["documentos"] == FULL:
        rows = [[d.get_kind_display(), str(d.words), d.number or "—", day(d.on, "—")] for d in file.documents]
        head = ["Documento", "Estado", "Número", "Desde"]
        parts.append(part("table", "Documentos", {"head": head, "rows": rows, "foot": [], "numbers": 9}))
    else:
        missing.append("Documentos: los entrega trabajo social.")
    if levels["salud"] == FULL:
        parts += _health(file)
    else:
        missing.append("Salud, vacunas y crecimiento: los entrega el personal de salud.")
    if levels["salida"] == FULL and file.departure:
        parts.append(
            part(
                "facts",
                "Salida",
                [
                    ["Salió el", day(file.stay.period.upper)],
                    ["Con quién", str(file.departure)],
                    ["Título", file.departure.act or "—"],
                    ["Lo recibe", str(file.departure.adult or "—")],
                ],
            )
        )
        if file.follow_ups:
            body = [f"Seguimiento el {day(line['on'])}" for line in file.follow_ups]
            parts.append(part("list", "Lo que sigue", body))
    if missing:
        parts.append(part("alert", "Lo que va en otra hoja", missing))
    return sheet(
        child.full_name,
        subtitle=f"Expediente de la niña o el niño · se entrega a: {to}",
        head=["Centro de cuidado diurno", "Reservado: datos de una niña o un niño"],
        parts=parts,
        signs=["Entrega", "Recibe (nombre y documento)"],
    )


def _health(file: CaseFile) -> list[dict[str, Any]]:
    done = [e for e in file.calendar if e.given_on]
    owed = [e for e in file.calendar if e.state in ("due", "overdue")]
    rows = [[e.text, day(e.given_on), e.product or "—"] for e in done]
    parts = [
        part(
            "facts",
            "Salud al nacer",
            [
                ["Peso al nacer", f"{file.child.birth_weight_g} g" if file.child.birth_weight_g else "no registrado"],
                [
                    "Gestación",
                    gestation_in_words(file.child.gestation_days) if file.child.gestation_days else "no registrada",
                ],
            ],
        )
    ]
    body = {"head": ["Atención", "Fecha", "Producto"], "rows": rows, "foot": [], "numbers": 9}
    parts.append(
        part("table", "Controles y vacunas hechos", body)
        if rows
        else part("text", "Controles y vacunas hechos", ["No hay ninguno registrado."])
    )
    if owed:
        pending = [
            f"{e.text}: {str(STATES[e.state]).lower()}" + (" (regla por confirmar)" if e.to_confirm else "")
            for e in owed
        ]
        parts.append(part("list", "Lo que le toca ahora", pending))
    return [*parts, *problem_parts(file.child), *growth_parts(file.child, list(visits(file.child)))]


@override("es")  # the paper is in Spanish, whoever prints it
def notice_sheet(file: CaseFile) -> dict[str, Any]:
    """The draft of the director's notice to the protection unit, with what it attaches and what it lacks."""
    child, adult = file.child, file.adults[-1] if file.adults else None
    lacking = (
        ["la persona propuesta para recibir a la niña o el niño"] if adult is None else list(map(str, adult.lacking))
    )
    due = file.days["upe_notice"]
    ahead = "seis" if file.foreign else "tres"
    attached = []
    if adult is not None:
        attached = [
            f"{words}{f', del {day(on)}, con resultado {result.lower()}' if on and result else ''}"
            for words, on, result in (
                ("Evaluación social de la persona propuesta", adult.social_on, adult.get_social_result_display()),
                (
                    "Evaluación psicológica de la persona propuesta",
                    adult.psychological_on,
                    adult.get_psychological_result_display(),
                ),
                ("Recomendación de la madre", adult.recommendation, ""),
            )
            if on
        ]
    parts = [
        part(
            "text",
            "",
            [
                "Señores de la Unidad de Protección Especial:",
                f"Comunico que la niña o el niño que se indica vive con su madre y cumple 3 años el "
                f"{day(file.birthday)}. Este aviso corresponde {ahead} meses antes, a más tardar el {day(due)} "
                "(Reglamento del Decreto Legislativo 1297, art. 23.4).",
            ],
        ),
        part(
            "facts",
            "De quién se trata",
            [
                ["Nombres", child.full_name],
                ["Nació el", day(child.born_on)],
                ["Madre", child.mother.full_name],
                ["Nacionalidad de la madre", child.mother.country],
                ["Persona propuesta", str(adult or "falta")],
            ],
        ),
    ]
    if file.foreign:
        parts.append(
            part(
                "text",
                "Consulado",
                [
                    "La madre es extranjera: se coordina con su consulado (Reglas de Bangkok, 52.2). Una copia va "
                    "al consulado de su país."
                ],
            )
        )
    parts.append(part("list", "Se adjunta", attached or ["Nada todavía."]))
    if lacking:
        parts.append(
            part(
                "alert",
                "Falta adjuntar",
                [f"· {text}" for text in lacking]
                + [
                    "Complételo antes de enviarlo o escriba por qué va sin eso: un aviso tardío es peor que uno "
                    "incompleto."
                ],
            )
        )
    if clock.today() > due:
        parts.append(part("alert", "Plazo", [f"El plazo venció el {day(due)}."]))
    return sheet(
        "Aviso a la Unidad de Protección Especial",
        subtitle="Oficio n.º ________________",
        head=["Instituto Nacional Penitenciario", file.stay.establishment.name, "Reservado (D.Leg. 1297, art. 5.i)"],
        parts=parts,
        signs=["Dirección del establecimiento"],
    )


def ration_counts(place: "Establishment", *, on: date) -> dict[str, Any]:
    """Special rations of a day: children, and mothers as one number, so that the kitchen learns of no pregnancy."""
    here = ChildStay.objects.filter(establishment=place, period__contains=on)
    children = list(Child.objects.filter(stays__in=here).order_by("born_on"))
    three, young = add_months(on, -36), add_months(on, -term("nursery.ration.breastfeeding", on=on))
    women = {child.mother_id for child in children if child.born_on > young}
    held = custody(at=place, on=on).values("person")
    women |= set(Pregnancy.objects.filter(person__in=held, period__contains=on).values_list("person_id", flat=True))
    kinds = Counter(
        name
        for c in children
        for name, first, last in AGES
        if add_months(on, -last) < c.born_on <= add_months(on, -first)
    )
    care = Counter("; ".join(part for part in (c.allergies, c.diet) if part) for c in children)
    care.pop("", None)
    return {
        "ages": [[name, str(kinds[name])] for name, _first, _last in AGES if kinds[name]],
        "children": sum(c.born_on > three for c in children),
        "past": sum(c.born_on <= three for c in children),
        "women": len(women),
        "care": sorted(care.items()),
    }


@override("es")  # the paper is in Spanish, whoever prints it
def ration_sheet(place: "Establishment", *, on: date) -> dict[str, Any]:
    """The list of special rations for the kitchen: numbers and what must not be served, no names."""
    found = ration_counts(place, on=on)
    total = found["children"] + found["past"] + found["women"]
    rows = [
        ["Gestantes y madres que dan de lactar", str(found["women"])],
        *([f"Niñas y niños: {name.lower()} (años cumplidos)", count] for name, count in found["ages"]),
    ]
    body = {"head": ["Ración especial para", "Cuántas"], "rows": rows, "foot": ["Total", str(total)], "numbers": 1}
    parts = [part("table", "", body)]
    if found["care"]:
        parts.append(part("alert", "Cuidado al preparar", [f"{count} × {care}" for care, count in found["care"]]))
    parts.append(part("text", "", ["Reglamento del Código de Ejecución Penal, art. 136. No cuesta nada a la madre."]))
    return sheet(
        "Raciones especiales del día",
        subtitle=f"{place.name}, {on:%d/%m/%Y}",
        head=["Instituto Nacional Penitenciario", place.name],
        parts=parts,
        internal=True,
        signs=["Cuna", "Cocina"],
    )
