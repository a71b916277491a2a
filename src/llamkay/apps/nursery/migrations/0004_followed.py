from django.db import migrations

from llamkay.platform.security.row_security import by_establishment

# A child is of the prison of the last stay; stays in any other are only its past.
_KEEP_MOVED = """
CREATE FUNCTION llamkay_followed_child() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NULL;  -- its own work below
  END IF;
  UPDATE nursery_childstay s SET moved = s.establishment_id <> last.establishment_id
  FROM (
    SELECT DISTINCT ON (child_id) child_id, establishment_id
    FROM nursery_childstay
    WHERE child_id IN (SELECT child_id FROM written)
    ORDER BY child_id, lower(period) DESC
  ) last
  WHERE last.child_id = s.child_id AND s.moved <> (s.establishment_id <> last.establishment_id);
  RETURN NULL;
END $$;
CREATE TRIGGER moved_after_insert AFTER INSERT ON nursery_childstay REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_followed_child();
CREATE TRIGGER moved_after_update AFTER UPDATE ON nursery_childstay REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_followed_child();
CREATE TRIGGER moved_after_delete AFTER DELETE ON nursery_childstay REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_followed_child();
"""

_ANY_STAY = by_establishment()
# Everything of a child asks whether one of its stays is seen, so this one rule holds all of its tables.
_LAST_PRISON = f"(SELECT llamkay_sees_all()) OR (NOT moved AND ({_ANY_STAY}))"


def _rule(condition: str) -> str:
    return f"ALTER POLICY in_scope ON nursery_childstay USING ({condition}) WITH CHECK ({condition});"


class Migration(migrations.Migration):
    """A child who went on to another prison is hidden by the database from the one before, whatever a query asks."""

    dependencies = [("nursery", "0003_the_day")]

    operations = [
        migrations.RunSQL(
            _KEEP_MOVED,
            "DROP TRIGGER moved_after_insert ON nursery_childstay;"
            "DROP TRIGGER moved_after_update ON nursery_childstay;"
            "DROP TRIGGER moved_after_delete ON nursery_childstay;"
            "DROP FUNCTION llamkay_followed_child();",
        ),
        migrations.RunSQL(_rule(_LAST_PRISON), _rule(_ANY_STAY)),
    ]
