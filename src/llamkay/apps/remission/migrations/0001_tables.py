import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import llamkay.platform.database.tables
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_tables'),
        ('months', '0001_tables'),
        ('people', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('platform', '0002_scope_functions'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='LawVersion',
                fields=[
                    ('version', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('documents', models.JSONField()),
                    ('first_used_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='PriorDays',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('work', 'Trabajo'), ('study', 'Estudio')], max_length=5)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('days', models.PositiveSmallIntegerField()),
                    ('book', models.CharField(max_length=80)),
                    ('folio', models.CharField(max_length=40)),
                    ('certificate', models.CharField(blank=True, max_length=80)),
                    ('scan', models.BinaryField(blank=True, null=True)),
                    ('scan_name', models.CharField(blank=True, max_length=120)),
                    ('state', models.CharField(choices=[('entered', 'Por aprobar'), ('approved', 'Aprobado'), ('refused', 'Rechazado')], default='entered', max_length=10)),
                    ('entered_by', models.CharField(max_length=150)),
                    ('entered_at', models.DateTimeField()),
                    ('decided_by', models.CharField(blank=True, max_length=150)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prior_days', to='people.person')),
                ],
                options={
                    'ordering': ['period', 'id'],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'work'), models.Q(('state', 'refused'), _negated=True)), expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='prior_work_once', violation_error_code='prior_work_once'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'study'), models.Q(('state', 'refused'), _negated=True)), expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='prior_study_once', violation_error_code='prior_study_once'), models.CheckConstraint(condition=models.Q(('period__endswith__isnull', False), ('period__startswith__isnull', False)), name='prior_days_bounded'), models.CheckConstraint(condition=models.Q(('days__gt', 0)), name='prior_days_positive'), models.CheckConstraint(condition=models.Q(('state', 'entered'), models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('decided_by', models.F('entered_by')), _negated=True)), _connector='OR'), name='prior_days_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='prior_days_refused_why')],
                },
            ),
            migrations.CreateModel(
                name='PriorDaysEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('work', 'Trabajo'), ('study', 'Estudio')], max_length=5)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('days', models.PositiveSmallIntegerField()),
                    ('book', models.CharField(max_length=80)),
                    ('folio', models.CharField(max_length=40)),
                    ('certificate', models.CharField(blank=True, max_length=80)),
                    ('scan', models.BinaryField(blank=True, null=True)),
                    ('scan_name', models.CharField(blank=True, max_length=120)),
                    ('state', models.CharField(choices=[('entered', 'Por aprobar'), ('approved', 'Aprobado'), ('refused', 'Rechazado')], default='entered', max_length=10)),
                    ('entered_by', models.CharField(max_length=150)),
                    ('entered_at', models.DateTimeField()),
                    ('decided_by', models.CharField(blank=True, max_length=150)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='remission.priordays')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('as_of', models.DateField()),
                    ('at', models.DateTimeField()),
                    ('by', models.CharField(max_length=150)),
                    ('case', models.JSONField()),
                    ('result', models.JSONField()),
                    ('hash', models.CharField(max_length=64)),
                    ('law_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='remission.lawversion')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='people.person')),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='remission.statement')),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['person', '-id'], name='statement_by_person')],
                },
            ),
            migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('work', 'Cómputo laboral'), ('study', 'Cómputo de estudio'), ('both', 'Cómputo laboral y de estudio')], max_length=5)),
                    ('number', models.PositiveIntegerField()),
                    ('year', models.PositiveSmallIntegerField()),
                    ('pdf', models.BinaryField()),
                    ('issued_at', models.DateTimeField()),
                    ('issued_by', models.CharField(max_length=150)),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='institutions.establishment')),
                    ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='platform.issuedpaper')),
                    ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='remission.statement')),
                ],
                options={
                    'ordering': ['-id'],
                    'constraints': [models.UniqueConstraint(fields=('establishment', 'year', 'number'), name='one_certificate_a_number')],
                },
            ),
            migrations.CreateModel(
                name='Request',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('year', models.PositiveSmallIntegerField()),
                    ('purpose', models.CharField(choices=[('served', 'Libertad por cumplimiento de condena con redención'), ('semi_liberty', 'Semilibertad'), ('conditional', 'Liberación condicional')], max_length=14)),
                    ('filed_on', models.DateField()),
                    ('filed_by', models.CharField(max_length=120)),
                    ('decider', models.CharField(choices=[('director', 'Dirección del establecimiento'), ('judge', 'Juzgado'), ('disputed', 'En duda: la norma admite dos lecturas')], max_length=10)),
                    ('procedure', models.JSONField()),
                    ('state', models.CharField(choices=[('filed', 'Presentada'), ('computed', 'Computada'), ('council', 'En el consejo técnico'), ('sent', 'Enviada a quien decide'), ('granted', 'Concedida'), ('refused', 'Denegada'), ('withdrawn', 'Desistida')], default='filed', max_length=10)),
                    ('due_at', models.DateTimeField(blank=True, null=True)),
                    ('ground', models.TextField(blank=True)),
                    ('certificate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='remission.certificate')),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='institutions.establishment')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='people.person')),
                    ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='remission.statement')),
                ],
                options={
                    'ordering': ['-filed_on', '-id'],
                    'constraints': [models.UniqueConstraint(fields=('establishment', 'year', 'number'), name='one_request_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['granted', 'refused']), _negated=True), models.Q(('ground', ''), _negated=True), _connector='OR'), name='request_decided_with_its_ground')],
                },
            ),
            migrations.CreateModel(
                name='RequestEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('number', models.PositiveIntegerField()),
                    ('year', models.PositiveSmallIntegerField()),
                    ('purpose', models.CharField(choices=[('served', 'Libertad por cumplimiento de condena con redención'), ('semi_liberty', 'Semilibertad'), ('conditional', 'Liberación condicional')], max_length=14)),
                    ('filed_on', models.DateField()),
                    ('filed_by', models.CharField(max_length=120)),
                    ('decider', models.CharField(choices=[('director', 'Dirección del establecimiento'), ('judge', 'Juzgado'), ('disputed', 'En duda: la norma admite dos lecturas')], max_length=10)),
                    ('procedure', models.JSONField()),
                    ('state', models.CharField(choices=[('filed', 'Presentada'), ('computed', 'Computada'), ('council', 'En el consejo técnico'), ('sent', 'Enviada a quien decide'), ('granted', 'Concedida'), ('refused', 'Denegada'), ('withdrawn', 'Desistida')], default='filed', max_length=10)),
                    ('due_at', models.DateTimeField(blank=True, null=True)),
                    ('ground', models.TextField(blank=True)),
                    ('certificate', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='remission.certificate')),
                    ('establishment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='remission.request')),
                    ('statement', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='remission.statement')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='RequestPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40)),
                    ('rule', models.CharField(max_length=40)),
                    ('norm', models.CharField(max_length=200)),
                    ('article', models.CharField(max_length=100)),
                    ('received_on', models.DateField(blank=True, null=True)),
                    ('reference', models.CharField(blank=True, max_length=120)),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='remission.request')),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('request', 'code'), name='one_paper_a_code')],
                },
            ),
            migrations.CreateModel(
                name='RequestPaperEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.SlugField(db_index=False, max_length=40)),
                    ('rule', models.CharField(max_length=40)),
                    ('norm', models.CharField(max_length=200)),
                    ('article', models.CharField(max_length=100)),
                    ('received_on', models.DateField(blank=True, null=True)),
                    ('reference', models.CharField(blank=True, max_length=120)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='remission.requestpaper')),
                    ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='remission.request')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='RequestStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('filed', 'Presentada'), ('computed', 'Computada'), ('council', 'En el consejo técnico'), ('sent', 'Enviada a quien decide'), ('granted', 'Concedida'), ('refused', 'Denegada'), ('withdrawn', 'Desistida')], max_length=10)),
                    ('at', models.DateTimeField()),
                    ('by', models.CharField(max_length=150)),
                    ('sentence', models.TextField()),
                    ('details', models.JSONField(default=dict)),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='remission.request')),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='CertificateEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('work', 'Cómputo laboral'), ('study', 'Cómputo de estudio'), ('both', 'Cómputo laboral y de estudio')], max_length=5)),
                    ('number', models.PositiveIntegerField()),
                    ('year', models.PositiveSmallIntegerField()),
                    ('pdf', models.BinaryField()),
                    ('issued_at', models.DateTimeField()),
                    ('issued_by', models.CharField(max_length=150)),
                    ('establishment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('paper', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='platform.issuedpaper')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='remission.certificate')),
                    ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='remission.statement')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Credit',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=5)),
                    ('month', models.DateField()),
                    ('regime', models.CharField(max_length=20)),
                    ('stage', models.CharField(blank=True, max_length=10)),
                    ('days', models.SmallIntegerField()),
                    ('ratio', models.PositiveSmallIntegerField(null=True)),
                    ('status', models.CharField(max_length=14)),
                    ('rule', models.CharField(max_length=40)),
                    ('norm', models.CharField(max_length=200)),
                    ('article', models.CharField(max_length=100)),
                    ('confidence', models.CharField(max_length=20)),
                    ('why', models.JSONField()),
                    ('alternatives', models.JSONField(default=list)),
                    ('law_version', models.CharField(max_length=64)),
                    ('reverses', models.BooleanField(default=False)),
                    ('close', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='months.monthclose')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'month'], name='credit_by_person')],
                },
            ),
            migrations.CreateModel(
                name='DayCount',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=5)),
                    ('month', models.DateField()),
                    ('days', models.SmallIntegerField()),
                    ('credits', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=31)),
                    ('excluded', models.JSONField()),
                    ('carry_in', models.IntegerField()),
                    ('carry_out', models.IntegerField()),
                    ('close', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='months.monthclose')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='day_counts', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'month'], name='day_count_by_person')],
                    'constraints': [models.UniqueConstraint(fields=('close', 'person', 'kind', 'month'), name='one_count_a_close'), models.CheckConstraint(condition=models.Q(('kind__in', ['work', 'study'])), name='count_of_work_or_study')],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='lawversion',
                trigger=pgtrigger.compiler.Trigger(name='law_version_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c2d8da594a4b40706a6166b4d95d2de4517c66c5', operation='UPDATE OR DELETE', pgid='pgtrigger_law_version_append_only_95557', table='remission_lawversion', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='credit',
                trigger=pgtrigger.compiler.Trigger(name='credit_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8e8fe27c1779e8645bbac79ee7fc64db900a8cb0', operation='UPDATE OR DELETE', pgid='pgtrigger_credit_append_only_10831', table='remission_credit', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='daycount',
                trigger=pgtrigger.compiler.Trigger(name='day_count_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd44684c54510569afc66662f123dacef2d5abd5', operation='UPDATE OR DELETE', pgid='pgtrigger_day_count_append_only_aadae', table='remission_daycount', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='priordays',
                trigger=pgtrigger.compiler.Trigger(name='prior_days_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='197325295a60681db4ede5c92d8b2ac3da3f4960', operation='DELETE', pgid='pgtrigger_prior_days_stays_faaa8', table='remission_priordays', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='priordays',
                trigger=pgtrigger.compiler.Trigger(name='prior_days_sealed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."book" IS DISTINCT FROM (NEW."book") OR OLD."certificate" IS DISTINCT FROM (NEW."certificate") OR OLD."days" IS DISTINCT FROM (NEW."days") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by" IS DISTINCT FROM (NEW."entered_by") OR OLD."folio" IS DISTINCT FROM (NEW."folio") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."scan" IS DISTINCT FROM (NEW."scan") OR OLD."scan_name" IS DISTINCT FROM (NEW."scan_name"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f2187bd353b440e7a800d3018dc2ce87c3d6aace', operation='UPDATE', pgid='pgtrigger_prior_days_sealed_19244', table='remission_priordays', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='priordays',
                trigger=pgtrigger.compiler.Trigger(name='prior_days_begin_undecided', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" = \'entered\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='f09f56b492a3a66897b35596b7ce644f96ad29f2', operation='INSERT', pgid='pgtrigger_prior_days_begin_undecided_c5391', table='remission_priordays', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='priordays',
                trigger=pgtrigger.compiler.Trigger(name='prior_days_decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((NOT (OLD."state" = \'entered\')) AND ((OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by" IS DISTINCT FROM (NEW."decided_by") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."state" IS DISTINCT FROM (NEW."state"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9977ad753f47eed758e8ac0b5696befd98d1e304', operation='UPDATE', pgid='pgtrigger_prior_days_decided_once_dd4d6', table='remission_priordays', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='priordays',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "remission_priordaysevent" ("book", "certificate", "days", "decided_at", "decided_by", "entered_at", "entered_by", "folio", "id", "kind", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scan", "scan_name", "state") VALUES (OLD."book", OLD."certificate", OLD."days", OLD."decided_at", OLD."decided_by", OLD."entered_at", OLD."entered_by", OLD."folio", OLD."id", OLD."kind", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."scan", OLD."scan_name", OLD."state"); RETURN NULL;', hash='0476b0565cf4a820a367664c0cf1a24f0985ab62', operation='UPDATE', pgid='pgtrigger_update_update_35804', table='remission_priordays', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='priordays',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "remission_priordaysevent" ("book", "certificate", "days", "decided_at", "decided_by", "entered_at", "entered_by", "folio", "id", "kind", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scan", "scan_name", "state") VALUES (OLD."book", OLD."certificate", OLD."days", OLD."decided_at", OLD."decided_by", OLD."entered_at", OLD."entered_by", OLD."folio", OLD."id", OLD."kind", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."scan", OLD."scan_name", OLD."state"); RETURN NULL;', hash='6026b51d9197feb9ee023200bc60dca2589a43cb', operation='DELETE', pgid='pgtrigger_delete_delete_c50d0', table='remission_priordays', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='requestpaper',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "remission_requestpaperevent" ("article", "code", "id", "norm", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "request_id", "rule") VALUES (OLD."article", OLD."code", OLD."id", OLD."norm", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."received_on", OLD."reference", OLD."request_id", OLD."rule"); RETURN NULL;', hash='60cd465b3e6e6dbfbe2d55236b91fcf25e1d3c52', operation='UPDATE', pgid='pgtrigger_update_update_3d3fa', table='remission_requestpaper', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='requestpaper',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "remission_requestpaperevent" ("article", "code", "id", "norm", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "request_id", "rule") VALUES (OLD."article", OLD."code", OLD."id", OLD."norm", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_on", OLD."reference", OLD."request_id", OLD."rule"); RETURN NULL;', hash='0be9968f8f9dee8609829f79a52383e0b98456d1', operation='DELETE', pgid='pgtrigger_delete_delete_6e2f7', table='remission_requestpaper', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='requeststep',
                trigger=pgtrigger.compiler.Trigger(name='request_step_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='97976c1862b8f1ee38a6c49d04b53444173a5699', operation='UPDATE OR DELETE', pgid='pgtrigger_request_step_append_only_cd45b', table='remission_requeststep', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='statement',
                trigger=pgtrigger.compiler.Trigger(name='statement_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='56adcc04a2d1be6152b5d09db0fa49bcdf509718', operation='UPDATE OR DELETE', pgid='pgtrigger_statement_append_only_6025b', table='remission_statement', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='request',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "remission_requestevent" ("certificate_id", "decider", "due_at", "establishment_id", "filed_by", "filed_on", "ground", "id", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "purpose", "state", "statement_id", "year") VALUES (OLD."certificate_id", OLD."decider", OLD."due_at", OLD."establishment_id", OLD."filed_by", OLD."filed_on", OLD."ground", OLD."id", OLD."number", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."procedure", OLD."purpose", OLD."state", OLD."statement_id", OLD."year"); RETURN NULL;', hash='092d35de484902b16a61e898352d661ffb690565', operation='UPDATE', pgid='pgtrigger_update_update_1ccf6', table='remission_request', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='request',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "remission_requestevent" ("certificate_id", "decider", "due_at", "establishment_id", "filed_by", "filed_on", "ground", "id", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "purpose", "state", "statement_id", "year") VALUES (OLD."certificate_id", OLD."decider", OLD."due_at", OLD."establishment_id", OLD."filed_by", OLD."filed_on", OLD."ground", OLD."id", OLD."number", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."procedure", OLD."purpose", OLD."state", OLD."statement_id", OLD."year"); RETURN NULL;', hash='c28f4b8e0fbde094a3e168b66caa9fadb23a0065', operation='DELETE', pgid='pgtrigger_delete_delete_f1ae4', table='remission_request', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='certificate',
                trigger=pgtrigger.compiler.Trigger(name='certificate_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='268bfc5ecfd1a6fa623537f1e971ee52cdd5baeb', operation='UPDATE OR DELETE', pgid='pgtrigger_certificate_append_only_2d98b', table='remission_certificate', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='certificate',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "remission_certificateevent" ("establishment_id", "id", "issued_at", "issued_by", "kind", "number", "paper_id", "pdf", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id", "year") VALUES (OLD."establishment_id", OLD."id", OLD."issued_at", OLD."issued_by", OLD."kind", OLD."number", OLD."paper_id", OLD."pdf", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."statement_id", OLD."year"); RETURN NULL;', hash='85ded9a57e1141fc5ffc75427ea285636d8f2920', operation='UPDATE', pgid='pgtrigger_update_update_c99d8', table='remission_certificate', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='certificate',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "remission_certificateevent" ("establishment_id", "id", "issued_at", "issued_by", "kind", "number", "paper_id", "pdf", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id", "year") VALUES (OLD."establishment_id", OLD."id", OLD."issued_at", OLD."issued_by", OLD."kind", OLD."number", OLD."paper_id", OLD."pdf", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."statement_id", OLD."year"); RETURN NULL;', hash='6c359f31c9d9677d5153dac22612d7458356cd1f', operation='DELETE', pgid='pgtrigger_delete_delete_9b18c', table='remission_certificate', when='AFTER')),
            ),
        ]),
    ]
