"""The pages of stock, recipes, batches and hygiene: from the form to the shelf, what is refused, what is not shown."""

import pytest
from django.urls import reverse

from llamkay.apps.production.kinds import State
from llamkay.apps.production.models import Batch, Good, HygieneRecord, Lot, Recipe, Site, StockCount
from llamkay.apps.production.sales import services as sales
from llamkay.apps.production.stock import moving
from llamkay.apps.production.stock import services as stock
from llamkay.apps.production.stock.imports import import_goods
from llamkay.apps.production.stock.queries import value_on
from llamkay.platform import clock
from tests.worlds.workshop import baked, open_day

pytestmark = pytest.mark.usefixtures("everything", "demonstration")


def page(client, name, /, *arguments, query=""):
    answer = client.get(reverse(f"production:{name}", args=arguments) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def send(client, name, /, *arguments, **values):
    return client.post(reverse(f"production:{name}", args=arguments), values, follow=True)


def test_a_morning_on_the_screen(bakery, client):
    client.force_login(bakery.head)
    answer = send(
        client,
        "new_batch",
        activity=bakery.activity.pk,
        recipe=bakery.recipe.pk,
        planned="200",
        site=bakery.site.pk,
        first="2026-02-02",
    )
    batch = Batch.objects.get()
    assert "Pan de yema, lote HOR-260202-1" in answer.content.decode()
    answer = send(client, "complete", batch.pk, first="180.5", on="2026-02-02")
    assert answer.status_code == 422 and "se cuenta por unidades enteras" in answer.content.decode()
    answer = send(client, "complete", batch.pk, first="150", scrap="10", scrap_reason="burnt", on="2026-02-02")
    assert "espera su revisión" in answer.content.decode() and "Quemado o crudo" in answer.content.decode()
    lot = batch.lots.get()
    assert "Por revisar" in page(client, "lot", lot.pk)
    answer = send(client, "check", lot.pk, passed="150", rejected="0")
    assert moving.amount_in(lot, State.AVAILABLE) == 150_000
    answer = send(client, "end_batch", batch.pk, "terminar", reason="Se acabó la masa")
    assert "quedó terminado" in answer.content.decode()


def test_a_short_batch_says_what_lacks_beside_the_form(bakery, client):
    client.force_login(bakery.head)
    batch = open_day(bakery, planned=600_000)
    answer = send(client, "complete", batch.pk, first="600", on="2026-02-02")
    text = answer.content.decode()
    assert answer.status_code == 422 and "falta 8 kg" in text and "Falta Mantequilla" in text
    assert "8 kg" in page(client, "batch", batch.pk)


def test_a_recall_in_two_clicks(bakery, client):
    lot = baked(bakery)
    client.force_login(bakery.director)
    text = page(client, "lot", bakery.soon.pk)
    assert lot.code in text and "Detener este lote y todo lo hecho con él" in text
    answer = send(client, "recall", bakery.soon.pk, "detener", reason="Gorgojos")
    assert "Se detuvo" in answer.content.decode()
    assert moving.amount_in(lot, State.HELD) == 100_000
    answer = send(client, "recall", lot.pk, "liberar", reason="Sano")
    assert moving.amount_in(lot, State.AVAILABLE) == 100_000
    assert send(client, "recall", lot.pk, "otra").status_code == 404


def test_a_lot_says_where_what_was_made_of_it_lies_and_whom_it_reached(bakery, client):
    baked(bakery)
    own = stock.receive(actor=bakery.head, good=bakery.roll, quantity=90_000, site=bakery.fair, code="PROPIO")
    sell = {"actor": bakery.head, "lot": own, "site": bakery.fair, "price": 50, "way": "cash"}
    shop = sales.save_customer(actor=bakery.head, establishment=bakery.place, kind="shop", name="Bodega de la esquina")
    sales.sell(**sell, quantity=30_000, receipt="B-7", customer=shop)
    sales.sell(**sell, quantity=2_000, receipt="B-8")
    undone = sales.sell(**sell, quantity=1_000, receipt="B-9")
    sales.undo(actor=bakery.head, sale=undone, why="Se anotó dos veces")
    client.force_login(bakery.director)
    assert f"queda 100 u · {bakery.site.name}" in " ".join(page(client, "lot", bakery.soon.pk).split())
    reached = page(client, "lot", own.pk).partition("A quién llegó")[2].partition("</table>")[0]
    assert "Bodega de la esquina" in reached and "Quien tiene el comprobante" in reached
    assert "B-7" in reached and "B-8" in reached and "B-9" not in reached


def test_goods_and_places_are_written_and_listed(bakery, client):
    client.force_login(bakery.head)
    values = {"sku": "nue-1", "name": "Nuez", "kind": "material", "unit": "kg", "allergens": ["nuts"], "least": "2"}
    send(client, "new_good", **values)
    made = Good.objects.get(sku="NUE-1")
    assert (made.least, made.allergens) == (2_000, ["nuts"])
    assert "Bajo el mínimo" in page(client, "goods", query="?falta=on")
    answer = send(client, "new_good", **values | {"public": "on"})
    assert answer.status_code == 422 and "Solo un producto con precio" in answer.content.decode()
    answer = send(client, "good", bakery.flour.pk, sku="SM-HAR", name="Harina", kind="material", unit="l")
    assert "la unidad no cambia" in answer.content.decode()
    send(client, "new_site", kind="shop", name="Jr. Ica", open="on")
    assert Site.objects.filter(name="Jr. Ica", kind="shop").exists()
    answer = send(client, "site", bakery.site.pk, kind="workshop", name="Horno")
    assert "todavía tiene existencias" in answer.content.decode()


def test_what_comes_in_moves_and_is_reversed(bakery, client):
    client.force_login(bakery.baker)
    answer = send(
        client,
        "receive",
        good=bakery.flour.pk,
        quantity="750 g",
        site=bakery.store.pk,
        owner="company",
        company=bakery.company.pk,
        expires_on="2026-05-01",
        cost="3.10",
        supplier="Molino",
        document="Guía 7",
    )
    lot = Lot.objects.get(supplier="Molino")
    assert moving.amount_in(lot, State.AVAILABLE) == 750 and "0.75 kg" in answer.content.decode()
    send(client, "move", lot.pk, kind="carry", quantity="0.25", site=bakery.store.pk, to=bakery.site.pk)
    assert moving.amount_in(lot, State.AVAILABLE, bakery.site) == 250
    answer = send(client, "move", lot.pk, kind="lose", quantity="9", site=bakery.store.pk, reason="Mojada")
    assert answer.status_code == 422 and "No alcanza" in answer.content.decode()
    carried = lot.movements.get(kind="carry")
    answer = send(client, "reverse_movement", carried.pk, reason="No fue")
    assert "Revertido" in answer.content.decode()
    answer = send(client, "receive", good=bakery.flour.pk, quantity="1 l", site=bakery.store.pk, owner="institution")
    assert answer.status_code == 422 and "no se mide en kg" in answer.content.decode()
    answer = send(
        client, "receive", good=bakery.roll.pk, quantity="1", site=bakery.store.pk, owner="person", person="NADIE"
    )
    assert "Nadie de su ámbito" in answer.content.decode()


def test_a_count_on_the_screen(bakery, client):
    client.force_login(bakery.baker)
    assert "Según los libros" in page(client, "count", bakery.site.pk)
    answer = send(client, "count", bakery.site.pk, **{f"count-{bakery.fat.pk}": "1.5"})
    assert answer.status_code == 422 and "Explique la diferencia" in answer.content.decode()
    values = {f"count-{bakery.fat.pk}": "1.5", f"why-{bakery.fat.pk}": "Se usó en prueba"}
    answer = send(client, "count", bakery.site.pk, **values)
    assert "1 diferencia" in answer.content.decode() and StockCount.objects.count() == 1
    client.force_login(bakery.director)
    assert send(client, "count", bakery.site.pk, **values).status_code == 200 and StockCount.objects.count() == 1


def test_a_recipe_on_the_screen(bakery, client):
    client.force_login(bakery.head)
    assert "gluten, leche" in page(client, "recipe", bakery.recipe.pk)
    values = {"makes": "100", "minutes": "60", "part-0": bakery.flour.pk, "quantity-0": "4", "loss-0": "66.67"}
    answer = send(client, "new_recipe", good=bakery.roll.pk, **values)
    draft = Recipe.objects.get(stage="draft")
    assert draft.parts.get().loss == 666_700 and "66.67 %" in answer.content.decode()
    answer = send(client, "edit_recipe", draft.pk, **values | {"quantity-0": "cuatro"})
    assert answer.status_code == 422 and "no es una cantidad" in answer.content.decode()
    answer = send(client, "use_recipe", draft.pk)
    assert "está en uso" in answer.content.decode()
    assert page(client, "recipes", query="?q=yema&estado=former").count("Anterior") >= 1


def test_the_kitchen_writes_its_day(bakery, client):
    from llamkay.apps.activities.models import Trade

    type(bakery.activity).objects.filter(pk=bakery.activity.pk).update(trade=Trade.objects.get(code="panaderia"))
    client.force_login(bakery.baker)
    answer = send(client, "new_control", activity=bakery.activity.pk, kind="cold", value="9.5", well="on")
    assert answer.status_code == 422 and "escriba qué se hizo" in answer.content.decode()
    send(client, "new_control", activity=bakery.activity.pk, kind="cold", value="9.5", action="Se cambió de cámara")
    send(client, "new_control", activity=bakery.activity.pk, kind="hands", well="on")
    assert HygieneRecord.objects.get(kind="cold").well is False
    assert "Se cambió de cámara" in page(client, "controls", query="?mal=on")
    send(
        client,
        "new_registration",
        good=bakery.roll.pk,
        number="N-9",
        holder="Panificadora",
        first="2025-01-01",
        last="2026-03-01",
    )
    assert "Por vencer" in page(client, "registrations")


def test_the_label_says_what_it_must_and_no_name(bakery, client):
    from io import BytesIO

    from llamkay.apps.production.bakery.label import label_data

    lot = baked(bakery)
    data = label_data(lot)
    lines = dict(data["lines"])
    assert lines["Ingredientes"] == "Harina fortificada, mantequilla" and lines["Contiene"] == "Gluten, leche"
    assert lines["Registro sanitario"] == "no registrado" and "bromato" in lines["Harina"]
    assert data["dates"] == [["Hecho", "02/02/2026"], ["Vence", "04/02/2026"]] and data["doubtful"]
    assert data["address"].endswith(f"/p/SM-PAN/{lot.code}/")
    client.force_login(bakery.baker)
    answer = client.get(reverse("production:label", args=[lot.pk]))
    assert answer["Content-Type"] == "application/pdf" and BytesIO(answer.content).read(5) == b"%PDF-"


def test_the_value_of_the_stock_on_a_day_of_the_past(bakery, client):
    client.force_login(bakery.head)
    day = clock.today().replace(month=1, day=5)
    assert [(line.quantity, line.value) for line in value_on(places=[bakery.place], day=day)] == [(10_000, 3_000)]
    baked(bakery)
    now = {line.good.sku: (line.quantity, line.value) for line in value_on(places=[bakery.place], day=clock.today())}
    # Half of the recipe was taken: 4 kg of the sack at 2.50, 422 g of butter.
    assert now["SM-HAR"] == (12_000, 3_500) and now["SM-MAN"] == (1_578, 3_156)
    assert "S/ 30.00" in page(client, "value", query="?dia=2026-01-05")


def test_lists_are_taken_away_as_files(bakery, client):
    client.force_login(bakery.head)
    for name in ("stock", "goods", "sites", "recipes", "batches", "controls", "registrations"):
        answer = client.get(reverse(f"production:{name}") + "?formato=csv")
        assert answer["Content-Type"].startswith("text/csv"), name
    assert "SACO-1" in client.get(reverse("production:stock") + "?formato=csv").content.decode()


def test_who_may_not_write_is_not_offered_it(bakery, client):
    client.force_login(bakery.director)
    assert "Registrar un ingreso" not in page(client, "stock")
    assert client.get(reverse("production:receive")).status_code == 403
    client.force_login(bakery.outsider)
    assert "SACO-1" not in page(client, "stock")
    assert client.get(reverse("production:lot", args=[bakery.soon.pk])).status_code == 404


def test_the_catalogue_goes_out_and_comes_in_whole_or_not_at_all(bakery, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(bakery.head)
    text = client.get(reverse("production:goods") + "?formato=csv").content.decode()
    back = send(client, "import_goods", file=SimpleUploadedFile("catalogo.csv", text.encode()))
    assert "Se trajo el catálogo" in back.content.decode()
    rows = (
        "Código,Nombre,Clase,Unidad,Precio (S/),Público\n"
        "NUE-1,Pan integral,product,u,0.80,sí\n"
        "NUE-2,Pan raro,product,u,abc,no\n"
        "NUE-3,Pan sin precio,product,u,,sí\n"
        "NUE-1,Pan otra vez,product,u,1,no\n"
    )
    answer = send(client, "import_goods", file=SimpleUploadedFile("nuevos.csv", rows.encode()))
    page_ = answer.content.decode()
    assert answer.status_code == 422 and "no es un monto" in page_ and "Solo un producto con precio" in page_
    assert "dos veces" in page_ and not Good.objects.filter(sku="NUE-1").exists()
    good = "\n".join(rows.split("\n")[:2])
    send(client, "import_goods", file=SimpleUploadedFile("nuevos.csv", good.encode()))
    assert Good.objects.get(sku="NUE-1").price == 80
    answer = send(client, "import_goods", file=SimpleUploadedFile("x.csv", b"Nombre,Clase\nA,b\n"))
    assert "falta la columna" in answer.content.decode()


@pytest.mark.parametrize(("text", "public"), [("VERDADERO", True), ("TRUE", True), ("FALSO", False), ("tal vez", None)])
def test_whether_a_good_is_public_is_understood_or_refused(bakery, text, public):
    rows = f"Código,Nombre,Clase,Unidad,Precio (S/),Público\nNUE-9,Pan,product,u,0.80,{text}\n"
    given = {"actor": bakery.head, "establishment": bakery.place, "name": "x.csv"}
    assert import_goods(**given, content=rows.encode())[0] == (public is not None)
    assert list(Good.objects.filter(sku="NUE-9").values_list("public", flat=True)) == (
        [] if public is None else [public]
    )


def test_a_code_that_lost_its_zeros_makes_no_second_good(bakery):
    given = {"actor": bakery.head, "establishment": bakery.place, "name": "x.csv"}
    rows = "Código,Nombre,Clase,Unidad\n{code},Pan,product,u\n"
    assert import_goods(**given, content=rows.format(code="00123").encode()) == (1, [])
    written, (fault,) = import_goods(**given, content=rows.format(code="123").encode())
    assert written == 0 and "00123" in fault.reason
    assert import_goods(**given, content=rows.format(code="124").encode()) == (1, [])
