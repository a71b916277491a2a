"""Many people enter custody: each judged by the rules of ``admit_person``, all written in a few statements.

A document says who somebody is. Names with a birth date only raise a doubt, which a person settles.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from llamkay.apps.people import acts, registry
from llamkay.apps.people.bulk.verdicts import FormerPerson, Made, Outcome, Verdict
from llamkay.apps.people.custody.services import check_entry, custody_clash, person_code
from llamkay.apps.people.documents import Document
from llamkay.apps.people.identity.services import same_person
from llamkay.apps.people.kinds import Entry
from llamkay.apps.people.models import CustodySpell, IdentityDocument, LegalStatusSpell, PavilionSpell, Person
from llamkay.apps.people.permissions import MANAGE
from llamkay.apps.people.writing import lock_documents, lock_people
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.database.search import name_words
from llamkay.platform.record import audit
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import decide

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

NAMES = ("first_surname", "second_surname", "given_names")


@dataclass(frozen=True)
class Arrival:
    """Somebody enters a prison on a day. ``settled`` is who it was said to be: a known person's number, 0 for a new
    person, nothing where nobody was asked."""

    establishment: "Establishment"
    on: date
    first_surname: str
    second_surname: str
    given_names: str
    sex: str
    born_on: date | None = None
    nationality: str = "PE"
    document: Document | None = None
    status: str = ""
    pavilion: str = ""
    settled: int | None = None

    @property
    def name(self) -> tuple[str, ...]:
        """Every word of the name, folded, in no order of surnames: lists mix them up."""
        return tuple(sorted(name_words(f"{self.first_surname} {self.second_surname} {self.given_names}")))


class Admissions:
    """What each arrival would do. The scope in force reaches every prison: where somebody was before is part of it.

    ``writing`` locks the documents and the known people first, so that what was judged is what is written.
    """

    def __init__(self, actor: Any, arrivals: Sequence[Arrival], *, writing: bool = False) -> None:
        self.actor, self.arrivals, self.writing = actor, arrivals, writing
        if writing:
            lock_documents((one.document.kind, one.document.number) for one in arrivals if one.document)
        self.may = {pk: decide(actor, MANAGE, establishment_id=pk) for pk in {one.establishment.pk for one in arrivals}}
        self._read()
        self.verdicts = self._judge()

    def _read(self) -> None:
        documents = {one.document.number for one in self.arrivals if one.document}
        rows = IdentityDocument.objects.filter(number__in=documents).select_related("person")
        self.documents = {(row.kind, row.number): row for row in rows}
        alike = Q(born_on__in={one.born_on for one in self.arrivals if one.born_on})
        here = {one.establishment.pk for one in self.arrivals if not one.born_on}
        if here:
            held = CustodySpell.objects.filter(establishment__in=here, period__endswith=None)
            alike |= Q(pk__in=held.values("person"))
        settled = Q(pk__in=[one.settled for one in self.arrivals if one.settled])
        of_documents = Q(pk__in=[row.person_id for row in self.documents.values()])
        people = Person.objects.filter(alike | settled | of_documents, merged_into=None)
        if self.writing:
            lock_people(people.values_list("pk", flat=True))
        self.people = {person.pk: person for person in people}
        self.alike: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for person in self.people.values():
            words = name_words(f"{person.first_surname} {person.second_surname} {person.given_names}")
            self.alike[tuple(sorted(words))].append(person)
        ids = these(self.people)
        self.custody: dict[int, list[CustodySpell]] = defaultdict(list)
        for spell in CustodySpell.objects.filter(person__in=ids).select_related("establishment").order_by("period"):
            self.custody[spell.person_id].append(spell)
        statuses = LegalStatusSpell.objects.filter(person__in=ids, period__endswith=None)
        self.statuses = {row.person_id: row for row in statuses}
        self.papers: dict[int, list[IdentityDocument]] = defaultdict(list)
        for row in IdentityDocument.objects.filter(person__in=ids).order_by("pk"):
            self.papers[row.person_id].append(row)

    def _judge(self) -> list[Verdict]:
        found: list[Verdict] = []
        seen: dict[Any, int] = {}
        for at, one in enumerate(self.arrivals):
            try:
                verdict = self._one(one)
                key = verdict.person.pk if verdict.person else one.document or (one.name, one.born_on)
                # A file that names somebody twice is not read twice, with or without a document.
                if key in seen and verdict.outcome is not Outcome.REFUSED:
                    raise Refused(_("está dos veces en el archivo"), cells=[seen[key]])
                seen[key] = at
            except Refused as refusal:
                verdict = Verdict(Outcome.REFUSED, sentence(refusal), column=refusal.field)
                if refusal.cells:
                    verdict.values["same_as"] = refusal.cells[0]
            found.append(verdict)
        return found

    def _one(self, one: Arrival) -> Verdict:
        if not (may := self.may[one.establishment.pk]):
            raise Refused(may.reason, field="establishment")
        check_entry(
            on=one.on,
            first_surname=one.first_surname,
            given_names=one.given_names,
            sex=one.sex,
            born_on=one.born_on,
        )
        if one.born_on and one.born_on > one.on:
            raise Refused(_("nació después de su ingreso: revise las dos fechas"), field="born_on")
        if question := registry.of_another_sex(one.sex, one.establishment, on=one.on):
            raise Refused(
                _("{question} Si es así, regístrelo en pantalla con su resolución.").format(question=question),
                field="sex",
            )
        person = self._who(one)
        if isinstance(person, Verdict):
            return person
        if person is None:
            with_paper = _("Ingresa.") if one.document else _("Ingresa con identidad provisional, sin documento.")
            return Verdict(Outcome.NEW, with_paper)
        return self._known(one, person)

    def _who(self, one: Arrival) -> Person | Verdict | None:
        """The known person that the arrival is; a doubt; or nothing where it is nobody known."""
        known = self.documents.get((one.document.kind, one.document.number)) if one.document else None
        if known is not None:
            person = self.people.get(known.person_id, known.person)
            same_person(person, one.first_surname, one.sex, one.born_on, known)
            return person
        if one.settled:
            return self.people.get(one.settled)
        if one.settled == 0:
            return None
        alike = [
            person
            for person in self.alike.get(one.name, ())
            if person.sex == one.sex and (not person.born_on or not one.born_on or person.born_on == one.born_on)
        ]
        if not alike:
            return None
        words = _("Puede ser {people}, con el mismo nombre: diga si es la misma persona o es otra.")
        names = ", ".join(f"{person} ({person.code})" for person in alike)
        return Verdict(Outcome.DOUBT, words.format(people=names), matches=tuple(alike))

    def _known(self, one: Arrival, person: Person) -> Verdict:
        self._agrees(one, person)
        spells = self.custody[person.pk]
        there = next((spell for spell in spells if one.on in spell.period), None)
        values: dict[str, Any] = {}
        if one.born_on and not person.born_on:
            values["born_on"] = one.born_on
        if one.second_surname and not person.second_surname:
            values["second_surname"] = one.second_surname
        if one.document and (one.document.kind, one.document.number) not in self.documents:
            values["document"] = one.document
        words = [_FILLED[name]() for name in values]
        if there is not None and there.establishment_id == one.establishment.pk and there.period.lower == one.on:
            status = self.statuses.get(person.pk)
            if one.status and status is None and there.period.upper is None:
                values["status"] = one.status
                words.append(_("situación jurídica"))
            if not values:
                return Verdict(Outcome.SAME, _("Ya consta igual."), person)
            text = _("Ya consta; se completa: {what}.").format(what=", ".join(words))
            return Verdict(Outcome.CHANGED, text, person, values=values)
        if there is not None and there.establishment_id == one.establishment.pk:
            raise Refused(
                _("{person} ya consta desde el {since:%d/%m/%Y}: corrija la fecha de ingreso del archivo.").format(
                    person=person, since=there.period.lower
                ),
                field="on",
            )
        clash = next((spell for spell in spells if spell.period.upper is None or spell.period.upper > one.on), None)
        if clash is not None:
            raise Refused(custody_clash(person, clash), field="on")
        values["entry"] = True
        text = _("Reingresa: es {person} ({person.code}).").format(person=person)
        return Verdict(Outcome.CHANGED, text, person, values=values)

    @staticmethod
    def _agrees(one: Arrival, person: Person) -> None:
        """Refuse what contradicts what is known of somebody: it is corrected where it is wrong, never by a file."""
        if person.sex != one.sex:
            raise Refused(
                _("{person} figura como {sex}: revise el dato.").format(
                    person=person, sex=person.get_sex_display().lower()
                ),
                field="sex",
            )
        if one.born_on and person.born_on and one.born_on != person.born_on:
            raise Refused(
                _("{person} figura como nacida el {born:%d/%m/%Y}: revise la fecha.").format(
                    person=person, born=person.born_on
                ),
                field="born_on",
            )
        if not set(name_words(one.given_names)) & set(name_words(person.given_names)):
            raise Refused(
                _("{person} figura con otros nombres: revise el documento o el nombre.").format(person=person),
                field="given_names",
            )

    def write(self, at: Iterable[int]) -> Made:
        """Write the arrivals of those places, which nobody doubts or refuses; gives what was made, for its undoing."""
        chosen = [(self.arrivals[n], self.verdicts[n]) for n in at]
        chosen = [pair for pair in chosen if pair[1].outcome in (Outcome.NEW, Outcome.CHANGED)]
        self._create([pair for pair in chosen if pair[1].outcome is Outcome.NEW])
        before = self._change([pair for pair in chosen if "entry" not in pair[1].values and pair[1].values])
        before |= self._change([pair for pair in chosen if "entry" in pair[1].values])
        entering = [pair for pair in chosen if pair[1].outcome is Outcome.NEW or "entry" in pair[1].values]
        custody = CustodySpell.objects.bulk_create(
            CustodySpell(
                person=verdict.person,
                establishment=one.establishment,
                period=DateRange(one.on, None),
                entry=Entry.ENTRY,
            )
            for one, verdict in entering
        )
        statuses = LegalStatusSpell.objects.bulk_create(
            LegalStatusSpell(person=verdict.person, status=one.status, period=DateRange(one.on, None))
            for one, verdict in chosen
            if one.status and (verdict.outcome is Outcome.NEW or {"entry", "status"} & verdict.values.keys())
        )
        pavilions = PavilionSpell.objects.bulk_create(
            PavilionSpell(
                person=verdict.person,
                establishment=one.establishment,
                pavilion=one.pavilion,
                period=DateRange(one.on, None),
            )
            for one, verdict in entering
            if one.pavilion
        )
        papers = self._documents(chosen)
        self._record(chosen)
        return {
            "people": [v.person.pk for _one, v in chosen if v.outcome is Outcome.NEW and v.person],
            "custody": [row.pk for row in custody],
            "statuses": [row.pk for row in statuses],
            "pavilions": [row.pk for row in pavilions],
            "documents": [row.pk for row in papers],
            "person_values": before,
        }

    def _create(self, new: Sequence[tuple[Arrival, Verdict]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('people_person', 'id')) FROM generate_series(1, %s)", [len(new)]
            )
            numbers = [number for (number,) in cursor.fetchall()]
        for number, (one, verdict) in zip(numbers, new, strict=True):
            person = Person(
                id=number,
                code=person_code(number),
                sex=one.sex,
                born_on=one.born_on,
                nationality=one.nationality,
                provisional=one.document is None,
                **{name: getattr(one, name) for name in NAMES},
            )
            person.search_text = person.folded()
            verdict.person = person
        Person.objects.bulk_create([verdict.person for _one, verdict in new if verdict.person])

    @staticmethod
    def _change(known: Sequence[tuple[Arrival, Verdict]]) -> dict[str, FormerPerson]:
        before: dict[str, FormerPerson] = {}
        people = []
        for _one, verdict in known:
            person, values = verdict.person, verdict.values
            assert person is not None
            before[str(person.pk)] = {
                "born_on": person.born_on.isoformat() if person.born_on else None,
                "second_surname": person.second_surname,
                "provisional": person.provisional,
            }
            person.born_on = values.get("born_on", person.born_on)
            person.second_surname = values.get("second_surname", person.second_surname)
            person.provisional = person.provisional and "document" not in values
            person.search_text = person.folded()
            people.append(person)
        Person.objects.bulk_update(people, ["born_on", "second_surname", "provisional", "search_text"])
        return before

    @staticmethod
    def _documents(chosen: Sequence[tuple[Arrival, Verdict]]) -> list[IdentityDocument]:
        now = clock.now()
        return IdentityDocument.objects.bulk_create(
            IdentityDocument(person=verdict.person, kind=one.document.kind, number=one.document.number, entered_at=now)
            for one, verdict in chosen
            if one.document and (verdict.outcome is Outcome.NEW or "document" in verdict.values)
        )

    def _record(self, chosen: Sequence[tuple[Arrival, Verdict]]) -> None:
        lines: list[audit.Line] = []
        for one, verdict in chosen:
            person, place = verdict.person, one.establishment
            assert person is not None
            came = verdict.outcome is Outcome.NEW or "entry" in verdict.values
            verb = acts.ADMIT if came else acts.COMPLETE
            word = "ingresó" if verdict.outcome is Outcome.NEW else "reingresó"
            note = " con identidad provisional" if person.provisional else ""
            lines.append(
                {
                    "actor": self.actor.username,
                    "verb": verb,
                    "target": f"person:{person.pk}",
                    "stream": place.code,
                    "sentence": f"{person} {word} a {place.name} el {one.on:%d/%m/%Y}{note}."
                    if came
                    else f"Se completaron los datos de {person}.",
                    "details": {"impossible_document": True} if one.document and one.document.impossible else {},
                }
            )
        audit.record_each(lines)


_FILLED = {
    "born_on": lambda: _("fecha de nacimiento"),
    "second_surname": lambda: _("segundo apellido"),
    "document": lambda: _("documento"),
}
