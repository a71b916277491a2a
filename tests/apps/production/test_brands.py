"""Brands live while their agreement does; pictures come clean and by two people; a consent is gone when revoked."""

import io
import zlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from PIL import Image

from llamkay.apps.activities.models import Sheet, SheetRow
from llamkay.apps.pay.levy.queries import institution_share
from llamkay.apps.pay.models import Agreement, Split
from llamkay.apps.people.models import Person
from llamkay.apps.production.brands import queries, services
from llamkay.apps.production.brands.pictures import cleaned
from llamkay.apps.production.models import Picture
from llamkay.core.errors import Refused
from tests.worlds import factories
from tests.worlds.market import left, png

pytestmark = pytest.mark.usefixtures("everything")
TODAY = date(2026, 2, 2)


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def page(client, name, *arguments, status=200, query=""):
    answer = client.get(reverse(name, args=arguments) + query)
    assert answer.status_code == status, (name, answer.status_code)
    return answer.content.decode()


def test_a_brand_is_public_while_it_lives_and_its_products_with_it(market, client):
    brand = market.sold.brand
    assert "Marca EP16" in page(client, "public-brand", brand.slug)
    assert "Bolso de venta" in page(client, "public-products")
    agreement = Agreement.objects.create(
        company=market.workshop.company,
        establishment=market.place,
        number="Convenio corto",
        period=DateRange(date(2025, 1, 1), date(2026, 2, 3)),
        days_to_pay=15,
    )
    type(market.sold.spot).objects.filter(pk=market.sold.spot.pk).update(agreement=agreement)
    assert "Marca EP16" in page(client, "home") and f"/marcas/{brand.slug}/" in page(client, "public-sitemap")
    Agreement.objects.filter(pk=agreement.pk).update(period=DateRange(date(2025, 1, 1), date(2026, 2, 2)))
    page(client, "public-brand", brand.slug, status=404)
    assert f"/marcas/{brand.slug}/" not in page(client, "public-sitemap")
    assert "Marca EP16" not in page(client, "home") and "Bolso de venta" not in page(client, "public-products")
    page(client, "public-product", market.sold.bag.sku, status=404)
    page(client, "public-lot", market.sold.bag.sku, market.sold.lot.code, status=404)


def test_its_pages_name_the_prison_only_if_it_says_so_and_nobody_ever(market, client):
    brand, lot = market.sold.brand, market.sold.lot
    pages = [
        page(client, "public-brand", brand.slug),
        page(client, "public-product", market.sold.bag.sku),
        page(client, "public-lot", market.sold.bag.sku, lot.code),
        page(client, "public-products"),
    ]
    for text in pages:
        assert market.place.name not in text
        assert "Quinchuiana" not in text and market.person.code not in text and "vendedora" not in text
    type(brand).objects.filter(pk=brand.pk).update(says_prison=True)
    assert market.place.name in page(client, "public-brand", brand.slug)
    assert market.place.name in page(client, "public-lot", market.sold.bag.sku, lot.code)


def test_the_page_of_a_lot_says_what_it_is_and_where_the_money_goes(market, client):
    text = page(client, "public-lot", market.sold.bag.sku, market.sold.lot.code)
    assert "Plástico reciclado" in text and "enero de 2026" in text
    assert "70 %" in text and "20 %" in text and "10 %" in text
    assert "Ese lote no está" in page(client, "public-lot", market.sold.bag.sku, "NADA", status=404)


def test_a_detained_lot_says_so_to_its_buyer(market, client):
    from llamkay.apps.production.stock.services import recall

    recall(actor=market.director, lot=market.sold.lot, reason="Cierre con filo")
    assert "no lo use" in page(client, "public-lot", market.sold.bag.sku, market.sold.lot.code)


def test_the_catalogue_is_narrowed_filed_and_printed(market, client, demonstration):
    assert "Bolso de venta" in page(client, "public-products", query="?oficio=reciclaje&q=bolso")
    assert "Nada coincide" in page(client, "public-products", query="?q=sillas")
    assert "BOL" in page(client, "public-products", query="?formato=csv")
    answer = client.get(reverse("public-catalogue"))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert client.get(reverse("public-catalogue") + "?q=sillas").status_code == 404


