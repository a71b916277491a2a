"""The screens of the month close and of what it gave a person."""

import gzip
import re
from datetime import date
from fractions import Fraction
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils.translation import override

from llamkay.apps.activities.models import Activity, Allocation, Enrolment, Sheet, SheetRow
from llamkay.apps.activities.services import load_reference
from llamkay.apps.closing import queries
from llamkay.apps.closing.filling import month_sheets
from llamkay.apps.closing.services import close_month
from llamkay.apps.institutions.models import Establishment, Grant, RegionalOffice, Role, User
from llamkay.apps.months.models import MonthClose
from llamkay.apps.pay import queries as pay
from llamkay.apps.pay.models import Rate
from llamkay.apps.people.models import CustodySpell, LegalStatusSpell, Person, StageSpell
from llamkay.apps.remission.models import Credit
from llamkay.apps.remission.queries import CreditLine, fraction_text, remission_summary
from llamkay.apps.statistics.services import load_reference as load_metrics
from llamkay.core.values import Month
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.models import InteractionLog
from llamkay.platform.security import scope
from tests.worlds.corrections import corrected

JANUARY = Month(2026, 1)
ALWAYS = DateRange(date(2024, 1, 1), None)


def make_person(place, number):
    """Somebody sentenced, in the ordinary closed regime, enrolled for work."""
    person = Person(code=f"C{number:05d}", first_surname=f"Inventada{number}", given_names="Ana", sex="F")
    person.search_text = person.folded()
    person.save()
    CustodySpell.objects.create(person=person, establishment=place, period=ALWAYS, entry="entry")
    LegalStatusSpell.objects.create(person=person, status="sentenced", period=ALWAYS)
    StageSpell.objects.create(person=person, regime="closed_ordinary", stage="minimum", period=ALWAYS)
    Enrolment.objects.create(person=person, kind="work", period=ALWAYS, folio=f"T-{number}")
    return person


def make_sheet(place, code, people):
    """A workshop of S/ 5.00 an hour with everybody present four hours from Monday to Friday; approved."""
    activity = Activity.objects.create(
        establishment=place,
        code=code,
        name=f"Taller {code}",
        kind="work",
        modality="institution",
        place="workshop",
        capacity=50,
        timetable=[240, 240, 240, 240, 240, 0, 0],
        pay_basis="hour",
        period=ALWAYS,
    )
    Rate.objects.create(activity=activity, period=ALWAYS, amount=500)
    sheet = Sheet.objects.create(activity=activity, month=JANUARY.first, state="approved")
    worked = [int(day.weekday() < 5 and day.day > 1) for day in JANUARY.dates()]
    for person in people:
        Allocation.objects.create(person=person, activity=activity, period=ALWAYS)
        SheetRow.objects.create(
            sheet=sheet, person=person, minutes=[240 * mark for mark in worked], reasons=worked, pieces=[0] * 31
        )
    return sheet


def make_user(name, role, place):
    made = User.objects.create(username=name, full_name=name.title())
    always = DateRange(date(2020, 1, 1), None)
    Grant.objects.create(user=made, role=Role.objects.get(code=role), establishment=place, period=always)
    return User.objects.get(pk=made.pk)


