from django.db import migrations

from llamkay.platform.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: a person is seen where they are or were held."""

    dependencies = [("people", "0001_tables"), ("platform", "0002_scope_functions")]

    operations = [
        secure("people_custodyspell", by_establishment()),
        secure("people_person", by_parent("people_custodyspell", "people_person.id", "person_id")),
        *(
            secure(f"people_{table}", by_parent("people_custodyspell", f"people_{table}.person_id", "person_id"))
            for table in (
                "identitydocument", "temporaryabsence", "legalstatusspell", "stagespell", "conviction",
                "stageevaluation", "isolationspell",
            )
        ),
    ]
