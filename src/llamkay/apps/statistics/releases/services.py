"""Prepare, sign, refuse and withdraw what the public is told of children and pregnancies at the end of a quarter."""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from llamkay.apps.statistics import acts
from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.permissions import PREPARE, SIGN
from llamkay.apps.statistics.releases.queries import read_by_the_public, reserved_before
from llamkay.apps.statistics.releases.tables import Disclosure, Quarter, given_away, labels, offered, quarter, tell
from llamkay.core.disclosure import FEW, WIDTH
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require


def require_national(actor: Any, code: str) -> None:
    """Raise ``PermissionDenied`` unless the actor may do it for the country: true values are of every prison."""
    require(actor, code)
    if not actor.actions[code].everything:
        raise PermissionDenied(_("Lo que se publica de niñas y niños lo preparan y firman en la sede central."))


class ReleaseRefused(Refused):
    """A release is not prepared, signed or withdrawn; the message says why in one sentence."""


def prepare(*, actor: Any, month: Month, beyond: Collection[str] = (), reason: str = "") -> Release:
    """Write down what would be told of a quarter that has ended, for somebody else to sign.

    ``beyond`` are cells that the rule reserves and that are told for a ``reason``. Raises ``ReleaseRefused`` when the
    quarter has not ended, one is waiting already, or a reserved cell could be worked out.
    """
    require_national(actor, PREPARE)
    if beyond and not reason.strip():
        raise ReleaseRefused(_("Diga por qué se publica más de lo que permite la regla."))
    with transaction.atomic(), translation.override("es"):
        _lock(month)
        if month.end > clock.today():
            raise ReleaseRefused(_("El trimestre que termina en {month} todavía no termina.").format(month=month))
        if Release.objects.filter(month=month.first, state=Release.State.PREPARED).exists():
            raise ReleaseRefused(_("Ya hay una publicación de {month} que espera firma.").format(month=month))
        made = quarter(month)
        disclosed = checked(made, beyond=beyond)
        document = _document(made, disclosed, beyond)
        last = Release.objects.filter(month=month.first).aggregate(Max("number"))["number__max"] or 0
        release = Release.objects.create(
            month=month.first,
            number=last + 1,
            document=document,
            evidence=made.evidence,
            hash=_hash(document),
            reason=reason.strip(),
            prepared_by=actor.username,
            prepared_at=clock.now(),
        )
        more = f" Publica {len(beyond)} valores que la regla reserva: {release.reason}" if beyond else ""
        _record(actor, acts.PREPARE_RELEASE, release, f"{actor} preparó la publicación {release}.{more}")
    return release


def checked(made: Quarter, *, beyond: Collection[str] = ()) -> Disclosure:
    """What may be told; raises ``ReleaseRefused`` naming what could be worked out, and for cells that may not be told
    whatever the reason."""
    names = labels(made)
    if wrong := set(beyond) - set(offered(made)):
        raise ReleaseRefused(
            _("No se publica, ni con motivo: {cells}.").format(cells=", ".join(names.get(key, key) for key in wrong))
        )
    before = list(read_by_the_public(made.month))
    try:
        disclosed = tell(made, beyond=beyond, before=before, pattern=reserved_before(made.month))
        found = disclosed.findings
    except Refused:
        found = tuple(given_away(made, beyond))
    if found:
        cells = "; ".join(names[finding.key] for finding in found)
        text = _("Con eso se podría deducir lo reservado: {cells}.").format(cells=cells)
        more = _("Lo que ya se publicó de este trimestre cuenta.")
        raise ReleaseRefused(f"{text} {more}" if before else text)
    return disclosed


