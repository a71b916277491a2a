"""Rates and the inputs of a month: history, bounds, one refusal a sentence, only while the month is open."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Adjustment, Allocation, Sheet, SheetRow
from llamkay.apps.closing.services import close_month
from llamkay.apps.pay.inputs import imports as input_imports
from llamkay.apps.pay.inputs import queries as input_queries
from llamkay.apps.pay.inputs import services
from llamkay.apps.pay.models import Bonus, Earning, GradedPieces, IncomeDeclaration, Levy, Rate
from llamkay.apps.pay.rates import services as rate_services
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds import factories
from tests.worlds.factories import FEBRUARY, JANUARY

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def prison(monkeypatch, full_prison):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    made = full_prison
    made.head = factories.staff("head_work", made.place)
    made.director = factories.staff("director", made.place)
    return made


def working(prison, basis, days=(2, 3), **row):
    """A workshop of a basis with one person who worked in February on an approved sheet."""
    found = factories.activity(prison.place, basis.upper(), pay_basis=basis)
    Allocation.objects.create(person=prison.person, activity=found, period=factories.SINCE)
    sheet = Sheet.objects.create(activity=found, month=FEBRUARY.first, state="approved")
    found.row = SheetRow.objects.create(sheet=sheet, person=prison.person, **factories.marks(*days, **row))
    return found


def close(prison):
    Sheet.objects.filter(pk=prison.open_sheet.pk).update(state="approved")
    Sheet.objects.get_or_create(activity=prison.lesson, month=FEBRUARY.first, defaults={"state": "approved"})
    close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def periods(activity, grade=1):
    rates = Rate.objects.filter(activity=activity, grade=grade).order_by("period")
    return [(rate.amount, rate.period.lower, rate.period.upper) for rate in rates]


def rate(prison, amount, start, **more):
    return rate_services.set_rate(actor=prison.head, activity=prison.workshop, amount=amount, start=start, **more)


def test_a_rate_ends_the_one_before_and_lasts_until_the_next(prison):
    rate(prison, 700, date(2026, 5, 1))
    rate(prison, 600, date(2026, 3, 1))
    assert periods(prison.workshop) == [
        (500, date(2025, 1, 1), date(2026, 3, 1)),
        (600, date(2026, 3, 1), date(2026, 5, 1)),
        (700, date(2026, 5, 1), None),
    ]
    rate_services.remove_rate(actor=prison.head, rate=Rate.objects.get(amount=600))
    assert periods(prison.workshop)[0] == (500, date(2025, 1, 1), date(2026, 5, 1))


def test_the_same_day_again_corrects_the_rate(prison):
    rate(prison, 600, date(2026, 3, 1))
    rate(prison, 650, date(2026, 3, 1))
    assert [amount for amount, *_ in periods(prison.workshop)] == [500, 650]


def test_a_rate_is_refused_in_one_sentence(prison):
    refusal(lambda: rate(prison, 600, date(2026, 1, 15)), "15/01/2026", "mes cerrado", "01/02/2026")
    refusal(lambda: rate(prison, 600, date(2028, 1, 1)), "más de un año")
    refusal(lambda: rate(prison, 1_000_001, date(2026, 3, 1)), "10000.01", "fuera")
    refusal(lambda: rate(prison, 0, date(2026, 3, 1)), "0.00")
    refusal(lambda: rate(prison, 600, date(2026, 3, 1), grade=2), "calidades")
    refusal(lambda: rate_services.remove_rate(actor=prison.head, rate=Rate.objects.get()), "mes cerrado")
    with pytest.raises(PermissionDenied):
        rate_services.set_rate(actor=prison.director, activity=prison.workshop, amount=600, start=date(2026, 3, 1))


def test_the_rate_of_a_closed_gap_is_corrected_until_a_close_has_paid_by_it(prison, client):
    Rate.objects.update(period=DateRange(date(2025, 1, 1), date(2026, 1, 20)))
    rate(prison, 600, date(2026, 1, 26))
    refusal(lambda: rate(prison, 650, date(2026, 1, 26)), "escriba por qué")
    rate(prison, 650, date(2026, 1, 26), reason="Acta 4: eran S/ 6.50")
    assert LoggedAction.objects.filter(verb="pay.set_rate").last().reason == "Acta 4: eran S/ 6.50"
    client.force_login(prison.head)
    here = f"{reverse('pay:inputs', args=[prison.workshop.pk])}?mes=2026-01"
    assert "Retirar" in client.get(here).content.decode()
    gap = Rate.objects.get(amount=650)
    refusal(lambda: rate_services.remove_rate(actor=prison.head, rate=gap), "escriba por qué")
    act = reverse("pay:input_act", args=[prison.workshop.pk, "quitar-tarifa"])
    assert client.post(act, {"item": gap.pk, "reason": "No era ese día", "mes": "2026-01"}).status_code == 302
    assert periods(prison.workshop) == [(500, date(2025, 1, 1), date(2026, 1, 20))]
    rate(prison, 700, date(2026, 1, 20))
    of = {"row": prison.closed_row, "day": 26, "minutes": 60, "reason": factories.marks(26)["reasons"][25]}
    who = {"by": "alguien", "at": clock.now(), "confirmed_by": "otra", "confirmed_at": clock.now()}
    Adjustment.objects.create(**of, **who, why="Vino y no se anotó")
    close(prison)
    grosses = prison.person.earnings.filter(month=JANUARY.first).values_list("gross", flat=True)
    assert sum(grosses) == 8_000 + 700
    refusal(lambda: rate(prison, 800, date(2026, 1, 20), reason="Otra acta"), "ya pagó con su tarifa")
    assert "Usada en un mes cerrado" in client.get(here).content.decode()


def test_a_training_subsidy_is_half_the_minimum_wage_at_least(prison):
    course = working(prison, "training")

    def pay(amount):
        return rate_services.set_rate(actor=prison.head, activity=course, amount=amount, start=date(2026, 2, 1))

    refusal(lambda: pay(20_000), "mitad de la remuneración mínima", "235.42")
    pay(23_542)
    close(prison)
    assert Earning.objects.get(activity=course).gross == 2_354  # two of twenty days


def test_pieces_of_lower_grade_are_paid_as_such(prison):
    shop = working(prison, "piece", days=(2,), pieces=10)
    for grade, amount in ((1, 100), (2, 60)):
        rate_services.set_rate(actor=prison.head, activity=shop, amount=amount, start=date(2026, 2, 1), grade=grade)

    def grade(told, day=2):
        return services.grade_day(actor=prison.head, activity=shop, month=FEBRUARY, day=day, counts={shop.row.pk: told})

    refusal(lambda: grade({2: 8, 0: 3}), "10 piezas", "clasifica 11")
    assert grade({2: 5, 0: 5}) == 10
    assert grade({2: 3, 0: 1}) == 4  # in place of what was written
    assert sorted(GradedPieces.objects.values_list("grade", "pieces")) == [(0, 1), (2, 3)]
    close(prison)
    assert sum(Earning.objects.filter(activity=shop).values_list("gross", flat=True)) == 6 * 100 + 3 * 60


def test_a_sale_is_shared_and_can_be_corrected_until_the_close(prison):
    group = working(prison, "share")

    def sell(sold, costs, document="Boleta 3"):
        return services.enter_sale(
            actor=prison.head, activity=group, month=FEBRUARY, sold=sold, costs=costs, document=document
        )

    refusal(lambda: sell(100, 200), "no habría qué repartir")
    refusal(lambda: sell(100, 0, " "), "documento")
    sell(50_000, 0)
    sell(60_000, 10_000)
    close(prison)
    assert Earning.objects.get(activity=group).gross == 50_000
    refusal(lambda: sell(70_000, 0), "Febrero de 2026 está cerrado")


def test_a_bonus_is_given_by_two(prison):
    found = prison.workshop

    def give(person=None, amount=5_000):
        return services.give_bonus(
            actor=prison.head,
            activity=found,
            person=person or prison.person,
            month=FEBRUARY,
            amount=amount,
            reason="Enseñó a tres",
        )

    refusal(lambda: give(prison.second), "no tiene plaza")
    refusal(lambda: give(amount=0), "fuera")
    bonus, forgotten = give(), give(amount=900)
    with pytest.raises(PermissionDenied):
        services.approve_bonus(actor=prison.head, bonus=bonus)
    services.approve_bonus(actor=prison.director, bonus=bonus)
    refusal(lambda: services.approve_bonus(actor=prison.director, bonus=bonus), "ya está aprobada")
    own = give(amount=700)
    Bonus.objects.filter(pk=own.pk).update(by="director")
    refusal(lambda: services.approve_bonus(actor=prison.director, bonus=Bonus.objects.get(pk=own.pk)), "otra persona")
    services.withdraw_bonus(actor=prison.head, bonus=Bonus.objects.get(pk=own.pk), reason="No procede")
    close(prison)
    assert list(Earning.objects.filter(basis="bonus").values_list("gross", flat=True)) == [5_000]
    assert set(Bonus.objects.values_list("pk", flat=True)) == {bonus.pk, forgotten.pk}


def declare(prison, activity, amount=90_000, origin="sworn", person=None, month=FEBRUARY):
    return services.declare_income(
        actor=prison.head,
        activity=activity,
        person=person or prison.person,
        month=month,
        amount=amount,
        origin=origin,
        document="Declaración 7",
    )


def test_what_was_verified_is_not_displaced_by_a_sworn_word(prison):
    own = working(prison, "declared")
    declare(prison, own, 80_000)
    declare(prison, own, 90_000, "verified")
    refusal(lambda: declare(prison, own, 10_000), "ya fue verificado en S/ 900.00")
    refusal(lambda: declare(prison, own, person=prison.second), "no tiene plaza")
    refusal(lambda: declare(prison, own, month=JANUARY), "Enero de 2026 está cerrado")
    refusal(lambda: declare(prison, prison.workshop), "no le corresponde")
    close(prison)
    assert Levy.objects.get().amount == 9_000


def test_a_declaration_taken_back_leaves_the_base_of_the_law(prison):
    own = working(prison, "declared")
    item = declare(prison, own)
    refusal(lambda: services.remove_declaration(actor=prison.head, declaration=item, reason=""), "por qué")
    services.remove_declaration(actor=prison.head, declaration=item, reason="Era de otra persona")
    assert not IncomeDeclaration.objects.exists()
    close(prison)
    assert Levy.objects.get().base == 45_200


def test_incomes_from_a_file_are_taken_whole_or_not_at_all(prison):
    own, code = working(prison, "declared"), prison.person.code

    def load(*lines):
        content = "\n".join(["código;ingreso;documento;verificado", *lines]).encode()
        return input_imports.import_incomes(
            actor=prison.head, activity=own, month=FEBRUARY, name="ingresos.csv", content=content
        )

    count, faults = load(f"{code};450.50;DJ 1;", "NADIE;1;DJ 2;", f"{code};2;DJ 3;", f"{code};x;DJ 1;")
    assert count == 0
    assert [(fault.row, fault.value) for fault in faults] == [(3, "NADIE"), (4, code), (5, code)]
    assert not IncomeDeclaration.objects.exists()
    assert load(f"{code};1,450.50;DJ 1;sí") == (1, [])
    assert IncomeDeclaration.objects.get().amount == 145_050
    assert IncomeDeclaration.objects.get().origin == "verified"
    assert load(f"{code};3;DJ 4;")[1][0].reason.startswith("su ingreso ya fue verificado")
    with pytest.raises(Refused, match="primera fila"):
        input_imports.import_incomes(actor=prison.head, activity=own, month=FEBRUARY, name="a.csv", content=b"x;y\n1;2")


def test_a_sum_that_a_spreadsheet_stored_is_rounded_to_centimos(prison):
    own, code = working(prison, "declared"), prison.person.code
    content = f"código;ingreso;documento\n{code};300.29999999999995;DJ 1".encode()
    loaded = input_imports.import_incomes(
        actor=prison.head, activity=own, month=FEBRUARY, name="a.csv", content=content
    )
    assert loaded == (1, [])
    assert IncomeDeclaration.objects.get().amount == 30_030


@pytest.mark.parametrize(
    ("sign", "origin"),
    [
        *((text, "verified") for text in ("TRUE", "True", "VERDADERO", "verificado", "Verificada", "sí", "X", "1")),
        *((text, "sworn") for text in ("", "no", "FALSE", "FALSO", "0")),
        *((text, None) for text in ("tal vez", "pendiente", "✓", "verificar", "no verificado", "2")),
    ],
)
def test_the_column_verified_is_understood_or_refused(prison, sign, origin):
    own, code = working(prison, "declared"), prison.person.code
    content = f"código;ingreso;documento;verificado\n{code};450.50;DJ 1;{sign}".encode()
    _count, faults = input_imports.import_incomes(
        actor=prison.head, activity=own, month=FEBRUARY, name="a.csv", content=content
    )
    assert list(IncomeDeclaration.objects.values_list("origin", flat=True)) == ([origin] if origin else [])
    assert [f"«{sign}»" in fault.reason for fault in faults] == ([] if origin else [True])


def test_a_true_cell_of_a_spreadsheet_is_verified(prison):
    own, buffer = working(prison, "declared"), io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    page.write_row(0, 0, input_imports.COLUMNS)
    page.write_row(1, 0, [prison.person.code, 450.5, "DJ 1", True])
    book.close()
    input_imports.import_incomes(
        actor=prison.head, activity=own, month=FEBRUARY, name="a.xlsx", content=buffer.getvalue()
    )
    assert IncomeDeclaration.objects.get().origin == "verified"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("sep=;\ncódigo;ingreso;documento\n{};1,450.50;DJ 1", "utf-8"),
        ("Ingresos de febrero, taller, turno\ncódigo;ingreso;documento\n{};1,450.50;DJ 1", "cp1252"),
        ("código\tingreso\tdocumento\n{}\t1,450.50\tDJ 1", "utf-16"),
    ],
)
def test_incomes_are_read_whatever_their_separator_title_and_encoding(prison, text, encoding):
    own, content = working(prison, "declared"), text.format(prison.person.code).encode(encoding)
    loaded = input_imports.import_incomes(
        actor=prison.head, activity=own, month=FEBRUARY, name="a.csv", content=content
    )
    assert loaded == (1, [])
    assert IncomeDeclaration.objects.get().amount == 145_050


def test_an_income_that_is_an_error_is_named(prison):
    own, content = working(prison, "declared"), "código;ingreso;documento\nX1;#¡VALOR!;DJ 1".encode()
    with pytest.raises(Refused, match="en B2:"):
        input_imports.import_incomes(actor=prison.head, activity=own, month=FEBRUARY, name="a.csv", content=content)


def test_the_list_says_what_each_month_lacks(prison):
    group, own, shop = (working(prison, basis) for basis in ("share", "declared", "piece"))
    rows = input_queries.paid_activities(scope=EVERYTHING, month=FEBRUARY)
    assert {row.pk: input_queries.lacks(row) for row in rows} == {
        prison.workshop.pk: "",
        group.pk: "falta la venta",
        own.pk: "faltan 1 de 1 declaraciones",
        shop.pk: "falta la tarifa",
    }
    lacking = input_queries.paid_activities(scope=EVERYTHING, month=FEBRUARY, lacking=True)
    assert set(lacking.values_list("pk", flat=True)) == {group.pk, own.pk, shop.pk}


def test_the_page_takes_a_rate_and_tells_its_history(prison, client):
    client.force_login(prison.head)
    page = f"/oficina/pagos/actividades/{prison.workshop.pk}/"
    sent = {"amount": "6.50", "start": "2026-03-01", "mes": "2026-03"}
    assert client.post(f"{page}registrar/tarifa/", sent).status_code == 302
    assert client.post(f"{page}registrar/tarifa/", sent).status_code == 302  # twice is once
    assert len(periods(prison.workshop)) == 2
    text = client.get(page).content.decode()
    assert "S/ 6.50" in text.replace(" ", " ")
    assert "fijó la tarifa de Taller Quinchu: S/ 6.50 desde el 01/03/2026" in text
    wrong = client.post(f"{page}registrar/tarifa/", sent | {"amount": "seis"})
    assert wrong.status_code == 422
    assert "«seis» no es un monto en soles" in wrong.content.decode()
    client.force_login(prison.director)
    assert client.post(f"{page}registrar/tarifa/", sent | {"amount": "9"}).status_code == 403
    assert "Fijar una tarifa" not in client.get(page).content.decode()
    assert "Taller Quinchu" in client.get("/oficina/pagos/tarifas/?mes=2026-02").content.decode()
    assert DateRange(date(2026, 3, 1), None) == Rate.objects.get(amount=650).period
