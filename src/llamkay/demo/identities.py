"""Two women who came back under another name: one is known again by two people, of the other it is still asked.

A list of new arrivals that was tried: who is new, who may be somebody known, what is refused.
"""

from datetime import date
from itertools import islice

from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.intake.kinds import Kind
from llamkay.apps.intake.models import Load
from llamkay.apps.intake.services import counts, try_load
from llamkay.apps.pay.settlements.queries import anything, open_row
from llamkay.apps.people import joins
from llamkay.apps.people.custody.services import admit_person
from llamkay.apps.people.models import CustodySpell, IdentityJoin, Person
from llamkay.apps.people.queries import held_people
from llamkay.platform.security.scope import EVERYTHING

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


def write_loads() -> tuple[str, ...]:
    """A list of seven arrivals is tried and waits: three are clear, one has the name of somebody held, three a fault.

    Nothing of it is written.
    """
    if Load.objects.exists():
        return ()
    clerk, place = User.objects.get(username="registro"), Establishment.objects.get(code="EP16")
    known = held_people(at=place, on=TODAY).order_by("pk").first()
    lines = [
        "Tipo de documento;Número de documento;Apellidos y nombres;Sexo;Nacimiento;Fecha de ingreso",
        "DNI;00009001;Inventada Lista, Rosa;F;05/03/1990;30/01/2026",
        "DNI;00009002;Inventada Lista, Elsa;F;15/08/1985;30/01/2026",
        "Carné de extranjería;000999003;Inventada Lista, Yuleisy;F;02/11/1996;31/01/2026",
        f";;{known};F;;31/01/2026",
        "DNI;00009005;Inventada Lista, Marta;;01/01/1991;31/01/2026",
        "DNI;00009006;Inventada Lista, Norma;F;31/02/1988;31/01/2026",
        "DNI;00009007;Inventada Lista, Paula;F;01/01/1991;31/12/2026",
        "TOTAL;;7",
    ]
    load = try_load(
        actor=clerk,
        scope=EVERYTHING,
        kind=Kind.PEOPLE,
        name="ingresos-enero.csv",
        content="\r\n".join(lines).encode(),
        establishment=place,
    )
    found = counts(load)
    return (
        f"Una lista de ingresos por escribir: {found['new']} nuevas, {found['doubt']} por resolver, "
        f"{found['refused']} rechazadas.",
    )


def _left(place: Establishment) -> list[Person]:
    """Two who were released in January and have nothing left to settle."""
    gone = CustodySpell.objects.filter(establishment=place, exit="release", period__endswith__lt=TODAY)
    gone = gone.filter(period__endswith__gte=date(2026, 1, 5), person__merged_into=None).select_related("person")
    people = [spell.person for spell in gone.order_by("-period", "id")]
    owed = anything(each.pk for each in people)
    clear = (each for each in people if (each.pk, place.pk) not in owed)
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
