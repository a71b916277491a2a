"""Accounts and functions: who opens and closes them, what is never kept, who always stays."""

import io
import re
from datetime import date

import pytest
import python_calamine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from llamkay.apps.institutions import queries
from llamkay.apps.institutions.accounts import services as accounts
from llamkay.apps.institutions.accounts.passwords import first_day_uncovered, temporary_password
from llamkay.apps.institutions.models import Establishment, Grant, Role, User
from llamkay.apps.institutions.services import SYSTEM
from llamkay.core.errors import Refused
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record import audit
from llamkay.platform.security import access
from llamkay.platform.security.scope import EVERYTHING, Scope

TODAY = date(2026, 2, 2)
ROLES = {role["code"]: role["actions"] for doc in yaml_documents("llamkay.data") for role in doc.get("roles", ())}
WITHOUT_MANAGE = sorted(code for code, actions in ROLES.items() if "institutions.manage" not in actions)
WITHOUT_VIEW = sorted(code for code, actions in ROLES.items() if "institutions.view" not in actions)


def fresh(user):
    return User.objects.get(pk=user.pk)


def text(response):
    return response.content.decode()


def said():
    """Each act of the log, the first first: verb, sentence, reason, book."""
    return list(LoggedAction.objects.order_by("id").values_list("verb", "sentence", "reason", "stream"))


def shown_password(response):
    (password,) = re.findall(r"<strong>([a-z]{6}-[a-z]{6}-[a-z]{6}-\d{4})</strong>", text(response))
    return password


# -- the helpers


def test_a_temporary_password_can_be_dictated_and_differs_each_time():
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([bdfglmnrst][aeiou]){3}(-([bdfglmnrst][aeiou]){3}){2}-\d{4}", one) for one in made)


@pytest.mark.parametrize(
    ("wanted", "held", "uncovered"),
    [
        ((1, 5), [(1, 5)], None),
        ((1, 5), [], 1),
        ((1, 5), [(2, None)], 1),
        ((1, 5), [(1, 3)], 3),
        ((1, 5), [(3, 9), (1, 3)], None),
        ((1, None), [(1, 9)], 9),
        ((1, None), [(4, None), (1, 3)], 3),
        ((1, None), [(1, None)], None),
        ((3, 5), [(1, 2), (2, 9)], None),
    ],
)
def test_the_first_day_that_nobody_covers(wanted, held, uncovered):
    def day(number):
        return None if number is None else date(2026, 1, number)

    given = first_day_uncovered(tuple(map(day, wanted)), [tuple(map(day, period)) for period in held])
    assert given == day(uncovered)


# -- the services


def test_an_account_opens_with_a_password_that_is_written_nowhere(house):
    actor = house("administrator")
    user, password = accounts.open_account(actor=actor, username=" Rosa.Prueba ", full_name="Rosa Prueba")
    user = fresh(user)
    assert (user.username, user.full_name, bool(user.temporary_until), user.is_active) == (
        "rosa.prueba",
        "Rosa Prueba",
        True,
        True,
    )
    assert user.check_password(password) and user.actions == {}
    assert said() == [
        ("institutions.create_user", "Se abrió la cuenta «rosa.prueba» para Rosa Prueba.", "", "national")
    ]
    assert password not in str(list(LoggedAction.objects.values())) + str(list(User.objects.values()))


@pytest.mark.parametrize("username", ["rosa prueba", "1rosa", "ñusta", "rosa/../x", "r" * 31, ".rosa"])
def test_a_username_is_plain(house, username):
    with pytest.raises(Refused, match="lleva otros signos"):
        accounts.open_account(actor=house("administrator"), username=username, full_name="Rosa")


def test_nobody_takes_the_name_of_the_system(house):
    with pytest.raises(Refused, match="reservado para el sistema"):
        accounts.open_account(actor=house("administrator"), username="Sistema", full_name="Rosa")


def test_a_new_temporary_password_replaces_the_old_one(house):
    actor, user = house("administrator"), house("teacher", "EP16")
    password = accounts.set_temporary_password(actor=actor, user=user)
    assert fresh(user).check_password(password) and fresh(user).temporary_until
    sentence = (
        "La cuenta «teacher» de Personal teacher recibió una contraseña temporal nueva, hasta el 09/02/2026 10:00."
    )
    assert said() == [("institutions.set_password", sentence, "", "national")]
    assert password not in str(list(LoggedAction.objects.values()))
    with pytest.raises(PermissionDenied, match="la cambia usted"):
        accounts.set_temporary_password(actor=actor, user=actor)
    accounts.set_active(actor=actor, user=user, active=False, reason="Cese")
    with pytest.raises(Refused, match="está desactivada; reactívela"):
        accounts.set_temporary_password(actor=actor, user=user)


