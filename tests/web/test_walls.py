"""Nobody sees another prison's people: every address, with the other prison's things, for every function.

The database answers as the application role, bound by row security. An address that appears later and is not in
``ADDRESSES`` fails the first test: write in the ``addresses.py`` of its app what the other prison has to offer it.
"""

import io
from datetime import date
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import python_calamine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import URLPattern, get_resolver, resolve, reverse

from llamkay.api.tokens import issue_token
from llamkay.apps.activities.models import Adjustment, Allocation, Enrolment, Sheet, SheetRow
from llamkay.apps.certificates.models import Credential, IssuerKey
from llamkay.apps.institutions.data_incidents.services import report as report_incident
from llamkay.apps.institutions.models import OpenSession, User
from llamkay.apps.nursery.models import Child, ChildDocument, ChildStay, Concern
from llamkay.apps.nursery.separation.services import open_part, report_concern
from llamkay.apps.pay.books.services import open_balance, place_hold
from llamkay.apps.pay.companies.services import enter_payment
from llamkay.apps.pay.court_orders.services import agree_plan, propose
from llamkay.apps.pay.models import Account, Agreement, Entry, Fine, Hold, LedgerLock, PayoutBatch
from llamkay.apps.pay.payouts import services as payouts
from llamkay.apps.pay.savings.services import agree as agree_savings
from llamkay.apps.people.models import CustodySpell, Person
from llamkay.apps.plans.models import OwnWords, Plan, Review, Step, Treatment
from llamkay.apps.production.contracts.services import engage
from llamkay.apps.remission.certificates.services import issue_certificate
from llamkay.apps.remission.models import PriorDays, Request
from llamkay.apps.remission.requests.services import file_request
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.web.pages import ADDRESSES
from tests.worlds import factories
from tests.worlds.asking import asking
from tests.worlds.certifying import certified
from tests.worlds.coordination import visit_of
from tests.worlds.fixtures import in_a_demonstration
from tests.worlds.listed import listed
from tests.worlds.market import sold_at
from tests.worlds.offline import taken_along
from tests.worlds.places import two_prisons
from tests.worlds.planning import planned
from tests.worlds.school import school
from tests.worlds.shared import world
from tests.worlds.workshop import making_of

ACTIONS = {
    role["code"]: set(role["actions"])
    for document in yaml_documents("llamkay.data")
    for role in document.get("roles", ())
}
ROLES = list(ACTIONS)

# The page of an establishment and its list of public posts tell no people; the act itself is refused elsewhere.
PUBLIC = {
    "activities:programme",
    "production:brand",
    "production:place_brand",
    "education:institution",
    "education:plan",
    "institutions:detail",
    "institutions:appoint",
    "statistics:detail",
    "statistics:changes",
    "press:list",
    "press:detail",
    "press:contradictions",
    "certificates:issuer",
    "intake:template",
}
# The lists of a day are those of one's own prison, whatever other is asked for.
PUBLIC |= {"activities:movement_paper"}
# Who takes a post of an institution is of no prison.
PUBLIC |= {"coordination:authority_act"}

QUERIES = ["", "?mes=2026-01", "?formato=xlsx&mes=2026-01&todos=on", "?q=Inventada&persona=Inventada&todos=on"]
EVERY_QUERY = "?formato=xlsx&mes=2026-01&q=Inventada&persona=Inventada&todos=on"


def routes():
    """Every named address of the office and of the API."""

    def walk(patterns, trail, names):
        for pattern in patterns:
            here = trail + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield here, ":".join([*names, pattern.name or ""])
            else:
                yield from walk(pattern.url_patterns, here, [*names, pattern.namespace] if pattern.namespace else names)

    inside = ("oficina/", "api/")
    return {name for path, name in walk(get_resolver().url_patterns, "", []) if path.startswith(inside)}


def test_every_address_is_tried():
    assert routes() == set(ADDRESSES)


