"""Writes on the way to the third birthday, on leaving and afterwards; on concerns, and on what is opened in an
emergency."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import account, staff_of
from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.access import LASTS, PARTS
from llamkay.apps.nursery.models import (
    BreakGlass,
    Child,
    Concern,
    Departure,
    OverstayGround,
    PlanStep,
    ReceivingAdult,
    UnitNotice,
)
from llamkay.apps.nursery.record.case_file import concern_day
from llamkay.apps.nursery.record.services import act, end_stay, in_the_life_of, not_in_the_future, record
from llamkay.core.errors import Refused
from llamkay.core.values.dates import add_months
from llamkay.platform import clock
from llamkay.platform.database.search import fold
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


STEPS = ("plan", "evaluations_ordered", "visits", "follow_up_1", "follow_up_3", "follow_up_6", "follow_up_12")

NOTICE_FROM = 24  # months of age: no notice of the third birthday is older
REVIEW_WITHIN = 3  # months
FOLLOW_UP_EARLY = timedelta(days=15)
OPENINGS_A_DAY = 3  # of one account
CONCERN_WITHIN = 60  # months: what is older is told another way


def propose_adult(*, actor: Any, child: Child, on: date, **values: Any) -> ReceivingAdult:
    """The mother proposes who would receive the child, and says why; the address may be kept from her."""
    in_the_life_of(child, on)
    with act(actor, permissions.PREPARE_EXIT, child) as (child, stay):
        adult = ReceivingAdult.objects.create(child=child, proposed_on=on, **values)
        record(actor, acts.ADULT, child, stay.establishment, f"Se propuso a una persona para recibir a {child.code}.")
    return adult


def evaluate_adult(
    *, actor: Any, child: Child, adult: ReceivingAdult, kind: str, on: date, result: str, by: str
) -> None:
    """The social or the psychological evaluation of the person proposed is in the file."""
    in_the_life_of(child, on)
    if kind not in ("social", "psychological"):
        raise Refused(_("Indique si la evaluación es social o psicológica."))
    with act(actor, permissions.PREPARE_EXIT, child) as (child, stay):
        adult = ReceivingAdult.objects.select_for_update().get(pk=adult.pk, child=child)
        for name, value in (("on", on), ("result", result), ("by", by.strip())):
            setattr(adult, f"{kind}_{name}", value)
        adult.save()
        kind_name = "social" if kind == "social" else "psicológica"
        record(
            actor,
            acts.EVALUATE,
            child,
            stay.establishment,
            f"Evaluación {kind_name} de quien recibiría a {child.code}.",
        )


def take_step(*, actor: Any, child: Child, code: str, on: date, note: str) -> PlanStep:
    """A stage before the birthday, or a follow-up after the exit, was done; what was found is written."""
    in_the_life_of(child, on)
    if code not in STEPS:
        raise Refused(_("«{code}» no es un paso del plan; elija uno de la lista.").format(code=code))
    if not note.strip():
        raise Refused(_("Escriba qué se hizo y qué se encontró."))
    with act(actor, permissions.PREPARE_EXIT, child) as (child, stay):
        if code.startswith("follow_up") and stay.period.upper is None:
            raise Refused(_("El seguimiento empieza cuando el niño ya salió."))
        if code.startswith("follow_up"):
            months = int(code.removeprefix("follow_up_"))
            first = add_months(stay.period.upper, months) - FOLLOW_UP_EARLY
            if on < first:
                raise Refused(
                    _("El seguimiento de los {n} meses no puede ser antes del {first:%d/%m/%Y}.").format(
                        n=months, first=first
                    )
                )
        step, _made = PlanStep.objects.update_or_create(
            child=child, code=code, defaults={"done_on": on, "note": note.strip(), "by": actor.username}
        )
        record(actor, acts.PLAN, child, stay.establishment, f"Se cumplió un paso del plan de salida de {child.code}.")
    return step


def notify_unit(
    *,
    actor: Any,
    child: Child,
    to: str,
    number: str,
    sent_on: date,
    adult: ReceivingAdult | None,
    incomplete_why: str = "",
) -> UnitNotice:
    """The director's notice to the protection unit, with both evaluations and the mother's recommendation attached.

    Without one of them it is refused unless it says why it goes without: a late notice is worse than a bare one.
    """
    in_the_life_of(child, sent_on)
    if not number.strip():
        raise Refused(_("Escriba el número del oficio."))
    if sent_on < add_months(child.born_on, NOTICE_FROM):
        raise Refused(
            _("El {on:%d/%m/%Y} no tenía ni dos años: ese aviso es de otra cosa; revise la fecha.").format(on=sent_on)
        )
    with act(actor, permissions.DECIDE, child) as (child, stay):
        if adult is not None:
            adult = ReceivingAdult.objects.get(pk=adult.pk, child=child)
        lacking = [_("la persona propuesta")] if adult is None else adult.lacking
        if lacking and not incomplete_why.strip():
            raise Refused(
                _(
                    "El aviso lleva adjuntos (Reglamento del D.Leg 1297, art. 23.4) y falta {lacking}. Complételo, o "
                    "escriba por qué se envía sin eso."
                ).format(lacking=", ".join(map(str, lacking)))
            )
        notice = UnitNotice.objects.create(
            child=child,
            to=to,
            number=number.strip(),
            sent_on=sent_on,
            adult=adult,
            by=actor.username,
            incomplete_why=incomplete_why.strip() if lacking else "",
        )
        sentence = f"Aviso a la {audit.spanish(notice.get_to_display)} sobre {child.code}, {notice.number}."
        record(actor, acts.NOTICE, child, stay.establishment, sentence)
    return notice


def ground_overstay(
    *, actor: Any, child: Child, kind: str, act_number: str, why: str, on: date, review_on: date
) -> OverstayGround:
    """By what title the child stays on after the third birthday, and when that is looked at again."""
    in_the_life_of(child, on)
    if review_on <= on:
        raise Refused(_("La revisión debe ser posterior al {on:%d/%m/%Y}.").format(on=on))
    if review_on > add_months(on, REVIEW_WITHIN):
        raise Refused(_("Se revisa dentro de {n} meses a más tardar.").format(n=REVIEW_WITHIN))
    with act(actor, permissions.DECIDE, child) as (child, stay):
        ground = OverstayGround.objects.create(
            child=child,
            kind=kind,
            act=act_number.strip(),
            why=why.strip(),
            on=on,
            review_on=review_on,
            by=actor.username,
        )
        sentence = f"Título por el que {child.code} sigue adentro después de los 3 años."
        record(actor, acts.GROUND, child, stay.establishment, sentence, ground.act)
    return ground


def leave(
    *,
    actor: Any,
    child: Child,
    on: date,
    kind: str,
    adult: ReceivingAdult | None = None,
    act_number: str = "",
    assessment: str = "",
    ordered: bool = False,
) -> Departure:
    """The child leaves for good. A separation needs its title and an assessment of this child (Bangkok Rule 52).

    The family that receives it is evaluated, and not unfavourably, unless a judge or the protection unit orders it.
    """
    not_in_the_future(on)
    separated = kind in (Departure.Kind.FAMILY, Departure.Kind.FOSTER, Departure.Kind.RESIDENTIAL)
    if separated and not (assessment.strip() and act_number.strip()):
        raise Refused(
            _(
                "Para separar a un niño de su madre escriba la evaluación individual y el título (resolución, acta o "
                "acuerdo): sin ellos no sale (Reglas de Bangkok 52.1)."
            )
        )
    if kind == Departure.Kind.FAMILY and adult is None:
        raise Refused(_("Elija a la persona que lo recibe; si no está en la lista, regístrela primero."))
    with act(actor, permissions.DECIDE, child) as (child, stay):
        if adult is not None:
            adult = ReceivingAdult.objects.get(pk=adult.pk, child=child)
            if kind == Departure.Kind.FAMILY and not ordered:
                _fit_to_receive(adult)
        stay.child = child
        end_stay(stay, on)
        departure = Departure.objects.create(
            stay=stay,
            kind=kind,
            adult=adult if kind == Departure.Kind.FAMILY else None,
            act=act_number.strip(),
            assessment=assessment.strip(),
            by=actor.username,
        )
        kind_name = audit.spanish(departure.get_kind_display).lower()
        record(
            actor,
            acts.LEAVE,
            child,
            stay.establishment,
            f"{child.code} salió el {on:%d/%m/%Y}: {kind_name}.",
            departure.act,
        )
    return departure


def _fit_to_receive(adult: ReceivingAdult) -> None:
    lacking = [str(words) for words in adult.lacking]
    for result, words in (
        (adult.social_result, _("la evaluación social es desfavorable")),
        (adult.psychological_result, _("la evaluación psicológica es desfavorable")),
    ):
        if result == ReceivingAdult.Result.UNFAVOURABLE:
            lacking.append(words)
    if lacking:
        raise Refused(
            _("{adult} no puede recibir al niño todavía: {why}. Si lo ordena un juez o la UPE, márquelo.").format(
                adult=adult, why=", ".join(lacking)
            )
        )


def report_concern(
    *,
    actor: Any,
    establishment: "Establishment",
    about: str,
    what: str,
    seen_on: date,
    child: Child | None = None,
    maltreatment: bool = False,
    reserved: bool = False,
    involves: str = "",
) -> Concern:
    """Anybody who works here may write one; it is decided upon, or told to the unit, by the next working day.

    Whoever writes is never told whether the account or the child that it names exists.
    """
    require(actor, permissions.REPORT_CONCERN, establishment_id=establishment.pk)
    not_in_the_future(seen_on)
    if not what.strip() or not about.strip():
        raise Refused(_("Escriba de quién se trata y qué vio o escuchó, con sus palabras."))
    now = clock.now()
    with transaction.atomic(), scope.elevated():
        first = child.stays.order_by("period").first() if child else None
        if seen_on < max(add_months(now.date(), -CONCERN_WITHIN), first.period.lower if first else date.min):
            raise Refused(_("Esa fecha no puede ser: revise cuándo lo vio o lo supo."))
        concern = Concern.objects.create(
            establishment=establishment,
            child=child,
            about=about.strip(),
            what=what.strip(),
            seen_on=seen_on,
            reported_at=now,
            reported_by=actor.username,
            reserved=reserved,
            involves=_named(involves, establishment),
            maltreatment=maltreatment,
            due_on=concern_day(now.date()),
        )
        # Who reports may ask to be kept from others: then the book does not say it either.
        _log(actor, acts.CONCERN, concern, "Se registró una alerta por un niño.", hide=reserved)
    return concern


def _named(text: str, establishment: "Establishment") -> str:
    """The account of the staff that was named by its username or, in that prison, its name; else the words themselves.

    Whoever reads a concern as that account is kept from it; words that are no one's account stay for the director.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    if found := account(text.lower()):
        return found.username
    today = clock.today()
    staff = staff_of([establishment], on=today)
    words = set(fold(text).split())
    fitting = [u.username for u in staff if words and words <= set(fold(f"{u.full_name} {u.username}").split())]
    return fitting[0] if len(fitting) == 1 else text


