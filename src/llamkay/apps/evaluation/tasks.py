"""What evaluation asks: protocols that wait for a signature, analyses that wait to be published by another person."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.evaluation.permissions import SIGN
from llamkay.apps.evaluation.queries import to_publish, unsigned
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def to_sign(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Protocols without this person's signature, and analyses that others made."""
    if not scope.everything:
        return
    if waiting := unsigned(user.username).count():
        yield Task(_("Protocolos de evaluación por firmar"), f"{reverse('evaluation:protocols')}?estado=draft", waiting)
    if made := to_publish(user.username).count():
        yield Task(_("Análisis de programas por publicar"), reverse("evaluation:runs"), made)


register(SIGN, to_sign, awaited={SIGN: gettext_lazy("los protocolos de evaluación por firmar")})
