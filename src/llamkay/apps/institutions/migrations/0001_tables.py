import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import llamkay.platform.database.tables
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from llamkay.platform.database.batched import BatchedOperations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BatchedOperations([
            migrations.CreateModel(
                name='RegionalOffice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(unique=True)),
                    ('name', models.CharField(max_length=80)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Establishment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, unique=True)),
                    ('name', models.CharField(max_length=120)),
                    ('department', models.CharField(max_length=40)),
                    ('population_kind', models.CharField(choices=[('women', 'Mujeres'), ('men', 'Varones'), ('mixed', 'Varones y mujeres')], max_length=10)),
                    ('capacity', models.PositiveIntegerField()),
                    ('uses_system', models.BooleanField(default=False)),
                    ('order', models.PositiveSmallIntegerField()),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='establishments', to='institutions.regionaloffice')),
                ],
                options={
                    'ordering': ['order'],
                },
            ),
            migrations.CreateModel(
                name='DataIncident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.TextField()),
                    ('known_at', models.DateTimeField()),
                    ('data', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('identity', 'Nombres, documentos, direcciones'), ('legal', 'Situación jurídica'), ('health', 'Salud'), ('children', 'Niñas y niños'), ('family', 'Familia y vida privada'), ('money', 'Dinero y pagos'), ('staff', 'Personal y sus claves')], max_length=10), size=None)),
                    ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                    ('reported_at', models.DateTimeField()),
                    ('reported_by', models.CharField(max_length=150)),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('nature', models.TextField(blank=True)),
                    ('categories', models.TextField(blank=True)),
                    ('people', models.PositiveIntegerField(blank=True, null=True)),
                    ('consequences', models.TextField(blank=True)),
                    ('measures', models.TextField(blank=True)),
                    ('authority_at', models.DateTimeField(blank=True, null=True)),
                    ('authority_reference', models.CharField(blank=True, max_length=80)),
                    ('people_notified_at', models.DateTimeField(blank=True, null=True)),
                    ('people_notified_how', models.CharField(blank=True, max_length=200)),
                    ('people_notified', models.TextField(blank=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_by', models.CharField(blank=True, max_length=150)),
                    ('outcome', models.TextField(blank=True)),
                    ('not_notified_why', models.TextField(blank=True)),
                    ('establishment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_incidents', to='institutions.establishment')),
                ],
                options={
                    'ordering': ['known_at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('known_at__lte', models.F('reported_at'))), name='incident_known_first'), models.CheckConstraint(condition=models.Q(('authority_at', None), models.Q(('authority_reference', ''), _negated=True), _connector='OR'), name='authority_notified_with_reference'), models.CheckConstraint(condition=models.Q(('people_notified_at', None), models.Q(models.Q(('people_notified', ''), _negated=True), models.Q(('people_notified_how', ''), _negated=True)), _connector='OR'), name='people_notified_in_words'), models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('closed_by', ''), _negated=True)), _connector='OR'), name='incident_closed_with_reason'), models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('authority_at__isnull', False), ('people_notified_at__isnull', False)), models.Q(('not_notified_why', ''), _negated=True), _connector='OR'), name='incident_closed_unnotified_says_why')],
                },
            ),
            migrations.CreateModel(
                name='Institution',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(unique=True)),
                ],
            ),
            migrations.CreateModel(
                name='InstitutionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.SlugField(db_index=False)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.institution')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='InstitutionName',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('acronym', models.CharField(max_length=20)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('norm', models.CharField(max_length=200)),
                    ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='institutions.institution')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('institution')), '&&'), ('period', '&&')], name='institution_one_name_a_day', violation_error_code='institution_one_name_a_day')],
                },
            ),
            migrations.CreateModel(
                name='InstitutionNameEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('acronym', models.CharField(max_length=20)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('norm', models.CharField(max_length=200)),
                    ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.institutionname')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120)),
                    ('establishment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='institutions.establishment')),
                    ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='institutions.institution')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('institution', 'establishment', 'title'), name='one_post_of_a_title', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='OfficeHolder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('act', models.CharField(blank=True, max_length=120)),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holders', to='institutions.post')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('post')), '&&'), ('period', '&&')], name='one_holder_a_post', violation_error_code='one_holder_a_post')],
                },
            ),
            migrations.CreateModel(
                name='OfficeHolderEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=120)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('act', models.CharField(blank=True, max_length=120)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.officeholder')),
                    ('post', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.post')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PostEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('title', models.CharField(max_length=120)),
                    ('establishment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institution')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.post')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='RegionalOfficeEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.SlugField(db_index=False)),
                    ('name', models.CharField(max_length=80)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.regionaloffice')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Role',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('name_en', models.CharField(max_length=80)),
                    ('actions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ],
            ),
            migrations.CreateModel(
                name='RoleEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.SlugField(db_index=False)),
                    ('name', models.CharField(max_length=80)),
                    ('name_en', models.CharField(max_length=80)),
                    ('actions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.role')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                    ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('full_name', models.CharField(max_length=120)),
                    ('temporary_password', models.BooleanField(default=False)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'users',
                    'abstract': False,
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='DataIncidentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('what', models.TextField()),
                    ('known_at', models.DateTimeField()),
                    ('data', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('identity', 'Nombres, documentos, direcciones'), ('legal', 'Situación jurídica'), ('health', 'Salud'), ('children', 'Niñas y niños'), ('family', 'Familia y vida privada'), ('money', 'Dinero y pagos'), ('staff', 'Personal y sus claves')], max_length=10), size=None)),
                    ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                    ('reported_at', models.DateTimeField()),
                    ('reported_by', models.CharField(max_length=150)),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('nature', models.TextField(blank=True)),
                    ('categories', models.TextField(blank=True)),
                    ('people', models.PositiveIntegerField(blank=True, null=True)),
                    ('consequences', models.TextField(blank=True)),
                    ('measures', models.TextField(blank=True)),
                    ('authority_at', models.DateTimeField(blank=True, null=True)),
                    ('authority_reference', models.CharField(blank=True, max_length=80)),
                    ('people_notified_at', models.DateTimeField(blank=True, null=True)),
                    ('people_notified_how', models.CharField(blank=True, max_length=200)),
                    ('people_notified', models.TextField(blank=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_by', models.CharField(blank=True, max_length=150)),
                    ('outcome', models.TextField(blank=True)),
                    ('not_notified_why', models.TextField(blank=True)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.dataincident')),
                    ('establishment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='EstablishmentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(max_length=20)),
                    ('name', models.CharField(max_length=120)),
                    ('department', models.CharField(max_length=40)),
                    ('population_kind', models.CharField(choices=[('women', 'Mujeres'), ('men', 'Varones'), ('mixed', 'Varones y mujeres')], max_length=10)),
                    ('capacity', models.PositiveIntegerField()),
                    ('uses_system', models.BooleanField(default=False)),
                    ('order', models.PositiveSmallIntegerField()),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.establishment')),
                    ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.regionaloffice')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='FormerName',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='institutions.establishment')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('establishment')), '&&'), ('period', '&&')], name='establishment_one_former_name', violation_error_code='establishment_one_former_name')],
                },
            ),
            migrations.CreateModel(
                name='FormerNameEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=120)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.formername')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Grant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='institutions.establishment')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
                    ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='institutions.role')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(llamkay.platform.database.tables._PointRange(models.F('user')), '&&'), (llamkay.platform.database.tables._PointRange(models.F('role')), '&&'), (llamkay.platform.database.tables._PointRange(models.F('establishment')), '&&'), ('period', '&&')], name='one_grant_an_establishment', violation_error_code='one_grant_an_establishment'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('establishment__isnull', True)), expressions=[(llamkay.platform.database.tables._PointRange(models.F('user')), '&&'), (llamkay.platform.database.tables._PointRange(models.F('role')), '&&'), ('period', '&&')], name='one_national_grant', violation_error_code='one_national_grant')],
                },
            ),
            migrations.CreateModel(
                name='GrantEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.grant')),
                    ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('role', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.role')),
                ],
                options={
                    'abstract': False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='institution',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_institutionevent" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='6c618918ae87543b2931478db9ba0508cee9cc6b', operation='UPDATE', pgid='pgtrigger_update_update_5a592', table='institutions_institution', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='institution',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_institutionevent" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='69c005736f066b4eb46f9c7b329011ef9c5c21db', operation='DELETE', pgid='pgtrigger_delete_delete_904b4', table='institutions_institution', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='regionaloffice',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_regionalofficeevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='c21a9589272769cb61d0691fa87427e1e7ca6b44', operation='UPDATE', pgid='pgtrigger_update_update_cdfe8', table='institutions_regionaloffice', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='regionaloffice',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_regionalofficeevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='154470d91c6c901f2a381cda5a1ca4f4b8ac3d2a', operation='DELETE', pgid='pgtrigger_delete_delete_86702', table='institutions_regionaloffice', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='role',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_roleevent" ("actions", "code", "id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."actions", OLD."code", OLD."id", OLD."name", OLD."name_en", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='eaae850c2676dfff810a0ffe1cb8de88a95ed53a', operation='UPDATE', pgid='pgtrigger_update_update_457ab', table='institutions_role', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='role',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_roleevent" ("actions", "code", "id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."actions", OLD."code", OLD."id", OLD."name", OLD."name_en", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='311eaf2d67265b398a983959820762c2639dac60', operation='DELETE', pgid='pgtrigger_delete_delete_04b53', table='institutions_role', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='dataincident',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_dataincidentevent" ("authority_at", "authority_reference", "categories", "closed_at", "closed_by", "codes", "consequences", "data", "establishment_id", "hours", "id", "known_at", "measures", "nature", "not_notified_why", "outcome", "people", "people_notified", "people_notified_at", "people_notified_how", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by", "what") VALUES (OLD."authority_at", OLD."authority_reference", OLD."categories", OLD."closed_at", OLD."closed_by", OLD."codes", OLD."consequences", OLD."data", OLD."establishment_id", OLD."hours", OLD."id", OLD."known_at", OLD."measures", OLD."nature", OLD."not_notified_why", OLD."outcome", OLD."people", OLD."people_notified", OLD."people_notified_at", OLD."people_notified_how", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reported_at", OLD."reported_by", OLD."what"); RETURN NULL;', hash='770ca8955fb7c379bb90c7a2e5999c2c8c01173d', operation='UPDATE', pgid='pgtrigger_update_update_653f0', table='institutions_dataincident', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='dataincident',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_dataincidentevent" ("authority_at", "authority_reference", "categories", "closed_at", "closed_by", "codes", "consequences", "data", "establishment_id", "hours", "id", "known_at", "measures", "nature", "not_notified_why", "outcome", "people", "people_notified", "people_notified_at", "people_notified_how", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by", "what") VALUES (OLD."authority_at", OLD."authority_reference", OLD."categories", OLD."closed_at", OLD."closed_by", OLD."codes", OLD."consequences", OLD."data", OLD."establishment_id", OLD."hours", OLD."id", OLD."known_at", OLD."measures", OLD."nature", OLD."not_notified_why", OLD."outcome", OLD."people", OLD."people_notified", OLD."people_notified_at", OLD."people_notified_how", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reported_at", OLD."reported_by", OLD."what"); RETURN NULL;', hash='ff7c35f71f626e4c87a423921545e4f7fca75efb', operation='DELETE', pgid='pgtrigger_delete_delete_0590e', table='institutions_dataincident', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='formername',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_formernameevent" ("establishment_id", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."establishment_id", OLD."id", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='a55b8f820b08eb60bdceca01248905d4e8ca4bd4', operation='UPDATE', pgid='pgtrigger_update_update_c2f3e', table='institutions_formername', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='formername',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_formernameevent" ("establishment_id", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."establishment_id", OLD."id", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='d000d60c89ef7600d997517666cfa2b470eb011b', operation='DELETE', pgid='pgtrigger_delete_delete_856a8', table='institutions_formername', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='institutionname',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_institutionnameevent" ("acronym", "id", "institution_id", "name", "norm", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."acronym", OLD."id", OLD."institution_id", OLD."name", OLD."norm", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='682c524e4eb66d01908e0600fcdc7da91a290e9e', operation='UPDATE', pgid='pgtrigger_update_update_3940c', table='institutions_institutionname', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='institutionname',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_institutionnameevent" ("acronym", "id", "institution_id", "name", "norm", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."acronym", OLD."id", OLD."institution_id", OLD."name", OLD."norm", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='c8eaac5be8c8b268217b26fb9647ed1e543e20bc', operation='DELETE', pgid='pgtrigger_delete_delete_75871', table='institutions_institutionname', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='post',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_postevent" ("establishment_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (OLD."establishment_id", OLD."id", OLD."institution_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."title"); RETURN NULL;', hash='28bf16d0d59126d09a9fa300f28898f05b584901', operation='UPDATE', pgid='pgtrigger_update_update_96a01', table='institutions_post', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='post',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_postevent" ("establishment_id", "id", "institution_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (OLD."establishment_id", OLD."id", OLD."institution_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."title"); RETURN NULL;', hash='41bcb74f1dc45c3687036353d4d7b618becf39bb', operation='DELETE', pgid='pgtrigger_delete_delete_987e1', table='institutions_post', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='officeholder',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_officeholderevent" ("act", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id") VALUES (OLD."act", OLD."id", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."post_id"); RETURN NULL;', hash='89571bd512b16f6949d1b897c5b9db03bc11bbdd', operation='UPDATE', pgid='pgtrigger_update_update_d4e34', table='institutions_officeholder', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='officeholder',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_officeholderevent" ("act", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id") VALUES (OLD."act", OLD."id", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."post_id"); RETURN NULL;', hash='e84546f4e02d44f3e0bd22e7c601200a9da5b6d0', operation='DELETE', pgid='pgtrigger_delete_delete_155c1', table='institutions_officeholder', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='establishment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_establishmentevent" ("capacity", "code", "department", "id", "name", "office_id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_kind", "source", "uses_system") VALUES (OLD."capacity", OLD."code", OLD."department", OLD."id", OLD."name", OLD."office_id", OLD."order", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."population_kind", OLD."source", OLD."uses_system"); RETURN NULL;', hash='fb6832217db5a42617a8125cd3aaa918d814518c', operation='UPDATE', pgid='pgtrigger_update_update_f79f7', table='institutions_establishment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='establishment',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_establishmentevent" ("capacity", "code", "department", "id", "name", "office_id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_kind", "source", "uses_system") VALUES (OLD."capacity", OLD."code", OLD."department", OLD."id", OLD."name", OLD."office_id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."population_kind", OLD."source", OLD."uses_system"); RETURN NULL;', hash='2edfa328ed0c648202451095fd241a8035825aad', operation='DELETE', pgid='pgtrigger_delete_delete_9208e', table='institutions_establishment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='grant',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_grantevent" ("establishment_id", "id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role_id", "user_id") VALUES (OLD."establishment_id", OLD."id", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."role_id", OLD."user_id"); RETURN NULL;', hash='94010fb87b7b8d1de1653d7a9532332664bb450b', operation='UPDATE', pgid='pgtrigger_update_update_1fefd', table='institutions_grant', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='grant',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_grantevent" ("establishment_id", "id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role_id", "user_id") VALUES (OLD."establishment_id", OLD."id", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role_id", OLD."user_id"); RETURN NULL;', hash='c620a6d07228555c61799f06b947644b775ad637', operation='DELETE', pgid='pgtrigger_delete_delete_85d6c', table='institutions_grant', when='AFTER')),
            ),
        ]),
    ]
