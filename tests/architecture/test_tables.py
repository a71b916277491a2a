"""What every table owes: a class for each column, row security, a history of its rows, a named migration."""

import re
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

import llamkay
from llamkay.platform.security.sensitivity import Sensitivity

OURS = [m for m in apps.get_models() if m.__module__.startswith("llamkay.")]
EVENTS = [m for m in OURS if getattr(m, "pgh_tracked_model", None) is not None]
TABLES = [m for m in OURS if m not in EVENTS]

# Tables that any member of staff may read whole, each with the reason why no row of them belongs to one prison.
OPEN_TABLES = {
    "activities_company": "companies are national: the same one gives work in several prisons",
    "activities_endreason": "why places end, in two levels",
    "activities_programme": "programmes are national and public",
    "activities_reason": "the meaning of the marks",
    "activities_trade": "the list of specialties",
    "api_publicuse": "counted before anybody is known, by a sign of the address; nobody is named",
    "api_apitoken": "read before the caller is known, by the hash of the token only",
    "certificates_issuer": "who issues certificates is public; where, is not",
    "certificates_issuerkey": "public keys, published for ever",
    "certificates_publiccredential": "what anybody may know of a certificate; it names nobody and no prison",
    "certificates_statuslist": "published",
    "education_educationinstitution": "who teaches is public, and the same in several prisons",
    "education_musicalwork": "works of music are of nobody's prison",
    "education_studyplan": "what an institution teaches is public",
    "education_studyunit": "what an institution teaches is public",
    "coordination_agreement": "agreements bind institutions",
    "coordination_agreementparty": "agreements bind institutions",
    "coordination_commitment": "commitments are of posts, most of them public",
    "coordination_commitmententry": "what becomes of a commitment; its files are bound",
    "coordination_obligation": "agreements bind institutions",
    "coordination_postdesk": "which account answers for a public post",
    "evaluation_programme": "what a programme is called; it names nobody",
    "evaluation_protocol": "what was decided before the outcomes; it names nobody",
    "evaluation_published": "which analyses the public reads",
    "evaluation_run": "counts of the whole country, small ones withheld",
    "institutions_brake": "failures at the door, by keyed hashes; read before anybody is known",
    "institutions_establishment": "the list of prisons is public",
    "institutions_formername": "the list of prisons is public",
    "institutions_grant": "read before the scope is known: it is what the scope is made of",
    "institutions_grantreview": "what was found of the function of an account: no row of a prison",
    "institutions_institution": "names of public bodies",
    "institutions_institutionname": "names of public bodies",
    "institutions_officeholder": "who holds a public post is public",
    "institutions_opensession": "read before the scope is known: whose session it is and from where",
    "institutions_post": "public posts",
    "institutions_regionaloffice": "the list of offices is public",
    "institutions_role": "the functions of the staff",
    "institutions_secondsteprecovery": "who asked and who confirmed that an account lose its second step",
    "institutions_user": "read at login, before the scope is known",
    "nursery_accessreview": "how many accounts were looked at, by whom; it names no child nor prison",
    "nursery_nursery": "which prison has a nursery and for how many children is public",
    "production_agreementpublication": "published: agreements and how many workshops, of nobody",
    "platform_issuedpaper": "what anybody may verify of a paper; it names nobody",
    "platform_interactionlog": "written by every page; read by headquarters only, through an action of its own",
    "platform_loggedaction": "the chain is verified whole",
    "platform_submission": "hashes of forms just sent, kept for minutes",
    "press_correction": "what a published note got wrong is published; who wrote it is national",
    "press_note": "notes are national",
    "press_notefigure": "notes are national",
    "press_notestep": "notes are national",
    "press_publishednote": "published",
    "production_brand": "brands are public",
    "production_companyaccount": "read before the scope is known: which company an account is of",
    "remission_lawversion": "the law is public",
    "rights_retentionterm": "how long a kind of record stays, by a paper of the institution; it names nobody",
    "statistics_figure": "figures count, they name nobody; headquarters publishes all of them",
    "statistics_flow": "figures count, they name nobody",
    "statistics_metric": "the dictionary of figures",
    "statistics_monthlyreturn": "figures count, they name nobody",
    "statistics_release": "what is told of children: without what is reserved until it is signed, and after",
    "statistics_revision": "announced to the public",
    "statistics_snapshot": "figures count, they name nobody",
}

