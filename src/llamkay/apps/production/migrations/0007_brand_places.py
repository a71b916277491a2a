from django.db import migrations


class Migration(migrations.Migration):
    """Where a brand is made is told with its dates alone."""

    dependencies = [("production", "0006_brand_guards")]

    operations = [migrations.RemoveField(model_name="brand", name="establishments")]
