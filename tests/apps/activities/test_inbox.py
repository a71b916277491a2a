"""What changed for somebody with a place reaches the head of its area, once, and is attended to."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from llamkay.apps.activities.exclusions.services import end_exclusion, exclude_hours
from llamkay.apps.activities.inbox.queries import changes
from llamkay.apps.activities.inbox.services import attend
from llamkay.apps.activities.models import ChangedCircumstance
from llamkay.apps.activities.services import change_activity
from llamkay.apps.activities.sessions.forms import read_turns
from llamkay.apps.activities.sessions.services import set_rota
from llamkay.apps.people.custody.services import transfer_person
from llamkay.apps.people.models import StageSpell
from llamkay.apps.people.situation.services import set_stage
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security.access import Command

MONDAY = date(2026, 2, 2)


def waits(user):
    return [(row.kind, row.what) for row in changes(actor=user, state="waits")]


def test_a_transfer_a_stage_and_hours_are_told_where_somebody_has_a_place(world, django_user_model):
    head = django_user_model.objects.get(pk=world.head_work.pk)
    set_stage(actor=Command(), person=world.ana, regime="semi_open", stage="", on=MONDAY)
    exclude_hours(
        actor=head, person=world.ana, kind="class", weekdays=[0], starts_at=time(8), ends_at=time(9), start=MONDAY
    )
    transfer_person(
        actor=Command(), person=world.eva, to=world.there, on=MONDAY, reason="RD 12-2026 del 01/02/2026", confirmed=True
    )
    assert waits(head) == [
        ("stage", "Cambió de régimen o etapa"),
        ("hours", "Clase o curso: L 08:00–09:00"),
        ("left", "Salida por traslado el 02/02/2026"),
    ]
    assert waits(world.head_education) == []  # a workshop is not of that area
    assert "Cambios por atender" in [task.text for task in waiting(head, today=clock.today())]
    assert StageSpell.objects.exists()


def test_it_is_told_in_spanish_whoever_acts_and_taken_back_in_any_language(client, world):
    with override("en"):
        set_stage(actor=Command(), person=world.ana, regime="semi_open", stage="", on=MONDAY)
        hours = {"weekdays": [0], "starts_at": time(8), "ends_at": time(9), "start": MONDAY}
        row = exclude_hours(actor=world.head_work, person=world.ana, kind="class", **hours)
        change_activity(actor=world.head_work, activity=world.bakery, timetable=[300] * 5 + [0, 0])
    found = [what for _kind, what in waits(world.head_work)]
    words = {"Cambió de régimen o etapa", "Cambió el horario de la actividad", "Clase o curso: L 08:00–09:00"}
    assert set(found) == words and len(found) == 3
    client.force_login(world.head_work)
    page = client.get(reverse("activities:inbox"), headers={"accept-language": "en"}).content.decode()
    assert '<span lang="es">Cambió de régimen o etapa</span>' in page
    with override("es"):
        end_exclusion(actor=world.head_work, exclusion=row, on=MONDAY, reason="No fue así")
    assert len(waits(world.head_work)) == 2


def test_what_changes_of_an_activity_is_told_once(world):
    world.place(world.ana, world.make_activity(world.here, "OTRO"))
    change_activity(actor=world.head_work, activity=world.bakery, timetable=[300] * 5 + [0, 0])
    change_activity(actor=world.head_work, activity=world.bakery, timetable=[240] * 5 + [0, 0])
    assert waits(world.head_work) == [("activity", "Cambió el horario de la actividad")]
    set_rota(actor=world.head_work, activity=world.bakery, start=MONDAY, weeks=1, turns=read_turns("LMXJV 8:00-12:00"))
    change_activity(actor=world.head_work, activity=world.bakery, code="PAN2")  # touches nobody
    assert len(waits(world.head_work)) == 2


def test_it_is_attended_to_by_who_heads_the_area(client, world):
    set_stage(actor=Command(), person=world.ana, regime="semi_open", stage="", on=MONDAY)
    change = ChangedCircumstance.objects.get()
    with pytest.raises(PermissionDenied):
        attend(actor=world.head_education, change=change)
    client.force_login(world.head_education)
    page = reverse("activities:attend_change", args=[change.pk])
    assert client.get(page).status_code == 404
    client.force_login(world.head_work)
    assert "Ver si la actividad sigue siendo idónea" in client.get(reverse("activities:inbox")).content.decode()
    client.post(page, {"note": "Sigue en el taller"})
    change.refresh_from_db()
    assert (change.done_by, change.done_note) == ("head_work", "Sigue en el taller")
    assert "Sigue en el taller" in client.get(reverse("activities:inbox")).content.decode()
    assert waits(world.head_work) == []
    with pytest.raises(Refused, match="Ya se atendió"):
        attend(actor=world.head_work, change=change)