def test_an_account_is_closed_and_opened_again_with_a_reason(house):
    actor, user = house("administrator"), house("teacher", "EP16")
    with pytest.raises(Refused, match="Escriba el motivo"):
        accounts.set_active(actor=actor, user=user, active=False, reason=" ")
    accounts.set_active(actor=actor, user=user, active=False, reason="Memorando 1")
    assert not fresh(user).is_active and user.grants.count() == 1
    accounts.set_active(actor=actor, user=user, active=False, reason="otra vez")
    accounts.set_active(actor=actor, user=user, active=True, reason="Memorando 2")
    assert fresh(user).is_active
    name = "la cuenta «teacher» de Personal teacher."
    assert said() == [
        ("institutions.deactivate_user", f"Se desactivó {name}", "Memorando 1", "national"),
        ("institutions.reactivate_user", f"Se reactivó {name}", "Memorando 2", "national"),
    ]
    assert list(audit.broken_links()) == []


def test_a_name_and_an_address_are_corrected_and_the_log_keeps_what_stood_there(house, client):
    actor, user = house("administrator"), house("teacher", "EP16")
    client.force_login(actor)
    assert reverse("institutions:user_data", args=[user.pk]) in text(
        client.get(reverse("institutions:user", args=[user.pk]))
    )
    typed = {"full_name": " Rosa Ñaupari ", "email": "rosa@llamkay.example", "reason": "Partida 7"}
    address = reverse("institutions:user_data", args=[user.pk])
    assert client.post(address, typed | {"reason": " "}).status_code == 200 and fresh(user).full_name != "Rosa Ñaupari"
    assert client.post(address, typed).status_code == 302
    assert (fresh(user).full_name, fresh(user).email) == ("Rosa Ñaupari", "rosa@llamkay.example")
    was = "el nombre era «Personal teacher» y es «Rosa Ñaupari»; el correo era «» y es «rosa@llamkay.example»"
    assert said() == [
        ("institutions.correct_user", f"Se corrigió la cuenta «teacher»: {was}.", "Partida 7", "national")
    ]
    assert "Los datos ya eran esos." in text(client.post(address, typed))
    with pytest.raises(PermissionDenied, match="otra persona"):
        accounts.correct_account(actor=actor, user=actor, full_name="Otra", email="", reason="x")
    with pytest.raises(PermissionDenied):
        accounts.correct_account(
            actor=house("administrator", "EP16", "penal"), user=user, full_name="O", email="", reason="x"
        )
    assert len(said()) == 1


def test_the_form_of_the_account_library_does_not_change_an_address_unseen(house, client):
    user = house("teacher", "EP16")
    client.force_login(user)
    assert client.get("/cuenta/email/").status_code == 200
    sent = {"action_add": "", "email": "otra@llamkay.example"}
    assert client.post("/cuenta/email/", sent).status_code == 405
    assert fresh(user).email == "" and not EmailAddress.objects.exists()


def test_nobody_changes_their_own_account_or_functions(house):
    actor, place = house("administrator"), Establishment.objects.get(code="EP16")
    house("administrator", username="otra")
    with pytest.raises(PermissionDenied, match="su propia cuenta"):
        accounts.set_active(actor=actor, user=actor, active=False, reason="x")
    with pytest.raises(PermissionDenied, match="sus propias funciones"):
        accounts.end_grant(actor=actor, grant=actor.grants.get(), on=TODAY)
    with pytest.raises(PermissionDenied, match="a sí mismo"):
        accounts.grant_role(
            actor=actor, user=actor, role=Role.objects.get(code="judge"), establishment=place, start=TODAY
        )
    assert said() == []