@world(on=two_prisons)
def walled_prisons(both):
    """Two prisons with something on every page of each."""
    here, there = both
    for made in (here, there):
        made.request = file_request(
            actor=Command(), person=made.person, purpose="served", filed_by=f"Familia {made.word}"
        )
        made.staff = factories.staff("director", made.place, f"colega.{made.word.lower()}")
        made.key, _ = issue_token(
            actor=Command(), user=made.staff, name=f"Llave {made.word}", scopes=["people.view"], days=30
        )
        made.session = OpenSession.objects.create(
            user=made.staff, key=f"llave.{made.word}", began_at=clock.now(), seen_at=clock.now()
        )
        _papers(made)
        _money_that_leaves(made)
        _books(made)
        made.concern = report_concern(
            actor=Command(),
            establishment=made.place,
            about=f"{made.word}ito",
            what=f"Llora {made.word}",
            seen_on=factories.JANUARY.first,
            child=made.child,
            maltreatment=True,
        )
        made.opening = open_part(actor=Command(), child=made.child, part="salud", reason=f"Urgencia de {made.word}ito")
        made.data_incident = report_incident(
            actor=Command(),
            establishment=made.place,
            what=f"Se perdió un cuaderno {made.word}",
            known_at=clock.now(),
            data=["children"],
        )
        factories.nursery_day(made)
        taken_along(made, made.staff.username)
        factories.registry(made)
        made.route = visit_of(made.place, made.word)
        school(made)
        listed(made)
        made.paid = factories.owing(made)
        certified(made)
        planned(made)
        asking(made)
        made.makes = making_of(made.place, made.workshop, made.word)
        made.sold = sold_at(made.place, made.workshop, made.word)
        made.agreement = Agreement.objects.create(
            company=made.workshop.company,
            establishment=made.place,
            number=f"Convenio {made.word}",
            period=factories.SINCE,
            days_to_pay=15,
            scan=b"%PDF-",
            scan_name=f"{made.word}.pdf",
        )
        made.contract = engage(
            actor=Command(),
            agreement=made.agreement,
            person=made.person,
            activity=made.workshop,
            kind="civil",
            document=f"Contrato {made.word}",
            start=factories.SINCE.lower,
        )
    return SimpleNamespace(here=here, there=there)


@pytest.fixture(name="world")
def two_behind_their_walls(walled_prisons, as_application):
    """Two prisons; the database answers as the application."""
    return walled_prisons


def _papers(made):
    """A certificate that is signed, and a book of before."""
    with in_a_demonstration():
        made.certificate = issue_certificate(actor=Command(), person=made.person)
    made.prior = PriorDays.objects.create(
        person=made.person,
        kind="work",
        period=DateRange(date(2019, 1, 3), date(2019, 1, 5)),
        days=2,
        book=f"Libro {made.word}",
        folio="1",
        scan=f"%PDF-{made.word}".encode(),
        scan_name="a.pdf",
        entered_by="sistema",
        entered_at=clock.now(),
    )


def _money_that_leaves(made):
    """Somebody outside who receives, a payment sent in a batch, and what the company paid."""
    given = {"actor": Command(), "person": made.person}
    made.beneficiary = payouts.enter_beneficiary(
        **given,
        full_name=f"Madre {made.word}",
        relation="mother",
        document_kind="dni",
        document_number="00009876",
        authorised_by="La interna",
        authorisation=f"Carta {made.word}",
    )
    payouts.check_beneficiary(actor=made.staff, beneficiary=made.beneficiary)
    made.beneficiary.refresh_from_db()
    made.payout = payouts.prepare(
        **given, beneficiary=made.beneficiary, purpose="remittance", amount=100, key=f"madre {made.word}"
    )
    payouts.confirm(actor=made.staff, payout=made.payout)
    made.payout_batch = payouts.send(
        actor=Command(), establishment=made.place, payouts=[made.payout], way=PayoutBatch.Way.CASH
    )
    Fine.objects.create(
        person=made.person, period=factories.SINCE, case_number=f"Multa {made.word}", amount=500, resolution="Sentencia"
    )
    made.court_plan = agree_plan(
        **given,
        kind="fine",
        case_number=f"Multa {made.word}",
        document=f"Cuotas {made.word}",
        parts=5,
        first_due_on=clock.today(),
    )
    agree_savings(
        **given, percent=10, goal=900, purpose=f"Ahorro {made.word}", document="Carta", since=date(2026, 2, 1)
    )
    made.company_payment = enter_payment(
        actor=Command(),
        company=made.workshop.company,
        establishment=made.place,
        received_on=date(2026, 2, 2),
        amount=100,
        reference=f"Depósito {made.word}",
    )


def _books(made):
    """Something in the books of a prison that its pages could tell."""
    given = {"actor": Command(), "establishment": made.place}
    made.manual = open_balance(**given, kind="bank", amount=90_000, book=f"Libro {made.word}", folio="1")
    made.entry = Entry.objects.get(person=made.person, origin="close")
    made.account = Account.objects.get(establishment=made.place, kind="bank")
    made.hold = place_hold(
        **given, person=made.person, court=f"Juzgado {made.word}", case_number="1", since=factories.JANUARY.first
    )
    made.change = propose(
        actor=Command(),
        person=made.person,
        kind="reparation",
        act="end",
        since=date(2026, 2, 10),
        document=f"Resolución {made.word}",
        reason="Pagada",
    )


def _text(response) -> str:
    """What an answer says, spreadsheets read cell by cell."""
    content = b"".join(response) if response.streaming else response.content
    if "spreadsheetml" in response.get("Content-Type", ""):
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    return content.decode(errors="replace")


