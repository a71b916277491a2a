import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import llamkay.platform.database.search
import llamkay.platform.database.tables
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, unique=True)),
                    ('first_surname', models.CharField(max_length=60)),
                    ('second_surname', models.CharField(blank=True, max_length=60)),
                    ('given_names', models.CharField(max_length=80)),
                    ('sex', models.CharField(choices=[('F', 'Mujer'), ('M', 'Varón')], max_length=1)),
                    ('born_on', models.DateField(blank=True, null=True)),
                    ('nationality', models.CharField(default='PE', max_length=3)),
                    ('provisional', models.BooleanField(default=False)),
                    ('search_text', models.CharField(editable=False, max_length=300)),
                    ('sort_name', models.GeneratedField(db_persist=True, expression=llamkay.platform.database.search.InOrder('first_surname', 'second_surname', 'given_names'), output_field=models.CharField(db_collation='C', max_length=300))),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person')),
                ],
                options={
                    'ordering': ['sort_name'],
                    'indexes': [models.Index(fields=['sort_name', 'id'], name='person_by_name')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='person_not_merged_into_itself')],
                },
            ),
            migrations.CreateModel(
                name='Conviction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('offence', models.CharField(max_length=20)),
                    ('paragraph', models.CharField(blank=True, max_length=20)),
                    ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                    ('committed_on', models.DateField(blank=True, null=True)),
                    ('final_on', models.DateField(blank=True, null=True)),
                    ('starts_on', models.DateField()),
                    ('years', models.PositiveSmallIntegerField(default=0)),
                    ('months', models.PositiveSmallIntegerField(default=0)),
                    ('days', models.PositiveSmallIntegerField(default=0)),
                    ('recidivist', models.BooleanField(default=False)),
                    ('habitual', models.BooleanField(default=False)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='convictions', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='IdentityDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('dni', 'DNI'), ('ce', 'Carné de extranjería'), ('passport', 'Pasaporte'), ('ptp', 'Permiso temporal de permanencia')], max_length=10)),
                    ('number', models.CharField(max_length=20)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='one_person_a_document')],
                },
            ),
            migrations.CreateModel(
                name='IsolationSpell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('act', models.CharField(max_length=120)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='isolations', to='people.person')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='one_isolation_a_day', violation_error_code='one_isolation_a_day')],
                },
            ),
            migrations.CreateModel(
                name='LegalStatusSpell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('remand', 'Procesado/a'), ('sentenced', 'Sentenciado/a')], max_length=10)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_status', to='people.person')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='one_status_a_day', violation_error_code='one_status_a_day')],
                },
            ),
            migrations.CreateModel(
                name='CustodySpell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('entry', models.CharField(choices=[('entry', 'Ingreso'), ('transfer', 'Ingreso por traslado')], max_length=10)),
                    ('exit', models.CharField(blank=True, choices=[('release', 'Libertad'), ('transfer', 'Salida por traslado'), ('death', 'Fallecimiento'), ('escape', 'Fuga')], max_length=10)),
                    ('followed_on', models.DateField(blank=True, editable=False, null=True)),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='institutions.establishment')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['establishment', 'person'], name='custody_by_establishment')],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='one_custody_a_day', violation_error_code='one_custody_a_day'), models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__startswith__isnull', False)), name='custody_starts'), models.CheckConstraint(condition=models.Q(models.Q(('exit', ''), ('period__endswith__isnull', True)), models.Q(models.Q(('exit', ''), _negated=True), ('period__endswith__isnull', False)), _connector='OR'), name='custody_exit_has_a_day')],
                },
            ),
            migrations.CreateModel(
                name='LegalStatusSpellEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('status', models.CharField(choices=[('remand', 'Procesado/a'), ('sentenced', 'Sentenciado/a')], max_length=10)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.legalstatusspell')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='IsolationSpellEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('act', models.CharField(max_length=120)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.isolationspell')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='IdentityDocumentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('dni', 'DNI'), ('ce', 'Carné de extranjería'), ('passport', 'Pasaporte'), ('ptp', 'Permiso temporal de permanencia')], max_length=10)),
                    ('number', models.CharField(max_length=20)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.identitydocument')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='CustodySpellEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('entry', models.CharField(choices=[('entry', 'Ingreso'), ('transfer', 'Ingreso por traslado')], max_length=10)),
                    ('exit', models.CharField(blank=True, choices=[('release', 'Libertad'), ('transfer', 'Salida por traslado'), ('death', 'Fallecimiento'), ('escape', 'Fuga')], max_length=10)),
                    ('followed_on', models.DateField(blank=True, editable=False, null=True)),
                    ('establishment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.custodyspell')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ConvictionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('offence', models.CharField(max_length=20)),
                    ('paragraph', models.CharField(blank=True, max_length=20)),
                    ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                    ('committed_on', models.DateField(blank=True, null=True)),
                    ('final_on', models.DateField(blank=True, null=True)),
                    ('starts_on', models.DateField()),
                    ('years', models.PositiveSmallIntegerField(default=0)),
                    ('months', models.PositiveSmallIntegerField(default=0)),
                    ('days', models.PositiveSmallIntegerField(default=0)),
                    ('recidivist', models.BooleanField(default=False)),
                    ('habitual', models.BooleanField(default=False)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.conviction')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PersonEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(max_length=20)),
                    ('first_surname', models.CharField(max_length=60)),
                    ('second_surname', models.CharField(blank=True, max_length=60)),
                    ('given_names', models.CharField(max_length=80)),
                    ('sex', models.CharField(choices=[('F', 'Mujer'), ('M', 'Varón')], max_length=1)),
                    ('born_on', models.DateField(blank=True, null=True)),
                    ('nationality', models.CharField(default='PE', max_length=3)),
                    ('provisional', models.BooleanField(default=False)),
                    ('search_text', models.CharField(editable=False, max_length=300)),
                    ('merged_into', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='StageEvaluation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField()),
                    ('favourable', models.BooleanField()),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'on'), name='one_evaluation_a_day')],
                },
            ),
            migrations.CreateModel(
                name='StageEvaluationEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('on', models.DateField()),
                    ('favourable', models.BooleanField()),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.stageevaluation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='StageSpell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('regime', models.CharField(max_length=20)),
                    ('stage', models.CharField(blank=True, max_length=10)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('act', models.CharField(blank=True, max_length=120)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='people.person')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='one_stage_a_day', violation_error_code='one_stage_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('regime', 'closed_ordinary'), ('stage__in', ('minimum', 'medium', 'maximum'))), models.Q(('regime', 'closed_special'), ('stage__in', ('A', 'B', 'C', 'extreme'))), models.Q(('regime__in', ['semi_open', 'open']), ('stage', '')), _connector='OR'), name='stage_of_its_regime')],
                },
            ),
            migrations.CreateModel(
                name='StageSpellEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('regime', models.CharField(max_length=20)),
                    ('stage', models.CharField(blank=True, max_length=10)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('act', models.CharField(blank=True, max_length=120)),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.stagespell')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='TemporaryAbsence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('reason', models.CharField(choices=[('hospital', 'Hospital'), ('court', 'Diligencia judicial'), ('leave', 'Permiso de salida')], max_length=10)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='people.person')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='one_absence_a_day', violation_error_code='one_absence_a_day')],
                },
            ),
            migrations.CreateModel(
                name='TemporaryAbsenceEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('reason', models.CharField(choices=[('hospital', 'Hospital'), ('court', 'Diligencia judicial'), ('leave', 'Permiso de salida')], max_length=10)),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.temporaryabsence')),
                ],
                options={
                    'abstract': False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='person',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."born_on" IS DISTINCT FROM (NEW."born_on") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."first_surname" IS DISTINCT FROM (NEW."first_surname") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."nationality" IS DISTINCT FROM (NEW."nationality") OR OLD."provisional" IS DISTINCT FROM (NEW."provisional") OR OLD."search_text" IS DISTINCT FROM (NEW."search_text") OR OLD."second_surname" IS DISTINCT FROM (NEW."second_surname") OR OLD."sex" IS DISTINCT FROM (NEW."sex"))', func='INSERT INTO "people_personevent" ("born_on", "code", "first_surname", "given_names", "id", "merged_into_id", "nationality", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provisional", "search_text", "second_surname", "sex") VALUES (OLD."born_on", OLD."code", OLD."first_surname", OLD."given_names", OLD."id", OLD."merged_into_id", OLD."nationality", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."provisional", OLD."search_text", OLD."second_surname", OLD."sex"); RETURN NULL;', hash='cd3dd30dccd7a58cde84236371411d7e2f7f7821', operation='UPDATE', pgid='pgtrigger_update_update_de829', table='people_person', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='person',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personevent" ("born_on", "code", "first_surname", "given_names", "id", "merged_into_id", "nationality", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provisional", "search_text", "second_surname", "sex") VALUES (OLD."born_on", OLD."code", OLD."first_surname", OLD."given_names", OLD."id", OLD."merged_into_id", OLD."nationality", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."provisional", OLD."search_text", OLD."second_surname", OLD."sex"); RETURN NULL;', hash='f7131b6daedd6dd88b7543f57b3b303df8e8f565', operation='DELETE', pgid='pgtrigger_delete_delete_2ca2d', table='people_person', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='legalstatusspell',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_legalstatusspellevent" ("id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."status"); RETURN NULL;', hash='dad41fcef84501508b5c87428b168df358013a9b', operation='UPDATE', pgid='pgtrigger_update_update_184b1', table='people_legalstatusspell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='legalstatusspell',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_legalstatusspellevent" ("id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."status"); RETURN NULL;', hash='d03dcca6349fbbe0170690ce353fa415e5d7612f', operation='DELETE', pgid='pgtrigger_delete_delete_2e210', table='people_legalstatusspell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='isolationspell',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_isolationspellevent" ("act", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."act", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='57c7a50c6b49fba4e0d6d9dcae2107aa6c51abeb', operation='UPDATE', pgid='pgtrigger_update_update_eaf63', table='people_isolationspell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='isolationspell',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_isolationspellevent" ("act", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."act", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='64339b3c41fb28cabeb5bc0ef62fad55550d7b98', operation='DELETE', pgid='pgtrigger_delete_delete_ed456', table='people_isolationspell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='identitydocument',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_identitydocumentevent" ("id", "kind", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."kind", OLD."number", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='8bd1844b3deb284b1aede2b972f09bceab230fe3', operation='UPDATE', pgid='pgtrigger_update_update_ef290', table='people_identitydocument', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='identitydocument',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_identitydocumentevent" ("id", "kind", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."kind", OLD."number", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='a9c6c5446bb16e05aae3ae4b81a3fd92a0160b48', operation='DELETE', pgid='pgtrigger_delete_delete_9fb7a', table='people_identitydocument', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='custodyspell',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_custodyspellevent" ("entry", "establishment_id", "exit", "followed_on", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."entry", OLD."establishment_id", OLD."exit", OLD."followed_on", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='53308ad7a1e904550c7fa91034fd3bfeb1c33282', operation='UPDATE', pgid='pgtrigger_update_update_3313d', table='people_custodyspell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='custodyspell',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_custodyspellevent" ("entry", "establishment_id", "exit", "followed_on", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."entry", OLD."establishment_id", OLD."exit", OLD."followed_on", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='f2d22ba50c43d48c6e621130ca5587abdec52eca', operation='DELETE', pgid='pgtrigger_delete_delete_c9f38', table='people_custodyspell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='conviction',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_convictionevent" ("committed_on", "days", "final_on", "habitual", "id", "months", "offence", "paragraph", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recidivist", "starts_on", "tags", "years") VALUES (OLD."committed_on", OLD."days", OLD."final_on", OLD."habitual", OLD."id", OLD."months", OLD."offence", OLD."paragraph", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."recidivist", OLD."starts_on", OLD."tags", OLD."years"); RETURN NULL;', hash='116c40c7a040224add3296bb18972b2dcdf72509', operation='UPDATE', pgid='pgtrigger_update_update_548c7', table='people_conviction', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='conviction',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_convictionevent" ("committed_on", "days", "final_on", "habitual", "id", "months", "offence", "paragraph", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recidivist", "starts_on", "tags", "years") VALUES (OLD."committed_on", OLD."days", OLD."final_on", OLD."habitual", OLD."id", OLD."months", OLD."offence", OLD."paragraph", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recidivist", OLD."starts_on", OLD."tags", OLD."years"); RETURN NULL;', hash='a1f05663eabc0e8ce52d416676fbf7a38a3c9d92', operation='DELETE', pgid='pgtrigger_delete_delete_71ffc', table='people_conviction', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='stageevaluation',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_stageevaluationevent" ("favourable", "id", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."favourable", OLD."id", OLD."on", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='ffce78f02b1e5d72ef4dde6ed0b180533a40000d', operation='UPDATE', pgid='pgtrigger_update_update_181d6', table='people_stageevaluation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='stageevaluation',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_stageevaluationevent" ("favourable", "id", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."favourable", OLD."id", OLD."on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='09365e29352fe7bc452631e907185dff45cdc55c', operation='DELETE', pgid='pgtrigger_delete_delete_6679e', table='people_stageevaluation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='stagespell',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_stagespellevent" ("act", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regime", "stage") VALUES (OLD."act", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."regime", OLD."stage"); RETURN NULL;', hash='21ffe1aab3932ce3e03237834bf40a98e026dc08', operation='UPDATE', pgid='pgtrigger_update_update_7baef', table='people_stagespell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='stagespell',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_stagespellevent" ("act", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regime", "stage") VALUES (OLD."act", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."regime", OLD."stage"); RETURN NULL;', hash='1101acf0c18a992b112c3add984ad1ebd2bdc212', operation='DELETE', pgid='pgtrigger_delete_delete_4a79a', table='people_stagespell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='temporaryabsence',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_temporaryabsenceevent" ("id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason"); RETURN NULL;', hash='61a853285551039de4b40a970874cd0937b5b498', operation='UPDATE', pgid='pgtrigger_update_update_57e19', table='people_temporaryabsence', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='temporaryabsence',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_temporaryabsenceevent" ("id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;', hash='0d186cc8a96e695a00e7df8a99294d1b32282073', operation='DELETE', pgid='pgtrigger_delete_delete_c0505', table='people_temporaryabsence', when='AFTER')),
            ),
        ]),
    ]
