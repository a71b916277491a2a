from django.db import migrations

from llamkay.platform.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: a child is seen where it lives or lived."""

    dependencies = [("nursery", "0001_tables"), ("platform", "0002_scope_functions"), ("people", "0002_guards")]

    operations = [
        secure("nursery_childstay", by_establishment()),
        secure("nursery_child", by_parent("nursery_childstay", "nursery_child.id", "child_id")),
        secure("nursery_nurseryplace", by_parent("nursery_childstay", "nursery_nurseryplace.child_id", "child_id")),
        secure(
            "nursery_pregnancy", by_parent("people_custodyspell", "nursery_pregnancy.person_id", "person_id")
        ),
    ]
