from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):
    """Row security: the end of what was taken along is seen by whoever sees what was taken along."""

    dependencies = [("offline", "0003_what_stood_against_it_and_who_ended_it"), ("platform", "0002_scope_functions")]

    operations = [secure("offline_takingend", by_parent("offline_taking", "offline_takingend.taking_id"))]
