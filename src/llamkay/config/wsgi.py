"""The WSGI entrance."""

import os
import threading
import time

from django.core.wsgi import get_wsgi_application


def _end_with(main: int) -> None:
    """End this worker when the process that started it is gone: nobody would stop it any more."""
    while os.getppid() == main:
        time.sleep(1)
    os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llamkay.config.settings")
if served_by := os.environ.get("LLAMKAY_SERVED_BY"):
    threading.Thread(target=_end_with, args=[int(served_by)], daemon=True).start()
application = get_wsgi_application()
