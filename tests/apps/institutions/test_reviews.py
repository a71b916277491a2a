"""Every function of an account is reviewed each half year by somebody else; unreviewed it is shown, and may rest."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from llamkay.apps.institutions.accounts.services import grant_role
from llamkay.apps.institutions.models import Grant, GrantReview, User
from llamkay.apps.institutions.reviews.services import review
from llamkay.apps.institutions.reviews.terms import due, review_by
from llamkay.apps.institutions.tasks import reviews
from llamkay.core.errors import Refused
from llamkay.platform import clock

LIST = "/oficina/revision-de-accesos/"


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_half_a_year_by_the_norm_and_before_it():
    assert review_by(date(2026, 2, 2)) == date(2026, 8, 2)
    assert review_by(date(2024, 8, 31)) == date(2025, 2, 28)


def test_a_new_function_has_its_day_and_a_review_moves_it(house):
    boss, user = house("administrator"), house("teacher", "EP16")
    grant = grant_role(actor=boss, user=user, role=boss.grants.get().role, start=clock.today())
    assert grant.review_by == review_by(clock.today())
    Grant.objects.filter(pk=grant.pk).update(review_by=clock.today())
    review(actor=boss, grant=grant, stays=True)
    grant.refresh_from_db()
    assert grant.review_by == review_by(clock.today()) and GrantReview.objects.get().stays


def test_the_director_reviews_her_prison_and_nobody_reviews_their_own(house):
    here, there, boss = house("teacher", "EP16"), house("teacher", "EP17", "lejos"), house("administrator")
    director = house("director", "EP16")
    client = browser(director)
    page = client.get(LIST).content.decode()
    assert here.username in page and "lejos" not in page and "Sin revisar a tiempo" in page
    assert "La revisa otra persona" in page
    address = f"{LIST}{here.grants.get().pk}/"
    for other in (there, boss):
        assert client.get(f"{LIST}{other.grants.get().pk}/").status_code == 404
    assert client.post(f"{LIST}{director.grants.get().pk}/", {"stays": "1"}).status_code == 403
    assert client.post(address, {"stays": "0"}).status_code == 200 and not GrantReview.objects.exists()
    (task,) = reviews(director, director.actions["institutions.review_access"], clock.today())
    assert task.count == 1 and task.due == due(here.grants.get())
    assert client.post(address, {"stays": "0", "reason": "Cambió de penal"}).status_code == 302
    assert not User.objects.get(pk=here.pk).current_grants
    assert browser(there).get(LIST).status_code == 403


def test_what_nobody_reviewed_goes_on_or_rests_by_the_rule_of_the_house(house, settings):
    teacher, boss = house("teacher", "EP16"), house("administrator")
    Grant.objects.update(review_by=clock.today() - timedelta(days=31))
    assert User.objects.get(pk=teacher.pk).current_grants
    settings.UNREVIEWED_RESTS_AFTER = 31
    assert User.objects.get(pk=teacher.pk).current_grants
    settings.UNREVIEWED_RESTS_AFTER = 30
    assert not User.objects.get(pk=teacher.pk).current_grants
    client = browser(User.objects.get(pk=boss.pk))
    assert "Suspendida por falta de revisión" in client.get(LIST).content.decode()
    assert "Suspendida por falta de revisión" in client.get(f"/oficina/usuarios/{teacher.pk}/").content.decode()
    client.post(f"{LIST}{teacher.grants.get().pk}/", {"stays": "1"})
    assert User.objects.get(pk=teacher.pk).current_grants


def test_the_last_administration_is_not_taken_away(house):
    boss, officer = house("administrator"), house("data_officer")
    with pytest.raises(Refused, match="nadie más administraría"):
        review(actor=officer, grant=boss.grants.get(), stays=False, reason="Se fue")
    with pytest.raises(PermissionDenied):
        review(actor=boss, grant=boss.grants.get(), stays=True)


def test_a_function_is_found_by_the_name_of_who_holds_it_without_its_accents(house):
    user = house("teacher", "EP16")
    User.objects.filter(pk=user.pk).update(full_name="Søren Núñez Strauß")
    page = browser(house("director", "EP16", "jefa")).get(LIST, {"q": "nunez soren", "estado": "all"}).content.decode()
    assert "Núñez Strauß" in page
