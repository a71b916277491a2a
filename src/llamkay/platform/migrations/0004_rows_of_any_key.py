from django.db import migrations

# As 0003 made it; the key of a row is told as text, for some are no numbers.
_HISTORY = """
DROP FUNCTION llamkay_changed_without_act(regclass, regclass, text[]);
CREATE FUNCTION llamkay_changed_without_act(history regclass, watched regclass, columns text[])
RETURNS TABLE (row_id text, changed_at timestamptz, removed boolean, changed text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT llamkay_sees_all() THEN
    RAISE EXCEPTION 'the history is proved by whoever sees everything' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT e.pgh_obj_id::text, e.pgh_created_at, e.pgh_label = ''delete'', d.changed FROM %s e
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
"""


class Migration(migrations.Migration):
    """What was changed outside of any act is told of tables whose key is no number too."""

    dependencies = [("platform", "0003_acts_know_their_transaction")]

    operations = [migrations.RunSQL(_HISTORY, migrations.RunSQL.noop)]
