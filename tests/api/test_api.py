from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from llamkay.api.management.commands.export_openapi import document
from llamkay.api.models import ApiToken
from llamkay.api.tokens import digest, issue_token, revoke_token
from llamkay.apps.activities.models import SheetRow
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories


def test_without_a_key_nothing_is_told(client, world):
    for path in ("people", "activities", "sheets", "closes", "figures", f"people/{world.here.person.pk}"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 401
        assert list(answer.json()) == ["error"]


def test_a_wrong_key_is_refused(client, world):
    assert client.get("/api/v1/people", headers={"Authorization": "Bearer llk_nada"}).status_code == 401


def test_people_of_the_callers_prison_only(client, world, key):
    answer = client.get("/api/v1/people", headers=key("people.view"))
    assert answer.status_code == 200
    assert {row["id"] for row in answer.json()["items"]} == {world.here.person.pk, world.here.second.pk}


def test_a_person_in_detail(client, world, key):
    headers = key("people.view")
    found = client.get(f"/api/v1/people/{world.here.person.pk}", headers=headers).json()
    assert found["name"] == "Quinchuiana, Inventada"
    assert found["custody"] == {"establishment": "EP16", "start": "2025-01-01", "end": None}
    answer = client.get(f"/api/v1/people/{world.there.person.pk}", headers=headers)
    assert (answer.status_code, answer.json()) == (404, {"error": "No existe, o no está en su ámbito."})


def test_a_key_does_only_what_it_names(client, world, key):
    answer = client.get("/api/v1/people", headers=key("activities.view"))
    assert answer.status_code == 403
    assert "ver personas" in answer.json()["error"]


def test_a_key_does_only_what_its_account_still_may(client, world, key):
    headers = key("people.view")
    from llamkay.apps.institutions.models import Grant

    Grant.objects.filter(user=world.user).delete()
    assert client.get("/api/v1/people", headers=headers).status_code == 403


def test_an_expired_or_revoked_key_is_refused(client, world, key, monkeypatch):
    headers = key("people.view", days=30)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-05T10:00:00-05:00")
    assert client.get("/api/v1/people", headers=headers).status_code == 401
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-05T10:00:00-05:00")
    assert client.get("/api/v1/people", headers=headers).status_code == 200
    revoke_token(actor=Command(), token=ApiToken.objects.get())
    assert client.get("/api/v1/people", headers=headers).status_code == 401


def test_the_key_of_an_account_that_left_is_refused(client, world, key):
    headers = key("people.view")
    type(world.user).objects.filter(pk=world.user.pk).update(is_active=False)
    assert client.get("/api/v1/people", headers=headers).status_code == 401


def test_only_the_hash_of_a_key_is_kept(world):
    token, text = issue_token(actor=Command(), user=world.user, name="Prueba", scopes=["people.view"], days=1)
    assert token.sha256 == digest(text)
    assert text not in str(ApiToken.objects.values())
    assert not [line for line in LoggedAction.objects.all() if text in line.sentence or text in str(line.details)]


def test_the_session_of_the_office_reads_and_does_not_write(client, world):
    client.force_login(world.user)
    assert client.get("/api/v1/activities").json()["count"] == 2
    path = f"/api/v1/sheets/{world.here.open_sheet.pk}/cells"
    answer = client.patch(path, {"version": 0, "cells": []}, content_type="application/json")
    assert answer.status_code == 401


def test_cells_are_filled_as_on_the_screen(client, world, key):
    headers, sheet = key("activities.view_sheet", "activities.fill_sheet"), world.here.open_sheet
    row = SheetRow.objects.filter(sheet_id=sheet.pk)
    with scope.elevated():
        row_id = row.get().pk
    cells = [{"row": row_id, "day": 2, "reason": 1, "minutes": 240}]
    path = f"/api/v1/sheets/{sheet.pk}/cells"
    answer = client.patch(path, {"version": 0, "cells": cells}, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"version": 1, "cells": 1})
    with scope.elevated():
        assert row.get().minutes[:3] == [0, 240, 0]
    stale = client.patch(path, {"version": 0, "cells": cells}, content_type="application/json", headers=headers)
    assert stale.status_code == 409
    assert client.get(f"/api/v1/sheets/{sheet.pk}", headers=headers).json()["rows"][0]["minutes"][1] == 240