# ------------------------------------------------------------------------------------------------------------ pictures


def test_a_picture_comes_upright_small_and_without_what_its_camera_knew():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Cámara de Ana"
    gps = exif.get_ifd(0x8825)
    gps[1] = "S"
    content = png(3_000, 2_000, exif=exif, comment=b"Pabellon 3, celda 12")
    made = cleaned(content)
    assert (made.width, made.height) == (1_067, 1_600)
    for data in (made.large, made.small):
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.format == "WEBP" and not dict(picture.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
        assert b"Pabellon" not in data and b"mara de Ana" not in data


def _bomb():
    """A PNG of a few bytes that says that it has forty thousand points a side."""
    head = b"\x89PNG\r\n\x1a\n"

    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    size = (40_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return head + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0 nothing",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        png()[:500],
        png(100, 100),
        _bomb(),
        b"\0" * (12 * 1024 * 1024 + 1),
        png(600, 500, kind="GIF"),
    ],
    ids=["empty", "pdf", "head", "svg", "cut", "small", "bomb", "heavy", "gif"],
)
def test_a_bad_file_gets_one_sentence(content):
    with pytest.raises(Refused) as caught:
        cleaned(content)
    assert caught.value.field == "file" and str(caught.value).endswith(".")


def test_a_picture_is_public_once_another_released_it_and_no_longer_once_withdrawn(market, client):
    picture = market.sold.picture
    page(client, "public-picture", picture.code, "grande", status=404)
    with pytest.raises(PermissionDenied):
        services.release_picture(actor=market.treasurer, picture=picture)
    Picture.objects.filter(pk=picture.pk).update(by=market.director.username)
    refusal(lambda: services.release_picture(actor=market.director, picture=picture), "otra persona")
    Picture.objects.filter(pk=picture.pk).update(by="sistema")
    services.release_picture(actor=market.director, picture=picture)
    answer = client.get(reverse("public-picture", args=[picture.code, "grande"]))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"
    assert picture.alt in page(client, "public-product", market.sold.bag.sku)
    services.withdraw_picture(actor=market.director, picture=picture, why="Se ve un rostro al fondo")
    page(client, "public-picture", picture.code, "grande", status=404)
    assert picture.alt not in page(client, "public-product", market.sold.bag.sku)


def test_a_picture_has_words_no_child_and_a_consent_for_each_face(market):
    given = {"actor": market.seller, "establishment": market.place, "content": png(), "good": market.sold.bag}
    refusal(lambda: services.add_picture(**given, alt="Bolso", no_children=True), "con palabras")
    words = "Un bolso azul sobre una mesa"
    refusal(lambda: services.add_picture(**given, alt=words, no_children=False), "niña ni niño")
    refusal(lambda: services.add_picture(**given, alt=words, no_children=True, shows_people=True), "consentimiento")


# ------------------------------------------------------------------------------------------------------ former inmates


def consent(market, person, **more):
    given = {
        "actor": market.seller,
        "establishment": market.place,
        "brand": market.sold.brand,
        "person": person,
        "public_name": "Rosa del Telar",
        "shown": "orders",
        "document": "Carta 1",
        "start": date(2026, 1, 20),
        "craft": "tejedora",
        "contact": "rosa@telar.example",
    } | more
    return services.consent(**given)


def test_who_is_inside_is_never_named(market):
    refusal(lambda: consent(market, market.person), "adentro nadie")


def test_a_consent_shows_what_it_says_and_is_gone_when_it_is_revoked(market, client):
    market.other_person = left(factories.person(market.place, "SAL-1", "Salida", "00001234"))
    made = consent(market, market.other_person)
    brand = market.sold.brand
    text = page(client, "public-brand", brand.slug)
    assert "Rosa del Telar" in text and "tejedora" in text and "rosa@telar.example" in text
    assert market.other_person.code not in text and "Salida" not in text
    type(made).objects.filter(pk=made.pk).update(shown="name", contact="")
    text = page(client, "public-brand", brand.slug)
    assert "Rosa del Telar" in text and "tejedora" not in text
    services.revoke(actor=market.seller, maker=made)
    qr = ("public-lot", market.sold.bag.sku, market.sold.lot.code)
    for name, *arguments in (("public-brand", brand.slug), ("public-products",), ("home",), qr):
        assert "Rosa del Telar" not in page(client, name, *arguments)
    assert "Rosa del" not in page(client, "public-products", query="?formato=csv")
    refusal(lambda: services.revoke(actor=market.seller, maker=made), "ya se retiró")


