"""Who is meant by a code or a document, of many at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from llamkay.apps.people.documents import possible_numbers
from llamkay.apps.people.models import IdentityDocument, Person
from llamkay.apps.people.queries import visible_people
from llamkay.core.errors import Refused
from llamkay.platform.database.search import name_words
from llamkay.platform.security.scope import Scope


class Named(NamedTuple):
    """Somebody as a file names them: a code or the number of a document, and the name beside it, where there is one."""

    code: str
    name: str = ""


class People:
    """The visible people that some codes and documents may mean; two queries."""

    def __init__(self, scope: Scope, codes: Iterable[str]) -> None:
        typed = {code: possible_numbers(code) for code in {text.strip().upper() for text in codes} if code}
        visible = visible_people(scope)
        self.by_code = {row.code.upper(): row for row in visible.filter(code__in=list(typed))}
        numbers = {number for found in typed.values() for number in found}
        documents = IdentityDocument.objects.filter(number__in=numbers, person__in=visible).select_related("person")
        self.by_number: dict[str, dict[int, Person]] = defaultdict(dict)
        for document in documents:
            self.by_number[document.number][document.person_id] = document.person

    def find(self, named: Named) -> Person:
        """The one person meant. Raises ``Refused`` where there is none, where it may be several, or another's name."""
        code = named.code.strip().upper()
        if not code:
            raise Refused(_("falta el código o el documento de la persona"))
        found = {person.pk: person for number in possible_numbers(code) for person in self.by_number[number].values()}
        if code in self.by_code:
            found[self.by_code[code].pk] = self.by_code[code]
        if not found:
            raise Refused(_("ninguna persona de su ámbito tiene ese código o documento"))
        if len(found) > 1:
            raise Refused(
                _("puede ser {people}: escriba el documento con todos sus ceros, o el código").format(
                    people=_(" o ").join(f"{one} ({one.code})" for one in found.values())
                )
            )
        (person,) = found.values()
        if named.name and not names(named.name, person):
            text = _("el código {code} es de {person}: revise el nombre").format(code=code, person=person)
            raise Refused(text, field="name")
        return person


def names(written: str, person: Person) -> bool:
    """Whether a written name may be of a person: the first surname in it as a whole, and nothing of another.

    A name may leave words out or have some more, not both; a letter stands for a word that begins with it.
    """
    words = name_words(written)
    surname = name_words(person.first_surname)
    known = name_words(f"{person.first_surname} {person.second_surname} {person.given_names}")
    starts = range(len(words) - len(surname) + 1)
    if not any(words[at : at + len(surname)] == surname for at in starts):
        return False
    return not (_beyond(words, known) and _beyond(known, words))


def _beyond(words: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a word stands neither among the others nor, by its first letter, for one of them."""
    others = list(others)
    return any(not any(_stands_for(word, other) for other in others) for word in words)


def _stands_for(word: str, other: str) -> bool:
    return word == other or (1 in (len(word), len(other)) and word[0] == other[0])
