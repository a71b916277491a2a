from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Sheets in range, locked once closed and read as corrected by adjustments; row security."""

    dependencies = [("activities", "0001_tables"), ("platform", "0002_scope_functions"), ("people", "0002_guards")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE activities_sheetrow ADD CONSTRAINT sheet_row_in_range CHECK (
              cardinality(minutes) = 31 AND cardinality(reasons) = 31 AND cardinality(pieces) = 31
              AND 0 <= ALL (minutes) AND 960 >= ALL (minutes) AND 0 <= ALL (reasons)
              AND 0 <= ALL (pieces) AND 10000 >= ALL (pieces));
            ALTER TABLE activities_activity ADD CONSTRAINT timetable_in_range CHECK (
              cardinality(timetable) = 7 AND 0 <= ALL (timetable) AND 960 >= ALL (timetable));

            CREATE FUNCTION llamkay_sheet_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF OLD.state = 'closed' THEN
                RAISE EXCEPTION 'the sheet % is closed: correct it by an adjustment', OLD.id USING ERRCODE = 'check_violation';
              END IF;
              RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END $$;
            CREATE TRIGGER sheet_stays_closed BEFORE UPDATE OR DELETE ON activities_sheet
              FOR EACH ROW EXECUTE FUNCTION llamkay_sheet_stays_closed();

            CREATE FUNCTION llamkay_row_of_open_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
              this bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END;
            BEGIN
              IF EXISTS (SELECT 1 FROM activities_sheet s WHERE s.state = 'closed'
                         AND s.id IN (this, CASE TG_OP WHEN 'UPDATE' THEN OLD.sheet_id ELSE this END)) THEN
                RAISE EXCEPTION 'the sheet % is closed: correct it by an adjustment', this USING ERRCODE = 'check_violation';
              END IF;
              RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END $$;
            CREATE TRIGGER row_of_open_sheet BEFORE INSERT OR UPDATE OR DELETE ON activities_sheetrow
              FOR EACH ROW EXECUTE FUNCTION llamkay_row_of_open_sheet();
            """,
            """
            DROP TRIGGER row_of_open_sheet ON activities_sheetrow;
            DROP FUNCTION llamkay_row_of_open_sheet();
            DROP TRIGGER sheet_stays_closed ON activities_sheet;
            DROP FUNCTION llamkay_sheet_stays_closed();
            ALTER TABLE activities_activity DROP CONSTRAINT timetable_in_range;
            ALTER TABLE activities_sheetrow DROP CONSTRAINT sheet_row_in_range;
            """,
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION activities_corrections(until bigint) RETURNS TABLE (
              row_id bigint, day smallint, minutes smallint, reason smallint, pieces integer) AS $$
              SELECT DISTINCT ON (a.row_id, a.day) a.row_id, a.day, a.minutes, a.reason, a.pieces
              FROM activities_adjustment a WHERE until IS NULL OR a.applied_in_id <= until
              ORDER BY a.row_id, a.day, a.id DESC
            $$ LANGUAGE sql STABLE;
            COMMENT ON FUNCTION activities_corrections(bigint) IS
              'The adjustment that stands in each cell of the sheets: of all, or of those that closes have applied.';
            CREATE VIEW activities_effectiverow WITH (security_invoker = true) AS
            WITH last AS (SELECT * FROM activities_corrections(NULL)),
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
            "DROP VIEW activities_effectiverow; DROP FUNCTION activities_corrections(bigint);",
        ),
        secure("activities_activity", by_establishment()),
        secure("activities_allocation", by_parent("activities_activity", "activities_allocation.activity_id")),
        secure(
            "activities_restdayauthorisation",
            by_parent("activities_activity", "activities_restdayauthorisation.activity_id"),
        ),
        secure("activities_sheet", by_parent("activities_activity", "activities_sheet.activity_id")),
        secure("activities_sheetrow", by_parent("activities_sheet", "activities_sheetrow.sheet_id")),
        secure("activities_importbatch", by_parent("activities_sheet", "activities_importbatch.sheet_id")),
        secure("activities_adjustment", by_parent("activities_sheetrow", "activities_adjustment.row_id")),
        secure(
            "activities_enrolment", by_parent("people_custodyspell", "activities_enrolment.person_id", "person_id")
        ),
    ]
