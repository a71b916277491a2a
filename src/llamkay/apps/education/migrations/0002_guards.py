from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: marks are seen with their activity."""

    dependencies = [("education", "0001_tables"), ("platform", "0002_scope_functions"), ("activities", "0002_guards")]

    operations = [
        secure("education_monthlymark", by_parent("activities_activity", "education_monthlymark.activity_id")),
    ]
