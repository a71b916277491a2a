"""When a plan is reviewed, what moves the date and what does not; the council's half years."""

from datetime import date

import pytest
from django.urls import reverse

from llamkay.apps.people.custody.services import transfer_person
from llamkay.apps.plans import tasks
from llamkay.apps.plans.drafting import queries as plans
from llamkay.apps.plans.drafting import services as drafting
from llamkay.apps.plans.models import CouncilEvaluation, Review, ReviewDelay
from llamkay.apps.plans.reviews import queries, services
from llamkay.core.errors import Refused
from llamkay.core.lifeplan.semesters import Semester
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.apps.plans.conftest import TODAY

HAND = {"closes": "hand"}
SEMESTER = Semester(2025, 2)


def waiting():
    return Review.objects.get(held_on=None)


def test_the_first_review_is_by_the_time_that_is_left(prison, agree):
    agree(HAND)
    review = waiting()
    # Until 31 December 2029: between one year and five.
    assert (review.opens_on, review.due_on, review.rule) == (date(2026, 6, 2), date(2026, 8, 2), "PLAN-01")


def test_overdue_stays_overdue_with_its_date_until_it_is_held(monkeypatch, prison, agree):
    agree(HAND)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-09-01T10:00:00-05:00")
    here = Scope(ids=frozenset([prison.here.pk]))
    (task,) = tasks.to_review(prison.social, here, date(2026, 9, 1))
    assert (task.text, task.count, task.due) == ("Revisiones de planes vencidas", 1, date(2026, 8, 2))
    with pytest.raises(Refused, match="venció el 02/08/2026: ya no se aplaza"):
        services.delay(actor=prison.social, review=waiting(), reason="health")
    services.hold(actor=prison.social, review=waiting(), on=date(2026, 9, 1), outcome="stays", note="Sigue")
    following = waiting()
    assert (following.opens_on, following.due_on) == (date(2027, 1, 1), date(2027, 3, 1))
    assert list(tasks.to_review(prison.social, here, date(2026, 9, 1))) == []


def test_a_new_version_does_not_forgive_an_overdue_review(monkeypatch, prison, agree):
    agree(HAND)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-09-01T10:00:00-05:00")
    plan = drafting.draft(actor=prison.social, person=prison.ana)
    plan = drafting.agree(actor=prison.social, plan=plan, on=date(2026, 9, 1), consent="signed")
    assert (waiting().due_on, waiting().plan) == (date(2026, 8, 2), plan)


def test_a_transfer_brings_it_forward_where_she_arrived(prison, agree):
    agree(HAND)
    transfer_person(actor=Command(), person=prison.ana, to=prison.there, on=TODAY)
    review = waiting()
    assert (review.due_on, review.kind, review.rule) == (date(2026, 2, 12), "transfer", "PLAN-02")
    arrived, left = (Scope(ids=frozenset([place.pk])) for place in (prison.there, prison.here))
    assert [row.pk for row in queries.reviews(scope=arrived, on=TODAY)] == [review.pk]
    assert list(queries.reviews(scope=left, on=TODAY)) == []
    services.hold(actor=prison.stranger, review=review, on=TODAY, outcome="changes", note="")


def test_a_delay_has_its_reason_and_is_never_earlier(monkeypatch, prison, agree):
    agree(HAND)
    services.delay(actor=prison.social, review=waiting(), reason="health")
    assert waiting().due_on == date(2026, 8, 2)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-07-30T10:00:00-05:00")
    services.delay(actor=prison.social, review=waiting(), reason="health")
    assert waiting().due_on == date(2026, 8, 9)
    assert list(ReviewDelay.objects.values_list("reason", "due_before", "due_after")) == [
        ("health", date(2026, 8, 2), date(2026, 8, 2)),
        ("health", date(2026, 8, 2), date(2026, 8, 9)),
    ]
    with pytest.raises(Refused, match="Elija por qué"):
        services.delay(actor=prison.social, review=waiting(), reason="none")


def evaluate(prison, **changes):
    fields = {
        "actor": prison.council,
        "person": prison.ana,
        "semester": SEMESTER,
        "on": date(2026, 1, 20),
        "act": "Acta 3-2026",
        "conduct": "good",
        "verdict": "favourable",
    }
    return services.evaluate(**fields | changes)


def test_the_council_says_once_of_each_half_year_how_it_was(client, prison):
    evaluate(prison, attendance=93)
    row = CouncilEvaluation.objects.get()
    assert (str(row.semester), row.attendance, row.verdict) == ("2025-II", 93, "favourable")
    with pytest.raises(Refused, match="ya tiene su evaluación"):
        evaluate(prison)
    here = Scope(ids=frozenset([prison.here.pk]))
    (task,) = tasks.to_evaluate(prison.council, here, TODAY)
    assert (task.count, task.due) == (1, date(2026, 1, 30))  # Eva's
    client.force_login(prison.council)
    page = client.get(reverse("plans:evaluations")).content.decode()
    assert "semestre 2025-II" in page
    assert "Acta 3-2026" in page
    assert client.get(reverse("plans:evaluations") + "?estado=missing").content.decode().count("Apellido001") == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"act": " "}, "número del acta"),
        ({"verdict": "unfavourable"}, "por qué no es favorable"),
        ({"attendance": 101}, "de 0 a 100"),
        ({"on": date(2025, 12, 31)}, "cuando termina"),
        ({"on": date(2026, 2, 3)}, "todavía no llega"),
        ({"conduct": "x"}, "conducta y el resultado"),
    ],
)
def test_a_wrong_evaluation_is_refused(prison, changes, why):
    with pytest.raises(Refused, match=why):
        evaluate(prison, **changes)
    assert not CouncilEvaluation.objects.exists()


def test_the_prison_that_she_left_is_told_nothing_of_later(prison, agree, as_application):
    agree(HAND)
    transfer_person(actor=Command(), person=prison.ana, to=prison.there, on=TODAY)
    evaluate(prison, actor=Command(), on=TODAY)

    def seen(place):
        with scope.acting_in(Scope(ids=frozenset([place.pk]))):
            return CouncilEvaluation.objects.count(), Review.objects.count()

    assert (seen(prison.here), seen(prison.there)) == ((0, 0), (1, 1))


def test_the_pages_of_the_list_are_the_list(prison, agree):
    """Whose review waits stands first, then everybody else by name; on any page, for a prison and for the country."""
    people = [prison.make_person(prison.here, number) for number in range(900, 906)]
    for person, month in ((people[4], 12), (people[1], 11)):
        agree(HAND, person=person)
        Review.objects.filter(person=person).update(due_on=date(2026, month, 1))
    for seen in (Scope(ids=frozenset([prison.here.pk])), EVERYTHING):
        rows = plans.people(scope=seen, on=TODAY)
        listed, pages = list(rows), plans.DueFirst(rows)
        assert [person.pk for person in listed[:2]] == [people[1].pk, people[4].pk]
        assert len(pages) == len(listed) > 6
        for start in range(len(listed)):
            assert pages[start : start + 3] == listed[start : start + 3]
