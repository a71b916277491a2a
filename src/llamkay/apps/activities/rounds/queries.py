"""Rounds as the office reads them: those in scope, and for each person what decided on each choice."""

from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Round, RoundWish
from llamkay.apps.activities.suitability.words import NAMES
from llamkay.core.placement.choices import Choice
from llamkay.platform.security.scope import Scope


def rounds(*, scope: Scope) -> QuerySet[Round]:
    """The rounds in scope with how many people wished, the newest first."""
    rows = scope.filter(Round.objects.select_related("establishment"))
    return rows.annotate(people=Count("wishes")).order_by("-opened_at")


class Result(NamedTuple):
    """Somebody's wish, with the words of each choice, in order."""

    wish: RoundWish
    place: str
    lines: list[str]


def results(of: Round) -> list[Result]:
    """Each person's choices and, once drawn, what decided on each; three queries."""
    names = dict(of.offers.values_list("activity", "activity__name"))
    wishes = of.wishes.select_related("person").order_by("lot", "person__sort_name", "pk")
    return [Result(wish, names.get(wish.activity_id or 0, ""), list(_lines(wish, names))) for wish in wishes]


def _lines(wish: RoundWish, names: dict[int, str]) -> list[str]:
    if not wish.decided:
        return [f"{n}. {names[pk]}" for n, pk in enumerate(wish.choices, start=1)]
    return [
        f"{n}. {names[choice.activity]}: {_words(choice, wish.lot or 0)}"
        for n, choice in enumerate((Choice(*item) for item in wish.decided), start=1)
    ]


def _words(choice: Choice, lot: int) -> str:
    if choice.placed:
        return _("con plaza")
    if choice.rule == "unneeded":
        return _("ya tenía una que prefería")
    if choice.rule == "priority":
        return _("se llenó con quienes no tenían ninguna plaza")
    if choice.rule == "lot":
        return _("se llenó por sorteo: entró hasta el número {last} y sacó el {lot}").format(last=choice.lot, lot=lot)
    return _("no puede: {rule}").format(rule=str(NAMES[choice.rule]).lower())
