import django.db.models.deletion
import llamkay.platform.database.batched
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('statistics', '0001_tables'),
    ]

    operations = [
        llamkay.platform.database.batched.BatchedOperations(
            operations=[migrations.CreateModel(
                name='Release',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('number', models.PositiveSmallIntegerField()),
                    ('state', models.CharField(choices=[('prepared', 'Por firmar'), ('signed', 'Publicado'), ('refused', 'No se firmó'), ('replaced', 'Reemplazado'), ('withdrawn', 'Retirado')], default='prepared', max_length=10)),
                    ('document', models.JSONField()),
                    ('evidence', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('prepared_by', models.CharField(max_length=150)),
                    ('prepared_at', models.DateTimeField()),
                    ('signed_by', models.CharField(blank=True, max_length=150)),
                    ('signed_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.CharField(blank=True, max_length=150)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_why', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'ordering': ['-month', '-number'],
                    'constraints': [models.UniqueConstraint(fields=('month', 'number'), name='one_release_a_number'), models.UniqueConstraint(condition=models.Q(('state__in', ['prepared', 'signed'])), fields=('month', 'state'), name='one_release_in_force'), models.CheckConstraint(condition=models.Q(('month__day', 1), ('month__month__in', [3, 6, 9, 12])), name='release_of_a_quarter'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', ''), ('state__in', ['prepared', 'refused'])), models.Q(('signed_at__isnull', False), ('state__in', ['signed', 'replaced', 'withdrawn']), models.Q(('signed_by', ''), _negated=True)), _connector='OR'), name='told_once_signed'), models.CheckConstraint(condition=models.Q(('signed_by', models.F('prepared_by')), _negated=True), name='release_by_two'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['refused', 'withdrawn']), _negated=True), models.Q(models.Q(('ended_why', ''), _negated=True), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='release_ended_says_why')],
                },
            ), migrations.CreateModel(
                name='ReleaseEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('month', models.DateField()),
                    ('number', models.PositiveSmallIntegerField()),
                    ('state', models.CharField(choices=[('prepared', 'Por firmar'), ('signed', 'Publicado'), ('refused', 'No se firmó'), ('replaced', 'Reemplazado'), ('withdrawn', 'Retirado')], default='prepared', max_length=10)),
                    ('document', models.JSONField()),
                    ('evidence', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('prepared_by', models.CharField(max_length=150)),
                    ('prepared_at', models.DateTimeField()),
                    ('signed_by', models.CharField(blank=True, max_length=150)),
                    ('signed_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.CharField(blank=True, max_length=150)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_why', models.CharField(blank=True, max_length=300)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='statistics.release')),
                ],
                options={
                    'abstract': False,
                },
            ), pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='release_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='8a871a45c1cb89cce2e7d06a3775925a6a0dde5e', operation='DELETE', pgid='pgtrigger_release_stays_a5797', table='statistics_release', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='release_sealed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."document" IS DISTINCT FROM (NEW."document") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."hash" IS DISTINCT FROM (NEW."hash") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."month" IS DISTINCT FROM (NEW."month") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."prepared_at" IS DISTINCT FROM (NEW."prepared_at") OR OLD."prepared_by" IS DISTINCT FROM (NEW."prepared_by") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='59fb62f79777f2fc59c198925990461f36373c2b', operation='UPDATE', pgid='pgtrigger_release_sealed_b1ac3', table='statistics_release', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='signed_release_stays_signed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((NOT (OLD."signed_by" = \'\')) AND ((OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."signed_by" IS DISTINCT FROM (NEW."signed_by"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a7fea67e5f9d7959081b61522f301d141d977fd9', operation='UPDATE', pgid='pgtrigger_signed_release_stays_signed_281c0', table='statistics_release', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='ended_release_stays_ended', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'refused\', \'replaced\', \'withdrawn\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='25ed8c61924bcaf7ee6ade4352faf99f13049669', operation='UPDATE', pgid='pgtrigger_ended_release_stays_ended_52b07', table='statistics_release', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "statistics_releaseevent" ("document", "ended_at", "ended_by", "ended_why", "evidence", "hash", "id", "month", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "reason", "signed_at", "signed_by", "state") VALUES (OLD."document", OLD."ended_at", OLD."ended_by", OLD."ended_why", OLD."evidence", OLD."hash", OLD."id", OLD."month", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."reason", OLD."signed_at", OLD."signed_by", OLD."state"); RETURN NULL;', hash='358798d1d3261aded16e4c9e053b54cbcea879be', operation='UPDATE', pgid='pgtrigger_update_update_67f61', table='statistics_release', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "statistics_releaseevent" ("document", "ended_at", "ended_by", "ended_why", "evidence", "hash", "id", "month", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "reason", "signed_at", "signed_by", "state") VALUES (OLD."document", OLD."ended_at", OLD."ended_by", OLD."ended_why", OLD."evidence", OLD."hash", OLD."id", OLD."month", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."reason", OLD."signed_at", OLD."signed_by", OLD."state"); RETURN NULL;', hash='914cf1eb4e4c0389449d99dfb02fa2c7ff2dee56', operation='DELETE', pgid='pgtrigger_delete_delete_17281', table='statistics_release', when='AFTER')),
            )],
        ),
    ]
