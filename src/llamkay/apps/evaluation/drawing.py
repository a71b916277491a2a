"""A document as it is read: its words in the reader's language, its tables and its charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from llamkay.apps.evaluation.kinds import ACCESS, CLASSES, CODES, COVARIATES, GRADES, LOSSES, RETURNS, SUBGROUPS
from llamkay.apps.evaluation.queries import Standing
from llamkay.apps.evaluation.report import Document
from llamkay.core.disclosure import LIMIT
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.verdict import MOST_IMBALANCE, Code, Grade
from llamkay.platform.charts import Chart, Mark, Point, Series, Span, lines, spans

RISK_EVERY = 6  # months between the columns of those at risk
_MOST_POINTS = 8
QUESTIONS = {
    "title": gettext_lazy("Título"),
    "question": gettext_lazy("Pregunta"),
    "eligibility": gettext_lazy("Quiénes entran"),
    "strategies": gettext_lazy("Qué se compara con qué"),
    "assignment": gettext_lazy("Cómo se decidió quién participaba"),
    "time_zero": gettext_lazy("Desde cuándo se cuenta"),
    "follow_up_end": gettext_lazy("Hasta cuándo se sigue"),
    "estimand": gettext_lazy("Qué cantidad se estima"),
    "assumptions": gettext_lazy("Qué se supone, y por qué se cree"),
    "sources": gettext_lazy("De dónde sale cada dato"),
    "analysis": gettext_lazy("Cómo se analiza"),
}


@dataclass(frozen=True)
class Line:
    """A line of a small table: its words, its cells as they are read, a sign that something is amiss."""

    words: Any
    cells: tuple[str, ...]
    amiss: bool = False


@dataclass(frozen=True)
class Shown:
    """One declared outcome as it is read."""

    title: str
    sentence: str
    tag: tuple[Any, str]
    grade: Any
    groups: tuple[Line, ...]
    estimates: tuple[Line, ...]
    kinds: tuple[Line, ...]
    balance: tuple[Line, ...]
    controls: tuple[Line, ...]
    notes: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Report:
    """A whole document as it is read."""

    document: Mapping[str, Any]
    tag: tuple[Any, str]
    sentence: str
    grade: Any
    lowered: bool
    funnel: tuple[Line, ...]
    outcomes: tuple[Shown, ...]
    curve: Chart | None
    at_risk: tuple[Line, ...]
    risk_months: tuple[int, ...]
    means: tuple[Line, ...]
    notes: tuple[str, ...]
    access: tuple[tuple[Any, tuple[Line, ...]], ...]
    returns: str
    answers: tuple[tuple[Any, str], ...]


def few() -> str:
    """What stands for a count of one to four people."""
    return _("menos de {n}").format(n=LIMIT)


def count(value: int | None) -> str:
    """A count as it is read."""
    return few() if value is None else number_format(value, force_grouping=True)


def percent(value: float | None) -> str:
    """A share as it is read, with one decimal; what is reserved says so."""
    return _("reservado") if value is None else f"{number_format(100 * value, 1)} %"


def points(value: float | None) -> str:
    """A difference of shares in people of every hundred, with its sign."""
    if value is None:
        return "—"
    return ("−" if value < 0 else "+" if value > 0 else "") + number_format(abs(100 * value), 1)


def between(limits: Mapping[str, Any], how: Any = percent) -> str:
    """Two limits as they are read."""
    return _("de {low} a {high}").format(low=how(limits["lower"]), high=how(limits["upper"]))


def spoken(verdict: Mapping[str, Any]) -> str:
    """The sentence of a verdict in the reader's language."""
    return str(verdict["en" if get_language() == "en" else "es"])