def test_an_instructor_is_told_of_what_is_theirs_as_on_the_screen(client, world, key):
    sheet = world.here.open_sheet
    with scope.elevated():
        other, own = (factories.staff("instructor", world.here.place, name) for name in ("ajena", "suya"))
        activity = sheet.activity
        type(activity).objects.filter(pk=activity.pk).update(responsible=own)
        row_id = SheetRow.objects.get(sheet=sheet).pk
    cells = {"version": 0, "cells": [{"row": row_id, "day": 2, "reason": 1, "minutes": 240}]}
    for user, there in ((other, False), (own, True)):
        headers = key("activities.view", "activities.view_sheet", "activities.fill_sheet", user=user)
        for session in (False, True):
            sent = {} if session else {"headers": headers}
            if session:
                client.force_login(user)
            for path, named in (("/api/v1/activities", activity.pk), ("/api/v1/sheets", sheet.pk)):
                assert (named in {line["id"] for line in client.get(path, **sent).json()["items"]}) is there
            assert client.get(f"/api/v1/sheets/{sheet.pk}", **sent).status_code == (200 if there else 404)
            client.logout()
        written = client.patch(
            f"/api/v1/sheets/{sheet.pk}/cells", cells, content_type="application/json", headers=headers
        )
        assert written.status_code == (200 if there else 404)


def test_a_cell_that_does_not_fit_is_one_sentence(client, world, key):
    headers, path = key("activities.fill_sheet"), f"/api/v1/sheets/{world.here.open_sheet.pk}/cells"
    cells = [{"row": 1, "day": 32, "reason": 1}]
    answer = client.patch(path, {"version": 0, "cells": cells}, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("El dato «cells.0.day» no se entiende")


def test_a_closed_sheet_is_not_filled(client, world, key):
    cells = [{"row": world.here.closed_row.pk, "day": 12, "reason": 1, "minutes": 240}]
    answer = client.patch(
        f"/api/v1/sheets/{world.here.closed_sheet.pk}/cells",
        {"version": 0, "cells": cells},
        content_type="application/json",
        headers=key("activities.fill_sheet"),
    )
    assert answer.status_code == 422
    assert "está cerrada" in answer.json()["error"]


def test_closes_and_figures(client, world, key):
    headers = key("closing.view", "statistics.view")
    (close,) = client.get("/api/v1/closes?month=2026-01", headers=headers).json()["items"]
    assert (close["establishment"], close["hash"]) == ("EP16", world.here.close.hash)
    found = client.get("/api/v1/figures?metric=working&month=2026-01", headers=headers).json()["items"]
    assert [(row["establishment"], row["key"], row["value"]) for row in found] == [("EP16", "", 1)]
    assert client.get("/api/v1/closes?month=2026-13", headers=headers).status_code == 422
    assert client.get("/api/v1/closes?month=0000-01", headers=headers).status_code == 422


def test_notes_are_open(client, world):
    assert client.get("/api/v1/notes").json() == {"count": 0, "page": 1, "pages": 1, "items": []}
    answer = client.get("/api/v1/notes/2026/1")
    assert (answer.status_code, list(answer.json())) == (404, ["error"])


def test_the_description_is_for_the_staff(client, world):
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, list(answer.json())) == (401, ["error"])
    assert client.get("/api/v1/docs", headers={"Accept": "text/html"}).url.startswith("/cuenta/login/")
    assert client.get("/api/v1/docs", headers={"Authorization": "Bearer llk_nada"}).status_code == 401
    client.force_login(world.user)
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "PATCH /api/v1/sheets/{pk}/cells" in page.content.decode()


def test_the_description_is_read_with_a_key(client, world, key):
    for path in ("/api/v1/openapi.json", "/api/v1/docs"):
        assert client.get(path, headers=key("people.view")).status_code == 200, path


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("post", "people", 405),
        ("delete", "sheets/1", 405),
        ("get", "sheets/1/cells", 405),
        ("options", "people", 405),
        ("get", "nada", 404),
        ("get", "people/abc", 404),
        ("get", "", 404),
        ("get", "people?q=%00", 400),
        ("get", "people?page=tres", 422),
        ("get", "people?page=1_0", 422),
        ("get", "people?page=１", 422),
        ("get", "people?page=99999999999999999999", 422),
        ("get", "people/99999999999999999999", 422),
        ("get", "notes?year=9999", 422),
        ("get", "notes/99999999999999999999/1", 422),
        ("get", "activities?kind=otra", 422),
        ("get", "sheets?state=otro", 422),
    ],
)
def test_every_answer_is_json_and_kept_nowhere(client, world, key, method, path, status):
    answer = getattr(client, method)(
        f"/api/v1/{path}", headers=key("people.view", "activities.view_sheet", "activities.view")
    )
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (status, "application/json")
    assert list(answer.json()) == ["error"] and answer.json()["error"].endswith(".")
    assert answer.headers["Cache-Control"] == "no-store"
    if status == 405:
        assert answer.headers["Allow"]


