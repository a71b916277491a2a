"""A document as it is read: its words in the reader's language, its tables and its charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
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
from llamkay.platform.charts import Beneath, Chart, Mark, Point, Series, Span, lines, spans

_MOST_POINTS = 8
_MOST_PLACES = 6
GROUPS = ("treated", "comparison")
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

RISK_NOTE = gettext_lazy(
    "Al terminar cada mes: quienes no habían vuelto, no habían muerto ni dejado el país y ya tenían ese tiempo. "
    "Quien volvió por una causa anterior o un trámite se sigue contando."
)
GLOSSARY = (
    (
        gettext_lazy("Grado"),
        gettext_lazy("Qué tan parecidos son los grupos por cómo se formaron: del sorteo a ninguno."),
    ),
    (
        gettext_lazy("Pesos de solapamiento"),
        gettext_lazy(
            "Hacen contar más a quienes pudieron estar en cualquiera de los dos grupos, para que se parezcan."
        ),
    ),
    (
        "p",
        gettext_lazy("Qué tan raro sería un resultado así si no hubiera ninguna diferencia: cuanto menor, más raro."),
    ),
    (
        "Holm",
        gettext_lazy("Manera de exigir más a cada p cuando se miran varios resultados a la vez."),
    ),
    (
        gettext_lazy("Valor E"),
        gettext_lazy("Cuán fuerte tendría que ser una causa que no consta para explicar sola el resultado."),
    ),
    ("Cox", gettext_lazy("Compara la velocidad con que vuelven los grupos: menos de 1, más despacio.")),
    ("Log-rank", gettext_lazy("Mira si dos curvas enteras se distinguen de lo que daría el azar.")),
    (
        "Aalen–Johansen",
        gettext_lazy("Manera de hacer las curvas que no cuenta como posible retorno a quien murió o dejó el país."),
    ),
    (
        gettext_lazy("Huella"),
        gettext_lazy("Cifra que sale de un documento entero: si se cambia una letra, la huella es otra."),
    ),
)


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
    others: str
    funnel_title: str
    curve: Chart | None
    curve_note: str
    at_risk: tuple[Line, ...]
    risk_months: tuple[int, ...]
    risk_note: Any
    since: str
    glossary: tuple[tuple[Any, Any], ...]
    means: tuple[Line, ...]
    notes: tuple[str, ...]
    access: tuple[tuple[Any, tuple[Line, ...]], ...]
    access_note: str
    returns: str
    presumption: str
    answers: tuple[tuple[Any, str], ...]


def few() -> str:
    """What stands for a count of one to four people."""
    return _("menos de {n}").format(n=LIMIT)


def count(value: int | None) -> str:
    """A count as it is read."""
    return few() if value is None else number_format(value, force_grouping=True)


def percent(value: float | None) -> str:
    """A share as it is read, with one decimal; what is reserved says so."""
    return _("reservado") if value is None else f"{decimals(100 * value, 1)} %"


def decimals(value: float, places: int) -> str:
    """A number rounded to so many decimals; Django's own formatting would cut the others off."""
    return str(number_format(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), places))


def points(value: float | None, places: int = 1) -> str:
    """A difference of shares in people of every hundred, with its sign; a zero has none."""
    if value is None:
        return "—"
    size = decimals(abs(100 * value), places)
    if not size.strip("0.,"):
        return size
    return ("−" if value < 0 else "+") + size


