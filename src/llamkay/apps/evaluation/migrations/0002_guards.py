from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):
    """Row security: what became of a person is seen where the person is."""

    dependencies = [("evaluation", "0001_tables"), ("platform", "0002_scope_functions"), ("people", "0002_guards")]

    operations = [
        secure("evaluation_ending", by_parent("people_custodyspell", "evaluation_ending.person_id", "person_id")),
    ]
