"""Screens of the log: acts, and who read what. Reading them is itself logged."""

from itertools import islice

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from llamkay.apps.institutions import forms
from llamkay.apps.institutions.log import queries as log
from llamkay.apps.institutions.log.lists import act_list, read_list
from llamkay.apps.institutions.permissions import READ_CONTENT, READ_LOG
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires

# Broken lines that are told at once: one is enough to call the auditor.
SHOWN = 20


@requires(READ_LOG)
def acts(request):
    scope, content = request.user.actions[READ_LOG], bool(decide(request.user, READ_CONTENT))
    form = forms.ActsFilter(request.GET, scope=scope)
    rows = log.acts(scope=scope, content=content, **form.criteria())
    checked = request.GET.get("cadena") == "1"
    context = {"checked": checked, "broken": list(islice(audit.broken_links(), SHOWN)) if checked else []}
    return _answer(request, act_list(request), "acts", form, rows, content=content, **context)


@requires(READ_CONTENT)
def reads(request):
    if not request.user.actions[READ_CONTENT].everything:
        raise PermissionDenied(
            _("Las consultas son de todo el país y no de un establecimiento: las lee la auditoría de la sede central.")
        )
    form = forms.ReadsFilter(request.GET)
    rows = log.reads(**form.criteria())
    return _answer(request, read_list(request), "reads", form, rows, content=True)


def _answer(request, listed, name, form, rows, *, content, **context):
    """A list of the log up to the limit: a page of it, or the whole of it as a file."""
    rows = rows[: log.LIMIT]
    return answer(
        request,
        listed,
        rows,
        form=form,
        prepare=lambda page: log.shown(list(page), content=content),
        target=_narrowed(request, name),
        tab=name,
        limit=log.LIMIT,
        content=content,
        all_reads=content and request.user.actions[READ_CONTENT].everything,
        **context,
    )


def _narrowed(request, name):
    """What was looked for, as the log keeps it."""
    wanted = {key: value for key, value in request.GET.items() if value and key not in ("pagina", "formato", "cadena")}
    return f"{name}:{'&'.join(f'{key}={value}' for key, value in sorted(wanted.items()))}".rstrip(":")
