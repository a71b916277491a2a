"""What a court sees: the requests that were sent to it, one by one, each with its file; nothing else of anybody."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from llamkay.apps.remission.certificates.judge_file import archive
from llamkay.apps.remission.permissions import READ_SENT
from llamkay.apps.remission.requests import queries, readers
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import requires


@requires(READ_SENT)
def sent_requests(request):
    rows = readers.sent_to(request.user.username)
    audit.log_access(actor=request.user.username, kind="sent_request", target="sent_requests")
    return render(request, "remission/sent_list.html", {"rows": rows})


def _sent(request, pk):
    """What is open to the reader; each look leaves its line."""
    row = readers.sent_one(request.user.username, pk)
    if row is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="sent_request", target=f"request:{pk}")
    return row


@requires(READ_SENT)
def sent_request(request, pk):
    row = _sent(request, pk)
    with scope.elevated():
        return render(request, "remission/sent_request.html", queries.request_view(row.request) | {"row": row})


@requires(READ_SENT)
def sent_file(request, pk):
    row = _sent(request, pk)
    if row.request.certificate is None:
        raise Http404
    with scope.elevated():
        content = archive(actor=request.user, certificate=row.request.certificate)
    headers = {"Content-Disposition": f'attachment; filename="expediente-{row.request.certificate}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
