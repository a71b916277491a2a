"""What strangers see of certificates: one by its number or its file, the keys and lists of an issuer; no prison, no
name, and no trace of who looks.

These pages bear no mark of the house: its name would tell what the certificate does not.
"""

import hashlib
import json
from datetime import UTC

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llamkay.apps.certificates import queries
from llamkay.apps.certificates.paper import issuer_number
from llamkay.core.credentials import verify, why
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.papers import check_code
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import public

MAX_FILE = 10 * 1024 * 1024
HOUR = 3600


@public
def ask(request):
    """The page where a number is typed or a file is handed in; a good number leads to its page."""
    typed, problem = request.POST.get("numero", ""), ""
    if request.method == "POST" and (file := request.FILES.get("archivo")):
        return _by_file(request, file)
    if request.method == "POST":
        try:
            return redirect("credential", check_code(typed))
        except Refused as error:
            problem = sentence(error)
    return _page(request, {"typed": typed, "problem": problem}, 422 if problem else 200)


@public
def credential(request, code):
    """Where one certificate stands; an unknown number is said to be unknown, whatever it looks like."""
    try:
        found = queries.published(check_code(code))
    except Refused:
        found = None
    if found is None:
        return _page(request, {"unknown": True, "typed": code[:24]}, 404)
    context = {"found": found}
    if request.method == "POST":
        name = request.POST.get("nombre", "")[:250]
        context |= {"name": name, "same_name": queries.name_seal(found.code, name) == found.name_seal}
    return _page(request, context)


def _by_file(request, file):
    """By the seal of a file; a token that is none of ours says why, a paper that changed only that it did."""
    if file.size > MAX_FILE:
        return _page(request, {"problem": _("El archivo pasa de 10 MB: no es un certificado.")}, 422)
    content = file.read()
    found = queries.by_seal(hashlib.sha256(content.strip() if _is_token(content) else content).hexdigest())
    if found:
        return _page(request, {"found": found, "same_file": True})
    if not _is_token(content):
        text = _("Ese archivo no es un certificado que se haya emitido, o cambió después de firmado: no lo acepte.")
        return _page(request, {"problem": text}, 422)
    keys, lists = queries.everything_to_verify()
    verdict = verify(content.decode("ascii"), keys=keys, lists=lists, at=clock.now())
    return _page(request, {"problem": why(verdict.code, verdict.values, get_language() or "es")}, 422)


def _is_token(content):
    return content.isascii() and not content.lstrip().startswith(b"%PDF")


def _page(request, context, status=200):
    found = context.get("found")
    if found:
        context |= {
            "issuer_number": issuer_number(found.issuer),
            "old_key": found.key.ends_on is not None,
            "lists_on": queries.day_of_lists(queries.lists_of(found.issuer)),
        }
    response = render(request, "certificates/window.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"  # nobody else is told; with none at all a form would be refused
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _issuer(slug):
    found = queries.issuer_of(slug)
    if found is None:
        raise Http404
    return found


@public
@require_safe
def keys(request, slug):
    """Every key that ever signed for an issuer, with its days (did:web)."""
    text = json.dumps(queries.public_keys(_issuer(slug)), ensure_ascii=False, indent=1)
    return _whole(request, text, "application/did+json")


@public
@require_safe
def status_list(request, slug, name):
    """One of the signed lists of an issuer, whole."""
    purpose = {"revocacion": "revocation", "suspension": "suspension"}.get(name)
    found = next((each for each in queries.lists_of(_issuer(slug)) if each.purpose == purpose), None)
    if found is None:
        raise Http404
    return _whole(request, found.token, "application/jwt", found.signed_at)


@public
@require_safe
def status(request, slug):
    """Both lists of an issuer in one file, for ``llamkay certificate verify``."""
    issuer = _issuer(slug)
    lists = queries.lists_of(issuer)
    text = json.dumps({"issuer": issuer.did, "lists": [each.token for each in lists]}, indent=1)
    return _whole(request, text, "application/json", max(each.signed_at for each in lists))


def _whole(request, text, kind, at=None):
    """A file that anybody keeps for an hour, so that fetching it tells nothing of whom it is about."""
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(text, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Access-Control-Allow-Origin"] = "*"
    if at:
        response["Last-Modified"] = http_date(at.astimezone(UTC).timestamp())
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