def test_somebody_always_administers_the_system(house):
    first = house("administrator")
    last = "Desde el 02/02/2026 nadie más administraría el sistema"
    with pytest.raises(Refused, match=last):
        accounts.set_active(actor=SYSTEM, user=first, active=False, reason="x")
    with pytest.raises(Refused, match=last):
        accounts.end_grant(actor=SYSTEM, grant=first.grants.get(), on=TODAY)
    house("administrator", "EP16", "de.un.penal")  # one establishment is not the whole system
    with pytest.raises(Refused, match=last):
        accounts.end_grant(actor=SYSTEM, grant=first.grants.get(), on=TODAY)
    second = house("administrator", username="segunda")
    User.objects.filter(pk=second.pk).update(is_active=False)  # a closed account administers nothing
    with pytest.raises(Refused, match=last):
        accounts.set_active(actor=SYSTEM, user=first, active=False, reason="x")
    User.objects.filter(pk=second.pk).update(is_active=True)
    Grant.objects.filter(user=second).update(period=(date(2025, 1, 1), date(2026, 3, 1)))
    with pytest.raises(Refused, match="Desde el 01/03/2026 nadie más"):
        accounts.end_grant(actor=SYSTEM, grant=first.grants.get(), on=date(2026, 2, 10))
    Grant.objects.filter(user=second).update(period=(date(2025, 1, 1), None))
    accounts.end_grant(actor=SYSTEM, grant=first.grants.get(), on=date(2026, 2, 10))
    assert [verb for verb, *_ in said()] == ["institutions.end_grant"]
    accounts.set_active(actor=SYSTEM, user=first, active=False, reason="Cese")
    with pytest.raises(Refused, match=last):
        accounts.set_active(actor=SYSTEM, user=second, active=False, reason="x")


def test_a_function_is_not_taken_away_backwards(house):
    actor, user = house("administrator"), house("teacher", "EP16")
    with pytest.raises(Refused, match=r"Ponga el 02/02/2026 o un día posterior, no el 01/02/2026"):
        accounts.end_grant(actor=actor, grant=user.grants.get(), on=date(2026, 2, 1))
    accounts.end_grant(actor=actor, grant=user.grants.get(), on=TODAY)
    assert fresh(user).actions == {}
    assert said() == [
        (
            "institutions.end_grant",
            "Personal teacher dejó la función «Docente» en E.P. Mujeres Chorrillos el 02/02/2026; la tenía desde el "
            "01/01/2025 sin fecha de término.",
            "",
            "EP16",
        )
    ]


def test_a_closed_account_gets_no_function(house):
    actor, user = house("administrator"), house("teacher", "EP16")
    accounts.set_active(actor=actor, user=user, active=False, reason="Cese")
    with pytest.raises(Refused, match="reactívela antes de darle una función"):
        accounts.grant_role(actor=actor, user=user, role=Role.objects.get(code="judge"), start=TODAY)


