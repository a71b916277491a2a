from django.db import migrations, models


class Migration(migrations.Migration):
    """A close keeps the facts it counted with; sheet rows can be read as corrected by adjustments."""

    dependencies = [("activities", "0002_guards")]

    operations = [
        migrations.AddField("monthclose", "facts", models.JSONField(default=dict), preserve_default=False),
        migrations.RunSQL(
            """
            CREATE VIEW activities_effectiverow WITH (security_invoker = true) AS
            WITH last AS (
              SELECT DISTINCT ON (row_id, day) row_id, day, minutes, reason, pieces
              FROM activities_adjustment ORDER BY row_id, day, id DESC),
            corrected AS (
              SELECT r.id,
                array_agg(coalesce(l.minutes, u.m) ORDER BY u.day) AS minutes,
                array_agg(coalesce(l.reason, u.c) ORDER BY u.day) AS reasons,
                array_agg(coalesce(l.pieces, u.p) ORDER BY u.day) AS pieces
              FROM activities_sheetrow r
              CROSS JOIN LATERAL unnest(r.minutes, r.reasons, r.pieces) WITH ORDINALITY AS u (m, c, p, day)
              LEFT JOIN last l ON l.row_id = r.id AND l.day = u.day
              WHERE r.id IN (SELECT row_id FROM last)
              GROUP BY r.id)
            SELECT r.id, r.sheet_id, r.person_id,
              coalesce(c.minutes, r.minutes::int[]) AS minutes,
              coalesce(c.reasons, r.reasons::int[]) AS reasons,
              coalesce(c.pieces, r.pieces) AS pieces
            FROM activities_sheetrow r LEFT JOIN corrected c ON c.id = r.id;
            """,
            "DROP VIEW activities_effectiverow;",
        ),
    ]
