from django.db import migrations

from llamkay.platform.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """The ledger balances in every statement; row security."""

    dependencies = [("pay", "0001_tables"), ("platform", "0002_scope_functions"), ("activities", "0002_guards")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION llamkay_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
              wrong record;
            BEGIN
              SELECT entry_id, sum(amount) AS off INTO wrong FROM written GROUP BY entry_id HAVING sum(amount) <> 0 LIMIT 1;
              IF FOUND THEN
                RAISE EXCEPTION 'the entry % does not balance: % céntimos are left over', wrong.entry_id, wrong.off
                  USING ERRCODE = 'check_violation';
              END IF;
              RETURN NULL;
            END $$;
            CREATE TRIGGER postings_balance AFTER INSERT ON pay_posting REFERENCING NEW TABLE AS written
              FOR EACH STATEMENT EXECUTE FUNCTION llamkay_postings_balance();
            """,
            "DROP TRIGGER postings_balance ON pay_posting; DROP FUNCTION llamkay_postings_balance();",
        ),
        secure("pay_account", by_establishment()),
        secure("pay_entry", by_establishment()),
        secure("pay_posting", by_parent("pay_entry", "pay_posting.entry_id")),
        secure("pay_rate", by_parent("activities_activity", "pay_rate.activity_id")),
        *(
            secure(f"pay_{table}", by_parent("people_custodyspell", f"pay_{table}.person_id", "person_id"))
            for table in ("earning", "split", "reparationdebt", "alimonyorder")
        ),
    ]
