"""The third birthday, the notice, the exit and what follows; concerns with their clock."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from llamkay.apps.nursery import worklist as work
from llamkay.apps.nursery.models import Concern, Departure
from llamkay.apps.nursery.record.case_file import concern_day, files
from llamkay.apps.nursery.record.queries import children
from llamkay.apps.nursery.safeguarding.queries import concerns
from llamkay.apps.nursery.separation import services as leaving
from llamkay.apps.nursery.separation.board import board, separation
from llamkay.apps.remission.models import LawVersion, Statement
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security import scope
from tests.worlds.nursery import TODAY, born


def file_of(child, today=TODAY):
    (file,) = files(children(scope.EVERYTHING).filter(pk=child.pk), today=today)
    return file


def propose(cradle, child, **values):
    given = {"names": "Rosa Inventada", "relation": "abuela", "recommendation": "Que viva con mi madre.", **values}
    return leaving.propose_adult(actor=cradle.social, child=child, on=TODAY, **given)


def evaluated(cradle, child):
    adult = propose(cradle, child)
    for kind in ("social", "psychological"):
        leaving.evaluate_adult(
            actor=cradle.staff["psychologist"],
            child=child,
            adult=adult,
            kind=kind,
            on=TODAY,
            result="favourable",
            by="Ana",
        )
    adult.refresh_from_db()
    return adult


def test_the_notice_is_due_three_months_before_and_six_for_a_foreign_mother(cradle):
    foreign = {stage["code"]: stage["on"] for stage in file_of(cradle.near).stages}
    assert foreign["upe_notice"] == date(2025, 12, 15)
    assert max(foreign[c] for c in ("plan", "person", "evaluations_ordered", "evaluations")) <= foreign["upe_notice"]
    peruvian = born(cradle, cradle.mother, "Inti", date(2024, 2, 29))
    days = {stage["code"]: stage["on"] for stage in file_of(peruvian).stages}
    assert (file_of(peruvian).birthday, days["upe_notice"]) == (date(2027, 2, 28), date(2026, 11, 28))


def test_a_notice_lacks_nothing_or_says_why(cradle):
    given = {"actor": cradle.director, "child": cradle.near, "to": "upe", "number": "Oficio 1", "sent_on": TODAY}
    with pytest.raises(Refused, match="la persona propuesta"):
        leaving.notify_unit(**given, adult=None)
    adult = propose(cradle, cradle.near)
    with pytest.raises(Refused, match="la evaluación social, la evaluación psicológica"):
        leaving.notify_unit(**given, adult=adult)
    notice = leaving.notify_unit(**given, adult=evaluated(cradle, cradle.near))
    assert (notice.incomplete_why, file_of(cradle.near).stages[-1]["code"]) == ("", "visits")
    assert {s["code"] for s in file_of(cradle.near).stages if s["done_on"]} == {"person", "evaluations", "upe_notice"}
    bare = leaving.notify_unit(**given | {"child": cradle.past}, adult=None, incomplete_why="No hay familia conocida.")
    assert bare.incomplete_why == "No hay familia conocida."


def test_whoever_stays_past_the_birthday_stands_first_with_the_ground_or_without(cradle):
    groups = board(work.open_files(scope.EVERYTHING, today=TODAY), today=TODAY)
    first = groups[0]
    assert [line.file.child.given_names for line in first.lines] == ["Sami"]
    assert (file_of(cradle.past).overstays, file_of(cradle.past).months_left) == (True, -1)
    task = waiting(cradle.director, today=TODAY)[0]
    assert task.text == f"{cradle.past.code} pasó los 3 años y sigue adentro: sin título vigente"
    leaving.ground_overstay(
        actor=cradle.director,
        child=cradle.past,
        kind="unit",
        act_number="Oficio 9",
        why="Espera.",
        on=TODAY,
        review_on=date(2026, 2, 20),
    )
    task = waiting(cradle.director, today=TODAY)[0]
    assert task.text.endswith("Espera la decisión de la UPE: Oficio 9")
    assert file_of(cradle.past, date(2026, 2, 21)).ground is None  # its review passed: it is late again
    assert cradle.past.pk in {line.file.child.pk for line in groups[0].lines}


def test_a_child_is_not_separated_without_assessment_nor_title(cradle, monkeypatch):
    adult = evaluated(cradle, cradle.past)
    given = {"actor": cradle.director, "child": cradle.past, "on": TODAY, "kind": "family", "adult": adult}
    with pytest.raises(Refused, match="evaluación individual y el título"):
        leaving.leave(**given, act_number="Res. 1")
    with pytest.raises(Refused, match="Elija a la persona"):
        leaving.leave(**given | {"adult": None}, act_number="Res. 1", assessment="Es lo mejor.")
    leaving.leave(**given, act_number="Res. 1", assessment="Es lo mejor.")
    file = file_of(cradle.past)
    assert [(line["code"], line["on"]) for line in file.follow_ups] == [
        ("follow_up_1", date(2026, 3, 2)), ("follow_up_3", date(2026, 5, 2)), ("follow_up_6", date(2026, 8, 2)),
        ("follow_up_12", date(2027, 2, 2)),
    ]  # fmt: skip
    assert [(due.code, due.owner) for due in file_of(cradle.past, date(2026, 3, 10)).dues()] == [
        ("follow_up_1", "social_worker")
    ]
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-05T10:00:00-05:00")
    leaving.take_step(
        actor=cradle.social, child=cradle.past, code="follow_up_1", on=date(2026, 3, 4), note="La visitó."
    )
    assert file_of(cradle.past, date(2026, 3, 10)).dues() == []
    with pytest.raises(IntegrityError):
        Departure.objects.create(stay=file_of(cradle.near).stay, kind="foster", by="x")


def test_leaving_with_the_mother_needs_no_title_and_no_follow_up(cradle):
    leaving.leave(actor=cradle.director, child=cradle.newborn, on=TODAY, kind="mother")
    assert file_of(cradle.newborn).follow_ups == []


@pytest.mark.parametrize(
    ("release", "answer"),
    [
        ("2026-06-15", "before"),
        ("2026-06-16", "soon"),
        ("2026-12-15", "soon"),
        ("2026-12-16", "after"),
        (None, "unknown"),
    ],
)
def test_the_mothers_earliest_release_is_told_as_an_answer_only(cradle, release, answer):
    law = LawVersion.objects.create(version="x", documents={}, first_used_at=clock.now())
    Statement.objects.create(
        person=cradle.foreign,
        as_of=TODAY,
        at=clock.now(),
        by="x",
        case={},
        law_version=law,
        hash="x",
        result={"release": {"with_remission": release} if release else None},
    )
    assert separation([file_of(cradle.near)]) == {cradle.near.pk: answer}


def test_nothing_late_is_without_an_owner(cradle):
    found = work.open_files(scope.EVERYTHING, today=TODAY)
    late = {(d.child.pk, d.code) for file in found for d in file.dues() if d.overdue(TODAY)}
    owners, _coming = work.owners(cradle.director, found, today=TODAY)
    assert sum(owner.count for owner in owners) == len(late)
    assert {tuple(o.names) for o in owners} == {
        ("Personal health",),
        ("Personal social_worker",),
        ("Personal director",),
    }
    cradle.health.is_active = False
    cradle.health.save()
    (orphan,) = [o for o in work.owners(cradle.director, found, today=TODAY)[0] if o.instead_of]
    assert (orphan.instead_of, orphan.names) == ("Personal de salud", ["Personal director"])


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 2, 2), date(2026, 2, 3)),
        (date(2026, 2, 6), date(2026, 2, 9)),
        (date(2026, 4, 1), date(2026, 4, 6)),  # Holy Thursday and Friday
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_the_clock_of_a_concern_is_the_next_working_day(day, due):
    assert concern_day(day) == due


def test_a_concern_is_written_by_anybody_and_not_read_by_whom_it_speaks_of(cradle):
    concern = leaving.report_concern(
        actor=cradle.staff["inmate_carer"],
        establishment=cradle.place,
        about="Sami",
        what="Tiene un golpe.",
        seen_on=TODAY,
        maltreatment=True,
        reserved=True,
        involves="head_nursery",
    )
    assert concern.due_on == date(2026, 2, 3)
    assert list(concerns(scope.EVERYTHING, username="head_nursery")) == []
    assert list(concerns(scope.EVERYTHING, username="director")) == [concern]
    with pytest.raises(Refused, match="a más tardar el 03/02/2026"):
        leaving.close_concern(actor=cradle.director, concern=concern, outcome="Nada.")
    with pytest.raises(PermissionDenied):
        leaving.send_concern(actor=cradle.staff["carer"], concern=concern, to="upe", number="1", on=TODAY)
    leaving.send_concern(actor=cradle.director, concern=concern, to="demuna", number="Oficio 2", on=TODAY)
    leaving.close_concern(actor=cradle.director, concern=concern, outcome="La UPE la atiende.")
    assert Concern.objects.get().closed_on == TODAY


def test_the_calendar_of_health_stops_on_the_day_the_child_left(cradle):
    asked = [entry.state for entry in file_of(cradle.newborn).calendar]
    leaving.leave(actor=cradle.director, child=cradle.newborn, on=TODAY, kind=Departure.Kind.MOTHER)
    assert [entry.state for entry in file_of(cradle.newborn, date(2028, 2, 2)).calendar] == asked


def test_what_is_overdue_stands_on_the_first_page_of_whoever_owes_it(cradle, client):
    open_files = work.open_files(scope.EVERYTHING, today=TODAY)
    wanted = Counter(due.owner for file in open_files for due in file.dues() if due.overdue(TODAY))
    assert set(wanted) == {"health", "social_worker", "director"}
    told = {}
    for role, user in cradle.staff.items():
        tasks = {task.url: task.count for task in waiting(user, today=TODAY)}
        told[role] = tasks.get(reverse("nursery:home") + "#atrasado", 0)
    assert {role: count for role, count in told.items() if count} == wanted


def test_the_ground_of_an_overstay_is_read_by_whoever_reads_the_family(cradle, client):
    leaving.ground_overstay(
        actor=cradle.director,
        child=cradle.past,
        kind="unit",
        act_number="Oficio 12-UPE",
        why="Espera.",
        on=TODAY,
        review_on=date(2026, 2, 20),
    )
    said = {}
    for role, user in cradle.staff.items():
        client.force_login(user)
        said[role] = "Oficio 12-UPE" in client.get(reverse("nursery:home")).content.decode()
    assert {role for role, told in said.items() if told} == {"social_worker", "psychologist", "director"}


def test_a_family_receives_the_child_once_evaluated_or_by_order(cradle):
    adult = propose(cradle, cradle.past)
    given = {
        "actor": cradle.director,
        "child": cradle.past,
        "on": TODAY,
        "kind": "family",
        "adult": adult,
        "act_number": "Acta 1",
        "assessment": "Evaluada",
    }
    with pytest.raises(Refused, match="la evaluación social, la evaluación psicológica"):
        leaving.leave(**given)
    evaluated_adult = evaluated(cradle, cradle.past)
    evaluated_adult.social_result = "unfavourable"
    evaluated_adult.save()
    with pytest.raises(Refused, match="desfavorable"):
        leaving.leave(**{**given, "adult": evaluated_adult})
    assert leaving.leave(**{**given, "adult": evaluated_adult}, ordered=True).adult == evaluated_adult


def test_what_was_done_is_of_the_child_s_life_and_of_its_time(cradle):
    early = date(1999, 2, 5)
    notice = {"actor": cradle.director, "child": cradle.near, "to": "upe", "number": "1", "adult": None}
    for refused in (
        lambda: propose_on(cradle, early),
        lambda: leaving.notify_unit(sent_on=early, incomplete_why="Prueba", **notice),
        lambda: leaving.notify_unit(sent_on=date(2024, 1, 1), incomplete_why="Prueba", **notice),
        lambda: leaving.take_step(actor=cradle.social, child=cradle.near, code="plan", on=early, note="x"),
        lambda: leaving.ground_overstay(
            actor=cradle.director,
            child=cradle.past,
            kind="unit",
            act_number="1",
            why="x",
            on=TODAY,
            review_on=date(2099, 1, 1),
        ),
    ):
        with pytest.raises(Refused):
            refused()


def propose_on(cradle, on):
    return leaving.propose_adult(actor=cradle.social, child=cradle.near, on=on, names="Rosa", relation="abuela")


def test_the_follow_up_at_twelve_months_is_not_done_on_the_day_of_leaving(cradle):
    adult = evaluated(cradle, cradle.past)
    leaving.leave(
        actor=cradle.director,
        child=cradle.past,
        on=TODAY,
        kind="family",
        adult=adult,
        act_number="Acta 1",
        assessment="Evaluada",
    )
    with pytest.raises(Refused, match="no puede ser antes del 18/01/2027"):
        leaving.take_step(actor=cradle.social, child=cradle.past, code="follow_up_12", on=TODAY, note="Bien")


def test_emergencies_are_few_and_the_director_is_told_of_them(cradle):
    why = "Llegó la ambulancia y nadie más está."
    for part in ("salud", "familia", "salida"):
        leaving.open_part(actor=cradle.head, child=cradle.near, part=part, reason=why)
    with pytest.raises(Refused, match="Ya abrió 3 expedientes"):
        leaving.open_part(actor=cradle.head, child=cradle.past, part="salud", reason=why)
    told = {task.text: task.count for task in waiting(cradle.director, today=TODAY)}
    assert told[f"{cradle.head.username} abrió por urgencia expedientes de niños desde ayer"] == 3


def test_a_concern_names_somebody_without_telling_who_has_an_account(cradle, client):
    given = {"establishment": cradle.place.pk, "about": "Sami", "what": "Llora.", "seen_on": "2026-02-01"}
    client.force_login(cradle.staff["inmate_carer"])
    answers = []
    for named in ("health", "nadie.asi", "PERSONAL  Social_Worker"):
        answer = client.post(reverse("nursery:new_concern"), given | {"involves": named, "what": f"Llora por {named}."})
        answers.append((answer.status_code, answer.headers["Location"]))
    assert len(set(answers)) == 1
    assert list(Concern.objects.order_by("id").values_list("involves", flat=True)) == [
        "health",
        "nadie.asi",
        "social_worker",
    ]
    kept = concerns(scope.EVERYTHING, username="social_worker")
    assert set(kept.values_list("involves", flat=True)) == {"health", "nadie.asi"}
    unknown = reverse("nursery:concern", args=[Concern.objects.get(involves="nadie.asi").pk])
    client.force_login(cradle.director)
    assert "nadie.asi" in client.get(unknown).content.decode().partition("Habla de")[2]
    client.force_login(cradle.head)
    assert "Habla de" not in client.get(unknown).content.decode()


@pytest.mark.parametrize(
    ("child", "on", "fits"),
    [
        ("newborn", date(2026, 1, 19), False),  # born the day after
        ("newborn", date(2026, 1, 20), True),
        ("past", date(2026, 2, 3), False),
        (None, date(2021, 2, 1), False),
        (None, date(2021, 2, 2), True),
        (None, date(1900, 1, 1), False),
    ],
)
def test_a_concern_is_of_a_day_that_can_be(cradle, child, on, fits):
    given = {"actor": cradle.head, "establishment": cradle.place, "about": "x", "what": "x", "seen_on": on}
    given["child"] = getattr(cradle, child) if child else None
    if fits:
        assert leaving.report_concern(**given).seen_on == on
    else:
        with pytest.raises(Refused, match=r"no puede ser|todavía"):
            leaving.report_concern(**given)
