from django.db import migrations

_KEEP = """
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
UPDATE people_custodyspell s SET followed_on = found.day
FROM (
  SELECT here.id, min(lower(there.period)) AS day FROM people_custodyspell here
  JOIN people_custodyspell there ON there.person_id = here.person_id
    AND there.establishment_id <> here.establishment_id AND lower(there.period) >= upper(here.period)
  GROUP BY here.id
) found
WHERE found.id = s.id;
"""


class Migration(migrations.Migration):
    """The database keeps since when another prison has a person: the first one does not see the other's rows."""

    dependencies = [("people", "0003_followed_custody")]

    operations = [
        migrations.RunSQL(
            _KEEP,
            "DROP TRIGGER followed_after_insert ON people_custodyspell;"
            "DROP TRIGGER followed_after_update ON people_custodyspell;"
            "DROP TRIGGER followed_after_delete ON people_custodyspell;"
            "DROP FUNCTION llamkay_followed_custody();",
        ),
    ]
