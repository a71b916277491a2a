"""People in custody."""

from datetime import date
from typing import Any

from ninja import Router, Schema

from llamkay.api.access import reading
from llamkay.api.answers import Id, Page, Words, answers
from llamkay.api.paging import Paged, paged
from llamkay.apps.people import queries
from llamkay.apps.people.permissions import VIEW
from llamkay.apps.people.roster import queries as roster
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.scope import current

router = Router(tags=["personas"], auth=reading(VIEW))


class PersonRow(Schema):
    id: int
    code: str
    name: str
    sex: str
    establishment: str | None
    held_since: date | None
    status: str | None
    regime: str | None
    stage: str | None


class PersonList(Paged):
    items: list[PersonRow]


class Spell(Schema):
    establishment: str
    start: date
    end: date | None


class PersonDetail(Schema):
    id: int
    code: str
    name: str
    sex: str
    age: int | None
    provisional: bool
    custody: Spell | None
    status: str | None
    regime: str | None
    stage: str | None


def _row(person: Any) -> dict[str, Any]:
    columns = "id code sex held_since status regime stage".split()
    found = {name: getattr(person, name) for name in columns}
    return {**found, "name": person.full_name, "establishment": person.establishment_name}


@router.get("", response=answers(PersonList), summary="Personas en su ámbito, por nombre, código o documento")
def people(request, q: Words = "", page: Page = 1):
    audit.log_access(actor=request.auth.username, kind="api", target=f"people:{q}")
    return paged(roster.people_list(current(), on=clock.today(), words=q), page, _row)


@router.get("/{int:pk}", response=answers(PersonDetail, one=True), summary="Una persona, como está hoy")
def person(request, pk: Id):
    page = queries.person_page(current(), pk, clock.today())
    audit.log_access(actor=request.auth.username, kind="api", target=f"person:{pk}")
    spell = page.custody
    return {
        **{name: getattr(page.person, name) for name in ("id", "code", "sex", "provisional")},
        "name": page.person.full_name,
        "age": page.age,
        "custody": spell
        and {"establishment": spell.establishment.code, "start": spell.period.lower, "end": spell.period.upper},
        "status": page.status and page.status.status,
        "regime": page.stage and page.stage.regime,
        "stage": page.stage and page.stage.stage,
    }
