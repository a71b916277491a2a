"""The entrance of the served site: a request is read whole, within a size and a time, before any thread of the
application has it.

Whoever sends slowly waits alone: bodies are gathered by the event loop, which has no number of places to fill. The
application then answers in one of its threads, from memory or from a temporary file.
"""

import asyncio
import json
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

from llamkay.platform.operation.metrics import answered, part_of

THREADS = 4  # of the application in each process
WAITING = 256  # requests that wait for a thread; beyond it one is told to come again
IN_MEMORY = 256 * 1024  # of a body; what is longer lies in a temporary file
KB, MB = 1024, 1024 * 1024


@dataclass(frozen=True)
class Limit:
    """How long a body may be and how long it may take to come."""

    size: int
    seconds: float


STAFF = Limit(12 * MB, 60)  # tables of 5 MB, scans of 3 MB, with the rest of their form
PAPER = Limit(10 * MB + 64 * KB, 30)  # the file of a paper that anybody may have verified
STRANGER = Limit(64 * KB, 10)
TOO_LONG = "Lo que envió es demasiado grande: {size}, y se admiten {most}. No se guardó nada."
TOO_SLOW = "El envío tardó más de {seconds} segundos y se dejó de leer. No se guardó nada; inténtelo otra vez."
CUT_SHORT = "Lo que envió no llegó entero. No se guardó nada; inténtelo otra vez."
NO_LENGTH = "El envío no dice cuánto mide (Content-Length). No se guardó nada."
TOO_MANY = "El sistema atiende a muchas personas en este momento. Espere unos segundos e inténtelo otra vez."


PAGE = (
    '<!doctype html><html lang="es"><meta charset="utf-8"><title>No se hizo</title><main><h1>No se hizo</h1>'
    '<p>{sentence}</p><p><a href="/">Ir al inicio</a></p></main></html>'
)
FAILED = "Algo falló de nuestro lado. No se perdió nada de lo guardado; inténtelo otra vez en un momento."
_log = logging.getLogger(__name__)


class _Refusal(Exception):
    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def limit_of(path: str, headers: Any) -> Limit:
    """What a request may bring: little without a session or a key, whose worth the application judges later."""
    if path.startswith("/verificar/"):
        return PAPER
    known = "sessionid=" in (headers.get("cookie") or "") or headers.get("authorization") or headers.get("x-api-key")
    return STAFF if known and path.startswith(("/oficina/", "/api/")) else STRANGER


class Door:
    """An application of Granian's own interface around one of WSGI."""

    def __init__(self, inside: Callable[..., Iterable[bytes]], *, threads: int = THREADS) -> None:
        self.inside, self.threads = inside, threads
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="office")
        self.open = threading.BoundedSemaphore(threads + WAITING)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if scope.proto != "http":
            protocol.close(403)
            return
        whole = None
        try:
            body, size = await self._read(scope, protocol)
            whole = time.monotonic()
            with body:
                status, headers, content = await self._ask(scope, body, size)
        except _Refusal as refusal:
            status, headers, content = _answer_of(refusal, scope.path)
        answered(scope.path, status, whole and time.monotonic() - whole)
        protocol.response_bytes(status, headers, content)

    async def _read(self, scope: Any, protocol: Any) -> tuple[BinaryIO, int]:
        limit, size = limit_of(scope.path, scope.headers), 0
        if scope.headers.get("transfer-encoding"):  # of such a body nobody can tell whether it was cut short
            raise _Refusal(HTTPStatus.LENGTH_REQUIRED, NO_LENGTH)
        length = int((scope.headers.get("content-length") or "0")[:20])  # the server lets nothing else than digits pass
        if length > limit.size:
            raise _too_long(length, limit)
        body: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by who asked for it
        try:
            async with asyncio.timeout(limit.seconds):
                async for part in protocol:
                    size += len(part)
                    if size > limit.size:
                        raise _too_long(size, limit)
                    body.write(part)
        except TimeoutError:
            body.close()
            sentence = TOO_SLOW.format(seconds=round(limit.seconds))
            raise _Refusal(HTTPStatus.REQUEST_TIMEOUT, sentence) from None
        except BaseException:
            body.close()
            raise
        if size != length:
            body.close()
            raise _Refusal(HTTPStatus.BAD_REQUEST, CUT_SHORT)
        body.seek(0)
        return body, size

    async def _ask(self, scope: Any, body: BinaryIO, size: int) -> tuple[int, list[tuple[str, str]], bytes]:
        if not self.open.acquire(blocking=False):
            raise _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY)
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, self._answer, scope, body, size)
        finally:
            self.open.release()

    def _answer(self, scope: Any, body: BinaryIO, size: int) -> tuple[int, list[tuple[str, str]], bytes]:
        found: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            found[:] = [int(status.split(" ", 1)[0]), headers]

        try:
            answer = self.inside(environment(scope, body, size), start)
            try:
                content = b"".join(answer)
            finally:
                if hasattr(answer, "close"):
                    answer.close()
        except Exception:
            _log.exception("a request of %s failed before its page", part_of(scope.path))
            raise _Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, FAILED) from None
        return found[0], found[1], content


def environment(scope: Any, body: BinaryIO, size: int) -> dict[str, Any]:
    """What WSGI calls a request (PEP 3333)."""
    name, _, port = scope.server.rpartition(":")
    path = unquote_to_bytes(scope.path).decode("latin-1") if "%" in scope.path else _latin(scope.path)
    found = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for key, value in scope.headers.items():
        kind = key.upper().replace("-", "_")
        if kind == "CONTENT_TYPE":
            found[kind] = value
        elif kind != "CONTENT_LENGTH" and "_" not in key:  # «x_forwarded_for» is not «x-forwarded-for»
            between = "; " if kind == "COOKIE" else ","
            found[f"HTTP_{kind}"] = f"{found[f'HTTP_{kind}']}{between}{value}" if f"HTTP_{kind}" in found else value
    return found


def _latin(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def _too_long(size: int, limit: Limit) -> _Refusal:
    sentence = TOO_LONG.format(size=_amount(size), most=_amount(limit.size))
    return _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)


def _amount(size: int) -> str:
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, round(size / KB))} KB"


def _answer_of(refusal: _Refusal, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """The sentence as a page, or as the API says what it refuses."""
    headers = [
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'"),
        ("connection", "close"),
    ]
    if refusal.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("retry-after", "5"))
    if path.startswith("/api/"):
        text, kind = json.dumps({"error": refusal.sentence}, ensure_ascii=False), "application/json; charset=utf-8"
    else:
        text, kind = PAGE.format(sentence=refusal.sentence), "text/html; charset=utf-8"
    return refusal.status.value, [("content-type", kind), *headers], text.encode()
