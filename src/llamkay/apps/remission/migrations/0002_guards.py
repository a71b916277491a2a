from django.db import migrations

from llamkay.platform.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: counts and credits are seen with their person."""

    dependencies = [("remission", "0001_tables"), ("platform", "0002_scope_functions"), ("people", "0002_guards")]

    operations = [
        *(
            secure(f"remission_{table}", by_parent("people_custodyspell", f"remission_{table}.person_id", "person_id"))
            for table in ("daycount", "credit")
        ),
    ]
