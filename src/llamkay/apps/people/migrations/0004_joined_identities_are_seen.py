from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure

_BOTH = (
    "(SELECT llamkay_sees_all()) OR establishment_id = ANY ((SELECT llamkay_scope())::bigint[]) "
    "OR owed_by_id = ANY ((SELECT llamkay_scope())::bigint[])"
)
# What is sealed bears the former identity of somebody who was joined: it is read by whoever sees the one that stands.
_FORMER = "IN (SELECT j.former_id FROM people_identityjoin j WHERE j.state = 'confirmed')"
_SEALED = {
    "people_person": "id",
    **dict.fromkeys(
        ("remission_daycount", "remission_credit", "remission_priordays", "remission_statement"), "person_id"
    ),
    **dict.fromkeys(("pay_earning", "pay_split", "pay_levy"), "person_id"),
}


class Migration(migrations.Migration):
    """Papers of a transfer are seen by who waits for them and who owes them; what is sealed of a joined identity, with
    the one that stands."""

    dependencies = [("people", "0003_transfer_papers_and_joins"), ("remission", "0002_guards"), ("pay", "0002_guards")]

    operations = [
        secure("people_transferpaper", _BOTH),
        secure("people_identityjoin", by_parent("people_custodyspell", "people_identityjoin.standing_id", "person_id")),
        *(
            migrations.RunSQL(
                f"CREATE POLICY of_a_joined_identity ON {table} FOR SELECT USING ({column} {_FORMER});",
                f"DROP POLICY of_a_joined_identity ON {table};",
            )
            for table, column in _SEALED.items()
        ),
    ]
