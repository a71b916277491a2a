"""The columns of each kind of file: their names and those that staff give them, what they mean, how a cell is read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import Kind as ActivityKind
from llamkay.apps.activities.kinds import Level, Modality, PayBasis, Place
from llamkay.apps.intake.kinds import Kind
from llamkay.apps.people.bulk.movements import KIND_NAMES
from llamkay.apps.people.kinds import DocumentKind, Sex
from llamkay.core.errors import Refused
from llamkay.core.values import FIRST_YEAR, LAST_YEAR
from llamkay.platform.database.search import fold
from llamkay.platform.files.tabular import without_clock

_DAY_ZERO = date(1899, 12, 30)  # from which spreadsheets number their days
_SERIALS = range(10_000, 80_000)
_MONTHS = dict(
    zip(
        "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre".split(),
        range(1, 13),
        strict=True,
    )
) | {"septiembre": 9}


def plain(text: str) -> str:
    """A heading or a word as it is compared: folded, its signs and the sign of «number» left out.

    >>> plain("N.º Documento:"), plain("Apellido  Paterno")
    ('n documento', 'apellido paterno')
    """
    folded = fold(text.replace("º", "").replace("°", ""))
    return " ".join(re.sub(r"[^a-z0-9ñ]+", " ", folded).split())


def read_day(text: str) -> date:
    """A day as a cell has it: typed in order, with the year first, in words, or as the number of a spreadsheet.

    Raises ``Refused``: with what is wrong, never with another day than the one meant.
    """
    words = fold(text).removesuffix(" 00:00:00").removesuffix("t00:00:00")
    if words.isdigit() and int(words) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(words))
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", words):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", words):
        day, month, year = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2}) (?:de )?([a-z]+)(?: del?)? (\d{4})", words):
        day, month, year = int(found[1]), _MONTHS.get(found[2], 0), int(found[3])
    elif re.fullmatch(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}", words):
        raise Refused(_("el año tiene dos cifras: escríbalo con cuatro, como 31/01/2026"))
    else:
        raise Refused(_("no es un día: escríbalo como 31/01/2026"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("no es un año de los que se registran: revise el día"))
    try:
        return date.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}")
    except ValueError as error:
        raise Refused(_("ese día no existe en el calendario: revíselo")) from error


def read_number(text: str) -> int:
    """A whole number without signs."""
    digits = text.replace(" ", "")
    if not re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,9}", digits, re.ASCII):
        raise Refused(_("no es un número entero: escriba solo cifras, como 12"))
    return int(digits.replace(",", ""))


def read_hours(text: str) -> int:
    """Hours of a day, as «4», «3,5», «3:30» or what a spreadsheet makes of it, «03:30:00 AM», in minutes."""
    text = without_clock(text.upper())
    if found := re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::00)?", text, re.ASCII):
        minutes = int(found[1]) * 60 + int(found[2])
    elif found := re.fullmatch(r"(\d{1,2})(?:[.,](\d{1,2}))?(?: ?h(?:oras)?\.?)?", fold(text)):
        minutes = round(float(f"{found[1]}.{found[2] or 0}") * 60)
    else:
        raise Refused(_("no son horas: escriba 4, 3,5 o 3:30"))
    if minutes > 16 * 60:
        raise Refused(_("un día tiene entre 0 y 16 horas"))
    return minutes


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """A reader of a cell that holds one of some words; it says them where it holds another."""
    known = {_tight(word): code for word, code in words.items()}

    def read(text: str) -> str:
        if _tight(text) not in known:
            offered = list(dict.fromkeys(words))
            raise Refused(_("no se conoce; escriba una de estas: {words}").format(words=", ".join(offered[:9])))
        return known[_tight(text)]

    return read


def _tight(text: str) -> str:
    """A word as it is compared, «C.E.» as «CE»."""
    return plain(text).replace(" ", "")


def text_of(most: int) -> Callable[[str], str]:
    """A reader of words, of so many letters at most."""

    def read(text: str) -> str:
        words = " ".join(text.split())
        if len(words) > most:
            raise Refused(_("tiene {n} letras y caben {most}: acórtelo").format(n=len(words), most=most))
        return words

    return read


def labels(choices: Any, **more: str) -> dict[str, str]:
    """The words of some choices, in Spanish whoever reads, with their codes."""
    from django.utils.translation import override

    with override("es"):
        return {str(label): value for value, label in choices.choices} | more


_words = text_of(120)


@dataclass(frozen=True)
class Column:
    """A column: its name here, its heading, what staff call it too, whether a row needs it, what to write in it."""

    code: str
    heading: str
    also: str = ""  # other headings, parted by «|»
    needed: bool = False
    words: Any = ""
    example: str = ""
    read: Callable[[str], Any] = _words

    @property
    def headings(self) -> set[str]:
        """Every heading under which it is known, as it is compared."""
        return {plain(text) for text in (self.heading, *self.also.split("|")) if text}


_SEXES = labels(Sex, F="F", M="M", femenino="F", masculino="M", hombre="M", f="F", m="M", h="M")
_DOCUMENTS = labels(
    DocumentKind, ce="ce", carné="ce", carnet="ce", pasaporte="passport", ptp="ptp", cpp="ptp", libreta="dni"
) | {"carnet de extranjería": "ce", "sin documento": "", "indocumentado": "", "indocumentada": "", "no tiene": ""}
_STATUSES = {
    "procesada": "remand",
    "procesado": "remand",
    "sentenciada": "sentenced",
    "sentenciado": "sentenced",
    "condenada": "sentenced",
    "condenado": "sentenced",
}
_MOVES = {str(name): code for code, name in KIND_NAMES.items()} | {
    "traslado a otro penal": "transfer",
    "egreso": "release",
    "excarcelación": "release",
    "excarcelada": "release",
    "excarcelado": "release",
    "muerte": "death",
    "evasión": "escape",
    "salida a hospital": "hospital",
    "juzgado": "court",
    "diligencia": "court",
    "permiso": "leave",
}

_PLACE = Column(
    "place",
    "Establecimiento",
    "Penal|EP|E.P.|Código del penal|Establecimiento penitenciario",
    words=gettext_lazy("Código o nombre del penal. En blanco: el que eligió al cargar."),
    example="EP16",
    read=text_of(80),
)
_WHO = Column(
    "who",
    "Código o documento",
    "Código|DNI|Documento|Nº documento|N documento|Num documento|Número de documento|Cod|PPL|Código PPL|Nro doc|Doc",
    needed=True,
    words=gettext_lazy("El código de la persona (PPL-…) o su documento, con todos sus ceros."),
    example="PPL-0000042",
    read=text_of(30),
)
_NAME = Column(
    "name",
    "Apellidos y nombres",
    "Nombre|Nombres y apellidos|Interna|Interno|Apellidos|Persona|Nombre completo",
    words=gettext_lazy("Para comprobar que el código es de ella: con un apellido basta."),
    example="Quispe Mamani, Rosa",
    read=text_of(200),
)
_SINCE = Column(
    "start",
    "Desde",
    "Fecha|Fecha de inicio|Inicio|Fecha desde|Primer día|F inicio",
    needed=True,
    words=gettext_lazy("Primer día, como 31/01/2026."),
    example="31/01/2025",
    read=read_day,
)
_UNTIL = Column(
    "last",
    "Hasta",
    "Fecha de término|Término|Fin|Fecha hasta|Último día|F fin|Fecha fin",
    words=gettext_lazy("Último día, incluido. En blanco: sigue."),
    example="",
    read=read_day,
)
_ACT = Column(
    "act",
    "Acta o resolución",
    "Resolución|Acta|Documento que lo ordena|Sustento|Nº de resolución|Resolucion",
    words=gettext_lazy("El papel que lo dispone."),
    example="Acta 12-2025-CTP",
)
WEEK = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")

COLUMNS: Mapping[str, Sequence[Column]] = {
    Kind.PEOPLE: (
        _PLACE,
        Column(
            "document_kind",
            "Tipo de documento",
            "Tipo doc|Tipo|Clase de documento|TD",
            words=gettext_lazy("DNI, carné de extranjería, pasaporte, PTP, o «sin documento»."),
            example="DNI",
            read=one_of(_DOCUMENTS),
        ),
        Column(
            "document",
            "Número de documento",
            "DNI|Documento|Nº documento|N documento|Nº DNI|Num doc|Nro documento|Nro doc|Doc identidad|"
            "Documento de identidad",
            words=gettext_lazy("Con todos sus ceros. En blanco: entra con identidad provisional."),
            example="00000123",
            read=text_of(30),
        ),
        Column(
            "first_surname",
            "Primer apellido",
            "Apellido paterno|Ap paterno|Paterno|Apellido 1|Apellido",
            words=gettext_lazy("O los tres juntos en «Apellidos y nombres»."),
            example="Quispe",
            read=text_of(60),
        ),
        Column(
            "second_surname",
            "Segundo apellido",
            "Apellido materno|Ap materno|Materno|Apellido 2",
            words=gettext_lazy("En blanco si no tiene."),
            example="Mamani",
            read=text_of(60),
        ),
        Column(
            "given_names",
            "Nombres",
            "Nombre|Prenombres|Nombre s",
            words=gettext_lazy("Todos los nombres."),
            example="Rosa María",
            read=text_of(80),
        ),
        Column(
            "name",
            "Apellidos y nombres",
            "Nombre completo|Interna|Interno|Apellidos y nombre",
            words=gettext_lazy("En lugar de los tres anteriores: apellidos, una coma y los nombres."),
            example="",
            read=text_of(200),
        ),
        Column(
            "sex",
            "Sexo",
            "Género|Genero|Sexo F M",
            needed=True,
            words=gettext_lazy("Mujer o varón (F o M), como en su documento."),
            example="F",
            read=one_of(_SEXES),
        ),
        Column(
            "born_on",
            "Fecha de nacimiento",
            "Nacimiento|F nac|Fec nac|Fecha nac|F nacimiento|Nació",
            words=gettext_lazy("Como 31/01/1990."),
            example="29/02/1988",
            read=read_day,
        ),
        Column(
            "nationality",
            "Nacionalidad",
            "País|Pais de nacimiento|Nac",
            words=gettext_lazy("El país. En blanco: Perú."),
            example="Perú",
            read=text_of(60),
        ),
        Column(
            "on",
            "Fecha de ingreso",
            "Ingreso|F ingreso|Fec ingreso|Fecha ing|Fecha de ingreso al penal",
            needed=True,
            words=gettext_lazy("El día en que llegó a este penal."),
            example="14/03/2025",
            read=read_day,
        ),
        Column(
            "status",
            "Situación jurídica",
            "Situación|Sit jurídica|Condición",
            words=gettext_lazy("Procesada o sentenciada."),
            example="Sentenciada",
            read=one_of(_STATUSES),
        ),
        Column(
            "pavilion",
            "Pabellón",
            "Pab|Ambiente",
            words=gettext_lazy("Donde vive."),
            example="Pabellón B",
            read=text_of(40),
        ),
    ),
    Kind.STAGES: (
        _WHO,
        _NAME,
        Column(
            "stage",
            "Régimen y etapa",
            "Etapa|Régimen|Clasificación|Régimen etapa|Etapa de tratamiento",
            needed=True,
            words=gettext_lazy("Como en la lista de la segunda hoja."),
            example="Cerrado ordinario, mínima seguridad",
            read=text_of(80),
        ),
        _SINCE,
        _UNTIL,
        _ACT,
    ),
    Kind.MOVEMENTS: (
        _WHO,
        _NAME,
        Column(
            "kind",
            "Movimiento",
            "Tipo|Tipo de movimiento|Clase|Motivo",
            needed=True,
            words=gettext_lazy(
                "Ingreso, traslado, libertad, fallecimiento, fuga, hospital, diligencia judicial o permiso."
            ),
            example="traslado",
            read=one_of(_MOVES),
        ),
        Column(
            "on",
            "Fecha",
            "Día|Fecha del movimiento|Desde|Fecha de salida|F movimiento",
            needed=True,
            words=gettext_lazy("El día del movimiento."),
            example="20/01/2026",
            read=read_day,
        ),
        Column(
            "place",
            "Destino",
            "Establecimiento|Penal|Penal de destino|EP destino|Establecimiento de destino|A qué penal",
            words=gettext_lazy("De un ingreso o un traslado: el penal al que llega."),
            example="EP17",
            read=text_of(80),
        ),
        Column(
            "back",
            "Regreso",
            "Fecha de regreso|Retorno|Fecha de retorno|Vuelve",
            words=gettext_lazy("De una salida temporal: el día en que vuelve. En blanco: no se sabe."),
            example="",
            read=read_day,
        ),
        _ACT,
    ),
    Kind.ACTIVITIES: (
        _PLACE,
        Column(
            "code",
            "Código",
            "Cod|Código de actividad|Código del taller",
            needed=True,
            words=gettext_lazy("Corto y único en el penal, como PAN-1."),
            example="PAN-1",
            read=text_of(30),
        ),
        Column(
            "name",
            "Nombre",
            "Actividad|Taller|Curso|Nombre de la actividad|Denominación",
            needed=True,
            words=gettext_lazy("Como se la llama en el penal."),
            example="Panadería, turno mañana",
            read=text_of(100),
        ),
        Column(
            "kind",
            "Clase",
            "Tipo|Tipo de actividad|Área",
            needed=True,
            words=gettext_lazy("Trabajo, estudio, música y cultura, o tratamiento."),
            example="Trabajo",
            read=one_of(labels(ActivityKind, música="culture", cultura="culture", educación="study", laboral="work")),
        ),
        Column(
            "modality",
            "Modalidad",
            "Modalidad de trabajo",
            words=gettext_lazy("Solo de trabajo."),
            example="Taller de la institución",
            read=one_of(labels(Modality, empresa="company", institución="institution", servicio="service")),
        ),
        Column(
            "level",
            "Nivel",
            "Nivel educativo|Grado",
            words=gettext_lazy("Solo de estudio."),
            example="",
            read=one_of(labels(Level, primaria="primary", secundaria="secondary", cetpro="technical")),
        ),
        Column(
            "trade",
            "Especialidad",
            "Rubro|Oficio|Especialidad del taller",
            words=gettext_lazy("El oficio, si lo tiene."),
            example="Panadería y pastelería",
            read=text_of(60),
        ),
        Column(
            "where",
            "Lugar",
            "Tipo de lugar|Ambiente",
            needed=True,
            words=gettext_lazy("Taller, aula, servicio, cuna, exterior, o celda o pasadizo."),
            example="Taller",
            read=one_of(labels(Place, celda="cell", pasadizo="cell", taller="workshop")),
        ),
        Column(
            "capacity",
            "Plazas",
            "Vacantes|Capacidad|N de plazas|Nº de plazas|Cupos",
            needed=True,
            words=gettext_lazy("Cuántas personas caben."),
            example="20",
            read=read_number,
        ),
        Column(
            "hours",
            "Horas al día",
            "Horas|Horas diarias|Horario",
            words=gettext_lazy("De lunes a viernes; o escriba cada día en su columna."),
            example="4",
            read=read_hours,
        ),
        *(
            Column(f"day_{at}", name, words=gettext_lazy("Horas de ese día."), read=read_hours)
            for at, name in enumerate(WEEK)
        ),
        Column(
            "pay",
            "Pago",
            "Forma de pago|Base de pago|Remuneración",
            words=gettext_lazy("En blanco: sin pago."),
            example="Por hora",
            read=one_of(
                labels(PayBasis, hora="hour", día="day", pieza="piece", destajo="piece", no="none", ninguno="none")
                | {"ad honorem": "none", "sin pago": "none"}
            ),
        ),
        _SINCE,
        _UNTIL,
    ),
    Kind.PLACES: (
        _PLACE,
        _WHO,
        _NAME,
        Column(
            "activity",
            "Actividad",
            "Código de actividad|Taller|Código del taller|Curso",
            needed=True,
            words=gettext_lazy("El código o el nombre exacto de la actividad."),
            example="PAN-1",
            read=text_of(100),
        ),
        _SINCE,
        _UNTIL,
        Column(
            "ending",
            "Motivo del término",
            "Motivo|Por qué terminó|Causa|Observación",
            words=gettext_lazy("De las que ya terminaron: como en la lista de la segunda hoja."),
            example="",
            read=text_of(80),
        ),
    ),
    Kind.ACCOUNTS: (
        Column(
            "username",
            "Usuario",
            "Cuenta|Login|Nombre de usuario",
            needed=True,
            words=gettext_lazy("Minúsculas sin tilde, como rosa.prueba."),
            example="rosa.prueba",
            read=text_of(30),
        ),
        Column(
            "name",
            "Nombres y apellidos",
            "Nombre|Nombre completo|Apellidos y nombres|Personal",
            words=gettext_lazy("Hacen falta si la cuenta es nueva; los de una conocida no se cambian."),
            example="Rosa Prueba Inventada",
        ),
        Column(
            "email",
            "Correo",
            "Correo institucional|Email|E-mail",
            words=gettext_lazy("Puede faltar."),
            read=text_of(120),
        ),
        Column(
            "function",
            "Función",
            "Rol|Perfil|Cargo en el sistema",
            words=gettext_lazy("Una de las palabras de la tercera hoja. En blanco: ninguna."),
            example="Docente",
        ),
        _PLACE,
        Column(
            "start",
            "Desde",
            "Fecha|Fecha de inicio|Inicio",
            words=gettext_lazy("Primer día de la función. En blanco: hoy."),
            example="",
            read=read_day,
        ),
        Column(
            "state",
            "Estado",
            "Situación",
            words=gettext_lazy("«suspendida» para cerrar la cuenta. En blanco: activa."),
            example="",
            read=one_of({"activa": "active", "activo": "active", "suspendida": "suspended", "suspendido": "suspended"}),
        ),
        _ACT,
    ),
}
