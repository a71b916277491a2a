"""Writes: accounts of the staff and their functions; nobody takes away the last who administers the system."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.accounts import policy
from llamkay.apps.institutions.accounts.passwords import first_day_uncovered, temporary_password
from llamkay.apps.institutions.models import Establishment, Grant, Role, User
from llamkay.apps.institutions.permissions import MANAGE
from llamkay.apps.institutions.reviews.terms import review_by
from llamkay.apps.institutions.services import NATIONAL, SYSTEM, require_national, stream_of
from llamkay.apps.institutions.sessions.services import end_all
from llamkay.apps.institutions.single_sign_on.services import unlink
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

# Names that the log gives to the system itself, and how a new username may be written.
_RESERVED = {"sistema"}
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{0,29}")


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
    user.temporary_until = _lapses()
    user.save(update_fields=["temporary_until"])
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
    user.temporary_until = _lapses()
    user.save(update_fields=["password", "temporary_until"])
    end_all(user=user)
    unlink(actor=actor, user=user)
    audit.record(
        actor=actor.username,
        verb=acts.SET_PASSWORD,
        target=f"user:{user.pk}",
        sentence=f"La cuenta «{user.username}» de {user} recibió una contraseña temporal nueva, hasta el "
        f"{user.temporary_until.astimezone(clock.LIMA):%d/%m/%Y %H:%M}.",
        stream=NATIONAL,
    )
    return password


def _lapses() -> datetime:
    """Until when a temporary password that is given now opens the door."""
    days = policy.days_of_a_temporary_one(clock.today())
    return clock.now() + timedelta(days=days)


@transaction.atomic
def own_password_chosen(*, user: User, here: int | None = None) -> None:
    """The owner of an account has chosen a password of their own: it is no longer temporary, other sessions end.

    ``here`` is the open session in which they chose it.
    """
    User.objects.filter(pk=user.pk).update(temporary_until=None)
    user.temporary_until = None
    end_all(user=user, but=here)
    audit.record(
        actor=user.username,
        verb=acts.CHANGE_PASSWORD,
        target=f"user:{user.pk}",
        sentence=f"{user} cambió su contraseña.",
        stream=NATIONAL,
    )


@transaction.atomic
def own_second_step_changed(*, user: User, verb: Verb, words: str) -> None:
    """The owner of an account turned its second step on or off, or made other codes; never is the secret written."""
    audit.record(
        actor=user.username,
        verb=verb,
        target=f"user:{user.pk}",
        sentence=f"{user} {words}.",
        stream=NATIONAL,
    )


@transaction.atomic
def correct_account(*, actor: Any, user: User, full_name: str, email: str, reason: str) -> User:
    """Mend the name or the address of an account; the log keeps what stood there. The user name never changes.

    Nobody mends their own.
    """
    require(actor, MANAGE)
    require_national(actor)
    require_somebody_else(actor, user, _("Sus propios datos los corrige otra persona que administre el sistema."))
    if not full_name.strip():
        raise Refused(_("Escriba los nombres y apellidos."), field="full_name")
    if not reason.strip():
        raise Refused(_("Escriba el motivo, por ejemplo el documento que lo dispone."), field="reason")
    user = User.objects.select_for_update().get(pk=user.pk)
    changes = [
        (words, before, after)
        for words, before, after in (
            ("el nombre", user.full_name, full_name.strip()),
            ("el correo", user.email, email.strip()),
        )
        if before != after
    ]
    if not changes:
        raise Refused(_("Los datos ya eran esos."))
    user.full_name, user.email = full_name.strip(), email.strip()
    user.save(update_fields=["full_name", "email"])
    was = "; ".join(f"{words} era «{before}» y es «{after}»" for words, before, after in changes)
    audit.record(
        actor=actor.username,
        verb=acts.CORRECT_USER,
        target=f"user:{user.pk}",
        sentence=f"Se corrigió la cuenta «{user.username}»: {was}.",
        stream=NATIONAL,
        reason=reason.strip(),
    )
    return user


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
        stream=stream_of(establishment),
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
    former = grant.period
    if on <= grant.period.lower:
        Grant.objects.filter(pk=grant.pk).delete()
    else:
        grant.period = DateRange(grant.period.lower, on)
        grant.save(update_fields=["period"])
    audit.record(
        actor=actor.username,
        verb=acts.END_GRANT,
        target=f"user:{grant.user_id}",
        sentence=f"{grant.user} dejó la función «{grant.role.name}» en "
        f"{grant.establishment.name if grant.establishment else 'todo el país'} el {on:%d/%m/%Y}; "
        f"{_held(former)}.",
        stream=stream_of(grant.establishment),
    )


def _held(period: DateRange) -> str:
    """From when until when a function was held, for the log, before it was taken away."""
    until = f"hasta el {period.upper - timedelta(days=1):%d/%m/%Y}" if period.upper else "sin fecha de término"
    return f"la tenía desde el {period.lower:%d/%m/%Y} {until}"


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