def sided(limits: Mapping[str, Any]) -> str:
    """Two limits of a difference with as many decimals as show on which side of zero they stand."""
    ends = [abs(100 * limits[name]) for name in ("lower", "upper") if limits[name]]
    places = next((n for n in range(1, _MOST_PLACES) if all(round(end, n) for end in ends)), _MOST_PLACES)
    return between(limits, lambda value: points(value, places))


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
    refused = Code(first["verdict"]["code"]) is Code.REFUSED
    followed = {name: rows for name, rows in document.get("followed", {}).items() if rows}
    seen = {row["month"] for rows in followed.values() for row in rows if row["people"] is not None}
    followed = {name: [row for row in rows if row["month"] in seen] for name, rows in followed.items() if seen}
    curves = together(document["curves"])
    return Report(
        document=document,
        tag=tagged(first["verdict"]),
        sentence=spoken(first["verdict"]),
        grade="" if refused else GRADES[grade],
        lowered=any(c["moved"] for c in first["controls"]),
        funnel=tuple(_funnel(document["funnel"], refused)),
        funnel_title=_("De quienes salieron a quienes quedarían para comparar")
        if refused
        else _("De quienes salieron a quienes se comparan"),
        others=_others(document["outcomes"]),
        outcomes=tuple(_outcome(each, design) for each in document["outcomes"]),
        curve=curve(curves, followed, since(document)),
        curve_note=curve_note(curves),
        at_risk=tuple(
            Line(_group(name), tuple(_reserved(row["people"]) for row in rows)) for name, rows in followed.items()
        ),
        risk_note=RISK_NOTE,
        since=since(document),
        glossary=GLOSSARY,
        risk_months=tuple(row["month"] for row in next(iter(followed.values()), [])),
        means=tuple(
            Line(_group(name), (decimals(mean["value"], 1), decimals(mean["error"], 2)))
            for name, mean in document["means"].items()
            if mean
        ),
        notes=tuple(_notes(document)),
        access=tuple(_access(document["access"])),
        access_note=_access_note(document["funnel"]),
        returns="; ".join(str(RETURNS[Return(kind)]).lower() for kind in document["protocol"]["outcome"]),
        presumption=_presumption(document["protocol"]["outcome"]),
        answers=tuple((QUESTIONS[name], text) for name, text in document["protocol"]["answers"].items()),
    )


def _presumption(kinds: Sequence[str]) -> str:
    if Return.NEW_BEFORE_TRIAL not in kinds:
        return ""
    return _("Quien volvió sin condena se cuenta por su ingreso; mientras no haya condena se presume su inocencia.")


def _group(name: str) -> str:
    return _("Participaron") if name == "treated" else _("Comparación")


def tagged(verdict: Mapping[str, Any]) -> tuple[Any, str]:
    """What a verdict says in a word or two: of a cause only where a lot decided who took part."""
    code = Code(verdict["code"])
    words, colour = CODES[code]
    if Grade(verdict["grade"]) is not Grade.LOT:
        words = {Code.LOWER: _("Asociado con menos retornos"), Code.HIGHER: _("Asociado con más retornos")}.get(
            code, words
        )
    return words, colour


def _reserved(value: int | None) -> str:
    return _("reservado") if value is None else count(value)


def _others(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """What the other declared horizons say, each with its months: nobody reads the first as if it were all."""
    rest = [each for each in outcomes[1:] if not each["subgroup"]]
    if not rest:
        return ""
    found = [
        _("a los {n} meses, {what}").format(n=each["months"], what=str(tagged(each["verdict"])[0]).lower())
        for each in rest
    ]
    return _("En los demás plazos: {rest}.").format(rest="; ".join(found))


def _funnel(rows: Sequence[Mapping[str, Any]], refused: bool) -> list[Line]:
    last = _("Quedarían para comparar") if refused else _("Se comparan")
    stages = {"released": _("Salieron en libertad en el período"), "analysed": last}
    return [
        Line(
            stages[row["stage"]] if "stage" in row else LOSSES[row["loss"]], (_reserved(row["people"]),), "loss" in row
        )
        for row in rows
    ]


def _outcome(each: Mapping[str, Any], design: Grade) -> Shown:
    title = _("A los {n} meses").format(n=each["months"])
    if each["subgroup"]:
        title = f"{title}: {str(SUBGROUPS[each['subgroup']]).lower()}"
    groups = [Line(_group(name), _cells(each, name)) for name in GROUPS]
    kinds = [
        Line(words, tuple(_reserved(each[name]["kinds"].get(str(kind))) for name in ("treated", "comparison")))
        for kind, words in RETURNS.items()
        if any(each[name]["kinds"].get(str(kind)) != 0 for name in ("treated", "comparison"))
    ]
    ended = tuple(_reserved(each[name]["ended"]) for name in ("treated", "comparison"))
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
        tag=tagged(each["verdict"]),
        grade=GRADES[Grade(each["verdict"]["grade"])],
        groups=tuple(groups),
        estimates=tuple(_estimates(each, design)),
        kinds=tuple(kinds),
        balance=tuple(balance),
        controls=tuple(_control(c) for c in each["controls"]),
        notes=tuple(_strength(each)),
        why=_WHY[each["why"]]() if each["why"] else "",
    )


