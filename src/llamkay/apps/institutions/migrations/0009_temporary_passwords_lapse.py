from django.db import migrations, models

# Those that stand when this comes get seven days from then, as if they had been given today.
TERM = """
UPDATE institutions_user SET temporary_until = now() + interval '7 days' WHERE temporary_password
"""


class Migration(migrations.Migration):
    """A temporary password opens the door until a moment."""

    dependencies = [("institutions", "0008_reviews_of_access")]

    operations = [
        migrations.AddField("user", "temporary_until", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(TERM, migrations.RunSQL.noop),
        migrations.RemoveField("user", "temporary_password"),
    ]
