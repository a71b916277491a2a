"""A file is tried, its doubts are settled, it is written whole in one transaction, and taken back whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from llamkay.apps.activities.permissions import MANAGE as MANAGE_ACTIVITIES
from llamkay.apps.activities.places import batch_services
from llamkay.apps.activities.services import take_back_activities
from llamkay.apps.institutions.accounts.services import take_back_accounts
from llamkay.apps.institutions.permissions import MANAGE as MANAGE_ACCOUNTS
from llamkay.apps.intake import acts, totals
from llamkay.apps.intake.kinds import Kind, State
from llamkay.apps.intake.models import Load
from llamkay.apps.intake.permissions import LOAD
from llamkay.apps.intake.readers.accounts import AccountReader
from llamkay.apps.intake.readers.activities import ActivityReader
from llamkay.apps.intake.readers.base import Job, Reader
from llamkay.apps.intake.readers.movements import MovementReader
from llamkay.apps.intake.readers.people import PeopleReader
from llamkay.apps.intake.readers.places import PlaceReader
from llamkay.apps.intake.readers.stages import StageReader
from llamkay.apps.intake.reading import read_file
from llamkay.apps.people.bulk import undo as people_undo
from llamkay.apps.people.hooks import ENDED_BY_LEAVING
from llamkay.apps.people.permissions import MANAGE as MANAGE_PEOPLE
from llamkay.apps.people.queries import custody
from llamkay.core.errors import CHANGED, Refused
from llamkay.platform import clock
from llamkay.platform.record import audit, sealed
from llamkay.platform.record.acts import Verb
from llamkay.platform.screens.languages import other_languages, reader_language
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope, elevated

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

READERS: Mapping[str, type[Reader]] = {
    Kind.PEOPLE: PeopleReader,
    Kind.STAGES: StageReader,
    Kind.MOVEMENTS: MovementReader,
    Kind.ACTIVITIES: ActivityReader,
    Kind.PLACES: PlaceReader,
    Kind.ACCOUNTS: AccountReader,
}
# What whoever loads each kind must be allowed to do by hand.
NEEDS = {
    Kind.PEOPLE: MANAGE_PEOPLE,
    Kind.STAGES: MANAGE_PEOPLE,
    Kind.MOVEMENTS: MANAGE_PEOPLE,
    Kind.ACTIVITIES: MANAGE_ACTIVITIES,
    Kind.PLACES: MANAGE_ACTIVITIES,
    Kind.ACCOUNTS: MANAGE_ACCOUNTS,
}
_NAMED = 20  # things named in one refusal


@transaction.atomic
def try_load(
    *,
    actor: Any,
    scope: Scope,
    kind: str,
    name: str,
    content: bytes,
    establishment: "Establishment | None" = None,
    controls: Mapping[str, int] | None = None,
) -> Load:
    """Read a file against what stands and keep what would become of each row; nothing of it is written.

    ``controls`` are the totals that the source gives. The same file tried again is the same load; one that was written
    already is refused. Raises ``Refused`` with one sentence when it cannot be read at all.
    """
    if kind not in READERS:
        raise Refused(_("Elija de qué es el archivo."), field="kind")
    _may(actor, kind, establishment)
    digest = hashlib.sha256(content).hexdigest()
    same = Load.objects.filter(sha256=digest, kind=kind, establishment=establishment)
    written = same.filter(state=State.WRITTEN).first()
    if written is not None:
        raise Refused(
            _(
                "Ese mismo archivo ya se cargó el {at:%d/%m/%Y} ({who}): es la carga {n}. Para repetirla, deshágala."
            ).format(at=localtime(written.written_at, clock.LIMA), who=written.written_by, n=written.pk),
            field="file",
        )
    load = same.filter(state=State.TRIED).select_for_update(of=("self",)).first() or Load(
        kind=kind, establishment=establishment, sha256=digest
    )
    load.file_name, load.content = name[:200], content
    load.tried_by, load.tried_at = actor.username, clock.now()
    load.controls = {code: n for code, n in (controls or {}).items() if n is not None}
    _judge(load, actor=actor, scope=scope)
    load.save()
    _record(
        actor, acts.TRY, load, f"Probó el archivo {load.file_name}, de {audit.spanish(load.get_kind_display).lower()}"
    )
    return load


def _kind(load: Load) -> str:
    """What the rows of a file are, as the log says it."""
    return audit.spanish(load.get_kind_display).lower()


def _judge(load: Load, *, actor: Any, scope: Scope, writing: bool = False) -> Reader:
    """Read the file of a load and judge its rows by what stands now; the report is the load's."""
    table = read_file(kind=load.kind, name=load.file_name, content=bytes(load.content))
    settled = {int(row): answer for row, answer in load.settled.items()}
    job = Job(actor, scope, load.establishment, settled, writing)
    # Where somebody was before, in whatever prison, is part of what is asked; what is shown is the reader's scope.
    others = {code: _words_in(code, load, replace(job, writing=False)) for code in other_languages()}
    with elevated():
        reader = READERS[load.kind](table, job)
    load.controls = {**table.controls, **load.controls}
    load.report = _report(reader, others)
    return reader


