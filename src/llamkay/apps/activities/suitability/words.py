"""Why somebody does not simply suit, in a sentence; never a diagnosis, an offence, or whom she is kept from."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.core.placement.suitability import NEVER, Finding, Severity

_FAILS = {
    "isolation": gettext_lazy("está en aislamiento"),
    "separation": gettext_lazy("una orden la mantiene separada de alguien que tiene plaza ahí"),
    "stage": gettext_lazy("su etapa no es de las que pide la actividad"),
    "tools": gettext_lazy("su etapa no llega a las herramientas o al nivel de seguridad del lugar"),
    "pavilion": gettext_lazy("vive en un pabellón de mayor seguridad que el lugar"),
    "status": gettext_lazy("es solo para sentenciadas"),
    "health": gettext_lazy("salud ha limitado lo que la actividad exige"),
    "youngest": gettext_lazy("no tiene la edad que se pide"),
    "oldest": gettext_lazy("pasa de la edad que se pide"),
    "schooling": gettext_lazy("no tiene los estudios que se piden"),
    "sentence_left": gettext_lazy("le queda menos tiempo del que dura la actividad"),
    "hours": gettext_lazy("sus horas se cruzan con otra plaza suya o con horas que tiene excluidas"),
    "register": gettext_lazy("no está inscrita en el registro: sus días no contarían"),
}
_UNKNOWN = {
    "stage": gettext_lazy("no consta su etapa"),
    "status": gettext_lazy("no consta su situación jurídica"),
    "youngest": gettext_lazy("no consta su fecha de nacimiento"),
    "oldest": gettext_lazy("no consta su fecha de nacimiento"),
    "schooling": gettext_lazy("no constan sus estudios"),
    "sentence_left": gettext_lazy("no se sabe cuánto le queda"),
}
NAMES = {
    "isolation": gettext_lazy("Aislamiento"),
    "separation": gettext_lazy("Orden de separación"),
    "stage": gettext_lazy("Etapa"),
    "tools": gettext_lazy("Herramientas y lugar"),
    "pavilion": gettext_lazy("Pabellón"),
    "status": gettext_lazy("Situación jurídica"),
    "health": gettext_lazy("Salud"),
    "youngest": gettext_lazy("Edad mínima"),
    "oldest": gettext_lazy("Edad máxima"),
    "schooling": gettext_lazy("Estudios"),
    "sentence_left": gettext_lazy("Tiempo que le queda"),
    "hours": gettext_lazy("Horas que se cruzan"),
    "register": gettext_lazy("Registro"),
}


def sentence(finding: Finding, *, today: int) -> str:
    """What a rule says of somebody; where it will hold by itself within three months, since when."""
    unknown = finding.severity == Severity.WARN and finding.ready == 0 and finding.rule in _UNKNOWN
    text = str(_UNKNOWN[finding.rule] if unknown else _FAILS[finding.rule])
    if finding.ready in (0, NEVER):
        return text
    day = date.fromordinal(finding.ready)
    if finding.almost(today):
        return _("{why}; casi: desde el {day:%d/%m/%Y}").format(why=text, day=day)
    return _("{why} hasta el {day:%d/%m/%Y}").format(why=text, day=day)
