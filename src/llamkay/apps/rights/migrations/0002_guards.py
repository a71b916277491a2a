from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: requests, holds and erasures are of the prison that answers for the person; what hangs on a request,
    of its parent."""

    dependencies = [("rights", "0001_tables")]

    operations = [
        secure("rights_datarequest", by_establishment()),
        secure("rights_reportcopy", by_parent("rights_datarequest", "rights_reportcopy.request_id")),
        secure("rights_requestact", by_parent("rights_datarequest", "rights_requestact.request_id")),
        secure("rights_informed", by_parent("rights_datarequest", "rights_informed.request_id")),
        secure("rights_legalhold", by_establishment()),
        secure("rights_erasure", by_establishment()),
    ]
