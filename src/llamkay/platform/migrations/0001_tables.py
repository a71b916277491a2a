import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='InteractionLog',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(db_index=True)),
                    ('actor', models.CharField(max_length=150)),
                    ('kind', models.CharField(max_length=20)),
                    ('target', models.CharField(max_length=120)),
                ],
            ),
            migrations.CreateModel(
                name='IssuedPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=24, unique=True)),
                    ('title', models.CharField(max_length=120)),
                    ('institution', models.CharField(max_length=120)),
                    ('issued_at', models.DateTimeField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('voided_at', models.DateTimeField(blank=True, null=True)),
                    ('void_reason', models.CharField(blank=True, max_length=200)),
                    ('replaced_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='platform.issuedpaper')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='paper_voided_with_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='IssuedPaperEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(max_length=24)),
                    ('title', models.CharField(max_length=120)),
                    ('institution', models.CharField(max_length=120)),
                    ('issued_at', models.DateTimeField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('voided_at', models.DateTimeField(blank=True, null=True)),
                    ('void_reason', models.CharField(blank=True, max_length=200)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='platform.issuedpaper')),
                    ('replaced_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='platform.issuedpaper')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='LoggedAction',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('stream', models.CharField(max_length=60)),
                    ('at', models.DateTimeField()),
                    ('actor', models.CharField(max_length=150)),
                    ('verb', models.CharField(max_length=80)),
                    ('target', models.CharField(max_length=120)),
                    ('sentence', models.TextField()),
                    ('reason', models.TextField(blank=True)),
                    ('details', models.JSONField(default=dict)),
                    ('previous_hash', models.CharField(blank=True, max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                ],
                options={
                    'indexes': [models.Index(fields=['target', '-id'], name='logged_action_target'), models.Index(fields=['stream', '-id'], name='logged_action_stream')],
                },
            ),
            migrations.CreateModel(
                name='Submission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('at', models.DateTimeField(db_index=True)),
                    ('location', models.CharField(max_length=300)),
                ],
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='interactionlog',
                trigger=pgtrigger.compiler.Trigger(name='interaction_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='010f2e4edfe9cc4eced7631666e091d027c7f88b', operation='UPDATE', pgid='pgtrigger_interaction_append_only_e8fb2', table='platform_interactionlog', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='issuedpaper',
                trigger=pgtrigger.compiler.Trigger(name='paper_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='31772ae31d4bbbf71a49af896a559636b1f49c4d', operation='DELETE', pgid='pgtrigger_paper_stays_5248f', table='platform_issuedpaper', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='issuedpaper',
                trigger=pgtrigger.compiler.Trigger(name='paper_sealed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institution" IS DISTINCT FROM (NEW."institution") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='837d05986820a0eb0fa3d6b696d70f60fcf75d46', operation='UPDATE', pgid='pgtrigger_paper_sealed_e1215', table='platform_issuedpaper', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='issuedpaper',
                trigger=pgtrigger.compiler.Trigger(name='paper_voided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."voided_at" IS NOT NULL) AND ((OLD."void_reason" IS DISTINCT FROM (NEW."void_reason") OR OLD."voided_at" IS DISTINCT FROM (NEW."voided_at"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7b97334f0b512fef1794e591565383b68ca188a4', operation='UPDATE', pgid='pgtrigger_paper_voided_once_d24e9', table='platform_issuedpaper', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='issuedpaper',
                trigger=pgtrigger.compiler.Trigger(name='replaced_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."replaced_by_id" IS NOT NULL) AND (OLD."replaced_by_id" IS DISTINCT FROM (NEW."replaced_by_id")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cf7062ac8dfe90556a717240cb0ed0141beb1ff2', operation='UPDATE', pgid='pgtrigger_replaced_once_4f8da', table='platform_issuedpaper', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='issuedpaper',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "platform_issuedpaperevent" ("code", "id", "institution", "issued_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaced_by_id", "sha256", "title", "void_reason", "voided_at") VALUES (OLD."code", OLD."id", OLD."institution", OLD."issued_at", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."replaced_by_id", OLD."sha256", OLD."title", OLD."void_reason", OLD."voided_at"); RETURN NULL;', hash='304418fb32198067281161382944c45546eed606', operation='UPDATE', pgid='pgtrigger_update_update_1678c', table='platform_issuedpaper', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='issuedpaper',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "platform_issuedpaperevent" ("code", "id", "institution", "issued_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaced_by_id", "sha256", "title", "void_reason", "voided_at") VALUES (OLD."code", OLD."id", OLD."institution", OLD."issued_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."replaced_by_id", OLD."sha256", OLD."title", OLD."void_reason", OLD."voided_at"); RETURN NULL;', hash='f910ba61792126939086a4d71fabaa97c7381e89', operation='DELETE', pgid='pgtrigger_delete_delete_4d99f', table='platform_issuedpaper', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='loggedaction',
                trigger=pgtrigger.compiler.Trigger(name='logged_action_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7e1c356c5d0cc7823e0a18831d7afda32ec5f94c', operation='UPDATE OR DELETE', pgid='pgtrigger_logged_action_append_only_ee2a0', table='platform_loggedaction', when='BEFORE')),
            ),
        ]),
    ]
