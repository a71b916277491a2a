"""Accounts of the staff: opened with their function, completed, or suspended, by their user name."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions.accounts import services
from llamkay.apps.institutions.queries import accounts, roles
from llamkay.apps.intake.columns import plain
from llamkay.apps.intake.readers.base import Reader
from llamkay.apps.intake.reading import Row
from llamkay.apps.people.bulk.verdicts import Outcome, Verdict
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.screens.refusals import sentence

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Role, User

HEADQUARTERS = {"sede central", "sede", "todo el pais", "nacional"}
_COLUMNS = {"establishment": "place", "role": "function"}


class AccountReader(Reader):
    """Rows of accounts, tens or hundreds. Each is tried by the services, inside a transaction that is rolled back.

    A row opens an account that is not known, or gives one that is the function that it lacks; with the state
    «suspendida» it closes one that is open. It never changes a name, nor takes a function away.
    """

    def judge(self) -> None:
        known = accounts(scope=self.job.scope, on=clock.today())
        self.known: dict[str, User] = {user.username: user for user in known}
        self.roles: dict[str, Role] = {plain(text): role for role in roles() for text in (role.code, role.name)}
        for row in self.table.rows:
            username = row.values.get("username", "").lower()
            self.lines[row.number].label = " · ".join(filter(None, (username, row.values.get("name", ""))))
            if not row.faults:
                self.take(row, self._try(row, username))

    def _try(self, row: Row, username: str) -> Verdict:
        try:
            with transaction.atomic():
                outcome = self._do(row, username, made=_nothing())
                transaction.set_rollback(True)
        except PermissionDenied as denied:
            return Verdict(Outcome.REFUSED, str(denied), column="username")
        except Refused as refusal:
            first = refusal.reasons[0]
            return Verdict(Outcome.REFUSED, sentence(refusal), column=_COLUMNS.get(first.field, first.field))
        return outcome

    def _do(self, row: Row, username: str, *, made: dict[str, list[int]]) -> Verdict:
        """What a row asks for, done; what was made goes to ``made``."""
        actor, user = self.job.actor, self.known.get(username)
        if row.values.get("state") == "suspended":
            return self._suspend(row, user, made)
        role, place = self._function(row)
        words = []
        if user is None:
            user = services.open_without_password(
                actor=actor, username=username, full_name=row.values.get("name", ""), email=row.values.get("email", "")
            )
            made["accounts"].append(user.pk)
            words.append(_("Se abre la cuenta, sin contraseña."))
        held = {(grant.role_id, grant.establishment_id) for grant in getattr(user, "held", ())}
        if role is not None and (role.pk, place and place.pk) not in held:
            start = row.values.get("start") or clock.today()
            grant = services.grant_role(actor=actor, user=user, role=role, establishment=place, start=start)
            made["grants"].append(grant.pk)
            words.append(_("Recibe la función «{role}».").format(role=role.label))
        if not words:
            return Verdict(Outcome.SAME, _("Ya consta igual."))
        return Verdict(Outcome.CHANGED if username in self.known else Outcome.NEW, " ".join(words))

    def _suspend(self, row: Row, user: "User | None", made: dict[str, list[int]]) -> Verdict:
        if user is None:
            raise Refused(_("No hay una cuenta con ese usuario que usted administre."), field="username")
        if not user.is_active:
            return Verdict(Outcome.SAME, _("Ya estaba suspendida."))
        services.set_active(actor=self.job.actor, user=user, active=False, reason=row.values.get("act", ""))
        made["suspended"].append(user.pk)
        return Verdict(Outcome.CHANGED, _("Se suspende la cuenta."))

    def _function(self, row: Row) -> "tuple[Role | None, Any]":
        text = plain(row.values.get("function", ""))
        if not text:
            return None, None
        role = self.roles.get(text)
        if role is None:
            raise Refused(_("No es una función del sistema: vea «Qué permite cada función»."), field="function")
        if plain(row.values.get("place", "")) in HEADQUARTERS:
            return role, None
        place = self.place(row)
        if place is None:
            raise Refused(_("Escriba el penal, o «sede central»."), field="place")
        return role, place

    def write(self) -> dict[str, Any]:
        made = _nothing()
        for row in self.table.rows:
            if self.lines[row.number].outcome in (Outcome.NEW, Outcome.CHANGED):
                self._do(row, row.values["username"].lower(), made=made)
        return made


def _nothing() -> dict[str, list[int]]:
    return {"accounts": [], "grants": [], "suspended": []}
