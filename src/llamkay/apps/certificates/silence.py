"""Nothing of a certificate tells of prison: what is refused before it is written, with the words that tell it."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import every_establishment
from llamkay.core.credentials import breaches
from llamkay.core.errors import Refused


def check_silent(texts: Iterable[str], *, field: str = "", bare: bool = True) -> None:
    """Raise ``Refused`` with the first words that tell of prison; ``bare`` refuses the name of its town too."""
    names = _names(tuple(every_establishment().order_by("pk").values_list("name", flat=True)))
    for breach in breaches(texts, names, bare=bare):
        raise Refused(
            _(
                "«{words}» dice que fue en un penal, y la ley no lo permite en un certificado (CEP, art. 84): "
                "escríbalo de otra manera."
            ).format(words=breach.words),
            field,
        )


@lru_cache(maxsize=2)
def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return names
