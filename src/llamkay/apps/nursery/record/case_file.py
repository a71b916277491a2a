"""A child's file read whole, and what it asks for: each with its day and the function that answers for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.nursery.law import book, term, terms
from llamkay.apps.nursery.models import Arrival, Child, ChildDocument, ChildStay, Departure, UnitNotice
from llamkay.apps.people.queries import custody
from llamkay.core.nursery.calendars import Birth, Entry, Fact, due_list
from llamkay.core.nursery.deadlines import deadlines, next_working_day, third_birthday
from llamkay.core.values.dates import add_months, at_age, completed_months

if TYPE_CHECKING:
    from llamkay.apps.nursery.record.queries import ListedChild

HEALTH, SOCIAL, DIRECTOR = "health", "social_worker", "director"
AHEAD = timedelta(days=30)
_PLANNED = ("plan", "person", "evaluations_ordered", "evaluations", "visits")
SEPARATED = (Departure.Kind.FAMILY, Departure.Kind.FOSTER, Departure.Kind.RESIDENTIAL)


@dataclass(frozen=True)
class Due:
    """Something that a child is owed by a day, by whom; ``part`` is that of the file in which it may be read."""

    child: Any
    text: str
    on: date
    owner: str
    part: str
    code: str
    establishment_id: int
    to_confirm: bool = False
    act: str = ""

    def overdue(self, today: date) -> bool:
        return self.on < today


class CaseFile:
    """A child with everything that decides what is due; ``child`` comes from ``with_files``."""

    def __init__(self, child: "ListedChild", *, today: date, mother_here: bool = True) -> None:
        self.child, self.today, self.mother_here = child, today, mother_here
        self.stay: ChildStay = next(stay for stay in child.stays.all() if stay.pk == child.stay_id)
        self.arrival: Arrival | None = getattr(self.stay, "arrival", None)
        self.departure: Departure | None = getattr(self.stay, "departure", None)
        self.steps = {step.code: step for step in child.plan_steps.all()}
        self.notices: list[UnitNotice] = list(child.notices.all())
        self.adults = list(child.receiving_adults.all())
        self.grounds = list(child.overstay_grounds.all())
        self.inside = self.stay.period.upper is None or self.stay.period.upper > today

    @property
    def foreign(self) -> bool:
        return self.child.mother.nationality not in ("PE", "PER")

    @cached_property
    def birthday(self) -> date:
        return third_birthday(self.child.born_on, terms())

    @cached_property
    def days(self) -> dict[str, date]:
        """Each deadline and stage of the kernel by its code."""
        nationality = self.child.mother.nationality
        return {line.code: line.on for line in deadlines(self.child.born_on, nationality, terms())}

    @cached_property
    def stages(self) -> list[dict[str, Any]]:
        """The way to the third birthday, in order, each with its day, what was done and whether it is late."""
        texts = {line.code: line.text for line in deadlines(self.child.born_on, self.child.mother.nationality, terms())}
        codes = [*(f"stage.{code}" for code in _PLANNED), "upe_notice"]
        if self.foreign:  # what the notice attaches comes before it
            moved = {f"stage.{code}": min(self.days[f"stage.{code}"], self.days["upe_notice"]) for code in _PLANNED[:4]}
        else:
            moved = {}
        found = [
            {
                "code": code.removeprefix("stage."),
                "text": texts[code],
                "on": moved.get(code, self.days[code]),
                "done_on": self._done(code.removeprefix("stage.")),
            }
            for code in codes
        ]
        for stage in found:
            stage["late"] = stage["done_on"] is None and stage["on"] < self.today
        return sorted(found, key=lambda stage: stage["on"])

    def _done(self, code: str) -> date | None:
        if code in self.steps:
            return self.steps[code].done_on
        if code == "upe_notice":
            return self.notices[0].sent_on if self.notices else None
        if code == "person":
            return min((adult.proposed_on for adult in self.adults), default=None)
        if code == "evaluations":
            both = [max(a.social_on, a.psychological_on) for a in self.adults if a.social_on and a.psychological_on]
            return min(both, default=None)
        return None

    @property
    def age_months(self) -> int:
        return completed_months(self.child.born_on, min(self.today, self.stay.period.upper or self.today))

    @property
    def age_days(self) -> int:
        return (min(self.today, self.stay.period.upper or self.today) - self.child.born_on).days

    @property
    def years(self) -> int:
        return self.age_months // 12

    @property
    def odd_months(self) -> int:
        return self.age_months % 12

    @property
    def months_left(self) -> int:
        """Whole months to the third birthday, negative after it."""
        if self.today <= self.birthday:
            return completed_months(self.today, self.birthday)
        return -completed_months(self.birthday, self.today) - 1

    @property
    def overstays(self) -> bool:
        return self.inside and self.today > self.birthday

    @property
    def ground(self) -> Any:
        """The title by which a child stays on; none once its review has passed."""
        return next((ground for ground in self.grounds if ground.review_on >= self.today), None)

    @cached_property
    def documents(self) -> list[ChildDocument]:
        """One of each kind in the order of the law; those never entered are not held."""
        known = {document.kind: document for document in self.child.documents.all()}
        found = []
        for kind in ChildDocument.Kind.values:
            document = known.get(kind) or ChildDocument(child=self.child, kind=kind)
            expired = document.expires_on is not None and document.expires_on < self.today
            document.shown = "expired" if document.state == "held" and expired else document.state
            document.due = self._document_due(document)
            document.late = document.due is not None and document.due < self.today
            missing = document.late and document.shown not in ("held", "under_way")
            document.urgency = "expired" if missing else document.shown
            document.words = ChildDocument.State(document.shown).label
            found.append(document)
        return found

    def _document_due(self, document: ChildDocument) -> date | None:
        if document.shown == "expired":
            return document.expires_on
        if document.shown == "held":
            return None
        if document.kind == ChildDocument.Kind.BIRTH:
            return self.days["birth_registration"]
        if document.kind == ChildDocument.Kind.INSURANCE:
            return at_age(max(self.child.born_on, self.stay.period.lower), terms().rules["sis"].value)
        return None

    @cached_property
    def calendar(self) -> tuple[Entry, ...]:
        """What the health calendars ask of the child today, or asked on the day it left."""
        return calendar_of(self.child, facts_of(self.child), on=self.health_day)

    @property
    def health_day(self) -> date:
        """The day by which the health calendars judge: today, or the one on which the child left."""
        return min(self.today, self.stay.period.upper or self.today)

    def dues(self) -> Iterable[Due]:
        """Everything asked for: late, or within the next thirty days."""
        last = self.today + AHEAD
        lines = [*self._arriving(), *self._papers(), *self._health(), *self._leaving()] if self.inside else []
        return sorted((due for due in [*lines, *self._following()] if due.on <= last), key=lambda due: due.on)

    def _due(self, text: str, on: date, owner: str, part: str, code: str, **more: Any) -> Due:
        return Due(self.child, text, on, owner, part, code, self.stay.establishment_id, **more)

    def _arriving(self) -> Iterable[Due]:
        since, done = self.stay.period.lower, self.arrival
        requirements = [("check", _("Examen de salud al ingreso"), HEALTH, "salud", done and done.check_on)]
        if self.stay.entry != ChildStay.Entry.TRANSFER:
            requirements += [
                ("report", _("Informe social de la llegada"), SOCIAL, "familia", done and done.report_on),
                (
                    "decision",
                    _("Decidir, con razones, si vive con su madre"),
                    DIRECTOR,
                    "familia",
                    done and done.decision,
                ),
            ]
        for code, text, owner, part, fulfilled in requirements:
            if not fulfilled:
                on = at_age(since, term(f"nursery.arrival.{code}", on=self.today))
                yield self._due(text, on, owner, part, code, act=code)
        if not self.mother_here:
            yield self._due(
                _("Su madre ya no está en este penal: diga adónde fue el niño"), self.today, SOCIAL, "familia", "mother"
            )

    def _papers(self) -> Iterable[Due]:
        for document in self.documents:
            if document.due is None:
                continue
            text, on = f"{document.get_kind_display()}: {str(document.words).lower()}", document.due
            if document.kind == ChildDocument.Kind.BIRTH and self.today < self.days["birth_registration_reminder"]:
                continue
            yield self._due(text, on, SOCIAL, "documentos", f"document.{document.kind}")

    def _health(self) -> Iterable[Due]:
        for entry in self.calendar:
            if entry.state in ("due", "overdue") and entry.in_time_until is not None:
                yield self._due(
                    entry.text, entry.in_time_until, HEALTH, "salud", entry.code, to_confirm=entry.to_confirm
                )

    def _leaving(self) -> Iterable[Due]:
        for stage in self.stages:
            if stage["done_on"] is None:
                owner = DIRECTOR if stage["code"] == "upe_notice" else SOCIAL
                yield self._due(stage["text"], stage["on"], owner, "salida", stage["code"])
        if self.overstays and self.ground is None:
            yield self._due(
                _("Pasó los 3 años y sigue adentro sin título vigente"), self.birthday, DIRECTOR, "salida", "overstay"
            )
        elif self.overstays:
            yield self._due(
                _("Revisar por qué sigue adentro después de los 3 años"),
                self.ground.review_on,
                DIRECTOR,
                "salida",
                "overstay",
            )

    @cached_property
    def follow_ups(self) -> list[dict[str, Any]]:
        """The follow-up after a separation, counted from the day of the exit."""
        if self.departure is None or self.departure.kind not in SEPARATED:
            return []
        return [self._follow_up(months) for months in term("nursery.leaving.follow_up", on=self.today)]

    def _follow_up(self, months: int) -> dict[str, Any]:
        code, on = f"follow_up_{months}", add_months(self.stay.period.upper, months)
        step = self.steps.get(code)
        state = "done" if step else "late" if on < self.today else "ahead"
        return {"code": code, "months": months, "on": on, "step": step, "state": state}

    def _following(self) -> Iterable[Due]:
        for line in self.follow_ups:
            if line["step"] is None:
                text = _("Seguimiento a {months} mes(es) de su salida").format(months=line["months"])
                yield self._due(text, line["on"], SOCIAL, "salida", line["code"])


def facts_of(child: Child) -> list[Fact]:
    """What was recorded of the health calendars of a child."""
    return [Fact(f.code, f.on, f.outcome, f.product, f.note) for f in child.health_facts.all()]


def calendar_of(child: Child, facts: Iterable[Fact], *, on: date) -> tuple[Entry, ...]:
    """What the health calendars ask of a child on a day, given what was recorded."""
    birth = Birth(child.gestation_days, child.birth_weight_g)
    return due_list(start=child.born_on, on=on, law=book(), facts=facts, birth=birth)


def with_files(rows: QuerySet[Child]) -> QuerySet[Child]:
    """The children with all that a file reads, in a fixed number of queries."""
    stays = ChildStay.objects.select_related("arrival", "departure", "establishment").order_by("period")
    return rows.select_related("mother").prefetch_related(
        Prefetch("stays", stays),
        "documents",
        "health_facts",
        "plan_steps",
        "notices",
        "receiving_adults",
        "overstay_grounds",
    )


def files(rows: QuerySet[Child], *, today: date) -> list[CaseFile]:
    """The files of some children, as they stand today."""
    found = list(with_files(rows))
    mothers = set(
        custody(on=today)
        .filter(person__in={child.mother_id for child in found})
        .values_list("person_id", "establishment_id")
    )
    return [
        CaseFile(child, today=today, mother_here=(child.mother_id, child.establishment_id) in mothers)
        for child in found
    ]


def concern_day(reported_on: date) -> date:
    """The next working day, by which a concern is told to the protection unit or decided upon."""
    return next_working_day(reported_on, book())
