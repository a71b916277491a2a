from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security: where somebody lives is of the prison that has the pavilion."""

    dependencies = [("people", "0007_pavilions")]

    operations = [secure("people_pavilionspell", by_establishment())]
