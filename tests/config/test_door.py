"""Every request has a limit of size and time before the application: slow senders hold nobody up."""

import http.client
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from llamkay.config import door
from tests.demo.served import answers, free_port, wait

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def port():
    """A served site whose strangers may send 1 KB within two seconds."""
    number = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(number),
         "tests.config.echo:application"],
        cwd=ROOT, env=os.environ | {"ECHO_LIMITS": "2", "ECHO_WAITS": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert wait(lambda: answers(number), seconds=30)
    yield number
    server.terminate()
    server.wait(30)


def ask(port, path, body=None, **headers):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("POST" if body is not None else "GET", path, body, headers)
    answer = link.getresponse()
    content = answer.read()
    link.close()
    return answer, content


def raw(port, text):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.sendall(text)
        return b"".join(iter(lambda: link.recv(4096), b""))


def test_the_application_is_told_what_was_asked(port):
    answer, content = ask(port, "/cifras/ni%C3%B1as/?al=2026-01&x=a%20b", b"hola", Cookie="a=1", **{"X-Other": "ñ"[:0]})
    said = json.loads(content)
    assert said["PATH_INFO"].encode("latin-1").decode() == "/cifras/niñas/"
    assert (said["QUERY_STRING"], said["REQUEST_METHOD"], said["length"]) == ("al=2026-01&x=a%20b", "POST", 4)
    assert (said["HTTP_COOKIE"], said["REMOTE_ADDR"], said["CONTENT_LENGTH"]) == ("a=1", "127.0.0.1", "4")
    assert said["HTTP_HOST"] == f"127.0.0.1:{port}"
    assert [value for name, value in answer.getheaders() if name == "set-cookie"] == ["a=1", "b=2"]


def test_a_header_with_a_low_line_is_not_taken_for_another(port):
    said = raw(port, b"GET / HTTP/1.1\r\nHost: x\r\nX_Forwarded_For: 9.9.9.9\r\nConnection: close\r\n\r\n")
    assert b"200" in said[:20]
    assert b"9.9.9.9" not in said


def test_what_is_too_long_is_refused_told_or_not(port):
    answer, content = ask(port, "/", b"x" * 5000)
    assert answer.status == 413
    assert "demasiado grande" in content.decode()
    assert ask(port, "/", iter([b"3\r\nabc\r\n0\r\n\r\n"]), **{"Transfer-Encoding": "chunked"})[0].status == 411
    assert raw(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n").startswith(b"HTTP/1.1 400")
    answer, content = ask(port, "/api/x", b"x" * 5000)
    assert (answer.status, list(json.loads(content))) == (413, ["error"])
    # Staff may send more where they work, and only there.
    known = {"Cookie": "sessionid=abc"}
    assert json.loads(ask(port, "/oficina/x/", b"x" * 400_000, **known)[1])["length"] == 400_000
    assert ask(port, "/cuenta/login/", b"x" * 400_000, **known)[0].status == 413


def test_slow_senders_hold_nobody_up_and_are_told(port):
    links = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(40)]
    for link in links:
        link.sendall(b"POST /verificar HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")
    for _ in range(5):  # two threads, forty who send nothing more
        assert ask(port, "/")[0].status == 200
    for link in links:
        assert link.recv(100).startswith(b"HTTP/1.1 408")
        link.close()


def test_a_fault_of_the_application_is_a_sentence(port):
    answer, content = ask(port, "/falla/")
    assert answer.status == 500
    assert "Algo falló de nuestro lado" in content.decode()
    assert ask(port, "/")[0].status == 200


def test_staff_and_strangers_have_their_limits():
    assert door.limit_of("/cuenta/login/", {}) == door.STRANGER
    assert door.limit_of("/oficina/planillas/importar/", {}) == door.STRANGER
    assert door.limit_of("/oficina/planillas/importar/", {"cookie": "a=1; sessionid=x"}) == door.STAFF
    assert door.limit_of("/api/sheets/1/cells", {"authorization": "Bearer x"}) == door.STAFF
    assert door.limit_of("/verificar/ABCD/", {}) == door.PAPER
