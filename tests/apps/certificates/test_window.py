"""What a stranger sees of a certificate, and that nothing of it, wherever it is written, tells of prison."""

import csv
import json
import re
from importlib import resources

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llamkay.apps.certificates import issuers, services
from llamkay.apps.certificates.models import Credential
from llamkay.core.credentials import KeyRing, Lists, breaches, verify
from llamkay.core.credentials.token import decode
from llamkay.platform import clock
from llamkay.platform.models import InteractionLog
from llamkay.platform.security import scope
from tests.apps.certificates.reading import every_text, page_text

PRISONS = [
    *(
        row["establecimiento"]
        for row in csv.DictReader(resources.files("llamkay.data").joinpath("establishments-2026-01.csv").open())
    ),
    "EP de Prueba",
    "EP Otro",
]
WHO = "Nombre 1 Apellido001 Inventado"


@pytest.fixture
def stranger(client, signed, as_application):
    """Somebody outside, before whom the database stands as the application does, and shows nobody."""
    scope.enter(scope.NOTHING)
    return client


def page(client, row, **posted):
    address = reverse("credential", args=[row.public.code])
    response = client.post(address, posted) if posted else client.get(address)
    return response, response.content.decode()


def upload(client, content, name="certificado.pdf"):
    response = client.post(reverse("credential-ask"), {"archivo": SimpleUploadedFile(name, content)})
    return response, response.content.decode()


def test_the_address_of_the_qr_says_that_it_stands(stranger, signed):
    response, text = page(stranger, signed)
    assert response.status_code == 200
    for words in ("Vale", "Confección de prendas de punto", "Textiles Sumaq S.A.C.", "RUC 20100070970", "120 horas"):
        assert words in text
    assert stranger.get(f"/c/{signed.public.code}", follow=True).status_code == 200  # its identifier, without the slash


def test_whose_it_is_is_not_shown_but_may_be_tried(stranger, signed):
    _response, text = page(stranger, signed)
    assert not [part for part in ("Apellido001", "Inventado") if part in text] and "00000001" not in text
    for typed in (WHO, "nombre 1 APELLIDO001 inventado", "Apellido001 Inventado  Nombre 1"):
        assert "Sí: es de esa persona" in page(stranger, signed, nombre=typed)[1]
    for typed in ("Nombre 1 Apellido001", "Otra Persona", "x" * 5000):
        assert "No: ese nombre no es el del certificado" in page(stranger, signed, nombre=typed)[1]


def test_nothing_is_remembered_of_who_looks(stranger, signed):
    before = InteractionLog.objects.count()
    response, _text = page(stranger, signed)
    page(stranger, signed, nombre=WHO)
    assert InteractionLog.objects.count() == before
    assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "same-origin"
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize("code", ["", "hola", "4F7K-2M9Q-A1B2-C3D4", "A" * 300, "%00", "' OR 1=1"])
def test_an_unknown_number_is_unknown(stranger, code):
    response = stranger.get(f"/c/{code}/") if code else stranger.post("/c/", {"numero": ""})
    assert response.status_code in (400, 404, 422)
    # A null character is refused at the door, before anything is looked for.
    assert "Ningún certificado tiene ese número" in response.content.decode() or response.status_code in (400, 422)


def test_a_typed_number_leads_to_its_page(stranger, signed):
    typed = signed.public.code.lower().replace("-", " ")
    assert stranger.post("/c/", {"numero": typed}).url == reverse("credential", args=[signed.public.code])


def test_the_states_are_told_apart(client, sewing, signed, propose):
    services.suspend(actor=sewing.head_work, credential=signed, reason="Apareció una duda interna.")
    text = page(client, signed)[1]
    assert "Suspendido" in text and "duda interna" not in text
    services.revoke(actor=sewing.signer, credential=signed, why="data", reason="Se contó mal el periodo.")
    text = page(client, signed)[1]
    assert "Anulado" in text and "Un dato estaba equivocado" in text and "contó mal" not in text
    old = services.sign(actor=sewing.signer, credential=propose(sewing.eva))
    new = services.sign(
        actor=sewing.signer, credential=propose(sewing.eva, replaces=old, correction="name", tasks=["Cose"])
    )
    text = page(client, old)[1]
    assert "Reemplazado" in text and "Cambio de nombre" in text
    assert reverse("credential", args=[new.public.code]) in text
    assert "Vale" in page(client, new)[1]


def test_a_file_is_checked_letter_by_letter(stranger, signed):
    pdf = bytes(signed.pdf)
    assert "letra por letra" in upload(stranger, pdf)[1]
    assert "letra por letra" in upload(stranger, signed.token.encode(), "certificado.jwt")[1]
    for changed in (pdf + b"\n", pdf[:-1], pdf.replace(b"/Title", b"/Titlo", 1), b"%PDF-1.7", b"\x00\xff" * 9):
        response, text = upload(stranger, changed)
        assert response.status_code == 422 and "no lo acepte" in text
    response, text = upload(stranger, (signed.token[:-5] + "AAAAA").encode(), "a.jwt")
    assert (response.status_code == 422 and "La firma no es de la llave" in text) or "No está escrito" in text
    assert upload(stranger, b"x" * (10 * 1024 * 1024 + 1))[0].status_code == 422


def fetched(client, issuer, name):
    response = client.get(f"/emisores/{issuer.slug}/{name}")
    assert response.status_code == 200
    return response


