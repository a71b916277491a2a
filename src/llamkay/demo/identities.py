"""Two women who came back under another name: one is known again by two people, of the other it is still asked."""

from datetime import date
from itertools import islice

from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.pay.settlements.queries import anything, open_row
from llamkay.apps.people import joins
from llamkay.apps.people.custody.services import admit_person
from llamkay.apps.people.models import CustodySpell, IdentityJoin, Person

TODAY = date(2026, 2, 2)


def write_joins() -> tuple[str, ...]:
    """Both come back without a document on 2 February; the registry proposes, its head confirms the first."""
    if IdentityJoin.objects.exists():
        return ()
    clerk, head = (User.objects.get(username=name) for name in ("registro", "jefaregistro"))
    place = Establishment.objects.get(code="EP16")
    first, second = _left(place)
    known = _proposed(clerk, place, first)
    joins.confirm(actor=head, join=known)
    _proposed(clerk, place, second)
    return ("Dos identidades de una misma persona: una unida por dos personas, otra por confirmar.",)


def _left(place: Establishment) -> list[Person]:
    """Two who were released in January and have nothing left to settle."""
    gone = CustodySpell.objects.filter(establishment=place, exit="release", period__endswith__lt=TODAY)
    gone = gone.filter(period__endswith__gte=date(2026, 1, 5), person__merged_into=None).select_related("person")
    people = (spell.person for spell in gone.order_by("-period", "id"))
    clear = (each for each in people if not anything(person=each, establishment=place))
    return list(islice((each for each in clear if open_row(person=each, establishment=place) is None), 2))


def _proposed(clerk: User, place: Establishment, before: Person) -> IdentityJoin:
    again = admit_person(
        actor=clerk,
        establishment=place,
        on=TODAY,
        first_surname=before.second_surname,
        given_names=before.given_names,
        sex="F",
        status="remand",
    )
    return joins.propose(
        actor=clerk,
        former=again,
        standing=before,
        reason=f"Ficha dactiloscópica de demostración: sus huellas son las de {before.code}",
    )
