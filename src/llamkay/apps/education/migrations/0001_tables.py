import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0001_tables'),
        ('people', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='MonthlyMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('mark', models.PositiveSmallIntegerField()),
                    ('passed', models.BooleanField()),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='activities.activity')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('activity', 'person', 'month'), name='one_mark_a_month'), models.CheckConstraint(condition=models.Q(('mark__lte', 20)), name='mark_on_the_vigesimal_scale'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='mark_month_is_a_first_day')],
                },
            ),
            migrations.CreateModel(
                name='MonthlyMarkEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('month', models.DateField()),
                    ('mark', models.PositiveSmallIntegerField()),
                    ('passed', models.BooleanField()),
                    ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.activity')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='education.monthlymark')),
                ],
                options={
                    'abstract': False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlymark',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "education_monthlymarkevent" ("activity_id", "id", "mark", "month", "passed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."activity_id", OLD."id", OLD."mark", OLD."month", OLD."passed", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='89a9c2326eee132f5c4a0adf651227fe969eeb82', operation='UPDATE', pgid='pgtrigger_update_update_bc59c', table='education_monthlymark', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlymark',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "education_monthlymarkevent" ("activity_id", "id", "mark", "month", "passed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."activity_id", OLD."id", OLD."mark", OLD."month", OLD."passed", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='154ca8172f7e069a0decd0a6410518fa080394e7', operation='DELETE', pgid='pgtrigger_delete_delete_58bfd', table='education_monthlymark', when='AFTER')),
            ),
        ]),
    ]