def test_a_fault_of_ours_is_json_too(client, world, key, monkeypatch):
    monkeypatch.setattr("llamkay.api.people.paged", lambda *_: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/api/v1/people", headers=key("people.view"))
    assert (answer.status_code, list(answer.json())) == (500, ["error"])
    assert answer.headers["Cache-Control"] == "no-store"


ROW = {"row": 1, "day": 2, "reason": 1}


@pytest.mark.parametrize(
    "body",
    [
        {"version": False, "cells": []},
        {"version": True, "cells": []},
        {"version": "0", "cells": []},
        {"version": 0.0, "cells": []},
        {"version": 10**20, "cells": []},
        {"version": -1, "cells": []},
        {"cells": []},
        {"version": 0, "cells": [], "otro": 1},
        {"version": 0, "cells": [ROW | {"otro": 1}]},
        {"version": 0, "cells": [ROW | {"day": True}]},
        {"version": 0, "cells": [ROW | {"day": "2"}]},
        {"version": 0, "cells": [ROW | {"row": 10**20}]},
        {"version": 0, "cells": [ROW | {"minutes": False}]},
        {"version": 0, "cells": [ROW | {"minutes": 60.0}]},
        {"version": 0, "cells": [ROW | {"note": 3}]},
        {"version": 0, "cells": [ROW | {"note": "a\x00b"}]},
        {"version": 0, "cells": {}},
        {"version": 0, "cells": None},
        [],
    ],
)
def test_types_are_strict(client, world, key, body):
    path, headers = f"/api/v1/sheets/{world.here.open_sheet.pk}/cells", key("activities.fill_sheet")
    answer = client.patch(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 422, answer.json()
    assert answer.json()["error"].startswith("El dato «") and "nput should" not in answer.json()["error"]


def test_a_body_that_is_no_json_is_one_sentence(client, world, key):
    path, headers = f"/api/v1/sheets/{world.here.open_sheet.pk}/cells", key("activities.fill_sheet")
    answer = client.patch(path, "{version", content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"error": "El cuerpo del pedido no es JSON bien escrito."})


def test_the_description_names_every_status(world):
    from llamkay.api.urls import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            wanted = {200, 400, 422, 500}
            wanted |= {401, 403} if operation.get("security") else set()
            wanted |= {404} if "{" in path else set()
            wanted |= {429} if "/public/" in path else set()
            wanted |= {409, 413} if method == "patch" else set()
            assert {int(status) for status in operation["responses"]} == wanted, (method, path)


def test_the_description_names_every_limit(world):
    from llamkay.api.urls import api

    seen = 0
    for path, methods in api.get_openapi_schema()["paths"].items():
        for operation in methods.values():
            for one in operation["parameters"]:
                schema = next((each for each in one["schema"].get("anyOf", []) if "type" in each), one["schema"])
                limits = {"integer": {"minimum", "maximum"}, "string": {"pattern"}}[schema["type"]]
                assert limits <= schema.keys() or "enum" in schema, (path, one["name"])
                seen += 1
    assert seen > 20


def test_a_session_with_a_password_that_somebody_gave_reads_nothing(client, world):
    world.user.temporary_until = clock.now() + timedelta(days=1)
    world.user.save()
    client.force_login(world.user)
    assert client.get("/api/v1/activities").status_code == 401
    assert client.get("/api/v1/openapi.json").status_code == 401


def test_the_description_in_the_repository_is_this_one():
    path = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
    assert path.read_text() == document(), "run: llamkay manage export_openapi"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nadie", "--scope", "people.view"], "no active account"),
        (["head_work"], "al menos una acción"),
        (["head_work", "--scope", "people.fly"], "No hay una acción"),
        (["head_work", "--scope", "people.merge"], "no puede más que su cuenta"),
        (["head_work", "--scope", "people.view", "--days", "4000"], "vale de 1 a"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(world, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("create_api_token", *arguments)
    assert not ApiToken.objects.exists()


def test_the_command_prints_the_key_once(world, capsys):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    call_command("create_api_token", "head_work", "--scope", "people.view")
    text = capsys.readouterr().out.strip()
    assert ApiToken.objects.get().sha256 == digest(text)
    call_command("revoke_api_token", str(ApiToken.objects.get().pk))
    assert ApiToken.objects.get().revoked_at
