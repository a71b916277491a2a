"""What may happen to ensembles, repertoire, performances and to what is lent: check, lock, change, record."""

from collections.abc import Collection, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.education import acts, permissions
from llamkay.apps.education.kinds import Condition, PerformanceState, PieceState
from llamkay.apps.education.models import (
    Ensemble,
    LendingItem,
    Loan,
    Member,
    MusicalWork,
    Performance,
    Performer,
    ProgrammePiece,
    Rehearsal,
    RehearsedPiece,
    RepertoirePiece,
)
from llamkay.apps.people.queries import is_held
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


ONE = timedelta(days=1)


@transaction.atomic
def open_ensemble(
    *, actor: Any, activity: "Activity", name: str, kind: str, programme: str = "", director: str = ""
) -> Ensemble:
    """Say that an activity of music is an ensemble; its people and days stay those of the activity."""
    require_write(actor, permissions.MUSIC, activity)
    if activity.kind != Kind.CULTURE:
        raise Refused(_("Elija una actividad de música y cultura."), field="activity")
    if Ensemble.objects.filter(activity=activity).exists():
        raise Refused(_("Esa actividad ya es un elenco."), field="activity")
    made = Ensemble.objects.create(
        activity=activity,
        name=name.strip() or activity.name,
        kind=kind,
        programme=programme.strip(),
        director=director.strip(),
    )
    _log(actor, acts.OPEN_ENSEMBLE, made, f"Registró el elenco {made.name}")
    return made


@transaction.atomic
def add_members(*, actor: Any, ensemble: Ensemble, people: Collection[int], voice: str, on: date) -> list[Member]:
    """People with a place in the activity sing or play in the ensemble; all or none."""
    locked = _lock(ensemble)
    require_write(actor, permissions.MUSIC, locked.activity)
    placed = placements(in_=locked.activity_id, on=on).filter(person__in=list(people)).select_related("person")
    found = {row.person_id: row.person for row in placed}
    if not people or set(people) - set(found):
        raise Refused(_("Elija personas con plaza en la actividad ese día."), field="people")
    inside = Member.objects.filter(ensemble=locked, person__in=list(found), period__overlap=(on, None))
    if names := ", ".join(str(row.person) for row in inside.select_related("person")):
        raise Refused(_("Ya están en el elenco: {names}.").format(names=names), field="people")
    made = Member.objects.bulk_create(
        [Member(ensemble=locked, person=each, voice=voice, period=DateRange(on, None)) for each in found.values()]
    )
    _log(
        actor,
        acts.ADD_MEMBERS,
        locked,
        f"Sumó {len(made)} {'integrante' if len(made) == 1 else 'integrantes'} a {locked.name}",
        details={"people": sorted(found)},
    )
    return made


@transaction.atomic
def end_member(*, actor: Any, member: Member, on: date) -> Member:
    """Somebody leaves the ensemble: ``on`` is the first day without it."""
    row = Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    ensemble = _lock(member.ensemble)
    require_write(actor, permissions.MUSIC, ensemble.activity)
    if row.period.upper is not None:
        raise Refused(_("Ya no está en el elenco."))
    if on <= row.period.lower:
        raise Refused(_("El término va después del inicio."), field="on")
    row.period = DateRange(row.period.lower, on)
    row.save()
    lent = Loan.objects.filter(person=row.person, period__contains=on, item__kind="instrument")
    if lent.filter(item__establishment=ensemble.activity.establishment).exists():
        raise Refused(_("{person} tiene un instrumento prestado: recíbalo antes.").format(person=row.person))
    _log(
        actor,
        acts.END_MEMBER,
        ensemble,
        f"{row.person.full_name} dejó {ensemble.name}",
        details={"member": row.pk},
    )
    return row


