"""Reads: which establishments there are, what an institution was called on a day, who held a post."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import (
    Establishment,
    Grant,
    Institution,
    InstitutionName,
    OfficeHolder,
    Post,
    Role,
    SecurityLevel,
    User,
)
from llamkay.core.errors import Refused
from llamkay.platform.database.search import InOrder, fold, holding, terms
from llamkay.platform.security.access import ACTIONS, Action
from llamkay.platform.security.scope import Scope

# The body that runs the prisons, among the institutions.
PRISONS = "inpe"

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
    return _name_on(institution.code, day)


def _name_on(code: str, day: date) -> InstitutionName:
    name = InstitutionName.objects.filter(institution__code=code, period__contains=day).first()
    if name is None:
        raise Refused(f"la institución {code} no tiene nombre registrado para el {day:%d/%m/%Y}")
    return name


def own_institution() -> Institution:
    """The body that runs the prisons, whose name heads every paper."""
    return Institution.objects.get(code=PRISONS)


def heading_on(day: date) -> InstitutionName:
    """What the body that runs the prisons was called that day: the heading of a paper made on it.

    Raises ``Refused`` when no name covers the day.
    """
    return _name_on(PRISONS, day)


def every_establishment() -> QuerySet[Establishment]:
    """Every prison of the country, which is public, in the order of the country."""
    return Establishment.objects.all()


def no_establishments() -> QuerySet[Establishment]:
    """No prison: what a choice of them offers until its form knows the scope of whoever fills it in."""
    return Establishment.objects.none()


def establishment_by_code(code: str) -> Establishment | None:
    """The prison of that code."""
    return Establishment.objects.filter(code=code).first()


def establishment_names(codes: Iterable[str] | None = None) -> dict[str, str]:
    """Code → name of the prisons of those codes, or of all, in the order of the country."""
    rows = Establishment.objects.all() if codes is None else Establishment.objects.filter(code__in=list(codes))
    return dict(rows.values_list("code", "name"))


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


def holders_on(posts: Iterable[int], day: date) -> dict[int, OfficeHolder]:
    """Post → who held it that day, of those that somebody held."""
    rows = OfficeHolder.objects.filter(post__in=list(posts), period__contains=day)
    return {holder.post_id: holder for holder in rows}


def names_on(day: date) -> dict[int, InstitutionName]:
    """Institution → what it was called that day, of those that had a name."""
    rows = InstitutionName.objects.filter(period__contains=day).order_by("acronym")
    return {name.institution_id: name for name in rows}


def every_institution() -> QuerySet[Institution]:
    """Every public body that is known."""
    return Institution.objects.all()


def every_post() -> QuerySet[Post]:
    """Every post: of institutions first, then of prisons in the order of the country."""
    return Post.objects.select_related("institution", "establishment").order_by(
        F("establishment__order").asc(nulls_first=True), "institution__code", "title"
    )


def every_account() -> QuerySet[User]:
    """The accounts in use, by name; who offers them narrows them to those who may do what is asked."""
    return User.objects.filter(is_active=True).order_by(InOrder("full_name"))


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
    current = (
        Grant.objects.filter(period__contains=on)
        .select_related("role", "establishment")
        .order_by(InOrder("role__name"))
    )
    return rows.prefetch_related(Prefetch("grants", current, to_attr="held"))


ACCOUNT_SORTS = {
    "name": ("full_name", "username"),
    "username": ("username",),
    "login": ("-last_login", "full_name"),
}


def no_accounts() -> QuerySet[User]:
    """No account: what a choice of staff offers until its form knows the prison."""
    return User.objects.none()


def account(username: str, *, active: bool | None = None) -> User | None:
    """The account of that user name; with ``active``, only if it is (or is not) in use."""
    rows = User.objects.filter(username=username)
    return (rows if active is None else rows.filter(is_active=active)).first()


def staff_of(establishments: Any, *, on: date | None = None) -> QuerySet[User]:
    """The accounts with a function in some of those prisons, that day or ever."""
    rows = User.objects.filter(grants__establishment__in=establishments)
    return (rows.filter(grants__period__contains=on) if on else rows).distinct()


def grants_on(day: date) -> QuerySet[Grant]:
    """The functions held that day, by whoever; who reads them narrows them to prisons and actions."""
    return Grant.objects.filter(period__contains=day)


def roles() -> QuerySet[Role]:
    """Every function, by its name."""
    return Role.objects.order_by(InOrder("name"))


def role_names() -> dict[str, str]:
    """Code → name of every function."""
    return {role.code: role.label for role in Role.objects.all()}


def functions_of(user: User) -> QuerySet[Grant]:
    """Every function that an account holds, held or will hold, the latest first."""
    return (
        Grant.objects.filter(user=user)
        .select_related("role", "establishment")
        .order_by("-period", InOrder("role__name"))
    )


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
    "coordination": _("Convenios, compromisos y visitas"),
    "rights": _("Derechos sobre los datos"),
}


def matter(code: str) -> Any:
    """What an action or an act is about, from the first word of its code."""
    app = code.partition(".")[0]
    return MATTERS.get(app, app)


class FunctionLine(NamedTuple):
    """A function and, for each action of a matter, whether it holds it."""

    role: Role
    holds: list[bool]


class Matter(NamedTuple):
    """The actions about one thing, and what each function holds of them."""

    title: str
    actions: list[Action]
    lines: list[FunctionLine]


def functions_matrix() -> tuple[list[Role], list[Matter]]:
    """The functions, and by matter each action with, for each function, whether it holds it."""
    roles = list(Role.objects.order_by(InOrder("name")))
    order = [*MATTERS, *sorted({code.partition(".")[0] for code in ACTIONS} - set(MATTERS))]
    matters = []
    for app in order:
        actions = [action for action in ACTIONS.values() if action.code.startswith(f"{app}.")]
        if actions:
            lines = [FunctionLine(role, [action.code in role.actions for action in actions]) for role in roles]
            matters.append(Matter(matter(app), actions, lines))
    return roles, matters


def functions_of_all(usernames: Iterable[str]) -> dict[str, str]:
    """User name → the functions that the account has held, and where, in words; in two queries."""
    found: dict[str, list[str]] = {}
    rows = Grant.objects.filter(user__username__in=list(usernames)).select_related("user", "role", "establishment")
    for row in rows.order_by(InOrder("role__name"), InOrder("establishment__name")):
        where = row.establishment.name if row.establishment else _("todo el país")
        words = f"{row.role.label}, {where}"
        if words not in (known := found.setdefault(row.user.username, [])):
            known.append(words)
    return {name: "; ".join(words) for name, words in found.items()}


def account_named(username: str) -> User | None:
    """The account that may enter by this user name, if there is one."""
    return User.objects.filter(username=username.strip().lower(), is_active=True).first()


def staff_names() -> dict[str, str]:
    """The full name of every account, by its user name: rows keep the one, people read the other."""
    return dict(User.objects.values_list("username", "full_name"))


def security_levels(establishments: Iterable[int], *, on: date) -> dict[tuple[int, str], str]:
    """(prison, pavilion in small letters; empty the whole) → its level on a day."""
    rows = SecurityLevel.objects.filter(establishment__in=list(establishments), period__contains=on)
    found = rows.values_list("establishment", "pavilion", "level")
    return {(place, pavilion.casefold()): level for place, pavilion, level in found}