def _cells(each: Mapping[str, Any], name: str) -> tuple[str, ...]:
    group, alike = each[name], each.get("alike")
    few = name == "treated" and each["verdict"]["why"].startswith("few_treated")
    return (
        _reserved(group["people"]),
        _reserved(group["returned"]),
        _("muy pocas") if few and group["share"] is not None else percent(group["share"]),
        "—" if group["share"] is None else between(group),
        percent(alike[name]) if alike else "—",
    )


_WHY = {
    "empty": lambda: _("En uno de los grupos no hay nadie a quien se haya seguido todo el plazo."),
    "apart": lambda: _("Lo que se sabe de las personas separa por completo a los dos grupos: no hay a quién comparar."),
}


def _estimates(each: Mapping[str, Any], design: Grade) -> list[Line]:
    found = []
    if each["crude"]:
        found.append(Line(_("Sin ajustar"), (points(each["crude"]["value"]), sided(each["crude"]))))
    if each["weighted"]:
        words = (
            _("Dentro de cada sorteo: en esta se apoya lo que se dice")
            if design is Grade.LOT
            else _(
                "Con pesos, entre personas que pudieron estar en cualquiera de los dos grupos: en esta se apoya lo"
                " que se dice"
            )
        )
        found.append(Line(words, (points(each["weighted"]["value"]), sided(each["weighted"]))))
    if each["weighted"] and design is not Grade.LOT:
        robust = each["doubly_robust"]
        half = 1.96 * (robust["error"] or 0)
        limits = {"lower": robust["difference"] - half, "upper": robust["difference"] + half}
        found.append(Line(_("Con dos modelos a la vez"), (points(robust["difference"]), sided(limits))))
    return found


def _control(each: Mapping[str, Any]) -> Line:
    words = {
        "old_case": _("Volver por una causa anterior a la libertad: el programa no puede cambiarlo"),
        "never_begun": _("Quienes se inscribieron y no empezaron, frente a quienes no se inscribieron"),
    }[each["name"]]
    if each["difference"] is None:
        why = {"none": _("nadie volvió así"), "few": _("son menos de 30"), "apart": _("no se pudo comparar")}
        return Line(words, ("—", why[each["why"]]))
    moved = _("difiere: baja el grado de la comparación") if each["moved"] else _("no difiere")
    return Line(words, (sided(each["difference"]), moved), each["moved"])


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
    size = decimals(abs(value), 2)
    return ("−" if value < 0 and size.strip("0.,") else "") + decimals(abs(value), 2)


def probability(value: float | None) -> str:
    """A p-value as it is read: below one in a thousand it is told so."""
    if value is None:
        return "—"
    return _("menor que 0.001") if value < 0.001 else decimals(value, 3)


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


def since(document: Document) -> str:
    """From when the months of a document are counted, as it stands after «desde»."""
    landmark = document["protocol"].get("landmark")
    return _("el mes {n} de libertad").format(n=landmark) if landmark else _("la libertad")


