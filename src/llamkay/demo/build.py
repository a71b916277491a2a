"""Build the demonstration once, in one transaction; again it changes nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import transaction

from llamkay.apps.activities.services import load_reference as load_activities
from llamkay.apps.activities.sheets.services import open_month
from llamkay.apps.closing.services import close_month
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.institutions.services import appoint, set_uses_system
from llamkay.apps.institutions.services import load_reference as load_institutions
from llamkay.apps.people.models import Person
from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.apps.statistics.services import load_reference as load_metrics
from llamkay.core.values import Month
from llamkay.demo.certificates import write_certificates
from llamkay.demo.coordination import write_coordination
from llamkay.demo.identities import write_joins, write_loads
from llamkay.demo.leaving import write_leaving
from llamkay.demo.market import write_market
from llamkay.demo.morning import write_gaps, write_morning
from llamkay.demo.nation import write_advance, write_before, write_returns
from llamkay.demo.nursery.care import write_care, write_debts
from llamkay.demo.nursery.children import count_mothers, write_release
from llamkay.demo.pay import write_pay
from llamkay.demo.people import POPULATION, write_people
from llamkay.demo.places import write_places
from llamkay.demo.plans import write_plans
from llamkay.demo.privacy.incidents import write_incident
from llamkay.demo.privacy.rights import write_rights
from llamkay.demo.production import write_production
from llamkay.demo.programmes import write_programmes
from llamkay.demo.remission import write_counts, write_stories
from llamkay.demo.school import write_school
from llamkay.demo.users import make_users
from llamkay.demo.visit import write_visit
from llamkay.demo.work import write_month_before, write_work
from llamkay.demo.workshops import write_workshops
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.security.access import Command

ESTABLISHMENTS = ("EP16", "EP17")
CLOSED = ("EP16",)  # January is closed there; in the other it is ready, so that somebody can close it
SEED = 20260202
YEAR_END = "2026-01-05T09:00:00-05:00"  # when December was told and closed
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Summary:
    """What was done, in lines for the terminal."""

    lines: tuple[str, ...]


def build(progress: Progress) -> Summary:
    """Write reference data, people, activities, sheets, nurseries, returns and logins of the demonstration."""
    actor = Command()
    with transaction.atomic():
        progress("datos de referencia")
        load_institutions()
        load_activities()
        load_metrics()
        if Person.objects.exists():
            return Summary(("La demostración ya estaba preparada: no se cambió nada.",))
        make_users(actor=actor)
        rng = np.random.default_rng(SEED)
        data = {document["demo"]: document for document in yaml_documents("llamkay.data", "demo")}
        wanted = list(Establishment.objects.filter(code__in=ESTABLISHMENTS).order_by("code"))
        places = {place.code: place.id for place in wanted}
        progress("1,495 personas inventadas")
        held = write_people(rng=rng, names=data["names"], places=places)
        progress("talleres, aulas y planillas de enero")
        write_work(rng=rng, data=data["activities"], places=places, held=held)
        write_care(rng=rng, names=data["names"], places=places, held=held)
        write_debts(rng=rng, held=held)
        write_school(actor=actor, rng=rng, held=held)
        write_stories()
        _officials(actor, wanted)
        for place in wanted:
            if place.code not in CLOSED:
                write_gaps(place)
        with _at(YEAR_END):
            progress("informes de noviembre y diciembre")
            first = [place for place in wanted if place.code in CLOSED]
            write_before(actor=actor, month=Month(2025, 11), back=2, places=[*Establishment.objects.all()])
            write_before(
                actor=actor,
                month=Month(2025, 12),
                back=1,
                places=[*Establishment.objects.exclude(pk__in=[e.pk for e in first])],
            )
            for place in first:
                progress(f"cierre de diciembre: {place}")
                # Numbers of its own: what January draws does not depend on December.
                write_month_before(rng=np.random.default_rng(SEED - 1), place=place)
                close_month(actor=actor, establishment=place, month=Month(2025, 12))
        everyone, inside = Person.objects.count(), sum(size for size, _ in POPULATION.values())
        sheets = sum(open_month(actor=actor, establishment=place, month=Month(2026, 2)) for place in wanted)
    return Summary(
        (
            f"{inside:,} personas inventadas en {' y '.join(map(str, wanted))}; "
            f"otras {everyone - inside} salieron en enero.",
            f"{sheets} planillas de febrero abiertas.",
        )
    )


@contextmanager
def _at(moment: str) -> Iterator[None]:
    """What is done inside was done at that moment."""
    now = os.environ.get("LLAMKAY_NOW", "")
    os.environ["LLAMKAY_NOW"] = moment
    try:
        yield
    finally:
        os.environ["LLAMKAY_NOW"] = now
        if not now:
            del os.environ["LLAMKAY_NOW"]


def _officials(actor: Any, places: list[Establishment]) -> None:
    """Invented office-holders; the real ones appear only in the text of the source note."""
    for place, director, head in zip(
        places, ("Carmen Ugarte (inventada)", "Teresa Acuña (inventada)"), ("Bertha Luján", "Olinda Vega"), strict=True
    ):
        set_uses_system(actor=actor, establishment=place, uses=True)
        appoint(actor=actor, establishment=place, title="Directora", name=director, on=date(2025, 7, 1))
        appoint(
            actor=actor, establishment=place, title="Jefa de trabajo", name=f"{head} (inventada)", on=date(2025, 9, 1)
        )


def finish(progress: Progress) -> Summary:
    """After January is closed: import the source note, draft a new one from live figures, certify three counts."""
    from llamkay.demo.note import write_notes

    progress("informes de enero de los otros 67 penales")
    returns = _returns()
    progress("cómputos y certificados")
    counts = write_counts()
    if counts:
        count_mothers()
    progress("lo que se publica de niñas y niños")
    write_release()
    progress("notas de prensa")
    notes = write_notes(actor=Command())
    progress("convenios y compromisos entre instituciones")
    together = (*write_coordination(), *write_visit())
    write_incident()
    progress("programas que se evalúan")
    programmes = write_programmes()
    progress("convenios, pagos y retenciones; la mañana de cada función")
    money = write_pay()
    progress("certificados de habilidad")
    skilled = write_certificates()
    progress("planes de vida")
    planned = write_plans()
    progress("lo que se produce")
    made = (*write_production(), *write_market())
    between = (*programmes, *money)
    morning = (*write_leaving(), *write_morning(), *write_places(), *write_joins(), *write_loads(), *write_workshops())
    progress("pedidos sobre datos propios y plazos de conservación")
    owed = write_rights()
    return Summary((*returns, *notes, *together, *counts, *between, *morning, *made, *skilled, *planned, *owed))


def _returns() -> tuple[str, ...]:
    """January of the prisons outside the system and of those that have not closed it, at once, after those that count;
    again changes nothing."""
    month, actor = Month(2026, 1), Command()
    if MonthlyReturn.objects.filter(month=month.first).exists():
        return ()
    counted = list(Establishment.objects.filter(code__in=ESTABLISHMENTS).order_by("code"))
    with transaction.atomic():
        made = write_returns(actor=actor, month=month, counted=counted)
        for place in counted:
            if place.code not in CLOSED:
                write_advance(actor=actor, month=month, place=place)
    return (f"{made} penales por su informe mensual.",)
