"""Screens of the log: acts, and who read what. Reading them is itself logged."""

import csv
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from llamkay.apps.institutions import forms
from llamkay.apps.institutions.log import queries as log
from llamkay.apps.institutions.permissions import READ_CONTENT, READ_LOG
from llamkay.platform.clock import LIMA
from llamkay.platform.record import audit
from llamkay.platform.screens.listing import paginated, spreadsheet
from llamkay.platform.security.access import decide, requires

# Broken lines that are told at once: one is enough to call the auditor.
SHOWN = 20


@requires(READ_LOG)
def acts(request):
    scope, content = request.user.actions[READ_LOG], bool(decide(request.user, READ_CONTENT))
    form = forms.ActsFilter(request.GET, scope=scope)
    rows = log.acts(scope=scope, content=content, **(form.cleaned_data if form.is_valid() else {}))
    headings = [
        _("Línea"),
        _("Libro"),
        _("Fecha"),
        _("Hora"),
        _("Usuario"),
        _("Nombre"),
        _("Acto"),
        _("Sobre"),
        _("Frase"),
        _("Motivo"),
        _("Detalles"),
        _("Sello"),
    ]
    return _listed(request, "acts", form, rows, headings, _act_cells, content=content)


def _act_cells(line):
    content = [line.sentence, line.reason, str(line.details or "")] if line.has_content else ["", "", ""]
    return [line.pk, line.stream, *_moment(line), line.actor, line.who, line.verb, line.target, *content, line.hash]


@requires(READ_CONTENT)
def reads(request):
    if not request.user.actions[READ_CONTENT].everything:
        raise PermissionDenied(
            _("Las consultas son de todo el país y no de un establecimiento: las lee la auditoría de la sede central.")
        )
    form = forms.ReadsFilter(request.GET)
    rows = log.reads(**(form.cleaned_data if form.is_valid() else {}))
    headings = [_("Línea"), _("Fecha"), _("Hora"), _("Usuario"), _("Nombre"), _("Consulta"), _("Sobre")]
    return _listed(request, "reads", form, rows, headings, _read_cells, content=True)


def _read_cells(line):
    return [line.pk, *_moment(line), line.actor, line.who, str(line.kind_words), line.target]


def _moment(line):
    at = timezone.localtime(line.at, LIMA)
    return at.date(), f"{at:%H:%M:%S}"


def _listed(request, name, form, rows, headings, cells, *, content):
    """A list of the log: a page of it, or the whole of it as a file, up to the limit."""
    rows, kind = rows[: log.LIMIT], request.GET.get("format", "")
    audit.log_access(actor=request.user.username, kind="export" if kind else "log", target=_asked(request, name))
    if kind in FILES:
        lines = (cells(line) for line in log.shown(list(rows), content=content))
        return FILES[kind](name={"acts": "actos", "reads": "consultas"}[name], headings=headings, rows=lines)
    page = paginated(request, rows)
    may = request.user
    for line in log.shown(list(page.object_list), content=content):
        line.link = line.page if line.page and line.number.isdigit() and decide(may, line.opens) else ""
    context = {
        "form": form,
        "page": page,
        "tab": name,
        "limit": log.LIMIT,
        "content": content,
        "all_reads": content and may.actions[READ_CONTENT].everything,
        "checked": name == "acts" and request.GET.get("chain") == "1",
    }
    if context["checked"]:
        context["broken"] = list(islice(audit.broken_links(), SHOWN))
    return render(request, f"institutions/log_{name}.html", context)


def _asked(request, name):
    """What was looked for, as the log keeps it."""
    wanted = {key: value for key, value in request.GET.items() if value and key not in ("page", "format", "chain")}
    return f"{name}:{'&'.join(f'{key}={value}' for key, value in sorted(wanted.items()))}".rstrip(":")


class _Line:
    """Somewhere to write, from which the line is taken at once."""

    def write(self, value):
        return value


def _csv(*, name, headings, rows):
    """The rows as CSV in UTF-8; a cell that would become a formula starts with an apostrophe."""
    writer = csv.writer(_Line())

    def lines():
        yield "\ufeff" + writer.writerow(headings)
        for row in rows:
            yield writer.writerow([_plain(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _plain(value):
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


FILES = {"xlsx": spreadsheet, "csv": _csv}
