from django.db import migrations

from llamkay.platform.security.secrets import encrypt, is_encrypted


def _encrypted(text):
    return text if is_encrypted(text) else encrypt(text)


def encrypt_standing(apps, schema_editor):
    """The secrets of second steps that stand in clear: of the telephone, and those that reserve codes are made of."""
    authenticator = apps.get_model("mfa", "Authenticator")
    for row in authenticator.objects.select_for_update().order_by("pk"):
        before = dict(row.data)
        for name in ("secret", "seed"):
            if row.data.get(name):
                row.data[name] = _encrypted(row.data[name])
        if row.data.get("migrated_codes"):
            row.data["migrated_codes"] = [_encrypted(code) for code in row.data["migrated_codes"]]
        if row.data != before:
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """The secrets of the second step are kept encrypted, with a key that is not in the database."""

    dependencies = [("institutions", "0003_slow_door"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(encrypt_standing, migrations.RunPython.noop)]
