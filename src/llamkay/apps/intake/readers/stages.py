"""Regimes and stages, past and present."""

from django.utils.translation import gettext as _

from llamkay.apps.intake.columns import plain
from llamkay.apps.intake.readers.base import Reader, days_between
from llamkay.apps.intake.reading import Row
from llamkay.apps.people.bulk.stages import Stage, Stages
from llamkay.apps.people.bulk.verdicts import Made, Outcome
from llamkay.apps.people.queries import stage_choices

# How lists write what the choices say otherwise.
_SIGNS = str.maketrans({",": " ", ".": " ", "/": " ", "-": " ", "(": " ", ")": " "})


def stage_words() -> dict[str, tuple[str, str]]:
    """Every way to write a stage, as it is compared, and its regime and stage."""
    found = {}
    for code, name in stage_choices():
        regime, _slash, stage = code.partition("/")
        for text in (code, name, name.replace(" seguridad", ""), name.replace("ordinario, ", "")):
            found[_key(text)] = (regime, stage)
        if regime == "closed_ordinary":
            found[_key(name.replace("Cerrado ordinario, ", ""))] = (regime, stage)
        if regime == "closed_special" and len(stage) == 1:
            found[_key(f"Cerrado especial {stage}")] = found[_key(f"Etapa {stage}")] = (regime, stage)
    return found


def _key(text: str) -> str:
    words = plain(text.translate(_SIGNS)).replace("semi abierto", "semiabierto").split()
    return " ".join(word for word in words if word not in ("regimen", "etapa", "de", "c"))


class StageReader(Reader):
    """Rows of stages."""

    def judge(self) -> None:
        people, known = self.people(), stage_words()
        self.rows: list[Row] = []
        wanted = []
        for row in self.table.rows:
            self.lines[row.number].adds = days_between(row.values.get("start"), self.end(row))
            stage = known.get(_key(row.values.get("stage", "")))
            if row.values.get("stage") and stage is None:
                self.table.fault(row, "stage", _("no es una etapa del tratamiento"))
            if row.faults or stage is None:
                continue
            self.rows.append(row)
            wanted.append(
                Stage(people[row.number], *stage, row.values["start"], self.end(row), row.values.get("act", ""))
            )
        self.stages = Stages(self.job.actor, wanted, writing=self.job.writing)
        for row, verdict in zip(self.rows, self.stages.verdicts, strict=True):
            self.take(row, verdict)
        self.together()

    def write(self) -> Made:
        good = (Outcome.NEW, Outcome.CHANGED)
        return self.stages.write(n for n, row in enumerate(self.rows) if self.lines[row.number].outcome in good)
