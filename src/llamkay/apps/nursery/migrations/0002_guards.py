from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

_OF_THE_CHILD = (
    "nurseryplace childdocument healthfact receivingadult planstep unitnotice overstayground breakglass "
    "authorisedadult feedtime medicineorder visit problem"
).split()

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

# Everything of a child asks whether one of its stays is seen, so this one rule holds all of its tables.
_LAST_PRISON = f"(SELECT llamkay_sees_all()) OR (NOT moved AND ({by_establishment()}))"


def _of_nursery(table):
    """Rows of a nursery whose prison is in scope."""
    return (
        f"EXISTS (SELECT 1 FROM nursery_nursery n WHERE n.id = {table}.nursery_id "
        f"AND ({by_establishment('n.establishment_id')}))"
    )


class Migration(migrations.Migration):
    """Row security: a child, and what is written of it, is seen where it lives; a prison that it left sees it no more."""

    dependencies = [("nursery", "0001_tables"), ("people", "0002_guards")]

    operations = [
        secure("nursery_childstay", _LAST_PRISON),
        migrations.RunSQL(
            _KEEP_MOVED,
            "DROP TRIGGER moved_after_insert ON nursery_childstay;"
            "DROP TRIGGER moved_after_update ON nursery_childstay;"
            "DROP TRIGGER moved_after_delete ON nursery_childstay;"
            "DROP FUNCTION llamkay_followed_child();",
        ),
        secure("nursery_child", by_parent("nursery_childstay", "nursery_child.id", "child_id")),
        *(
            secure(f"nursery_{table}", by_parent("nursery_childstay", f"nursery_{table}.child_id", "child_id"))
            for table in _OF_THE_CHILD
        ),
        *(
            secure(f"nursery_{table}", by_parent("nursery_childstay", f"nursery_{table}.stay_id"))
            for table in ("arrival", "departure")
        ),
        *(secure(f"nursery_{table}", by_establishment()) for table in ("concern", "carer", "incident")),
        secure("nursery_pregnancy", by_parent("people_custodyspell", "nursery_pregnancy.person_id", "person_id")),
        secure("nursery_pregnancyfact", by_parent("nursery_pregnancy", "nursery_pregnancyfact.pregnancy_id")),
        secure("nursery_otherchild", by_parent("people_custodyspell", "nursery_otherchild.mother_id", "person_id")),
        *(secure(f"nursery_{table}", _of_nursery(f"nursery_{table}")) for table in ("room", "outing")),
        *(
            secure(f"nursery_{table}", by_parent("nursery_carer", f"nursery_{table}.carer_id"))
            for table in ("carercheck", "shift")
        ),
        # What happened is of the room: a prison that the child left goes on seeing its own days and no others.
        *(
            secure(f"nursery_{table}", by_parent("nursery_room", f"nursery_{table}.room_id"))
            for table in ("dayevent", "headcount")
        ),
        secure("nursery_medicinedose", by_parent("nursery_medicineorder", "nursery_medicinedose.order_id")),
        secure("nursery_outing_children", by_parent("nursery_outing", "nursery_outing_children.outing_id")),
        secure("nursery_incidentaddition", by_parent("nursery_incident", "nursery_incidentaddition.incident_id")),
    ]
