"""Reads: who is visible, where they are, how many there are, what happened to them."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from llamkay.apps.people.documents import possible_numbers
from llamkay.apps.people.hooks import Chapter, Event
from llamkay.apps.people.kinds import Entry, Exit
from llamkay.apps.people.models import (
    STAGE_NAMES,
    Conviction,
    CustodySpell,
    IdentityDocument,
    IdentityJoin,
    IsolationSpell,
    LegalStatusSpell,
    PavilionSpell,
    Person,
    StageEvaluation,
    StageSpell,
    TemporaryAbsence,
    status_words,
)
from llamkay.apps.people.permissions import VIEW, VIEW_LEGAL
from llamkay.platform.database.bulk import array_of, these
from llamkay.platform.database.once import once
from llamkay.platform.database.search import matching
from llamkay.platform.security import scope as scopes
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Rows, Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def nobody() -> QuerySet[Person]:
    """No one: what a choice of people offers until its form knows the scope of whoever fills it in."""
    return Person.objects.none()


def people_by_ids(ids: Any) -> QuerySet[Person]:
    """The people of those numbers, or of a query that gives them, in order of name.

    Not narrowed: the row security in force hides the rest, and who shows them has asked the scope.
    """
    return Person.objects.filter(pk__in=ids)


def custody(
    *, of: Any = None, at: Any = None, on: date | None = None, within: tuple[date, date] | None = None
) -> QuerySet[CustodySpell]:
    """The spells of custody of a person, at a prison, holding a day, or touching the days from one to before another.

    ``of`` and ``at`` are a row, its number or an ``OuterRef``, so that the spells can stand as a condition of another
    query. Not evaluated and not narrowed: the row security in force hides the rest, who shows them filters by scope.
    """
    rows = CustodySpell.objects.all()
    if of is not None:
        rows = rows.filter(person=of)
    if at is not None:
        rows = rows.filter(establishment=at)
    if on is not None:
        rows = rows.filter(period__contains=on)
    if within is not None:
        rows = rows.filter(period__overlap=within)
    return rows


def held_people(*, at: Any, on: date) -> QuerySet[Person]:
    """Who is in the custody of the prison that day; an identity that was merged is not among them."""
    return Person.objects.filter(custody__establishment=at, custody__period__contains=on, merged_into=None)


def is_held(person: Any, *, at: Any, on: date) -> bool:
    """Whether the person, or who has that number, is in the custody of the prison that day."""
    return custody(of=person, at=at, on=on).exists()


def departure(person: Any, *, at: Any, since: date) -> tuple[date, str] | None:
    """The first day away of whoever a prison held on a day, and how it was (a value of ``Exit``); nothing while it
    holds the person. Whoever was not held there that day is taken for transferred before it."""
    spell = custody(of=person, at=at, on=since).first()
    if spell is None:
        return since, Exit.TRANSFER
    return (spell.period.upper, spell.exit) if spell.period.upper else None


def last_custody(person: Person, *, at: Any = None) -> CustodySpell | None:
    """The latest spell of the person, of all or at one prison; over or not."""
    return custody(of=person, at=at).select_related("establishment").order_by("-period").first()


def convictions_of(person: Any) -> QuerySet[Conviction]:
    """The sentences and charges of a person, or of an ``OuterRef``, the first to begin first."""
    return Conviction.objects.filter(person=person).order_by("starts_on", "id")


def stages_of(person: Person) -> QuerySet[StageSpell]:
    """The regimes and stages a person has been in, the first first."""
    return StageSpell.objects.filter(person=person).order_by("period")


def evaluations_of(person: Person, *, until: date) -> QuerySet[StageEvaluation]:
    """The evaluations of a person's progression up to a day, the first first."""
    return StageEvaluation.objects.filter(person=person, on__lte=until).order_by("on")


def isolations_of(person: Person) -> QuerySet[IsolationSpell]:
    """The days of isolation of a person, the first first."""
    return IsolationSpell.objects.filter(person=person).order_by("period")


