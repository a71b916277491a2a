from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_tables")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="arrival",
            field=models.BigIntegerField(
                db_default=models.Func(
                    output_field=models.BigIntegerField(), template="pg_current_xact_id()::text::bigint"
                ),
                editable=False,
            ),
        ),
    ]
