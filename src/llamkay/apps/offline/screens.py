"""What the shell says and keeps, and what stands now where a mark waits."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.day.queries import events_of_day
from llamkay.apps.offline.models import DayEntry, SheetEntry
from llamkay.apps.offline.sheets import Cells, as_it_is
from llamkay.platform import clock

# The files that the browser keeps so that the shell works without a line.
FILES = (
    "llamkay/llamkay.css",
    "llamkay/img/mark.svg",
    "llamkay/page.js",
    "llamkay/fonts/source-sans-3-latin-400-normal.woff2",
    "llamkay/fonts/source-sans-3-latin-700-normal.woff2",
    "offline/offline.css",
    "offline/shell.js",
    "offline/store.js",
    "offline/sending.js",
    "offline/sheet.js",
    "offline/day.js",
)

# Every sentence of the shell's scripts.
WORDS: dict[str, Any] = {
    "offline": _("Sin conexión. Marcas guardadas en este equipo: {n}."),
    "sending": _("Enviando marcas: {n}…"),
    "sent": _("Con conexión. Todo lo marcado está en el sistema."),
    "queued": _("Con conexión. Marcas por enviar: {n}."),
    "signedOut": _("Su sesión terminó: ingrese de nuevo y se enviarán. Marcas guardadas en este equipo: {n}."),
    "forbidden": _("Este usuario no puede enviarlas. Marcas guardadas en este equipo: {n}."),
    "waiting": _("Por resolver: {n}."),
    "ahead": _("El reloj de este equipo está adelantado {h}. Las marcas valen igual."),
    "behind": _("El reloj de este equipo está atrasado {h}. Las marcas valen igual."),
    "locked": _("Escriba la clave que puso al llevarla."),
    "wrongKey": _("Esa no es la clave. Con conexión y su usuario se puede enviar sin ella."),
    "shortKey": _("La clave tiene 8 caracteres o más."),
    "over": _("El turno terminó: ya no se muestra. Con conexión y su usuario se envía lo que quedó guardado."),
    "noWorker": _("Este navegador no puede seguir sin conexión: el sitio debe abrirse por https."),
    "nothing": _("En este equipo no hay nada llevado."),
    "kept": _("guardada aquí"),
    "applied": _("anotada"),
    "already": _("ya estaba así"),
    "replaced": _("la cambió una posterior"),
    "conflict": _("en conflicto"),
    "refused": _("no se pudo anotar"),
    "notMark": _("no es una marca de la leyenda ni unas horas"),
    "needsHours": _("ese día no tiene horas: escríbalas, como 4"),
    "needsNote": _("escriba la observación"),
    "needsSeen": _("escriba qué vio"),
    "sheet": _("Planilla"),
    "day": _("Cuna"),
}


def stands(entry: SheetEntry | DayEntry) -> str:
    """What stands now where an entry waits, in a few words."""
    if isinstance(entry, SheetEntry):
        found = Cells(as_it_is(entry.taking), entry.taking.day).text(entry.row)
        return f"«{found or '—'}»"
    lines = events_of_day(entry.child_id, on=entry.taking.day)
    return "; ".join(f"{line.at.astimezone(clock.LIMA):%H:%M} {line.get_kind_display()}" for line in lines) or "—"