def _posted(b) -> dict[str, str]:
    """A form that names the other prison's people and things wherever a field may take them."""
    things = {"person": b.person, "persona": b.person, "into": b.person, "establecimiento": b.place}
    things |= {"establishment": b.place, "to": b.place, "activity": b.workshop, "sheet": b.open_sheet}
    plain = {
        "start": "2026-01-10",
        "end": "2026-01-11",
        "on": "2026-01-30",
        "mes": "2026-02",
        "reason": "x",
        "why": "x",
        "folio": "9",
        "act": "x",
        "day": "9",
        "mark": "P",
        "minutes": "10",
        "pieces": "0",
        "version": "0",
        "document": "x",
        "l1-kind": "bank",
        "l1-debit": "1",
        "l2-kind": "available",
        "l2-credit": "1",
        "l2-person": b.person.code,
        "posted_on": "2026-02-01",
        "kind": "bank",
        "amount": "1",
        "book": "1",
        "purpose": "x",
        "source": "bank",
        "voucher": "x",
        "month": "2025-12",
        "court": "x",
        "case_number": "2",
        "since": "2026-02-01",
        "title": "Jefatura",
        "name": "Nadie",
        f"c{b.closed_row.pk}-9": "P",
    }
    return {name: thing.pk for name, thing in things.items()} | plain


def _standing(b) -> list:
    """What the other prison holds, to see that nothing changed."""
    with scope.elevated():
        return [
            list(Person.objects.filter(pk__in=[b.person.pk, b.second.pk]).order_by("pk").values()),
            list(Allocation.objects.filter(person=b.person).order_by("pk").values()),
            list(Enrolment.objects.filter(person=b.person).order_by("pk").values()),
            list(CustodySpell.objects.filter(person=b.person).values("establishment", "period")),
            list(Sheet.objects.filter(activity__establishment=b.place).order_by("pk").values()),
            list(SheetRow.objects.filter(sheet__activity__establishment=b.place).order_by("pk").values()),
            Adjustment.objects.filter(row__person=b.person).count(),
            list(Request.objects.filter(establishment=b.place).order_by("pk").values()),
            list(Child.objects.filter(pk=b.child.pk).values()),
            list(ChildStay.objects.filter(child=b.child).values()),
            list(ChildDocument.objects.filter(child=b.child).values()),
            list(Concern.objects.filter(pk=b.concern.pk).values()),
            LoggedAction.objects.filter(stream=b.place.code).count(),
            Entry.objects.filter(establishment=b.place).count(),
            list(Hold.objects.filter(establishment=b.place).values()),
            LedgerLock.objects.filter(establishment=b.place).count(),
            list(Credential.objects.filter(establishment=b.place).values("state", "handed_on")),
            list(IssuerKey.objects.filter(issuer=b.issuer).values()),
            list(Plan.objects.filter(establishment=b.place).order_by("pk").values("state", "version")),
            list(Step.objects.filter(goal__plan__establishment=b.place).order_by("pk").values()),
            list(OwnWords.objects.filter(establishment=b.place).values("text", "shared_on")),
            list(Review.objects.filter(person=b.person).values()),
            list(Treatment.objects.filter(establishment=b.place).values()),
            list(User.objects.filter(pk=b.staff.pk).values("password", "is_active", "grants__period")),
        ]


def required_at(path):
    """The action without which an address answers nothing, whatever it names; ``None`` where it looks for itself."""
    return getattr(resolve(path).func, "required_action", None)


def _visits(name, a, b, turn):
    """What to try on an address: (its path, its query or ``None`` for a form, whether it names something).

    An answer that names one thing must not come at all, so that its queries are tried together; a list could tell
    more to one query than to another, so that the roles take turns with them.
    """
    for arguments in ADDRESSES[name](a, b):
        path, named = reverse(name, args=arguments), bool(arguments)
        listed = not named or name in PUBLIC
        for query in dict.fromkeys([QUERIES[turn % len(QUERIES)] if listed else "", EVERY_QUERY]):
            yield path, query, named
        yield path, None, named


FORM = "application/x-www-form-urlencoded"


def _who_try(required, turn):
    """Two of the functions that hold an action and one of those that lack it, by turns.

    What an action opens is bounded by the prison, not by the function; without it the door answers before any query.
    """
    holding = [role for role in ROLES if required is None or required in ACTIONS[role]]
    lacking = [role for role in ROLES if role not in holding]
    return {
        roles[(turn + n) % len(roles)] for roles, most in ((holding, 2), (lacking, 1)) if roles for n in range(most)
    }


