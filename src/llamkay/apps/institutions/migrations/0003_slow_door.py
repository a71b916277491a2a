from django.db import migrations, models


class Migration(migrations.Migration):
    """Failures at the door are counted where every process sees them."""

    dependencies = [("institutions", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Brake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("failures", models.PositiveIntegerField()),
                ("at", models.DateTimeField(db_index=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