def sign(*, actor: Any, release: Release) -> Release:
    """Publish a prepared release: it takes the place of the one that stood. By somebody who did not prepare it.

    Raises ``ReleaseRefused`` when the records have changed since it was prepared.
    """
    require_national(actor, SIGN)
    with transaction.atomic():
        _lock(Month.of(release.month))
        release = _again(release, Release.State.PREPARED, _("espera firma"))
        if release.prepared_by == actor.username:
            raise ReleaseRefused(_("Usted la preparó: la firma otra persona."))
        with translation.override("es"):
            made = quarter(Month.of(release.month))
            if made.evidence != release.evidence:
                raise ReleaseRefused(
                    _("Los registros cambiaron desde que se preparó: no la firme y pida que se prepare de nuevo.")
                )
            disclosed = checked(made, beyond=release.document["beyond"])
            if _document(made, disclosed, release.document["beyond"]) != release.document:
                raise ReleaseRefused(_("Las tablas ya no son las que se prepararon: pida que se preparen de nuevo."))
        Release.objects.filter(month=release.month, state=Release.State.SIGNED).update(state=Release.State.REPLACED)
        release.state, release.signed_by, release.signed_at = Release.State.SIGNED, actor.username, clock.now()
        release.save(update_fields=["state", "signed_by", "signed_at"])
        _record(actor, acts.SIGN_RELEASE, release, f"{actor} firmó y publicó la publicación {release}.")
    return release


def refuse(*, actor: Any, release: Release, why: str) -> Release:
    """Leave a prepared release unsigned, with the reason; by whoever signs or by who prepared it."""
    require_national(actor, PREPARE if actor.username == release.prepared_by else SIGN)
    return _end(actor, release, Release.State.PREPARED, Release.State.REFUSED, why)


def withdraw(*, actor: Any, release: Release, why: str) -> Release:
    """Take a signed release off the public pages, with the reason; what was read cannot be unread."""
    require_national(actor, SIGN)
    return _end(actor, release, Release.State.SIGNED, Release.State.WITHDRAWN, why)


def _end(actor: Any, release: Release, state: str, becomes: str, why: str) -> Release:
    if not why.strip():
        raise ReleaseRefused(_("Diga por qué."))
    with transaction.atomic():
        _lock(Month.of(release.month))
        release = _again(release, state, Release.State(state).label.lower())
        release.state, release.ended_by = becomes, actor.username
        release.ended_at, release.ended_why = clock.now(), why.strip()
        release.save(update_fields=["state", "ended_by", "ended_at", "ended_why"])
        verb, act = (
            (acts.REFUSE_RELEASE, "no firmó") if state == Release.State.PREPARED else (acts.WITHDRAW_RELEASE, "retiró")
        )
        _record(actor, verb, release, f"{actor} {act} la publicación {release}: {release.ended_why}")
    return release


def _document(made: Quarter, disclosed: Disclosure, beyond: Collection[str]) -> dict[str, Any]:
    names = labels(made)
    apart = [key for key in sorted(beyond) if key not in made.keys]
    rows = [{"label": names[key], "keys": [key]} for key in apart]
    more = {"code": "more", "title": "Además", "columns": ["Niñas y niños"], "places": False, "rows": rows}
    return {
        "as_of": made.as_of.isoformat(),
        "tables": [*made.tables, *([more] if apart else [])],
        "cells": disclosed.cells,
        "beyond": {key: names[key] for key in sorted(beyond)},
        "sources": made.sources,
        "women": made.women,
        "rule": {"few": FEW, "width": WIDTH, "reserved": len(disclosed.bounds)},
    }


def _hash(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _again(release: Release, state: str, words: str) -> Release:
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state != state:
        raise ReleaseRefused(
            _("La publicación {release} está «{state}»: solo se puede cuando {words}.").format(
                release=release, state=release.get_state_display().lower(), words=words
            )
        )
    return release


def _lock(month: Month) -> None:
    """Releases of one quarter are written one after another."""
    lock(Space.RELEASES, month)


def _record(actor: Any, verb: Verb, release: Release, sentence: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"release:{release.pk}",
        sentence=sentence,
        stream="national",
        details={"hash": release.hash},
    )
