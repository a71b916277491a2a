"""Names in a note by their tokens: who held a post on a day, prisons, brands that live, what somebody said.

A name is written once, where it is kept: nobody gives a director another prison, or a brand that no longer has an
agreement. What was said at a visit comes from the app of visits, which registers it in ``QUOTED``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from llamkay.apps.institutions.queries import establishment_names, every_post, holders_on, names_on
from llamkay.apps.production.brands.queries import public_brands
from llamkay.core.notes import NAMED, name_tokens, post_es, with_names
from llamkay.platform import clock
from llamkay.platform.hooks import Hook

# What may be quoted: the key of each and its words with who said them.
QUOTED: Hook[[], Iterable[tuple[str, str]]] = Hook("press.quoted")
KINDS = {
    "cargo": gettext_lazy("Personas, con el cargo de ese día"),
    "penal": gettext_lazy("Penales"),
    "marca": gettext_lazy("Marcas con convenio vigente"),
    "cita": gettext_lazy("Lo que se dijo en una visita, con permiso"),
}
assert tuple(KINDS) == NAMED


@dataclass(frozen=True)
class Name:
    """A name that may stand in a note: its token and its words."""

    key: str
    words: str

    @property
    def token(self) -> str:
        return f"{{{{{self.key}}}}}"


@dataclass(frozen=True)
class Shelf:
    """The names of one kind, to be chosen from."""

    title: str
    names: Sequence[Name]


def offered(day: date) -> list[Shelf]:
    """Every name that may be put into a note on a day, by its kind."""
    found = ((title, _words(kind, day)) for kind, title in KINDS.items())
    return [Shelf(str(title), [Name(key, words) for key, words in each.items()]) for title, each in found if each]


def words_of(paragraphs: Iterable[str]) -> dict[str, str]:
    """The words of the names that stand in some paragraphs: today's, unless the token says a day."""
    wanted: dict[tuple[str, date], set[str]] = defaultdict(set)
    for token in (token for text in paragraphs for token in name_tokens(text)):
        if day := _day(token):
            wanted[token.partition(":")[0], day].add(token)
    found: dict[str, str] = {}
    for (kind, day), tokens in wanted.items():
        words = _words(kind, day)
        found |= {token: words[bare] for token in tokens if (bare := token.partition("@")[0]) in words}
    return found


def spoken(paragraphs: Iterable[str]) -> list[str]:
    """Some paragraphs with their names in words; what nobody is called stays as it is written."""
    texts = list(paragraphs)
    words = words_of(texts)
    return [with_names(text, words) for text in texts]


def nameless(paragraphs: Iterable[str]) -> list[str]:
    """Why a name that stands in some paragraphs cannot be said, a sentence each."""
    left = dict.fromkeys(token for text in spoken(paragraphs) for token in name_tokens(text))
    return [str(_WHY[token.partition(":")[0]]).format(token=token) for token in left]


_WHY = {
    "cargo": gettext_lazy("«{token}»: ese día nadie figura en ese cargo."),
    "penal": gettext_lazy("«{token}»: no hay un penal con ese código."),
    "marca": gettext_lazy("«{token}»: esa marca no tiene convenio vigente ese día."),
    "cita": gettext_lazy("«{token}»: nadie dijo eso con permiso de publicarlo."),
}


def _day(token: str) -> date | None:
    """The day of a token, today's where it says none; nothing where what it says is no day."""
    _bare, _at, day = token.partition("@")
    try:
        return date.fromisoformat(day) if day else clock.today()
    except ValueError:
        return None


def _words(kind: str, day: date) -> Mapping[str, str]:
    if kind == "cargo":
        posts = list(every_post())
        holders, called = holders_on([post.pk for post in posts], day), names_on(day)
        held = [(post, holders[post.pk].name) for post in posts if post.pk in holders]
        return {
            f"cargo:{post.pk}": f"{name}, {post_es(post.title)} del {post.establishment}"
            if post.establishment
            else f"{name}, {post_es(post.title)}"
            + (f" ({called[post.institution_id].acronym})" if post.institution_id in called else "")
            for post, name in held
        }
    if kind == "penal":
        return {f"penal:{code}": name for code, name in establishment_names().items()}
    if kind == "marca":
        return {f"marca:{each.brand.slug}": str(each.brand) for each in public_brands(on=day)}
    return {f"cita:{key}": words for rows in QUOTED() for key, words in rows}
