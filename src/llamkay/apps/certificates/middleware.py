"""The address of certificates shows certificates alone: nobody who opens one may walk on to the prison's own pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

ALLOWED = ("/c/", "/emisores/", "/i18n/", "/static/certificados/")


class NeutralAddress:
    """Where certificates have a host of their own, every other page of the house is not there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host, own = urlsplit(settings.CERTIFICATES_URL).netloc, urlsplit(settings.PUBLIC_URL).netloc
        if host != own and request.headers.get("Host") == host and not request.path.startswith(ALLOWED):
            if request.path == "/":
                return HttpResponse(status=302, headers={"Location": "/c/"})
            return HttpResponse("404", status=404, content_type="text/plain")
        return self.get_response(request)