@pytest.fixture
def prisons(db, monkeypatch):
    """``here`` with two people and an approved sheet, ``there`` with one; staff of each; it is 2 February 2026."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    with scope.elevated():
        load_reference()
        load_metrics()
        for document in yaml_documents("llamkay.data"):
            for item in document.get("roles", ()):
                Role.objects.get_or_create(code=item["code"], defaults=item)
        office = RegionalOffice.objects.create(code="oficina-cierre", name="Oficina de prueba")
        here, there = (
            Establishment.objects.create(
                code=code, name=code, office=office, department="Lima", population_kind="women", capacity=9, order=order
            )
            for code, order in (("EP-CIERRE", 921), ("EP-AJENO", 922))
        )
        ana, eva, far = make_person(here, 1), make_person(here, 2), make_person(there, 3)
        sheet, other = make_sheet(here, "PAN", [ana, eva]), make_sheet(there, "TEJ", [far])
        yield SimpleNamespace(
            here=here,
            there=there,
            ana=ana,
            eva=eva,
            far=far,
            sheet=sheet,
            other=other,
            director=make_user("direccion", "director", here),
            outsider=make_user("ajena", "director", there),
            treasurer=make_user("tesoreria", "treasurer", here),
            instructor=make_user("taller", "instructor", here),
            analyst=make_user("sede", "analyst", None),
        )


@pytest.fixture
def as_(client):
    def login(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return login


def detail(place, month="2026-01"):
    return reverse("closing:detail", args=[place.code, month])


def seen(page):
    """The digest of what the page of an open month shows: the act carries it."""
    return re.search(r'name="visto" value="(\w+)"', page)[1]


def close_url(place, month="2026-01"):
    return reverse("closing:close", args=[place.code, month])


def test_a_ready_month_is_closed_with_one_button_and_then_tells_what_it_gave(prisons, as_):
    client = as_(prisons.director)
    page = client.get(detail(prisons.here)).content.decode()
    assert "Cómo quedaría" in page and "Cerrar el mes" in page
    answer = client.post(close_url(prisons.here), {"visto": seen(page)}, follow=True)
    page = answer.content.decode()
    assert "Mes cerrado: 2 personas, 42 días computados, S/ 840.00 de ingresos." in page
    assert "S/ 840.00" in page and "Inventada1" in page and "Inventada2" in page and "Inventada3" not in page
    with scope.elevated():
        close = MonthClose.objects.get(establishment=prisons.here)
        assert (close.by, close.totals["people"]) == ("direccion", 2)
        assert not MonthClose.objects.filter(establishment=prisons.there).exists()
    assert close.hash in page
    assert {line.kind for line in InteractionLog.objects.filter(target=f"close:{close.pk}")} == {"read"}
    assert "ya estaba cerrado" in client.post(close_url(prisons.here), follow=True).content.decode()


def test_a_month_that_goes_on_is_counted_for_whoever_asks(prisons, as_, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-01-20T10:00:00-05:00")
    client = as_(prisons.director)
    page = client.get(detail(prisons.here)).content.decode()
    assert "El mes todavía no termina" in page and "Contar con lo registrado hasta ahora" in page
    assert "S/ 840.00" not in page
    counted = client.get(detail(prisons.here), {"contar": "si"}).content.decode()
    assert "S/ 840.00" in counted and "Contar con lo registrado" not in counted
    assert "Cerrar el mes" not in counted


def test_a_month_that_asks_for_no_mark_yet_has_no_percentage(prisons, as_, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-01-02T10:00:00-05:00")
    page = as_(prisons.director).get(detail(prisons.here)).content.decode()
    assert "Los horarios todavía no piden ninguna marca" in page and "— %" not in page


def test_the_marks_of_today_are_not_missing_yet(prisons, monkeypatch):
    due = {}
    for now in ("2026-01-02T10:00:00-05:00", "2026-01-05T10:00:00-05:00"):
        monkeypatch.setenv("LLAMKAY_NOW", now)
        with scope.elevated():
            due[now[:10]] = month_sheets(prisons.here, JANUARY).totals()["due"]
    assert due == {"2026-01-02": 0, "2026-01-05": 2}  # the first is a holiday; of two people, the second is asked for


def test_the_month_closes_behind_row_security_as_in_the_office(prisons, as_, as_application):
    with transaction.atomic():
        client = as_(prisons.director)
        client.post(close_url(prisons.here), {"visto": seen(client.get(detail(prisons.here)).content.decode())})
    assert MonthClose.objects.filter(establishment=prisons.here).exists()


def test_what_is_missing_is_listed_and_the_close_refused_in_its_words(prisons, as_):
    prisons.sheet.state = "submitted"
    prisons.sheet.save()
    client = as_(prisons.director)
    page = client.get(detail(prisons.here)).content.decode()
    assert "La planilla de Taller PAN está «entregada»: falta aprobarla." in page
    assert "Falta 1 cosa para cerrar" in page and "Cerrar el mes</button>" not in page
    page = client.post(close_url(prisons.here), follow=True).content.decode()
    assert "No se puede cerrar enero de 2026 en EP-CIERRE" in page
    assert not MonthClose.objects.exists()


def test_the_list_shows_each_month_of_the_scope_and_filters(prisons, as_):
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    seal = MonthClose.objects.get().hash
    page = as_(prisons.director).get(reverse("closing:list")).content.decode()
    assert "EP-CIERRE" in page and "EP-AJENO" not in page and seal[:12] in page and seal[:13] not in page
    headquarters = as_(prisons.analyst)
    page = headquarters.get(reverse("closing:list")).content.decode()
    assert "2 meses" in page and "EP-AJENO" in page
    chosen = headquarters.get(reverse("closing:list"), {"mes": "2026-01", "estado": "closed"}).content.decode()
    assert "1 mes<" in chosen
    assert "no es un mes" in headquarters.get(reverse("closing:list"), {"mes": "enero"}).content.decode()
    file = headquarters.get(reverse("closing:list"), {"formato": "xlsx"})
    assert file["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_people_of_a_close_are_downloaded_and_the_download_is_logged(prisons, as_):
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    close = MonthClose.objects.only(*queries.SUMMARY).get()
    lines = queries.person_lines(close, list(queries.people_of(close)))
    assert [(line.person, line.days, line.gross) for line in lines] == [
        (prisons.ana, {"work": 21, "study": 0}, 42_000),
        (prisons.eva, {"work": 21, "study": 0}, 42_000),
    ]
    assert sum(line.gross for line in lines) == close.totals["gross"]
    assert as_(prisons.director).get(detail(prisons.here), {"formato": "xlsx"}).status_code == 200
    assert InteractionLog.objects.filter(kind="export", target=f"close:{close.pk}").count() == 1


def test_who_may_only_look_sees_no_button_and_is_refused(prisons, as_):
    client = as_(prisons.treasurer)
    page = client.get(detail(prisons.here)).content.decode()
    assert "Cerrar el mes</button>" not in page and "Su función permite ver el cierre, no hacerlo" in page
    assert client.post(close_url(prisons.here)).status_code == 403
    assert as_(prisons.instructor).get(detail(prisons.here)).status_code == 403


@pytest.mark.parametrize("month", ["2025-12", "2026-13", "enero"])
def test_a_month_that_does_not_exist_is_not_found(prisons, as_, month):
    assert as_(prisons.director).get(detail(prisons.here, month)).status_code == 404


def test_the_person_page_tells_the_count_with_its_article_and_the_reading_is_logged(prisons, as_):
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    page = " ".join(as_(prisons.director).get(prisons.ana.get_absolute_url()).content.decode().split())
    assert "Redención de la pena" in page and "Trabajo · 21 días computados" in page
    line = remission_summary(scope=scope.EVERYTHING, person=prisons.ana).months[0].credits[0]
    assert line.why and line.why in unescape(page)
    logged = set(InteractionLog.objects.filter(target=f"person:{prisons.ana.pk}").values_list("kind", flat=True))
    assert logged >= {"read", "legal", "remission", "pay"}  # and what other rooms read there
    page = as_(prisons.instructor).get(prisons.ana.get_absolute_url()).content.decode()
    assert "Redención de la pena" not in page and "Ingresos y distribución" not in page


@pytest.mark.parametrize(
    ("value", "text"), [("25/2", "12 1/2"), ("5", "5"), ("1/2", "1/2"), ("0", "0"), ("-7/2", "−3 1/2"), ("-4", "−4")]
)
def test_a_fraction_reads_as_people_write_it(value, text):
    assert fraction_text(Fraction(value)) == text


def test_the_person_page_tells_the_pay_and_what_is_available(prisons, as_):
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    page = unescape(as_(prisons.director).get(prisons.ana.get_absolute_url()).content.decode())
    assert "84 horas" in page and "S/ 5.00 por hora" in page and "S/ 42.00" in page  # the institution's tenth
    paid = pay.months(scope=scope.EVERYTHING, person=prisons.ana)
    assert [(item.month, item.totals) for item in paid] == [
        (JANUARY, {"gross": 42_000, "institution": 4_200, "reparation": 0, "alimony": 0, "personal": 37_800})
    ]
    assert all(f"{rule['norm']}, art. {rule['article']}" in page for rule in paid[0].rules)
    assert pay.balance(scope=scope.EVERYTHING, person=prisons.ana) == 37_800
    assert pay.balance(scope=scope.NOTHING, person=prisons.ana) == 0


def test_a_close_names_people_and_their_pay_only_to_who_may_see_them(prisons, as_):
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    page = as_(prisons.analyst).get(detail(prisons.here)).content.decode()
    assert "S/ 840.00" in page and "Inventada" not in page and "no los datos de cada persona" in page
    assert as_(prisons.analyst).get(detail(prisons.here), {"formato": "xlsx"}).status_code == 403
    page = as_(prisons.treasurer).get(detail(prisons.here)).content.decode()
    assert "Inventada1" in page and "S/ 420.00" in page and "Días de trabajo" not in page


def test_nothing_of_another_prison_opens(prisons, as_, as_application):
    """Every address with something of EP-CIERRE, asked by the director of EP-AJENO; the mirror image opens."""
    sheet, activity, person = prisons.sheet.pk, prisons.sheet.activity_id, prisons.ana.pk
    addresses = {
        detail(prisons.here): 200,
        reverse("people:detail", args=[person]): 200,
        reverse("people:act", args=[person, "traslado"]): 200,
        reverse("activities:sheet", args=[sheet]): 200,
        reverse("activities:detail", args=[activity]): 200,
    }
    own = as_(prisons.director)
    assert {url: own.get(url).status_code for url in addresses} == addresses
    other = as_(prisons.outsider)
    stranger = {url: other.get(url).status_code for url in addresses}
    assert set(stranger.values()) <= {403, 404}, stranger
    posts = [
        close_url(prisons.here),
        reverse("activities:step", args=[sheet, "reopen"]),
        reverse("people:act", args=[person, "traslado"]),
    ]
    assert {other.post(url).status_code for url in posts} <= {403, 404}
    for name in ("people:list", "activities:list", "activities:sheets", "closing:list"):
        page = other.get(reverse(name), {"mes": "2026-01"}).content.decode()
        assert "Inventada1" not in page and "Taller PAN" not in page and "EP-CIERRE" not in page, name
    with scope.acting_in(scope.Scope(ids=frozenset({prisons.there.pk}))):  # the second wall: the database itself
        assert set(Sheet.objects.values_list("pk", flat=True)) == {prisons.other.pk}
        assert set(SheetRow.objects.values_list("person", flat=True)) == {prisons.far.pk}
        assert set(Person.objects.values_list("pk", flat=True)) == {prisons.far.pk}


def test_both_readings_are_told_in_words_and_none_is_chosen():
    readings = [
        {
            "reading": {"lists": choice},
            "ratio": ratio,
            "status": status,
            "norm": "N",
            "article": "1",
            "source": "S",
            "why": [{"code": "law.respected", "rule": "", "values": {}}],
        }
        for choice, ratio, status in (("strictest", None, "barred"), ("mildest", 7, "computed"))
    ]
    line = CreditLine(Credit(days=21, status="two_readings", confidence="low", alternatives=readings), JANUARY.first)
    assert (line.ratio, line.remitted, line.to_confirm) == ("—", "—", True)
    respected = "Se respeta el cómputo diferenciado ya iniciado (art. 57-A)."
    assert [(item["holds"], item["gives"], item["why"]) for item in line.readings] == [
        ("la más severa", "La ley no permite redimir en este caso.", respected),
        ("la más favorable", "7 por 1", respected),
    ]
    with override("en"):
        assert [(item["holds"], item["gives"]) for item in line.readings] == [
            ("the stricter", "The law does not allow remission in this case."),
            ("the more favourable", "7 for 1"),
        ]


def test_a_correction_of_a_closed_month_is_listed_as_pending(prisons, as_):
    """A correction of the closed month is listed, and waits for the next close."""
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    row = SheetRow.objects.get(person=prisons.ana)
    corrected(row, 5, actor=prisons.director, reason=3, minutes=0, pieces=0, why="Estuvo en diligencia")
    page = as_(prisons.director).get(detail(prisons.here)).content.decode()
    assert "Correcciones de este mes" in page and "Estuvo en diligencia" in page and "Pendiente" in page


def test_paper_has_everybody_of_a_close_and_the_wire_is_spared(prisons, as_):
    for number in range(10, 70):
        row = SheetRow(
            sheet=prisons.sheet, person=make_person(prisons.here, number), minutes=[240] * 31, reasons=[1] * 31
        )
        row.pieces = [0] * 31
        row.save()
        Allocation.objects.create(person=row.person, activity=prisons.sheet.activity, period=ALWAYS)
    close_month(actor=prisons.director, establishment=prisons.here, month=JANUARY)
    client, person = as_(prisons.director), '<th scope="row" class="govuk-table__header"><a'
    screen = client.get(detail(prisons.here)).content.decode()
    assert screen.count(person) == 50 and "«Imprimir», en la pantalla, las da todas" in screen
    answer = client.get(detail(prisons.here), {"imprimir": "si"}, headers={"accept-encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()
    assert page.count(person) == 62 and "Página 1 de" not in page
    assert len(answer.content) < len(page) / 5
    assert page.count("62</span>") == 1  # the total, once
