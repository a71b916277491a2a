from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure

# Who has a place, and who is in a room: counted by the database too, whoever writes. Each locks what it counts, so that
# two writers wait for one another and the second sees the first.
_PLACES = """
CREATE FUNCTION llamkay_places_enough() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  places integer;
  most integer;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.nursery_id = OLD.nursery_id AND NEW.period <@ OLD.period THEN
    RETURN NULL;
  END IF;
  SELECT capacity INTO places FROM nursery_nursery WHERE id = NEW.nursery_id FOR UPDATE;
  SELECT max(there) INTO most FROM (
    SELECT count(*) AS there
    FROM nursery_nurseryplace starts
    JOIN nursery_nurseryplace other ON other.nursery_id = NEW.nursery_id
      AND other.period @> greatest(lower(starts.period), lower(NEW.period))
    WHERE starts.nursery_id = NEW.nursery_id AND starts.period && NEW.period
    GROUP BY starts.id
  ) days;
  IF most > places THEN
    RAISE EXCEPTION 'the nursery % would have % children in % places', NEW.nursery_id, most, places
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nursery_has_places_enough';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER places_enough AFTER INSERT OR UPDATE ON nursery_nurseryplace
  FOR EACH ROW EXECUTE FUNCTION llamkay_places_enough();
CREATE FUNCTION llamkay_nursery_not_shrunk() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM nursery_nurseryplace WHERE nursery_id = NEW.id AND upper_inf(period)) > NEW.capacity THEN
    RAISE EXCEPTION 'the nursery % has more children than % places', NEW.id, NEW.capacity
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nursery_has_places_enough';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER nursery_not_shrunk AFTER UPDATE OF capacity ON nursery_nursery
  FOR EACH ROW EXECUTE FUNCTION llamkay_nursery_not_shrunk();
"""
_ROOMS = """
CREATE FUNCTION llamkay_room_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  places integer;
  most integer;
  moment timestamptz := NEW.at;
  first timestamptz;
BEGIN
  IF NEW.kind NOT IN ('in', 'undo') THEN
    RETURN NULL;
  END IF;
  IF NEW.kind = 'undo' THEN
    SELECT at INTO moment FROM nursery_dayevent WHERE id = NEW.undoes_id;
  END IF;
  first := date_trunc('day', moment AT TIME ZONE 'America/Lima') AT TIME ZONE 'America/Lima';
  SELECT capacity INTO places FROM nursery_room WHERE id = NEW.room_id FOR UPDATE;
  SELECT max(there) INTO most FROM (
    SELECT sum(CASE kind WHEN 'in' THEN 1 ELSE -1 END)
      OVER (ORDER BY at, kind = 'in', id ROWS UNBOUNDED PRECEDING) AS there
    FROM nursery_dayevent e
    WHERE e.room_id = NEW.room_id AND e.kind IN ('in', 'out') AND e.at >= first AND e.at < first + interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM nursery_dayevent u WHERE u.undoes_id = e.id)
  ) moments;
  IF most > places THEN
    RAISE EXCEPTION 'the room % would hold % children in % places', NEW.room_id, most, places
      USING ERRCODE = 'check_violation', CONSTRAINT = 'room_holds_no_more';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER room_holds AFTER INSERT ON nursery_dayevent
  FOR EACH ROW EXECUTE FUNCTION llamkay_room_holds();
"""


class Migration(migrations.Migration):
    """A nursery never has more children than places, nor a room, on any day of a stay, whoever writes."""

    dependencies = [("nursery", "0003_referrals_and_shifts")]

    operations = [
        migrations.RunSQL(
            _PLACES,
            "DROP TRIGGER nursery_not_shrunk ON nursery_nursery; DROP FUNCTION llamkay_nursery_not_shrunk();"
            "DROP TRIGGER places_enough ON nursery_nurseryplace; DROP FUNCTION llamkay_places_enough();",
        ),
        migrations.RunSQL(_ROOMS, "DROP TRIGGER room_holds ON nursery_dayevent; DROP FUNCTION llamkay_room_holds();"),
        secure("nursery_referral", by_parent("people_custodyspell", "nursery_referral.person_id", "person_id")),
    ]
