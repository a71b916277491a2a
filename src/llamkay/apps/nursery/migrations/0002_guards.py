from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

_OF_THE_CHILD = (
    "nurseryplace", "childdocument", "healthfact", "receivingadult", "planstep", "unitnotice", "overstayground", "opening",
)


class Migration(migrations.Migration):
    """Row security: a child, and what is written of it, is seen where it lives or lived."""

    dependencies = [("nursery", "0001_tables"), ("people", "0002_guards")]

    operations = [
        secure("nursery_childstay", by_establishment()),
        secure("nursery_child", by_parent("nursery_childstay", "nursery_child.id", "child_id")),
        *(
            secure(f"nursery_{table}", by_parent("nursery_childstay", f"nursery_{table}.child_id", "child_id"))
            for table in _OF_THE_CHILD
        ),
        secure("nursery_arrival", by_parent("nursery_childstay", "nursery_arrival.stay_id")),
        secure("nursery_departure", by_parent("nursery_childstay", "nursery_departure.stay_id")),
        secure("nursery_concern", by_establishment()),
        secure("nursery_pregnancy", by_parent("people_custodyspell", "nursery_pregnancy.person_id", "person_id")),
        secure("nursery_otherchild", by_parent("people_custodyspell", "nursery_otherchild.mother_id", "person_id")),
    ]
