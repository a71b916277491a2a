#!/usr/bin/env bash
# Two readers of Open Badges 3.0 as signed tokens (VC-JWT) do not read each other's. openbadgeslib 4.6.3 wants the
# credential's properties at the top of the token, as the specification of badges has them; openvc-core 1.37.0 wants them
# under «vc», as the first data model of verifiable credentials had them, and each refuses the other form as no
# credential at all. A certificate signed in one form is therefore «not a badge» for half of those who are shown it. A
# token that carries both is read by both: the program writes that.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "openbadgeslib==4.6.3" "openvc-core==1.37.0"
"$folder/venv/bin/python" - <<'PY'
import base64
import json
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from openvc.proof.vc_jwt import VcJwtProofSuite

KEY = Ed25519PrivateKey.generate()
ISSUER, NOW = "did:web:school.example", datetime.now(UTC) - timedelta(minutes=1)


def packed(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
JWK = {"kty": "OKP", "crv": "Ed25519", "x": packed(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))}
BADGE = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Baking",
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "A school"},
    "validFrom": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "credentialSubject": {
        "id": "urn:uuid:00000000-0000-4000-8000-000000000003",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
            "type": ["Achievement"],
            "name": "Baking",
            "description": "Bread",
            "criteria": {"narrative": "120 hours"},
        },
    },
}
CLAIMS = {"iss": ISSUER, "jti": BADGE["id"], "sub": BADGE["credentialSubject"]["id"], "nbf": int(NOW.timestamp())}


def token(payload):
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{ISSUER}#1"}
    signed = f"{packed(json.dumps(header).encode())}.{packed(json.dumps(payload).encode())}"
    return f"{signed}.{packed(KEY.sign(signed.encode()))}"


def by_openbadgeslib(text):
    try:
        return OB3Verifier(PEM).verify(text).achievement.name
    except OB3VerificationError as error:
        return f"refused: {error}"


def by_openvc(text):
    try:
        return VcJwtProofSuite().verify(text, public_key_jwk=JWK, expected_types=["VerifiableCredential"]).credential["name"]
    except Exception as error:  # whatever it refuses with
        return f"refused: {error}"


forms = {"at the top": BADGE | CLAIMS, "under vc": CLAIMS | {"vc": BADGE}, "both": BADGE | CLAIMS | {"vc": BADGE}}
read = {name: (by_openbadgeslib(token(form)), by_openvc(token(form))) for name, form in forms.items()}
print(f"openbadgeslib {version('openbadgeslib')}, openvc-core {version('openvc-core')}")
for name, answers in read.items():
    print(f"{name}: {answers}")
assert read["both"] == ("Baking", "Baking")
assert read["at the top"][0] == "Baking" and read["at the top"][1].startswith("refused")
assert read["under vc"][1] == "Baking" and read["under vc"][0].startswith("refused")
PY
