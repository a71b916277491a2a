import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import llamkay.platform.database.batched
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


def _of_nursery(table):
    """Rows of a nursery whose prison is in scope."""
    return (
        f"EXISTS (SELECT 1 FROM nursery_nursery n WHERE n.id = {table}.nursery_id "
        f"AND ({by_establishment('n.establishment_id')}))"
    )


class Migration(migrations.Migration):
    """Rooms, carers, what happens in a day, head counts, medicine, incidents and outings, with their row security."""

    dependencies = [
        ('institutions', '0001_tables'),
        ('nursery', '0002_guards'),
        ('people', '0002_guards'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        llamkay.platform.database.batched.BatchedOperations(
            operations=[migrations.CreateModel(
                name='AuthorisedAdult',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('relation', models.CharField(max_length=60)),
                    ('document', models.CharField(max_length=30)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('entered_by', models.CharField(max_length=150)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorised', to='nursery.child')),
                ],
                options={
                    'ordering': ['name', 'id'],
                },
            ), migrations.CreateModel(
                name='AuthorisedAdultEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=120)),
                    ('relation', models.CharField(max_length=60)),
                    ('document', models.CharField(max_length=30)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('entered_by', models.CharField(max_length=150)),
                    ('child', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.child')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.authorisedadult')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Carer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('staff', 'Personal'), ('inmate', 'Interna capacitada'), ('cuna_mas', 'Cuna Más'), ('volunteer', 'Voluntariado')], max_length=10)),
                    ('name', models.CharField(max_length=120)),
                    ('username', models.CharField(blank=True, max_length=150)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carers', to='institutions.establishment')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cares', to='people.person')),
                ],
                options={
                    'ordering': ['name', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'inmate'), ('person', None), _connector='XOR'), name='inmate_carer_is_a_person'), models.UniqueConstraint(condition=models.Q(models.Q(('username', ''), _negated=True), ('period__endswith', None)), fields=('username',), name='one_carer_an_account')],
                },
            ), migrations.CreateModel(
                name='CarerCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('record', 'Antecedentes'), ('physical', 'Examen físico'), ('psychological', 'Evaluación psicológica'), ('training', 'Capacitación')], max_length=15)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('document', models.CharField(max_length=120)),
                    ('entered_by', models.CharField(max_length=150)),
                    ('carer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='nursery.carer')),
                ],
                options={
                    'ordering': ['kind', '-period'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('period__endswith__isnull', False)), name='check_expires')],
                },
            ), migrations.CreateModel(
                name='CarerCheckEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('record', 'Antecedentes'), ('physical', 'Examen físico'), ('psychological', 'Evaluación psicológica'), ('training', 'Capacitación')], max_length=15)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('document', models.CharField(max_length=120)),
                    ('entered_by', models.CharField(max_length=150)),
                    ('carer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.carer')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.carercheck')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='CarerEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('staff', 'Personal'), ('inmate', 'Interna capacitada'), ('cuna_mas', 'Cuna Más'), ('volunteer', 'Voluntariado')], max_length=10)),
                    ('name', models.CharField(max_length=120)),
                    ('username', models.CharField(blank=True, max_length=150)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('establishment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment')),
                    ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.carer')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='FeedTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.TimeField()),
                    ('minutes', models.PositiveSmallIntegerField(default=30)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='nursery.child')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 120)), name='feed_takes_a_while'), models.UniqueConstraint(condition=models.Q(('period__endswith', None)), fields=('child', 'at'), name='one_feed_an_hour')],
                },
            ), migrations.CreateModel(
                name='FeedTimeEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('at', models.TimeField()),
                    ('minutes', models.PositiveSmallIntegerField(default=30)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('child', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.child')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.feedtime')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Incident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('fall', 'Caída o golpe'), ('bite', 'Mordedura o pelea'), ('illness', 'Se enfermó'), ('missing', 'No se sabía dónde estaba'), ('denied', 'Se negó una toma o una visita como castigo a la madre'), ('other', 'Otra cosa')], max_length=10)),
                    ('at', models.DateTimeField()),
                    ('place', models.CharField(max_length=80)),
                    ('what', models.CharField(max_length=1000)),
                    ('injury', models.CharField(blank=True, max_length=300)),
                    ('done', models.CharField(blank=True, max_length=300)),
                    ('mother_told', models.BooleanField(default=False)),
                    ('by', models.CharField(max_length=150)),
                    ('entered_at', models.DateTimeField()),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='nursery.child')),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='institutions.establishment')),
                ],
                options={
                    'ordering': ['-at', '-id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('at__lte', models.F('entered_at'))), name='incident_already_happened')],
                },
            ), migrations.CreateModel(
                name='MedicineOrder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('medicine', models.CharField(max_length=80)),
                    ('dose', models.CharField(max_length=60)),
                    ('times', django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(), size=8)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('professional', models.CharField(max_length=120)),
                    ('consent', models.CharField(max_length=120)),
                    ('entered_by', models.CharField(max_length=150)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='medicines', to='nursery.child')),
                ],
                options={
                    'ordering': ['medicine', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('period__endswith__isnull', False)), name='medicine_order_ends')],
                },
            ), migrations.CreateModel(
                name='MedicineGiven',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField()),
                    ('at', models.DateTimeField()),
                    ('given', models.BooleanField()),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('by', models.CharField(max_length=150)),
                    ('witness', models.CharField(max_length=150)),
                    ('entered_at', models.DateTimeField()),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='nursery.medicineorder')),
                ],
                options={
                    'verbose_name_plural': 'medicines given',
                    'ordering': ['due_at', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('order', 'due_at'), name='one_dose_an_hour'), models.CheckConstraint(condition=models.Q(('witness', models.F('by')), _negated=True), name='two_people_sign_a_dose'), models.CheckConstraint(condition=models.Q(('given', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='dose_left_out_says_why')],
                },
            ), migrations.CreateModel(
                name='MedicineOrderEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('medicine', models.CharField(max_length=80)),
                    ('dose', models.CharField(max_length=60)),
                    ('times', django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(), size=8)),
                    ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('professional', models.CharField(max_length=120)),
                    ('consent', models.CharField(max_length=120)),
                    ('entered_by', models.CharField(max_length=150)),
                    ('child', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.child')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.medicineorder')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Outing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('where', models.CharField(max_length=120)),
                    ('adults', models.CharField(max_length=200)),
                    ('left_at', models.DateTimeField()),
                    ('back_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.CharField(max_length=150)),
                    ('children', models.ManyToManyField(related_name='outings', to='nursery.child')),
                    ('nursery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outings', to='nursery.nursery')),
                ],
                options={
                    'ordering': ['-left_at', '-id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('back_at', None), ('back_at__gt', models.F('left_at')), _connector='OR'), name='back_after_leaving')],
                },
            ), migrations.CreateModel(
                name='OutingEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('where', models.CharField(max_length=120)),
                    ('adults', models.CharField(max_length=200)),
                    ('left_at', models.DateTimeField()),
                    ('back_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.CharField(max_length=150)),
                    ('nursery', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.nursery')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.outing')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Room',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60)),
                    ('from_months', models.PositiveSmallIntegerField()),
                    ('to_months', models.PositiveSmallIntegerField()),
                    ('capacity', models.PositiveSmallIntegerField()),
                    ('children_per_adult', models.PositiveSmallIntegerField()),
                    ('closed_on', models.DateField(blank=True, null=True)),
                    ('nursery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='nursery.nursery')),
                ],
                options={
                    'ordering': ['nursery', 'from_months', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('from_months__lt', models.F('to_months'))), name='room_of_an_age'), models.CheckConstraint(condition=models.Q(('capacity__gt', 0), ('children_per_adult__gt', 0)), name='room_for_some'), models.UniqueConstraint(fields=('nursery', 'name'), name='one_room_of_a_name')],
                },
            ), migrations.CreateModel(
                name='HeadCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('counted', models.PositiveSmallIntegerField()),
                    ('expected', models.PositiveSmallIntegerField()),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('by', models.CharField(max_length=150)),
                    ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='nursery.room')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('counted', models.F('expected')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_count_that_differs_says_why')],
                },
            ), migrations.CreateModel(
                name='DayEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('in', 'Llegó'), ('out', 'Se fue'), ('meal', 'Comió'), ('feed', 'Toma con su madre'), ('sleep', 'Se durmió'), ('wake', 'Despertó'), ('nappy', 'Cambio de pañal'), ('undo', 'Se deshizo')], max_length=5)),
                    ('at', models.DateTimeField()),
                    ('who', models.CharField(blank=True, max_length=120)),
                    ('glance', models.CharField(blank=True, choices=[('well', 'Sin novedad'), ('fever', 'Fiebre'), ('injury', 'Golpe o lesión'), ('other', 'Otra cosa')], max_length=6)),
                    ('amount', models.CharField(blank=True, choices=[('all', 'Todo'), ('half', 'La mitad'), ('none', 'Nada')], max_length=5)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('by', models.CharField(max_length=150)),
                    ('entered_at', models.DateTimeField()),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='day_events', to='nursery.child')),
                    ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='nursery.dayevent')),
                    ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='day_events', to='nursery.room')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'indexes': [models.Index(fields=['room', 'at'], name='day_event_by_room'), models.Index(fields=['child', 'at'], name='day_event_by_child')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['in', 'out']), _negated=True), models.Q(models.Q(('who', ''), _negated=True), models.Q(('glance', ''), _negated=True)), _connector='OR'), name='handover_says_who_and_how'), models.CheckConstraint(condition=models.Q(('glance__in', ['', 'well']), models.Q(('note', ''), _negated=True), _connector='OR'), name='what_is_wrong_is_said'), models.CheckConstraint(condition=models.Q(('kind', 'undo'), ('undoes', None), _connector='XOR'), name='undo_names_what_it_undoes'), models.CheckConstraint(condition=models.Q(('at__lte', models.F('entered_at'))), name='nothing_happens_after_it_is_written')],
                },
            ), migrations.CreateModel(
                name='RoomEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=60)),
                    ('from_months', models.PositiveSmallIntegerField()),
                    ('to_months', models.PositiveSmallIntegerField()),
                    ('capacity', models.PositiveSmallIntegerField()),
                    ('children_per_adult', models.PositiveSmallIntegerField()),
                    ('closed_on', models.DateField(blank=True, null=True)),
                    ('nursery', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.nursery')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.room')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Shift',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('starts', models.TimeField()),
                    ('ends', models.TimeField()),
                    ('entered_by', models.CharField(max_length=150)),
                    ('carer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='nursery.carer')),
                    ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='nursery.room')),
                ],
                options={
                    'ordering': ['day', 'starts', 'id'],
                    'indexes': [models.Index(fields=['room', 'day'], name='shift_by_room')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('starts__lt', models.F('ends'))), name='shift_ends_after_it_starts')],
                },
            ), migrations.CreateModel(
                name='ShiftEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('day', models.DateField()),
                    ('starts', models.TimeField()),
                    ('ends', models.TimeField()),
                    ('entered_by', models.CharField(max_length=150)),
                    ('carer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.carer')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='nursery.shift')),
                    ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='nursery.room')),
                ],
                options={
                    'abstract': False,
                },
            ), pgtrigger.migrations.AddTrigger(
                model_name='authorisedadult',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_authorisedadultevent" ("child_id", "document", "entered_by", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") VALUES (OLD."child_id", OLD."document", OLD."entered_by", OLD."id", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."relation"); RETURN NULL;', hash='25394ba43d7b67a8fba153bfd37d429ea0d9a5bb', operation='UPDATE', pgid='pgtrigger_update_update_56731', table='nursery_authorisedadult', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='authorisedadult',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_authorisedadultevent" ("child_id", "document", "entered_by", "id", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") VALUES (OLD."child_id", OLD."document", OLD."entered_by", OLD."id", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."relation"); RETURN NULL;', hash='d3565467a56794db42517c9f85659800eb639bc3', operation='DELETE', pgid='pgtrigger_delete_delete_92229', table='nursery_authorisedadult', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='carer',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_carerevent" ("establishment_id", "id", "kind", "name", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (OLD."establishment_id", OLD."id", OLD."kind", OLD."name", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."username"); RETURN NULL;', hash='6c7f66143279f64006ac32d590dc919a6e809595', operation='UPDATE', pgid='pgtrigger_update_update_e2068', table='nursery_carer', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='carer',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_carerevent" ("establishment_id", "id", "kind", "name", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (OLD."establishment_id", OLD."id", OLD."kind", OLD."name", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."username"); RETURN NULL;', hash='86ceb4ebe02343ab5d4439542673dfebad763a78', operation='DELETE', pgid='pgtrigger_delete_delete_04785', table='nursery_carer', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='carercheck',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_carercheckevent" ("carer_id", "document", "entered_by", "id", "kind", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."carer_id", OLD."document", OLD."entered_by", OLD."id", OLD."kind", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='f4b90ad4fb2818e9dcac6d17d4f4723650d7fa66', operation='UPDATE', pgid='pgtrigger_update_update_46308', table='nursery_carercheck', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='carercheck',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_carercheckevent" ("carer_id", "document", "entered_by", "id", "kind", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."carer_id", OLD."document", OLD."entered_by", OLD."id", OLD."kind", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='f6be508ad6f7e9d9d585105848a2400524b6d1cc', operation='DELETE', pgid='pgtrigger_delete_delete_51b65', table='nursery_carercheck', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='feedtime',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_feedtimeevent" ("at", "child_id", "id", "minutes", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."at", OLD."child_id", OLD."id", OLD."minutes", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='f384babaee9f8fe94cd37eb798f519bf15ee82d2', operation='UPDATE', pgid='pgtrigger_update_update_069f5', table='nursery_feedtime', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='feedtime',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_feedtimeevent" ("at", "child_id", "id", "minutes", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."at", OLD."child_id", OLD."id", OLD."minutes", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='d4af727ac06ab41b0af8b7aea627fe960c17e55e', operation='DELETE', pgid='pgtrigger_delete_delete_40bd8', table='nursery_feedtime', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='incident',
                trigger=pgtrigger.compiler.Trigger(name='incident_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='29921d947e33cbfd8c74d578617fac1b3304ce80', operation='UPDATE OR DELETE', pgid='pgtrigger_incident_append_only_75cf2', table='nursery_incident', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='medicineorder',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_medicineorderevent" ("child_id", "consent", "dose", "entered_by", "id", "medicine", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional", "times") VALUES (OLD."child_id", OLD."consent", OLD."dose", OLD."entered_by", OLD."id", OLD."medicine", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."professional", OLD."times"); RETURN NULL;', hash='545bb5c0f067a1755c472c1b12030a1ff37fff4d', operation='UPDATE', pgid='pgtrigger_update_update_b80f3', table='nursery_medicineorder', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='medicineorder',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_medicineorderevent" ("child_id", "consent", "dose", "entered_by", "id", "medicine", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional", "times") VALUES (OLD."child_id", OLD."consent", OLD."dose", OLD."entered_by", OLD."id", OLD."medicine", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."professional", OLD."times"); RETURN NULL;', hash='3722282991ab7d9e6f76aae99352ba1d7c549cf4', operation='DELETE', pgid='pgtrigger_delete_delete_1bcec', table='nursery_medicineorder', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='medicinegiven',
                trigger=pgtrigger.compiler.Trigger(name='medicine_given_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b62e971c2afd3592e94b34337bd3c5bac2a0fc34', operation='UPDATE OR DELETE', pgid='pgtrigger_medicine_given_append_only_b7919', table='nursery_medicinegiven', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='outing',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_outingevent" ("adults", "back_at", "by", "id", "left_at", "nursery_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "where") VALUES (OLD."adults", OLD."back_at", OLD."by", OLD."id", OLD."left_at", OLD."nursery_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."where"); RETURN NULL;', hash='1713d374aeb6fc76b401a4d9c91247627d49da16', operation='UPDATE', pgid='pgtrigger_update_update_acd27', table='nursery_outing', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='outing',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_outingevent" ("adults", "back_at", "by", "id", "left_at", "nursery_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "where") VALUES (OLD."adults", OLD."back_at", OLD."by", OLD."id", OLD."left_at", OLD."nursery_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."where"); RETURN NULL;', hash='ed5ebda59596b85bb472b60f8b942f3b48b97cda', operation='DELETE', pgid='pgtrigger_delete_delete_1ab6c', table='nursery_outing', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='room',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_roomevent" ("capacity", "children_per_adult", "closed_on", "from_months", "id", "name", "nursery_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_months") VALUES (OLD."capacity", OLD."children_per_adult", OLD."closed_on", OLD."from_months", OLD."id", OLD."name", OLD."nursery_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."to_months"); RETURN NULL;', hash='113c2eb302c70a8ba16ff03cf987e74f0fc2746b', operation='UPDATE', pgid='pgtrigger_update_update_774ba', table='nursery_room', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='room',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_roomevent" ("capacity", "children_per_adult", "closed_on", "from_months", "id", "name", "nursery_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_months") VALUES (OLD."capacity", OLD."children_per_adult", OLD."closed_on", OLD."from_months", OLD."id", OLD."name", OLD."nursery_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."to_months"); RETURN NULL;', hash='96bf65cafadda2f691bb37b52ed1f094fc2af9a1', operation='DELETE', pgid='pgtrigger_delete_delete_c10d8', table='nursery_room', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='headcount',
                trigger=pgtrigger.compiler.Trigger(name='head_count_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='01d0ae575f39296b7906416c386747c8020aaf07', operation='UPDATE OR DELETE', pgid='pgtrigger_head_count_append_only_3d0be', table='nursery_headcount', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='dayevent',
                trigger=pgtrigger.compiler.Trigger(name='day_event_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c981add6eb09179e6873aa0eae2725ff58c74e23', operation='UPDATE OR DELETE', pgid='pgtrigger_day_event_append_only_4c7d9', table='nursery_dayevent', when='BEFORE')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='shift',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "nursery_shiftevent" ("carer_id", "day", "ends", "entered_by", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "starts") VALUES (OLD."carer_id", OLD."day", OLD."ends", OLD."entered_by", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."room_id", OLD."starts"); RETURN NULL;', hash='3f53e19647a7afdf7fc5f3da27e91515637fe8e7', operation='UPDATE', pgid='pgtrigger_update_update_2bacf', table='nursery_shift', when='AFTER')),
            ), pgtrigger.migrations.AddTrigger(
                model_name='shift',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "nursery_shiftevent" ("carer_id", "day", "ends", "entered_by", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "starts") VALUES (OLD."carer_id", OLD."day", OLD."ends", OLD."entered_by", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."room_id", OLD."starts"); RETURN NULL;', hash='b67178cc072f0e568ed004c899071b3e7418c1d1', operation='DELETE', pgid='pgtrigger_delete_delete_0d3ca', table='nursery_shift', when='AFTER')),
            )],
        ),
        *(secure(f"nursery_{table}", _of_nursery(f"nursery_{table}")) for table in ("room", "outing")),
        *(secure(f"nursery_{table}", by_establishment()) for table in ("carer", "incident")),
        *(
            secure(f"nursery_{table}", by_parent("nursery_carer", f"nursery_{table}.carer_id"))
            for table in ("carercheck", "shift")
        ),
        # What happened is of the room: a prison that the child left goes on seeing its own days and no others.
        *(
            secure(f"nursery_{table}", by_parent("nursery_room", f"nursery_{table}.room_id"))
            for table in ("dayevent", "headcount")
        ),
        *(
            secure(f"nursery_{table}", by_parent("nursery_childstay", f"nursery_{table}.child_id", "child_id"))
            for table in ("authorisedadult", "feedtime", "medicineorder")
        ),
        secure("nursery_medicinegiven", by_parent("nursery_medicineorder", "nursery_medicinegiven.order_id")),
        secure("nursery_outing_children", by_parent("nursery_outing", "nursery_outing_children.outing_id")),
    ]
