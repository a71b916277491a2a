from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    dependencies = [("closing", "0001_decisions")]

    operations = [
        secure("closing_rehearsal", by_establishment()),
        secure("closing_decision", by_parent("months_monthclose", "close_id")),
    ]
