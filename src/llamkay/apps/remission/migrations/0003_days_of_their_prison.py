import django.db.models.deletion
from django.db import migrations, models

_FILL = """
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} t SET establishment_id = c.establishment_id FROM months_monthclose c WHERE c.id = t.close_id;
ALTER TABLE {table} ENABLE TRIGGER USER;
SET CONSTRAINTS ALL IMMEDIATE;
"""


def _column(**options: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.establishment", **options
    )


class Migration(migrations.Migration):
    """Counts and credits say of which prison their days are: a close may move the days of another."""

    dependencies = [("remission", "0002_guards"), ("institutions", "0002_guards"), ("months", "0002_guards")]

    operations = [
        migrations.AddField("daycount", "establishment", _column(null=True)),
        migrations.AddField("credit", "establishment", _column(null=True, db_index=False)),
        migrations.RunSQL(_FILL.format(table="remission_daycount"), migrations.RunSQL.noop),
        migrations.RunSQL(_FILL.format(table="remission_credit"), migrations.RunSQL.noop),
        migrations.AlterField("daycount", "establishment", _column()),
        migrations.AlterField("credit", "establishment", _column(db_index=False)),
        migrations.RemoveConstraint("daycount", "one_count_a_close"),
        migrations.AddConstraint(
            "daycount",
            models.UniqueConstraint(
                fields=("close", "person", "kind", "month", "establishment"), name="one_count_a_close_and_prison"
            ),
        ),
    ]
