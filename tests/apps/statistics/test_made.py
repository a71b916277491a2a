"""What is made, as figures: people, hours, money, kilograms and sales, of five people or not at all, in round numbers;
in public where a prison tells how many work there."""

from datetime import date

import pytest

from llamkay.apps.activities.models import Allocation, Sheet, SheetRow, Trade
from llamkay.apps.closing.services import close_month
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models import Rate, Split
from llamkay.apps.production.making import services as making
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.recipes import services as recipes
from llamkay.apps.production.sales import services as sales
from llamkay.apps.production.stock import services as stock
from llamkay.apps.statistics.figures.dictionary import ratios, value_of
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.kinds import SUMS
from llamkay.apps.statistics.models import Figure
from llamkay.apps.statistics.opendata.audit import audited, everything
from llamkay.apps.statistics.services import check_return, record_return
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.factories import FEBRUARY, SINCE
from tests.worlds.returns import JANUARY, totals

pytestmark = pytest.mark.usefixtures("everything")
DAY = date(2026, 2, 12)
MADE = {code for code in SUMS if code.startswith("made_")}


@pytest.fixture
def prison(full_prison, monkeypatch):
    """In February six women turn plastic into bags; two sell what they made on their own account."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    made, actor = full_prison, Command()
    made.treasurer = factories.staff("treasurer", made.place, "tesorera")
    here = {"actor": actor, "establishment": made.place}
    trade = Trade.objects.get(code="reciclaje")
    made.shop = factories.activity(made.place, "REC", trade=trade)
    Rate.objects.create(activity=made.shop, period=SINCE, amount=500)
    sheet = Sheet.objects.create(activity=made.shop, month=FEBRUARY.first, state="approved")
    made.women = [made.person]
    made.women += [factories.person(made.place, f"REC-{n}", f"Hace{n}", f"0000770{n}") for n in range(5)]
    for woman in made.women:
        Allocation.objects.create(person=woman, activity=made.shop, period=SINCE)
        SheetRow.objects.create(sheet=sheet, person=woman, **factories.marks(10, 11, 12))
    Sheet.objects.filter(month=FEBRUARY.first).update(state="approved")
    Sheet.objects.get_or_create(activity=made.lesson, month=FEBRUARY.first, defaults={"state": "approved"})
    made.bench = stock.save_site(**here, kind="workshop", name="Mesa", activity=made.shop)
    plastic = stock.save_good(**here, sku="PLA", name="Plástico", kind="material", unit="kg")
    made.bag = stock.save_good(**here, sku="BOL", name="Bolso", kind="product", unit="u", price=4_500, trade=trade)
    stock.receive(actor=actor, good=plastic, site=made.bench, quantity=60_000, code="ACOPIO", on=date(2026, 2, 2))
    draft = recipes.save_recipe(actor=actor, good=made.bag, makes=10_000, lines=[(plastic, 12_000, 100_000)])
    recipe = recipes.use_recipe(actor=actor, recipe=draft)
    batch = {"activity": made.shop, "recipe": recipe, "site": made.bench, "planned": 10_000, "first": DAY}
    made.batch = making.open_batch(actor=actor, **batch)
    making.complete(actor=actor, batch=made.batch, output=Output(first=10_000), on=DAY)
    made.lot = made.batch.lots.get()
    making.check_lot(actor=actor, lot=made.lot, passed=10_000)
    return made


def sold(made, lot, receipt, *, confirmed=True):
    sale = sales.sell(
        actor=Command(),
        lot=lot,
        site=made.bench,
        quantity=1_000,
        price=4_500,
        way="cash",
        receipt=receipt,
        sold_on=date(2026, 2, 20),
    )
    return sales.confirm(actor=made.treasurer, sale=sale) if confirmed else sale


def owned(made, person):
    return stock.receive(
        actor=Command(),
        good=made.bag,
        site=made.bench,
        quantity=3_000,
        owner="person",
        person=person,
        code=f"SUYO-{person.pk}",
        on=date(2026, 2, 3),
    )


def counted(made):
    close_month(actor=Command(), establishment=made.place, month=FEBRUARY)
    found = Figure.objects.filter(snapshot__month=FEBRUARY.first, metric__code__in=MADE)
    return dict(found.values_list("metric__code", "value"))


def test_what_six_women_made_is_counted_in_round_numbers(prison):
    for n in range(3):
        sold(prison, prison.lot, f"B-{n}")
    sales.take_back(actor=prison.treasurer, sale=sold(prison, prison.lot, "B-8"), why="No era su color")
    sold(prison, prison.lot, "B-9", confirmed=False)
    sold(prison, owned(prison, prison.women[1]), "P-1")
    sold(prison, owned(prison, prison.women[2]), "P-2")
    found = counted(prison)
    gross = 6 * 3 * 4 * 500
    own = sum(split.personal + split.alimony for split in Split.objects.filter(month=FEBRUARY.first))
    assert own < gross == 36_000
    # Three sales are told; what two women sold on their own account would tell of them, and is not in it.
    assert found == {
        "made_people": 5,
        "made_hours": 70,
        "made_paid": 400,
        "made_own": round(own / 10_000) * 100,
        "made_sold": 100,
        "made_kilograms": 12,
    }


def test_of_fewer_than_five_nothing_is_counted(prison):
    Allocation.objects.filter(activity=prison.shop, person__in=prison.women[4:]).delete()
    SheetRow.objects.filter(sheet__activity=prison.shop, person__in=prison.women[4:]).delete()
    sold(prison, prison.lot, "B-1")
    assert counted(prison) == {}


def report(code, month=JANUARY, **figures):
    place = Establishment.objects.get(code=code)
    record_return(
        actor=Command(), establishment=place, month=month, as_of=month.dates()[-1], figures=figures, source="Oficio"
    )


def test_a_sum_is_told_where_a_prison_tells_how_many_work(reference):
    work = {"EP01": (1000, 400), "EP02": (300, 3), "EP03": (800, 90), "EP04": (700, 210), "EP05": (900, 300)}
    for code, (held, working) in work.items():
        report(code, **totals(held, working, made_paid=working * 31, made_own=working * 20))
    read = PublishedMonth(JANUARY.first)
    works = {part.code: part.value for part in read.figure("working").parts}
    paid = {part.code: part.value for part in read.figure("made_paid").parts}
    assert works["EP02"] is None and any(works.values()), works
    assert paid == {code: n and round(n * 31 / 100) * 100 for code, n in works.items()}
    whole = read.figure("made_paid")
    assert whole.value == sum(n for n in paid.values() if n) == sum(n for n in whole.regions.values() if n)
    (own,) = [each for each in ratios() if each.code == "share_own"]
    assert value_of(own, read).whole == whole.value and value_of(own, read).percent == "65"


def test_open_data_has_them_and_the_attacker_looks_at_them(reference):
    for code, people in (("EP01", 120), ("EP02", 3), ("EP03", 90), ("EP04", 80)):
        report(code, **totals(500, people, made_sold=people * 100))
    register = everything([JANUARY.first])
    kept_back = {cell for cell in register.hidden if cell.endswith(".made_sold")}
    assert kept_back and register.leaks() == []
    rows = [line for line in audited([JANUARY.first])["cifras.csv"].decode().splitlines() if ",made_sold," in line]
    assert any(",PE,country," in row for row in rows) and any(row.count(",Q,C,") for row in rows)
    # Had the sum of the country told of who keeps it back, it would follow.
    cells = [cell for cell in {*register.shown, *register.hidden} if cell.endswith(".made_sold") and "@" not in cell]
    register.add(register.tell("all.made_sold", 29_300), cells)
    assert {leak.cell for leak in register.leaks()} & kept_back or len(kept_back) > 1


def test_a_return_whose_parts_exceed_their_whole_is_refused(reference):
    place = Establishment.objects.get(code="EP01")
    figures = totals(500, 100, made_paid=100, made_own=200)
    (problem,) = check_return(establishment=place, month=JANUARY, figures=figures)
    assert "supera" in problem and "sus familias" in problem
