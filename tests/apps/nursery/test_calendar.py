"""The health calendar of a child: what no longer applies is owed by nobody; a dose out of its time says why."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from llamkay.apps.nursery.access import FULL, PARTS
from llamkay.apps.nursery.health import calendar as health_calendar
from llamkay.apps.nursery.law import book
from llamkay.apps.nursery.models import HealthFact
from llamkay.apps.nursery.record.case_file import files
from llamkay.apps.nursery.record.queries import children
from llamkay.apps.nursery.record.services import OutOfTime, record_health
from llamkay.apps.nursery.record.timeline import timeline
from llamkay.apps.nursery.worklist import owners
from llamkay.core.nursery.calendars import words_of
from llamkay.core.values.dates import at_age
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from tests.worlds.nursery import TODAY


def file_of(child, today=TODAY):
    (found,) = files(children(scope.EVERYTHING).filter(pk=child.pk), today=today)
    return found


def record(cradle, child, code, on, **values):
    return record_health(
        actor=cradle.health, child=child, code=code, on=on, **{"outcome": "given", "professional": "Eva", **values}
    )


def test_what_an_older_child_can_no_longer_have_is_shown_with_its_reason_and_owed_by_nobody(cradle, client):
    file = file_of(cradle.near)  # two years and seven months, nothing recorded
    gone = {entry.code for entry in file.calendar if entry.state == "too_late"}
    assert {"newborn.tsh", "newborn.hearing", "vac.bcg", "vac.hvb", "vac.rota1", "vac.rota2"} <= gone
    late, coming = owners(cradle.health, [file], today=TODAY)
    owed = {due.code for owner in (*late, *coming) for due in owner.lines}
    assert "vac.spr1" in owed and not owed & gone
    counts = health_calendar.counts(file)
    assert counts["gone"] == len(gone) and counts["overdue"] == sum(e.state == "overdue" for e in file.calendar)
    client.force_login(cradle.health)
    page = client.get(reverse("nursery:part", args=[cradle.near.pk, "salud"])).content.decode()
    assert f"{len(gone)} ya no corresponden" in page
    assert "Se hacía hasta el 13/08/2023, por confirmar: la Ley 29885 pide los primeros 28 días" in page
    assert "La dosis o el control de antes ya no corresponde" not in page
    client.force_login(cradle.social)
    assert "ya no corresponde" not in client.get(reverse("nursery:child", args=[cradle.near.pk])).content.decode()


def test_what_no_longer_applies_is_recorded_with_its_day_if_it_was_done_in_time(cradle):
    record(cradle, cradle.near, "vac.bcg", date(2023, 6, 16))
    assert next(e for e in file_of(cradle.near).calendar if e.code == "vac.bcg").state == "given"
    with pytest.raises(
        OutOfTime, match=r"Rotavirus, 1\.ª dosis: se hizo después de la edad máxima \(hasta el 14/02/2024, por"
    ):
        record(cradle, cradle.near, "vac.rota1", date(2024, 3, 1))


def test_a_dose_before_its_age_is_refused_unless_it_is_confirmed_with_a_reason_that_stays(cradle, client):
    day = date(2026, 1, 20)  # of the birth
    client.force_login(cradle.health)
    address = reverse("nursery:act", args=[cradle.newborn.pk, "salud"])
    assert "fuera de su tiempo" not in client.get(address).content.decode()
    sent = {
        "code": "vac.penta1",
        "on": f"{day}",
        "outcome": "given",
        "professional": "Eva",
        "confirmed": "",
        "note": "",
    }
    page = client.post(address, sent).content.decode()
    assert "59 días antes de la edad en que toca (20/03/2026); la edad mínima de la norma no se ha leído" in page
    assert "marque la casilla" in page and "Por qué se hizo fuera de su tiempo" in page
    page = client.post(address, {**sent, "confirmed": "on"}).content.decode()
    assert "escriba por qué" in page and not HealthFact.objects.exists()
    assert client.post(address, {**sent, "confirmed": "on", "note": "Brote en el penal"}).status_code == 302
    assert HealthFact.objects.get().note == "Brote en el penal"
    page = client.get(reverse("nursery:part", args=[cradle.newborn.pk, "salud"])).content.decode()
    assert "Se hizo 59 días antes" in page and "Por qué: Brote en el penal" in page
    told = " ".join(map(str, LoggedAction.objects.values_list("sentence", "reason")))
    assert cradle.newborn.code in told and "Brote" not in told


def test_a_dose_written_by_mistake_is_taken_back_and_owed_again(cradle, client):
    client.force_login(cradle.health)
    address = reverse("nursery:act", args=[cradle.near.pk, "anular"])
    assert client.get(address).status_code == 404  # nothing was written
    fact = record(cradle, cradle.near, "vac.spr1", date(2026, 1, 30))
    offered = client.get(address).context["form"].fields["fact"].choices
    assert offered[1] == (str(fact.pk), f"{words_of(book())['vac.spr1']}, 30/01/2026: se hizo")
    assert client.post(address, {"fact": fact.pk, "reason": " "}).status_code == 200
    assert client.post(address, {"fact": fact.pk, "reason": "Era de Sami"}).status_code == 302
    assert next(e for e in file_of(cradle.near).calendar if e.code == "vac.spr1").state == "overdue"
    before = apps.get_model("nursery", "HealthFactEvent").objects.filter(pgh_obj_id=fact.pk)
    assert before.filter(code="vac.spr1", on=date(2026, 1, 30)).exists()


def test_every_code_of_a_childs_history_is_in_words(cradle):
    codes = sorted(words_of(book()))
    days = [TODAY - timedelta(days=n) for n, _code in enumerate(codes, start=1)]
    for code, on in zip(codes, days, strict=True):
        HealthFact.objects.create(child=cradle.near, code=code, on=on, professional="Eva", entered_by="eva")
    HealthFact.objects.create(child=cradle.near, code="vac.retirada", on=TODAY, professional="Eva", entered_by="eva")
    shown = timeline(file_of(cradle.near), dict.fromkeys(PARTS, FULL))
    said = {line["on"]: line["sentence"] for line in shown if line["on"] in (*days, TODAY)}
    assert said[TODAY] == "Atención de salud: se hizo."
    assert said[days[codes.index("iron.preterm")]] == f"{words_of(book())['iron.preterm']}: se hizo."
    assert len(codes) > 80 and not any(code in sentence for code in codes for sentence in said.values())


def test_every_page_shows_one_last_day_of_a_dose(cradle, client):
    late = next(e for e in file_of(cradle.near).calendar if e.code == "vac.spr1")
    last = late.late - timedelta(days=1)
    client.force_login(cradle.health)
    child = client.get(reverse("nursery:part", args=[cradle.near.pk, "salud"])).content.decode()
    everyone = client.get(reverse("nursery:health")).content.decode()
    (due,) = [due for due in file_of(cradle.near).dues() if due.code == "vac.spr1"]
    assert due.on == last and late.state == "overdue"
    lead = f"{reverse('nursery:act', args=[cradle.near.pk, 'salud'])}?atencion=vac.spr1"
    assert lead in child and client.get(lead).context["form"].initial["code"] == "vac.spr1"
    assert f"hasta el {last:%d/%m/%Y}" in child and f"hasta el {last:%d/%m/%Y}" in everyone
    assert f"{late.late:%d/%m/%Y}" not in everyone


def test_a_dose_given_too_early_is_offered_again_and_counts_from_the_day_it_was_repeated(cradle, client):
    born, early, again = cradle.near.born_on, date(2024, 5, 20), date(2026, 1, 30)
    record(cradle, cradle.near, "vac.spr1", early, confirmed=True, note="Se equivocó la fecha")
    client.force_login(cradle.health)
    address = reverse("nursery:act", args=[cradle.near.pk, "salud"])
    groups = dict(client.get(address).context["form"].fields["code"].choices[1:])
    assert [code for code, _text in groups["Se hicieron antes de tiempo: si se repitieron"]] == ["vac.spr1"]
    sent = {"code": "vac.spr1", "on": f"{again}", "outcome": "given", "professional": "Eva"}
    assert client.post(address, sent).status_code == 302 and early < at_age(born, {"months": 12})
    found = {entry.code: entry for entry in file_of(cradle.near).calendar}
    assert (found["vac.spr1"].given_on, found["vac.spr2"].earliest) == (again, date(2026, 2, 27))
    page = client.get(reverse("nursery:part", args=[cradle.near.pk, "salud"])).content.decode()
    assert "No cuenta la del 20/05/2024: se hizo" in page


def test_the_interval_counts_from_the_dose_before_in_either_order(cradle):
    record(cradle, cradle.near, "vac.penta1", date(2023, 9, 20))
    with pytest.raises(OutOfTime, match=r"Pentavalente, 2\.ª dosis: se hizo 3 días antes del intervalo mínimo"):
        record(cradle, cradle.near, "vac.penta2", date(2023, 10, 15))
    record(cradle, cradle.near, "vac.penta2", date(2023, 10, 18), confirmed=True, note="Así consta en su carné")
    record(cradle, cradle.near, "vac.polio2", date(2023, 10, 20))  # the one before is not known: only a warning
    with pytest.raises(OutOfTime, match=r"Polio, 2\.ª dosis: se hizo 8 días antes del intervalo mínimo"):
        record(cradle, cradle.near, "vac.polio1", date(2023, 9, 30))


def test_what_was_not_given_or_was_in_time_asks_nothing(cradle):
    record(cradle, cradle.newborn, "vac.penta1", TODAY, outcome="contraindicated")
    record(cradle, cradle.near, "vac.spr1", date(2024, 6, 15))
    assert HealthFact.objects.count() == 2
