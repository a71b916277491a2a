"""A certificate as an Open Badges 3.0 credential: what was earned, by whom, from whom; never where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from llamkay.core.credentials.token import stamp

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}


@dataclass(frozen=True)
class Result:
    """One result of an achievement: what it is called, the kind of Open Badges, its value as text."""

    name: str
    kind: str  # of the list of Open Badges (``RawScore``, ``LetterGrade``, ``Status`` …) or ``ext:…``
    value: str


@dataclass(frozen=True)
class Achievement:
    """What was reached: ``kind`` is a type of achievement of Open Badges, ``criteria`` what had to be done for it."""

    name: str
    kind: str
    description: str
    criteria: str
    results: Sequence[Result] = ()


@dataclass(frozen=True)
class Earned:
    """Who reached it and when; ``number`` is the national identity number, where there is one."""

    holder: str
    number: str
    starts_on: date
    ends_on: date


def document(
    *,
    id: str,
    issuer: str,
    issuer_name: str,
    license_number: str,
    at: datetime,
    achievement: Achievement,
    earned: Earned,
    status: Sequence[dict[str, str]],
) -> dict[str, Any]:
    """The credential as plain data, for ``issue``; ``license_number`` is that which stands on the paper."""
    names = [{"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": earned.holder}]
    if earned.number:
        names.append(
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityType": "nationalIdentityNumber",
                "identityHash": earned.number,
            }
        )
    marks = [(f"{id}#resultado-{place}", result) for place, result in enumerate(achievement.results, start=1)]
    subject = {
        "type": ["AchievementSubject"],
        "identifier": names,
        "licenseNumber": license_number,
        "activityStartDate": f"{earned.starts_on}T00:00:00Z",
        "activityEndDate": f"{earned.ends_on}T00:00:00Z",
        "achievement": {
            "id": f"{id}#logro",
            "type": ["Achievement"],
            "achievementType": achievement.kind,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": {"narrative": achievement.criteria},
            "resultDescription": [
                {"id": place, "type": ["ResultDescription"], "name": each.name, "resultType": each.kind}
                for place, each in marks
            ],
        },
        "result": [{"type": ["Result"], "resultDescription": place, "value": each.value} for place, each in marks],
    }
    return {
        "@context": CONTEXTS,
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.name,
        "issuer": {"id": issuer, "type": ["Profile"], "name": issuer_name},
        "validFrom": stamp(at),
        "credentialSubject": subject,
        "credentialStatus": list(status),
        "credentialSchema": [SCHEMA],
    }
