"""Template and data in, PDF/A-2a with PDF/UA-1 tags out, within a time limit. The same input gives the same bytes.

Each paper is made by a process of its own (``renderer.py``), which gives its memory back and can be ended.
"""

import json
import logging
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.utils.translation import gettext as _

from llamkay.platform.operation.metrics import PAPERS
from llamkay.platform.papers.renderer import REFUSED

# A certificate takes 0.15 s; 154 payslips (90 kB of data) 1.6 s. The limit is for what went wrong.
SECONDS = 20
BYTES_PER_SECOND = 10_000  # of data: a longer paper may take longer
AT_ONCE = 2  # papers made together by one process of the server
RENDERER = Path(__file__).with_name("renderer.py")
_places = BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


class PaperNotMade(Exception):
    """A paper did not come, and nobody's input is to blame; its text is one sentence for whoever waits for it."""


class PaperTooSlow(PaperNotMade):
    """A paper did not come within its time limit, waiting for its turn included."""


def render(
    template: Path, data: dict[str, Any], *, at: datetime, seconds: float | None = None, archive: str = "a-2a"
) -> bytes:
    """The PDF of a template, which reads its data as ``json(bytes(sys.inputs.data))``.

    ``at`` is the date written into the file. Data never becomes Typst source, so no text can change the layout.
    ``seconds`` is the time limit, by default one that grows with the data; ``archive`` the kind of PDF/A, of which
    ``a-3a`` alone may carry another file inside. Raises ``PaperTooSlow`` at the limit,
    ``PaperNotMade`` when the process ends without a paper, and ``ValueError`` with the template's name when Typst
    refuses it.
    """
    text = json.dumps(data, ensure_ascii=False, default=str)
    if seconds is None:
        seconds = SECONDS + len(text) / BYTES_PER_SECOND
    order = {"template": str(template.resolve()), "data": text, "at": int(at.timestamp())}
    order |= {"seconds": seconds, "archive": archive}
    with PAPERS.track_inprogress():
        return _made(template, order, seconds)


def _made(template: Path, order: dict[str, Any], seconds: float) -> bytes:
    until = time.monotonic() + seconds
    if not _places.acquire(timeout=seconds):
        raise _too_slow(seconds)
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(RENDERER)],  # -P: the modules beside it do not stand for Python's own
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=max(until - time.monotonic(), 0.01),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(seconds) from None
    finally:
        _places.release()
    if done.returncode == REFUSED:
        raise ValueError(f"the paper {template.name} cannot be made: {done.stderr.decode(errors='replace').strip()}")
    if done.returncode:
        # What it wrote may hold the words of the paper: the name of its error alone is kept.
        error = done.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        _log.error("the paper %s ended with %s: %s", template.name, done.returncode, error)
        raise PaperNotMade(
            _("El documento no se pudo hacer. Intente otra vez; si se repite, avise a quien administra el sistema.")
        )
    return done.stdout


def _too_slow(seconds: float) -> PaperTooSlow:
    return PaperTooSlow(
        _(
            "El documento tardó más de {seconds} segundos y se dejó de hacer. "
            "Intente otra vez; si se repite, avise a quien administra el sistema."
        ).format(seconds=round(seconds))
    )
