"""Reads: which establishments there are, what an institution was called on a day, who held a post."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import (
    Establishment,
    Grant,
    Institution,
    InstitutionName,
    OfficeHolder,
    Post,
    Role,
    User,
)
from llamkay.core.errors import Refused
from llamkay.platform.database.search import fold, holding, terms
from llamkay.platform.security.access import ACTIONS
from llamkay.platform.security.scope import Scope

SORTS = {
    "order": ("order",),
    "name": ("name",),
    "office": ("office__name", "order"),
    "capacity": ("-capacity", "order"),
}


def name_on(institution: Institution, day: date) -> InstitutionName:
    """What the institution was called that day, so that an old paper keeps its header.

    Raises ``Refused`` when no name covers the day: a header is never guessed.
    """
    found = InstitutionName.objects.filter(institution=institution, period__contains=day).first()
    if found is None:
        raise Refused(f"la institución {institution.code} no tiene nombre registrado para el {day:%d/%m/%Y}")
    return found


def establishments(
    *, words: str = "", office: str = "", kind: str = "", counted: bool = False, sort: str = "order"
) -> QuerySet[Establishment]:
    """The establishments of the country, which are public, with their regional office."""
    rows = Establishment.objects.select_related("office").order_by(*SORTS.get(sort, SORTS["order"]))
    if office:
        rows = rows.filter(office__code=office)
    if kind:
        rows = rows.filter(population_kind=kind)
    if counted:
        rows = rows.filter(uses_system=True)
    wanted = terms(words)
    if wanted:
        # Sixty-nine names: folding them here costs less than a folded column.
        names = Establishment.objects.values_list("id", "code", "name", "department")
        hits = [row[0] for row in names if all(word in fold(" ".join(row[1:])) for word in wanted)]
        rows = rows.filter(id__in=hits)
    return rows


def in_scope(scope: Scope, rows: QuerySet[Establishment] | None = None) -> QuerySet[Establishment]:
    """The establishments whose people the caller may see; the choices of every form."""
    return scope.filter(Establishment.objects.all() if rows is None else rows, "id")


def posts(*, establishment: Establishment, on: date) -> QuerySet[Post]:
    """The posts of an establishment, each with every holder (latest first) and, in ``current``, that day's."""
    holders = OfficeHolder.objects.order_by("-period")
    return (
        Post.objects.filter(establishment=establishment)
        .select_related("institution")
        .prefetch_related(
            Prefetch("holders", holders),
            Prefetch("holders", holders.filter(period__contains=on), to_attr="current"),
        )
        .order_by("title")
    )


def holder_on(post: Post, day: date) -> OfficeHolder | None:
    """Who held the post that day."""
    return OfficeHolder.objects.filter(post=post, period__contains=day).first()


def names_by_date(establishment: Establishment) -> list[dict[str, Any]]:
    """Former names of an establishment and its present one, latest first."""
    former = [
        {"name": row.name, "start": row.period.lower, "end": row.period.upper}
        for row in establishment.former_names.order_by("-period")
    ]
    since = former[0]["end"] if former else None
    return [{"name": establishment.name, "start": since, "end": None}, *former]


def accounts(
    *,
    scope: Scope,
    on: date,
    words: str = "",
    role: str = "",
    establishment_id: int | None = None,
    national: bool = False,
    active: bool | None = None,
    sort: str = "name",
) -> QuerySet[User]:
    """The accounts that the caller administers, each with the functions it holds that day in ``held``.

    Whoever administers some establishments sees the accounts that hold or held a function there.
    """
    rows = User.objects.order_by(*ACCOUNT_SORTS.get(sort, ACCOUNT_SORTS["name"]))
    theirs = Grant.objects.filter(user=OuterRef("pk"))
    if not scope.everything:
        rows = rows.filter(Exists(theirs.filter(establishment__in=scope.ids)))
    held = theirs.filter(period__contains=on)
    if role:
        held = held.filter(role__code=role)
    if establishment_id is not None:
        held = held.filter(establishment=establishment_id)
    if national:
        held = held.filter(establishment=None)
    if role or national or establishment_id is not None:
        rows = rows.filter(Exists(held))
    if active is not None:
        rows = rows.filter(is_active=active)
    if words:
        rows = rows.filter(holding(words, "full_name", "username", "email"))
    current = Grant.objects.filter(period__contains=on).select_related("role", "establishment").order_by("role__name")
    return rows.prefetch_related(Prefetch("grants", current, to_attr="held"))


ACCOUNT_SORTS = {
    "name": ("full_name", "username"),
    "username": ("username",),
    "login": ("-last_login", "full_name"),
}


def functions_of(user: User) -> QuerySet[Grant]:
    """Every function that an account holds, held or will hold, the latest first."""
    return Grant.objects.filter(user=user).select_related("role", "establishment").order_by("-period", "role__name")


# What the actions of each app are about, in the order of the house.
MATTERS = {
    "institutions": _("Establecimientos, cuentas y registro"),
    "people": _("Personas"),
    "activities": _("Actividades y planillas"),
    "education": _("Educación"),
    "remission": _("Redención"),
    "pay": _("Ingresos"),
    "nursery": _("Cuna"),
    "production": _("Producción"),
    "statistics": _("Cifras"),
    "closing": _("Cierres"),
    "press": _("Notas de prensa"),
}


def matter(code: str) -> Any:
    """What an action or an act is about, from the first word of its code."""
    app = code.partition(".")[0]
    return MATTERS.get(app, app)


def functions_matrix() -> tuple[list[Role], list[dict[str, Any]]]:
    """The functions, and by matter each action with, for each function, whether it holds it."""
    roles = list(Role.objects.order_by("name"))
    order = [*MATTERS, *sorted({code.partition(".")[0] for code in ACTIONS} - set(MATTERS))]
    matters = []
    for app in order:
        actions = [action for action in ACTIONS.values() if action.code.startswith(f"{app}.")]
        if actions:
            lines = [{"role": role, "holds": [action.code in role.actions for action in actions]} for role in roles]
            matters.append({"title": matter(app), "actions": actions, "lines": lines})
    return roles, matters


def staff_names() -> dict[str, str]:
    """The full name of every account, by its user name: rows keep the one, people read the other."""
    return dict(User.objects.values_list("username", "full_name"))
