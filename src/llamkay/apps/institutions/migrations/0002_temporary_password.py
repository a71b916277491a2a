"""Somebody who was given a password by another person changes it before working."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("institutions", "0001_tables")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="temporary_password",
            field=models.BooleanField(default=False),
        ),
    ]