@transaction.atomic
def enter_piece(
    *,
    actor: Any,
    ensemble: Ensemble,
    title: str,
    composer: str = "",
    arranger: str = "",
    minutes: int | None = None,
    language: str = "",
) -> RepertoirePiece:
    """A work enters the repertoire, to be learnt."""
    locked = _lock(ensemble)
    require_write(actor, permissions.MUSIC, locked.activity)
    if not title.strip():
        raise Refused(_("Escriba el título."), field="title")
    work, _new = MusicalWork.objects.get_or_create(
        title=title.strip(),
        composer=composer.strip(),
        arranger=arranger.strip(),
        defaults={"minutes": minutes, "language": language.strip()},
    )
    if RepertoirePiece.objects.filter(ensemble=locked, work=work).exists():
        raise Refused(_("Esa obra ya está en el repertorio."), field="title")
    piece = RepertoirePiece.objects.create(ensemble=locked, work=work, since=clock.today())
    _log(actor, acts.ENTER_PIECE, locked, f"Puso «{work}» en el repertorio de {locked.name}")
    return piece


@transaction.atomic
def set_piece(*, actor: Any, piece: RepertoirePiece, state: str) -> RepertoirePiece:
    """How far a work is: being learnt, ready, no longer played."""
    ensemble = _lock(piece.ensemble)
    require_write(actor, permissions.MUSIC, ensemble.activity)
    row = RepertoirePiece.objects.select_related("work").get(pk=piece.pk)
    row.state = state
    row.save()
    state_name = audit.spanish(row.get_state_display).lower()
    _log(actor, acts.ENTER_PIECE, ensemble, f"«{row.work}» en {ensemble.name}: {state_name}")
    return row


@transaction.atomic
def note_rehearsal(*, actor: Any, ensemble: Ensemble, on: date, pieces: Collection[int], note: str = "") -> Rehearsal:
    """Write down what a rehearsal worked on; written again it says what the last one says."""
    locked = _lock(ensemble)
    require_write(actor, permissions.MUSIC, locked.activity)
    if on > clock.today():
        raise Refused(_("Ese día todavía no llega."), field="on")
    known = set(locked.repertoire.filter(pk__in=list(pieces)).values_list("pk", flat=True))
    if set(pieces) - known:
        raise Refused(_("Elija obras del repertorio."), field="pieces")
    if not known and not note.strip():
        raise Refused(_("Elija qué se ensayó o escríbalo."), field="pieces")
    rehearsal, _new = Rehearsal.objects.update_or_create(ensemble=locked, on=on, defaults={"note": note.strip()})
    rehearsal.pieces.exclude(piece__in=known).delete()
    RehearsedPiece.objects.bulk_create(
        [RehearsedPiece(rehearsal=rehearsal, piece_id=pk) for pk in known], ignore_conflicts=True
    )
    _log(actor, acts.NOTE_REHEARSAL, locked, f"Anotó el ensayo de {locked.name} del {on:%d/%m/%Y}")
    return rehearsal


@transaction.atomic
def plan_performance(
    *,
    actor: Any,
    ensemble: Ensemble,
    title: str,
    on: date,
    place: str,
    starts_at: time | None = None,
    occasion: str = "",
    performance: Performance | None = None,
) -> Performance:
    """Plan a performance, or change one that was not held yet."""
    locked = _lock(ensemble)
    require_write(actor, permissions.MUSIC, locked.activity)
    row = Performance(ensemble=locked) if performance is None else _planned(performance)
    if not title.strip() or not place.strip():
        raise Refused(_("Escriba el título y el lugar."), field="title")
    row.title, row.on, row.place = title.strip(), on, place.strip()
    row.starts_at, row.occasion = starts_at, occasion.strip()
    row.save()
    _log(actor, acts.PLAN_PERFORMANCE, locked, f"Previó «{row.title}» de {locked.name} para el {on:%d/%m/%Y}")
    return row


