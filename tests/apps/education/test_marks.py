"""Monthly marks: who passes, who may write them, what is refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from llamkay.apps.activities.models import Activity
from llamkay.apps.education import queries, services
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.months.models import MonthClose
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope

JANUARY = Month(2026, 1)


def enter(school, marks, **more):
    call = {"actor": school.teacher, "activity": school.group, "month": JANUARY, "marks": marks, **more}
    return services.enter_marks(**call)


def kept():
    return set(MonthlyMark.objects.values_list("person__given_names", "mark", "passed"))


def test_eleven_passes_and_ten_does_not(school):
    assert enter(school, {school.ana.pk: 11, school.eva.pk: 10}) == 2
    assert kept() == {("Ana", 11, True), ("Eva", 10, False)}
    assert enter(school, {school.ana.pk: 11, school.eva.pk: 12}) == 1
    assert enter(school, {school.ana.pk: None}) == 1
    assert kept() == {("Eva", 12, True)}
    assert enter(school, {school.eva.pk: 12}) == 0
    sentences = list(
        LoggedAction.objects.filter(verb="education.enter_marks").order_by("id").values_list("sentence", flat=True)
    )
    assert sentences == [
        "Registró 2 notas de EBA avanzado, enero de 2026",
        "Registró 1 nota de EBA avanzado, enero de 2026",
        "Registró 1 nota de EBA avanzado, enero de 2026",
    ]


@pytest.mark.parametrize(("who", "mark", "why"), [("ana", 21, "va de 0 a 20"), ("isa", 15, "no estuvo en")])
def test_one_wrong_mark_and_nothing_is_written(school, who, mark, why):
    person = getattr(school, who)
    with pytest.raises(services.MarksRefused, match=why) as error:
        enter(school, {school.eva.pk: 15, person.pk: mark})
    assert set(error.value.people) == {person.pk}
    assert kept() == set()


def test_a_closed_or_coming_month_and_a_workshop_take_no_marks(school):
    with pytest.raises(Refused, match="todavía no empieza"):
        enter(school, {school.ana.pk: 15}, month=Month(2026, 3))
    work = Activity.objects.create(
        establishment=school.here,
        code="PAN",
        name="Panadería",
        responsible=school.teacher,
        kind="work",
        modality="institution",
        place="workshop",
        capacity=5,
        timetable=[240] * 7,
        period=school.group.period,
    )
    with pytest.raises(Refused, match="no lleva notas"):
        enter(school, {school.ana.pk: 15}, activity=work)
    MonthClose.objects.create(
        establishment=school.here,
        month=JANUARY.first,
        at=clock.now(),
        by="x",
        law_version="v",
        totals={},
        inputs={},
        input_hash="a",
    )
    with pytest.raises(Refused, match="está cerrado"):
        enter(school, {school.ana.pk: 15})


@pytest.mark.parametrize("who", ["director", "away"])
def test_only_the_teachers_of_the_establishment_write(school, who):
    with pytest.raises(PermissionDenied):
        enter(school, {school.ana.pk: 15}, actor=getattr(school, who))


def test_the_list_counts_and_hides(school):
    enter(school, {school.ana.pk: 15, school.eva.pk: 5})
    found = queries.classes(scope=school.teacher.scope, month=JANUARY).get()
    assert (found.students, found.marked, found.passed) == (2, 2, 1)
    assert not queries.classes(scope=school.away.scope, month=JANUARY).exists()
    assert queries.marks_page(scope=school.away.scope, pk=school.group.pk, month=JANUARY) is None
    __, students = queries.marks_page(scope=scope.EVERYTHING, pk=school.group.pk, month=JANUARY)
    assert [(item.person, item.mark, item.passed) for item in students] == [
        (school.ana, 15, True),
        (school.eva, 5, False),
    ]


@pytest.mark.parametrize(
    ("text", "mark", "letter", "passed"),
    [
        ("12,5", Decimal("12.5"), "", True),
        ("12.5", Decimal("12.5"), "", True),
        ("10,9", Decimal("10.9"), "", False),
        ("AD", None, "AD", True),
        (" a ", None, "A", True),
        ("b", None, "B", False),
        ("C", None, "C", False),
        ("20", Decimal(20), "", True),
        ("0", Decimal(0), "", False),
    ],
)
def test_a_mark_is_read_by_the_scale_of_its_level(school, text, mark, letter, passed):
    enter(school, {school.ana.pk: text})
    assert MonthlyMark.objects.values_list("mark", "letter", "passed").get() == (mark, letter, passed)


@pytest.mark.parametrize("level", ["technical", "university"])
def test_letters_are_of_basic_education_alone(school, level):
    Activity.objects.filter(pk=school.group.pk).update(level=level)
    school.group.level = level
    with pytest.raises(services.MarksRefused, match="no es una nota de este nivel; escriba de 0 a 20"):
        enter(school, {school.ana.pk: "AD"})
    assert enter(school, {school.ana.pk: "12,5"}) == 1


@pytest.mark.parametrize("text", ["12,25", "21", "-1", "E", "AB", "1e1", "١٢", "12,5,1"])
def test_what_no_scale_knows_is_refused(school, text):
    with pytest.raises(services.MarksRefused):
        enter(school, {school.ana.pk: text})
    assert kept() == set()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"mark": Decimal("20.5"), "letter": ""}, "mark_on_the_vigesimal_scale"),
        ({"mark": None, "letter": ""}, "mark_is_a_number_or_a_letter"),
        ({"mark": 12, "letter": "A"}, "mark_is_a_number_or_a_letter"),
        ({"mark": None, "letter": "E"}, "mark_is_a_number_or_a_letter"),
    ],
)
def test_the_database_knows_the_scales_too(school, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MonthlyMark.objects.create(activity=school.group, person=school.ana, month=JANUARY.first, passed=True, **values)


def test_a_teacher_writes_and_sees_their_own_classes_alone(school):
    other = Activity.objects.create(
        establishment=school.here,
        code="OTRA",
        name="Otra aula",
        kind="study",
        level="primary",
        place="classroom",
        capacity=30,
        timetable=[240] * 7,
        period=school.group.period,
    )
    with pytest.raises(PermissionDenied, match="de nadie todavía"):
        enter(school, {}, activity=other)
    seen = {"scope": scope.EVERYTHING, "month": JANUARY}
    assert list(queries.classes(**seen, actor=school.teacher)) == [school.group]
    assert queries.marks_page(**seen, pk=other.pk, actor=school.teacher) is None
    assert set(queries.classes(**seen, actor=school.director)) == {school.group, other}


def test_the_screen_keeps_what_was_typed_and_tells_every_fault(school, client):
    client.force_login(school.teacher, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("education:marks", args=[school.group.pk]) + "?mes=2026-01"
    assert client.get(reverse("education:list") + "?mes=2026-01").status_code == 200
    names = {person: f"nota-{getattr(school, person).pk}" for person in ("ana", "eva")}
    wrong = client.post(url, {names["ana"]: "25", names["eva"]: "X"})
    html = wrong.content.decode()
    assert wrong.status_code == 422
    assert 'value="25"' in html and 'value="X"' in html
    assert "va de 0 a 20" in html and "«X» no es una nota de este nivel" in html
    assert kept() == set()
    assert client.post(url, {names["ana"]: "12,5", names["eva"]: "ad"}).status_code == 302
    again = client.get(url).content.decode()
    assert 'value="12.5"' in again and 'value="AD"' in again
    assert client.post(url, {names["ana"]: "15", names["eva"]: ""}).status_code == 302
    assert kept() == {("Ana", 15, True)}


def test_a_month_that_is_none_writes_in_no_other(school, client):
    client.force_login(school.teacher)
    address = f"{reverse('education:marks', args=[school.group.pk])}?mes=9999-12"
    assert client.post(address, {f"nota-{school.ana.pk}": "15"}).status_code == 422
    assert kept() == set()


def test_the_marks_of_a_month_to_come_are_not_written(school, client):
    client.force_login(school.teacher, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("education:marks", args=[school.group.pk]) + "?mes=2026-03"
    html = client.get(url).content.decode()
    assert "todavía no empieza" in html and f"nota-{school.ana.pk}" not in html
    answer = client.post(url, {f"nota-{school.ana.pk}": "15", "mes": "2026-03"})
    assert (answer.status_code, "todavía no empieza" in answer.content.decode(), kept()) == (422, True, set())
