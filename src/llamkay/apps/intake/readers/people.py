"""People who enter: the names, documents and days of a list, judged as entries."""

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

from llamkay.apps.intake.columns import plain
from llamkay.apps.intake.readers.base import Reader
from llamkay.apps.intake.reading import Row
from llamkay.apps.people.bulk.admissions import Admissions, Arrival
from llamkay.apps.people.bulk.verdicts import Made, Outcome
from llamkay.apps.people.documents import Document, check_document
from llamkay.apps.people.kinds import DocumentKind
from llamkay.core.errors import Refused

# How lists call where somebody is from, beside the names and codes of countries.
_FROM = {
    "peruana": "PE",
    "peruano": "PE",
    "venezolana": "VE",
    "venezolano": "VE",
    "venezuela": "VE",
    "colombiana": "CO",
    "colombiano": "CO",
    "boliviana": "BO",
    "boliviano": "BO",
    "bolivia": "BO",
    "ecuatoriana": "EC",
    "ecuatoriano": "EC",
    "mexicana": "MX",
    "mexicano": "MX",
    "brasilena": "BR",
    "brasileno": "BR",
    "espanola": "ES",
    "espanol": "ES",
}


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    with override("es"):
        names = {plain(str(name)): code for code, name in countries}
    return names | {code.lower(): code for code in dict(countries)} | _FROM


class PeopleReader(Reader):
    """Rows of people."""

    def judge(self) -> None:
        self.rows: list[Row] = []
        arrivals = []
        for row in self.table.rows:
            line = self.lines[row.number]
            surname, second, names = self._names(row)
            line.label = ", ".join(filter(None, (" ".join(filter(None, (surname, second))), names)))
            line.adds = {"women": int(row.values.get("sex") == "F"), "men": int(row.values.get("sex") == "M")}
            place, document = self.place(row), self._document(row)
            country = self._country(row)
            if row.faults:
                continue
            self.rows.append(row)
            arrivals.append(
                Arrival(
                    establishment=place,
                    on=row.values["on"],
                    first_surname=surname,
                    second_surname=second,
                    given_names=names,
                    sex=row.values["sex"],
                    born_on=row.values.get("born_on"),
                    nationality=country,
                    document=document,
                    status=row.values.get("status", ""),
                    pavilion=row.values.get("pavilion", ""),
                    settled=self.job.settled.get(row.number),
                )
            )
        self.admissions = Admissions(self.job.actor, arrivals, writing=self.job.writing)
        for row, verdict in zip(self.rows, self.admissions.verdicts, strict=True):
            if "same_as" in verdict.values:
                verdict.sentence = _("Es la misma persona que la fila {row}.").format(
                    row=self.rows[verdict.values["same_as"]].number
                )
            self.take(row, verdict)

    def _names(self, row: Row) -> tuple[str, str, str]:
        """First surname, second surname and given names, from their columns or from the one that has all three."""
        parts = [row.values.get(code, "") for code in ("first_surname", "second_surname", "given_names")]
        whole = row.values.get("name", "")
        if whole and not any(parts):
            surnames, comma, names = whole.partition(",")
            words = surnames.split()
            if not comma or not words or not names.strip():
                self.table.fault(
                    row, "name", _("no se sabe dónde terminan los apellidos: ponga una coma antes de los nombres")
                )
                return whole, "", ""
            # «De la Cruz», «Del Águila»: what joins a surname goes with the word after it.
            size = next((n for n, word in enumerate(words) if plain(word) not in _JOINING), 0) + 1
            parts = [" ".join(words[:size]), " ".join(words[size:]), " ".join(names.split())]
        for code, part in (("first_surname", parts[0]), ("given_names", parts[2])):
            if not part and not row.faults:
                self.table.fault(row, code if code in self.table.at else "name", _("falta"))
        for code, part, most in (
            ("first_surname", parts[0], 60),
            ("second_surname", parts[1], 60),
            ("given_names", parts[2], 80),
        ):
            if len(part) > most:
                self.table.fault(row, code if code in self.table.at else "name", _("es demasiado largo para un nombre"))
        return parts[0], parts[1], parts[2]

    def _document(self, row: Row) -> Document | None:
        kind, number = row.values.get("document_kind"), row.values.get("document", "")
        if plain(number) in (
            "",
            "sin documento",
            "no tiene",
            "s d",
            "sd",
            "indocumentada",
            "indocumentado",
            "no",
            "ninguno",
        ):
            if kind:
                self.table.fault(row, "document", _("falta el número del documento, o el tipo está de más"))
            return None
        if kind == "":
            self.table.fault(row, "document_kind", _("dice que no tiene documento y trae un número"))
            return None
        try:
            return self._checked(kind, number)
        except Refused as refusal:
            self.table.fault(row, "document", refusal)
            return None

    def _checked(self, kind: str | None, number: str) -> Document:
        digits = "".join(sign for sign in number if sign.isalnum())
        if kind is None:
            if not (digits.isdigit() and len(digits) == 8):
                raise Refused(_("puede ser de varias clases: escriba el tipo de documento en su columna"))
            kind = DocumentKind.DNI
        # A spreadsheet that took the document for a number dropped the zeros before it.
        if kind == DocumentKind.DNI and digits.isdigit() and 2 < len(digits) < 8:
            number = digits.zfill(8)
        return check_document(kind, number)

    def _country(self, row: Row) -> str:
        text = row.values.get("nationality", "")
        if not text:
            return "PE"
        found = _countries().get(plain(text), "")
        if not found:
            self.table.fault(row, "nationality", _("no es un país que se conozca"))
        return found

    def write(self) -> Made:
        chosen = [
            n for n, row in enumerate(self.rows) if self.lines[row.number].outcome in (Outcome.NEW, Outcome.CHANGED)
        ]
        made = self.admissions.write(chosen)
        for n in chosen:
            self.lines[self.rows[n].number].person = self.admissions.verdicts[n].person
        return made

    def column(self, name: str) -> str:
        name = super().column(name)
        return name if name in self.table.at or name not in ("first_surname", "given_names") else "name"


_JOINING = {"de", "del", "la", "las", "los", "san", "santa", "da", "dos", "y", "e"}
