"""Every sentence of a verdict, Spanish and English, from its code: per 100 people, bound to the comparison's grade.

*Reduce, evita* stand only where a lot among equals decided who took part. Nothing is ever «no effect».
"""

from collections.abc import Mapping
from typing import Any

from llamkay.core.evaluation.verdict import Verdict

_ALSO = {
    "es": " Puede haber otras diferencias entre los grupos que aquí no se ven.",
    "en": " The groups may differ in ways not seen here.",
}

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "es": {
        "lower_lot": "El programa reduce el retorno{at}: vuelven entre {less} y {most} menos de cada 100 personas;"
        " se decidió por sorteo quién entraba.",
        "higher_lot": "El programa aumenta el retorno{at}: vuelven entre {less} y {most} más de cada 100 personas;"
        " se decidió por sorteo quién entraba.",
        "lower_waiting": "Participar se asocia{at} con entre {less} y {most} retornos menos de cada 100 personas que"
        " entre"
        " quienes esperaban un lugar." + _ALSO["es"],
        "higher_waiting": "Participar se asocia{at} con entre {less} y {most} retornos más de cada 100 personas que"
        " entre"
        " quienes esperaban un lugar." + _ALSO["es"],
        "lower_matched": "Participar se asocia{at} con entre {less} y {most} retornos menos de cada 100 personas que"
        " entre"
        " personas parecidas." + _ALSO["es"],
        "higher_matched": "Participar se asocia{at} con entre {less} y {most} retornos más de cada 100 personas que"
        " entre"
        " personas parecidas." + _ALSO["es"],
        "across": "Todavía no se puede decir{at}: entre {lower} menos y {upper} más de cada 100 personas; harían falta"
        " {needed} personas en cada grupo. Esto no quiere decir que el programa no sirva.",
        "few_returns": "Todavía no se puede decir{at}: volvieron {returns} de quienes participaron y {others} de los"
        " demás,"
        " muy pocas para un resultado. Harían falta {needed} personas en cada grupo.",
        "few_treated": "Son muy pocas: participaron {treated} personas y harían falta {needed} en cada grupo. De"
        " {treated}"
        " {back}{at}; con tan pocas, la parte verdadera puede ser de {low} a {high} de cada 100.",
        "nobody": "En uno de los grupos no hay nadie a quien se haya seguido todo el plazo.",
        "few_returns_reserved": "Todavía no se puede decir: volvieron{at} muy pocas personas para un resultado. Harían"
        " falta {needed} personas en cada grupo.",
        "few_treated_returns_reserved": "Son muy pocas: participaron {treated} personas y harían falta {needed} en cada"
        " grupo. De ellas volvieron{at} menos de 5.",
        "few_treated_withheld": "Son muy pocas: participaron {treated} personas y harían falta {needed} en cada grupo."
        " Cuántas de ellas volvieron{at} no se dice, para que nadie se reconozca.",
        "few_treated_reserved": "Son muy pocas: participaron menos de 5 personas y harían falta {needed} en cada"
        " grupo.",
        "after_holm": "Todavía no se puede decir{at}: este resultado solo, fuera de los {outcomes} declarados, se"
        " distinguiría del azar; mirados juntos, no.",
        "no_comparison": "Volvieron{at} {one} de cada 100 de quienes participaron y {other} de cada 100 de los demás."
        " Los"
        " grupos no son comparables: de esto no se sigue nada sobre el programa.",
        "control_moved": "Con los pesos que hacen parecidos a los grupos, volvieron{at} {one} de cada 100 de quienes"
        " participaron y {other} de cada 100 de los demás; pero los grupos difieren también en lo que el programa no"
        " puede cambiar: no se saca ninguna conclusión.",
        "unbalanced": "No hay resultado{at}: los grupos siguen siendo distintos en «{name}» (diferencia de {value} en"
        " unidades de su dispersión; el límite es 0.1).",
        "not_a_share": "No se redacta un veredicto: el resultado no es un sí o un no de cada persona.",
    },
    "en": {
        "lower_lot": "The programme reduces return{at}: between {less} and {most} fewer of every 100 people come"
        " back; a"
        " lot decided who took part.",
        "higher_lot": "The programme raises return{at}: between {less} and {most} more of every 100 people come back; a"
        " lot decided who took part.",
        "lower_waiting": "Taking part goes{at} with between {less} and {most} fewer returns of every 100 people than"
        " among"
        " those who were waiting for a place." + _ALSO["en"],
        "higher_waiting": "Taking part goes{at} with between {less} and {most} more returns of every 100 people than"
        " among"
        " those who were waiting for a place." + _ALSO["en"],
        "lower_matched": "Taking part goes{at} with between {less} and {most} fewer returns of every 100 people than"
        " among"
        " similar people." + _ALSO["en"],
        "higher_matched": "Taking part goes{at} with between {less} and {most} more returns of every 100 people than"
        " among"
        " similar people." + _ALSO["en"],
        "across": "It cannot be said yet{at}: between {lower} fewer and {upper} more of every 100 people; {needed}"
        " people"
        " in each group would be needed. This does not mean that the programme fails to work.",
        "few_returns": "It cannot be said yet: {returns} of those who took part and {others} of the others came"
        " back{at},"
        " too few for a finding. {needed} people in each group would be needed.",
        "few_treated": "They are too few: {treated} people took part and {needed} in each group would be needed. Of"
        " {treated}, {back}{at}; with so few, the true share may be {low} to {high} of every 100.",
        "nobody": "In one of the groups nobody was followed through the whole time.",
        "few_returns_reserved": "It cannot be said yet: too few people came back{at} for a finding. {needed} people"
        " in each"
        " group would be needed.",
        "few_treated_returns_reserved": "They are too few: {treated} people took part and {needed} in each group"
        " would be"
        " needed. Fewer than 5 of them came back{at}.",
        "few_treated_withheld": "They are too few: {treated} people took part and {needed} in each group would be"
        " needed. How many of them came back{at} is not said, so that nobody is recognised.",
        "few_treated_reserved": "They are too few: fewer than 5 people took part and {needed} in each group would be"
        " needed.",
        "after_holm": "It cannot be said yet{at}: alone, this result would stand out from chance; together with all"
        " {outcomes} that were declared, it does not.",
        "no_comparison": "{one} of every 100 who took part came back{at}, and {other} of every 100 of the others. The"
        " groups cannot be compared: nothing follows from this about the programme.",
        "control_moved": "With the weights that make the groups alike, {one} of every 100 who took part came"
        " back{at}, and"
        " {other} of every 100 of the others; but the groups also differ in what the programme cannot change: no"
        " conclusion is drawn.",
        "unbalanced": "No finding{at}: the groups still differ in “{name}” (by {value} in units of their spread; the"
        " limit"
        " is 0.1).",
        "not_a_share": "No verdict is written: the outcome is not a yes or no of each person.",
    },
}


