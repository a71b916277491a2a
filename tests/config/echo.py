"""A site of three addresses behind the door, for its test: what came, a fault, an answer that waits."""

import hashlib
import json
import os
import time

from llamkay.config import door


def office(environment, start):
    path = environment["PATH_INFO"]
    if path == "/falla/":
        raise RuntimeError("a fault of the application")
    if path == "/espera/":
        time.sleep(float(os.environ["ECHO_WAITS"]))
    body = environment["wsgi.input"].read()
    said = {name: value for name, value in environment.items() if isinstance(value, str)}
    said |= {"length": len(body), "sha256": hashlib.sha256(body).hexdigest(), "pid": os.getpid()}
    start("200 OK", [("content-type", "application/json"), ("set-cookie", "a=1"), ("set-cookie", "b=2")])
    return [json.dumps(said).encode()]


if "ECHO_LIMITS" in os.environ:
    door.STRANGER = door.Limit(1024, float(os.environ["ECHO_LIMITS"]))
application = door.Door(office, threads=2)
