"""Screens of work without a line: the shell that the browser keeps, what it takes along and sends, what is settled."""

import base64
import hashlib
from dataclasses import asdict

from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from llamkay import __version__
from llamkay.apps.activities.permissions import VIEW_SHEET
from llamkay.apps.activities.sheets.queries import find_sheet
from llamkay.apps.nursery.day.queries import rooms
from llamkay.apps.offline import queries, services, written
from llamkay.apps.offline.forms import EndForm, SettleForm, in_words
from llamkay.apps.offline.parts import part_of
from llamkay.apps.offline.permissions import END, SETTLE, TAKE
from llamkay.apps.offline.screens import FILES, WORDS
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.refusals import as_message, sentence, status
from llamkay.platform.security.access import requires
from llamkay.platform.security.scope import NOTHING

SHEET, ROOM = "planilla", "cuna"


@require_GET
@requires(TAKE)
def shell(request):
    """The page that works without a line: it holds nothing of anybody, and is the same for every account."""
    return render(request, "offline/shell.html", {"words": {name: str(text) for name, text in WORDS.items()}})


@require_GET
@requires(TAKE)
def worker(request):
    """The script that keeps the shell; another list of files is another script, which the browser then takes up."""
    files = [reverse("offline:shell"), *map(staticfiles_storage.url, FILES)]
    # A module names the others without their hash.
    files += [f"{staticfiles_storage.base_url}{name}" for name in FILES if name.endswith(".js")]
    version = hashlib.sha256(" ".join([__version__, *files]).encode()).hexdigest()[:12]
    context = {"files": sorted(set(files)), "shell": reverse("offline:shell"), "version": version}
    return render(request, "offline/worker.js", context, content_type="text/javascript")


@require_POST
@requires(TAKE)
@idempotent
def take(request, what, pk):
    with as_message(request):
        if what == SHEET:
            found = find_sheet(scope=request.user.actions.get(VIEW_SHEET, NOTHING), pk=pk, actor=request.user)
            taking = services.take_sheet(actor=request.user, sheet=_or_404(found))
        else:
            found = rooms(request.user, on=clock.today()).filter(pk=pk).first() if what == ROOM else None
            taking = services.take_room(actor=request.user, room=_or_404(found))
        return redirect(reverse("offline:shell") + f"?llevar={taking.code}")
    return redirect("activities:sheet", pk) if what == SHEET else redirect("nursery:day")


def _or_404(found):
    if found is None:
        raise Http404
    return found


@require_GET
@requires(TAKE)
def taken(request, code):
    """What a device may keep of what this account took along, and the key of what it kept."""
    taking = _or_404(queries.taking_of(request.user, code))
    found = services.package(taking)
    if found:
        kind, target = ("sheet", f"sheet:{taking.sheet_id}") if taking.sheet_id else ("children", "children:day")
        audit.log_access(actor=request.user.username, kind=kind, target=target)
    return JsonResponse(
        {
            "account": str(request.user.pk),
            "key": base64.b64encode(bytes(taking.key)).decode(),
            "now": clock.now().isoformat(),
            "left": int(services.left_of(taking).total_seconds()),
            "waiting": queries.waiting_of(taking),
            "package": asdict(found) if found else None,
        }
    )


@require_POST
@requires(TAKE)
def send(request, code):
    taking = _or_404(queries.taking_of(request.user, code))
    try:
        sending = written.read(request.body, now=clock.now())
        answers = services.receive(actor=request.user, taking=taking, sending=sending)
    except Refused as error:
        return JsonResponse({"message": sentence(error)}, status=status(error))
    return JsonResponse(
        {
            "answers": {str(pk): {"state": state, "why": why} for pk, (state, why) in answers.items()},
            "skew": sending.skew,
            "waiting": queries.waiting_of(taking),
        }
    )


@require_GET
@requires(SETTLE)
def waiting(request):
    """What waits: on the left what was marked without a line, and who marked it."""
    audit.log_access(actor=request.user.username, kind="sheet", target="taking:waiting")
    context = {
        "marks": _waiting(queries.waiting_marks(request.user)),
        "lines": _waiting(queries.waiting_lines(request.user)),
        "devices": queries.on_devices(request.user)[:MOST],
    }
    return render(request, "offline/waiting.html", context)


def _waiting(rows):
    """Each entry with what it says and, in the reader's language, what stood against it."""
    return [(entry, in_words(entry), part_of(entry.taking).against(entry)) for entry in rows[:MOST]]


MOST = 200  # shown at once; the rest when these are settled


@requires(END)
@idempotent
def end(request, code):
    """What somebody has on a device is ended before its shift."""
    taking = _or_404(next((each for each in queries.on_devices(request.user) if each.code == code), None))
    form = EndForm(request.POST or None, taking=taking)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Terminó: el equipo deja de mostrarlo en cuanto tenga conexión."))
        return redirect("offline:waiting")
    context = {"form": form, "taking": taking}
    return render(request, "offline/end.html", context, status=422 if form.errors else 200)


@requires(SETTLE)
@idempotent
def settle(request, what, pk):
    rows = {SHEET: queries.marks, ROOM: queries.lines}.get(what)
    entry = _or_404(rows and rows(request.user).filter(pk=pk).first())
    audit.log_access(actor=request.user.username, kind="sheet" if what == SHEET else "children", target=f"taking:{pk}")
    form = SettleForm(request.POST or None, entry=entry, now=services.stands(entry))
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("La marca quedó resuelta."))
        return redirect("offline:waiting")
    return render(
        request,
        "offline/settle.html",
        {
            "form": form,
            "entry": entry,
            "words": in_words(entry),
            "what": what,
            "against": part_of(entry.taking).against(entry),
        },
    )