def send_concern(*, actor: Any, concern: Concern, to: str, number: str, on: date) -> Concern:
    """It was told to the protection unit, or to the municipal defence where there is none."""
    not_in_the_future(on)
    with _concern(actor, concern) as concern:
        concern.sent_to, concern.number, concern.sent_on = to, number.strip(), on
        if not concern.number:
            raise Refused(_("Escriba el número del oficio."))
        concern.save()
        _log(actor, acts.SEND_CONCERN, concern, f"La alerta {concern.pk} se comunicó con {concern.number}.")
    return concern


def close_concern(*, actor: Any, concern: Concern, outcome: str) -> Concern:
    """What came of it; maltreatment is closed only once it was told."""
    if not outcome.strip():
        raise Refused(_("Escriba qué se hizo y con qué resultado."))
    with _concern(actor, concern) as concern:
        if concern.maltreatment and concern.sent_on is None:
            raise Refused(
                _(
                    "Es maltrato: antes de cerrarla se comunica a la UPE o a la DEMUNA, a más tardar el {due:%d/%m/%Y} "
                    "(Reglamento del D.Leg 1297, art. 23.4)."
                ).format(due=concern.due_on)
            )
        concern.closed_on, concern.outcome = clock.today(), outcome.strip()
        concern.save()
        _log(actor, acts.CLOSE_CONCERN, concern, f"Se cerró la alerta {concern.pk}.")
    return concern


