from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: who works outside, and what is of own enterprises, are of their prison."""

    dependencies = [("workshops", "0003_outside_and_own_enterprises")]

    operations = [
        secure("workshops_outsidepermit", by_establishment()),
        secure("workshops_dayout", by_parent("workshops_outsidepermit", "workshops_dayout.permit_id")),
        secure("workshops_ownentry", by_establishment()),
    ]
