"""What the shell says, and which files of it the browser keeps."""

from typing import Any

from django.utils.translation import gettext_lazy as _

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
    "allergy": _("alergia: {what}"),
    "sheet": _("Planilla"),
    "day": _("Cuna"),
}
