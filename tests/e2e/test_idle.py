"""Browsers keep their connections open: those that rest must not stop the others."""

import socket
import urllib.request


def test_forty_idle_connections_do_not_stop_a_page(server):
    host, port = server.address.removeprefix("http://").split(":")
    idle = []
    try:
        for _ in range(40):
            idle.append(socket.create_connection((host, int(port)), timeout=5))
            idle[-1].sendall(f"GET /cuenta/login/ HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            assert idle[-1].recv(12) == b"HTTP/1.1 200"
        with urllib.request.urlopen(server.address + "/", timeout=5) as page:
            assert page.status == 200
    finally:
        for each in idle:
            each.close()
