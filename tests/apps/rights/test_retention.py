"""How long records stay, what stops their erasure, and an erasure after which everything still agrees."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.closing.verify import verify
from llamkay.apps.people.acts import RENAME
from llamkay.apps.people.models import CustodySpell, IdentityDocument, Person
from llamkay.apps.rights.acts import REDACT
from llamkay.apps.rights.checks import erasures
from llamkay.apps.rights.models import Erasure, RetentionTerm
from llamkay.apps.rights.retention import services
from llamkay.apps.rights.retention.execute import execute, waiting
from llamkay.apps.rights.retention.plan import dry_run, rules
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit
from llamkay.platform.record.holdings import kinds
from llamkay.platform.security.access import Command
from tests.worlds import factories

TODAY = date(2026, 2, 2)
OWN = {"start": date(2020, 1, 1), "norm": "RP 1-INVENTADA", "article": "Serie 4", "source": "Invento de prueba"}
PAPER = "Autorización inventada 12 del archivo"


@pytest.fixture
def here(full_prison):
    return full_prison


@pytest.fixture
def officer(here):
    return factories.staff("data_officer", None)


@pytest.fixture
def second(here):
    return factories.staff("data_officer", None, "segunda")


@pytest.fixture
def gone(here):
    """Who left on 1 February 2020, by rows that nobody would write today."""
    CustodySpell.objects.filter(person=here.person).update(
        period=DateRange(date(2019, 1, 1), date(2020, 2, 1)), exit="release"
    )
    return here.person


def fix(officer, second, kind, years=5):
    made = services.enter_term(actor=officer, kind=kind, since="exit", years=years, **OWN)
    return services.confirm_term(actor=second, term=made)


@pytest.fixture
def all_fixed(officer, second):
    for kind in kinds():
        fix(officer, second, kind)


def proposed(officer, person):
    plan = dry_run(person, on=TODAY)
    return services.propose(actor=officer, person=person, authorisation=PAPER, seen=plan.seal())


def confirmed(officer, second, person):
    return services.confirm(actor=second, erasure=proposed(officer, person))


def test_what_no_norm_fixes_has_no_rule_and_is_not_erased(here, gone):
    found = rules(on=TODAY)
    assert found["access_log"].years == 2 and found["access_log"].since == "record"
    assert {kind for kind, rule in found.items() if rule is None} == set(kinds())
    plan = dry_run(gone, on=TODAY)
    assert {line.verdict for line in plan.lines} == {"no_rule"} and not plan.due


def test_a_term_holds_once_another_person_confirmed_it(here, officer, second):
    made = services.enter_term(actor=officer, kind="legal", since="exit", years=5, **OWN)
    assert rules(on=TODAY)["legal"] is None
    with pytest.raises(Refused, match="otra persona"):
        services.confirm_term(actor=officer, term=made)
    services.confirm_term(actor=second, term=made)
    assert (rules(on=TODAY)["legal"].years, rules(on=date(2019, 1, 1))["legal"]) == (5, None)
    with pytest.raises(IntegrityError, match="term_confirmed_by_another"), transaction.atomic():
        RetentionTerm.objects.filter(pk=made.pk).update(confirmed_by=officer.username)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "otra"}, "kind"),
        ({"years": None}, "years"),
        ({"since": "never"}, "years"),
        ({"years": 0}, "years"),
        ({"norm": " "}, "norm"),
    ],
)
def test_what_is_no_term_is_refused_beside_its_field(here, officer, values, field):
    with pytest.raises(Refused) as refusal:
        services.enter_term(**{"actor": officer, "kind": "legal", "since": "exit", "years": 5, **OWN, **values})
    assert refusal.value.field == field


def test_terms_are_fixed_for_the_country_by_its_seat(here):
    with pytest.raises(PermissionDenied):
        services.enter_term(
            actor=factories.staff("director", here.place, "d"), kind="legal", since="exit", years=5, **OWN
        )
    local = factories.staff("data_officer", here.place, "local")
    with pytest.raises(Refused, match="sede central"):
        services.enter_term(actor=local, kind="legal", since="exit", years=5, **OWN)


@pytest.mark.parametrize(
    ("left", "verdict"),
    [(date(2021, 2, 2), "runs"), (date(2021, 2, 1), "due"), (None, "inside"), (date(2026, 3, 1), "inside")],
)
def test_a_term_runs_from_the_last_exit(here, officer, second, left, verdict):
    fix(officer, second, "legal")
    CustodySpell.objects.filter(person=here.person).update(
        period=DateRange(date(2019, 1, 1), left), exit="release" if left else ""
    )
    lines = dry_run(here.person, on=TODAY).lines
    assert {line.verdict for line in lines if line.kind == "legal"} == {verdict}


def test_a_hold_by_person_or_by_case_stops_it_until_it_is_lifted(here, officer, gone, all_fixed):
    why = {"reason": "Proceso por accidente de trabajo.", "document": "Oficio inventado 3"}
    by_case = services.hold(actor=officer, establishment=here.place, case_number="expediente QUINCHU", **why)
    assert dry_run(gone, on=TODAY).holds == [by_case]
    assert dry_run(here.second, on=TODAY).holds == []
    with pytest.raises(Refused, match="retención"):
        proposed(officer, gone)
    services.lift(actor=officer, hold=by_case, why="El proceso terminó con sentencia.")
    made = proposed(officer, gone)
    services.hold(actor=officer, establishment=here.place, person=gone, **why)
    with pytest.raises(Refused, match="retención"):
        services.confirm(actor=factories.staff("data_officer", None, "tercera"), erasure=made)


def test_two_people_decide_what_both_saw(here, officer, second, gone, all_fixed):
    with pytest.raises(Refused, match="ya no es lo que se vio"):
        services.propose(actor=officer, person=gone, authorisation=PAPER, seen="0" * 64)
    with pytest.raises(Refused) as refusal:
        services.propose(actor=officer, person=gone, authorisation="sí", seen=dry_run(gone, on=TODAY).seal())
    assert refusal.value.field == "authorisation"
    made = proposed(officer, gone)
    with pytest.raises(Refused, match="otra persona"):
        services.confirm(actor=officer, erasure=made)
    with pytest.raises(IntegrityError, match="erasure_by_two_people"), transaction.atomic():
        Erasure.objects.filter(pk=made.pk).update(state="confirmed", decided_by=officer.username)
    with pytest.raises(Refused, match="no está confirmado"):
        execute(actor=Command(), erasure=made)


def test_what_moved_since_it_was_confirmed_is_not_erased(here, officer, second, gone, all_fixed):
    made = confirmed(officer, second, gone)
    IdentityDocument.objects.create(person=gone, kind="passport", number="X0000001")
    with pytest.raises(Refused, match="ya no es lo que se confirmó"):
        execute(actor=Command(), erasure=made)
    assert IdentityDocument.objects.filter(person=gone).count() == 2


def named_in_the_log(here, person):
    with transaction.atomic():
        audit.record(
            actor="registro",
            verb=RENAME,
            target=f"person:{person.pk}",
            stream=here.place.code,
            sentence=f"Corrigió el nombre de {person} ({person.code}).",
            reason=f"DNI {person.documents.get().number}",
            details={"antes": str(person)},
        )


def test_after_an_erasure_nobody_is_named_and_everything_agrees(here, officer, second, gone, all_fixed):
    name, code, number = str(gone), gone.code, gone.documents.get().number
    named_in_the_log(here, gone)
    others = Person.objects.exclude(pk=gone.pk).count()
    made = confirmed(officer, second, gone)
    assert [row.pk for row in waiting()] == [made.pk]
    execute(actor=Command(), erasure=made)
    gone.refresh_from_db()
    assert str(gone) == f"Identidad, suprimida {gone.pk}" and gone.born_on is None and not gone.documents.exists()
    assert Person.objects.exclude(pk=gone.pk).count() == others
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_personevent WHERE pgh_obj_id = %s", [gone.pk])
        assert cursor.fetchone() == (0,)
    for line in LoggedAction.objects.all():
        assert not any(word in f"{line.sentence}{line.reason}{line.details}" for word in (name, code, number))
    assert [f"{check.name}: {check.problems}" for check in verify() if check.problems] == []
    assert list(erasures()) == []
    line = LoggedAction.objects.latest("pk")
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():  # the guards stand again
        LoggedAction.objects.filter(pk=line.pk).update(sentence="otra")


def test_a_redacted_line_can_be_changed_no_further(here, officer, second, gone, all_fixed):
    named_in_the_log(here, gone)
    execute(actor=Command(), erasure=confirmed(officer, second, gone))
    assert list(audit.broken_links()) == []
    (line,) = audit.acts(REDACT)
    number = min(map(int, line.details["lines"]))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE platform_loggedaction DISABLE TRIGGER USER")
        cursor.execute("UPDATE platform_loggedaction SET sentence = 'otra' WHERE id = %s", [number])
    assert [f"la línea {number} " in words for words in audit.broken_links()] == [True]


def test_names_that_left_by_no_erasure_are_found(here):
    with transaction.atomic():
        audit.record(
            actor="x", verb=REDACT, target="erasure:99", sentence="x", stream="national", details={"lines": {}}
        )
    (words,) = erasures()
    assert "ningún borrado lo dice" in words
