from django.db import migrations

from llamkay.platform.security.row_security import secure


class Migration(migrations.Migration):
    """Row security: minutes tell every prison of their visit; who signs them reads them by a service that asks first."""

    dependencies = [("coordination", "0005_signed_minutes"), ("platform", "0002_scope_functions")]

    operations = [
        secure(f"coordination_{table}", "(SELECT llamkay_sees_all())") for table in ("papersignature", "signedminutes")
    ]
