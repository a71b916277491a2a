"""What happened to a child, in order: each line told to whoever may read its part."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.nursery.access import FULL
from llamkay.apps.nursery.law import book
from llamkay.apps.nursery.models import Child, Problem
from llamkay.apps.nursery.permissions import VIEW
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.nursery.record.queries import children
from llamkay.apps.people.hooks import Chapter, Event
from llamkay.apps.people.queries import identities
from llamkay.core.nursery.calendars import words_of
from llamkay.platform.security.access import decide


def timeline(file: CaseFile, levels: dict[str, str]) -> list[dict[str, Any]]:
    """The events of a file, the latest first, within what the reader's levels open."""
    lines: list[tuple[date | None, str, str]] = [(file.child.born_on, _("Nació."), "ficha")]
    for stay in file.child.stays.all():
        place = stay.establishment
        lines.append((stay.period.lower, f"{stay.get_entry_display()}: {place}.", "ficha"))
        if stay.period.upper and not stay.moved:
            lines.append((stay.period.upper, _("Dejó de vivir en {place}.").format(place=place), "ficha"))
    for assigned in file.child.places.select_related("nursery").order_by("period"):
        lines.append((assigned.period.lower, _("Tuvo lugar en {nursery}.").format(nursery=assigned.nursery), "ficha"))
        if assigned.period.upper:
            lines.append(
                (assigned.period.upper, _("Dejó su lugar en {nursery}.").format(nursery=assigned.nursery), "ficha")
            )
    if arrival := file.arrival:
        lines.append((arrival.report_on, _("Informe social de la llegada."), "familia"))
        lines.append((arrival.check_on, _("Examen de salud al ingreso."), "salud"))
        lines.append((arrival.decided_on, f"{arrival.get_decision_display()}.", "familia"))
    for document in file.documents:
        lines.append((document.on, f"{document.get_kind_display()}: {str(document.words).lower()}.", "documentos"))
    names = words_of(book())
    for fact in file.child.health_facts.all():
        what = names.get(fact.code) or _("Atención de salud")
        lines.append((fact.on, f"{what}: {fact.get_outcome_display().lower()}.", "salud"))
    for visit in file.child.visits.standing():
        lines.append((visit.on, _("Control de crecimiento y desarrollo."), "salud"))
    for problem in file.child.problems.all():
        lines += _problem(problem)
    for adult in file.adults:
        lines.append((adult.proposed_on, _("La madre propuso a una persona para recibirlo."), "salida"))
    stages = {stage["code"]: stage["text"] for stage in file.stages}
    for step in file.steps.values():
        text = stages.get(step.code, _("Seguimiento después de salir"))
        lines.append((step.done_on, f"{text}: {step.note}", "salida"))
    for notice in file.notices:
        lines.append((notice.sent_on, _("Aviso a la {notice}.").format(notice=notice), "salida"))
    if file.departure:
        lines.append((file.stay.period.upper, _("Salió: {how}.").format(how=str(file.departure).lower()), "salida"))
    visible = [{"on": on, "sentence": text} for on, text, part in lines if on is not None and levels[part] == FULL]
    return sorted(visible, key=lambda line: line["on"], reverse=True)


def _problem(problem: Problem) -> list[tuple[date | None, str, str]]:
    """The way of a health problem, step by step."""
    return [
        (problem.found_on, _("Se halló: {what}.").format(what=problem.what), "salud"),
        (
            problem.referred_on,
            _("{what}: se derivó a {where}.").format(what=problem.what, where=problem.referred_to),
            "salud",
        ),
        (problem.seen_on, _("{what}: lo atendió {who}.").format(what=problem.what, who=problem.seen_by), "salud"),
        (
            problem.treated_on,
            _("{what}: se trató con {how}.").format(what=problem.what, how=problem.treatment),
            "salud",
        ),
        (problem.ended_on, _("{what}: se cerró. {why}").format(what=problem.what, why=problem.ended_why), "salud"),
    ]


def chapter(reader: Any, person: Any) -> Chapter | None:
    """That a child of hers lived with her, without its name, for whoever may see the nursery."""
    if not decide(reader, VIEW):
        return None
    mine = children(reader.actions[VIEW]).filter(mother__in=identities(person))
    events = []
    for child in mine.prefetch_related("stays"):
        girl = child.sex == Child.Sex.GIRL
        events.append(Event(child.born_on, _("Nació su hija.") if girl else _("Nació su hijo.")))
        for stay in child.stays.all():
            if stay.period.lower > child.born_on:
                words = _("Su hija llegó a vivir con ella.") if girl else _("Su hijo llegó a vivir con ella.")
                events.append(Event(stay.period.lower, words))
            if stay.period.upper and not stay.moved:
                words = _("Su hija dejó de vivir con ella.") if girl else _("Su hijo dejó de vivir con ella.")
                events.append(Event(stay.period.upper, words))
    return Chapter("cuna", _("Cuna"), events)
