"""Programmes that are evaluated: two invented cohorts, called invented, and a protocol that waits for its years.

The people of the files are made here with a known truth, so that whoever learns to read a report can look it up: those
of the first return some six of every hundred less where they took part; those of the second are too few to tell.
"""

import io
from csv import writer
from datetime import date, timedelta
from typing import Any

import numpy as np

from llamkay.apps.evaluation.models import Programme
from llamkay.apps.evaluation.services import add_programme, analyse, publish, sign_protocol, write_protocol
from llamkay.apps.institutions.models import User

SEED = 20260202
_ANSWERS = {
    "question": "¿Vuelven menos quienes participaron que personas parecidas que no participaron?",
    "eligibility": "Personas que salieron en libertad por primera vez en el período.",
    "strategies": "Participar antes de salir, frente a no participar ningún día.",
    "assignment": "Nadie lo sorteó: participó quien lo pidió y tuvo lugar.",
    "time_zero": "El día de la libertad.",
    "follow_up_end": "El retorno, el fallecimiento, la salida del país o el corte de los datos.",
    "estimand": "La diferencia en cuántas de cada 100 personas vuelven dentro del plazo.",
    "assumptions": "Que, entre personas parecidas en lo que consta, nada más lleve a participar y a volver.",
    "sources": "Un archivo inventado para esta demostración.",
    "analysis": "Pesos de solapamiento; equilibrio por debajo de 0.1; Aalen–Johansen; Holm entre lo declarado.",
}


def write_programmes() -> tuple[str, ...]:
    """Through the services of the office, each step by the one who would take it; a line for the console."""
    if Programme.objects.exists():
        return ()
    analyst, officer = (User.objects.get(username=name) for name in ("estadistica", "datos"))
    rng = np.random.default_rng(SEED)
    bakery = add_programme(actor=analyst, name="Panadería y pastelería (cohorte inventada)", kind="work", invented=True)
    choir = add_programme(actor=analyst, name="Coro y orquesta (cohorte inventada)", kind="culture", invented=True)
    for programme, content, subgroups in (
        (bakery, _bakery(rng), ["long_term", "short_term"]),
        (choir, _choir(rng), []),
    ):
        protocol = _signed(analyst, officer, programme, subgroups)
        publish(actor=officer, run=analyse(actor=analyst, protocol=protocol, content=content))
    workshops = add_programme(actor=analyst, name="Trabajo en taller", kind="work")
    waiting = write_protocol(
        actor=analyst,
        programme=workshops,
        source="register",
        data={
            **_ANSWERS,
            "title": "Trabajo en taller y retorno, libertades de 2026 y 2027",
            "sources": "Custodia, motivos y condenas del registro; participación de las planillas cerradas.",
            "period": {"from": "2026-02-01", "to": "2027-12-31"},
            "data_cut": "2029-12-31",
            "windows": [12, 24],
            "outcome": ["new_convicted", "new_before_trial"],
            "covariates": ["age", "female", "foreign", "prior", "term", "remand"],
            "subgroups": ["long_term", "short_term"],
            "exposure": {"days": 90, "months": 12},
        },
    )
    sign_protocol(actor=analyst, protocol=waiting)
    return ("Dos programas de personas inventadas evaluados; un protocolo espera la segunda firma y sus años.",)


def _signed(analyst: User, officer: User, programme: Programme, subgroups: list[str]) -> Any:
    protocol = write_protocol(
        actor=analyst,
        programme=programme,
        source="file",
        data={
            **_ANSWERS,
            "title": str(programme),
            "period": {"from": "2021-01-01", "to": "2022-12-31"},
            "data_cut": "2025-12-31",
            "windows": [12, 24, 36],
            "outcome": ["new_convicted", "new_before_trial"],
            "covariates": ["age", "female", "prior", "term"],
            "subgroups": subgroups,
            "exposure": {"days": 90, "months": 12},
        },
    )
    sign_protocol(actor=analyst, protocol=protocol)
    return sign_protocol(actor=officer, protocol=protocol)


def _bakery(rng: np.random.Generator) -> bytes:
    """3,200 people of twelve prisons: older people and those with fewer entries take part more often."""
    n = 3_200
    age, prior = rng.normal(36, 9, n).clip(19, 74), rng.poisson(0.8, n)
    term, female = rng.choice([4, 5, 6, 9, 12, 18, 24, 36, 48, 60, 84], n), rng.random(n) < 0.2
    part = rng.random(n) < 1 / (1 + np.exp(-(-0.9 + 0.03 * (age - 36) - 0.35 * prior + 0.4 * (term > 6))))
    yearly = np.exp(-1.75 - 0.03 * (age - 36) + 0.28 * prior - 0.30 * part * (term > 6))
    return _file(rng, {"age": age, "female": female, "prior": prior, "term": term}, part, yearly)


def _choir(rng: np.random.Generator) -> bytes:
    """Nineteen who sang and none of whom came back, and a hundred and sixty others."""
    n = 179
    part = np.arange(n) < 19
    columns = {"age": rng.normal(36, 9, n).clip(19, 74), "female": rng.random(n) < 0.9}
    columns |= {"prior": rng.poisson(0.6, n), "term": rng.choice([9, 12, 24, 48], n)}
    return _file(rng, columns, part, np.where(part, 0.0, 0.12))


def _file(rng: np.random.Generator, columns: dict[str, Any], part: Any, yearly: Any) -> bytes:
    """The file of a study: days of release and return, and for one in ten who returns an older case."""
    n, first = len(part), date(2021, 1, 1)
    released = rng.integers(0, 729, n)
    days = rng.exponential(1, n) / np.maximum(yearly, 1e-9) * 365.25
    old, kind, prison = rng.exponential(365.25 / 0.03, n), rng.random(n), rng.integers(1, 13, n)
    died = rng.exponential(365.25 / 0.006, n)
    text = io.StringIO()
    out = writer(text, lineterminator="\n")
    out.writerow(
        [*"released_on took_part returned returned_on ended_on enrolled prison long_term short_term".split(), *columns]
    )
    for i in range(n):
        since = first + timedelta(days=int(released[i]))
        back = min(days[i], old[i]) if yearly[i] > 0 else 1e9
        name = "old_case" if old[i] < days[i] else "new_convicted" if kind[i] < 0.6 else "new_before_trial"
        shown = back < 1_400 and back < died[i]
        enrolled = part[i] or kind[i] * 7 % 1 < 0.06
        took_part = "" if n > 200 and kind[i] * 31 % 1 < 0.04 else int(part[i])  # some did less than the protocol asks
        out.writerow(
            [since, took_part, name if shown else "", since + timedelta(days=int(back)) if shown else ""]
            + [since + timedelta(days=int(died[i])) if died[i] < min(back, 1_400) else "", int(enrolled), prison[i]]
            + [int(columns["term"][i] > 6), int(columns["term"][i] <= 6)]
            + [f"{float(values[i]):.1f}" for values in columns.values()]
        )
    return text.getvalue().encode()
