from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: counts and earlier days are seen with their person, requests and certificates with their prison."""

    dependencies = [("remission", "0001_tables"), ("people", "0002_guards")]

    operations = [
        *(
            secure(f"remission_{table}", by_parent("people_custodyspell", f"remission_{table}.person_id", "person_id"))
            for table in ("daycount", "credit", "priordays", "statement")
        ),
        *(secure(f"remission_{table}", by_establishment()) for table in ("certificate", "request")),
        *(
            secure(f"remission_{table}", by_parent("remission_request", f"remission_{table}.request_id"))
            for table in ("requeststep", "requestpaper")
        ),
    ]