def open_part(*, actor: Any, child: Child, part: str, reason: str) -> BreakGlass:
    """Break the glass: one part of one file for an hour, with a reason that the data officer reads the next day."""
    if part not in PARTS or part == "ficha":
        raise Refused(_("Elija la parte del expediente."))
    if len(reason.strip()) < 15:
        raise Refused(_("Escriba la urgencia con una frase entera: mañana la lee el oficial de datos personales."))
    with act(actor, permissions.OPEN, child) as (child, stay):
        now = clock.now()
        if BreakGlass.objects.filter(by=actor.username, at__gt=now - timedelta(days=1)).count() >= OPENINGS_A_DAY:
            raise Refused(
                _(
                    "Ya abrió {n} expedientes en un día. Pida a la dirección o a quien le corresponde que lo abra."
                ).format(n=OPENINGS_A_DAY)
            )
        opening = BreakGlass.objects.create(
            child=child, part=part, at=now, until=now + LASTS, by=actor.username, reason=reason.strip()
        )
        sentence = f"{actor} abrió por urgencia «{PARTS[part][0]}» de {child.code}."
        record(actor, acts.OPEN, child, stay.establishment, sentence)
    return opening


def review_break_glass(*, actor: Any, opening: BreakGlass, review: str) -> BreakGlass:
    """The data officer says whether it was justified."""
    require(actor, permissions.REVIEW)
    if not review.strip():
        raise Refused(_("Escriba si la urgencia lo justificaba y qué corresponde hacer."))
    with transaction.atomic(), scope.elevated():
        opening = BreakGlass.objects.select_for_update(of=("self",)).select_related("child").get(pk=opening.pk)
        if opening.by == actor.username:
            raise Refused(_("Usted lo abrió: lo revisa otra persona."))
        opening.reviewed_at, opening.reviewed_by, opening.review = clock.now(), actor.username, review.strip()
        opening.save()
        audit.record(
            actor=actor.username,
            verb=acts.REVIEW_BREAK_GLASS,
            target=f"child:{opening.child_id}",
            stream="national",
            sentence=f"Se revisó lo que {opening.by} abrió de {opening.child.code} el {_day(opening.at)}.",
        )
    return opening


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(clock.LIMA):%d/%m/%Y}"


@contextmanager
def _concern(actor: Any, concern: Concern) -> Iterator[Concern]:
    """An act on a concern: locked, by somebody who may answer it there and of whom it does not speak."""
    with transaction.atomic(), scope.elevated():
        concern = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
        require(actor, permissions.ANSWER_CONCERN, establishment_id=concern.establishment_id)
        if concern.involves == actor.username:
            raise Refused(_("La alerta habla de usted: la atiende otra persona."))
        if concern.closed_on:
            raise Refused(_("La alerta ya se cerró el {on:%d/%m/%Y}.").format(on=concern.closed_on))
        yield concern


def _log(actor: Any, verb: Verb, concern: Concern, sentence: str, *, hide: bool = False) -> None:
    audit.record(
        actor="reservado" if hide else actor.username,
        verb=verb,
        target=f"concern:{concern.pk}",
        sentence=sentence,
        stream=concern.establishment.code,
    )
