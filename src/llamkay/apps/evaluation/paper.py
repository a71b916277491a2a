"""The report on paper: a tagged PDF with the same words, tables and numbers as the page."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from llamkay.apps.evaluation.drawing import GROUPS, Line, Report, Shown, percent, together
from llamkay.apps.evaluation.lists import SIGNS
from llamkay.apps.evaluation.models import Run
from llamkay.apps.evaluation.reference import literature, signs
from llamkay.apps.institutions.queries import heading_on
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent / "papers" / "report.typ"


def report_paper(run: Run, report: Report) -> bytes:
    """The PDF of an analysis; the same analysis gives the same bytes but for how many there are by then."""
    return render(TEMPLATE, paper_data(run, report), at=run.made_at)


def paper_data(run: Run, report: Report) -> dict[str, Any]:
    """What the template prints, as it reads it."""
    document = run.document["protocol"]
    total = getattr(run, "total", run.number)
    return {
        "title": _("¿Ayuda a no volver? {name}").format(name=run.programme.name),
        "institution": heading_on(run.made_at.date()).name,
        "number": _("Análisis {n} de {total} de este programa").format(n=run.number, total=total),
        "made": date_format(localtime(run.made_at), "DATE_FORMAT"),
        "seal": document["seal"],
        "hash": run.hash,
        "invented": run.document["invented"],
        "demo": settings.DEMO,
        "tag": str(report.tag[0]),
        "grade": str(report.grade),
        "sentence": report.sentence,
        "returns": report.returns,
        "period": _period(document),
        "funnel": [[str(line.words), line.cells[0], line.amiss] for line in report.funnel],
        "outcomes": [_outcome(each) for each in report.outcomes],
        "others": report.others,
        "funnel_title": report.funnel_title,
        "curves": _curves(together(run.document["curves"])) if report.curve else [],
        "curve_note": report.curve_note,
        "since": report.since,
        "access_note": report.access_note,
        "risk_note": report.risk_note,
        "presumption": report.presumption,
        "programme": run.programme.name,
        "glossary": [[str(words), str(meaning)] for words, meaning in report.glossary],
        "at_risk": _rows(report.at_risk),
        "risk_months": [str(month) for month in report.risk_months],
        "notes": list(report.notes),
        "access": [[str(name), _rows(rows)] for name, rows in report.access],
        "answers": [[str(words), text] for words, text in report.answers],
        "literature": [
            [f"{paper.authors} ({paper.year})", paper.what, paper.found, str(SIGNS[paper.sign][0])]
            for paper in literature()
        ],
        "signs": ", ".join(f"{SIGNS[sign][0]}: {n}".lower() for sign, n in signs(literature()).items() if n),
    }


def _period(document: dict[str, Any]) -> str:
    return _("Libertades del {first} al {last}; datos hasta el {cut}.").format(
        **{
            name: date_format(date.fromisoformat(document[of]), "DATE_FORMAT")
            for name, of in (("first", "first"), ("last", "last"), ("cut", "data_cut"))
        }
    )


def _rows(lines: tuple[Line, ...]) -> list[list[str]]:
    return [[str(line.words), *line.cells] for line in lines]


def _outcome(each: Shown) -> dict[str, Any]:
    return {
        "title": each.title,
        "sentence": each.sentence,
        "tag": str(each.tag[0]),
        "grade": str(each.grade),
        "groups": _rows(each.groups),
        "estimates": _rows(each.estimates),
        "kinds": _rows(each.kinds),
        "balance": _rows(each.balance),
        "controls": _rows(each.controls),
        "notes": list(each.notes),
        "why": each.why,
    }


def _curves(curves: dict[str, Any]) -> list[list[Any]]:
    """Each curve, who took part first: its name, its points (month, share), those of its two limits, its last share."""
    names = {"treated": _("Participaron"), "comparison": _("Comparación")}
    return [
        [
            names[name],
            *(
                [[row["month"], row[part]] for row in curves[name] if row[part] is not None]
                for part in ("share", "lower", "upper")
            ),
            percent(curves[name][-1]["share"]),
        ]
        for name in GROUPS
    ]
