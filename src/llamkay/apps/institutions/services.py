"""Writes: reference data, names by date, posts and their holders, accounts and functions.

Everything here is national or public, so there is no scope to cross; permission is asked of ``institutions.manage``.
"""

import csv
import re
from collections.abc import Mapping
from datetime import date, timedelta
from importlib import resources
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.accounts.passwords import first_day_uncovered, temporary_password
from llamkay.apps.institutions.models import (
    Establishment,
    Grant,
    Institution,
    InstitutionName,
    OfficeHolder,
    Post,
    RegionalOffice,
    Role,
    User,
)
from llamkay.apps.institutions.permissions import AUTHORITIES, MANAGE
from llamkay.apps.institutions.queries import name_on
from llamkay.apps.institutions.reviews.terms import review_by
from llamkay.apps.institutions.sessions.services import end_all
from llamkay.apps.institutions.single_sign_on.services import unlink
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.record import audit
from llamkay.platform.security import access
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import EVERYTHING, Scope

NATIONAL = "national"
SOURCE = "INPE, Informe Estadístico, enero de 2026, anexos 04 y 06 (transcripción de terceros, sin cotejar)"

# Code, name, acronym, first day and norm of each institution; later names come by ``rename_institution``.
INSTITUTIONS = [
    ("inpe", "Instituto Nacional Penitenciario", "INPE", date(1985, 3, 6), "Decreto Legislativo 330"),
    (
        "mimp",
        "Ministerio de la Mujer y Poblaciones Vulnerables",
        "MIMP",
        date(2012, 1, 21),
        "Decreto Legislativo 1098",
    ),
    ("minjus", "Ministerio de Justicia y Derechos Humanos", "MINJUSDH", date(2011, 12, 9), "Ley 29809"),
]
# Names that the log gives to the system itself, and how a new username may be written.
_RESERVED = {"sistema"}
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{0,29}")
NAMES = {16: "E.P. Mujeres Chorrillos", 17: "E.P. Anexo Mujeres Chorrillos"}


class _AllActions(Mapping[str, Scope]):
    """Every registered action, everywhere."""

    def __getitem__(self, code: str) -> Scope:
        if code not in access.ACTIONS:
            raise KeyError(code)
        return EVERYTHING

    def __iter__(self) -> Any:
        return iter(access.ACTIONS)

    def __len__(self) -> int:
        return len(access.ACTIONS)


class System:
    """Whoever runs a command on the server, where there is no account yet; its acts are logged as «sistema»."""

    username = "sistema"
    full_name = "Sistema"
    is_authenticated = True
    scope = EVERYTHING
    actions: Mapping[str, Scope] = _AllActions()

    def __str__(self) -> str:
        return self.full_name


SYSTEM = System()