@transaction.atomic
def set_programme(*, actor: Any, performance: Performance, pieces: Sequence[int]) -> Performance:
    """The works of a performance in their order; those that are no longer in the repertoire are refused."""
    row = _planned(performance)
    require_write(actor, permissions.MUSIC, row.ensemble.activity)
    known = {
        piece.pk: piece for piece in row.ensemble.repertoire.exclude(state=PieceState.RETIRED).select_related("work")
    }
    if not pieces or set(pieces) - set(known) or len(set(pieces)) != len(pieces):
        raise Refused(_("Elija obras del repertorio, cada una una vez."), field="pieces")
    row.programme.all().delete()
    ProgrammePiece.objects.bulk_create(
        [
            ProgrammePiece(performance=row, order=at, piece=known[pk], title=str(known[pk].work))
            for at, pk in enumerate(pieces, start=1)
        ]
    )
    _log(actor, acts.PLAN_PERFORMANCE, row.ensemble, f"Ordenó el programa de «{row.title}»: {len(pieces)} obras")
    return row


@transaction.atomic
def hold_performance(*, actor: Any, performance: Performance, audience: int, people: Collection[int]) -> Performance:
    """A performance was held: before how many, and who of the members of that day sang or played."""
    row = _planned(performance)
    require_write(actor, permissions.MUSIC, row.ensemble.activity)
    if row.on > clock.today():
        raise Refused(_("Ese día todavía no llega."), field="audience")
    if not row.programme.exists():
        raise Refused(_("Ordene antes el programa."))
    members = {
        each.person_id: each
        for each in Member.objects.filter(ensemble=row.ensemble, period__contains=row.on, person__in=list(people))
    }
    if not people or set(people) - set(members):
        raise Refused(_("Elija a quienes integraban el elenco ese día."), field="people")
    row.audience, row.state = audience, PerformanceState.HELD
    row.save()
    Performer.objects.bulk_create(
        [Performer(performance=row, person_id=pk, voice=each.voice) for pk, each in members.items()]
    )
    _log(
        actor,
        acts.HOLD_PERFORMANCE,
        row.ensemble,
        f"«{row.title}» se presentó ante {audience} personas con {len(members)} integrantes",
        details={"performance": row.pk, "people": sorted(members)},
    )
    return row


@transaction.atomic
def cancel_performance(*, actor: Any, performance: Performance, reason: str) -> Performance:
    """A performance that was planned is not held."""
    row = _planned(performance)
    require_write(actor, permissions.MUSIC, row.ensemble.activity)
    if not reason.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    row.state, row.why_cancelled = PerformanceState.CANCELLED, reason.strip()
    row.save()
    _log(actor, acts.CANCEL_PERFORMANCE, row.ensemble, f"Canceló «{row.title}»", reason=row.why_cancelled)
    return row


def _planned(performance: Performance) -> Performance:
    row = Performance.objects.select_for_update(of=("self",)).get(pk=performance.pk)
    row.ensemble = _lock(Ensemble(pk=row.ensemble_id))
    if row.state != PerformanceState.PLANNED:
        raise Refused(_("Esa presentación ya se realizó o se canceló."))
    return row


def _lock(ensemble: Ensemble) -> Ensemble:
    rows = Ensemble.objects.select_for_update(of=("self",))
    return rows.select_related("activity__establishment", "activity__responsible").get(pk=ensemble.pk)


def _log(
    actor: Any,
    verb: Verb,
    ensemble: Ensemble,
    sentence: str,
    *,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"ensemble:{ensemble.pk}",
        sentence=sentence,
        stream=ensemble.activity.establishment.code,
        reason=reason,
        details=details,
    )


# What is lent.


