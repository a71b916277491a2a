from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


# Planned anew each time (EXECUTE), and one look for each row instead of a join: a plan made for one row, or for a table
# that has just been filled and never counted, joined the whole table with itself row by row.
_NEXT = """
    (SELECT min(lower(there.period)) FROM people_custodyspell there WHERE there.person_id = s.person_id
      AND there.establishment_id <> s.establishment_id AND lower(there.period) >= upper(s.period))"""
_KEEP_FOLLOWED = f"""
CREATE FUNCTION llamkay_followed_custody() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NULL;  -- its own work below
  END IF;
  EXECUTE 'UPDATE people_custodyspell s SET followed_on = {_NEXT}
    WHERE s.person_id IN (SELECT person_id FROM written) AND s.followed_on IS DISTINCT FROM {_NEXT}';
  RETURN NULL;
END $$;
CREATE TRIGGER followed_after_insert AFTER INSERT ON people_custodyspell REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_followed_custody();
CREATE TRIGGER followed_after_update AFTER UPDATE ON people_custodyspell REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_followed_custody();
CREATE TRIGGER followed_after_delete AFTER DELETE ON people_custodyspell REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_followed_custody();
"""


class Migration(migrations.Migration):
    """A person is seen where they are or were held; since when another prison has them is kept by the database."""

    dependencies = [("people", "0001_tables"), ("platform", "0002_scope_functions")]

    operations = [
        secure("people_custodyspell", by_establishment()),
        secure("people_person", by_parent("people_custodyspell", "people_person.id", "person_id")),
        *(
            secure(f"people_{table}", by_parent("people_custodyspell", f"people_{table}.person_id", "person_id"))
            for table in (
                "identitydocument", "temporaryabsence", "legalstatusspell", "stagespell", "conviction",
                "stageevaluation", "isolationspell",
            )
        ),
        migrations.RunSQL(
            _KEEP_FOLLOWED,
            "DROP TRIGGER followed_after_insert ON people_custodyspell;"
            "DROP TRIGGER followed_after_update ON people_custodyspell;"
            "DROP TRIGGER followed_after_delete ON people_custodyspell;"
            "DROP FUNCTION llamkay_followed_custody();",
        ),
    ]
