"""The house: who may import whom, who may open which door, which function may do what."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver

from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.security.access import ACTIONS
from tests.worlds.source import nodes, tree_of

ROOT = Path(__file__).resolve().parents[2]
ROLES = [role for document in yaml_documents("llamkay.data") for role in document.get("roles", ())]


def views(prefix=""):
    """Every (path, view) of the site under a prefix."""

    def walk(patterns, trail):
        for pattern in patterns:
            here = trail + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield here, pattern.callback
            else:
                yield from walk(pattern.url_patterns, here)

    return [(path, view) for path, view in walk(get_resolver().url_patterns, "") if path.startswith(prefix)]


def test_the_contracts_of_imports_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


APPS = ROOT / "src" / "llamkay" / "apps"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
# The apps, each below those that stand before it.
ORDER = next(contract["layers"] for contract in CONTRACTS if contract["name"].startswith("Apps know only"))
KEYS = 70  # lines that import the tables of another app, at most


def imports_of_other_apps():
    """(file, its app, the app imported, the module, whether for its name only) of each line of an app."""
    for file in APPS.glob("*/**/*.py"):
        app, tree = file.relative_to(APPS).parts[0], tree_of(file)
        blocks = [
            node for node in nodes(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        ]
        names_only = {id(inner) for block in blocks for inner in ast.walk(block)}
        for node in nodes(tree):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("llamkay.apps."):
                continue
            other = node.module.split(".")[2]
            if other != app:
                yield file.relative_to(APPS), app, other, node.module, id(node) in names_only


def test_tables_of_another_app_are_imported_for_keys_only():
    """The contract of imports says where; here is how many, migrations aside."""
    lines = [
        str(file)
        for file, _app, _other, module, name_only in imports_of_other_apps()
        if ".models" in module and not name_only and "migrations" not in file.parts
    ]
    assert 0 < len(lines) <= KEYS
    assert {file for file in lines if "models" not in file} == set()


def test_names_of_other_apps_come_from_below():
    """The linter does not see what is imported for its name only; it obeys the order of the apps all the same."""
    names = [(str(file), app, other) for file, app, other, _module, name_only in imports_of_other_apps() if name_only]
    assert names
    assert [line for line in names if ORDER.index(line[2]) < ORDER.index(line[1])] == []


@pytest.mark.parametrize(("path", "view"), views("oficina/"), ids=lambda value: value if isinstance(value, str) else "")
def test_every_office_view_names_its_action(path, view):
    if path in ("oficina/", "oficina/kit/"):
        return  # for any member of staff: the first page shows what the functions allow, the other the kit
    assert getattr(view, "required_action", None) in ACTIONS


def test_every_public_view_says_so():
    outside = ("oficina/", "cuenta/", "i18n/", "api/", "static/")
    unmarked = [path for path, view in views() if not path.startswith(outside) and not hasattr(view, "required_action")]
    assert unmarked == []


def test_roles_name_registered_actions_only():
    assert {code for role in ROLES for code in role["actions"]} - set(ACTIONS) == set()


def test_every_action_is_held_by_some_function():
    assert set(ACTIONS) - {code for role in ROLES for code in role["actions"]} == set()


def test_no_function_names_an_action_twice():
    assert [role["code"] for role in ROLES if len(role["actions"]) != len(set(role["actions"]))] == []


def test_functions_have_different_codes_and_both_names():
    codes = [role["code"] for role in ROLES]
    assert len(codes) == len(set(codes))
    assert all(role["name"] and role["name_en"] for role in ROLES)


def test_who_enters_the_sheets_does_not_approve_them():
    both = {
        role["code"] for role in ROLES if {"activities.fill_sheet", "activities.approve_sheet"} <= set(role["actions"])
    }
    assert both == {"head_work", "head_education"}  # heads may step in: the service refuses to approve one's own


def test_read_only_functions_hold_no_act():
    acts = {
        "close",
        "manage",
        "merge",
        "fill_sheet",
        "approve_sheet",
        "adjust",
        "authorise",
        "enter",
        "manage_rates",
        "draft",
        "approve",
        "report",
        "accept",
    }
    readers = {role["code"]: role["actions"] for role in ROLES if role["code"] in ("judge", "auditor", "data_officer")}
    assert {code for code, held in readers.items() if acts & {item.split(".")[1] for item in held}} == set()


def test_no_today_in_the_rules():
    """Rules take the day as an argument; only the clock asks the machine."""
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src" / "llamkay").glob("**/*.py")
        if path.name != "clock.py" and ("date.today()" in path.read_text() or "datetime.now(" in path.read_text())
    ]
    assert found == []


def test_templates_carry_no_script_and_no_style():
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src" / "llamkay").glob("**/templates/**/*.html")
        for text in [path.read_text()]
        if " style=" in text or "<style" in text or " onclick=" in text or "<script>" in text
    ]
    assert found == []


def test_one_door_leads_to_the_kernel_of_days():
    """Who lays out rows for the kernel or asks the law what a day is does it in ``core/remission/month.py``."""
    inner = re.compile(r"\bcount_days\b|\bRows\(|\bDayRules\(|[\"']remission\.(day\.m|place|accumulation)")
    rooms = {
        str(file.relative_to(ROOT / "src/llamkay"))
        for file in (ROOT / "src/llamkay").rglob("*.py")
        if inner.search(file.read_text(encoding="utf-8"))
    }
    # The tables of a cluster name the matters of the law that an export carries along.
    assert rooms == {"core/remission/days.py", "core/remission/month.py", "cluster/tables.py"}
