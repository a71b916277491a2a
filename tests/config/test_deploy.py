"""What is given to whoever installs it agrees with the program: limits, commands, settings."""

import re
from pathlib import Path

import pytest
import yaml

from llamkay.cli import COMMANDS
from llamkay.config import door
from llamkay.platform.operation.variables import variables

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX = (DEPLOY / "nginx" / "llamkay.conf").read_text("utf-8")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SIZES = {"k": door.KB, "m": door.MB}


def limit(text):
    size, unit = re.search(r"client_max_body_size (\d+)([km]);", text).groups()
    (seconds,) = re.search(r"client_body_timeout (\d+)s;", text).groups()
    return door.Limit(int(size) * SIZES[unit], int(seconds))


def test_the_proxy_lets_pass_what_the_door_lets_pass():
    secure = NGINX.partition("listen 443 ssl;")[2]
    everywhere, *_locations = secure.split("location ")
    assert limit(everywhere) == door.STRANGER
    staff = {"cookie": "sessionid=x"}
    for path in ("/oficina/", "/api/", "/verificar/"):
        (inside,) = re.findall(rf"location {path} {{(.*?)}}", secure, re.DOTALL)
        assert limit(inside) == door.limit_of(path, staff), path
    assert "client_header_timeout 15s" in NGINX


def test_a_client_says_nothing_of_itself_through_the_proxy():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert NGINX.count("proxy_set_header X-Forwarded-For") == 1  # one of a location would take all the others away
    assert re.search(r"location /metricas/ {\s*return 404;", NGINX)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_each_unit_runs_a_command_of_ours_as_an_ordinary_user(unit):
    text = unit.read_text("utf-8")
    commands = re.findall(r"^ExecStart=/opt/llamkay/.venv/bin/llamkay (\S+)", text, re.MULTILINE)
    assert commands and set(commands) <= set(COMMANDS)
    for line in ("User=llamkay", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in text
    assert ("backup" in unit.stem or "archive" in unit.stem) == ("ReadWritePaths=/var/backups/llamkay" in text)


def test_each_setting_that_is_given_is_one():
    known = {each.name for each in variables()}
    for file in (DEPLOY / "llamkay.env", *(DEPLOY / "compose").glob("*.env")):
        names = re.findall(r"^(?:# )?([A-Z_]+)=", file.read_text("utf-8"), re.MULTILINE)
        assert names and set(names) <= known, file.name


def test_only_whoever_owns_the_tables_has_a_password_in_the_containers():
    services = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text("utf-8"))["services"]
    assert services["site"]["env_file"] == "site.env"
    assert services["owner"]["env_file"] == services["archive"]["env_file"] == ["site.env", "owner.env"]
    assert "listen_addresses=" in " ".join(services["database"]["command"])
    assert [name for name, each in services.items() if "ports" in each] == ["proxy"]