def test_every_address_is_tried_by_who_holds_its_action_and_by_who_does_not(world):
    for turn, name in enumerate(sorted(ADDRESSES)):
        required = _required(name, world.here, world.there)
        trying = _who_try(required, turn)
        holding = {role for role in trying if required is None or required in ACTIONS[role]}
        assert len(holding) >= min(2, sum(required is None or required in actions for actions in ACTIONS.values())) > 0
        assert required is None or len(trying - holding) == min(1, sum(required not in a for a in ACTIONS.values()))


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_another_prison_is_told_or_changed(client, world, role):
    a, b = world.here, world.there
    with scope.elevated():
        user = factories.staff(role, a.place)
    client.force_login(user)
    before, form, told, opened = _standing(b), urlencode(_posted(b)), [], []
    for at, name in enumerate(sorted(ADDRESSES)):
        required = _required(name, a, b)
        if role not in _who_try(required, at):
            continue
        shut = required not in {None, *user.actions}
        visits = list(_visits(name, a, b, at + ROLES.index(role)))
        # A door that is shut looks at nothing of what is asked: it is knocked at once to read and once to write.
        for path, query, named in [visits[0], visits[-1]] if shut else visits:
            response = client.post(path, form, FORM) if query is None else client.get(path + query)
            text = _text(response)
            if any(secret in text for secret in b.secrets):
                told.append((path, query, response.status_code))
            if (shut and response.status_code not in (403, 405)) or (
                named and response.status_code == 200 and name not in PUBLIC
            ):
                opened.append((path, query))
    assert told == []
    assert opened == []
    assert _standing(b) == before


def _required(name, a, b):
    """The action without which an address answers nothing; ``None`` where it looks for itself."""
    return required_at(reverse(name, args=ADDRESSES[name](a, b)[0]))


@pytest.mark.parametrize("role", ["director", "head_work", "instructor"])
def test_a_key_tells_nothing_of_another_prison_either(client, world, role):
    a, b = world.here, world.there
    with scope.elevated():
        user = factories.staff(role, a.place)
    _, text = issue_token(actor=Command(), user=user, name="Prueba", scopes=user.actions, days=1)
    headers, before = {"Authorization": f"Bearer {text}"}, _standing(b)
    for name in sorted(ADDRESSES):
        if not name.startswith("api-1:"):
            continue
        for arguments in ADDRESSES[name](a, b):
            path = reverse(name, args=arguments)
            cells = {"version": 0, "cells": [{"row": b.closed_row.pk, "day": 3, "reason": 1, "minutes": 60}]}
            for response in (
                client.get(path, headers=headers),
                client.get(f"{path}?q=Inventada", headers=headers),
                client.patch(path, cells, content_type="application/json", headers=headers),
            ):
                assert not [secret for secret in b.secrets if secret in response.content.decode()], path
                assert not (arguments and response.status_code == 200), path
    assert _standing(b) == before


OWN = {
    "activities:sheet": lambda a: [a.closed_sheet.pk],
    "activities:detail": lambda a: [a.workshop.pk],
    "closing:detail": lambda a: [a.place.code, "2026-01"],
    "pay:entry": lambda a: [a.entry.pk],
    "pay:journal": lambda a: [a.place.code],
    "pay:person_statement": lambda a: [a.person.pk],
    "people:detail": lambda a: [a.person.pk],
    "people:list": lambda a: [],
    "plans:person": lambda a: [a.person.pk],
    "plans:story": lambda a: [a.person.pk],
    "remission:request": lambda a: [a.request.pk],
    "remission:requests": lambda a: [],
    "api-1:person": lambda a: [a.person.pk],
    "api-1:sheet": lambda a: [a.closed_sheet.pk],
}


@pytest.mark.parametrize("name", OWN)
def test_the_walls_have_doors(client, world, name):
    """The same addresses do tell a director of her own people: otherwise the tests above would prove nothing."""
    with scope.elevated():
        client.force_login(factories.staff("director", world.here.place))
    response = client.get(reverse(name, args=OWN[name](world.here)))
    assert response.status_code == 200
    assert world.here.word in response.content.decode()


def test_headquarters_sees_both(client, world):
    with scope.elevated():
        client.force_login(factories.staff("auditor", None))
    for prison in (world.here, world.there):
        assert client.get(reverse("people:detail", args=[prison.person.pk])).status_code == 200


def test_without_a_login_every_office_address_asks_for_it(client, world):
    for name in sorted(ADDRESSES):
        if name.startswith("api-1:"):
            continue
        for arguments in ADDRESSES[name](world.here, world.here):
            response = client.get(reverse(name, args=arguments))
            assert response.status_code in (302, 405), name
            if response.status_code == 302:
                assert response.url.startswith("/cuenta/login/"), name


def test_a_function_that_ended_opens_nothing(client, world, monkeypatch):
    with scope.elevated():
        user = factories.staff("director", world.here.place)
        grant = user.grants.get()
        grant.period = type(grant.period)(grant.period.lower, factories.JANUARY.first)
        grant.save()
    client.force_login(user)
    assert client.get(reverse("people:detail", args=[world.here.person.pk])).status_code == 403
