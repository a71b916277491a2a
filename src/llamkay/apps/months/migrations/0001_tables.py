import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_tables'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='MonthClose',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('at', models.DateTimeField()),
                    ('by', models.CharField(max_length=150)),
                    ('law_version', models.CharField(max_length=64)),
                    ('totals', models.JSONField()),
                    ('inputs', models.JSONField()),
                    ('input_hash', models.CharField(max_length=64)),
                    ('previous_hash', models.CharField(blank=True, max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closes', to='institutions.establishment')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('establishment', 'month'), name='one_close_a_month')],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthclose',
                trigger=pgtrigger.compiler.Trigger(name='month_close_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2f7cae4484e3b6efb46ebf57f14bc79e9cd78f6e', operation='UPDATE OR DELETE', pgid='pgtrigger_month_close_append_only_8cad1', table='months_monthclose', when='BEFORE')),
            ),
        ]),
    ]
