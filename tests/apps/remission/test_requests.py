"""A request goes from hand to hand until it is decided; each act leaves its step; what is missing is always said."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.people.models import Conviction, CustodySpell, StageSpell
from llamkay.apps.remission.counts.statements import make_statement
from llamkay.apps.remission.models import Request, RequestStep, Statement
from llamkay.apps.remission.requests import queries, services
from llamkay.apps.remission.tasks import requests as what_waits
from llamkay.core.errors import Refused
from llamkay.core.remission.words import in_words
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories

FRIDAY = "2026-03-06T09:00:00-05:00"


pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture
def inside(enrolled, monkeypatch):
    """The same prison on Friday 6 March 2026, under judicial control."""
    monkeypatch.setenv("LLAMKAY_NOW", FRIDAY)
    return enrolled


def convicted(person, offence, years=8, **more):
    Conviction.objects.filter(person=person).delete()
    return Conviction.objects.create(
        person=person, offence=offence, final_on=date(2024, 3, 1), starts_on=date(2025, 1, 1), years=years, **more
    )


def filed(person, purpose="served", **more):
    return services.file_request(
        actor=Command(), person=person, purpose=purpose, filed_by="La interna", **{"debt": "none", **more}
    )


def computed(person, **more):
    return services.compute_request(actor=Command(), request=filed(person, **more))


def with_papers(found, *but):
    services.certify_request(actor=Command(), request=found, kind="both")
    for paper in found.papers.exclude(code__in=["certificate", *but]):
        services.receive_paper(
            actor=Command(), request=found, code=paper.code, received_on=clock.today(), reference="001"
        )
    return found


def sent(person):
    found = with_papers(computed(person))
    return services.send_request(
        actor=Command(), request=found, sent_at=clock.now(), court="Juzgado inventado", charge="7"
    )


def decided(found, granted=True, **more):
    given = {"ground": "Cumple.", "resolution": "12", "notified_at": clock.now(), **more}
    return services.decide_request(actor=Command(), request=found, granted=granted, **given)


def lacks(found):
    fresh = queries.request(scope=EVERYTHING, pk=found.pk)
    return services.missing_of(fresh, list(fresh.papers.all()))


def verbs():
    return list(
        LoggedAction.objects.filter(target__startswith="request:").order_by("id").values_list("verb", flat=True)
    )


# Filing


def test_filed_before_13_february_the_director_has_two_working_days(enrolled, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-12T09:00:00-05:00")  # a Thursday
    found = filed(enrolled.person)
    assert (str(found), found.state, found.decider) == ("0001-2026", "filed", "director")
    assert found.due_at.astimezone(clock.LIMA).isoformat() == "2026-02-16T23:59:00-05:00"
    assert list(found.papers.all()) == []
    assert "gap.papers" in [gap["code"] for gap in found.procedure["gaps"]]


def test_filed_from_13_february_the_judge_decides(inside):
    convicted(inside.person, "108")
    found = filed(inside.person)
    assert found.decider == "judge"
    assert found.due_at == datetime.fromisoformat("2026-03-08T09:00:00-05:00")
    assert [p.code for p in found.papers.all()] == [
        "sentence",
        "no-pending-case",
        "certificate",
        "legal-report",
        "psychological-report",
        "full-payment",
    ]
    assert found.procedure["law_version"]
    assert verbs() == ["remission.file_request"]


def test_numbers_go_by_prison_and_year(inside):
    assert [str(filed(p)) for p in (inside.person, inside.second)] == ["0001-2026", "0002-2026"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"filed_at": datetime.fromisoformat("2026-03-06T09:01:00-05:00")}, "todavía no llega"),
        ({"filed_at": datetime.fromisoformat("2012-03-06T09:00:00-05:00")}, "No se ha leído la norma"),
    ],
)
def test_a_filing_that_cannot_be_is_refused(inside, change, says):
    with pytest.raises(Refused, match=says):
        filed(inside.person, **change)
    assert Request.objects.count() == 0


def test_who_is_not_held_cannot_file(inside):
    CustodySpell.objects.filter(person=inside.person).update(
        period=DateRange(date(2025, 1, 1), date(2026, 3, 6)), exit="release"
    )
    with pytest.raises(Refused, match="no está bajo custodia"):
        filed(inside.person)


def test_one_open_request_of_a_kind(inside):
    first = filed(inside.person)
    filed(inside.person, purpose="semi_liberty")
    with pytest.raises(Refused, match="está en trámite"):
        filed(inside.person)
    assert Request.objects.count() == 2
    services.withdraw_request(actor=Command(), request=first, reason="Otro abogado")
    assert filed(inside.person).state == "filed"


# The way to the judge


def test_what_is_missing_is_said_until_nothing_is(inside):
    convicted(inside.person, "108")
    found = filed(inside.person)
    papers = [f"{p.name}." for p in found.papers.all()]
    assert lacks(found) == ["El cómputo del área.", *papers]
    services.compute_request(actor=Command(), request=found)
    assert lacks(found) == papers
    with_papers(found, "legal-report")
    assert lacks(found) == ["Informe del área legal: tiempo redimido más tiempo efectivo."]
    with pytest.raises(Refused, match="le falta: Informe del área legal"):
        services.send_request(actor=Command(), request=found, sent_at=clock.now(), court="J", charge="1")
    services.receive_paper(
        actor=Command(), request=found, code="legal-report", received_on=clock.today(), reference="3"
    )
    assert lacks(found) == []


def test_sent_and_granted_each_clock_runs_from_what_happened(inside, monkeypatch):
    convicted(inside.person, "108")
    found = sent(inside.person)
    assert (found.state, found.due_at) == ("sent", datetime.fromisoformat("2026-03-08T09:00:00-05:00"))
    assert lacks(found) == ["La resolución del juzgado."]
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-09T15:00:00-05:00")
    assert queries.deadline(found) == {"due_at": found.due_at, "overdue": True, "hours": 30, "days": 1}
    found = decided(found)
    assert (found.state, found.ground) == ("granted", "Cumple.")
    assert found.due_at == datetime.fromisoformat("2026-03-10T15:00:00-05:00")
    found = services.note_release(actor=Command(), request=found, released_at=clock.now(), reference="Oficio 4")
    assert found.due_at is None
    with pytest.raises(Refused, match="ya está registrada"):
        services.note_release(actor=Command(), request=found, released_at=clock.now(), reference="Oficio 5")
    assert verbs() == [
        "remission.file_request",
        "remission.compute_request",
        "remission.certify_request",
        *["remission.receive_paper"] * 5,
        "remission.send",
        "remission.decide",
        "remission.release",
    ]
    assert [s.state for s in found.steps.all()] == ["filed", *["computed"] * 7, "sent", "granted", "granted"]


def test_the_judge_decides_only_what_was_sent(inside):
    convicted(inside.person, "108")
    with pytest.raises(Refused, match="registre antes el envío"):
        decided(computed(inside.person))


def test_refused_and_renewed(inside):
    convicted(inside.person, "108")
    first = decided(sent(inside.person), granted=False, ground="Falta readaptación.")
    assert (first.state, first.due_at, lacks(first)) == ("refused", None, [])
    assert "47-A.7" in in_words(first.procedure)["again"]
    again = filed(inside.person)
    assert again.procedure["renews"] == first.pk
    with pytest.raises(Refused, match="está denegada"):
        decided(first)


# The director's own


def test_the_director_decides_an_exempted_offence(inside):
    convicted(inside.person, "122")
    found = computed(inside.person)
    assert found.decider == "director"
    assert found.due_at == datetime.fromisoformat("2026-03-10T09:00:00-05:00")
    with pytest.raises(Refused, match="no la resuelve el juzgado"):
        services.send_request(actor=Command(), request=found, sent_at=clock.now(), court="J", charge="1")
    with pytest.raises(Refused, match="le falta"):
        decided(found)
    assert decided(with_papers(found)).state == "granted"


def test_the_director_may_refuse_an_unfinished_file(inside):
    convicted(inside.person, "122")
    assert decided(filed(inside.person), granted=False, ground="No cumple el tiempo.").state == "refused"


def test_two_readings_wait_for_somebody_to_settle_them(inside):
    convicted(inside.person, "186")
    found = with_papers(computed(inside.person))
    assert found.decider == "disputed"
    assert len(services.route_of(found)) == 7  # both ways
    assert lacks(found) == ["Definir quién resuelve, con su fundamento."]
    for act in (
        lambda: decided(found),
        lambda: services.settle_decider(actor=Command(), request=found, decider="judge", ground=" "),
        lambda: services.settle_decider(actor=Command(), request=found, decider="disputed", ground="x"),
    ):
        with pytest.raises(Refused):
            act()
    found = services.settle_decider(actor=Command(), request=found, decider="director", ground="Título V")
    assert (found.decider, lacks(found)) == ("director", [])
    assert found.due_at == datetime.fromisoformat("2026-03-10T09:00:00-05:00")
    found = services.compute_request(actor=Command(), request=found)
    assert (found.decider, found.procedure["settled"]["ground"]) == ("director", "Título V")
    with pytest.raises(Refused, match="No está en duda"):
        services.settle_decider(actor=Command(), request=found, decider="judge", ground="x")


# The debt


@pytest.mark.parametrize(
    ("debt", "kind", "ground", "says"),
    [
        ("owed", "work", "", "espera su pago"),
        ("owed", "both", "x", "espera su pago"),
        ("unknown", "work", "", "pida la liquidación"),
        ("plan", "work", "", "Escriba el fundamento"),
        ("plan", "work", "Acuerdo 3, al día", None),
        ("owed", "study", "", None),
        ("paid", "both", "", None),
    ],
)
def test_the_debt_holds_back_the_certificate_of_work(inside, debt, kind, ground, says):
    found = computed(inside.person, debt=debt)
    if says:
        with pytest.raises(Refused, match=says):
            services.certify_request(actor=Command(), request=found, kind=kind, ground=ground)
        assert any(text == in_words(found.procedure)["gate"]["text"] for text in lacks(found))
    else:
        made = services.certify_request(actor=Command(), request=found, kind=kind, ground=ground)
        paper = found.papers.get(code="certificate")
        assert (paper.reference, paper.received_on) == (str(made), date(2026, 3, 6))


def test_the_debt_is_noted_with_its_paper(inside):
    found = computed(inside.person, debt="owed")
    with pytest.raises(Refused, match="documento que lo acredita"):
        services.note_debt(actor=Command(), request=found, debt="paid", reference="")
    services.note_debt(actor=Command(), request=found, debt="paid", reference="Recibo 5")
    found.refresh_from_db()
    assert found.procedure["gate"]["gate"] == "open"
    assert services.certify_request(actor=Command(), request=found, kind="work").kind == "work"


def test_the_certificate_is_not_received_by_hand(inside):
    with pytest.raises(Refused, match="emítalo"):
        services.receive_paper(
            actor=Command(), request=filed(inside.person), code="certificate", received_on=clock.today(), reference="1"
        )


# The council


def session(found, **more):
    given = {"held_on": clock.today(), "present": 3, "minutes": "14", "favourable": True, "opinion": "Readaptada."}
    return services.council_session(actor=Command(), request=found, **{**given, **more})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"present": 2}, "no hay quórum: se necesitan 3"),
        ({"held_on": date(2026, 3, 5)}, "entre la presentación"),
        ({"held_on": date(2026, 3, 7)}, "entre la presentación"),
        ({"minutes": " "}, "número del acta"),
    ],
)
def test_a_session_needs_quorum_day_and_minutes(inside, change, says):
    found = computed(inside.person, purpose="semi_liberty")
    with pytest.raises(Refused, match=says):
        session(found, **change)


def test_a_benefit_needs_the_council(inside):
    found = with_papers(computed(inside.person, purpose="conditional"))
    assert lacks(found) == ["La sesión del consejo técnico, que organiza el expediente."]
    with pytest.raises(Refused, match="sesión del consejo"):
        services.send_request(actor=Command(), request=found, sent_at=clock.now(), court="J", charge="1")
    found = session(found)
    assert (found.state, lacks(found)) == ("council", [])
    found = services.send_request(actor=Command(), request=found, sent_at=clock.now(), court="J", charge="1")
    assert found.due_at.astimezone(clock.LIMA).isoformat() == "2026-03-13T23:59:00-05:00"  # five working days
    assert decided(found).due_at is None


def test_a_condition_that_fails_is_said(inside):
    StageSpell.objects.filter(person=inside.person).update(stage="maximum")
    found = filed(inside.person, purpose="semi_liberty")
    assert any("Condición que no se cumple: Está en mínima o mediana" in text for text in lacks(found))


# Who may, and what others see


def test_each_act_asks_for_its_action(inside):
    people = {role: factories.staff(role, inside.place) for role in ("registry", "council", "director", "head_work")}
    found = computed(inside.person)
    acts = {
        "file_request": lambda who: services.file_request(
            actor=who, person=inside.second, purpose="served", filed_by="x"
        ),
        "compute": lambda who: services.compute_request(actor=who, request=found),
        "council": lambda who: services.council_session(
            actor=who, request=found, held_on=clock.today(), present=3, minutes="1", favourable=True, opinion="x"
        ),
        "decide": lambda who: services.settle_decider(actor=who, request=found, decider="judge", ground="x"),
    }
    allowed = {
        "file_request": {"registry", "council", "director"},
        "compute": {"registry", "director", "head_work"},
        "council": {"council"},
        "decide": {"director"},
    }
    for name, act in acts.items():
        for role, who in people.items():
            if role not in allowed[name]:
                with pytest.raises(PermissionDenied):
                    act(who)
    for name in ("compute", "council", "decide"):
        for role in allowed[name] & {"registry", "council", "director"}:
            with suppress(Refused):  # settled already by the one before
                acts[name](people[role])


def test_a_list_by_state_words_and_deadline(inside, monkeypatch):
    convicted(inside.person, "108")
    first, second = sent(inside.person), filed(inside.second)
    everything = {"scope": EVERYTHING}
    assert list(queries.requests(**everything)) == [second, first]
    assert list(queries.requests(**everything, state="sent")) == [first]
    assert list(queries.requests(**everything, state="open")) == [second, first]
    assert list(queries.requests(**everything, purpose="semi_liberty")) == []
    assert list(queries.requests(**everything, words="0002-2026")) == [second]
    assert list(queries.requests(**everything, words=inside.person.code)) == [first]
    assert list(queries.requests(**everything, overdue=True)) == []
    assert list(queries.requests(**everything, sort="plazo")) == [second, first]
    assert list(queries.requests(**everything, sort="persona")) == [first, second]
    assert {r.pk: r.absent for r in queries.requests(**everything)} == {first.pk: 0, second.pk: 4}
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-08T09:00:01-05:00")
    assert set(queries.requests(**everything, overdue=True)) == {first, second}
    elsewhere = Scope(ids=frozenset({inside.place.pk + 1}))
    assert list(queries.requests(scope=elsewhere)) == []
    assert queries.request(scope=elsewhere, pk=first.pk) is None


def test_another_prison_sees_nothing_in_the_database(inside, as_application):
    found = filed(inside.person)
    with scope.acting_in(Scope(ids=frozenset({inside.place.pk + 1}))):
        assert not Request.objects.exists()
        assert not RequestStep.objects.filter(request=found).exists()


# Who is about to complete the time


def counted(person, starts_on, years):
    convicted(person, "186", years=years)
    Conviction.objects.filter(person=person).update(starts_on=starts_on)
    return make_statement(actor=Command(), person=person)


def test_whose_time_is_complete_within_sixty_days(inside):
    # 60 days after 6 March is 5 May. A year from 7 May 2025 ends on 6 May 2026; seven days of January redeem seven.
    rows = counted(inside.person, date(2025, 5, 7), 1)
    assert rows.result["release"]["with_remission"] == "2026-04-29"
    later = counted(inside.second, date(2025, 5, 7), 1)
    assert later.result["release"]["with_remission"] == "2026-05-06"
    today = date(2026, 3, 6)
    assert [s.person_id for s in queries.completing(scope=EVERYTHING, today=today)] == [inside.person.pk]
    assert {s.person_id for s in queries.completing(scope=EVERYTHING, today=date(2026, 3, 7))} == {
        inside.person.pk,
        inside.second.pk,
    }
    (line,) = queries.completing_lines(queries.completing(scope=EVERYTHING, today=today), today)
    assert (line["on"], line["days"], line["past"], line["requested"]) == (date(2026, 4, 29), 54, False, False)
    elsewhere = Scope(ids=frozenset({inside.place.pk + 1}))
    assert list(queries.completing(scope=elsewhere, today=today)) == []
    filed(inside.person)
    (line,) = queries.completing_lines(queries.completing(scope=EVERYTHING, today=today), today)
    assert line["requested"] is True
    assert list(queries.completing(scope=EVERYTHING, today=today, words="nadie")) == []


def test_only_the_last_count_of_a_person_stands(inside):
    counted(inside.person, date(2025, 5, 7), 1)
    counted(inside.person, date(2025, 5, 7), 4)
    assert Statement.objects.filter(person=inside.person).count() == 2
    assert list(queries.completing(scope=EVERYTHING, today=date(2026, 3, 6))) == []


def test_whoever_may_complete_it_and_has_no_recent_count_is_told(inside):
    """A year from 7 May 2025 and the eight days that the close counted: complete on 29 April 2026, no sooner."""
    for person in (inside.person, inside.second):
        convicted(person, "186", years=1)
        Conviction.objects.filter(person=person).update(starts_on=date(2025, 5, 7))
    mine = Scope(ids=frozenset({inside.place.pk}))
    assert list(queries.to_compute(scope=mine, today=date(2026, 2, 27))) == []
    (found,) = queries.to_compute(scope=mine, today=date(2026, 2, 28))
    assert (found.pk, found.ends, found.counted) == (inside.person.pk, date(2026, 5, 7), 8)
    assert list(queries.to_compute(scope=Scope(ids=frozenset({inside.place.pk + 1})), today=date(2026, 3, 6))) == []
    make_statement(actor=Command(), person=inside.person)
    assert list(queries.to_compute(scope=mine, today=clock.today())) == []
    old = clock.today() + timedelta(days=31)
    assert [p.pk for p in queries.to_compute(scope=mine, today=old)] == [inside.person.pk, inside.second.pk]


def test_one_reading_that_completes_is_enough(inside):
    made = counted(inside.second, date(2025, 5, 7), 4)
    result = made.result | {
        "release": {"sentence_ends": "2029-05-06", "with_remission": None},
        "alternatives": [
            {"release": {"with_remission": "2026-04-01"}},
            {"release": {"with_remission": "2028-01-01"}},
        ],
    }
    later = Statement.objects.create(
        person=inside.second,
        as_of=made.as_of,
        at=made.at,
        by="x",
        case={},
        result=result,
        law_version=made.law_version,
        hash="0" * 64,
        replaces=made,
    )
    today = date(2026, 3, 6)
    (line,) = queries.completing_lines(queries.completing(scope=EVERYTHING, today=today), today)
    assert (line["statement"], line["on"], line["readings"]) == (later, date(2026, 4, 1), True)


def test_what_waits(inside, monkeypatch):
    counted(inside.person, date(2025, 5, 7), 1)
    convicted(inside.second, "108")
    sent(inside.second)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-09T09:00:00-05:00")
    tasks = what_waits(None, EVERYTHING, clock.today())
    assert [task.count for task in tasks] == [1, 1, 1]