def curve(
    curves: Mapping[str, Sequence[Mapping[str, Any]]],
    followed: Mapping[str, Sequence[Mapping[str, Any]]],
    zero: str,
) -> Chart | None:
    """The share back month by month in each group, with limits, until fewer than ten are left to be followed.

    Beneath it stand those of each group who are ``followed`` at the marks of its axis; ``zero`` says where it begins.
    """
    series = []
    for name in GROUPS:
        rows = curves.get(name) or []
        if len(rows) < 2:
            continue
        dashed = name != GROUPS[0]
        step = -(-len(rows) // _MOST_POINTS)
        rows = [row for index, row in enumerate(rows) if index % step == 0 or index == len(rows) - 1]
        for part in ("lower", "upper"):
            edge = [(row["month"], row[part]) for row in rows if row[part] is not None]
            series.append(Series("", tuple(Point(month, 100 * value) for month, value in edge), "edge", dashed))
        start = Point(0, 0, zero, "0 %")
        series.append(Series(_group(name), (start, *(_point(row) for row in rows)), "main", dashed))
    if not series:
        return None
    last = max(row["month"] for rows in curves.values() for row in rows)
    every = range(0, last + 1, 12 if last > 12 else 3)
    return lines(
        series,
        name="curvas",
        title=_("Cuántos de cada 100 habían vuelto, mes a mes desde {zero}, sin ajustar").format(zero=zero),
        headings=[*([_("Grupo")] if len(series) > 3 else []), _("Mes"), _("Volvieron")],
        x_ticks=[Mark(str(n), n) for n in every],
        x_title=_("meses desde {zero}").format(zero=zero),
        y_title=_("de cada 100 personas, habían vuelto"),
        beneath=[
            Beneath(
                _("{group}: a cuántas se seguía").format(group=_group(name)),
                tuple((row["month"], _reserved(row["people"])) for row in rows),
            )
            for name, rows in followed.items()
        ],
        plot=240,
        note=curve_note(curves),
    )


def together(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Mapping[str, Any]]]:
    """Both curves as far as one month that both have a point of, so that their ends compare; nothing of one alone."""
    months = [{row["month"] for row in curves.get(name, ())} for name in GROUPS]
    last = max(set.intersection(*months), default=0)
    return {name: [row for row in curves[name] if row["month"] <= last] for name in GROUPS} if last else {}


def curve_note(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """How a figure of curves is read, and why it ends where it ends."""
    ends = [rows[-1]["month"] for rows in curves.values() if rows]
    if not ends:
        return ""
    return _(
        "Sin ajustar. Las líneas finas son el intervalo del 95 %. Entre un punto y otro de una curva volvieron al"
        " menos "
        "cinco personas; ninguna pasa del mes {n}: después quedan por seguir menos de diez en alguno de los grupos, o "
        "vuelven menos de cinco."
    ).format(n=max(ends))


def _point(row: Mapping[str, Any]) -> Point:
    return Point(row["month"], 100 * row["share"], _("{n} meses").format(n=row["month"]), percent(row["share"]))


def _notes(document: Mapping[str, Any]) -> list[str]:
    found = []
    cells = [
        n
        for each in document["outcomes"]
        for group in GROUPS
        for n in (*(each[group][name] for name in ("people", "returned", "ended")), *each[group]["kinds"].values())
    ]
    if None in (*cells, *(row["people"] for row in document["funnel"])):
        found.append(
            _(
                "«Reservado»: son {few} personas, o una cifra que, restada de otra de este informe, diría de {few} "
                "personas."
            ).format(few=few())
        )
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
    if document["protocol"].get("landmark"):
        found.append(
            _(
                "Se cuenta desde {zero}, de quienes hasta entonces no habían vuelto: quien vuelve pronto no tuvo tiempo"
                " de empezar, y contado desde la libertad el programa parecería servir. Quienes empezaron después"
                " ({n}) se cuentan entre los demás."
            ).format(zero=since(document), n=count(document["late"]))
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


def _access_note(funnel: Sequence[Mapping[str, Any]]) -> str:
    """Who took part here and is not compared: those who did less than the protocol asks."""
    text = _("El acceso es un resultado en sí: de quienes salieron, cuántos participaron al menos un día.")
    partial = next((row["people"] for row in funnel if row.get("loss") == "partial"), 0)
    if partial == 0:
        return text
    more = _("De ellos, {n} hicieron menos de lo que pide el protocolo: se cuentan aquí y no en la comparación.")
    return f"{text} {more.format(n=count(partial))}"


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
