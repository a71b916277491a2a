import django.contrib.postgres.fields
import django.db.models.deletion
import llamkay.platform.database.batched
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Security incidents of personal data."""

    dependencies = [
        ('institutions', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('platform', '0002_scope_functions'),
    ]

    operations = [
        llamkay.platform.database.batched.BatchedOperations(
            operations=[migrations.CreateModel(
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
                    ('people_told_at', models.DateTimeField(blank=True, null=True)),
                    ('people_told_how', models.CharField(blank=True, max_length=200)),
                    ('people_told', models.TextField(blank=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_by', models.CharField(blank=True, max_length=150)),
                    ('outcome', models.TextField(blank=True)),
                    ('untold_why', models.TextField(blank=True)),
                    ('establishment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_incidents', to='institutions.establishment')),
                ],
                options={
                    'ordering': ['known_at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('known_at__lte', models.F('reported_at'))), name='incident_known_first'), models.CheckConstraint(condition=models.Q(('authority_at', None), models.Q(('authority_reference', ''), _negated=True), _connector='OR'), name='authority_told_with_reference'), models.CheckConstraint(condition=models.Q(('people_told_at', None), models.Q(models.Q(('people_told', ''), _negated=True), models.Q(('people_told_how', ''), _negated=True)), _connector='OR'), name='people_told_in_words'), models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('closed_by', ''), _negated=True)), _connector='OR'), name='incident_closed_with_reason'), models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('authority_at__isnull', False), ('people_told_at__isnull', False)), models.Q(('untold_why', ''), _negated=True), _connector='OR'), name='incident_closed_untold_says_why')],
                },
            ), migrations.CreateModel(
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
                    ('people_told_at', models.DateTimeField(blank=True, null=True)),
                    ('people_told_how', models.CharField(blank=True, max_length=200)),
                    ('people_told', models.TextField(blank=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_by', models.CharField(blank=True, max_length=150)),
                    ('outcome', models.TextField(blank=True)),
                    ('untold_why', models.TextField(blank=True)),
                    ('establishment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.dataincident')),
                ],
                options={
                    'abstract': False,
                },
            ), pgtrigger.migrations.AddTrigger(
                model_name='dataincident',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_dataincidentevent" ("authority_at", "authority_reference", "categories", "closed_at", "closed_by", "codes", "consequences", "data", "establishment_id", "hours", "id", "known_at", "measures", "nature", "outcome", "people", "people_told", "people_told_at", "people_told_how", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by", "untold_why", "what") VALUES (OLD."authority_at", OLD."authority_reference", OLD."categories", OLD."closed_at", OLD."closed_by", OLD."codes", OLD."consequences", OLD."data", OLD."establishment_id", OLD."hours", OLD."id", OLD."known_at", OLD."measures", OLD."nature", OLD."outcome", OLD."people", OLD."people_told", OLD."people_told_at", OLD."people_told_how", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reported_at", OLD."reported_by", OLD."untold_why", OLD."what"); RETURN NULL;', hash='be207ef5196341b4e35fe6577a0f2a6f8a6646fe', operation='UPDATE', pgid='pgtrigger_update_update_653f0', table='institutions_dataincident', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='dataincident',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_dataincidentevent" ("authority_at", "authority_reference", "categories", "closed_at", "closed_by", "codes", "consequences", "data", "establishment_id", "hours", "id", "known_at", "measures", "nature", "outcome", "people", "people_told", "people_told_at", "people_told_how", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by", "untold_why", "what") VALUES (OLD."authority_at", OLD."authority_reference", OLD."categories", OLD."closed_at", OLD."closed_by", OLD."codes", OLD."consequences", OLD."data", OLD."establishment_id", OLD."hours", OLD."id", OLD."known_at", OLD."measures", OLD."nature", OLD."outcome", OLD."people", OLD."people_told", OLD."people_told_at", OLD."people_told_how", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reported_at", OLD."reported_by", OLD."untold_why", OLD."what"); RETURN NULL;', hash='83263ee0ec446b443bccd97fc7948ca551d0a854', operation='DELETE', pgid='pgtrigger_delete_delete_0590e', table='institutions_dataincident', when='AFTER')),
            )],
        ),
        # Those of no prison are of the whole country.
        secure("institutions_dataincident", by_establishment()),
    ]