def test_what_is_published_is_enough_to_verify_offline(stranger, sewing, signed):
    keys = KeyRing.read([json.loads(fetched(stranger, sewing.issuer, "did.json").content)])
    both = json.loads(fetched(stranger, sewing.issuer, "estado.json").content)["lists"]
    each = [fetched(stranger, sewing.issuer, f"{name}.jwt").content.decode() for name in ("revocacion", "suspension")]
    assert sorted(both) == sorted(each)
    assert verify(signed.token, keys=keys, lists=Lists.read(both), at=clock.now()).status == "valid"


def test_what_is_published_is_downloaded_whole_and_held(stranger, sewing):
    for name in ("did.json", "estado.json", "revocacion.jwt", "suspension.jwt"):
        response = fetched(stranger, sewing.issuer, name)
        assert "public" in response["Cache-Control"] and "max-age=3600" in response["Cache-Control"]
        assert response["Access-Control-Allow-Origin"] == "*" and not response.cookies
        path = f"/emisores/{sewing.issuer.slug}/{name}"
        assert stranger.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert stranger.post(path).status_code == 405
    assert stranger.get("/emisores/nadie/did.json").status_code == 404
    assert stranger.get(f"/emisores/{sewing.issuer.slug}/otra.jwt").status_code == 404


def test_openbadgeslib_verifies_it_with_what_is_published_and_sees_it_revoked(client, sewing, signed, monkeypatch):
    """Another reader, with the documents as they are served; nothing of ours but those."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

    def read():
        document = json.loads(fetched(client, sewing.issuer, "did.json").content)
        (method,) = document["verificationMethod"]
        key = Ed25519PublicKey.from_public_bytes(decode(method["publicKeyJwk"]["x"]))
        served = {
            f"{sewing.issuer.base}/{name}.jwt": fetched(client, sewing.issuer, f"{name}.jwt").content
            for name in ("revocacion", "suspension")
        }
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return OB3Verifier(pem).verify(signed.token, check_status=True, download=lambda url, *_a, **_k: served[url])

    assert read().achievement.name == "Confección de prendas de punto"
    services.suspend(actor=sewing.head_work, credential=signed, reason="Apareció una duda.")
    services.revoke(actor=sewing.signer, credential=signed, why="data", reason="Se contó mal el periodo.")
    with pytest.raises(OB3VerificationError):
        read()


def renderings(client, sewing, rows):
    """Every text of every rendering that leaves the house: papers, tokens, pages, keys and lists."""
    for row in rows:
        yield from every_text(bytes(row.pdf))
        yield json.dumps(json.loads(decode(row.token.split(".")[1])), ensure_ascii=False)
        yield page(client, row)[1]
        yield page(client, row, nombre="Otra")[1]
        yield upload(client, bytes(row.pdf))[1]
    for name in ("did.json", "estado.json"):
        yield fetched(client, sewing.issuer, name).content.decode()
    for each in json.loads(fetched(client, sewing.issuer, "estado.json").content)["lists"]:
        yield json.dumps(json.loads(decode(each.split(".")[1])), ensure_ascii=False)
    for path in ("/c/", "/c/hola/"):
        yield client.get(path).content.decode()


def test_no_rendering_tells_of_prison(client, sewing, signed, propose):
    old = services.sign(actor=sewing.signer, credential=propose(sewing.eva))
    new = services.sign(
        actor=sewing.signer, credential=propose(sewing.eva, replaces=old, correction="data", tasks=["Cose"])
    )
    services.suspend(actor=sewing.head_work, credential=signed, reason="Se revisa en el penal.")
    issuers.lose(actor=sewing.administrator, issuer=sewing.issuer, reason="Robaron el servidor del penal.")
    rows = Credential.objects.filter(pk__in=[signed.pk, old.pk, new.pk])
    texts = list(renderings(client, sewing, rows))
    assert len(texts) > 50 and sum(WHO in text for text in texts) >= 2
    for language in ("es", "en"):
        client.cookies["django_language"] = language
        texts += list(renderings(client, sewing, rows))
    assert breaches(texts, PRISONS) == []
    house = ("llamkay", "INPE", "remisión", "redención", "sentencia", "libertad", sewing.here.code, sewing.ana.code)
    # Four letters stand by chance in a key or a code: as a word of their own they do not.
    words = [
        re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])" if len(word) < 5 else re.escape(word), re.I)
        for word in house
    ]
    assert [word.pattern for word in words for text in texts if word.search(text)] == []


def test_the_walk_would_see_it(sewing, signed):
    """Otherwise the test above would prove nothing."""
    text = page_text(bytes(signed.pdf))
    assert "Confección de prendas de punto" in text and WHO in text and "Jefa de producción" in text
    assert breaches([text.replace("Textiles", "E.P. de Ancón")], PRISONS)


def test_a_host_of_its_own_shows_certificates_alone(stranger, signed, settings):
    settings.CERTIFICATES_URL, settings.ALLOWED_HOSTS = "https://certificados.example", ["certificados.example"]
    ask = {"headers": {"host": "certificados.example"}}
    assert stranger.get("/", **ask).headers["Location"] == "/c/"
    assert stranger.get(f"/c/{signed.public.code}/", **ask).status_code == 200
    for path in ("/penales/", "/oficina/", "/api/", "/verificar/", "/cuenta/login/", "/static/llamkay/llamkay.css"):
        response = stranger.get(path, **ask)
        assert response.status_code == 404
        assert len(response.content) < 80  # no page of the house: the API says in JSON that there is nothing
