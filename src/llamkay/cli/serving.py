"""The site: served, and kept served; the demonstration built first."""

import logging
import os
import shutil
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click
import psutil

from llamkay.cli.running import _everything, _line, setup

RENEWED = 6 * 3600  # seconds after which a worker gives its place to a fresh one
MEMORY = 700  # megabytes of a worker that is replaced sooner
RISES, STOOD = 3, 60  # times in a row that a fallen site is served again, and seconds after which it had stood
log = logging.getLogger("llamkay.serving")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Serve the site on the configured database, as a login that row security binds."""
    _check_free(host, port)
    os.environ["LLAMKAY_SERVING"] = "1"
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_numbers())  # read when the library is first imported
    setup()
    from django.core.management import call_command
    from django.db import connections

    from llamkay.platform.database import connection as database
    from llamkay.platform.database import embedded
    from llamkay.platform.operation import checks

    checks.refuse_what_blocks(checks.this_house())
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()  # the workers are copies of this process, and no copy may talk on a connection of another
    if "DATABASE_URL" not in os.environ:
        threading.Thread(target=embedded.watch, args=[database.data_folder().resolve()], daemon=True).start()
    _serve(host, port, workers)


def _numbers() -> Path:
    """An empty folder for what the processes of this site count; those of sites that ended are removed."""
    from llamkay.platform.database.connection import data_folder

    folders = data_folder() / "metrics"
    for left in folders.glob("*"):
        if not psutil.pid_exists(int(left.name)):
            shutil.rmtree(left, ignore_errors=True)
    own = folders / str(os.getpid())
    for folder in (data_folder(), folders, own):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return own


def _check_free(host: str, port: int) -> None:
    """Refuse an address that another program answers: the server would share it, and both would answer by turns."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was just stopped is no obstacle
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} cannot be served ({error.strerror}); stop what answers there or choose another --port"
            ) from None


def _serve(host: str, port: int, workers: int) -> None:
    """Serve until it is told to stop.

    Where one worker dies twice within seconds the server gives up; the site is served again, ``RISES`` times in a row.
    """
    falls = 0
    while True:
        server, began = _server(host, port, workers), time.monotonic()
        try:
            server.serve()
        except SystemExit:
            falls = falls + 1 if time.monotonic() - began < STOOD else 1
            if server.interrupt_signal or falls > RISES:
                raise
            log.error("the site lost its workers and is served again (%s of %s)", falls, RISES)
        else:
            return


def _server(host: str, port: int, workers: int) -> Any:
    from django.conf import settings
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    from llamkay.platform.database import connection as database

    # The workers connect to the server that this process keeps running, and end with this process.
    os.environ["DATABASE_URL"] = database.url_of(settings.DATABASES["default"])
    os.environ["LLAMKAY_SERVED_BY"] = str(os.getpid())
    return Granian(
        "llamkay.config.rsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        websockets=False,
        http=HTTPModes.http1,  # its slow ones can be timed; a proxy in front speaks HTTP/2 with browsers
        http1_settings=HTTP1Settings(header_read_timeout=15_000),  # of what begins a request, and of an idle browser
        workers=workers,
        backpressure=1024,  # it counts open connections, idle ones too: a browser keeps six
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_lifetime=RENEWED,
        workers_max_rss=MEMORY,
        rss_samples=2,
        workers_kill_timeout=10,  # seconds that a stop waits for what is being answered
        log_access=False,
        log_dictconfig=settings.LOGGING,
    )


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Prepare everything and stop.")
@click.option("--at", metavar="MOMENT", help="Where its clock begins, as 2026-03-02T09:00; else where it stood.")
def demo(port: int, no_serve: bool, at: str | None) -> None:
    """The demonstration of 2 February 2026: two prisons, January closed in one and ready in the other; serves it."""
    from llamkay.cli.clock import MORNING, go_on
    from llamkay.platform import clock

    started, begins = time.perf_counter(), clock.moment(at) if at else None
    held = "LLAMKAY_NOW" in os.environ  # somebody holds the clock still: a test, a picture
    if not no_serve:
        _check_free("127.0.0.1", port)  # before half a minute of work
    os.environ["LLAMKAY_DEMO"] = "1"
    os.environ.setdefault("LLAMKAY_NOW", MORNING)
    os.environ.setdefault("LLAMKAY_PUBLIC_URL", f"http://127.0.0.1:{port}")
    setup("owner")
    from django.core.management import call_command

    from llamkay import demo as demonstration
    from llamkay.apps.closing.services import close_month
    from llamkay.apps.institutions.models import Establishment
    from llamkay.core.values import Month
    from llamkay.platform.security.access import Command

    def progress(text: str, done: int = 0, total: int = 0) -> None:
        counted = f" {done}/{total}" if total else ""
        click.echo(f"{time.perf_counter() - started:6.1f} s  {text}{counted}", err=True)

    progress("tablas")
    call_command("migrate", interactive=False, verbosity=0)
    with _everything():
        summary = demonstration.build(progress)
        closed = []
        for place in Establishment.objects.filter(code__in=demonstration.CLOSED):
            progress(f"cierre de enero: {place}")
            closed.append((place, close_month(actor=Command(), establishment=place, month=Month(2026, 1))))
        final = demonstration.finish(progress)
        if not held:
            go_on(begins)
    progress("listo")
    for line in (*summary.lines, *(_line(place, result) for place, result in closed), *final.lines):
        click.echo(line)
    click.echo("\nUsuarios de la demostración (contraseña de todos: " + demonstration.PASSWORD + ")")
    for login in demonstration.demo_logins():
        click.echo(f"  {login['username']:<24} {login['role']}, {login['establishment']}")
    if no_serve:
        click.echo("\nPara verla: llamkay demo")
        return
    click.echo(f"\nAbra http://127.0.0.1:{port}/ (la oficina: http://127.0.0.1:{port}/oficina/)\nPara terminar: Ctrl+C")
    _serve_afresh(port)


def _serve_afresh(port: int) -> None:
    """Serve in this process's place, as the application's login.

    A process that worked has threads and connections that its copies, the workers of the server, would lack.
    """
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "llamkay.cli", "serve", f"--port={port}"])
