"""A form sent twice is done once: the second click, or the reload after an answer that was lost.

Each page that is drawn carries a sign of its own, the one that proves that the form came from this site: by it the
second sending of one page is told from the same words written again on another.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone

from llamkay.platform.database.locks import Space, lock
from llamkay.platform.models import Submission

SIGN = "csrfmiddlewaretoken"  # masked anew each time that a page is drawn
REMEMBERED = timedelta(days=1)  # by the clock of the machine: the system's may stand still, or be set


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard a view that creates something: the same content of the same page by the same person is one act.

    The second waits for the first and goes where the first went; a form that was refused may be sent again at once,
    and the same content written on a page that was drawn again is another act.
    """

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        sent = sorted((name, request.POST.getlist(name)) for name in request.POST if name != SIGN)
        page = request.POST.get(SIGN, "")
        files = [[name, file.name, hashlib.sha256(file.read()).hexdigest()] for name, file in request.FILES.items()]
        for file in request.FILES.values():
            file.seek(0)
        content = json.dumps([request.user.pk, request.path, page, sent, files], ensure_ascii=False)
        digest = hashlib.sha256(content.encode()).hexdigest()
        with transaction.atomic():
            lock(Space.SUBMISSION, digest)
            now = timezone.now()
            Submission.objects.filter(at__lt=now - REMEMBERED).delete()
            if before := Submission.objects.filter(digest=digest).first():
                return HttpResponseRedirect(before.location)
            response = view(request, *args, **kwargs)
            if response.status_code in (302, 303):
                Submission.objects.create(digest=digest, at=now, location=response.headers["Location"])
            return response

    return guarded
