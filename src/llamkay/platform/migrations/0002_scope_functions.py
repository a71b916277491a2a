from django.db import migrations


class Migration(migrations.Migration):
    """The two functions that row security reads: the caller's establishments, and whether it is everything."""

    dependencies = [("platform", "0001_tables")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION llamkay_sees_all() RETURNS boolean LANGUAGE sql STABLE AS
              $$ SELECT coalesce(current_setting('llamkay.scope', true), '') = 'all' $$;
            CREATE FUNCTION llamkay_scope() RETURNS bigint[] LANGUAGE sql STABLE AS
              $$ SELECT CASE WHEN coalesce(current_setting('llamkay.scope', true), '') ~ '^[0-9]+(,[0-9]+)*$'
                   THEN string_to_array(current_setting('llamkay.scope', true), ',')::bigint[]
                   ELSE '{}'::bigint[] END $$;
            """,
            "DROP FUNCTION llamkay_scope(); DROP FUNCTION llamkay_sees_all();",
        )
    ]