_AT = {"es": " a los {months} meses", "en": " within {months} months"}
_FROM = {
    "es": " en los {months} meses que siguen al mes {landmark} de libertad",
    "en": " in the {months} months that follow month {landmark} after release",
}
_NOBODY = {"es": ("no volvió ninguna", "volvieron {n}"), "en": ("none came back", "{n} came back")}


def sentence(verdict: Verdict, language: str = "es", *, months: int | None = None, landmark: int | None = None) -> str:
    """The one sentence of a verdict in Spanish or English; ``months`` is its horizon, which the sentence then says.

    With a ``landmark`` the horizon begins in that month after the release.
    """
    none, some = _NOBODY[language]
    returns = verdict.values.get("returns")
    places = _values(verdict.values) | {"at": ""}
    if months is not None:
        places["at"] = (_FROM if landmark else _AT)[language].format(months=months, landmark=landmark)
    places["back"] = some.format(n=returns) if returns else none
    return SENTENCES[language][verdict.why].format(**places)


def per_hundred(share: float) -> str:
    """A share as people of every 100, never below zero: whole numbers, decimals below one; written as in Peru.

    >>> per_hundred(0.0512), per_hundred(0.0031), per_hundred(0.0)
    ('5', '0.31', '0')
    """
    value = abs(share) * 100
    if value == 0 or value >= 0.95:
        return f"{value:.0f}"
    return f"{max(value, 0.05):.2g}"


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    places = dict(values)
    if "lower" in places and "upper" in places:
        lower, upper = places["lower"], places["upper"]
        near, far = sorted((abs(lower), abs(upper)))
        places |= {"less": per_hundred(near), "most": per_hundred(far)}
        places |= {"low": per_hundred(lower), "high": per_hundred(upper)}
        places |= {"lower": per_hundred(lower), "upper": per_hundred(upper)}
    for key, name in (("treated_share", "one"), ("comparison_share", "other")):
        if key in places:
            places[name] = per_hundred(places[key])
    if isinstance(places.get("value"), float):
        places["value"] = f"{places['value']:.2f}"
    if isinstance(places.get("needed"), int):
        places["needed"] = f"{places['needed']:,}"
    return places
