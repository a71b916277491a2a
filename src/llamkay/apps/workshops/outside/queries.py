"""Reads of work outside: who may go, what the law says of somebody, who is out and late."""

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from llamkay.apps.activities.places.rules import book
from llamkay.apps.people.queries import convictions_of, evaluations_of, stage_on, status_on, suitability_facts
from llamkay.apps.workshops.models import DayOut, OutsidePermit
from llamkay.core.law import Value
from llamkay.core.placement.outside import Condition, OutsideLaw, Standing, conditions
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def law(on: date) -> Value:
    """The conditions in force on a day, with their norm; raises ``NoRuleInForce`` before they were."""
    return book().value("places.outside", on=on)


def judged(
    person: "Person", *, on: date, fines_paid: bool, reparation_paid: bool, declarations: bool, agrees: bool
) -> list[Condition]:
    """Every condition of the law for somebody; what only papers tell comes from whoever saw them."""
    status, stage = status_on(person, on), stage_on(person, on)
    final = [row for row in convictions_of(person) if row.final_on]
    longest = max(final, key=lambda row: (row.years, row.months, row.days), default=None)
    ends = suitability_facts([person.pk], on=on)[0][2]
    standing = Standing(
        on=on,
        sentenced=None if status is None else status.status == "sentenced",
        stage="" if stage is None else f"{stage.regime}/{stage.stage}",
        years=longest.years + longest.months / 12 + longest.days / 360 if longest else None,
        starts=longest.starts_on if longest else None,
        ends=ends,
        evaluations=tuple(row.favourable for row in evaluations_of(person, until=on))[::-1],
        fines_paid=fines_paid,
        reparation_paid=reparation_paid,
        declarations=declarations,
        agrees=agrees,
        offences=tuple(row.offence for row in final) or None,
    )
    return conditions(standing, OutsideLaw.of(law(on).value))


def permits(*, scope: Scope, on: date, words: str = "", state: str = "") -> QuerySet[Any]:
    """The authorisations of the scope, those that hold first."""
    rows = scope.filter(OutsidePermit.objects.select_related("person", "activity", "establishment"))
    if state == "holds":
        rows = rows.filter(period__contains=on, revoked_on=None)
    elif state == "revoked":
        rows = rows.exclude(revoked_on=None)
    return naming(rows, words, "person__search_text", "employer", "act").order_by("-period", "person__sort_name")


def find_permit(*, scope: Scope, on: date, pk: int) -> OutsidePermit | None:
    """An authorisation of the scope."""
    return permits(scope=scope, on=on).filter(pk=pk).first()


def outings_of(permit: OutsidePermit) -> list[DayOut]:
    """The last days out, each with its authorisation."""
    return list(permit.outings.select_related("permit")[:60])


def not_back(*, scope: Scope, on: date, at: time) -> QuerySet[DayOut]:
    """Who is out after the hour of return: of today, and whoever never came back on another day."""
    rows = scope.filter(DayOut.objects.filter(back_at=None), "permit__establishment_id")
    rows = rows.filter(Q(on__lt=on) | Q(on=on, permit__back_by__lt=at))
    return rows.select_related("permit__person", "permit__activity").order_by("on")