def _words_in(code: str, load: Load, job: Job) -> list[dict[str, Any]]:
    """What the report says of each row in another language: the same rows judged once more."""
    with override(code), elevated():
        table = read_file(kind=load.kind, name=load.file_name, content=bytes(load.content))
        lines = READERS[load.kind](table, job).lines.values()
    return [{name: line.as_dict()[name] for name in ("sentence", "faults")} for line in lines]


def _report(reader: Reader, others: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What becomes of each row, in the words of whoever loads it; beside it, what is said in other languages."""
    return {
        "lines": [line.as_dict() for line in reader.lines.values()],
        "unread": reader.table.unread,
        "language": reader_language(),
        "others": dict(others),
    }


def counts(load: Load) -> dict[str, int]:
    """How many rows of a load have each outcome."""
    found: dict[str, int] = {}
    for line in load.report.get("lines", ()):
        found[line["outcome"]] = found.get(line["outcome"], 0) + 1
    return found


def totals_of(load: Load) -> list[totals.Total]:
    """What the file of a load adds up to, beside its source."""
    return totals.of(load.kind, load.report.get("lines", []), load.controls)


@transaction.atomic
def try_again(*, actor: Any, scope: Scope, load: Load) -> Load:
    """Judge the rows of a load anew, by what stands now."""
    locked = _locked(load, State.TRIED)
    _may(actor, locked.kind, locked.establishment)
    _judge(locked, actor=actor, scope=scope)
    locked.save()
    return locked


@transaction.atomic
def settle(*, actor: Any, scope: Scope, load: Load, row: int, person: int) -> Load:
    """Say who a row is of: one of those it may be, or with 0 somebody new; every row is then judged anew."""
    locked = _locked(load, State.TRIED)
    _may(actor, locked.kind, locked.establishment)
    line = next((line for line in locked.report["lines"] if line["row"] == row), None)
    if line is None or (not line["matches"] and str(row) not in locked.settled):
        raise Refused(_("Esa fila no tiene nada por resolver: recargue la página."))
    if person and line["matches"] and person not in line["matches"]:
        raise Refused(_("Elija a una de las personas que se muestran, o diga que es otra."), field="person")
    locked.settled = locked.settled | {str(row): person}
    _judge(locked, actor=actor, scope=scope)
    locked.save()
    words = f"es la persona {person}" if person else "es otra persona, nueva"
    target = f"person:{person}" if person else f"load:{locked.pk}"
    _record(actor, acts.SETTLE, locked, f"Fila {row} del archivo {locked.file_name}: {words}", target=target)
    return locked


@transaction.atomic
def write(*, actor: Any, scope: Scope, load: Load, accept_good: bool = False, differences_seen: bool = False) -> Load:
    """Write a load as it was seen: every row, or with ``accept_good`` those without fault or doubt.

    Refused with ``CHANGED`` where something else would become of a row by now. A total that differs from the source's
    is written once ``differences_seen``.
    """
    locked = _locked(load, State.TRIED)
    _may(actor, locked.kind, locked.establishment)
    seen = _digest(locked)
    reader = _judge(locked, actor=actor, scope=scope, writing=True)
    if _digest(locked) != seen:
        raise Refused(
            _("Desde que se probó el archivo cambió lo que pasaría con alguna fila: mírelo otra vez."), code=CHANGED
        )
    found = counts(locked)
    open_ = found.get("refused", 0) + found.get("doubt", 0)
    if open_ and not accept_good:
        raise Refused(
            ngettext(
                "Queda {n} fila con faltas o por resolver: corríjala, o marque que se escriban las demás.",
                "Quedan {n} filas con faltas o por resolver: corríjalas, o marque que se escriban las demás.",
                open_,
            ).format(n=open_),
            field="accept_good",
        )
    if not found.get("new") and not found.get("changed"):
        raise Refused(_("No hay ninguna fila que crear ni cambiar."))
    if any(total.differs for total in totals_of(locked)) and not differences_seen:
        raise Refused(
            _("Los totales no coinciden con los de la fuente: revíselos, o marque que vio la diferencia."),
            field="differences_seen",
        )
    with elevated():
        locked.made = reader.write()
    locked.report, locked.content = _report(reader, locked.report["others"]), b""
    locked.state, locked.written_by, locked.written_at = State.WRITTEN, actor.username, clock.now()
    n = found.get("new", 0) + found.get("changed", 0)
    _record(
        actor,
        acts.WRITE,
        locked,
        f"Escribió {n} filas del archivo {locked.file_name}, de {_kind(locked)}",
        details={"sha256": locked.sha256, "counts": found},
    )
    with elevated():
        locked.last_act = audit.last_number()
    locked.save()
    return locked


def _digest(load: Load) -> str:
    """What would become of each row, as one text."""
    outcomes = [[line["row"], line["outcome"], line["person"], line["matches"]] for line in load.report["lines"]]
    return sealed.digest(outcomes)


@transaction.atomic
def undo(*, actor: Any, load: Load, reason: str) -> Load:
    """Take a load back whole. Refused, naming each thing, where something rests on it."""
    locked = _locked(load, State.WRITTEN)
    _may(actor, locked.kind, locked.establishment)
    if len(reason.strip()) < 5:
        raise Refused(_("Escriba por qué se deshace."), field="reason")
    with elevated():
        _take_back(actor, locked)
    _ended(actor, locked, State.UNDONE, reason)
    _record(actor, acts.UNDO, locked, f"Deshizo la carga del archivo {locked.file_name}", reason=locked.ended_why)
    return locked


def _take_back(actor: Any, load: Load) -> None:
    made = load.made
    if load.kind == Kind.ACTIVITIES:
        values = {int(pk): ActivityReader.former(before) for pk, before in made["activity_values"].items()}
        take_back_activities(actor=actor, made=made["activities"], former=values)
    elif load.kind == Kind.ACCOUNTS:
        take_back_accounts(actor=actor, made=load.made, reason=_("Se deshizo la carga {n}.").format(n=load.pk))
    elif load.kind == Kind.PLACES:
        batch_services.take_back(
            actor=actor, placed=made["places"], ended=made["places_ended"], before=made["place_ends"]
        )
    else:
        rests = list(_rests(load))
        if rests:
            more = [_("Y {n} cosas más.").format(n=len(rests) - _NAMED)] if len(rests) > _NAMED else []
            raise Refused.many(Refused(text) for text in [*rests[:_NAMED], *more])
        people_undo.take_back(made)


def _rests(load: Load) -> list[str]:
    """What rests on people, stages or movements that were written: every act about them since that still holds, and
    what ended with a departure."""
    people = people_undo.people_of(load.made)
    since = audit.standing(audit.acts_after(load.last_act or 0, targets=[f"person:{pk}" for pk in people]))
    found = [f"{line.at:%d/%m/%Y}: {line.sentence}" for line in since]
    closed = custody().filter(pk__in=load.made.get("custody_closed", ()))
    left = {row.person_id: row.period.upper for row in closed if row.period.upper}
    if left:
        found += [text for answer in ENDED_BY_LEAVING(left) for text in answer]
    return found


@transaction.atomic
def discard(*, actor: Any, load: Load) -> Load:
    """Put a tried file away without writing it; what it held is not kept."""
    locked = _locked(load, State.TRIED)
    _may(actor, locked.kind, locked.establishment)
    locked.content, locked.report, locked.settled = b"", {}, {}
    _ended(actor, locked, State.DISCARDED, "")
    _record(actor, acts.DISCARD, locked, f"Descartó el archivo {locked.file_name}")
    return locked


def _ended(actor: Any, load: Load, state: str, why: str) -> None:
    load.state, load.ended_by, load.ended_at, load.ended_why = state, actor.username, clock.now(), why.strip()[:200]
    load.save()


def _may(actor: Any, kind: str, establishment: "Establishment | None") -> None:
    place = establishment.pk if establishment else None
    require(actor, LOAD, establishment_id=place)
    require(actor, NEEDS[Kind(kind)], establishment_id=place)


def _locked(load: Load, state: str) -> Load:
    found = Load.objects.select_for_update(of=("self",)).select_related("establishment").filter(pk=load.pk).first()
    if found is None or found.state != state:
        raise Refused(_("Esa carga ya no está así: recargue la página."), code=CHANGED)
    return found


def _record(
    actor: Any,
    verb: Verb,
    load: Load,
    sentence: str,
    *,
    target: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=target or f"load:{load.pk}",
        sentence=sentence,
        stream=load.establishment.code if load.establishment else "national",
        reason=reason,
        details={"load": load.pk, **(details or {})},
    )
