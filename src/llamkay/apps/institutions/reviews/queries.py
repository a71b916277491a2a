"""Reads of the functions that must be reviewed."""

from datetime import date

from django.db.models import F, Q, QuerySet

from llamkay.apps.institutions.models import Grant, GrantReview
from llamkay.apps.institutions.reviews.terms import AHEAD
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope


def functions_held(*, scope: Scope, on: date, state: str = "due", words: str = "") -> QuerySet[Grant]:
    """The functions held that day in scope: those on the worklist (``due``), those late (``late``), or all.

    What is due first comes first.
    """
    rows = scope.filter(Grant.objects.filter(period__contains=on, user__is_active=True))
    if state in ("due", "late"):
        last = on + AHEAD if state == "due" else on
        rows = rows.filter(Q(review_by=None) | Q(review_by__lt=last))
    rows = naming(rows, words, "user__full_name", "user__username").select_related("user", "role", "establishment")
    return rows.order_by(F("review_by").asc(nulls_first=True), InOrder("user__full_name"), "pk")


def reviews_of(grant: Grant) -> QuerySet[GrantReview]:
    """What was found of a function of an account, the newest first."""
    return GrantReview.objects.filter(user=grant.user_id, role=grant.role_id, establishment=grant.establishment_id)