def mistakable(person: Person) -> list[Any]:
    """What may be taken back of what was entered of a person, the newest of each kind first.

    Of what follows one another (stages, legal statuses, pavilions) the last.
    """
    away: list[Any] = [*TemporaryAbsence.objects.filter(person=person), *isolations_of(person)]
    lasting: tuple[type[Any], ...] = (StageSpell, LegalStatusSpell, PavilionSpell)
    return [
        *sorted(away, key=lambda row: row.period.lower, reverse=True),
        *(row for model in lasting for row in model.objects.filter(person=person).order_by("-period")[:1]),
        *person.evaluations.order_by("-on"),
        *person.convictions.order_by("-starts_on"),
        *person.documents.order_by("-id"),
    ]


def pavilions(people: Iterable[int], *, on: date) -> dict[int, str]:
    """Person → the pavilion where they live on a day, of those of whom it is known; one query."""
    return {person: name for person, (_place, name) in homes_of(people, on=on).items()}


def homes_of(people: Iterable[int], *, on: date) -> dict[int, tuple[int, str]]:
    """Person → prison and pavilion where they live on a day, of those of whom it is known; one query."""
    rows = PavilionSpell.objects.filter(person_id__in=these(people), period__contains=on)
    found = rows.values_list("person_id", "establishment_id", "pavilion")
    return {person: (place, pavilion) for person, place, pavilion in found}


class Elsewhere(NamedTuple):
    """Days on which a person was not where they work or study: at a hospital, a court, on leave, in isolation."""

    person: int
    kind: str  # a reason of ``TemporaryAbsence``, or ISOLATION
    start: date
    end: date | None  # the first day back; nothing while not known


ISOLATION = "isolation"


_ELSEWHERE = """
SELECT person_id, reason, lower(period), upper(period) FROM people_temporaryabsence
WHERE person_id = ANY (%(people)s::bigint[]) AND period && daterange(%(first)s, %(end)s)
UNION ALL
SELECT person_id, %(isolation)s, lower(period), upper(period) FROM people_isolationspell
WHERE person_id = ANY (%(people)s::bigint[]) AND period && daterange(%(first)s, %(end)s)
"""


def elsewhere(people: Iterable[int], *, first: date, end: date) -> list[Elsewhere]:
    """What keeps some people from where they work or study on the days from one to before another; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, {"people": array_of(people), "first": first, "end": end, "isolation": ISOLATION})
        return [Elsewhere(*row) for row in cursor.fetchall()]


def documents_of(people: Iterable[int]) -> QuerySet[IdentityDocument]:
    """The identity documents of the people of those numbers."""
    return IdentityDocument.objects.filter(person_id__in=list(people))


def named_in(texts: str, *, but: Iterable[int]) -> list[str]:
    """How the people who stand named in some texts are written there, by name, code or document; ``but`` are left out.

    A name is looked for as surnames or one surname with a given name, and its words are looked for first, so that the
    texts are gone through once for those people only. Who asks has put in force the scope of who may be meant.
    """
    words = set(re.findall(r"\w+", texts.casefold()))
    rows = Person.objects.exclude(pk__in=list(but)).values_list(
        "first_surname", "second_surname", "given_names", "code"
    )
    found, text = [], texts.casefold()
    for first, second, names, code in rows.iterator():
        if code.casefold() in text:
            found.append(code)
        if not words.issuperset(re.findall(r"\w+", first.casefold())):
            continue
        surnames = f"{first} {second}".strip()
        called = names.split()[0] if names else ""
        ways = (f"{surnames}, {names}", f"{names} {surnames}", f"{called} {first}", f"{first}, {called}", surnames)
        found += [way for way in ways if " " in way and way.casefold() in text]
    digits = [word for word in words if len(word) >= 6]
    numbers = IdentityDocument.objects.filter(number__in=digits).exclude(person__in=list(but))
    return [*found, *numbers.values_list("number", flat=True)]


def merged_into(people: Any) -> QuerySet[Person]:
    """The former identities of the people of those numbers, or of a query that gives them."""
    return Person.objects.filter(merged_into__in=people)


def identities(person: Person) -> list[int]:
    """The person's number with those of every identity that was joined to it: what is sealed bears theirs."""
    return [person.pk, *once(("identities", person.pk), lambda: former_identities([person.pk]))]