@transaction.atomic
def enter_item(
    *,
    actor: Any,
    establishment: "Establishment",
    kind: str,
    tag: str,
    name: str,
    owner: str,
    condition: str,
    note: str = "",
    retired_on: date | None = None,
    item: LendingItem | None = None,
) -> LendingItem:
    """Register something that is lent, or change what is written of it; retired, it is lent no more."""
    require(actor, permissions.LEND, establishment_id=establishment.pk)
    row = LendingItem(establishment=establishment) if item is None else _item(item)
    if not tag.strip() or not name.strip():
        raise Refused(_("Escriba el nombre y la placa o código."), field="tag")
    same = LendingItem.objects.filter(establishment=row.establishment, tag=tag.strip()).exclude(pk=row.pk)
    if same.exists():
        raise Refused(_("Ya hay otro con esa placa."), field="tag")
    if retired_on and row.pk and row.loans.filter(period__endswith=None).exists():
        raise Refused(_("Está prestado: recíbalo antes de darlo de baja."), field="retired_on")
    row.kind, row.tag, row.name, row.owner = kind, tag.strip(), name.strip(), owner
    row.condition, row.note, row.retired_on = condition, note.strip(), retired_on
    row.save()
    _of_item(actor, acts.ENTER_ITEM, row, f"Registró {row}: {row.get_condition_display().lower()}")
    return row


@transaction.atomic
def lend(*, actor: Any, item: LendingItem, person: "Person", on: date, due_on: date | None = None) -> Loan:
    """Lend something to somebody held here. Two who ask for it at once wait for one another, and one gets it."""
    row = _item(item)
    require(actor, permissions.LEND, establishment_id=row.establishment_id)
    if row.retired_on is not None:
        raise Refused(_("Está dado de baja."))
    if row.condition == Condition.MISSING:
        raise Refused(_("Figura como faltante: corrija su estado antes de prestarlo."))
    if not is_held(person, at=row.establishment_id, on=on):
        raise Refused(_("{person} no está en el establecimiento ese día.").format(person=person), field="person")
    if due_on and due_on < on:
        raise Refused(_("Se devuelve después de prestarse."), field="due_on")
    other = row.loans.filter(period__overlap=(on, None)).select_related("person").first()
    if other is not None:
        raise Refused(_("Lo tiene {person} en esas fechas.").format(person=other.person), field="on")
    loan = Loan.objects.create(
        item=row,
        person=person,
        period=DateRange(on, None),
        due_on=due_on,
        condition_out=row.condition,
        lent_by=actor.username,
    )
    _of_item(actor, acts.LEND, row, f"Prestó {row} a {person.full_name}", details={"loan": loan.pk})
    return loan


@transaction.atomic
def take_back(*, actor: Any, item: LendingItem, on: date, condition: str, note: str = "") -> Loan:
    """Something comes back on a day, in a state; it is lent again from the next day on."""
    row = _item(item)
    require(actor, permissions.LEND, establishment_id=row.establishment_id)
    loan = row.loans.filter(period__endswith=None).select_related("person").first()
    if loan is None:
        raise Refused(_("No está prestado."))
    if on < loan.period.lower or on > clock.today():
        raise Refused(_("Se devuelve después de prestarse y no después de hoy."), field="on")
    if condition in (Condition.DAMAGED, Condition.MISSING) and not note.strip():
        raise Refused(_("Escriba qué pasó."), field="note")
    loan.period, loan.condition_back = DateRange(loan.period.lower, on + ONE), condition
    loan.note, loan.taken_back_by = note.strip(), actor.username
    loan.save()
    row.condition = condition
    row.save()
    _of_item(
        actor,
        acts.TAKE_BACK,
        row,
        f"Recibió {row} de {loan.person.full_name}: {row.get_condition_display().lower()}",
        details={"loan": loan.pk},
    )
    return loan


def _item(item: LendingItem) -> LendingItem:
    return LendingItem.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=item.pk)


def _of_item(
    actor: Any, verb: Verb, item: LendingItem, sentence: str, *, details: dict[str, Any] | None = None
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"item:{item.pk}",
        sentence=sentence,
        stream=item.establishment.code,
        details=details,
    )
