"""Writes of the commitments: made once, then told and found entry by entry; nothing is taken away."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.coordination import acts
from llamkay.apps.coordination.commitments.queries import posts_answered, standing
from llamkay.apps.coordination.figures import Shelf, address, check_measure, names
from llamkay.apps.coordination.files import taken
from llamkay.apps.coordination.models import Agreement, Commitment, CommitmentEntry, Evidence, PostDesk, Visit
from llamkay.apps.coordination.models.commitments import Scale
from llamkay.apps.coordination.permissions import ANSWER, MANAGE, REVIEW
from llamkay.apps.institutions.queries import holders_on
from llamkay.apps.press.queries import published_note
from llamkay.core.coordination import COMPLETE
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import decide, require
from llamkay.platform.security.scope import elevated

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment, Post, User

WORDS = 10  # letters that tell something
FILES = 5  # of one entry


@transaction.atomic
def commit(
    *,
    actor: Any,
    what: str,
    post: "Post",
    due_on: date,
    indicator: str,
    evidence: str,
    made_on: date | None = None,
    metric: str = "",
    key: str = "",
    establishment: "Establishment | None" = None,
    target: int | None = None,
    agreement: Agreement | None = None,
    visit: Visit | None = None,
    meeting: str = "",
    public: bool = True,
) -> Commitment:
    """A post promises something until a day: what is seen when it is done, and with what it is shown."""
    require(actor, MANAGE)
    check_measure(metric=metric, key=key, target=target, establishment=establishment)
    return _make(
        actor=actor,
        what=what,
        post=post,
        due_on=due_on,
        indicator=indicator,
        evidence=evidence,
        made_on=made_on or clock.today(),
        metric=metric,
        key=key,
        establishment=establishment,
        target=target,
        agreement=agreement,
        visit=visit,
        meeting=" ".join(meeting.split()),
        public=public,
    )


def commit_obligations(*, actor: Any, agreement: Agreement, on: date) -> list[Commitment]:
    """What each party owes under an agreement that was signed that day, as commitments of who coordinates for it."""
    require(actor, MANAGE)
    rows = agreement.obligations.select_related("party__post", "party__coordinator", "establishment")
    return [
        _make(
            actor=actor,
            what=row.text,
            post=row.party.coordinator or row.party.post,
            due_on=row.due_on,
            indicator=_("lo que el convenio dice"),
            evidence=row.evidence,
            made_on=min(on, row.due_on),
            metric=row.metric,
            key=row.key,
            establishment=row.establishment,
            target=row.target,
            agreement=agreement,
            obligation=row,
        )
        for row in rows.order_by("due_on", "id")
    ]


def _make(*, actor: Any, what: str, indicator: str, evidence: str, made_on: date, **values: Any) -> Commitment:
    what, indicator, evidence = (" ".join(text.split()) for text in (what, indicator, evidence))
    if len(what) < WORDS or not indicator or not evidence:
        raise Refused(_("Escriba qué se compromete, qué se verá cuando esté hecho y con qué se comprobará."))
    if values["due_on"] < made_on:
        raise Refused(_("El plazo va después del día en que se comprometió."), "due_on")
    if made_on > clock.today():
        raise Refused(_("Ese día todavía no llega."), "made_on")
    if values.get("agreement") is None and values.get("visit") is None and not values.get("meeting"):
        raise Refused(_("Diga dónde nació: un convenio, una visita o una reunión."), "meeting")
    lock(Space.COMMITMENTS, made_on.year)
    last = Commitment.objects.filter(year=made_on.year).aggregate(Max("number"))["number__max"] or 0
    made = Commitment.objects.create(
        year=made_on.year,
        number=last + 1,
        what=what,
        indicator=indicator,
        evidence=evidence,
        made_on=made_on,
        entered_by=actor.username,
        entered_at=clock.now(),
        **values,
    )
    _record(actor, acts.COMMIT, made, f"Se registró el compromiso {made.code}: «{what}».")
    return made


@transaction.atomic
def report(
    *,
    actor: Any,
    commitment: Commitment,
    status: str,
    words: str,
    files: Iterable[Any] = (),
    metric: str = "",
    note: str = "",
) -> CommitmentEntry:
    """What its owner says of it, with what it rests on: files, a figure as the public reads it now, a published note.

    Only an account that answers for the post may. «Complete» needs something to rest on.
    """
    require(actor, ANSWER)
    today = clock.today()
    locked = _locked(commitment)
    if locked.post_id not in posts_answered(actor, today):
        raise PermissionDenied(_("Usted no responde por «{post}».").format(post=locked.post))
    made = _entry(actor, locked, CommitmentEntry.Kind.OWN, status, words, holder=_holder(locked, today))
    rests = _rest(made, locked, files=files, metric=metric, note=note)
    if status == COMPLETE and not rests:
        raise Refused(_("«Completo» necesita una evidencia: un archivo, una cifra o una nota publicada."), "files")
    status_name = audit.spanish(made.get_status_display)
    _record(actor, acts.REPORT, locked, f"{actor} informó del compromiso {locked.code}: {status_name}.")
    return made


@transaction.atomic
def review(
    *, actor: Any, commitment: Commitment, status: str, words: str, files: Iterable[Any] = ()
) -> CommitmentEntry:
    """What somebody finds who does not answer for the post, and never wrote for its owner."""
    require(actor, REVIEW)
    locked = _locked(commitment)
    own = locked.entries.filter(kind=CommitmentEntry.Kind.OWN)
    if locked.post_id in posts_answered(actor, clock.today()) or own.filter(by=actor.username).exists():
        raise Refused(_("Usted responde por este compromiso: lo revisa otra persona."))
    made = _entry(actor, locked, CommitmentEntry.Kind.REVIEW, status, words)
    _rest(made, locked, files=files)
    status_name = audit.spanish(made.get_status_display)
    _record(actor, acts.REVIEW, locked, f"{actor} revisó el compromiso {locked.code}: {status_name}.")
    return made


@transaction.atomic
def extend(*, actor: Any, commitment: Commitment, new_due_on: date, why: str) -> CommitmentEntry:
    """A longer term, with its reason; the first one stays written and is told beside it."""
    require(actor, MANAGE)
    locked = _locked(commitment)
    due_on = standing(locked, locked.entries.order_by("id")).due_on
    if new_due_on <= due_on:
        raise Refused(_("El nuevo plazo va después del {due:%d/%m/%Y}.").format(due=due_on), "new_due_on")
    if len(why.strip()) < WORDS:
        raise Refused(_("Escriba por qué se amplía el plazo."), "why")
    if locked.post_id in posts_answered(actor, clock.today()):
        raise Refused(_("Usted responde por este compromiso: el plazo lo amplía otra persona."))
    made = CommitmentEntry.objects.create(
        commitment=locked,
        kind=CommitmentEntry.Kind.EXTENSION,
        words=why.strip(),
        new_due_on=new_due_on,
        by=actor.username,
        at=clock.now(),
    )
    _record(actor, acts.EXTEND, locked, f"El plazo de {locked.code} pasa al {new_due_on:%d/%m/%Y}.")
    return made


@transaction.atomic
def seat(*, actor: Any, post: "Post", user: "User", since: date) -> PostDesk:
    """From that day an account answers for a post in the system."""
    require(actor, MANAGE)
    if not decide(user, ANSWER):
        raise Refused(_("La función de {user} no responde por compromisos.").format(user=user), "user")
    if PostDesk.objects.filter(post=post, user=user, period__overlap=DateRange(since, None)).exists():
        raise Refused(_("{user} ya responde por «{post}».").format(user=user, post=post), "user")
    made = PostDesk.objects.create(post=post, user=user, period=DateRange(since, None))
    _record_desk(actor, made, f"Desde el {since:%d/%m/%Y} {user} responde por «{post}».")
    return made


@transaction.atomic
def unseat(*, actor: Any, desk: PostDesk) -> PostDesk:
    """From today the account no longer answers for the post."""
    require(actor, MANAGE)
    found = PostDesk.objects.select_for_update(of=("self",)).select_related("post", "user").get(pk=desk.pk)
    today = clock.today()
    if today not in found.period:
        raise Refused(_("Esa persona ya no respondía por el cargo."))
    if found.period.lower == today:  # undone on its first day: its history remembers it
        found.delete()
    else:
        found.period = DateRange(found.period.lower, today)
        found.save()
    _record_desk(actor, found, f"{found.user} deja de responder por «{found.post}».")
    return found


def _entry(actor: Any, commitment: Commitment, kind: str, status: str, words: str, holder: str = "") -> CommitmentEntry:
    words = words.strip()
    if status not in Scale.values:
        raise Refused(_("Elija uno de los cinco puntos."), "status")
    if len(words) < WORDS:
        raise Refused(_("Diga con una frase entera qué se hizo o qué se halló."), "words")
    return CommitmentEntry.objects.create(
        commitment=commitment,
        kind=kind,
        status=status,
        words=words,
        by=actor.username,
        holder=holder,
        at=clock.now(),
    )


def _rest(
    entry: CommitmentEntry, commitment: Commitment, *, files: Iterable[Any], metric: str = "", note: str = ""
) -> list[Evidence]:
    """What an entry rests on, stored with it."""
    files = list(files)
    if len(files) > FILES:
        raise Refused(_("Un informe lleva cinco archivos como máximo."), "files")
    rows = [
        Evidence(
            kind="file",
            name=stored.name,
            content=stored.content,
            content_type=stored.content_type,
            sha256=stored.sha256,
        )
        for stored in map(taken, files)
    ]
    if metric:
        rows.append(_figure(commitment, metric))
    if note.strip():
        found = published_note(note)
        if found is None:
            raise Refused(_("No hay una nota publicada con ese número: escríbalo como 098-2026."), "note")
        page = reverse("public-note", args=[found.year, found.number])
        rows.append(Evidence(kind="note", name=f"{found.line}: {found.title}"[:200], address=page))
    with elevated():
        for row in rows:
            row.entry = entry
            row.save(force_insert=True)
    return rows


def _figure(commitment: Commitment, metric: str) -> Evidence:
    """A figure as the public reads it now; the one that measures it, of the commitment's own prison and class."""
    own = metric == commitment.metric
    place = commitment.establishment if own else None
    key, code = commitment.key if own else "", place.code if place else ""
    (figure,) = names([(metric, key, place.name if place else "")])
    reading = Shelf().read(metric, key=key, code=code) if figure else None
    if figure is None or reading is None or reading.value is None or reading.month is None:
        raise Refused(_("El público no lee hoy esa cifra: no sirve de evidencia."), "metric")
    day = f"{reading.as_of:%d/%m/%Y}" if reading.as_of else ""
    return Evidence(
        kind="figure",
        name=_("{figure}: {value} al {day}").format(figure=figure, value=f"{reading.value:,}", day=day)[:200],
        address=address(metric, key=key, code=code, month=reading.month),
    )


def _holder(commitment: Commitment, on: date) -> str:
    holder = holders_on([commitment.post_id], on).get(commitment.post_id)
    return holder.name if holder else ""


def _locked(commitment: Commitment) -> Commitment:
    """The commitment, once nobody else writes below it: its row never changes, so no row of it is locked."""
    lock(Space.COMMITMENTS, "entries", commitment.pk)
    return Commitment.objects.select_related("post", "establishment").get(pk=commitment.pk)


def _record(actor: Any, verb: Verb, commitment: Commitment, sentence: str) -> None:
    audit.record(
        actor=actor.username, verb=verb, target=f"commitment:{commitment.pk}", sentence=sentence, stream="national"
    )


def _record_desk(actor: Any, desk: PostDesk, sentence: str) -> None:
    audit.record(
        actor=actor.username, verb=acts.DESK, target=f"post:{desk.post_id}", sentence=sentence, stream="national"
    )