def former_identities(people: Iterable[int]) -> dict[int, int]:
    """Identity that was joined → which of the people it leads to; none leads further (``joins`` sees to it)."""
    return _joined(standing__in=these(people))


def led_to(people: Iterable[int]) -> dict[int, int]:
    """Those of these numbers that were joined to another identity → the one that stands for them, whoever joined."""
    return _joined(former__in=these(people))


def _joined(**which: Any) -> dict[int, int]:
    rows = IdentityJoin.objects.filter(state=IdentityJoin.State.CONFIRMED, **which).order_by("pk")
    with scopes.elevated():
        return dict(rows.values_list("former_id", "standing_id"))


def joins_of(people: Iterable[int]) -> list[IdentityJoin]:
    """The joins that stand with one of these people as the identity that stands, whoever joined them."""
    rows = IdentityJoin.objects.filter(state=IdentityJoin.State.CONFIRMED, standing__in=these(people))
    with scopes.elevated():
        return list(rows.select_related("former", "standing").order_by("pk"))


def parted(establishment: "Establishment") -> set[int]:
    """Both identities of the joins of a prison that were undone."""
    rows = IdentityJoin.objects.filter(state=IdentityJoin.State.UNDONE, establishment=establishment)
    return {person for pair in rows.values_list("former_id", "standing_id") for person in pair}


def visible_people(scope: Scope, on: date | None = None) -> QuerySet[Person]:
    """Who the caller may see: people held in the scope on that day or, without a day, ever.

    An identity that was merged is hidden; the one it was merged into stands for it.
    """
    spells = scope.filter(CustodySpell.objects.filter(person=OuterRef("pk")))
    if on is not None:
        spells = spells.filter(period__contains=on)
    return Person.objects.filter(Exists(spells), merged_into__isnull=True)


def listed_people(scope: Scope, on: date) -> QuerySet[Person]:
    """The visible people of a day for a list, which reads all of them; of the whole country several times faster."""
    spells = scope.filter(CustodySpell.objects.filter(person=OuterRef("pk"), period__contains=on))
    return Person.objects.filter(there_is(spells, nationwide=scope.everything), merged_into__isnull=True)


def there_is(rows: QuerySet[Any], *, nationwide: bool) -> Any:
    """Whether somebody of a list has such a spell.

    Behind row security the planner takes «held that day» or «in that stage» for rare; over the whole country, where
    nearly everybody is, ``Coalesce`` keeps it from looking each person up one by one (three to seven times faster).
    """
    return Coalesce(Exists(rows), False) if nationwide else Exists(rows)


def in_charge(scope: Scope) -> QuerySet[Person]:
    """The visible people whose papers the caller may see: those whom no other prison has had since."""
    spells = scope.filter(CustodySpell.objects.filter(person=OuterRef("pk"), followed_on=None))
    return visible_people(scope).filter(Exists(spells))


def is_visible(scope: Scope, pk: int) -> bool:
    """Whether the caller may see a person, whenever they were held in the scope."""
    return once(("visible", scope, pk), lambda: visible_people(scope).filter(pk=pk).exists())


def charged(scope: Scope, pk: int) -> Person | None:
    """The person, for a caller who may see the papers too: whom no other prison has had since."""
    return once(("charged", scope, pk), lambda: in_charge(scope).filter(pk=pk).first())


def not_followed(scope: Scope, rows: Rows, *, start: str = "period__startswith") -> Rows:
    """Of the rows of people those that the caller may be told: what began before another prison had the person.

    ``start`` is the day that says when a row began. What happened elsewhere afterwards is of whoever has the person.
    """
    if scope.everything:
        return rows
    mine = scope.filter(CustodySpell.objects.filter(person=OuterRef("person")))
    return rows.filter(Exists(mine.filter(Q(followed_on=None) | Q(followed_on__gt=OuterRef(start)))))


def search(scope: Scope, words: str) -> QuerySet[Person]:
    """The visible people whose code, names or document match every word, in any order, without accents."""
    return among(scope, visible_people(scope), words)