def test_whoever_administers_one_prison_touches_no_other_and_no_account(house):
    actor = house("administrator", "EP16")
    here, there = house("teacher", "EP16"), house("director", "EP17")
    role, place = Role.objects.get(code="judge"), Establishment.objects.get(code="EP17")
    for act in (
        lambda: accounts.open_account(actor=actor, username="rosa", full_name="Rosa"),
        lambda: accounts.set_temporary_password(actor=actor, user=here),
        lambda: accounts.set_active(actor=actor, user=here, active=False, reason="x"),
        lambda: accounts.grant_role(actor=actor, user=here, role=role, establishment=place, start=TODAY),
        lambda: accounts.grant_role(actor=actor, user=here, role=role, start=TODAY),
        lambda: accounts.end_grant(actor=actor, grant=there.grants.get(), on=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert said() == []
    assert set(queries.accounts(scope=actor.scope, on=TODAY)) == {actor, here}


def test_the_search_ignores_accents_and_order(house):
    rows = {}
    for username, name in (("a", "Úrsula Ñaupari Díaz"), ("b", "Ursula Diaz"), ("c", "Rosa Naupari")):
        rows[username] = house("teacher", "EP16", username)
        User.objects.filter(username=username).update(full_name=name)

    def found(words, **criteria):
        return set(
            queries.accounts(scope=EVERYTHING, on=TODAY, words=words, **criteria).values_list("username", flat=True)
        )

    assert found("diaz URSULA") == {"a", "b"}
    assert found("ñaupari") == found("NAUPARI") == {"a", "c"}
    assert found("día úrsu ñaup") == {"a"}
    assert found("a.*z") == set()  # what is typed is text, not a pattern


def test_the_filters(house):
    house("teacher", "EP16"), house("judge"), house("director", "EP17")
    gone = house("teacher", "EP17", "cesada")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    past = house("judge", username="pasada")
    Grant.objects.filter(user=past).update(period=(date(2025, 1, 1), TODAY))
    ids = dict(Establishment.objects.values_list("code", "pk"))

    def found(scope=EVERYTHING, **criteria):
        return set(queries.accounts(scope=scope, on=TODAY, **criteria).values_list("username", flat=True))

    assert found() == {"teacher", "judge", "director", "cesada", "pasada"}
    assert found(role="teacher") == {"teacher", "cesada"}
    assert found(role="judge") == found(national=True) == {"judge"}
    assert found(establishment_id=ids["EP17"]) == {"director", "cesada"}
    assert found(role="teacher", establishment_id=ids["EP17"]) == {"cesada"}
    assert found(active=False) == {"cesada"}
    assert found(role="teacher", active=True) == {"teacher"}
    assert found(scope=Scope(ids=frozenset({ids["EP17"]}))) == {"director", "cesada"}
    (row,) = queries.accounts(scope=EVERYTHING, on=TODAY, words="pasada")
    assert row.held == []


# -- the pages


def addresses(user):
    """Every page of accounts."""
    grant = user.grants.get()
    return [
        reverse("institutions:users"),
        reverse("institutions:new_user"),
        *(reverse(f"institutions:{name}", args=[user.pk]) for name in ("user", "grant", "user_state", "user_password")),
        reverse("institutions:end_grant", args=[user.pk, grant.pk]),
    ]


@pytest.mark.parametrize("role", WITHOUT_MANAGE)
def test_every_page_is_refused_to_whoever_does_not_administer(house, client, role):
    other = house("administrator")
    client.force_login(house(role))
    for path in addresses(other):
        assert (path, client.get(path).status_code, client.post(path, {}).status_code) == (path, 403, 403)


@pytest.mark.parametrize("role", WITHOUT_VIEW)
def test_the_functions_are_read_with_institutions_view(house, client, role):
    client.force_login(house(role))
    assert client.get(reverse("institutions:functions")).status_code == 403


def test_from_a_new_account_to_work_and_to_its_end(house, client):
    client.force_login(house("administrator"))
    form = {"full_name": "Rosa Prueba", "username": "rosa.prueba", "email": ""}
    made = client.post(reverse("institutions:new_user"), form)
    user = User.objects.get(username="rosa.prueba")
    assert made.status_code == 200 and "no-store" in made["Cache-Control"]
    assert user.check_password(shown_password(made))
    assert "El usuario «rosa.prueba» ya existe" in text(client.post(reverse("institutions:new_user"), form))

    place = Establishment.objects.get(code="EP16")
    given = {"function": Role.objects.get(code="teacher").pk, "place": place.pk, "start": "2026-02-02", "end": ""}
    path = reverse("institutions:grant", args=[user.pk])
    assert client.post(path, given).url == user.get_absolute_url()
    assert "ya tiene la función" in text(client.post(path, given))
    judge = given | {"function": Role.objects.get(code="judge").pk, "place": "sede", "end": "2026-02-28"}
    client.post(path, judge | {"start": "2026-02-10"})
    assert set(user.grants.values_list("role__code", "establishment__code", "period")) == {
        ("teacher", "EP16", Grant._meta.get_field("period").range_type(TODAY, None)),
        ("judge", None, Grant._meta.get_field("period").range_type(date(2026, 2, 10), date(2026, 3, 1))),
    }
    page = text(client.get(user.get_absolute_url()))
    assert [page.count(f">{word}</strong>") for word in ("Vigente", "Por empezar", "Terminó")] == [1, 1, 0]
    assert "Temporal: su dueño todavía no la cambió; vale hasta el 9/2/2026." in page

    grant = user.grants.get(role__code="teacher")
    end = reverse("institutions:end_grant", args=[user.pk, grant.pk])
    assert "Una función no se quita hacia atrás" in text(client.post(end, {"on": "2026-02-01"}))
    assert client.post(end, {"on": "2026-02-20"}).status_code == 302
    assert user.grants.get(pk=grant.pk).period.upper == date(2026, 2, 20)

    state = reverse("institutions:user_state", args=[user.pk])
    assert client.post(state, {"reason": ""}).status_code == 200
    assert client.post(state, {"reason": "Memorando 1"}).status_code == 302
    assert not fresh(user).is_active
    assert "Desactivada" in text(client.get(user.get_absolute_url()))
    assert client.post(state, {"reason": "Memorando 2"}).status_code == 302
    renewed = client.post(reverse("institutions:user_password", args=[user.pk]))
    assert fresh(user).check_password(shown_password(renewed)) and "no-store" in renewed["Cache-Control"]
    assert [verb for verb, *_ in said()] == [
        f"institutions.{verb}"
        for verb in (
            "create_user",
            "grant_role",
            "grant_role",
            "end_grant",
            "deactivate_user",
            "reactivate_user",
            "set_password",
        )
    ]
    assert list(audit.broken_links()) == []


def test_reading_the_password_page_again_gives_nothing(house, client):
    client.force_login(house("administrator"))
    user = house("teacher", "EP16")
    page = text(client.get(reverse("institutions:user_password", args=[user.pk])))
    assert "se muestra una sola vez" in page and "<strong>" not in page.partition("<main")[2]
    assert said() == []


def test_ones_own_page_offers_no_act(house, client):
    actor = house("administrator")
    client.force_login(actor)
    page = text(client.get(actor.get_absolute_url()))
    assert "Es su propia cuenta" in page
    assert [address for address in addresses(actor)[3:] if address in page] == []
    for address, form in zip(addresses(actor)[3:], [{}, {"reason": "x"}, {}, {"on": "2026-02-02"}], strict=True):
        assert (address, client.post(address, form).status_code) in {(address, 403), (addresses(actor)[3], 200)}
    assert said() == []


def test_whoever_administers_one_prison_sees_its_accounts_only(house, client):
    client.force_login(house("administrator", "EP16"))
    here, there = house("teacher", "EP16"), house("director", "EP17")
    page = text(client.get(reverse("institutions:users")))
    assert here.full_name in page and there.full_name not in page and "2 cuentas" in page
    assert "Abrir cuenta" not in page
    assert client.get(reverse("institutions:new_user")).status_code == 302
    assert {client.get(path).status_code for path in addresses(there)[2:]} == {404}
    assert "Dar una temporal" not in text(client.get(here.get_absolute_url()))
    form = text(client.get(reverse("institutions:grant", args=[here.pk])))
    assert "Sede central" not in form.partition("<form method")[2] and form.count("E.P. ") > 0


def test_the_list_as_a_spreadsheet(house, client):
    client.force_login(house("administrator"))
    house("teacher", "EP16")
    answer = client.get(reverse("institutions:users"), {"formato": "xlsx", "funcion": "teacher"})
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert sheet.to_python()[1:] == [
        ["teacher", "Personal teacher", "", "Docente", "E.P. Mujeres Chorrillos", date(2025, 1, 1), "", "activa", ""]
    ]
    assert list(InteractionLog.objects.values_list("actor", "kind", "target")) == [("administrator", "export", "users")]


def test_the_matrix_says_what_each_function_allows(house, client):
    client.force_login(house("director", "EP16"))
    answer = client.get(reverse("institutions:functions"), {"formato": "xlsx"})
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    names = dict(Role.objects.values_list("name", "code"))
    told = {
        (names[heading], row[1]) for row in book[1:] for heading, cell in zip(book[0][4:], row[4:], strict=True) if cell
    }
    assert told == {(code, action) for code, actions in ROLES.items() for action in actions}
    assert {row[1]: row[2] for row in book[1:]} == {code: str(action.name) for code, action in access.ACTIONS.items()}
    page = text(client.get(reverse("institutions:functions")))
    assert [str(action.name) for action in access.ACTIONS.values() if str(action.name) not in page] == []
    assert page.count(">Sí</td>") == len(told)


# -- the temporary password


def test_whoever_has_a_temporary_password_changes_it_before_working(house, client, settings):
    ours = "llamkay.apps.institutions.middleware.FirstTheDoor"
    if ours not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, ours]
    user = house("director", "EP16")
    password = accounts.set_temporary_password(actor=house("administrator"), user=user)
    change = reverse("account_change_password")
    assert client.post(reverse("account_login"), {"login": "director", "password": password}).status_code == 302
    assert client.get("/oficina/").url == client.get(reverse("institutions:list")).url == change
    assert client.get(change).status_code == 200
    new = "quena-molino-trigo-77"
    client.post(change, {"oldpassword": password, "password1": new, "password2": new})
    assert fresh(user).check_password(new) and not fresh(user).temporary_until
    assert client.get("/oficina/").status_code == 200
    sentence = "Personal director cambió su contraseña."
    assert said()[-1] == ("institutions.change_password", sentence, "", "national")


def test_a_temporary_password_that_nobody_changed_opens_nothing_after_its_days(house, client, monkeypatch):
    user, administrator = house("teacher", "EP16"), house("administrator")
    password = accounts.set_temporary_password(actor=administrator, user=user)
    monkeypatch.setenv("LLAMKAY_NOW", f"{fresh(user).temporary_until:%Y-%m-%dT%H:%M:%S%z}")
    form = {"login": "teacher", "password": password}
    page = client.post(reverse("account_login"), form)
    assert page.status_code == 200 and "_auth_user_id" not in client.session
    assert "Su contraseña temporal venció el 09/02/2026: pida otra" in page.content.decode()
    client.force_login(administrator)
    assert "Temporal, venció el 9/2/2026" in client.get(user.get_absolute_url()).content.decode()
    client.logout()
    form["password"] = accounts.set_temporary_password(actor=administrator, user=user)
    assert client.post(reverse("account_login"), form).status_code == 302
