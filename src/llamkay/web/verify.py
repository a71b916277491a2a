"""Anybody verifies a paper by its code or by the file itself; the page says whether it stands, and nothing else."""

import hashlib

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from llamkay.apps.coordination.visits.signing import corrections_of, minutes_of
from llamkay.core.errors import Refused
from llamkay.platform.models import IssuedPaper
from llamkay.platform.papers import check_code
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import public

MAX_FILE = 10 * 1024 * 1024


@public
def ask(request):
    """The page where a code is typed or a file is given; a good code leads to its page."""
    typed, problem = request.POST.get("code", ""), ""
    file = request.FILES.get("file")
    if request.method == "POST" and file:
        return _by_file(request, file)
    if request.method == "POST":
        try:
            return redirect("public-verify", code=check_code(typed))
        except Refused as error:
            problem = sentence(error)
    context = {"typed": typed, "problem": problem}
    return render(request, "public/verify.html", context, status=422 if problem else 200)


@public
def paper(request, code):
    """What stands of one paper; an unknown code is said to be unknown, whatever it looks like."""
    try:
        found = IssuedPaper.objects.select_related("replaced_by").filter(code=check_code(code)).first()
    except Refused:
        found = None
    context = {"paper": found, "code": code[:24], "searched": True}
    context |= _beside(found)
    if found and request.method == "POST" and (file := request.FILES.get("file")):
        context["same"] = _digest(file) == found.sha256
    return render(request, "public/verify.html", context, status=200 if found else 404)


def _by_file(request, file):
    found = IssuedPaper.objects.select_related("replaced_by").filter(sha256=_digest(file)).first()
    context = {"paper": found, "searched": True, "same": bool(found), "code": found.code if found else ""}
    context |= _beside(found)
    if not found:
        context["problem"] = _(
            "Ese archivo no es ningún documento emitido, o no está como salió: con que cambie una letra ya no coincide."
        )
    return render(request, "public/verify.html", context, status=200 if found else 404)


def _beside(found):
    """What is read together with a paper: the corrections of minutes, and the minutes that one of them corrects."""
    return {"corrections": corrections_of(found), "corrected": minutes_of(found)} if found else {}


def _digest(file):
    if file.size > MAX_FILE:
        return ""
    seal = hashlib.sha256()
    for chunk in file.chunks():
        seal.update(chunk)
    return seal.hexdigest()