def among(scope: Scope, people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Of some people those whose code, names or document match every word; a document only of who is in charge."""
    if numbers := possible_numbers(words):
        documents = IdentityDocument.objects.filter(person=OuterRef("pk"), number__in=numbers)
        by_document = people.filter(Exists(documents))
        if not scope.everything:
            by_document = by_document.filter(pk__in=in_charge(scope).values("pk"))
        if by_document.exists():
            return by_document
    return matching(people, words)


def population(establishment_ids: Collection[int], on: date) -> dict[int, int]:
    """People in the custody of each establishment on a day: who arrives that day counts, who leaves does not."""
    counted = (
        CustodySpell.objects.filter(establishment__in=establishment_ids, period__contains=on)
        .order_by()
        .values_list("establishment")
        .annotate(people=Count("id"))
    )
    return dict.fromkeys(establishment_ids, 0) | dict(counted)


def population_series(establishment: "Establishment", first: date, last: date) -> list[tuple[date, int]]:
    """The population of each day from ``first`` to ``last``, both included, in one query."""
    end = last + timedelta(days=1)
    changes = [0] * ((end - first).days + 1)
    rows = (
        CustodySpell.objects.filter(establishment=establishment, period__overlap=DateRange(first, end))
        .order_by()
        .values_list("period")
        .annotate(people=Count("id"))
    )
    for period, people in rows:
        changes[max((period.lower - first).days, 0)] += people
        if period.upper is not None and period.upper < end:
            changes[(period.upper - first).days] -= people
    series, total = [], 0
    for at, change in enumerate(changes[:-1]):
        total += change
        series.append((first + timedelta(days=at), total))
    return series


def custody_on(person: Person, on: date) -> CustodySpell | None:
    """Where the person was held that day, as far as the scope in force sees."""
    rows = CustodySpell.objects.filter(person=person, period__contains=on).select_related("establishment")
    return once(("custody", scopes.current(), person.pk, on), rows.first)


def held_among(people: Iterable[int], on: date) -> set[int]:
    """Which of some people are in custody that day, as far as the scope in force sees."""
    rows = CustodySpell.objects.filter(person__in=list(people), period__contains=on).order_by()
    return set(rows.values_list("person", flat=True))


def stage_on(person: Person, on: date) -> StageSpell | None:
    """The regime and stage of the person that day."""
    return StageSpell.objects.filter(person=person, period__contains=on).first()


def status_on(person: Person, on: date) -> LegalStatusSpell | None:
    """Whether the person was on remand or sentenced that day."""
    return LegalStatusSpell.objects.filter(person=person, period__contains=on).first()


def standing_id(pk: int) -> int | None:
    """The identity that stands for a merged one, whoever asks; nothing when this one was not merged.

    Only the number is told: what the caller may see of it is decided where it is opened.
    """
    with scopes.elevated():
        found = Person.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
        while found is not None:
            further = Person.objects.filter(pk=found).values_list("merged_into", flat=True).first()
            if further is None:
                return found
            found = further
    return None


def by_exact(scope: Scope, text: str) -> Person | None:
    """The one standing person of that code, where visible, or of that document number, wherever they were held.

    Knowing the whole number of a document is what lets a registry meet a person of another establishment.
    """
    text = text.strip().upper()
    found = visible_people(scope).filter(code__iexact=text).first()
    if found is None and text:
        with scopes.elevated():
            found = Person.objects.filter(
                merged_into__isnull=True, documents__number=text.replace("-", "").replace(" ", "")
            ).first()
    return found


@dataclass(frozen=True)
class PersonPage:
    """Everything of a person's page on a day, short of what higher apps add."""

    person: Person
    documents: list[IdentityDocument]
    custody: CustodySpell | None
    last_custody: CustodySpell | None
    status: LegalStatusSpell | None
    stage: StageSpell | None
    pavilion: PavilionSpell | None
    absence: TemporaryAbsence | None
    isolation: IsolationSpell | None
    age: int | None
    day: date  # as of which it is told
    until: date  # the last day of which anything is told


def last_day(scope: Scope, pk: int, day: date) -> date:
    """The day, or for somebody whom another prison has had since, the day of it: what came after is not told."""
    spells = _stays(scope, pk)
    if not spells or spells[0].followed_on is None:
        return day
    return min(day, spells[0].followed_on)


def _stays(scope: Scope, pk: int) -> list[CustodySpell]:
    """The spells of custody of a person in the scope, the newest first."""
    rows = scope.filter(CustodySpell.objects.filter(person_id=pk)).select_related("establishment__office")
    return once(("stays", scope, pk), lambda: list(rows.order_by("-period")))


def _shown(scope: Scope, person: Person, kind: Any) -> list[Any]:
    """The spells of a kind of a person that the caller may be told."""
    rows = not_followed(scope, kind.objects.filter(person=person))
    return once((kind, scope, person.pk), lambda: list(rows))


def person_page(scope: Scope, pk: int, on: date) -> PersonPage:
    """The person as of a day. Raises ``Person.DoesNotExist`` for whoever is outside the scope or was merged."""
    person = visible_people(scope).get(pk=pk)
    until = last_day(scope, pk, date.max)  # the day of the transfer itself is told
    on = min(on, until)
    spells = _stays(scope, pk)

    def that_day(kind: Any) -> Any:
        return next((row for row in _shown(scope, person, kind) if on in row.period), None)

    return PersonPage(
        person=person,
        documents=list(person.documents.order_by("id")) if charged(scope, pk) else [],
        custody=next((spell for spell in spells if on in spell.period), None),
        last_custody=spells[0],
        status=that_day(LegalStatusSpell),
        stage=that_day(StageSpell),
        pavilion=that_day(PavilionSpell),
        absence=that_day(TemporaryAbsence),
        isolation=that_day(IsolationSpell),
        age=age_on(person.born_on, on),
        day=on,
        until=until,
    )


def age_on(born_on: date | None, day: date) -> int | None:
    """Whole years on a day; who was born on 29 February turns a year older on 1 March of common years."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def timeline(
    person: Person, *, scope: Scope | None = None, legal: bool = False, until: date | None = None
) -> list[Event]:
    """What happened to the person as dated sentences, latest first; convictions only with ``legal``."""
    seen = scope or scopes.current()
    events = [*_custody_events(person, seen), *_spell_events(person, seen)]
    if legal:
        events += _legal_events(person)
    until = until or last_day(seen, person.pk, date.max)
    events = [event for event in events if event.on <= until]
    return sorted(events, key=lambda event: event.on)[::-1]


def chapter(reader: Any, person: Person) -> Chapter | None:
    """What the registry tells of a person to whoever may see people; the sentence to whoever may see it too."""
    if not decide(reader, VIEW):
        return None
    legal = reader.actions.get(VIEW_LEGAL)
    shown = legal is not None and charged(legal, person.pk) is not None
    return Chapter("registro", _("Registro"), timeline(person, scope=reader.actions[VIEW], legal=shown))


def _custody_events(person: Person, scope: Scope) -> Iterator[Event]:
    entry = {
        Entry.ENTRY: _("Ingresó a %(place)s."),
        Entry.TRANSFER: _("Llegó por traslado a %(place)s."),
    }
    exit_ = {
        Exit.RELEASE: _("Salió en libertad de %(place)s."),
        Exit.TRANSFER: _("Salió por traslado de %(place)s."),
        Exit.DEATH: _("Falleció bajo custodia de %(place)s."),
        Exit.ESCAPE: _("Se fugó de %(place)s."),
    }
    for spell in reversed(_stays(scope, person.pk)):
        place = {"place": spell.establishment.name}
        yield Event(spell.period.lower, entry[Entry(spell.entry)] % place)
        if spell.exit:
            yield Event(spell.period.upper, exit_[Exit(spell.exit)] % place)


def _spell_events(person: Person, scope: Scope) -> Iterator[Event]:
    for status in _shown(scope, person, LegalStatusSpell):
        yield Event(
            status.period.lower,
            _("Su situación jurídica pasó a: %(status)s.")
            % {"status": status_words(status.status, person.sex).lower()},
        )
    for stage in _shown(scope, person, StageSpell):
        name = STAGE_NAMES[stage.regime, stage.stage]
        sentence = _("Pasó al régimen %(stage)s.") % {"stage": name[0].lower() + name[1:]}
        yield Event(stage.period.lower, f"{sentence} ({stage.act})" if stage.act else sentence)
    for pavilion in _shown(scope, person, PavilionSpell):
        yield Event(pavilion.period.lower, _("Cambió de pabellón: %(name)s.") % {"name": pavilion.pavilion})
    for evaluation in not_followed(scope, StageEvaluation.objects.filter(person=person), start="on"):
        yield Event(
            evaluation.on,
            _("Evaluación de progresión favorable.")
            if evaluation.favourable
            else _("Evaluación de progresión desfavorable."),
        )
    for absence in _shown(scope, person, TemporaryAbsence):
        reason = {"reason": absence.get_reason_display().lower()}
        yield Event(absence.period.lower, _("Salió temporalmente: %(reason)s.") % reason)
        if absence.period.upper is not None:
            yield Event(absence.period.upper, _("Volvió de su salida: %(reason)s.") % reason)
    for isolation in _shown(scope, person, IsolationSpell):
        yield Event(isolation.period.lower, _("Inició aislamiento (%(act)s).") % {"act": isolation.act})
        if isolation.period.upper is not None:
            yield Event(isolation.period.upper, _("Terminó el aislamiento (%(act)s).") % {"act": isolation.act})


def _legal_events(person: Person) -> Iterator[Event]:
    for conviction in Conviction.objects.filter(person=person):
        detail = {"offence": conviction.offence, "term": conviction.term}
        yield Event(
            conviction.starts_on, _("Inicio del cómputo por el art. %(offence)s del Código Penal (%(term)s).") % detail
        )
        if conviction.final_on:
            yield Event(conviction.final_on, _("Quedó firme la condena por el art. %(offence)s (%(term)s).") % detail)


def stage_choices() -> list[tuple[str, str]]:
    """Every regime and stage as a choice, written «regime/stage»."""
    return [(f"{regime}/{stage}", name) for (regime, stage), name in STAGE_NAMES.items()]


_SUITABILITY = """
    SELECT p.id, p.born_on, s.ends, CASE WHEN g.id IS NULL THEN NULL ELSE g.regime || '/' || g.stage END, t.status,
      i.id IS NOT NULL, upper(i.period)
    FROM unnest(%(people)s::bigint[]) AS asked(id) JOIN people_person p ON p.id = asked.id
    LEFT JOIN people_stagespell g ON g.person_id = p.id AND g.period @> %(on)s
    LEFT JOIN people_legalstatusspell t ON t.person_id = p.id AND t.period @> %(on)s
    LEFT JOIN people_isolationspell i ON i.person_id = p.id AND i.period @> %(on)s
    LEFT JOIN (
      SELECT person_id,
        max((starts_on + make_interval(years => years, months => months, days => days))::date - 1) AS ends
      FROM people_conviction WHERE person_id = ANY (%(people)s) AND final_on IS NOT NULL GROUP BY person_id
    ) s ON s.person_id = p.id
"""
SuitabilityFacts = tuple[int, date | None, date | None, str | None, str | None, bool, date | None]


def suitability_facts(people: Iterable[int], *, on: date) -> list[SuitabilityFacts]:
    """Of each of these people on a day: when born, the last day of the longest final sentence, stage, legal status,
    whether in isolation and until when; one query for any number."""
    with connection.cursor() as cursor:
        cursor.execute(_SUITABILITY, {"people": list(people), "on": on})
        found: list[SuitabilityFacts] = cursor.fetchall()
    return found


def recidivists(people: Iterable[int]) -> set[int]:
    """Who of these people has a sentence as a recidivist or habitual offender."""
    rows = Conviction.objects.filter(Q(recidivist=True) | Q(habitual=True), person_id__in=these(people))
    return set(rows.values_list("person_id", flat=True))


def long_absences(people: Any, *, since: date, on: date) -> set[int]:
    """Who of these people, numbers or a query of them, has been in hospital or on leave without a break since a day."""
    rows = TemporaryAbsence.objects.filter(period__contains=on, period__startswith__lte=since)
    kinds = (TemporaryAbsence.Reason.HOSPITAL, TemporaryAbsence.Reason.LEAVE)
    return set(rows.filter(reason__in=kinds, person__in=people).values_list("person", flat=True))
