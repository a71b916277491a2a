"""``llamkay evaluate``: how long people stay out, and whether two groups differ, on plain files, without a database."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml
from numpy.typing import NDArray

from llamkay.cli.law import read_day
from llamkay.cli.tables import NUMBER, at_row, read_cells
from llamkay.core.errors import Refused
from llamkay.core.evaluation import comparison, survival
from llamkay.core.evaluation import cox as cox_model
from llamkay.core.evaluation.cohort import Movement, cohorts, read
from llamkay.core.evaluation.incidence import aalen_johansen
from llamkay.core.evaluation.kinds import Kind
from llamkay.core.evaluation.protocol import parse
from llamkay.core.evaluation.survival import Floats
from llamkay.core.evaluation.verdict import Grade
from llamkay.core.evaluation.words import sentence

_LARGEST = 1e12
_MOST_BYTES = 2_000_000_000
_FILE = click.argument("file", type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
_TIME = click.option("--time", required=True, help="Column of the time until the event or the last sight.")
_EVENT = click.option("--event", required=True, help="Column of the event: 0 not seen, 1, 2 … the kind.")
_ENTRY = click.option("--entry", help="Column of the time at which the person came under watch.")
_GROUP = click.option("--group", help="Column that parts the people into groups.")
_AT = click.option("--at", required=True, help="Times asked for, such as 12,24,36.")
_INTERVAL = click.option("--interval", type=click.Choice(["log-log", "log", "plain"]), default="log-log")


@click.group("evaluate")
def evaluate() -> None:
    """Whether work and study help: time to return, competing events, comparisons and their verdict."""


@evaluate.command("survival")
@_FILE
@_TIME
@_EVENT
@_ENTRY
@_GROUP
@_AT
@click.option("--tau", type=float, help="Horizon of the mean time out; without it, none is given.")
@_INTERVAL
@_JSON
def survival_command(
    file: Path,
    time: str,
    event: str,
    entry: str | None,
    group: str | None,
    at: str,
    tau: float | None,
    interval: survival.Interval,
    as_json: bool,
) -> None:
    """The share still without the event in FILE.csv (Kaplan–Meier), the mean until a horizon, the log-rank test."""
    times, table = _times(at), _Table.read(file)
    people = table.people([time, event, *filter(None, [entry])], text=[*filter(None, [group])])
    groups, steps = [], []
    for name, rows in people.groups(group):
        part = survival.count(
            people.whole(time)[rows], _zero_or_one(people.numbers[event][rows], event), people.optional(entry, rows)
        )
        steps.append(part)
        curve = survival.kaplan_meier(part, interval)
        at_risk = survival.at_risk(part, np.array(times))
        document_of_group: dict[str, Any] = {
            "group": name,
            "n": len(rows),
            "events": int(part.any_event.sum()),
            "at": [_survival_at(curve, part, t, int(n)) for t, n in zip(times, at_risk, strict=True)],
        }
        if tau is not None:
            value, se = survival.restricted_mean(part, tau)
            document_of_group["rmst"] = {"tau": tau, "value": value, "se": se}
        groups.append(document_of_group)
    document: dict[str, Any] = {"groups": groups, "warnings": people.warnings}
    for each, part in zip(groups, steps, strict=True):
        if max(times) > part.time[-1]:
            people.warnings.append(
                f"the group «{each['group']}» was followed until {part.time[-1]:g}; later times are not known"
            )
    if len(steps) > 1:
        test = survival.log_rank(steps)
        document["logrank"] = {"chi2": test.chi2, "df": test.df, "p": test.p}
    _write(document, as_json)


def _survival_at(curve: survival.Curve, steps: survival.Steps, t: float, n_risk: int) -> dict[str, Any]:
    known = t <= steps.time[-1] or curve.survival[-1] == 0
    share, lower, upper = curve.at(t) if known else (math.nan, math.nan, math.nan)
    return {"t": t, "n_risk": n_risk, "survival": share, "lower": lower, "upper": upper}


@evaluate.command("incidence")
@_FILE
@_TIME
@_EVENT
@_ENTRY
@_GROUP
@_AT
@_INTERVAL
@_JSON
def incidence(
    file: Path,
    time: str,
    event: str,
    entry: str | None,
    group: str | None,
    at: str,
    interval: survival.Interval,
    as_json: bool,
) -> None:
    """The share of FILE.csv that had each kind of event where others may come first (Aalen–Johansen)."""
    times, table = _times(at), _Table.read(file)
    people = table.people([time, event, *filter(None, [entry])], text=[*filter(None, [group])])
    groups = []
    for name, rows in people.groups(group):
        events = people.numbers[event][rows]
        steps = survival.count(people.whole(time)[rows], _kinds(events, event), people.optional(entry, rows))
        share_of = aalen_johansen(steps, interval)
        kinds = []
        for kind in range(1, len(steps.events) + 1):
            lines = []
            for t in times:
                known = t <= steps.time[-1]
                share, variance, lower, upper = share_of.at(kind, t) if known else (math.nan,) * 4
                lines.append({"t": t, "incidence": share, "lower": lower, "upper": upper, "variance": variance})
            kinds.append({"kind": kind, "events": int(steps.events[kind - 1].sum()), "at": lines})
        groups.append({"group": name, "n": len(rows), "kinds": kinds})
    _write({"groups": groups, "warnings": people.warnings}, as_json)


@evaluate.command("cox")
@_FILE
@_TIME
@_EVENT
@click.option("--covariates", required=True, help="Columns of the model, such as age,prior.")
@_ENTRY
@click.option("--ties", type=click.Choice(["efron", "breslow"]), default="efron")
@_JSON
def cox(
    file: Path, time: str, event: str, covariates: str, entry: str | None, ties: cox_model.Ties, as_json: bool
) -> None:
    """How each covariate of FILE.csv goes with the speed of the event (Cox), and whether that stays so over time."""
    names = _names(covariates)
    people = _Table.read(file).people([time, event, *names, *filter(None, [entry])])
    columns = np.column_stack([people.numbers[name] for name in names])
    everybody = np.arange(len(columns))
    model = cox_model.cox(
        people.numbers[time],
        _zero_or_one(people.numbers[event], event),
        columns,
        names,
        entry=people.optional(entry, everybody),
        ties=ties,
    )
    tests = [*names, "GLOBAL"]
    _write(
        {
            "n": len(columns),
            "events": int(people.numbers[event].sum()),
            "coefficients": [
                {
                    "name": c.name,
                    "coef": c.coef,
                    "se": c.se,
                    "hazard_ratio": c.hazard_ratio,
                    "lower": c.lower,
                    "upper": c.upper,
                    "p": c.p,
                }
                for c in model.coefficients
            ],
            "loglik": {"null": model.null, "fitted": model.fitted},
            "concordance": model.concordance,
            "proportionality": [
                {"name": name, "chi2": test.chi2, "df": test.df, "p": test.p}
                for name, test in zip(tests, model.proportionality, strict=True)
            ],
            "warnings": people.warnings,
        },
        as_json,
    )


@evaluate.command("compare")
@_FILE
@click.option("--treated", required=True, help="Column that is 1 for those who took part, else 0.")
@click.option("--outcome", required=True, help="Column of the outcome, 0 or 1; empty where it is not yet known.")
@click.option("--covariates", default="", help="Columns that both groups must be alike in.")
@click.option("--weights", type=click.Choice(["overlap", "ate", "att"]), default="overlap")
@click.option("--design", type=click.Choice([grade.value for grade in Grade]), default=Grade.MATCHED.value)
@click.option("--control", help="Column of an outcome that the programme cannot change.")
@click.option("--cluster", help="Column of the prison: errors are summed by it.")
@_JSON
def compare(
    file: Path,
    treated: str,
    outcome: str,
    covariates: str,
    weights: comparison.Weights,
    design: str,
    control: str | None,
    cluster: str | None,
    as_json: bool,
) -> None:
    """Compare those who took part in FILE.csv with the others, and say in one sentence what that allows to conclude."""
    names = _names(covariates) if covariates else []
    columns = [treated, outcome, *names, *filter(None, [control])]
    people = _Table.read(file).people(columns, text=[*filter(None, [cluster])])
    took_part = _zero_or_one(people.numbers[treated], treated) == 1
    x = np.column_stack([people.numbers[name] for name in names]) if names else np.zeros((len(took_part), 0))
    found = comparison.compare(
        took_part,
        people.numbers[outcome],
        x,
        names,
        kind=weights,
        design=Grade(design),
        control=people.optional(control, np.arange(len(took_part))),
        cluster=None if cluster is None else people.texts[cluster],
    )
    crude, weighted, verdict = found.crude, found.weighted, found.verdict
    _write(
        {
            "n": {"treated": found.treated, "comparison": found.comparison},
            "crude": {
                "treated": crude.treated,
                "comparison": crude.comparison,
                "difference": crude.difference,
                "lower": found.crude_limits.lower,
                "upper": found.crude_limits.upper,
            },
            "weighted": {
                "treated": weighted.treated,
                "comparison": weighted.comparison,
                "difference": weighted.difference,
                "se": weighted.se,
                "lower": found.weighted_limits.lower,
                "upper": found.weighted_limits.upper,
            },
            "doubly_robust": {"difference": found.doubly_robust[0], "se": found.doubly_robust[1]},
            "balance": [{"name": b.name, "before": b.before, "after": b.after} for b in found.balance],
            "effective": {"treated": found.effective[0], "comparison": found.effective[1]},
            "evalue": {"estimate": found.e_value, "limit": found.e_value_of_limit},
            "grade": verdict.grade.value,
            "verdict": {
                "code": verdict.code.value,
                "why": verdict.why,
                "sentence_es": sentence(verdict, "es"),
                "sentence_en": sentence(verdict, "en"),
                "needed": verdict.needed,
            },
            "warnings": people.warnings,
        },
        as_json,
    )


@evaluate.command("cohort")
@_FILE
@click.option("--protocol", "protocol_file", required=True, type=click.Path(path_type=Path))
@_JSON
def cohort(file: Path, protocol_file: Path, as_json: bool) -> None:
    """From FILE.csv (person,kind,on,offence_on and perhaps reason) the cohorts of released people and their returns."""
    protocol = parse(_yaml(protocol_file))
    if protocol.landmark:
        raise Refused("a cohort is counted from the release: a protocol with a landmark is for a comparison")
    table = _Table.read(file)
    found = read(
        [at_row(file, line, _movement, row) for line, row in table.rows("person kind on offence_on".split())], protocol
    )
    _write(
        {
            "protocol": {"version": protocol.version, "seal": protocol.seal, "data_cut": protocol.data_cut.isoformat()},
            "cohorts": [
                {
                    "cohort": group.name,
                    "released": group.released,
                    "windows": [
                        {
                            "months": window.months,
                            "evaluable": window.evaluable,
                            "returned": window.returned,
                            "share": None if window.share is None else window.share.value,
                            "lower": None if window.share is None else window.share.lower,
                            "upper": None if window.share is None else window.share.upper,
                            "kinds": {kind.value: number for kind, number in window.kinds.items()},
                            "died": window.died,
                            "expelled": window.expelled,
                        }
                        for window in group.windows
                    ],
                }
                for group in cohorts(found, protocol)
            ],
            "unknown_reason": found.unknown_reason,
            "warnings": [f"{what}: {number}" for what, number in found.warnings.items()],
        },
        as_json,
    )


def _movement(row: dict[str, str]) -> Movement:
    kind, _, reason = row["kind"].partition(":")
    if kind.strip() not in list(Kind):
        raise Refused(f"kind is «{kind}»; it is one of {', '.join(Kind)}")
    if not row["person"]:
        raise Refused("person is empty; every line belongs to somebody")
    offence = read_day(row["offence_on"]) if row["offence_on"] else None
    reason = (reason or row.get("reason", "")).strip()
    return Movement(row["person"], Kind(kind.strip()), read_day(row["on"]), offence, reason)


@dataclass(eq=False)
class _People:
    """The columns asked for of the people in whom none is missing."""

    numbers: dict[str, Floats]
    texts: dict[str, NDArray[np.str_]]
    warnings: list[str]

    def groups(self, column: str | None) -> list[tuple[str, NDArray[np.intp]]]:
        if column is None:
            return [("", np.arange(len(next(iter(self.numbers.values())))))]
        names, place = np.unique(self.texts[column], return_inverse=True)
        return [(str(name), np.flatnonzero(place == index)) for index, name in enumerate(names)]

    def whole(self, column: str) -> NDArray[Any]:
        """The column as whole numbers if it has no others: these are counted without being sorted."""
        values = self.numbers[column]
        return values.astype(np.int64) if (values == np.floor(values)).all() else values

    def optional(self, column: str | None, rows: NDArray[np.intp]) -> Floats | None:
        return None if column is None else self.numbers[column][rows]


@dataclass(eq=False)
class _Table:
    """A CSV file with a heading; cells without outer spaces."""

    file: Path
    heading: list[str]
    lines: list[list[str]]

    @classmethod
    def read(cls, file: Path) -> "_Table":
        if file.is_file() and file.stat().st_size > _MOST_BYTES:
            raise Refused(f"«{file}» is larger than two gigabytes; part it")
        table = read_cells(file, strict=True)
        if not table or not any(table[0]):
            raise Refused(f"«{file}» is empty; its first line names the columns")
        heading = table[0]
        if len(set(heading)) < len(heading):
            raise Refused(f"«{file}» has two columns of one name; rename one")
        for number, line in enumerate(table[1:], 2):
            if line and len(line) != len(heading):
                raise Refused(f"«{file}», row {number}: {len(line)} cells where the heading has {len(heading)}")
        return cls(file, heading, table[1:])

    def rows(self, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
        self._has(columns)
        return [(n, dict(zip(self.heading, line, strict=True))) for n, line in enumerate(self.lines, 2) if line]

    def people(self, columns: Sequence[str], text: Sequence[str] = ()) -> _People:
        """Numbers of ``columns`` and words of ``text``; who lacks one of them is left out, and that is said."""
        every = [*columns, *text]
        self._has(every)
        places = [self.heading.index(name) for name in every]
        filled = [(number, line) for number, line in enumerate(self.lines, 2) if line]
        whole = [(number, line) for number, line in filled if all(line[place] not in _MISSING for place in places)]
        warnings = []
        if left_out := len(filled) - len(whole):
            warnings.append(f"{left_out} of {len(filled)} people were left out: a value is missing")
        if not whole:
            raise Refused(f"«{self.file}» has no row in which {', '.join(every)} are all filled in")
        numbers = {name: self._numbers(name, whole) for name in columns}
        return _People(numbers, {name: np.array(self._column(name, whole)) for name in text}, warnings)

    def _has(self, columns: Sequence[str]) -> None:
        for name in columns:
            if name not in self.heading:
                raise Refused(f"«{self.file}» has no column «{name}»; it has {', '.join(self.heading)}")

    def _column(self, name: str, lines: Sequence[tuple[int, list[str]]]) -> list[str]:
        place = self.heading.index(name)
        return [line[place] for _, line in lines]

    def _numbers(self, name: str, lines: Sequence[tuple[int, list[str]]]) -> Floats:
        cells = self._column(name, lines)
        values = np.array([_number_or_nan(cell) for cell in cells])
        bad = ~(np.abs(values) <= _LARGEST)
        if bad.any():
            place = int(np.argmax(bad))
            raise Refused(f"«{self.file}», row {lines[place][0]}: {name} is «{cells[place]}», not a number as in 10.5")
        return values


_MISSING = frozenset({"", "NA"})


def _number_or_nan(cell: str) -> float:
    return float(cell) if NUMBER.fullmatch(cell) else math.nan


def _zero_or_one(values: Floats, name: str) -> NDArray[np.int64]:
    if not np.isin(values, (0.0, 1.0)).all():
        raise Refused(f"the column «{name}» holds 0 or 1 only")
    return values.astype(np.int64)


def _kinds(values: Floats, name: str) -> NDArray[np.int64]:
    if not ((values == np.floor(values)) & (values >= 0) & (values <= 100)).all():
        raise Refused(f"the column «{name}» holds 0, or the number of a kind of event from 1 to 100")
    return values.astype(np.int64)


def _times(text: str) -> list[float]:
    values = [_number_or_nan(part) for part in text.split(",")]
    if not all(0 <= value <= _LARGEST for value in values):
        raise Refused(f"the times «{text}» must be numbers from 0, such as 12,24,36")
    return [int(value) if value == int(value) else value for value in values]


def _names(text: str) -> list[str]:
    names = [part.strip() for part in text.split(",")]
    if not all(names) or len(set(names)) < len(names):
        raise Refused(f"the covariates «{text}» must be different columns, such as age,prior")
    return names


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Refused(f"there is no file «{file}»; check the name") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(f"«{file}» is not YAML: {' '.join(str(error).split())}") from error


def _write(document: dict[str, Any], as_json: bool) -> None:
    """The document, with nothing where a number is not defined: JSON knows no NaN."""
    clean = _defined(document)
    click.echo(json.dumps(clean, ensure_ascii=False) if as_json else "\n".join(_lines(clean)))


def _defined(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _defined(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_defined(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _lines(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [line for key, part in value.items() for line in _lines(part, f"{name}.{key}" if name else key)]
    if isinstance(value, list):
        return [line for index, part in enumerate(value) for line in _lines(part, f"{name}[{index}]")]
    return [f"{name}: {'' if value is None else value}"]
