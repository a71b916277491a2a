"""Certificates as others write, change and read them: vectors of the standards, two other readers, attacks."""

import base64
import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.credentials import (
    PURPOSES,
    SLOTS,
    Achievement,
    Earned,
    Key,
    KeyRing,
    Lists,
    Result,
    Seal,
    did_document,
    document,
    issue,
    list_document,
    list_url,
    pointer,
    status_entries,
    verify,
    why,
)
from llamkay.core.credentials.keys import seal_of
from llamkay.core.credentials.status import pack, unpack
from llamkay.core.credentials.token import Forged, decode, encode
from llamkay.core.credentials.words import ENGLISH, SPANISH
from llamkay.core.errors import Refused

ISSUER = "did:web:certificados.example:emisores:ceba-los-andes"
BASE = "https://certificados.example/emisores/ceba-los-andes"
OLD, NEW = "https://certificados.example/c/4F7K-2M9Q", "https://certificados.example/c/8Y1T-0WXA"
NOW = datetime(2026, 2, 2, 15, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))


def public(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


KEYS = [
    Key(f"{ISSUER}#llave-1", public(FIRST), date(2024, 1, 1), date(2025, 1, 1)),
    Key(f"{ISSUER}#llave-2", public(SECOND), date(2025, 1, 1), date(2026, 1, 1)),
    Key(f"{ISSUER}#llave-3", public(THIRD), date(2026, 1, 1)),
]
RING = KeyRing.read([did_document(ISSUER, "CEBA Los Andes", KEYS)])


def credential(*, id=OLD, slot=5, at=NOW, issuer=ISSUER):
    return document(
        id=id,
        issuer=issuer,
        issuer_name="CEBA Los Andes",
        license_number="0007-2026",
        at=at,
        achievement=Achievement(
            "Panadería básica",
            "CertificateOfCompletion",
            "Módulo de formación",
            "Aprobar las cuatro unidades.",
            [Result("Nota", "RawScore", "15"), Result("Horas", "ext:Hours", "120")],
        ),
        earned=Earned("Rosa María Quispe Huamán", "40123456", date(2025, 3, 1), date(2025, 12, 15)),
        status=status_entries(BASE, slot),
    )


def token(*, key=THIRD, kid=KEYS[2].id, **changes):
    return issue(credential(**changes), key=key, kid=kid)


def lists(*, revoked=(), suspended=(), replaced=None, key=THIRD, kid=KEYS[2].id, at=NOW):
    slots = {"revocation": revoked, "suspension": suspended}
    return Lists.read(
        issue(
            list_document(
                url=list_url(BASE, purpose),
                issuer=ISSUER,
                purpose=purpose,
                slots=slots[purpose],
                at=at,
                replaced=(replaced or {}) if purpose == "revocation" else {},
            ),
            key=key,
            kid=kid,
        )
        for purpose in PURPOSES
    )


EMPTY = lists()


def answer(text, *, lists=EMPTY, keys=RING, at=NOW, seal=None):
    return verify(text, keys=keys, lists=lists, at=at, seal=seal)


# ------------------------------------------------------------------------------------------- vectors of the standards


def test_a_signature_is_that_of_rfc_8037():
    """Its appendix A.4: the key, the header and the payload give these bytes."""
    key = Ed25519PrivateKey.from_private_bytes(decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
    assert encode(public(key)) == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    signed = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    assert encode(key.sign(signed)) == (
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )


def test_the_list_of_the_standard_is_read():
    """The example of Bitstring Status List 1.0: 131,072 slots of which none is set."""
    bits = unpack("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")
    assert bits == bytes(SLOTS // 8)


@given(st.sets(st.integers(0, SLOTS - 1), max_size=40))
@settings(max_examples=30, deadline=None)
def test_a_list_holds_exactly_its_slots(slots):
    bits = unpack(pack(slots))
    assert {n for n in range(SLOTS) if bits[n // 8] & 0x80 >> n % 8} == slots


# ------------------------------------------------------------------------------------------------------- two readers


def test_openbadgeslib_reads_what_is_issued():
    from openbadgeslib.ob3.verifier import OB3Verifier

    pem = THIRD.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    read = OB3Verifier(pem).verify(token(at=datetime.now(UTC) - timedelta(minutes=1)))
    assert (read.achievement.name, read.issuer.id) == ("Panadería básica", ISSUER)
    assert [each.value for each in read.results] == ["15", "120"]
    assert read.identifiers[0].identity_hash == "Rosa María Quispe Huamán"


@pytest.mark.parametrize(("slot", "stands"), [(5, False), (6, True)])
def test_openbadgeslib_reads_the_list(slot, stands):
    from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

    pem = THIRD.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    at = datetime.now(UTC) - timedelta(minutes=1)
    served = {
        list_url(BASE, purpose): issue(
            list_document(
                url=list_url(BASE, purpose),
                issuer=ISSUER,
                purpose=purpose,
                slots=[5] if purpose == "revocation" else [],
                at=at,
                replaced=dict([pointer(OLD, NEW)]),
            ),
            key=THIRD,
            kid=KEYS[2].id,
        ).encode()
        for purpose in PURPOSES
    }
    reader = OB3Verifier(pem)

    def read():
        return reader.verify(
            token(at=at, slot=slot), check_status=True, download=lambda url, *_args, **_more: served[url]
        )

    if stands:
        assert read().achievement.name == "Panadería básica"
    else:
        with pytest.raises(OB3VerificationError, match="revo"):
            read()


def test_openvc_reads_what_is_issued():
    from openvc.proof.vc_jwt import ProofError, VcJwtProofSuite

    at = datetime.now(UTC) - timedelta(minutes=1)
    jwk = did_document(ISSUER, "x", KEYS)["verificationMethod"][2]["publicKeyJwk"]
    read = VcJwtProofSuite().verify(
        token(at=at), public_key_jwk=jwk, expected_types=["VerifiableCredential", "OpenBadgeCredential"]
    )
    assert (read.issuer, read.credential["name"]) == (ISSUER, "Panadería básica")
    with pytest.raises(ProofError):
        VcJwtProofSuite().verify(token(key=FIRST, at=at), public_key_jwk=jwk)


def test_openvc_reads_the_bits():
    from openvc.status.bitstring import decode_bitstring, get_status_bit

    bits = decode_bitstring(pack([9, 70_000]))
    assert [get_status_bit(bits, n) for n in (8, 9, 10, 70_000)] == [0, 1, 0, 1]


# ------------------------------------------------------------------------------------------------------------ answers


def test_a_certificate_stands():
    found = answer(token())
    assert found.status == "valid"
    assert found.as_dict(why(found.code, found.values)) == {
        "status": "valid",
        "issuer": "CEBA Los Andes",
        "issued_on": "2026-02-02",
        "achievement": "Panadería básica",
        "number": "0007-2026",
        "id": OLD,
        "key": {"id": KEYS[2].id, "from": "2026-01-01", "to": None},
        "why": "La firma es del emisor y no está en su lista de retirados del 2026-02-02.",
    }


@pytest.mark.parametrize(("n", "at"), [(0, datetime(2024, 6, 1, tzinfo=UTC)), (1, datetime(2025, 6, 1, tzinfo=UTC))])
def test_what_an_old_key_signed_in_its_days_still_stands(n, at):
    found = answer(token(key=[FIRST, SECOND][n], kid=KEYS[n].id, at=at))
    assert (found.status, found.code, found.key) == ("valid", "valid_old_key", KEYS[n])


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ({"revoked": [5]}, "revoked"),
        ({"suspended": [5]}, "suspended"),
        ({"revoked": [5], "suspended": [5]}, "revoked"),
        ({"revoked": [4, 6], "suspended": [4, 6]}, "valid"),
        ({"revoked": [5], "replaced": dict([pointer(OLD, NEW)])}, "superseded"),
        ({"revoked": [5], "replaced": dict([pointer(NEW, OLD)])}, "revoked"),
        ({"replaced": dict([pointer(OLD, NEW)])}, "valid"),
    ],
)
def test_the_lists_decide(states, status):
    found = answer(token(), lists=lists(**states))
    assert found.status == status
    assert (NEW in why(found.code, found.values)) == (status == "superseded")


def test_a_list_tells_nobody_what_replaced_what():
    made = lists(revoked=[5], replaced=dict([pointer(OLD, NEW)]))
    text = json.dumps([each.credential for each in made.tokens.values()])
    assert "4F7K" not in text and "8Y1T" not in text


# ------------------------------------------------------------------------------------------------------------ attacks


def remade(text, *, header=None, payload=None, key=None):
    """A token changed as an attacker would, signed anew if they have a key."""
    head, body, signature = text.split(".")
    head = encode(json.dumps(json.loads(decode(head)) | (header or {})).encode())
    claims = json.loads(decode(body))
    if payload:
        payload(claims)
    body = encode(json.dumps(claims).encode())
    return f"{head}.{body}.{encode(key.sign(f'{head}.{body}'.encode())) if key else signature}"


def _name(claims):
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Otra Persona"
    claims["vc"] = {k: v for k, v in claims.items() if k not in ("iss", "nbf", "jti", "vc")}


def _inside(claims):
    claims["vc"] = claims["vc"] | {"name": "Medicina"}


def _until(claims):
    claims["exp"] = 4_000_000_000


def _early(claims):
    claims["nbf"] -= 1000


def _no_status(claims):
    claims["credentialStatus"] = []
    claims["vc"]["credentialStatus"] = []


def _far_slot(claims):
    for each in (claims, claims["vc"]):
        each["credentialStatus"] = [line | {"statusListIndex": "9999999"} for line in each["credentialStatus"]]


def _list_again(claims):
    for each in (claims, claims["vc"]):
        each["credentialStatus"] = [each["credentialStatus"][0]] * 2


def _no_badge(claims):
    for each in (claims, claims["vc"]):
        each["type"] = ["VerifiableCredential"]


GOOD = token()
HEAD, BODY, SIGNATURE = GOOD.split(".")
TWICE, NO_NUMBER, HUGE = b'{"alg":"none","alg":"EdDSA"}', b'{"nbf":NaN}', b'{"nbf":' + b"9" * 9000 + b"}"
OTHER = "did:web:certificados.example:emisores:otro"
TWO = KeyRing.read(
    [
        did_document(ISSUER, "CEBA Los Andes", KEYS),
        did_document(OTHER, "Otro", [Key(f"{OTHER}#llave-1", public(FIRST), date(2024, 1, 1))]),
    ]
)
FORGERIES = {
    "alg none": (remade(GOOD, header={"alg": "none"}), "algorithm"),
    "alg none without signature": (GOOD.rsplit(".", 1)[0] + ".", "no_token"),
    "alg HS256": (remade(GOOD, header={"alg": "HS256"}), "algorithm"),
    "alg is a list": (remade(GOOD, header={"alg": ["EdDSA"]}), "algorithm"),
    "crit": (remade(GOOD, header={"crit": ["x"]}), "algorithm"),
    "unencoded": (remade(GOOD, header={"b64": False}), "algorithm"),
    "no kid": (remade(GOOD, header={"kid": None}), "no_key_named"),
    "another name, old signature": (remade(GOOD, payload=_name), "signature"),
    "signed by another key": (remade(GOOD, key=FIRST), "signature"),
    "two credentials": (remade(GOOD, payload=_inside, key=THIRD), "two_credentials"),
    "an end outside only": (remade(GOOD, payload=_until, key=THIRD), "claims"),
    "another beginning": (remade(GOOD, payload=_early, key=THIRD), "claims"),
    "no list named": (remade(GOOD, payload=_no_status, key=THIRD), "status"),
    "a slot beyond": (remade(GOOD, payload=_far_slot, key=THIRD), "status"),
    "one list twice": (remade(GOOD, payload=_list_again, key=THIRD), "status"),
    "no badge": (remade(GOOD, payload=_no_badge, key=THIRD), "other_credential"),
    "another's key": (token(key=FIRST, kid=f"{OTHER}#llave-1"), "other_issuer"),
    "tomorrow": (token(at=NOW + timedelta(days=1)), "future"),
    "after the key's days": (token(key=FIRST, kid=KEYS[0].id), "key_days"),
    "on the key's last day": (token(key=SECOND, kid=KEYS[1].id, at=datetime(2026, 1, 1, 6, tzinfo=UTC)), "key_days"),
    "before the key's days": (token(at=datetime(2020, 1, 1, tzinfo=UTC)), "key_days"),
    "too long": ("a." + "b" * 200_000 + ".c", "too_long"),
    "padded": (GOOD + "=", "no_token"),
    "another writing of the signature": (GOOD[:-1] + chr(ord(GOOD[-1]) + 1), "no_token"),
    "a name twice": (f"{encode(TWICE)}.{BODY}.{SIGNATURE}", "no_token"),
    "a list as payload": (f"{HEAD}.{encode(b'[1]')}.{SIGNATURE}", "no_token"),
    "deep": (f"{HEAD}.{encode(b'[' * 60_000)}.{SIGNATURE}", "no_token"),
    "no number": (f"{HEAD}.{encode(NO_NUMBER)}.{SIGNATURE}", "no_token"),
    "a huge number": (f"{HEAD}.{encode(HUGE)}.{SIGNATURE}", "no_token"),
    "words": ("hola", "no_token"),
    "nothing": ("", "no_token"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_recognised_and_says_why(name):
    text, code = FORGERIES[name]
    found = answer(text, keys=TWO)
    assert (found.status, found.code) == ("forged", code)
    claimed = found.as_dict(why(found.code, found.values))
    assert {claimed[name] for name in ("issuer", "achievement", "number", "id", "key", "issued_on")} == {None}
    assert why(found.code, found.values, "en") != claimed["why"]


def test_a_key_that_nobody_publishes_is_not_known():
    found = answer(token(key=FIRST, kid=f"{ISSUER}#llave-9"))
    assert (found.status, found.token) == ("unknown_key", None)
    assert answer(token(), keys=KeyRing({})).status == "unknown_key"


def test_a_stolen_key_answers_for_what_its_owner_signed_alone():
    """Whoever stole it can write any date: the seals of what was signed before are what tells."""
    mine, theirs = token(), token(id=NEW, slot=9)
    fourth = Key(f"{ISSUER}#llave-4", public(FIRST), date(2026, 2, 2))
    lost = replace(KEYS[2], ends_on=date(2026, 2, 2), only=frozenset([seal_of(mine)]))
    earlier = token(at=NOW - timedelta(days=3))
    ring = KeyRing.read([did_document(ISSUER, "x", [lost, fourth])])
    signed_anew = lists(key=FIRST, kid=fourth.id)
    assert answer(theirs, keys=ring, lists=signed_anew).status == "forged"
    assert answer(earlier, keys=ring, lists=signed_anew).code == "key_lost"
    kept_days = replace(lost, ends_on=date(2026, 2, 3))
    ring = KeyRing.read([did_document(ISSUER, "x", [kept_days, fourth])])
    assert answer(mine, keys=ring, lists=signed_anew).status == "valid"
    with pytest.raises(Refused, match="not genuine"):
        answer(mine, keys=ring, lists=lists())


@pytest.mark.parametrize(
    ("seal", "code"),
    [(Seal(False, public(THIRD)), "paper_changed"), (Seal(True, public(FIRST)), "paper_key")],
)
def test_the_paper_must_be_signed_by_the_same_key(seal, code):
    assert answer(token(), seal=seal).code == code
    assert answer(token(), seal=Seal(True, public(THIRD))).status == "valid"


def forged_list(change, *, key=THIRD, kid=KEYS[2].id):
    made = [each.signed.decode() + "." + encode(each.signature) for each in lists().tokens.values()]
    return Lists.read([remade(made[0], payload=change, key=key, header={"kid": kid}), made[1]])


def _list(**changes):
    def change(claims):
        claims["credentialSubject"] |= changes
        claims["vc"]["credentialSubject"] |= changes

    return change


BOMB = "u" + encode(gzip.compress(bytes(64 * 1024 * 1024)))
BAD_LISTS = {
    "a bomb": lambda: forged_list(_list(encodedList=BOMB)),
    "too few slots": lambda: forged_list(_list(encodedList="u" + encode(gzip.compress(bytes(16))))),
    "no gzip": lambda: forged_list(_list(encodedList="u" + encode(b"hello"))),
    "cut": lambda: forged_list(_list(encodedList=pack([1, 5, 900])[:60])),
    "no text": lambda: forged_list(_list(encodedList=7)),
    "another purpose": lambda: forged_list(_list(statusPurpose="suspension")),
    "signed by another": lambda: forged_list(_list(), key=FIRST),
    "signed by an old key": lambda: forged_list(_list(), key=FIRST, kid=KEYS[0].id),
    "missing": lambda: Lists({}),
}


@pytest.mark.parametrize("name", BAD_LISTS)
def test_a_list_that_cannot_be_believed_is_one_sentence(name):
    with pytest.raises(Refused, match="status list") as refused:
        answer(token(), lists=BAD_LISTS[name]())
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("texts", [["hola"], [GOOD + "x"], [""], ["a.b.c"]])
def test_a_file_that_is_no_list_is_refused(texts):
    with pytest.raises(Refused, match="no status list"):
        Lists.read(texts)
    with pytest.raises(Refused, match="twice"):
        Lists.read([GOOD, GOOD])


METHOD = did_document(ISSUER, "x", KEYS)["verificationMethod"][0]
BAD_KEYS = [
    None,
    [],
    {"id": ISSUER},
    {"id": ISSUER, "verificationMethod": [METHOD, METHOD]},
    {"id": ISSUER, "verificationMethod": [METHOD | {"id": f"{OTHER}#llave-1"}]},
    {"id": ISSUER, "verificationMethod": [METHOD | {"from": "ayer"}]},
    {"id": ISSUER, "verificationMethod": [METHOD | {"only": "todo"}]},
    {"id": ISSUER, "verificationMethod": [METHOD | {"publicKeyJwk": {"kty": "RSA"}}]},
    {"id": ISSUER, "verificationMethod": [METHOD | {"publicKeyJwk": METHOD["publicKeyJwk"] | {"x": "AA"}}]},
    {"id": ISSUER, "verificationMethod": [METHOD | {"publicKeyJwk": METHOD["publicKeyJwk"] | {"d": "AA"}}]},
    {"id": ISSUER, "verificationMethod": [7]},
    {"id": ISSUER, "verificationMethod": {}},
]


@pytest.mark.parametrize("bad", BAD_KEYS, ids=range(len(BAD_KEYS)))
def test_keys_that_cannot_be_read_are_refused(bad):
    with pytest.raises(Refused):
        KeyRing.read([bad])


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_has_an_answer(raw):
    parts = GOOD.split(".")
    for text in (
        raw.decode("latin-1"),
        f"{encode(raw)}.{parts[1]}.{parts[2]}",
        f"{parts[0]}.{encode(raw)}.{parts[2]}",
        f"{parts[0]}.{parts[1]}.{encode(raw)}",
    ):
        assert answer(text).status in ("forged", "unknown_key")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = ["issuer", "validFrom", "credentialSubject", "credentialStatus", "type", "id", "vc", "nbf", "iss", "validUntil"]


@given(st.sampled_from(NAMES), JSON, st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_signed_token_with_anything_in_it_has_an_answer(name, value, both):
    """The key itself may be in wrong hands: what it signs must not break the reader either."""

    def change(claims):
        inside = claims["vc"]
        claims[name] = value
        if both:
            inside[name] = json.loads(json.dumps(value))

    try:
        assert answer(remade(GOOD, payload=change, key=THIRD)).status in ("valid", "forged", "unknown_key")
    except Refused as refused:
        assert "\n" not in str(refused)


def test_every_reason_has_words_in_both_languages():
    assert SPANISH.keys() == ENGLISH.keys()
    for code in SPANISH:
        assert why(code, dict.fromkeys(("as_of", "successor", "key", "day", "algorithm"), "x"))


def test_base64_has_one_writing():
    with pytest.raises(Forged):
        decode(base64.urlsafe_b64encode(b"ab").decode())
    assert decode(encode(b"ab")) == b"ab"
