import django.db.models.deletion
import llamkay.platform.database.batched
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):

    dependencies = [
        ('nursery', '0009_health_note'),
    ]

    operations = [
        llamkay.platform.database.batched.BatchedOperations(
            operations=[migrations.CreateModel(
                name='IncidentAddition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('told', 'La madre lo supo'), ('done', 'Se hizo'), ('known', 'Se supo después')], max_length=5)),
                    ('at', models.DateTimeField()),
                    ('what', models.CharField(max_length=1000)),
                    ('by', models.CharField(max_length=150)),
                    ('entered_at', models.DateTimeField()),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='additions', to='nursery.incident')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('at__lte', models.F('entered_at'))), name='addition_already_happened'), models.UniqueConstraint(condition=models.Q(('kind', 'told')), fields=('incident',), name='a_mother_is_told_once')],
                },
            ), pgtrigger.migrations.AddTrigger(
                model_name='incidentaddition',
                trigger=pgtrigger.compiler.Trigger(name='incident_addition_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='adee2fe5ef027cb5d8a6fcd1536ecf7c2021d4dc', operation='UPDATE OR DELETE', pgid='pgtrigger_incident_addition_append_only_2082e', table='nursery_incidentaddition', when='BEFORE')),
            )],
        ),
        secure("nursery_incidentaddition", by_parent("nursery_incident", "nursery_incidentaddition.incident_id")),
    ]
