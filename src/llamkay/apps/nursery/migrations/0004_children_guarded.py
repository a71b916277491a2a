from django.db import migrations

from llamkay.platform.row_security import by_establishment, by_parent, secure

CHILD = ("childdocument", "healthfact", "receivingadult", "planstep", "unitnotice", "overstayground", "opening")


class Migration(migrations.Migration):
    """Row security: what is written of a child is seen where the child lives or lived."""

    dependencies = [("nursery", "0003_arrival_leaving_and_safety")]

    operations = [
        *(
            secure(f"nursery_{table}", by_parent("nursery_childstay", f"nursery_{table}.child_id", "child_id"))
            for table in CHILD
        ),
        secure("nursery_arrival", by_parent("nursery_childstay", "nursery_arrival.stay_id")),
        secure("nursery_departure", by_parent("nursery_childstay", "nursery_departure.stay_id")),
        secure(
            "nursery_otherchild", by_parent("people_custodyspell", "nursery_otherchild.mother_id", "person_id")
        ),
        secure("nursery_concern", by_establishment()),
    ]
