"""What the public reads of the commitments: each that was made public, what its owner says and what was found."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from llamkay.apps.coordination.commitments.queries import counted, lines
from llamkay.apps.coordination.lists import due_cell, point
from llamkay.apps.coordination.models.commitments import Scale
from llamkay.platform import clock
from llamkay.platform.screens.lists import download, is_file
from llamkay.platform.security.access import public


@public
def commitments(request):
    rows = lines(on=clock.today(), public=True)
    if is_file(request):
        return _file(request, rows)
    shown = [(row, due_cell(row), point(row.standing.own), point(row.standing.found)) for row in rows]
    scale = [str(label).lower() for label in Scale.labels]
    context = {"rows": shown, "sums": counted(rows), "day": clock.today(), "scale": scale}
    return render(request, "public/commitments.html", context)


def _file(request, rows):
    headings = [_("Código"), _("Compromiso"), _("Institución"), _("Cargo que responde"), _("Nació"), _("Plazo")]
    headings += [_("Atrasado"), _("Dice quien responde"), _("Halla la revisión")]
    cells = [
        (
            row.commitment.code,
            row.commitment.what,
            row.institution,
            row.post,
            row.commitment.made_on,
            row.due_on,
            _("sí") if row.late else _("no"),
            Scale(row.standing.own).label if row.standing.own else "",
            Scale(row.standing.found).label if row.standing.found else "",
        )
        for row in rows
    ]
    return download(request.GET["formato"], name="compromisos", headings=headings, rows=cells)
