import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import llamkay.apps.activities.models
import llamkay.platform.database.tables
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_tables'),
        ('institutions', '__first__'),
        ('months', '0001_tables'),
        ('people', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='Company',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ruc', models.CharField(max_length=11, unique=True)),
                    ('name', models.CharField(max_length=120)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='CompanyEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('ruc', models.CharField(max_length=11)),
                    ('name', models.CharField(max_length=120)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.company')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('work', 'Trabajo'), ('study', 'Estudio')], max_length=10)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('folio', models.CharField(max_length=40)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='people.person')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'work')), expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='one_work_enrolment', violation_error_code='one_work_enrolment'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'study')), expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), ('period', '&&')], name='one_study_enrolment', violation_error_code='one_study_enrolment')],
                },
            ),
            migrations.CreateModel(
                name='EnrolmentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('work', 'Trabajo'), ('study', 'Estudio')], max_length=10)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('folio', models.CharField(max_length=40)),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.enrolment')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Trade',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(unique=True)),
                    ('name', models.CharField(max_length=60)),
                    ('name_en', models.CharField(max_length=60)),
                    ('synonyms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Activity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=30)),
                    ('name', models.CharField(max_length=100)),
                    ('kind', models.CharField(choices=[('work', 'Trabajo'), ('study', 'Estudio'), ('culture', 'Música y cultura'), ('treatment', 'Tratamiento')], max_length=10)),
                    ('modality', models.CharField(blank=True, choices=[('own_individual', 'Trabajo individual por cuenta propia'), ('own_group', 'Trabajo grupal por cuenta propia'), ('company', 'Taller de empresa'), ('institution', 'Taller de la institución'), ('service', 'Servicio auxiliar (ad honórem)'), ('carer', 'Cuidado en la cuna')], max_length=16)),
                    ('level', models.CharField(blank=True, choices=[('literacy', 'Alfabetización'), ('primary', 'Primaria (EBA inicial e intermedio)'), ('secondary', 'Secundaria (EBA avanzado)'), ('technical', 'Técnico-productiva (CETPRO)'), ('higher_technical', 'Superior técnica'), ('university', 'Universitaria')], max_length=16)),
                    ('place', models.CharField(choices=[('workshop', 'Taller'), ('classroom', 'Aula'), ('service', 'Servicio'), ('nursery', 'Cuna'), ('outside', 'Exterior'), ('cell', 'Celda o pasadizo')], max_length=10)),
                    ('place_name', models.CharField(blank=True, max_length=80)),
                    ('capacity', models.PositiveSmallIntegerField()),
                    ('timetable', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=7)),
                    ('starts_at', models.TimeField(blank=True, null=True)),
                    ('pay_basis', models.CharField(choices=[('none', 'Sin pago (ad honórem)'), ('hour', 'Por hora'), ('day', 'Por día'), ('piece', 'Por pieza'), ('share', 'Parte de lo que vende el grupo'), ('training', 'Subvención de capacitación'), ('declared', 'Ingreso propio declarado')], default='none', max_length=8)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='institutions.establishment')),
                    ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to=settings.AUTH_USER_MODEL)),
                    ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='activities.company')),
                    ('trade', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='activities.trade')),
                ],
                options={
                    'ordering': ['establishment__order', 'kind', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('establishment', 'code'), name='one_activity_a_code'), models.CheckConstraint(condition=models.Q(('capacity__gt', 0)), name='activity_capacity_positive'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'work'), models.Q(('modality', ''), _negated=True)), models.Q(models.Q(('kind', 'work'), _negated=True), ('modality', '')), _connector='OR'), name='modality_is_of_work'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'study'), models.Q(('level', ''), _negated=True)), models.Q(models.Q(('kind', 'study'), _negated=True), ('level', '')), _connector='OR'), name='level_is_of_study'), models.CheckConstraint(condition=models.Q(('timetable__len', 7)), name='timetable_has_seven_days')],
                },
            ),
            migrations.CreateModel(
                name='Sheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('state', models.CharField(choices=[('open', 'Abierta'), ('submitted', 'Entregada'), ('approved', 'Aprobada'), ('closed', 'Cerrada')], default='open', max_length=10)),
                    ('submitted_by', models.CharField(blank=True, max_length=150)),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('approved_by', models.CharField(blank=True, max_length=150)),
                    ('approved_at', models.DateTimeField(blank=True, null=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='activities.activity')),
                ],
                options={
                    'indexes': [models.Index(fields=['month', 'state'], name='sheet_by_month')],
                    'constraints': [models.UniqueConstraint(fields=('activity', 'month'), name='one_sheet_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='sheet_month_is_a_first_day')],
                },
            ),
            migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200)),
                    ('sha256', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('by', models.CharField(max_length=150)),
                    ('before', models.JSONField()),
                    ('version_after', models.PositiveIntegerField()),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='activities.sheet')),
                ],
            ),
            migrations.CreateModel(
                name='ImportBatchEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('file_name', models.CharField(max_length=200)),
                    ('sha256', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('by', models.CharField(max_length=150)),
                    ('before', models.JSONField()),
                    ('version_after', models.PositiveIntegerField()),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.importbatch')),
                    ('sheet', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.sheet')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Reason',
                fields=[
                    ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                    ('key', models.CharField(max_length=1, unique=True)),
                    ('name', models.CharField(max_length=60)),
                    ('name_en', models.CharField(max_length=60)),
                    ('present', models.BooleanField()),
                    ('paid', models.BooleanField()),
                    ('counts', models.BooleanField()),
                    ('expelled', models.BooleanField(default=False)),
                    ('needs_note', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['number'],
                },
            ),
            migrations.CreateModel(
                name='RestDayAuthorisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField()),
                    ('act', models.CharField(max_length=80)),
                    ('reason', models.CharField(max_length=200)),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations', to='activities.activity')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('activity', 'on'), name='one_authorisation_a_day')],
                },
            ),
            migrations.CreateModel(
                name='RestDayAuthorisationEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('on', models.DateField()),
                    ('act', models.CharField(max_length=80)),
                    ('reason', models.CharField(max_length=200)),
                    ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.activity')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.restdayauthorisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SheetEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('month', models.DateField()),
                    ('state', models.CharField(choices=[('open', 'Abierta'), ('submitted', 'Entregada'), ('approved', 'Aprobada'), ('closed', 'Cerrada')], default='open', max_length=10)),
                    ('submitted_by', models.CharField(blank=True, max_length=150)),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('approved_by', models.CharField(blank=True, max_length=150)),
                    ('approved_at', models.DateTimeField(blank=True, null=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.activity')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.sheet')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SheetRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('minutes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=llamkay.apps.activities.models._empty, size=31)),
                    ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=llamkay.apps.activities.models._empty, size=31)),
                    ('pieces', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), default=llamkay.apps.activities.models._empty, size=31)),
                    ('notes', models.JSONField(default=dict)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheet_rows', to='people.person')),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='activities.sheet')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sheet', 'person'), name='one_row_a_person')],
                },
            ),
            migrations.CreateModel(
                name='SheetRowEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('minutes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=llamkay.apps.activities.models._empty, size=31)),
                    ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=llamkay.apps.activities.models._empty, size=31)),
                    ('pieces', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), default=llamkay.apps.activities.models._empty, size=31)),
                    ('notes', models.JSONField(default=dict)),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.sheetrow')),
                    ('sheet', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.sheet')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Adjustment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.PositiveSmallIntegerField()),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('reason', models.PositiveSmallIntegerField()),
                    ('pieces', models.PositiveIntegerField(default=0)),
                    ('why', models.TextField()),
                    ('by', models.CharField(max_length=150)),
                    ('at', models.DateTimeField()),
                    ('applied_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='months.monthclose')),
                    ('row', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='activities.sheetrow')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('day__gte', 1), ('day__lte', 31), ('minutes__lte', 960)), name='adjustment_in_range'), models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='adjustment_has_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='AdjustmentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('day', models.PositiveSmallIntegerField()),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('reason', models.PositiveSmallIntegerField()),
                    ('pieces', models.PositiveIntegerField(default=0)),
                    ('why', models.TextField()),
                    ('by', models.CharField(max_length=150)),
                    ('at', models.DateTimeField()),
                    ('applied_in', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='months.monthclose')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.adjustment')),
                    ('row', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.sheetrow')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Allocation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('end_reason', models.CharField(blank=True, max_length=120)),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='activities.activity')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'activity'], name='allocation_by_person')],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('person')), '&&'), (llamkay.platform.database.tables._PointRange(models.F('activity')), '&&'), ('period', '&&')], name='one_allocation_an_activity', violation_error_code='one_allocation_an_activity')],
                },
            ),
            migrations.CreateModel(
                name='AllocationEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('end_reason', models.CharField(blank=True, max_length=120)),
                    ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.activity')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.allocation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ActivityEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(max_length=30)),
                    ('name', models.CharField(max_length=100)),
                    ('kind', models.CharField(choices=[('work', 'Trabajo'), ('study', 'Estudio'), ('culture', 'Música y cultura'), ('treatment', 'Tratamiento')], max_length=10)),
                    ('modality', models.CharField(blank=True, choices=[('own_individual', 'Trabajo individual por cuenta propia'), ('own_group', 'Trabajo grupal por cuenta propia'), ('company', 'Taller de empresa'), ('institution', 'Taller de la institución'), ('service', 'Servicio auxiliar (ad honórem)'), ('carer', 'Cuidado en la cuna')], max_length=16)),
                    ('level', models.CharField(blank=True, choices=[('literacy', 'Alfabetización'), ('primary', 'Primaria (EBA inicial e intermedio)'), ('secondary', 'Secundaria (EBA avanzado)'), ('technical', 'Técnico-productiva (CETPRO)'), ('higher_technical', 'Superior técnica'), ('university', 'Universitaria')], max_length=16)),
                    ('place', models.CharField(choices=[('workshop', 'Taller'), ('classroom', 'Aula'), ('service', 'Servicio'), ('nursery', 'Cuna'), ('outside', 'Exterior'), ('cell', 'Celda o pasadizo')], max_length=10)),
                    ('place_name', models.CharField(blank=True, max_length=80)),
                    ('capacity', models.PositiveSmallIntegerField()),
                    ('timetable', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=7)),
                    ('starts_at', models.TimeField(blank=True, null=True)),
                    ('pay_basis', models.CharField(choices=[('none', 'Sin pago (ad honórem)'), ('hour', 'Por hora'), ('day', 'Por día'), ('piece', 'Por pieza'), ('share', 'Parte de lo que vende el grupo'), ('training', 'Subvención de capacitación'), ('declared', 'Ingreso propio declarado')], default='none', max_length=8)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.activity')),
                    ('responsible', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('company', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.company')),
                    ('trade', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.trade')),
                ],
                options={
                    'abstract': False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='company',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_companyevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ruc") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."ruc"); RETURN NULL;', hash='ae662f8443b02afd8cc4cd123afc0195d58e8808', operation='UPDATE', pgid='pgtrigger_update_update_7bde9', table='activities_company', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='company',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_companyevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ruc") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."ruc"); RETURN NULL;', hash='5df1623ecaf2630a1e4464f962001172fb225d86', operation='DELETE', pgid='pgtrigger_delete_delete_09d49', table='activities_company', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='allocation',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_allocationevent" ("activity_id", "end_reason", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."activity_id", OLD."end_reason", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='70dba2d1eb643c916309f9500021593103cdc256', operation='UPDATE', pgid='pgtrigger_update_update_05d6d', table='activities_allocation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='allocation',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_allocationevent" ("activity_id", "end_reason", "id", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."activity_id", OLD."end_reason", OLD."id", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='1d480f756ff58df95e8204e729ee90cc2c6c1376', operation='DELETE', pgid='pgtrigger_delete_delete_d0922', table='activities_allocation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='enrolment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_enrolmentevent" ("folio", "id", "kind", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."folio", OLD."id", OLD."kind", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='4357c3b6db39239d9aa0036488d21dbc5b902d32', operation='UPDATE', pgid='pgtrigger_update_update_93f8d', table='activities_enrolment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='enrolment',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_enrolmentevent" ("folio", "id", "kind", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."folio", OLD."id", OLD."kind", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='915b352ddeb31cf2edfd6f37131a9decf8d3ec0c', operation='DELETE', pgid='pgtrigger_delete_delete_b5d9d', table='activities_enrolment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='restdayauthorisation',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_restdayauthorisationevent" ("act", "activity_id", "id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."act", OLD."activity_id", OLD."id", OLD."on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason"); RETURN NULL;', hash='4039527faa45d5d57706276f7297b2c164e92d4c', operation='UPDATE', pgid='pgtrigger_update_update_7cc48', table='activities_restdayauthorisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='restdayauthorisation',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_restdayauthorisationevent" ("act", "activity_id", "id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."act", OLD."activity_id", OLD."id", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;', hash='29ecd6b36de6d2f2bcc4dd928c3301a43b488784', operation='DELETE', pgid='pgtrigger_delete_delete_78a27', table='activities_restdayauthorisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sheet',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_sheetevent" ("activity_id", "approved_at", "approved_by", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "submitted_at", "submitted_by", "version") VALUES (OLD."activity_id", OLD."approved_at", OLD."approved_by", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."state", OLD."submitted_at", OLD."submitted_by", OLD."version"); RETURN NULL;', hash='3d91bf8e0ba74718466c766d259c321bdb327dbf', operation='UPDATE', pgid='pgtrigger_update_update_d62bd', table='activities_sheet', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sheet',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_sheetevent" ("activity_id", "approved_at", "approved_by", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "submitted_at", "submitted_by", "version") VALUES (OLD."activity_id", OLD."approved_at", OLD."approved_by", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."submitted_at", OLD."submitted_by", OLD."version"); RETURN NULL;', hash='34fc71c33c0b4b78a64c4e9ac0e3118bbdc9fa2e', operation='DELETE', pgid='pgtrigger_delete_delete_c8543', table='activities_sheet', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='importbatch',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_importbatchevent" ("at", "before", "by", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "sheet_id", "undone_at", "version_after") VALUES (OLD."at", OLD."before", OLD."by", OLD."file_name", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sha256", OLD."sheet_id", OLD."undone_at", OLD."version_after"); RETURN NULL;', hash='f234e8b91c1cfb999bb6cdaeb2402968a9b34660', operation='UPDATE', pgid='pgtrigger_update_update_ad09b', table='activities_importbatch', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='importbatch',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_importbatchevent" ("at", "before", "by", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "sheet_id", "undone_at", "version_after") VALUES (OLD."at", OLD."before", OLD."by", OLD."file_name", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."sheet_id", OLD."undone_at", OLD."version_after"); RETURN NULL;', hash='f2579d4f216e3caf5ba56e376b412bc584d62b14', operation='DELETE', pgid='pgtrigger_delete_delete_24458', table='activities_importbatch', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sheetrow',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_sheetrowevent" ("id", "minutes", "notes", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pieces", "reasons", "sheet_id") VALUES (OLD."id", OLD."minutes", OLD."notes", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."pieces", OLD."reasons", OLD."sheet_id"); RETURN NULL;', hash='328cf258eaf22609f67833aba7fee588836c6052', operation='UPDATE', pgid='pgtrigger_update_update_76d37', table='activities_sheetrow', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sheetrow',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_sheetrowevent" ("id", "minutes", "notes", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pieces", "reasons", "sheet_id") VALUES (OLD."id", OLD."minutes", OLD."notes", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pieces", OLD."reasons", OLD."sheet_id"); RETURN NULL;', hash='f25449f10e0c4d593c562d5470ac64becf653420', operation='DELETE', pgid='pgtrigger_delete_delete_a3487', table='activities_sheetrow', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='adjustment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_adjustmentevent" ("applied_in_id", "at", "by", "day", "id", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pieces", "reason", "row_id", "why") VALUES (OLD."applied_in_id", OLD."at", OLD."by", OLD."day", OLD."id", OLD."minutes", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."pieces", OLD."reason", OLD."row_id", OLD."why"); RETURN NULL;', hash='ee3badaecc23e6ac0821b40f6a4a5e362302d538', operation='UPDATE', pgid='pgtrigger_update_update_10978', table='activities_adjustment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='adjustment',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_adjustmentevent" ("applied_in_id", "at", "by", "day", "id", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pieces", "reason", "row_id", "why") VALUES (OLD."applied_in_id", OLD."at", OLD."by", OLD."day", OLD."id", OLD."minutes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pieces", OLD."reason", OLD."row_id", OLD."why"); RETURN NULL;', hash='ffcbe763334e0e526ddfe806c6c2c4aaaa49b1bd', operation='DELETE', pgid='pgtrigger_delete_delete_0fcb5', table='activities_adjustment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='activity',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "activities_activityevent" ("capacity", "code", "company_id", "establishment_id", "id", "kind", "level", "modality", "name", "pay_basis", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "place_name", "responsible_id", "starts_at", "timetable", "trade_id") VALUES (OLD."capacity", OLD."code", OLD."company_id", OLD."establishment_id", OLD."id", OLD."kind", OLD."level", OLD."modality", OLD."name", OLD."pay_basis", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."place", OLD."place_name", OLD."responsible_id", OLD."starts_at", OLD."timetable", OLD."trade_id"); RETURN NULL;', hash='07552bfbc0e1bbcb4c4eafd174fed2ec62789705', operation='UPDATE', pgid='pgtrigger_update_update_a56a1', table='activities_activity', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='activity',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "activities_activityevent" ("capacity", "code", "company_id", "establishment_id", "id", "kind", "level", "modality", "name", "pay_basis", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "place_name", "responsible_id", "starts_at", "timetable", "trade_id") VALUES (OLD."capacity", OLD."code", OLD."company_id", OLD."establishment_id", OLD."id", OLD."kind", OLD."level", OLD."modality", OLD."name", OLD."pay_basis", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."place_name", OLD."responsible_id", OLD."starts_at", OLD."timetable", OLD."trade_id"); RETURN NULL;', hash='ba2261fb837bfce6c0866fcd25eea52d1fd67e27', operation='DELETE', pgid='pgtrigger_delete_delete_cc776', table='activities_activity', when='AFTER')),
            ),
        ]),
    ]