def establishment_rows() -> list[dict[str, Any]]:
    """The shipped table of establishments, numbers as numbers (see README-establishments.md)."""
    text = resources.files("llamkay").joinpath("data/establishments-2026-01.csv").read_text(encoding="utf-8")
    words = {"oficina_regional", "departamento", "establecimiento"}
    return [
        {key: value if key in words else int(value) for key, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Load institutions, offices, establishments and roles; running it again changes only what the data changed.

    Dated names, and whether an establishment uses the system, are never overwritten. Returns how many of each stand.
    Raises ``Refused`` when a role names an action that no app registers.
    """
    for code, name, acronym, start, norm in INSTITUTIONS:
        institution, _made = Institution.objects.get_or_create(code=code)
        if not institution.names.exists():
            InstitutionName.objects.create(
                institution=institution, name=name, acronym=acronym, period=DateRange(start, None), norm=norm
            )
    rows = establishment_rows()
    offices = _load(
        RegionalOffice,
        {slugify(row["oficina_regional"]): {"name": f"Oficina Regional {row['oficina_regional']}"} for row in rows},
    )
    _load(
        Establishment,
        {
            f"EP{row['n']:02d}": {
                "name": NAMES.get(row["n"], row["establecimiento"]),
                "office_id": offices[slugify(row["oficina_regional"])].pk,
                "department": row["departamento"],
                "population_kind": _population_kind(row),
                "capacity": row["capacidad"],
                "order": row["n"],
                "source": SOURCE,
            }
            for row in rows
        },
    )
    load_roles()
    return {
        "institutions": Institution.objects.count(),
        "offices": RegionalOffice.objects.count(),
        "establishments": Establishment.objects.count(),
        "roles": Role.objects.count(),
    }


def _population_kind(row: dict[str, Any]) -> str:
    if row["mujeres"] == 0:
        return Establishment.Population.MEN
    return Establishment.Population.WOMEN if row["mujeres"] == row["poblacion"] else Establishment.Population.MIXED


@transaction.atomic
def _load(model: Any, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Create or bring up to date the rows named by code; a row that already agrees is not written."""
    known = model.objects.in_bulk(field_name="code")
    model.objects.bulk_create([model(code=code, **values) for code, values in rows.items() if code not in known])
    changed = []
    for code, values in rows.items():
        row = known.get(code)
        if row is not None and any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    if changed:
        model.objects.bulk_update(changed, list(next(iter(rows.values()))))
        audit.record(
            actor=SYSTEM.username,
            verb=acts.LOAD_REFERENCE,
            target=f"reference:{model._meta.db_table}",
            sentence=f"Se pusieron al día los datos de referencia: {', '.join(row.code for row in changed)}.",
            stream=NATIONAL,
        )
    return dict(model.objects.in_bulk(field_name="code"))


def load_roles(roles: list[dict[str, Any]] | None = None) -> dict[str, Role]:
    """Load the functions of the staff (``data/roles.yaml``), each action checked against those registered; by code."""
    if roles is None:
        (document,) = [found for found in yaml_documents("llamkay", "data") if found["_file"] == "data/roles.yaml"]
        roles = document["roles"]
    for role in roles:
        unknown = sorted(set(role["actions"]) - set(access.ACTIONS))
        if unknown:
            raise Refused(
                _("la función {role} nombra acciones que no existen: {unknown}").format(
                    role=role["code"], unknown=", ".join(unknown)
                )
            )
    return _load(
        Role,
        {
            role["code"]: {"name": role["name"], "name_en": role["name_en"], "actions": role["actions"]}
            for role in roles
        },
    )


@transaction.atomic
def rename_institution(
    *, actor: Any, institution: Institution, name: str, acronym: str, on: date, norm: str
) -> InstitutionName:
    """From that day the institution has another name; papers of earlier days keep the old one.

    The succession of INPE (D.Leg. 1710) has no confirmed day, so an administrator does it with the norm in hand.
    """
    require(actor, MANAGE)
    require_national(actor)
    Institution.objects.select_for_update().get(pk=institution.pk)
    old = institution.names.order_by("-period").first()
    if not (name.strip() and acronym.strip() and norm.strip()):
        raise Refused(_("Escriba el nombre, la sigla y la norma que dispone el cambio."))
    if old is not None:
        if (old.period.upper is not None and old.period.upper > on) or old.period.lower >= on:
            raise Refused(
                _(
                    "El nombre «{old.name}» rige desde el {since:%d/%m/%Y}; el nuevo debe empezar después, no el "
                    "{on:%d/%m/%Y}."
                ).format(old=old, since=old.period.lower, on=on)
            )
        old.period = DateRange(old.period.lower, on)
        old.save(update_fields=["period"])
    new = InstitutionName.objects.create(
        institution=institution,
        name=name.strip(),
        acronym=acronym.strip(),
        period=DateRange(on, None),
        norm=norm.strip(),
    )
    audit.record(
        actor=actor.username,
        verb=acts.RENAME,
        target=f"institution:{institution.pk}",
        sentence=f"Desde el {on:%d/%m/%Y}, la institución «{institution.code}» se llama {new.name} ({new.acronym}).",
        stream=NATIONAL,
        reason=new.norm,
    )
    return new


@transaction.atomic
def add_post(*, actor: Any, institution: Institution, title: str, establishment: Establishment | None = None) -> Post:
    """Create a post, once; the post of that title when it already stands."""
    require(actor, MANAGE, establishment_id=establishment.pk if establishment else None)
    return _post(actor, institution, title, establishment)


def _post(actor: Any, institution: Institution, title: str, establishment: Establishment | None) -> Post:
    if not title.strip():
        raise Refused(_("Escriba el cargo, por ejemplo «Dirección»."))
    post, created = Post.objects.get_or_create(
        institution=institution, establishment=establishment, title=title.strip()
    )
    if created:
        audit.record(
            actor=actor.username,
            verb=acts.ADD_POST,
            target=f"post:{post.pk}",
            sentence=f"Se creó el cargo «{post.title}»{f' en {establishment.name}' if establishment else ''}.",
            stream=_stream(establishment),
        )
    return post


@transaction.atomic
def add_holder(*, actor: Any, post: Post, name: str, on: date, act: str = "") -> OfficeHolder:
    """Someone takes a post from that day; whoever held it leaves the same day."""
    require(actor, MANAGE, establishment_id=post.establishment_id)
    return _holder(actor, post, name, on, act)


def _holder(actor: Any, post: Post, name: str, on: date, act: str) -> OfficeHolder:
    if not name.strip():
        raise Refused(_("Escriba los nombres y apellidos de quien asume el cargo."))
    post = Post.objects.select_for_update(of=["self"]).select_related("establishment").get(pk=post.pk)
    last = post.holders.order_by("-period").first()
    if last is not None:
        if last.period.lower >= on:
            raise Refused(
                _(
                    "{last.name} asumió «{post.title}» el {since:%d/%m/%Y}; quien le sucede debe asumir después, "
                    "no el {on:%d/%m/%Y}."
                ).format(last=last, post=post, since=last.period.lower, on=on)
            )
        if last.period.upper is None or last.period.upper > on:
            last.period = DateRange(last.period.lower, on)
            last.save(update_fields=["period"])
    holder = OfficeHolder.objects.create(post=post, name=name.strip(), period=DateRange(on, None), act=act.strip())
    audit.record(
        actor=actor.username,
        verb=acts.ADD_HOLDER,
        target=f"post:{post.pk}",
        sentence=f"{holder.name} asumió «{post.title}» el {on:%d/%m/%Y}.",
        stream=_stream(post.establishment),
        reason=holder.act,
    )
    return holder


@transaction.atomic
def appoint(
    *, actor: Any, establishment: Establishment, title: str, name: str, on: date, act: str = ""
) -> OfficeHolder:
    """Someone takes a post of an establishment, which is created when the title is new."""
    prisons = Institution.objects.get(code="inpe")
    post = add_post(actor=actor, institution=prisons, establishment=establishment, title=title)
    return add_holder(actor=actor, post=post, name=name, on=on, act=act)


@transaction.atomic
def record_authority(
    *, actor: Any, institution: Institution, title: str, name: str, on: date, act: str = ""
) -> OfficeHolder:
    """Someone takes a post of an institution that is of no prison: a minister, a head of office."""
    require(actor, AUTHORITIES)
    return _holder(actor, _post(actor, institution, title, None), name, on, act)


@transaction.atomic
def add_institution(*, actor: Any, name: str, acronym: str, since: date, norm: str) -> Institution:
    """Another public body, with its name of today; one that is already known by that acronym is refused."""
    require(actor, AUTHORITIES)
    name, acronym, norm = " ".join(name.split()), acronym.strip(), norm.strip()
    code = slugify(acronym)
    if not name or not code or not norm:
        raise Refused(_("Escriba el nombre, la sigla y la norma de la institución."))
    institution, made = Institution.objects.get_or_create(code=code)
    if not made:
        raise Refused(_("Ya hay una institución con la sigla {acronym}.").format(acronym=acronym), "acronym")
    InstitutionName.objects.create(
        institution=institution, name=name, acronym=acronym, period=DateRange(since, None), norm=norm
    )
    audit.record(
        actor=actor.username,
        verb=acts.ADD_INSTITUTION,
        target=f"institution:{institution.pk}",
        sentence=f"Se registró la institución {name} ({acronym}).",
        stream=NATIONAL,
    )
    return institution


@transaction.atomic
def set_uses_system(*, actor: Any, establishment: Establishment, uses: bool) -> Establishment:
    """From now on the establishment is counted here, or reports its month instead."""
    require(actor, MANAGE, establishment_id=establishment.pk)
    establishment = Establishment.objects.select_for_update().get(pk=establishment.pk)
    if establishment.uses_system != uses:
        establishment.uses_system = uses
        establishment.save(update_fields=["uses_system"])
        audit.record(
            actor=actor.username,
            verb=acts.SET_USES_SYSTEM,
            target=f"establishment:{establishment.pk}",
            sentence=f"{establishment.name} {'empezó a usar' if uses else 'dejó de usar'} el sistema.",
            stream=establishment.code,
        )
    return establishment


@transaction.atomic
def create_user(*, actor: Any, username: str, full_name: str, password: str, email: str = "") -> User:
    """Open an account for a member of staff; it can do nothing until a function is granted."""
    require(actor, MANAGE)
    require_national(actor)
    user = User(username=username.strip().lower(), full_name=full_name.strip(), email=email.strip())
    if not user.username or not user.full_name:
        raise Refused(_("Escriba el usuario y los nombres y apellidos."))
    if not _USERNAME.fullmatch(user.username):
        raise Refused(
            _(
                "El usuario «{user.username}» lleva otros signos: use hasta 30 letras sin tilde, cifras, "
                "punto, guion o guion bajo, y comience con una letra. Por ejemplo, rosa.prueba."
            ).format(user=user)
        )
    if user.username in _RESERVED:
        raise Refused(_("El usuario «{user.username}» está reservado para el sistema; elija otro.").format(user=user))
    if User.objects.filter(username=user.username).exists():
        raise Refused(_("El usuario «{user.username}» ya existe; elija otro.").format(user=user))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused.many(Refused(text) for text in error.messages) from error
    user.set_password(password)
    user.save()
    audit.record(
        actor=actor.username,
        verb=acts.CREATE_USER,
        target=f"user:{user.pk}",
        sentence=f"Se abrió la cuenta «{user.username}» para {user.full_name}.",
        stream=NATIONAL,
    )
    return user


@transaction.atomic
def open_account(*, actor: Any, username: str, full_name: str, email: str = "") -> tuple[User, str]:
    """Open an account with a temporary password, returned here and nowhere else; its owner must change it."""
    password = temporary_password()
    user = create_user(actor=actor, username=username, full_name=full_name, password=password, email=email)
    user.temporary_password = True
    user.save(update_fields=["temporary_password"])
    return user, password


@transaction.atomic
def open_without_password(*, actor: Any, username: str, full_name: str, email: str = "") -> User:
    """Open an account that nobody enters until it gets a temporary password, or the identity of its institution."""
    user = create_user(actor=actor, username=username, full_name=full_name, password=temporary_password(), email=email)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def take_back_accounts(*, actor: Any, made: Mapping[str, list[int]], reason: str) -> None:
    """Undo what a load did: functions end, accounts that it opened are closed, those that it closed are open again.

    An account is never deleted: the log names it. Refused, naming each, where one that it opened has been entered.
    """
    opened = list(User.objects.filter(pk__in=made["accounts"]).order_by("username"))
    entered = [
        Refused(_("La cuenta «{user.username}» ya ingresó: desactívela a mano.").format(user=user))
        for user in opened
        if user.last_login
    ]
    if entered:
        raise Refused.many(entered)
    for grant in Grant.objects.filter(pk__in=made["grants"]).order_by("pk"):
        end_grant(actor=actor, grant=grant, on=clock.today())
    for user in opened:
        set_active(actor=actor, user=user, active=False, reason=reason)
    for user in User.objects.filter(pk__in=made["suspended"]).order_by("pk"):
        set_active(actor=actor, user=user, active=True, reason=reason)


@transaction.atomic
def open_first_account(*, username: str) -> str:
    """Open the account that opens the others, where nobody administers the system yet; returns its password once."""
    today = clock.today()
    if Grant.objects.filter(role__code="administrator", period__contains=today, user__is_active=True).exists():
        raise Refused(_("Ya hay quien administra el sistema: pídale que abra la cuenta."))
    user, password = open_account(actor=SYSTEM, username=username, full_name="Administración del sistema")
    grant_role(actor=SYSTEM, user=user, role=Role.objects.get(code="administrator"), start=today)
    return password


@transaction.atomic
def set_temporary_password(*, actor: Any, user: User) -> str:
    """Give an account a new temporary password, returned here and nowhere else; its open sessions end."""
    require(actor, MANAGE)
    require_national(actor)
    require_somebody_else(actor, user, _("Su propia contraseña la cambia usted en «Cambiar contraseña»."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(
            _("La cuenta «{user.username}» está desactivada; reactívela antes de darle una contraseña.").format(
                user=user
            )
        )
    password = temporary_password()
    user.set_password(password)
    user.temporary_password = True
    user.save(update_fields=["password", "temporary_password"])
    end_all(user=user)
    unlink(actor=actor, user=user)
    audit.record(
        actor=actor.username,
        verb=acts.SET_PASSWORD,
        target=f"user:{user.pk}",
        sentence=f"La cuenta «{user.username}» de {user} recibió una contraseña temporal nueva.",
        stream=NATIONAL,
    )
    return password


@transaction.atomic
def own_password_chosen(*, user: User, here: int | None = None) -> None:
    """The owner of an account has chosen a password of their own: it is no longer temporary, other sessions end.

    ``here`` is the open session in which they chose it.
    """
    User.objects.filter(pk=user.pk).update(temporary_password=False)
    user.temporary_password = False
    end_all(user=user, but=here)
    audit.record(
        actor=user.username,
        verb=acts.CHANGE_PASSWORD,
        target=f"user:{user.pk}",
        sentence=f"{user} cambió su contraseña.",
        stream=NATIONAL,
    )


@transaction.atomic
def set_active(*, actor: Any, user: User, active: bool, reason: str) -> User:
    """Close an account, or open it again, with a reason; its functions stay as they are, and nobody enters meanwhile.

    Nobody closes their own, and somebody must always administer the system.
    """
    require(actor, MANAGE)
    require_national(actor)
    require_somebody_else(actor, user, _("Nadie desactiva ni reactiva su propia cuenta; pídalo a otra persona."))
    if not reason.strip():
        raise Refused(_("Escriba el motivo, por ejemplo el documento que lo dispone."))
    _lock_administration()
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active == active:
        return user
    if not active:
        today = clock.today()
        for grant in national_administration().filter(user=user):
            start, end = max(grant.period.lower, today), grant.period.upper
            if end is None or end > start:
                _require_administration((start, end), without=user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        end_all(user=user)
    audit.record(
        actor=actor.username,
        verb=acts.REACTIVATE_USER if active else acts.DEACTIVATE_USER,
        target=f"user:{user.pk}",
        sentence=f"Se {'reactivó' if active else 'desactivó'} la cuenta «{user.username}» de {user}.",
        stream=NATIONAL,
        reason=reason.strip(),
    )
    return user


@transaction.atomic
def grant_role(
    *,
    actor: Any,
    user: User,
    role: Role,
    establishment: Establishment | None = None,
    start: date,
    end: date | None = None,
) -> Grant:
    """Give a function in one establishment, or nationally; nobody gives one to themselves."""
    require(actor, MANAGE, establishment_id=establishment.pk if establishment else None)
    if establishment is None:
        require_national(actor)
    require_somebody_else(
        actor, user, _("Nadie se da una función a sí mismo; pídalo a otra persona que administre el sistema.")
    )
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(
            _("La cuenta «{user.username}» está desactivada; reactívela antes de darle una función.").format(user=user)
        )
    if end is not None and end <= start:
        raise Refused(_("La función debe terminar después del {start:%d/%m/%Y}.").format(start=start))
    try:
        with transaction.atomic():
            grant = Grant.objects.create(
                user=user,
                role=role,
                establishment=establishment,
                period=DateRange(start, end),
                review_by=review_by(start),
            )
    except IntegrityError as error:
        raise Refused(_("{user} ya tiene la función «{role}» en esas fechas.").format(user=user, role=role)) from error
    place = establishment.name if establishment else "todo el país"
    audit.record(
        actor=actor.username,
        verb=acts.GRANT_ROLE,
        target=f"user:{user.pk}",
        sentence=f"{user} recibió la función «{role.name}» en {place} desde el {start:%d/%m/%Y}"
        f"{f' hasta el {end - timedelta(days=1):%d/%m/%Y}' if end else ''}.",
        stream=_stream(establishment),
    )
    return grant


@transaction.atomic
def end_grant(*, actor: Any, grant: Grant, on: date) -> Grant:
    """Take a function away from that day on; one that had not begun by then is removed."""
    require(actor, MANAGE, establishment_id=grant.establishment_id)
    if grant.establishment_id is None:
        require_national(actor)
    grant = (
        Grant.objects.select_for_update(of=["self"]).select_related("user", "role", "establishment").get(pk=grant.pk)
    )
    require_somebody_else(
        actor, grant.user, _("Nadie cambia sus propias funciones; pídalo a otra persona que administre el sistema.")
    )
    if on < clock.today():
        raise Refused(
            _(
                "Una función no se quita hacia atrás: con ella pudo actuar hasta hoy. Ponga el "
                "{today:%d/%m/%Y} o un día posterior, no el {on:%d/%m/%Y}."
            ).format(today=clock.today(), on=on)
        )
    if grant.period.upper is None or grant.period.upper > on:
        take_away(actor=actor, grant=grant, on=on)
    return grant


def take_away(*, actor: Any, grant: Grant, on: date) -> None:
    """End a function of an account that was locked, and record it; whoever calls it asked whether the actor may.

    Raises ``Refused`` where nobody would be left to administer the system.
    """
    _lock_administration()
    if national_administration().filter(pk=grant.pk).exists():
        _require_administration((max(on, grant.period.lower), grant.period.upper), without=grant.user, grant=grant)
    if on <= grant.period.lower:
        Grant.objects.filter(pk=grant.pk).delete()
    else:
        grant.period = DateRange(grant.period.lower, on)
        grant.save(update_fields=["period"])
    audit.record(
        actor=actor.username,
        verb=acts.END_GRANT,
        target=f"user:{grant.user_id}",
        sentence=f"{grant.user} dejó la función «{grant.role.name}» el {on:%d/%m/%Y}.",
        stream=_stream(grant.establishment),
    )


def require_somebody_else(actor: Any, user: User, sentence: str) -> None:
    """Raise ``PermissionDenied`` with that sentence when an account acts on itself."""
    if getattr(actor, "pk", None) == user.pk:
        raise PermissionDenied(sentence)


def _lock_administration() -> None:
    """Whoever takes administration away waits here, so that two cannot take the last two at once."""
    list(Role.objects.select_for_update().filter(actions__contains=[MANAGE]).order_by("pk"))


def national_administration(*, on: date | None = None) -> Any:
    """The functions of accounts that may enter and administer the whole system: on a day, or past and to come."""
    grants = Grant.objects.filter(establishment=None, user__is_active=True, role__actions__contains=[MANAGE])
    return grants.filter(period__contains=on) if on else grants


def _require_administration(term: tuple[date, date | None], *, without: User, grant: Grant | None = None) -> None:
    """Refuse an act that would leave some day of ``wanted`` without anybody to administer the system."""
    held = national_administration()
    held = held.exclude(pk=grant.pk) if grant else held.exclude(user=without)
    day = first_day_uncovered(term, [(period.lower, period.upper) for period in held.values_list("period", flat=True)])
    if day is not None:
        raise Refused(
            _(
                "Desde el {day:%d/%m/%Y} nadie más administraría el sistema. Dé antes esa función a otra "
                "persona, en todo el país, y después quítela a {without}."
            ).format(day=day, without=without)
        )


def _stream(establishment: Establishment | None) -> str:
    return establishment.code if establishment else NATIONAL


def require_national(actor: Any, action: str = MANAGE) -> None:
    """Raise ``PermissionDenied`` unless the actor may do the action, or administer, in the whole country."""
    if not actor.actions[action].everything:
        raise PermissionDenied(_("Este acto es nacional: lo hace quien administra el sistema en la sede central."))


__all__ = [
    "SYSTEM",
    "add_holder",
    "add_post",
    "appoint",
    "create_user",
    "end_grant",
    "establishment_rows",
    "grant_role",
    "load_reference",
    "load_roles",
    "name_on",
    "open_account",
    "own_password_chosen",
    "rename_institution",
    "set_active",
    "set_temporary_password",
    "set_uses_system",
]