def named(market):
    """Who is named beside the one of the world."""
    names = [maker.name for maker in queries.makers_of(market.sold.brand, on=TODAY)]
    return [name for name in names if name != market.sold.maker.public_name]


def test_a_consent_ends_with_its_date_and_when_she_is_in_custody_again(market, client):
    person = left(factories.person(market.place, "SAL-2", "Vuelta", "00001235"))
    consent(market, person, end=date(2026, 2, 1))
    assert named(market) == []
    other = left(factories.person(market.place, "SAL-3", "Vuelta", "00001236"))
    consent(market, other, public_name="Juana")
    assert named(market) == ["Juana"]
    from llamkay.apps.people.models import CustodySpell

    CustodySpell.objects.create(
        person=other, establishment=market.place, period=DateRange(date(2026, 2, 1), None), entry="entry"
    )
    assert named(market) == []


# -------------------------------------------------------------------------------------------------------------- impact


def test_a_brand_of_few_tells_nothing_of_them(market, client):
    market.sold.brand.activities.set([market.workshop])
    found = queries.impact(market.sold.brand, on=TODAY)
    assert found.reserved and found.hours is None and found.gross is None
    assert "quedan reservadas" in page(client, "public-brand", market.sold.brand.slug)


def test_a_brand_beside_a_few_keeps_its_figures_back_with_them(market):
    """What the prison tells of all that is made there, less this brand, would be what one woman made."""
    big, alone = (factories.activity(market.place, code) for code in ("MIL", "SOL"))
    sheets = {}
    for code in (big, alone, market.workshop):
        sheets[code.pk] = Sheet.objects.get_or_create(activity=code, month=date(2026, 1, 1))[0]
    for n in range(12):
        woman = factories.person(market.place, f"MIL-{n}", f"Mila{n}", f"000088{n:02}")
        SheetRow.objects.create(sheet=sheets[big.pk], person=woman, **factories.marks(5, 6))
    market.sold.brand.activities.set([big])
    assert queries.impact(market.sold.brand, on=TODAY).people == 10
    SheetRow.objects.create(sheet=sheets[alone.pk], person=market.second, **factories.marks(5, 6))
    services.save_brand(actor=market.other, name="De una sola").activities.set([alone])
    assert queries.impact(market.sold.brand, on=TODAY).reserved


def test_the_ten_percent_in_public_names_prisons_and_purposes(market, client):
    text = page(client, "public-ten-percent")
    assert market.place.name in text and "Quinchuiana" not in text
    ((place, received, reserved, _spent),) = institution_share()
    assert (place, received, reserved) == (market.place, 0, 1) and "un mes reservado" in text
    # Of five people the month is told, to the nearest hundred soles and no nearer.
    split = Split.objects.first()
    for n in range(4):
        split.pk, split.institution, split.personal = None, 5_555, 1_445
        split.person = Person.objects.create(code=f"DIEZ-{n}", first_surname="Diez", given_names="Ana", sex="F")
        split.save(force_insert=True)
    ((_place, received, reserved, _spent),) = institution_share()
    assert (received, reserved) == (20_000, 0)


def test_a_brand_needs_its_number_to_have_a_date(market):
    given = {"actor": market.seller, "name": "Otra"}
    refusal(lambda: services.save_brand(**given, registered_until=date(2030, 1, 1)), "número del registro")
    refusal(lambda: services.save_brand(**given, gs1_prefix="775A"), "prefijo GS1")
    refusal(lambda: services.save_brand(**given | {"name": "Marca EP16"}), "Ya hay una marca")
    made = services.save_brand(**given, registration="P00301234", mark_class="18", registered_until=date(2030, 1, 1))
    assert made.slug == "otra"
