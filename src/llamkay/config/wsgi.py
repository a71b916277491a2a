"""The WSGI entrance."""

import os

from django.core.wsgi import get_wsgi_application

from llamkay.platform import parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llamkay.config.settings")
if served_by := os.environ.get("LLAMKAY_SERVED_BY"):
    parent.end_with(int(served_by))
application = get_wsgi_application()
