"""What waits of certificates: proposals to sign, papers to hand over."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.certificates import queries
from llamkay.apps.certificates.permissions import PROPOSE, SIGN
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def to_sign(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The proposals that wait for the signature of whoever asks."""
    if count := queries.waiting(scope=scope, actor=user):
        yield Task(_("Certificados por firmar"), f"{reverse('certificates:list')}?estado=proposed", count)


def to_hand_over(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Signed certificates that their holders have not received; in one prison only."""
    if scope.everything:
        return
    if count := queries.not_handed_over(scope=scope):
        yield Task(_("Certificados firmados por entregar"), f"{reverse('certificates:list')}?entrega=no", count)


register(SIGN, to_sign, awaited={SIGN: gettext_lazy("los certificados que le propongan para firmar")})
register(PROPOSE, to_hand_over, awaited={PROPOSE: gettext_lazy("los certificados firmados que hay que entregar")})
