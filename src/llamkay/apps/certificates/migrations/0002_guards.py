from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

OF_ISSUER = "certificates_issueroffice", "certificates_{}.issuer_id", "issuer_id"


def of_issuer(table):
    """Rows of an issuer that certifies in a prison of the scope."""
    parent, column, key = OF_ISSUER
    return secure(f"certificates_{table}", by_parent(parent, column.format(table), key))


class Migration(migrations.Migration):
    """Row security: certificates are seen with their prison; who signs and with what, where the issuer certifies."""

    dependencies = [("certificates", "0001_tables"), ("platform", "0002_scope_functions"), ("people", "0002_guards")]

    operations = [
        secure("certificates_issueroffice", by_establishment()),
        secure("certificates_credential", by_establishment()),
        of_issuer("signer"),
        of_issuer("issuersecret"),
    ]
