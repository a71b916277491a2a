"""What the third birthday asks of whoever decides, and children left in a prison where their mother no longer is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.nursery.law import terms
from llamkay.apps.nursery.models import OverstayGround
from llamkay.apps.nursery.record import queries
from llamkay.apps.people.queries import custody
from llamkay.core.nursery.deadlines import third_birthday
from llamkay.core.values.dates import add_months
from llamkay.platform.screens.tasks import Task
from llamkay.platform.security.scope import Scope


def overstays(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Each child past the birthday, with its title or without."""
    rows = queries.children(scope, on=today).filter(born_on__lt=add_months(today, -35))
    over = [child for child in rows if today > third_birthday(child.born_on, terms())]
    grounds = {
        ground.child_id: ground
        for ground in OverstayGround.objects.filter(child__in=over, review_on__gte=today).order_by("on", "id")
    }
    text = _("{code} pasó los 3 años y sigue adentro: {ground}")
    for child in over:
        ground = grounds.get(child.pk, _("sin título vigente"))
        yield Task(text.format(code=child.code, ground=ground), reverse("nursery:part", args=[child.pk, "salida"]))


def alone(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The children who live in a prison where their mother no longer is: today, not tomorrow."""
    here = custody(of=OuterRef("mother"), at=OuterRef("establishment_id"), on=today)
    text = _("{code} está en el penal y su madre ya no: diga hoy adónde va")
    for child in queries.children(scope, on=today).filter(~Exists(here)).order_by("code"):
        yield Task(text.format(code=child.code), reverse("nursery:child", args=[child.pk]))
