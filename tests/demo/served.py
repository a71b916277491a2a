"""The site of the demonstration as a stranger starts it, and somebody who visits it over HTTP."""

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import psutil

from tests.worlds.served import outside

LLAMKAY = str(Path(sys.executable).with_name("llamkay"))


@dataclass
class Site:
    """A demonstration that is served from a data folder of its own."""

    home: Path
    port: int
    server: subprocess.Popen

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self):
        """How Django reaches the database that the site is served from, as the owner of its tables."""
        there = str(self.home / "postgres")
        return {"NAME": "llamkay", "PORT": "5432", "HOST": there, "USER": "llamkay_owner", "PASSWORD": ""}

    @property
    def log(self):
        return (self.home / "log").read_text()

    def processes(self):
        """The server and every process that it started."""
        main = psutil.Process(self.server.pid)
        return [main, *main.children(recursive=True)]


def start(home, *words, **environment):
    """Run ``llamkay`` with a free port until its site answers."""
    port = free_port()
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [LLAMKAY, *words, "--port", str(port)],
            env=outside() | {"LLAMKAY_DATA": str(home)} | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    site = Site(home, port, server)
    if not wait(lambda: answers(port) or server.poll() is not None, seconds=300) or server.poll() is not None:
        server.terminate()
        raise AssertionError(site.log)
    return site


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait(until, *, seconds):
    """Look until something is so, at most ``seconds``."""
    end = time.monotonic() + seconds
    while not (so := until()) and time.monotonic() < end:
        time.sleep(0.1)
    return so


class Visitor:
    """Somebody of the staff with a browser's cookies; every answer is bytes, every wait is limited."""

    def __init__(self, site, username, password):
        self.address, self.cookies = site.address, CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.get("/cuenta/login/")
        status, _kind, page = self.post("/cuenta/login/", login=username, password=password)
        assert status == 200 and b"/cuenta/logout/" in page, username

    def get(self, path):
        return self._answer(urllib.request.Request(self.address + path))

    def post(self, path, **fields):
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        sent = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return self._answer(urllib.request.Request(self.address + path, sent, {"Referer": self.address}))

    def _answer(self, request):
        try:
            answer = self.browser.open(request, timeout=30)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return answer.status, answer.headers.get_content_type(), answer.read()


def main_text(page):
    """What a page says, for the message of a test that fails."""
    body = page.decode(errors="replace").partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())[:400]
