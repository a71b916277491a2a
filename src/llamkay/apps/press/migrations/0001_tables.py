import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('statistics', '0001_tables'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='Note',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField()),
                    ('number', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('acronym', models.CharField(max_length=20)),
                    ('title', models.CharField(max_length=200)),
                    ('subtitle', models.CharField(blank=True, max_length=300)),
                    ('paragraphs', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('draft', 'Borrador'), ('published', 'Publicada'), ('voided', 'Anulada')], default='draft', max_length=10)),
                    ('origin', models.CharField(choices=[('office', 'Redactada aquí'), ('imported', 'Importada')], default='office', max_length=10)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('drafted_by', models.CharField(blank=True, max_length=150)),
                    ('approved_by', models.CharField(blank=True, max_length=150)),
                    ('void_reason', models.TextField(blank=True)),
                    ('raw_text', models.TextField(blank=True)),
                    ('warnings', models.JSONField(default=list)),
                    ('search_text', models.TextField(blank=True, editable=False)),
                    ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='institutions.institution')),
                ],
                options={
                    'ordering': ['-published_at', '-id'],
                    'constraints': [models.UniqueConstraint(fields=('institution', 'year', 'number'), name='one_note_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('number__isnull', False)), _connector='OR'), name='number_on_approval_only'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'voided'), _negated=True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='voided_with_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='NoteEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('year', models.PositiveSmallIntegerField()),
                    ('number', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('acronym', models.CharField(max_length=20)),
                    ('title', models.CharField(max_length=200)),
                    ('subtitle', models.CharField(blank=True, max_length=300)),
                    ('paragraphs', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('draft', 'Borrador'), ('published', 'Publicada'), ('voided', 'Anulada')], default='draft', max_length=10)),
                    ('origin', models.CharField(choices=[('office', 'Redactada aquí'), ('imported', 'Importada')], default='office', max_length=10)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('drafted_by', models.CharField(blank=True, max_length=150)),
                    ('approved_by', models.CharField(blank=True, max_length=150)),
                    ('void_reason', models.TextField(blank=True)),
                    ('raw_text', models.TextField(blank=True)),
                    ('warnings', models.JSONField(default=list)),
                    ('search_text', models.TextField(blank=True, editable=False)),
                    ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='press.note')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='NoteFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.SlugField(max_length=40)),
                    ('key', models.CharField(blank=True, max_length=40)),
                    ('establishment_code', models.CharField(blank=True, max_length=20)),
                    ('month', models.DateField()),
                    ('hedge', models.CharField(blank=True, max_length=20)),
                    ('rounding', models.PositiveIntegerField(default=1)),
                    ('value', models.BigIntegerField(blank=True, null=True)),
                    ('denominator', models.BigIntegerField(blank=True, null=True)),
                    ('text', models.CharField(blank=True, max_length=80)),
                    ('snapshot_ids', models.JSONField(default=list)),
                    ('metric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='statistics.metric')),
                    ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='press.note')),
                    ('share_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statistics.metric')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('note', 'name'), name='one_figure_a_name')],
                },
            ),
            migrations.CreateModel(
                name='NoteFigureEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.SlugField(db_index=False, max_length=40)),
                    ('key', models.CharField(blank=True, max_length=40)),
                    ('establishment_code', models.CharField(blank=True, max_length=20)),
                    ('month', models.DateField()),
                    ('hedge', models.CharField(blank=True, max_length=20)),
                    ('rounding', models.PositiveIntegerField(default=1)),
                    ('value', models.BigIntegerField(blank=True, null=True)),
                    ('denominator', models.BigIntegerField(blank=True, null=True)),
                    ('text', models.CharField(blank=True, max_length=80)),
                    ('snapshot_ids', models.JSONField(default=list)),
                    ('metric', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='statistics.metric')),
                    ('note', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='press.note')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='press.notefigure')),
                    ('share_of', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='statistics.metric')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PublishedNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('document', models.JSONField()),
                    ('hash', models.CharField(max_length=64)),
                    ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='published', to='press.note')),
                ],
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='note',
                trigger=pgtrigger.compiler.Trigger(name='note_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'draft\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='deb789fc8f494b255e26b826651c4bd3ee39c0fc', operation='DELETE', pgid='pgtrigger_note_stays_e58e3', table='press_note', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='note',
                trigger=pgtrigger.compiler.Trigger(name='note_sealed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((NOT (OLD."state" = \'draft\')) AND ((OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."approved_by" IS DISTINCT FROM (NEW."approved_by") OR OLD."drafted_by" IS DISTINCT FROM (NEW."drafted_by") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institution_id" IS DISTINCT FROM (NEW."institution_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."paragraphs" IS DISTINCT FROM (NEW."paragraphs") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."raw_text" IS DISTINCT FROM (NEW."raw_text") OR OLD."subtitle" IS DISTINCT FROM (NEW."subtitle") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."warnings" IS DISTINCT FROM (NEW."warnings") OR OLD."year" IS DISTINCT FROM (NEW."year"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f6aeff5dd6f2349243edfe323a6ad589105ed701', operation='UPDATE', pgid='pgtrigger_note_sealed_c0abf', table='press_note', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='note',
                trigger=pgtrigger.compiler.Trigger(name='note_voided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."state" = \'voided\') AND ((OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."void_reason" IS DISTINCT FROM (NEW."void_reason"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='05fe8a53fe0d21dbfdf73ef7cf6fa0c56827d3be', operation='UPDATE', pgid='pgtrigger_note_voided_once_ea1cc', table='press_note', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='note',
                trigger=pgtrigger.compiler.Trigger(name='note_not_unpublished', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'published\' AND NEW."state" = \'draft\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e9323c37460e0472627245f6f44fc7dce2008ab6', operation='UPDATE', pgid='pgtrigger_note_not_unpublished_d9d57', table='press_note', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='note',
                trigger=pgtrigger.compiler.Trigger(name='published_note_has_no_void_reason', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'published\' AND NOT (NEW."void_reason" = \'\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7845390c70926086f27fc291ae0acba2e59e38df', operation='UPDATE', pgid='pgtrigger_published_note_has_no_void_reason_0df2b', table='press_note', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='note',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "press_noteevent" ("acronym", "approved_by", "drafted_by", "id", "institution_id", "number", "origin", "paragraphs", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "raw_text", "search_text", "state", "subtitle", "title", "void_reason", "warnings", "year") VALUES (OLD."acronym", OLD."approved_by", OLD."drafted_by", OLD."id", OLD."institution_id", OLD."number", OLD."origin", OLD."paragraphs", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."published_at", OLD."raw_text", OLD."search_text", OLD."state", OLD."subtitle", OLD."title", OLD."void_reason", OLD."warnings", OLD."year"); RETURN NULL;', hash='e3b64c9d780335d22cf43fde3f1724ed92d24b95', operation='UPDATE', pgid='pgtrigger_update_update_c4e04', table='press_note', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='note',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "press_noteevent" ("acronym", "approved_by", "drafted_by", "id", "institution_id", "number", "origin", "paragraphs", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "raw_text", "search_text", "state", "subtitle", "title", "void_reason", "warnings", "year") VALUES (OLD."acronym", OLD."approved_by", OLD."drafted_by", OLD."id", OLD."institution_id", OLD."number", OLD."origin", OLD."paragraphs", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."raw_text", OLD."search_text", OLD."state", OLD."subtitle", OLD."title", OLD."void_reason", OLD."warnings", OLD."year"); RETURN NULL;', hash='288055073d4cf1ca07fce7648453b54064415c34', operation='DELETE', pgid='pgtrigger_delete_delete_90612', table='press_note', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='notefigure',
                trigger=pgtrigger.compiler.Trigger(name='figure_of_a_draft_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (SELECT 1 FROM public.press_note n\n                               WHERE n.id IN (NEW.note_id, OLD.note_id) AND n.state <> 'draft') THEN\n                        RAISE EXCEPTION 'the figures of a published note do not change';\n                    END IF;\n                    RETURN COALESCE(NEW, OLD);\n                ", hash='c97f2cef5a3ad1493f63c90b2784af0e53c7ef8c', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_figure_of_a_draft_only_37aba', table='press_notefigure', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='notefigure',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "press_notefigureevent" ("denominator", "establishment_code", "hedge", "id", "key", "metric_id", "month", "name", "note_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rounding", "share_of_id", "snapshot_ids", "text", "value") VALUES (OLD."denominator", OLD."establishment_code", OLD."hedge", OLD."id", OLD."key", OLD."metric_id", OLD."month", OLD."name", OLD."note_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."rounding", OLD."share_of_id", OLD."snapshot_ids", OLD."text", OLD."value"); RETURN NULL;', hash='4b626bc14fee0e4a30a0703cf50d1d90e876397f', operation='UPDATE', pgid='pgtrigger_update_update_b151a', table='press_notefigure', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='notefigure',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "press_notefigureevent" ("denominator", "establishment_code", "hedge", "id", "key", "metric_id", "month", "name", "note_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rounding", "share_of_id", "snapshot_ids", "text", "value") VALUES (OLD."denominator", OLD."establishment_code", OLD."hedge", OLD."id", OLD."key", OLD."metric_id", OLD."month", OLD."name", OLD."note_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rounding", OLD."share_of_id", OLD."snapshot_ids", OLD."text", OLD."value"); RETURN NULL;', hash='ec530f5b434db3d8f1cf0b9e4a66102a0c65fe4e', operation='DELETE', pgid='pgtrigger_delete_delete_2308d', table='press_notefigure', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='publishednote',
                trigger=pgtrigger.compiler.Trigger(name='published_note_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0605a208ed29691a2f5eb8ee1ee65c26b442e0f4', operation='UPDATE OR DELETE', pgid='pgtrigger_published_note_append_only_65201', table='press_publishednote', when='BEFORE')),
            ),
        ]),
    ]
