"""The visit of 2 February 2026 as the source note tells it: held, and waiting for what nobody promised."""

from datetime import date, time
from typing import Any

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
    given = {"actor": protocol}
    visit = services.save_visit(
        **given,
        title=data["title"],
        on=data["on"],
        starts_at=time.fromisoformat(data["starts_at"]),
        purpose=data["purpose"],
        outcome=data["outcome"],
    )
    given["visit"] = visit
    places = {place.code: place for place in Establishment.objects.filter(code__in=["EP16", "EP17"])}
    hosts = {}
    for order, each in enumerate(data["hosts"], start=1):
        place = places[each["code"]]
        # That they held the post that day is what the note tells; since when, it does not.
        holder = appoint(
            actor=Command(), establishment=place, title=each["title"], name=each["name"], on=data["on"], act=SOURCE
        )
        hosts[place.code] = services.set_host(**given, establishment=place, post=holder.post, order=order)
    visitors = _visitors(given, data["visitors"], data["on"])
    stops = []
    for order, each in enumerate(data["stops"]):
        stop = services.set_stop(
            **given,
            host=hosts[each["at"]],
            order=order,
            **{name: each[name] for name in each.keys() & set(_OF_A_STOP)},
        )
        stops.append(stop)
        for figure in each.get("figures", ()):
            _figure(given, officer, stop, places[each["at"]], figure)
    for order, point in enumerate(data["points"], start=1):
        services.set_point(**given, order=order, **point)
    services.add_gift(**given, recipient=visitors[0], **data["gift"])
    services.advance(**given, step="briefed")
    for stop, each in zip(stops, data["stops"], strict=True):
        counts = dict(zip(("inmates", "former_inmates", "business"), each.get("exhibitors", ()), strict=False))
        services.write_stop(**given, stop=stop, happened=each["happened"], **counts)
    for each in data["quotations"]:
        speaker = {"visitor": visitors[each["visitor"] - 1]} if "visitor" in each else {"host": hosts[each["host"]]}
        services.add_quotation(**given, text=each["text"], allowed=True, **speaker)
    services.advance(**given, step="held")
    return (f"La visita del {data['on']:%d/%m/%Y}: {len(stops)} paradas; faltan los compromisos que la nota no trae.",)


_OF_A_STOP = "place way minutes speaker shown images risks questions avoid".split()


def _visitors(given: dict[str, Any], rows: list[dict[str, Any]], on: date) -> list[Any]:
    bodies = {body.code: body for body in Institution.objects.all()}
    return [
        services.set_visitor(
            **given,
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


def _figure(given: dict[str, Any], officer: User, stop: Any, place: Establishment, row: dict[str, Any]) -> None:
    """A figure of the stop; one that a note told is let be said by the data officer."""
    repeated = {"note": row["note"], "value": row["value"], "reason": WHY} if "note" in row else {}
    made = services.add_figure(**given, stop=stop, metric=row["metric"], establishment=place, **repeated)
    if repeated:
        services.approve_repeated(actor=officer, figure=made)