def report(document: Document) -> Report:
    """A document with its words, tables and charts."""
    first = document["outcomes"][0]
    design, grade = Grade(document["design"]), Grade(first["verdict"]["grade"])
    every = _risk_months(document["curves"])
    return Report(
        document=document,
        tag=CODES[Code(first["verdict"]["code"])],
        sentence=spoken(first["verdict"]),
        grade=GRADES[grade],
        lowered=any(c["moved"] for c in first["controls"]),
        funnel=tuple(_funnel(document["funnel"])),
        outcomes=tuple(_outcome(each, design) for each in document["outcomes"]),
        curve=curve(document["curves"]),
        at_risk=tuple(
            Line(_group(name), tuple(_at(points_, month) for month in every))
            for name, points_ in document["curves"].items()
            if points_
        ),
        risk_months=every,
        means=tuple(
            Line(_group(name), (number_format(mean["value"], 1), number_format(mean["error"], 2)))
            for name, mean in document["means"].items()
            if mean
        ),
        notes=tuple(_notes(document)),
        access=tuple(_access(document["access"])),
        returns="; ".join(str(RETURNS[Return(kind)]).lower() for kind in document["protocol"]["outcome"]),
        answers=tuple((QUESTIONS[name], text) for name, text in document["protocol"]["answers"].items()),
    )


def _group(name: str) -> str:
    return _("Participaron") if name == "treated" else _("Comparación")


