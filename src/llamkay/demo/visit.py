"""The visit of 2 February 2026 as the source note tells it: held, and waiting for what nobody promised."""

from datetime import date, time
from typing import Any

from llamkay.apps.coordination.commitments.services import seat
from llamkay.apps.coordination.models import Visit
from llamkay.apps.coordination.visits import services
from llamkay.apps.institutions.models import Establishment, Institution, User
from llamkay.apps.institutions.services import appoint
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.security.access import Command

SOURCE = "Nota de prensa 098-2026-INPE"
WHY = "La institución ya lo publicó en esa nota"


def write_visit() -> tuple[str, ...]:
    """Prepare it, brief it, hold it; its minutes wait for its commitments. Again changes nothing."""
    if Visit.objects.exists():
        return ()
    data = next(found for found in yaml_documents("llamkay.data", "demo") if found["demo"] == "visit")
    protocol, officer = (User.objects.get(username=name) for name in ("protocolo", "datos"))
    shared = {"actor": protocol}
    visit = services.save_visit(
        **shared,
        title=data["title"],
        on=data["on"],
        starts_at=time.fromisoformat(data["starts_at"]),
        purpose=data["purpose"],
        outcome=data["outcome"],
    )
    shared["visit"] = visit
    places = {place.code: place for place in Establishment.objects.filter(code__in=["EP16", "EP17"])}
    hosts = {}
    for order, each in enumerate(data["hosts"], start=1):
        place = places[each["code"]]
        # That they held the post that day is what the note tells; since when, it does not.
        holder = appoint(
            actor=Command(), establishment=place, title=each["title"], name=each["name"], on=data["on"], act=SOURCE
        )
        hosts[place.code] = services.set_host(**shared, establishment=place, post=holder.post, order=order)
    visitors = _visitors(shared, data["visitors"], data["on"])
    stops = []
    for order, each in enumerate(data["stops"]):
        stop = services.set_stop(
            **shared,
            host=hosts[each["at"]],
            order=order,
            **{name: each[name] for name in each.keys() & set(_OF_A_STOP)},
        )
        stops.append(stop)
        for figure in each.get("figures", ()):
            _figure(shared, officer, stop, places[each["at"]], figure)
    # Who directs the first of them answers for the post that received: she signs the minutes with her account.
    seat(actor=protocol, post=hosts["EP16"].post, user=User.objects.get(username="directora"), since=data["on"])
    for order, point in enumerate(data["points"], start=1):
        services.set_point(**shared, order=order, **point)
    services.add_gift(**shared, recipient=visitors[0], **data["gift"])
    services.advance(**shared, step="briefed")
    for stop, each in zip(stops, data["stops"], strict=True):
        counts = dict(zip(("inmates", "former_inmates", "business"), each.get("exhibitors", ()), strict=False))
        services.write_stop(**shared, stop=stop, happened=each["happened"], **counts)
    for each in data["quotations"]:
        speaker = {"visitor": visitors[each["visitor"] - 1]} if "visitor" in each else {"host": hosts[each["host"]]}
        services.add_quotation(**shared, text=each["text"], allowed=True, **speaker)
    services.advance(**shared, step="held")
    return (f"La visita del {data['on']:%d/%m/%Y}: {len(stops)} paradas; faltan los compromisos que la nota no trae.",)


_OF_A_STOP = "place way minutes speaker shown images risks questions avoid".split()


def _visitors(shared: dict[str, Any], rows: list[dict[str, Any]], on: date) -> list[Any]:
    bodies = {body.code: body for body in Institution.objects.all()}
    return [
        services.set_visitor(
            **shared,
            name=row["name"],
            post_title=row["post"],
            institution=bodies[row["body"]],
            order=order,
            leads=row.get("leads", False),
            clearance="granted",
            reference=f"Oficio de demostración {order:02} del {on:%d/%m/%Y}",
        )
        for order, row in enumerate(rows, start=1)
    ]


def _figure(shared: dict[str, Any], officer: User, stop: Any, place: Establishment, row: dict[str, Any]) -> None:
    """A figure of the stop; one that a note told is let be said by the data officer."""
    repeated = {"note": row["note"], "value": row["value"], "reason": WHY} if "note" in row else {}
    made = services.add_figure(**shared, stop=stop, metric=row["metric"], establishment=place, **repeated)
    if repeated:
        services.approve_repeated(actor=officer, figure=made)
