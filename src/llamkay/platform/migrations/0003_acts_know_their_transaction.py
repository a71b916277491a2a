from django.db import migrations, models
from django.db.models.functions import Now

_ALWAYS_NOW = """
CREATE FUNCTION llamkay_written_now() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.written_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER written_now BEFORE INSERT ON platform_loggedaction
  FOR EACH ROW EXECUTE FUNCTION llamkay_written_now();
"""

# The application's login writes histories by their triggers and does not read them. To whoever sees everything these
# two tell which rows were changed outside of any act, and by the names of columns in what; never what they held.
_HISTORY = """
CREATE FUNCTION llamkay_changed_without_act(history regclass, watched regclass, columns text[])
RETURNS TABLE (row_id bigint, changed_at timestamptz, removed boolean, changed text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT llamkay_sees_all() THEN
    RAISE EXCEPTION 'the history is proved by whoever sees everything' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT e.pgh_obj_id::bigint, e.pgh_created_at, e.pgh_label = ''delete'', d.changed FROM %s e
     CROSS JOIN LATERAL (
       SELECT coalesce(
         (SELECT to_jsonb(n) FROM %s n WHERE n.pgh_obj_id = e.pgh_obj_id AND n.pgh_id > e.pgh_id
          ORDER BY n.pgh_id LIMIT 1),
         (SELECT to_jsonb(t) FROM %s t WHERE t.id = e.pgh_obj_id)) AS row) AS later
     CROSS JOIN LATERAL (
       SELECT array_agg(c ORDER BY c) AS changed FROM unnest($1) c
       WHERE to_jsonb(e) -> c IS DISTINCT FROM later.row -> c) AS d
     WHERE e.pgh_created_at >= (SELECT min(written_at) FROM platform_loggedaction)
       AND NOT EXISTS (SELECT 1 FROM platform_loggedaction a WHERE a.written_at = e.pgh_created_at)
       AND (e.pgh_label = ''delete'' OR d.changed IS NOT NULL)
     ORDER BY e.pgh_id', history, history, watched) USING columns;
END $$;

CREATE FUNCTION llamkay_history_size(history regclass) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found bigint;
BEGIN
  IF NOT llamkay_sees_all() THEN
    RAISE EXCEPTION 'the history is proved by whoever sees everything' USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('SELECT count(pgh_id) FROM %s', history) INTO found;
  RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    """Each line of the log knows its transaction, so that what was changed outside of any act can be told."""

    dependencies = [("platform", "0002_scope_functions")]

    operations = [
        migrations.AddField(
            model_name="loggedaction",
            name="written_at",
            field=models.DateTimeField(db_index=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="loggedaction",
            name="written_at",
            field=models.DateTimeField(db_default=Now(), db_index=True, editable=False, null=True),
        ),
        migrations.RunSQL(
            _ALWAYS_NOW,
            "DROP TRIGGER written_now ON platform_loggedaction; DROP FUNCTION llamkay_written_now();",
        ),
        migrations.RunSQL(
            _HISTORY,
            "DROP FUNCTION llamkay_changed_without_act(regclass, regclass, text[]);"
            "DROP FUNCTION llamkay_history_size(regclass);",
        ),
    ]