def _funnel(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    stages = {"released": _("Salieron en libertad en el período"), "analysed": _("Se comparan")}
    return [
        Line(stages[row["stage"]] if "stage" in row else LOSSES[row["loss"]], (count(row["people"]),), "loss" in row)
        for row in rows
    ]


def _outcome(each: Mapping[str, Any], design: Grade) -> Shown:
    title = _("A los {n} meses").format(n=each["months"])
    if each["subgroup"]:
        title = f"{title}: {str(SUBGROUPS[each['subgroup']]).lower()}"
    groups = [
        Line(
            _group(name),
            (
                count(each[name]["people"]),
                _("reservado") if each[name]["returned"] is None else count(each[name]["returned"]),
                percent(each[name]["share"]),
                "—" if each[name]["share"] is None else between(each[name]),
            ),
        )
        for name in ("treated", "comparison")
    ]
    kinds = [
        Line(words, tuple(count(each[name]["kinds"].get(str(kind))) for name in ("treated", "comparison")))
        for kind, words in RETURNS.items()
        if any(each[name]["kinds"].get(str(kind)) != 0 for name in ("treated", "comparison"))
    ]
    ended = tuple(count(each[name]["ended"]) for name in ("treated", "comparison"))
    kinds.append(Line(_("Falleció o dejó el país: ya no puede volver"), ended))
    balance = [
        Line(
            _covariate(b["name"]),
            (_plain(b["before"]), _plain(b["after"])),
            b["after"] is not None and abs(b["after"]) > MOST_IMBALANCE,
        )
        for b in each.get("balance", ())
    ]
    return Shown(
        title=title,
        sentence=spoken(each["verdict"]),
        tag=CODES[Code(each["verdict"]["code"])],
        grade=GRADES[Grade(each["verdict"]["grade"])],
        groups=tuple(groups),
        estimates=tuple(_estimates(each, design)),
        kinds=tuple(kinds),
        balance=tuple(balance),
        controls=tuple(_control(c) for c in each["controls"]),
        notes=tuple(_strength(each)),
        why=_WHY[each["why"]]() if each["why"] else "",
    )


_WHY = {
    "empty": lambda: _("En uno de los grupos no hay nadie a quien se haya seguido todo el plazo."),
    "apart": lambda: _("Lo que se sabe de las personas separa por completo a los dos grupos: no hay a quién comparar."),
}


def _estimates(each: Mapping[str, Any], design: Grade) -> list[Line]:
    found = []
    if each["crude"]:
        found.append(Line(_("Sin ajustar"), (points(each["crude"]["value"]), between(each["crude"], points))))
    if each["weighted"] and design is not Grade.LOT:
        words = _("Entre personas que pudieron estar en cualquiera de los dos grupos")
        found.append(Line(words, (points(each["weighted"]["value"]), between(each["weighted"], points))))
        robust = each["doubly_robust"]
        half = 1.96 * (robust["error"] or 0)
        limits = {"lower": robust["difference"] - half, "upper": robust["difference"] + half}
        found.append(Line(_("Con dos modelos a la vez"), (points(robust["difference"]), between(limits, points))))
    return found


def _control(each: Mapping[str, Any]) -> Line:
    words = {
        "old_case": _("Volver por una causa anterior a la libertad: el programa no puede cambiarlo"),
        "never_begun": _("Quienes se inscribieron y no empezaron, frente a quienes no se inscribieron"),
    }[each["name"]]
    if each["difference"] is None:
        why = {"none": _("nadie volvió así"), "few": _("son menos de 30"), "apart": _("no se pudo comparar")}
        return Line(words, (why[each["why"]], ""))
    moved = _("difiere: baja el grado de la comparación") if each["moved"] else _("no difiere")
    return Line(words, (between(each["difference"], points), moved), each["moved"])


def _strength(each: Mapping[str, Any]) -> list[str]:
    if not each["weighted"]:
        return []
    found = []
    limit = each["evalue"]["limit"]
    if limit is not None:
        found.append(
            _(
                "Una causa que no consta tendría que multiplicar por {n} tanto participar como volver para que este "
                "resultado se deba solo a ella (valor E del límite)."
            ).format(n=_plain(limit))
            if limit > 1
            else _("El intervalo incluye que no haya diferencia: no hay nada que otra causa tenga que explicar.")
        )
    size = each["effective"]
    found.append(_("Ponderadas, valen por {one} y {other} personas.").format(one=count(size[0]), other=count(size[1])))
    if each["adjusted"] is not None:
        found.append(
            _("p: {p}; puesta en común con los demás resultados declarados (Holm), {adjusted}.").format(
                p=probability(each["p"]), adjusted=probability(each["adjusted"])
            )
        )
    return found


def _plain(value: float | None) -> str:
    if value is None:
        return "—"
    return ("−" if value < 0 else "") + number_format(abs(value), 2)


def probability(value: float | None) -> str:
    """A p-value as it is read: below one in a thousand it is told so."""
    if value is None:
        return "—"
    return _("menor que 0.001") if value < 0.001 else number_format(value, 3)


def _covariate(name: str) -> str:
    if name.endswith("_unknown"):
        return _("{name}: no consta").format(name=_covariate(name.removesuffix("_unknown")))
    return str(COVARIATES.get(name) or _OF_OTHERS.get(name, lambda: name)())


# Of the lots, and of the rows of North Carolina.
_OF_OTHERS = {
    "draw": lambda: _("Sorteo en que participó"),
    "black": lambda: _("Afroamericano"),
    "alcohol": lambda: _("Problemas con el alcohol"),
    "drugs": lambda: _("Uso de drogas"),
    "married": lambda: _("Casado"),
    "felon": lambda: _("Delito grave"),
    "property": lambda: _("Delito contra la propiedad"),
    "person": lambda: _("Delito contra las personas"),
    "priors": lambda: _("Condenas anteriores"),
    "educ": lambda: _("Años de estudio"),
    "rules": lambda: _("Faltas en prisión"),
}


def curve(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> Chart | None:
    """The share back month by month in each group, with limits, until fewer than ten are left to be followed."""
    series = []
    for name in ("comparison", "treated"):
        rows = curves.get(name) or []
        if len(rows) < 2:
            continue
        step = -(-len(rows) // _MOST_POINTS)
        rows = [row for index, row in enumerate(rows) if index % step == 0 or index == len(rows) - 1]
        for part in ("lower", "upper"):
            edge = [(row["month"], row[part]) for row in rows if row[part] is not None]
            series.append(Series("", tuple(Point(month, 100 * value) for month, value in edge), "far"))
        start = Point(0, 0, _("la libertad"), "0 %")
        main = (start, *(_point(row) for row in rows))
        series.append(Series(_group(name), main, "main", short="A" if name == "treated" else "B"))
    if not series:
        return None
    last = max(row["month"] for rows in curves.values() for row in rows)
    marks = [Mark(_("{n} meses").format(n=n), n) for n in range(12, last + 1, 12)] or None
    return lines(
        series,
        name="curvas",
        title=_("Cuántos de cada 100 habían vuelto, mes a mes desde la libertad"),
        headings=[*([_("Grupo")] if len(series) > 3 else []), _("Mes"), _("Volvieron")],
        x_ticks=marks or (),
        note=_(
            "A: participaron; B: comparación. Las líneas finas son el intervalo del 95 %. Cada curva termina donde "
            "quedan menos de diez personas seguidas; entre un punto y otro volvieron al menos cinco."
        ),
    )


def _point(row: Mapping[str, Any]) -> Point:
    return Point(row["month"], 100 * row["share"], _("{n} meses").format(n=row["month"]), percent(row["share"]))


def _risk_months(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[int, ...]:
    last = max((row["month"] for rows in curves.values() for row in rows), default=0)
    return tuple(range(RISK_EVERY, last + 1, RISK_EVERY))


def _at(rows: Sequence[Mapping[str, Any]], month: int) -> str:
    """Those still followed at a month: at the first point from it on."""
    found = next((row["at_risk"] for row in rows if row["month"] >= month), None)
    return "—" if found is None else count(found)


def _notes(document: Mapping[str, Any]) -> list[str]:
    found = []
    power = document["power"]
    if power["needed"]:
        found.append(
            _("Para ver una diferencia de 3 de cada 100 harían falta {n} personas en cada grupo.").format(
                n=count(power["needed"])
            )
        )
    if power["detectable"]:
        found.append(
            _("Con estas personas se distinguiría del azar que volvieran {n} o menos.").format(
                n=percent(power["detectable"])
            )
        )
    model = document["model"]
    if not model["why"]:
        found.append(
            _("Velocidad con que vuelven (Cox): razón {n}, {limits}; proporcionalidad, p: {p}.").format(
                n=_plain(model["hazard_ratio"]), limits=between(model, _plain), p=probability(model["proportionality"])
            )
        )
    if document["log_rank"]:
        found.append(
            _("Las curvas enteras, sin ajustar (log-rank): p, {p}.").format(p=probability(document["log_rank"]["p"]))
        )
    if not document["clustered"]:
        found.append(_("Con menos de diez penales los errores no se agrupan por penal."))
    for name in document["dropped"]:
        found.append(_("«{name}» es igual para todos o no consta de nadie: no entra.").format(name=_covariate(name)))
    for name, n in document["missing"].items():
        if n != 0:
            found.append(
                _("«{name}» no consta de {n} personas: son una clase aparte.").format(name=_covariate(name), n=count(n))
            )
    if document["unknown_ground"] != 0:
        found.append(
            _("Además, de {n} salidas el papel no dice el motivo: no se cuentan como libertad.").format(
                n=count(document["unknown_ground"])
            )
        )
    if document["done"]:
        found.append(
            _("Quienes participaron lo hicieron, en el medio, {days} días y {hours} horas antes de salir.").format(
                days=count(document["done"]["days"]), hours=count(document["done"]["hours"])
            )
        )
    if document["ecology"]:
        found.append(
            _(
                "Comparación entre penales, no entre personas: en {n} penales, la correlación por rangos entre cuántos "
                "participan y cuántos vuelven es {r}. De ella no se sigue nada sobre quien participa."
            ).format(n=count(document["ecology"]["prisons"]), r=_plain(document["ecology"]["correlation"]))
        )
    return found


def _access(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, tuple[Line, ...]]]:
    found = []
    for name in dict.fromkeys(row["name"] for row in rows):
        of_it = [row for row in rows if row["name"] == name]
        found.append((ACCESS[name], tuple(Line(CLASSES[row["label"]], _access_cells(row)) for row in of_it)))
    return found


def _access_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row.get("value") is None:
        return count(row["people"]), _("reservado"), ""
    return count(row["people"]), percent(row["value"]), between(row)


def league_chart(standings: Sequence[Standing]) -> Chart | None:
    """Every programme's difference with its interval on one scale, in people of every hundred."""
    ranges = [
        Span(
            each.run.programme.name,
            100 * each.outcome["weighted"]["lower"],
            100 * each.outcome["weighted"]["upper"],
            100 * each.outcome["weighted"]["value"],
            words=between(each.outcome["weighted"], points),
        )
        for each in standings
        if each.outcome.get("weighted")
    ]
    if not ranges:
        return None
    reach = max(abs(end) for each in ranges for end in (each.least, each.most or 0))
    return spans(
        ranges,
        name="programas",
        title=_("Cuántos vuelven de más o de menos de cada 100, con su intervalo; en el medio, ninguna diferencia"),
        headings=[_("Programa"), _("Desde"), _("Hasta"), _("Diferencia")],
        least=-reach,
        most=reach,
    )
