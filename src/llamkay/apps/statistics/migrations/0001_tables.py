import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_tables'),
        ('months', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='Metric',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(unique=True)),
                    ('name', models.CharField(max_length=120)),
                    ('name_en', models.CharField(max_length=120)),
                    ('definition', models.TextField()),
                    ('definition_en', models.TextField()),
                    ('unit', models.CharField(max_length=40)),
                    ('unit_en', models.CharField(max_length=40)),
                    ('query', models.CharField(max_length=120)),
                    ('dimension', models.CharField(blank=True, max_length=20)),
                    ('sensitivity_class', models.CharField(default='none', max_length=20)),
                    ('public', models.BooleanField(default=True)),
                    ('order', models.PositiveSmallIntegerField()),
                ],
                options={
                    'ordering': ['order'],
                },
            ),
            migrations.CreateModel(
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
            ),
            migrations.CreateModel(
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
            ),
            migrations.CreateModel(
                name='MonthlyReturn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('state', models.CharField(choices=[('draft', 'Borrador'), ('accepted', 'Aceptado'), ('replaced', 'Reemplazado'), ('withdrawn', 'Retirado')], default='draft', max_length=10)),
                    ('as_of', models.DateField()),
                    ('reported_by', models.CharField(max_length=150)),
                    ('source', models.CharField(max_length=300)),
                    ('at', models.DateTimeField()),
                    ('figures', models.JSONField(default=dict)),
                    ('batch', models.UUIDField(blank=True, db_index=True, null=True)),
                    ('file_name', models.CharField(blank=True, max_length=200)),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='institutions.establishment')),
                    ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='statistics.monthlyreturn')),
                ],
                options={
                    'ordering': ['-month', 'establishment__order', '-id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'accepted'])), fields=('establishment', 'month', 'state'), name='one_return_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='return_month_is_a_first_day')],
                },
            ),
            migrations.CreateModel(
                name='Snapshot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('as_of', models.DateField()),
                    ('number', models.PositiveSmallIntegerField(default=1)),
                    ('source', models.CharField(choices=[('counted', 'Contado en el sistema'), ('reported', 'Informado por el establecimiento')], max_length=10)),
                    ('taken_at', models.DateTimeField()),
                    ('hash', models.CharField(max_length=64)),
                    ('close', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='months.monthclose')),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='institutions.establishment')),
                    ('monthly_return', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='statistics.monthlyreturn')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('establishment', 'month', 'number'), name='one_snapshot_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('close__isnull', False), ('source', 'counted')), models.Q(('monthly_return__isnull', False), ('source', 'reported')), _connector='OR'), name='snapshot_has_its_evidence')],
                },
            ),
            migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('key', models.CharField(blank=True, max_length=40)),
                    ('value', models.BigIntegerField()),
                    ('metric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='statistics.metric')),
                    ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='statistics.snapshot')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('snapshot', 'metric', 'key'), name='one_value_a_key'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='figure_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='MonthlyReturnEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('month', models.DateField()),
                    ('state', models.CharField(choices=[('draft', 'Borrador'), ('accepted', 'Aceptado'), ('replaced', 'Reemplazado'), ('withdrawn', 'Retirado')], default='draft', max_length=10)),
                    ('as_of', models.DateField()),
                    ('reported_by', models.CharField(max_length=150)),
                    ('source', models.CharField(max_length=300)),
                    ('at', models.DateTimeField()),
                    ('figures', models.JSONField(default=dict)),
                    ('batch', models.UUIDField(blank=True, null=True)),
                    ('file_name', models.CharField(blank=True, max_length=200)),
                    ('establishment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='statistics.monthlyreturn')),
                    ('replaces', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='statistics.monthlyreturn')),
                ],
                options={
                    'abstract': False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='release_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='8a871a45c1cb89cce2e7d06a3775925a6a0dde5e', operation='DELETE', pgid='pgtrigger_release_stays_a5797', table='statistics_release', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='release_sealed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."document" IS DISTINCT FROM (NEW."document") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."hash" IS DISTINCT FROM (NEW."hash") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."month" IS DISTINCT FROM (NEW."month") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."prepared_at" IS DISTINCT FROM (NEW."prepared_at") OR OLD."prepared_by" IS DISTINCT FROM (NEW."prepared_by") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='59fb62f79777f2fc59c198925990461f36373c2b', operation='UPDATE', pgid='pgtrigger_release_sealed_b1ac3', table='statistics_release', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='signed_release_stays_signed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((NOT (OLD."signed_by" = \'\')) AND ((OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."signed_by" IS DISTINCT FROM (NEW."signed_by"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a7fea67e5f9d7959081b61522f301d141d977fd9', operation='UPDATE', pgid='pgtrigger_signed_release_stays_signed_281c0', table='statistics_release', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='ended_release_stays_ended', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'refused\', \'replaced\', \'withdrawn\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='25ed8c61924bcaf7ee6ade4352faf99f13049669', operation='UPDATE', pgid='pgtrigger_ended_release_stays_ended_52b07', table='statistics_release', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "statistics_releaseevent" ("document", "ended_at", "ended_by", "ended_why", "evidence", "hash", "id", "month", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "reason", "signed_at", "signed_by", "state") VALUES (OLD."document", OLD."ended_at", OLD."ended_by", OLD."ended_why", OLD."evidence", OLD."hash", OLD."id", OLD."month", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."reason", OLD."signed_at", OLD."signed_by", OLD."state"); RETURN NULL;', hash='358798d1d3261aded16e4c9e053b54cbcea879be', operation='UPDATE', pgid='pgtrigger_update_update_67f61', table='statistics_release', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='release',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "statistics_releaseevent" ("document", "ended_at", "ended_by", "ended_why", "evidence", "hash", "id", "month", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "reason", "signed_at", "signed_by", "state") VALUES (OLD."document", OLD."ended_at", OLD."ended_by", OLD."ended_why", OLD."evidence", OLD."hash", OLD."id", OLD."month", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."reason", OLD."signed_at", OLD."signed_by", OLD."state"); RETURN NULL;', hash='914cf1eb4e4c0389449d99dfb02fa2c7ff2dee56', operation='DELETE', pgid='pgtrigger_delete_delete_17281', table='statistics_release', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlyreturn',
                trigger=pgtrigger.compiler.Trigger(name='return_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'draft\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='50c3807d588a0178044946810859a20785a938a9', operation='DELETE', pgid='pgtrigger_return_stays_26740', table='statistics_monthlyreturn', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlyreturn',
                trigger=pgtrigger.compiler.Trigger(name='return_sealed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((NOT (OLD."state" = \'draft\')) AND ((OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."batch" IS DISTINCT FROM (NEW."batch") OR OLD."establishment_id" IS DISTINCT FROM (NEW."establishment_id") OR OLD."figures" IS DISTINCT FROM (NEW."figures") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."month" IS DISTINCT FROM (NEW."month") OR OLD."replaces_id" IS DISTINCT FROM (NEW."replaces_id") OR OLD."reported_by" IS DISTINCT FROM (NEW."reported_by") OR OLD."source" IS DISTINCT FROM (NEW."source"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='86d0a6c3340f47d861917f5f11538414b7a70ad8', operation='UPDATE', pgid='pgtrigger_return_sealed_7078e', table='statistics_monthlyreturn', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlyreturn',
                trigger=pgtrigger.compiler.Trigger(name='accepted_return_only_replaced', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'accepted\' AND NEW."state" IN (\'draft\', \'withdrawn\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9ed911de947587c97e60742953ed762c2d96007a', operation='UPDATE', pgid='pgtrigger_accepted_return_only_replaced_7d71e', table='statistics_monthlyreturn', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlyreturn',
                trigger=pgtrigger.compiler.Trigger(name='a_return_that_fell_comes_back_as_a_draft_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'replaced\', \'withdrawn\') AND NOT (OLD."state" = (NEW."state")))', func="\n                    IF OLD.state = 'withdrawn' OR NEW.state <> 'draft' OR EXISTS (\n                        SELECT 1 FROM public.statistics_snapshot s WHERE s.monthly_return_id = OLD.id) THEN\n                        RAISE EXCEPTION 'a return that was % does not become %', OLD.state, NEW.state;\n                    END IF;\n                    RETURN NEW;\n                ", hash='5ee0a6d177e07dc52365a111cede395d1664fec5', operation='UPDATE', pgid='pgtrigger_a_return_that_fell_comes_back_as_a_draft_only_385f7', table='statistics_monthlyreturn', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlyreturn',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "statistics_monthlyreturnevent" ("as_of", "at", "batch", "establishment_id", "figures", "file_name", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "reported_by", "source", "state") VALUES (OLD."as_of", OLD."at", OLD."batch", OLD."establishment_id", OLD."figures", OLD."file_name", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."replaces_id", OLD."reported_by", OLD."source", OLD."state"); RETURN NULL;', hash='41f07c4383c93f9a2e2035d651309989916b9f34', operation='UPDATE', pgid='pgtrigger_update_update_e106b', table='statistics_monthlyreturn', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='monthlyreturn',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "statistics_monthlyreturnevent" ("as_of", "at", "batch", "establishment_id", "figures", "file_name", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "reported_by", "source", "state") VALUES (OLD."as_of", OLD."at", OLD."batch", OLD."establishment_id", OLD."figures", OLD."file_name", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."replaces_id", OLD."reported_by", OLD."source", OLD."state"); RETURN NULL;', hash='a617ec25aef5e6456580ff097745e61b7d725cdb', operation='DELETE', pgid='pgtrigger_delete_delete_13cee', table='statistics_monthlyreturn', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='snapshot',
                trigger=pgtrigger.compiler.Trigger(name='snapshot_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ed58c0eabe6636f39a6a0c89368df5c498e2550f', operation='UPDATE OR DELETE', pgid='pgtrigger_snapshot_append_only_7ddc4', table='statistics_snapshot', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='figure',
                trigger=pgtrigger.compiler.Trigger(name='figure_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='33015e799269dfe1c4b257cb25ea4262bfc5ef11', operation='UPDATE OR DELETE', pgid='pgtrigger_figure_append_only_cfba0', table='statistics_figure', when='BEFORE')),
            ),
        ]),
    ]