# Tables without a history of their own, each with the reason.
WITHOUT_HISTORY = {
    "activities_endreason": "reference data that ships with the program",
    "activities_reason": "reference data that ships with the program",
    "activities_trade": "reference data that ships with the program",
    "closing_rehearsal": "what somebody last looked at; what was decided on is kept with the close",
    "certificates_issuersecret": "of a private key that ended nothing is left, not even its former rows",
    "certificates_statuslist": "made anew from the certificates at each change",
    "api_publicuse": "how often an address asked within a minute, forgotten after it",
    "api_apitoken": "its making and revoking are in the log; the last use changes with every call",
    "institutions_brake": "failures at the door, forgotten within days",
    "institutions_opensession": "what stands open now; the sign-ins are kept apart",
    "platform_interactionlog": "the database refuses to change it",
    "platform_submission": "kept for minutes",
    "production_balance": "the sum of movements that are written once; the database lets nobody write it",
    "statistics_metric": "reference data that ships with the program",
}


@pytest.mark.parametrize("model", TABLES, ids=lambda m: m._meta.label)
def test_every_column_has_a_sensitivity_class(model):
    columns = {field.name for field in model._meta.local_fields}
    named = getattr(model, "sensitivity", {})
    assert set(named) == columns
    assert all(isinstance(value, Sensitivity) for value in named.values())


def _secured() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_is_bound_by_row_security_or_says_why_not():
    tables = {model._meta.db_table for model in TABLES}
    secured = _secured()
    assert tables - secured == set(OPEN_TABLES) & tables
    assert not set(OPEN_TABLES) & secured


def test_no_open_table_holds_what_belongs_to_people_in_custody():
    special = {Sensitivity.PERSONAL, Sensitivity.SPECIAL, Sensitivity.CHILDREN}
    logs = {"platform_interactionlog", "platform_loggedaction"}
    holding = {
        model._meta.db_table
        for model in TABLES
        if model._meta.db_table in OPEN_TABLES and special & set(model.sensitivity.values())
    }
    assert holding == logs


@pytest.mark.django_db
def test_the_application_neither_reads_nor_changes_the_history():
    with connection.cursor() as cursor:
        for model in EVENTS:
            for right in ("SELECT", "UPDATE", "DELETE"):
                cursor.execute("SELECT has_table_privilege('llamkay_app', %s, %s)", [model._meta.db_table, right])
                assert not cursor.fetchone()[0], (model._meta.db_table, right)


@pytest.mark.django_db
def test_what_ships_with_the_program_is_written_by_its_owner_alone():
    """What a mark means decides what is paid and what counts, and no history is kept of it."""
    shipped = {model._meta.db_table for model in apps.get_models() if getattr(model, "shipped", False)}
    assert {"activities_reason", "activities_trade", "activities_endreason", "statistics_metric"} == shipped
    with connection.cursor() as cursor:
        for table in shipped:
            for right, held in (("SELECT", True), ("INSERT", False), ("UPDATE", False), ("DELETE", False)):
                cursor.execute("SELECT has_table_privilege('llamkay_app', %s, %s)", [table, right])
                assert cursor.fetchone()[0] is held, (table, right)


@pytest.mark.django_db
def test_the_application_owns_nothing_and_does_not_bypass_row_security():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = 'llamkay_app'")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'llamkay_app'::regrole")
        assert cursor.fetchone() == (0,)


def test_every_table_keeps_its_history_or_is_written_once():
    tracked = {model.pgh_tracked_model._meta.db_table for model in EVENTS}
    once = {
        model._meta.db_table
        for model in TABLES
        if any("append_only" in trigger.name for trigger in getattr(model._meta, "triggers", []))
    }
    plain = {model._meta.db_table for model in TABLES} - tracked - once
    assert plain == {name for name in WITHOUT_HISTORY if name in {m._meta.db_table for m in TABLES}} - once


@pytest.mark.django_db
def test_models_and_migrations_agree():
    said = StringIO()
    labels = sorted({model._meta.app_label for model in OURS})
    call_command("makemigrations", *labels, "--check", "--dry-run", stdout=said)
    assert "No changes detected" in said.getvalue()


@pytest.mark.parametrize(
    "folder", sorted(Path(llamkay.__file__).parent.glob("**/migrations")), ids=lambda path: path.parent.name
)
def test_migrations_are_linear_and_named(folder):
    names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert not [name for name in names if re.search(r"_auto_|_initial$|_alter_", name)]
    for before, after in pairwise(names):
        text = (folder / f"{after}.py").read_text()
        assert f'("{folder.parent.name}", "{before}")' in text.replace("'", '"'), after
