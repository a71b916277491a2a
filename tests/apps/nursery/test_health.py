"""Visits, curves, problems and pregnancies: what is kept, what is refused, who reads it, whom it shields."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.nursery.health import queries, services
from llamkay.apps.nursery.models import Child, Pregnancy, PregnancyFact, Problem, Visit
from llamkay.apps.nursery.record.services import check_arrival
from llamkay.apps.people.models import IsolationSpell, StageSpell
from llamkay.apps.people.situation.services import record_isolation, set_stage
from llamkay.core.errors import Refused
from llamkay.core.nursery.growth import grow
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories
from tests.worlds.nursery import TODAY, born


def visit(cradle, child, on=TODAY, **values):
    given = {"weight_g": 3600, "length_mm": 520, "way": "l", "professional": "Eva Inventada"}
    return services.record_visit(actor=cradle.health, child=child, on=on, **{**given, **values})


def test_a_visit_is_read_by_who_s_standards(cradle):
    visit(cradle, cradle.newborn)
    (row,) = queries.read_visits(cradle.newborn, list(queries.visits(cradle.newborn)))
    wanted = grow(sex="F", born_on=date(2026, 1, 20), seen_on=TODAY, weight_kg=3.6, lenhei_cm=52.0, way="l")
    told = {str(cell.title): (cell.z, cell.why) for cell in row.assessments[0].cells}
    assert told["Peso para la edad"] == (wanted.indices["zwei"].z, "")
    assert told["Perímetro cefálico"] == (None, "sin perímetro cefálico")
    assert row.notes == ("Edad gestacional desconocida: no se sabe si nació antes de término.",)


def test_a_preterm_child_has_two_ages_that_never_share_a_curve(cradle):
    early = born(cradle, cradle.mother, "Inti", date(2025, 6, 1), gestation_days=32 * 7)
    visit(cradle, early, weight_g=6500, length_mm=640)
    (row,) = queries.read_visits(early, list(queries.visits(early)))
    assert [str(reading.basis) for reading in row.assessments] == ["edad cronológica", "edad corregida"]
    ages = {
        age: queries.chart(early, list(queries.visits(early)), "peso", age=age).dots[0].x
        for age in ("chronological", "corrected")
    }
    assert ages["chronological"] - ages["corrected"] == 56


def test_a_preterm_child_is_drawn_by_the_preterm_standard_until_64_weeks(cradle):
    early = born(cradle, cradle.mother, "Inti", date(2025, 6, 1), gestation_days=32 * 7)
    visit(cradle, early, date(2025, 8, 1), weight_g=3200, length_mm=500)  # 40 weeks and 5 days
    found = list(queries.visits(early))
    assert queries.age_shown(early, found, "peso") == "post-menstrual"
    made = queries.chart(early, found, "peso", age="post-menstrual")
    assert [dot.x for dot in made.dots] == [32 * 7 + 61]
    assert queries.chart(early, found, "peso", age="chronological").dots == ()
    visit(cradle, early, date(2026, 2, 1), weight_g=7000, length_mm=650)
    found = list(queries.visits(early))
    assert queries.age_shown(early, found, "peso") == "chronological"
    assert [dot.on.year for dot in queries.chart(early, found, "peso", age="corrected").dots] == [2026]
    assert queries.ages_of(early, "peso-talla") == ["chronological"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"on": TODAY + timedelta(days=1)}, "."),
        ({"on": date(2026, 1, 19)}, "anterior al nacimiento"),
        ({"way": ""}, "echado o de pie"),
        ({"haemoglobin": 105}, "altitud"),
        ({"weight_g": None, "length_mm": None, "way": ""}, "al menos una medida"),
        ({"weight_g": 12000}, "Mida otra vez"),
    ],
)
def test_what_does_not_fit_is_refused(cradle, values, said):
    on = values.pop("on", TODAY)
    with pytest.raises(Refused, match=said):
        visit(cradle, cradle.newborn, on, **values)
    assert not Visit.objects.exists()


def test_a_measure_that_cannot_be_is_kept_once_it_was_taken_twice(cradle):
    assert visit(cradle, cradle.newborn, weight_g=12000, measured_again=True).weight_g == 12000


def test_a_visit_is_corrected_by_another_and_both_stay(cradle):
    first = visit(cradle, cradle.newborn)
    with pytest.raises(Refused, match="ya tiene un control"):
        visit(cradle, cradle.newborn)
    second = visit(cradle, cradle.newborn, replaces=first, weight_g=3700)
    assert list(queries.visits(cradle.newborn)) == [second]
    assert Visit.objects.count() == 2
    with pytest.raises(Refused, match="ya fue corregido"):
        visit(cradle, cradle.newborn, replaces=first)
    with pytest.raises(Exception, match=r"Cannot update or delete"):
        Visit.objects.filter(pk=first.pk).update(weight_g=1)


def test_a_visit_of_another_child_counts_no_more_and_stays(cradle, client):
    wrong = visit(cradle, cradle.newborn, haemoglobin=90, altitude_m=40)
    client.force_login(cradle.health)
    page = client.get(reverse("nursery:part", args=[cradle.newborn.pk, "salud"])).content.decode()
    address = reverse("nursery:act", args=[cradle.newborn.pk, "anular"])
    assert f"{address}?anular=control-{wrong.pk}" in page
    sent = {"fact": f"control-{wrong.pk}", "reason": "Se midió a la niña de la cuna de al lado"}
    assert client.post(address, sent | {"reason": ""}).status_code == 200
    assert client.post(address, sent).status_code == 302
    assert not queries.visits(cradle.newborn).exists()
    assert queries.findings(cradle.newborn, wrong)
    page = client.get(reverse("nursery:part", args=[cradle.newborn.pk, "salud"])).content.decode()
    assert "Se anuló el control del 2 de febrero de 2026: Se midió a la niña" in page
    assert "Anemia" not in page.split("Se anuló el control")[0].split("Controles de crecimiento")[1]
    line = LoggedAction.objects.get(verb="nursery.take_back_visit")
    assert (line.actor, line.reason) == (cradle.health.username, sent["reason"])
    with pytest.raises(Refused, match="ya no está"):
        services.take_back_visit(actor=cradle.health, child=cradle.newborn, visit=wrong, reason="Otra vez")
    with pytest.raises(PermissionDenied):
        services.take_back_visit(actor=cradle.head, child=cradle.newborn, visit=wrong, reason="No es suyo")
    assert visit(cradle, cradle.newborn).pk and Visit.objects.count() == 3


def test_an_anaemia_at_3830_metres_is_found_and_proposed(cradle):
    made = visit(cradle, cradle.near, weight_g=12000, length_mm=900, way="h", haemoglobin=126, altitude_m=3830)
    seen = queries.blood(cradle.near, made)
    assert (seen.observed, seen.adjusted) == (126, 126 - seen.adjustment)
    assert seen.code != "normal" and seen.adjustment > 15
    low = visit(
        cradle,
        cradle.past,
        weight_g=12000,
        length_mm=900,
        way="h",
        haemoglobin=126,
        altitude_m=40,
        altitude_why="Era la de otro penal",
    )
    assert queries.blood(cradle.past, low).code == "normal"
    (found,) = queries.findings(cradle.near, made)
    assert found.startswith("Anemia")


def test_an_open_problem_that_the_last_visit_no_longer_finds_is_asked_about(cradle, client):
    measured = {"weight_g": 12000, "length_mm": 900, "way": "h", "altitude_m": 3830}
    visit(cradle, cradle.near, on=date(2026, 1, 10), haemoglobin=126, **measured)
    day = {"actor": cradle.health, "child": cradle.near, "by": "Eva"}
    anaemia = services.find_problem(what="Anemia leve", on=date(2026, 1, 10), **day)
    thin = services.find_problem(what="Desnutrición aguda (Peso para la talla)", on=date(2026, 1, 10), **day)
    other = services.find_problem(what="Caries", on=date(2026, 1, 10), **day)
    (first,) = queries.visits(cradle.near)
    rows = [anaemia, thin, other]
    assert queries.contradicted(cradle.near, first, rows) == set()  # of the same day
    still = visit(cradle, cradle.near, on=date(2026, 1, 20), haemoglobin=126, **measured)
    assert queries.contradicted(cradle.near, still, rows) == {thin.pk}
    last = visit(cradle, cradle.near, haemoglobin=170, **measured)
    assert queries.contradicted(cradle.near, last, rows) == {anaemia.pk, thin.pk}
    client.force_login(cradle.health)
    page = client.get(reverse("nursery:part", args=[cradle.near.pk, "salud"])).content.decode()
    assert page.count(f"El control del {TODAY:%d/%m/%Y} ya no lo halla") == 2


def test_a_problem_goes_on_until_it_is_treated(cradle):
    problem = services.find_problem(
        actor=cradle.health, child=cradle.newborn, what="Anemia", on=date(2026, 1, 25), by="Eva"
    )
    with pytest.raises(Refused, match="ya está abierto"):
        services.find_problem(actor=cradle.health, child=cradle.newborn, what="Anemia", on=TODAY, by="Eva")
    everything = Scope(ids=frozenset({cradle.place.pk}))
    share = {"on": TODAY, "since": date(2025, 2, 2)}
    assert queries.treated_share(everything, **share) == {"known": 1, "treated": 0}

    def step(name, on, text="Posta"):
        return services.step_problem(actor=cradle.health, problem=problem, step=name, on=on, text=text)

    with pytest.raises(Refused, match="después de otro"):
        step("treat", TODAY)
    assert queries.step_of(step("refer", date(2026, 1, 26))) == "see"
    with pytest.raises(Refused, match="anterior al paso de antes"):
        step("see", date(2026, 1, 25))
    step("see", date(2026, 1, 28))
    assert queries.step_of(step("treat", TODAY, "Hierro")) == ""
    assert queries.treated_share(everything, **share) == {"known": 1, "treated": 1}
    with pytest.raises(Refused, match="ya se cerró"):
        step("end", TODAY)
    other = Scope(ids=frozenset({cradle.other.pk}))
    assert queries.treated_share(other, **share) == {"known": 0, "treated": 0}


def pregnant(cradle, **values):
    given = {"origin": "last_period", "on": date(2026, 1, 5), "last_period": date(2025, 8, 4)}
    return services.open_pregnancy(actor=cradle.health, person=cradle.foreign, **{**given, **values})


def test_a_pregnancy_has_its_weeks_and_its_list(cradle):
    made = pregnant(cradle)
    (item,) = queries.expecting(queries.pregnancies(Scope(ids=frozenset({cradle.place.pk})), on=TODAY), on=TODAY)
    assert (item.weeks, item.days, made.due_on) == (26, 0, date(2026, 5, 11))
    assert [entry.code for entry in item.overdue][:2] == ["prenatal.1", "prenatal.hb1"]
    services.record_prenatal(
        actor=cradle.health, pregnancy=made, code="prenatal.1", on=TODAY, outcome="given", professional="Eva"
    )
    with pytest.raises(Refused, match="ya está anotado"):
        services.record_prenatal(
            actor=cradle.health, pregnancy=made, code="prenatal.1", on=TODAY, outcome="given", professional="Eva"
        )
    assert PregnancyFact.objects.count() == 1
    with pytest.raises(Refused, match="Ya tiene una gestación"):
        pregnant(cradle)
    with pytest.raises(PermissionDenied):
        services.plan_birth(actor=cradle.head, pregnancy=made, diet="x")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"last_period": None}, "última regla"),
        ({"last_period": date(2024, 1, 1)}, "revíselas"),
        ({"on": date(2027, 1, 1)}, "."),
    ],
)
def test_a_pregnancy_that_cannot_be_is_refused(cradle, values, said):
    with pytest.raises(Refused, match=said):
        pregnant(cradle, **values)
    assert not Pregnancy.objects.exists()


def test_a_birth_has_weeks_and_ends_the_pregnancy(cradle):
    young = pregnant(cradle, last_period=date(2025, 12, 1))
    with pytest.raises(Refused, match="A las 9 semanas no hay parto"):
        services.end_pregnancy(actor=cradle.health, pregnancy=young, end="birth", on=TODAY)
    services.end_pregnancy(actor=cradle.health, pregnancy=young, end="loss", on=date(2026, 1, 10))
    made = pregnant(cradle, on=date(2026, 1, 20))
    ended = services.end_pregnancy(actor=cradle.health, pregnancy=made, end="birth", on=TODAY)
    assert (ended.end, ended.period.upper) == ("birth", date(2026, 2, 3))
    with pytest.raises(Refused, match="ya terminó"):
        services.end_pregnancy(actor=cradle.health, pregnancy=made, end="loss", on=TODAY)


def isolate(registry, person):
    return record_isolation(actor=registry, person=person, start=TODAY, end=None, act="Resolución 1")


@pytest.mark.parametrize("ended", [False, True])
def test_a_pregnancy_of_another_woman_is_taken_back_with_its_trace(cradle, client, ended):
    made = pregnant(cradle)
    first, second = (
        services.record_prenatal(
            actor=cradle.health, pregnancy=made, code=code, on=TODAY, outcome="given", professional="Eva"
        )
        for code in ("prenatal.1", "prenatal.2")
    )
    if ended:
        services.end_pregnancy(actor=cradle.health, pregnancy=made, end="loss", on=TODAY)
    client.force_login(cradle.health)
    address = reverse("nursery:pregnancy_act", args=[made.pk, "anular"])
    assert address in client.get(reverse("nursery:pregnancy", args=[made.pk])).content.decode()
    assert client.post(address, {"fact": str(first.pk), "reason": "Era de otra"}).url.endswith(f"/{made.pk}/")
    assert list(made.facts.all()) == [second]
    with pytest.raises(PermissionDenied):
        services.take_back_pregnancy(actor=cradle.head, pregnancy=made, reason="No le toca")
    assert client.post(address, {"fact": "todo", "reason": "Se anotó a otra interna"}).status_code == 302
    assert not Pregnancy.objects.exists() and not PregnancyFact.objects.exists()
    old = Pregnancy.pgh_event_model.objects.filter(pgh_obj_id=made.pk, pgh_label="delete")
    assert old.get().person_id == cradle.foreign.pk
    lines = LoggedAction.objects.filter(verb__startswith="nursery.take_back_").order_by("id")
    assert list(lines.values_list("verb", "reason")) == [
        ("nursery.take_back_prenatal", "Era de otra"),
        ("nursery.take_back_pregnancy", "Se anotó a otra interna"),
    ]
    with pytest.raises(Refused, match="se anuló"):
        services.plan_birth(actor=cradle.health, pregnancy=made, diet="Sin sal")


def test_a_woman_with_a_child_in_sight_is_not_isolated_nor_classed_as_extreme(cradle):
    Child.objects.filter(mother=cradle.foreign).update(mother=cradle.mother)
    registry = factories.staff("registry", None)
    alone = factories.person(cradle.place, "SOLA-1", "Sola", "00001009")
    assert isolate(registry, alone)
    with pytest.raises(Refused, match="vive con su hijo"):
        isolate(registry, cradle.mother)
    made = pregnant(cradle)
    with pytest.raises(Refused, match="está gestando"):
        isolate(registry, cradle.foreign)
    extreme = {"regime": "closed_special", "stage": "extreme", "on": TODAY, "act": "Acta 1"}
    with pytest.raises(Refused, match="extrema seguridad: está gestando"):
        set_stage(actor=registry, person=cradle.foreign, **extreme)
    services.end_pregnancy(actor=cradle.health, pregnancy=made, end="birth", on=date(2026, 2, 1))
    with pytest.raises(Refused, match="hace menos de 6 meses"):
        isolate(registry, cradle.foreign)
    assert IsolationSpell.objects.count() == 1
    assert not StageSpell.objects.filter(stage="extreme").exists()


def test_health_is_read_by_health(cradle, client):
    visit(cradle, cradle.newborn)
    made = pregnant(cradle)
    pages = [
        ("health", []),
        ("curve", [cradle.newborn.pk, "peso"]),
        ("pregnancies", []),
        ("pregnancy", [made.pk]),
        ("new_pregnancy", []),
        ("pregnancy_act", [made.pk, "atencion"]),
    ]
    client.force_login(cradle.health)
    for name, args in pages:
        assert client.get(reverse(f"nursery:{name}", args=args)).status_code == 200, name
    page = client.get(reverse("nursery:part", args=[cradle.newborn.pk, "salud"])).content.decode()
    assert "OMS" in page or "WHO" in page
    for role in ("head_nursery", "social_worker", "director", "carer", "inmate_carer", "psychologist"):
        client.force_login(cradle.staff[role])
        answers = {name: client.get(reverse(f"nursery:{name}", args=args)).status_code for name, args in pages}
        assert set(answers.values()) <= {403, 404}, (role, answers)
    assert InteractionLog.objects.filter(kind="child_denied").exists()


def test_the_log_tells_nothing_of_health(cradle):
    visit(cradle, cradle.newborn, haemoglobin=90, altitude_m=40)
    services.find_problem(actor=cradle.health, child=cradle.newborn, what="Anemia severa", on=TODAY, by="Eva")
    pregnant(cradle, diet="Sin sal")
    told = " ".join(LoggedAction.objects.values_list("sentence", flat=True))
    for secret in ("Anemia", "90", "Sin sal", "Wayra", cradle.foreign.full_name):
        assert not re.search(rf"\b{secret}\b", told), secret  # a child's code may hold the digits


def test_a_visit_through_the_form_and_its_curve(cradle, client):
    client.force_login(cradle.health)
    address = reverse("nursery:act", args=[cradle.newborn.pk, "control"])
    assert client.get(address).context["form"].initial["professional"] == cradle.health.full_name
    sent = {"on": "2026-02-02", "weight": "3.6", "length": "52", "way": "l", "professional": "Eva", "head": "36.2"}
    assert client.post(address, sent).status_code == 302
    made = Visit.objects.get()
    assert (made.weight_g, made.length_mm, made.head_mm) == (3600, 520, 362)
    page = client.get(reverse("nursery:curve", args=[cradle.newborn.pk, "peso"])).content.decode()
    assert page.count("curve__dot") == 1
    assert page.count("<polyline") == 5
    corrected = client.post(
        reverse("nursery:correct_visit", args=[cradle.newborn.pk, made.pk]), {**sent, "weight": "3.7"}
    )
    assert corrected.status_code == 302
    assert [v.weight_g for v in queries.visits(cradle.newborn)] == [3700]


def test_a_problem_of_one_prison_is_not_stepped_from_another(cradle, client):
    problem = Problem.objects.create(child=cradle.newborn, what="Anemia", found_on=TODAY, found_by="Eva")
    client.force_login(factories.staff("health", cradle.other, "salud.otra"))
    assert client.get(reverse("nursery:problem_step", args=[problem.pk, "refer"])).status_code == 404


def test_what_a_pregnant_woman_is_owed_and_a_child_to_register_stand_on_the_first_page_of_who_owes_it(cradle, client):
    made = pregnant(cradle)
    late = sum(len(each.overdue) for each in queries.expecting([made], on=TODAY))
    told = {role: {task.text: task.count for task in waiting(user, today=TODAY)} for role, user in cradle.staff.items()}
    text = "Atenciones de gestantes que ya pasaron, a su cargo"
    assert late and {role: tasks[text] for role, tasks in told.items() if text in tasks} == {"health": late}
    Pregnancy.objects.filter(pk=made.pk).update(end="birth", period=DateRange(made.period.lower, date(2026, 2, 2)))
    text = f"Nació y falta registrar: niña o niño de {cradle.foreign}"
    told = {role: {task.text for task in waiting(user, today=TODAY)} for role, user in cradle.staff.items()}
    assert {role for role, tasks in told.items() if text in tasks} == {"social_worker"}
    (task,) = (task for task in waiting(cradle.social, today=TODAY) if task.text == text)
    client.force_login(cradle.social)
    form = client.get(task.url).context["form"]
    assert (form["mother"].value(), form["born_on"].value()) == (cradle.foreign.code, "2026-02-01")
    assert queries.unregistered(EVERYTHING, on=date(2026, 6, 1)), "it does not fall off a list while nobody did it"
    Child.objects.filter(pk=cradle.near.pk).update(born_on=date(2026, 2, 1))  # her other child, as if born now
    assert not queries.unregistered(EVERYTHING, on=TODAY)


def test_two_births_of_one_mother_are_twins_or_months_apart(cradle):
    with pytest.raises(Refused, match="revise el día del nacimiento"):
        born(cradle, cradle.mother, "Inti", date(2026, 1, 26))
    assert born(cradle, cradle.mother, "Inti", date(2026, 1, 20)).pk


def test_the_entry_check_is_of_the_stay_and_done_once(cradle):
    given = {"actor": cradle.health, "child": cradle.newborn, "findings": "Sana", "by": "Eva"}
    with pytest.raises(Refused, match="no es anterior"):
        check_arrival(on=date(2026, 1, 19), **given)
    check_arrival(on=TODAY, **given)
    with pytest.raises(Refused, match="ya está"):
        check_arrival(on=TODAY, **given)


def test_a_childs_health_says_what_is_due_first_with_its_curve_and_each_doubtful_norm_once(cradle, client):
    services.record_visit(
        actor=cradle.health, child=cradle.near, on=TODAY, weight_g=12_000, length_mm=900, way="h", professional="Eva"
    )
    client.force_login(cradle.health)
    page = client.get(reverse("nursery:part", args=[cradle.near.pk, "salud"])).content.decode()
    assert page.index("Le toca ahora") < page.index("Controles de crecimiento") < page.index("curve__dot")
    measured = page[page.index("Controles de crecimiento") : page.index("Ya no corresponde (")]
    assert "normal" in measured and "por confirmar" not in measured
    assert page.count("Normas por confirmar:") == 1 and 'aria-label="Peso para la edad (kg)"' in page
    curve = client.get(reverse("nursery:curve", args=[cradle.near.pk, "peso"])).content.decode()
    assert curve.count("por confirmar") <= 1


def test_an_open_problem_that_the_last_visit_no_longer_finds_is_asked_about_everywhere(cradle, client):
    services.find_problem(actor=cradle.health, child=cradle.near, what="Anemia leve", on=date(2026, 1, 5), by="Eva")
    services.record_visit(
        actor=cradle.health,
        child=cradle.near,
        on=TODAY,
        weight_g=12_000,
        length_mm=900,
        way="h",
        haemoglobin=140,
        altitude_m=200,
        altitude_why="Medida con GPS",
        professional="Eva",
    )
    assert list(queries.doubts([cradle.near])) == [cradle.near.problems.get().pk]
    client.force_login(cradle.health)
    for page in (reverse("nursery:part", args=[cradle.near.pk, "salud"]), reverse("nursery:health")):
        assert "ya no lo halla. ¿Sigue?" in client.get(page).content.decode()
    first = client.get(reverse("today")).content.decode()
    assert "Problemas de salud que el último control ya no halla: ¿siguen?" in first
    history = client.get(reverse("nursery:child", args=[cradle.near.pk])).content.decode()
    assert "Se halló: Anemia leve." in history and "Control de crecimiento y desarrollo." in history
