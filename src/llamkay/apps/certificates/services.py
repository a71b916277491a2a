"""What may happen to a certificate: proposed, signed by another, suspended, restored, revoked, corrected, handed over.

A withdrawal is two people's: whoever sees a fault suspends at once, and somebody else who signs for the issuer revokes.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from llamkay.apps.certificates import acts
from llamkay.apps.certificates.bases import Basis, basis
from llamkay.apps.certificates.issuers import credential_id, publish_lists, signing_key
from llamkay.apps.certificates.kinds import CORRECTIONS, Kind, Level, State, Why
from llamkay.apps.certificates.models import Credential, Issuer, PublicCredential
from llamkay.apps.certificates.paper import badge, draw
from llamkay.apps.certificates.permissions import PROPOSE, SIGN
from llamkay.apps.certificates.queries import name_seal, signer
from llamkay.apps.certificates.silence import check_silent
from llamkay.apps.people.queries import documents_of
from llamkay.core.credentials import SLOTS, issue
from llamkay.core.credentials.keys import seal_of
from llamkay.core.errors import CHANGED, Refused
from llamkay.platform import clock
from llamkay.platform.papers import new_code
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import decide, require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person

TASKS = 8  # of a certificate of skill, at most
_WORDS = 10  # letters that a reason has at least


@transaction.atomic
def propose(
    *,
    actor: Any,
    person: "Person",
    establishment: "Establishment",
    key: str,
    title: str = "",
    tasks: Sequence[str] = (),
    level: str = "",
    replaces: Credential | None = None,
    correction: str = "",
) -> Credential:
    """Propose what a person completed or did to whoever signs for its issuer; ``key`` names a basis.

    A skill needs its title, what the person can do (a line each) and the level; of a study everything stands in the
    act. Hours and days are never typed. ``replaces`` is the certificate that this one corrects, and why.
    """
    require(actor, PROPOSE, establishment_id=establishment.pk)
    rests_on = basis(person, establishment=establishment, key=key)
    if rests_on is None:
        raise Refused(_("Eso ya no consta: un acta se anuló o las planillas cambiaron. Vuelva a la lista."), "key")
    if rests_on.issuer is None:
        raise Refused(
            _("{name} todavía no está registrada como entidad emisora: pídalo a la administración del sistema.").format(
                name=rests_on.issuer_name
            ),
            "key",
        )
    if replaces is None:
        _not_twice(person, rests_on)
    else:
        _may_replace(replaces, person, rests_on, correction)
    title, lines = _wording(rests_on, title, tasks, level)
    made = Credential.objects.create(
        person=person,
        establishment=establishment,
        issuer=rests_on.issuer,
        kind=rests_on.kind,
        title=title,
        description=rests_on.description or title,
        lines=lines,
        level=level if rests_on.kind == Kind.SKILL else "",
        hours=rests_on.hours,
        starts_on=rests_on.starts_on,
        ends_on=rests_on.ends_on,
        basis=rests_on.facts,
        proposed_by=actor.username,
        proposed_at=clock.now(),
        replaces=replaces,
        correction=correction,
    )
    _record(actor, acts.PROPOSE, made, f"{actor} propuso un certificado de {person.code}: «{title}».")
    return made


def _wording(rests_on: Basis, title: str, tasks: Sequence[str], level: str) -> tuple[str, list[Any]]:
    """Title and lines of a certificate; raises ``Refused`` for what lacks or tells of prison."""
    if rests_on.kind == Kind.STUDY:
        check_silent([rests_on.title, rests_on.description, *(line[0] for line in rests_on.lines)], field="key")
        return rests_on.title, [list(line) for line in rests_on.lines]
    title, lines = " ".join(title.split()), [" ".join(task.split()) for task in tasks if task.strip()]
    if len(title) < 4:
        raise Refused(
            _("Escriba la habilidad como la diría quien contrata: «Confección de prendas de punto»."), "title"
        )
    if len(title) > 120:
        raise Refused(_("La habilidad se dice en 120 letras."), "title")
    if not lines or len(lines) > TASKS or max(map(len, lines)) > 120:
        raise Refused(
            _("Escriba lo que sabe hacer, de una a {most} tareas, cada una en su línea y en 120 letras.").format(
                most=TASKS
            ),
            "tasks",
        )
    if level not in Level.values:
        raise Refused(_("Elija el nivel de la habilidad."), "level")
    check_silent([title], field="title")
    check_silent(lines, field="tasks")
    return title, [[line, "", 0] for line in lines]


def _not_twice(person: "Person", rests_on: Basis) -> None:
    """Raise ``Refused`` where the same thing is proposed or certified already and nothing was added."""
    standing = Credential.objects.select_for_update().filter(
        person=person,
        issuer=rests_on.issuer,
        basis__key=rests_on.key,
        state__in=[State.PROPOSED, State.ISSUED, State.SUSPENDED],
    )
    for row in standing:
        if row.state == State.PROPOSED:
            raise Refused(_("Ya está propuesto y espera la firma."), "key", CHANGED)
        if row.kind == Kind.STUDY or row.hours == rests_on.hours:
            raise Refused(
                _("Ya tiene el certificado {number} de lo mismo: si tiene un error, corríjalo.").format(number=row),
                "key",
            )


def _may_replace(old: Credential, person: "Person", rests_on: Basis, correction: str) -> None:
    row = Credential.objects.select_for_update(of=("self",)).get(pk=old.pk)
    if row.state not in (State.ISSUED, State.SUSPENDED):
        raise Refused(_("Solo se corrige un certificado vigente o suspendido."), code=CHANGED)
    if row.person_id != person.pk or row.basis["key"] != rests_on.key:
        raise Refused(_("El certificado que se corrige es de otra persona o de otra cosa."), "key")
    if correction not in CORRECTIONS:
        raise Refused(_("Elija qué se corrige."), "correction")
    if Credential.objects.filter(replaces=row).exclude(state=State.DECLINED).exists():
        raise Refused(_("Ya está propuesta su corrección."), code=CHANGED)
    Credential.objects.filter(replaces=row, state=State.DECLINED).update(replaces=None)


@transaction.atomic
def sign(*, actor: Any, credential: Credential) -> Credential:
    """Sign a proposal for its issuer: its number, its slot, token, paper and lists, and what it replaces is revoked.

    Whoever signs has the function in that prison, signs for that issuer, and is not who proposed it. What it rests on
    is asked again: if it changed, the proposal is made anew.
    """
    row = _locked(credential)
    require(actor, SIGN, establishment_id=row.establishment_id)
    post = signer(row.issuer, actor.username)
    if post is None:
        raise PermissionDenied(_("Su cuenta no firma por {issuer}.").format(issuer=row.issuer))
    if row.state != State.PROPOSED:
        raise Refused(_("Ese certificado ya no espera firma."), code=CHANGED)
    if row.proposed_by == actor.username:
        raise Refused(_("Lo firma otra persona que quien lo propuso."))
    now_known = basis(row.person, establishment=row.establishment, key=row.basis["key"])
    if now_known is None or now_known.facts != row.basis:
        raise Refused(
            _("Lo que certifica cambió desde que se propuso: no lo firme y propóngalo otra vez."), code=CHANGED
        )
    issuer = Issuer.objects.select_for_update().get(pk=row.issuer_id)
    key, private = signing_key(issuer)
    at, code = clock.now().replace(microsecond=0), new_code()
    row.holder = f"{row.person.given_names} {row.person.first_surname} {row.person.second_surname}".strip()
    row.holder_number = next((str(each) for each in documents_of([row.person_id]).order_by("kind", "id")), "")
    row.issued_by, row.signer, row.post = actor.username, actor.full_name, post.post
    number = _next_number(issuer, at.year)
    slot = _free_slot(issuer)
    row.token = issue(
        badge(row, id=credential_id(issuer, code), number=f"{number:04}-{at.year}", slot=slot, at=at),
        key=private,
        kid=key.kid,
    )
    row.pdf = draw(row, private=private, number=f"{number:04}-{at.year}", code=code, at=at)
    row.public = PublicCredential.objects.create(
        code=code,
        issuer=issuer,
        key=key,
        number=number,
        year=at.year,
        slot=slot,
        kind=row.kind,
        title=row.title,
        hours=row.hours,
        issued_at=at,
        state_at=at,
        name_seal=name_seal(code, row.holder),
        token_seal=seal_of(row.token),
        pdf_seal=hashlib.sha256(row.pdf).hexdigest(),
    )
    row.state, row.state_by = State.ISSUED, actor.username
    row.save()
    if row.replaces_id:
        _supersede(row, row.replaces_id)
    publish_lists(issuer)
    _record(
        actor,
        acts.ISSUE,
        row,
        f"{actor} firmó por {issuer} el certificado {row} de {row.person.code}: «{row.title}».",
        details={"sha256": row.public.pdf_seal, "replaces": row.replaces_id},
    )
    return row


def _supersede(row: Credential, replaced: int) -> None:
    old = Credential.objects.select_for_update(of=("self",)).select_related("public").get(pk=replaced)
    if old.state not in (State.ISSUED, State.SUSPENDED) or old.public is None:
        raise Refused(_("El certificado que se corrige se anuló mientras tanto."), code=CHANGED)
    _publish_state(old, State.SUPERSEDED, why=row.correction, replaced_by=row.public)
    old.state, old.state_by, old.reason = State.SUPERSEDED, row.issued_by, str(Why(row.correction).label)
    old.save(update_fields=["state", "state_by", "reason"])


def decline(*, actor: Any, credential: Credential, reason: str) -> Credential:
    """A proposal is not signed, and why: whoever proposed it reads it. Its proposer takes it back in the same way."""
    with transaction.atomic():
        row = _locked(credential)
        if row.proposed_by != actor.username:
            _for_the_issuer(actor, row)
        else:
            require(actor, PROPOSE, establishment_id=row.establishment_id)
        if row.state != State.PROPOSED:
            raise Refused(_("Ese certificado ya no espera firma."), code=CHANGED)
        row.state, row.reason, row.state_by = State.DECLINED, _reason(reason), actor.username
        row.save()
        _record(actor, acts.DECLINE, row, f"{actor} no firmó «{row.title}» de {row.person.code}.", reason=row.reason)
    return row


def suspend(*, actor: Any, credential: Credential, reason: str) -> Credential:
    """Suspend a certificate at once while something is looked into: whoever proposes or signs may."""
    return _change(
        actor,
        credential,
        before=(State.ISSUED,),
        after=State.SUSPENDED,
        reason=reason,
        verb=acts.SUSPEND,
        words="suspendió",
        why=Why.CHECKING,
    )


def restore(*, actor: Any, credential: Credential, reason: str) -> Credential:
    """A suspended certificate stands again: somebody else than who suspended it, who signs for the issuer, says so."""
    return _change(
        actor,
        credential,
        before=(State.SUSPENDED,),
        after=State.ISSUED,
        reason=reason,
        verb=acts.RESTORE,
        words="levantó la suspensión de",
        why="",
    )


def revoke(*, actor: Any, credential: Credential, why: str, reason: str) -> Credential:
    """A suspended certificate is revoked for ever, by somebody else than who suspended it, who signs for the issuer."""
    if why not in (Why.DATA, Why.BASIS, Why.PERSON):
        raise Refused(_("Elija por qué se anula: lo leerá quien lo verifique."), "why")
    return _change(
        actor,
        credential,
        before=(State.SUSPENDED,),
        after=State.REVOKED,
        reason=reason,
        verb=acts.REVOKE,
        words="anuló",
        why=why,
    )


@transaction.atomic
def _change(
    actor: Any,
    credential: Credential,
    *,
    before: Sequence[str],
    after: str,
    reason: str,
    verb: Verb,
    words: str,
    why: str,
) -> Credential:
    row = _locked(credential)
    if after == State.SUSPENDED and decide(actor, PROPOSE, establishment_id=row.establishment_id):
        pass  # whoever proposes sees a fault first
    else:
        _for_the_issuer(actor, row)
    if row.state not in before:
        raise Refused(
            _("El certificado está «{state}»: vuelva a abrir la página.").format(state=row.get_state_display()),
            code=CHANGED,
        )
    if row.state == State.SUSPENDED and row.state_by == actor.username:
        raise Refused(_("Lo decide otra persona que quien lo suspendió."))
    row.state, row.reason, row.state_by = after, _reason(reason), actor.username
    row.save(update_fields=["state", "reason", "state_by"])
    _publish_state(row, after, why=why)
    publish_lists(Issuer.objects.select_for_update().get(pk=row.issuer_id))
    _record(actor, verb, row, f"{actor} {words} el certificado {row} de {row.person.code}.", reason=row.reason)
    return row


@transaction.atomic
def hand_over(*, actor: Any, credential: Credential, on: date, to: str) -> Credential:
    """The certificate was handed over on paper, and who signed the receipt: herself, or whom she let take it."""
    row = _locked(credential)
    require(actor, PROPOSE, establishment_id=row.establishment_id)
    if row.state != State.ISSUED or row.public is None:
        raise Refused(_("Solo se entrega un certificado vigente."), code=CHANGED)
    if row.handed_on:
        raise Refused(_("Ya está registrada su entrega."), code=CHANGED)
    if not row.public.issued_at.astimezone(clock.LIMA).date() <= on <= clock.today():
        raise Refused(_("Se entrega desde que se firmó y hasta hoy."), "on")
    if len(to.strip()) < 3:
        raise Refused(_("Escriba quién firmó el cargo de entrega."), "to")
    row.handed_on, row.handed_to, row.handed_by = on, to.strip()[:120], actor.username
    row.save(update_fields=["handed_on", "handed_to", "handed_by"])
    _record(actor, acts.HAND_OVER, row, f"{actor} entregó el certificado {row} de {row.person.code}.")
    return row


def _locked(credential: Credential) -> Credential:
    rows = Credential.objects.select_for_update(of=("self",)).select_related(
        "person", "issuer", "establishment", "public"
    )
    return rows.get(pk=credential.pk)


def _for_the_issuer(actor: Any, row: Credential) -> None:
    require(actor, SIGN, establishment_id=row.establishment_id)
    if signer(row.issuer, actor.username) is None:
        raise PermissionDenied(_("Su cuenta no firma por {issuer}.").format(issuer=row.issuer))


def _reason(text: str) -> str:
    if len(text.strip()) < _WORDS:
        raise Refused(_("Escriba por qué, con una frase entera."), "reason")
    return " ".join(text.split())[:300]


def _publish_state(row: Credential, state: str, *, why: str, replaced_by: PublicCredential | None = None) -> None:
    assert row.public is not None
    PublicCredential.objects.filter(pk=row.public.pk).update(
        state=state, state_at=clock.now(), why=why, replaced_by=replaced_by
    )


def _next_number(issuer: Issuer, year: int) -> int:
    """The next of the issuer and year; its row is locked."""
    last = PublicCredential.objects.filter(issuer=issuer, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _free_slot(issuer: Issuer) -> int:
    """A slot of the lists drawn by lot, so that its place tells nothing of its day. Raises ``Refused`` when few are
    left."""
    taken = set(PublicCredential.objects.filter(issuer=issuer).values_list("slot", flat=True))
    if len(taken) * 10 > SLOTS * 9:
        raise Refused(_("Las listas de {issuer} están por llenarse: avise a quien administra.").format(issuer=issuer))
    while (slot := secrets.randbelow(SLOTS)) in taken:
        pass
    return slot


def _record(
    actor: Any, verb: Verb, row: Credential, sentence: str, *, reason: str = "", details: dict[str, Any] | None = None
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{row.person_id}",
        sentence=sentence,
        stream=row.establishment.code,
        reason=reason,
        details={"credential": row.pk, **(details or {})},
    )
