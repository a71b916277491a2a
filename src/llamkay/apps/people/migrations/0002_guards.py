from django.db import migrations

from llamkay.platform.row_security import by_establishment, by_parent, secure


_KEEP_FOLLOWED = """
CREATE FUNCTION llamkay_followed_custody() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NULL;  -- its own work below
  END IF;
  UPDATE people_custodyspell s SET followed_on = found.day
  FROM (
    SELECT here.id, min(lower(there.period)) AS day
    FROM people_custodyspell here
    LEFT JOIN people_custodyspell there ON there.person_id = here.person_id
      AND there.establishment_id <> here.establishment_id AND lower(there.period) >= upper(here.period)
    WHERE here.person_id IN (SELECT person_id FROM written)
    GROUP BY here.id
  ) found
  WHERE found.id = s.id AND s.followed_on IS DISTINCT FROM found.day;
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
