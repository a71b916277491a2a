import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Settling with those who leave, notices, changes of court orders, receipts; alimony as a percentage."""

    dependencies = [
        ('institutions', '0001_tables'),
        ('pay', '0002_guards'),
        ('people', '0002_guards'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('platform', '0002_scope_functions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('release', 'Libertad'), ('transfer', 'Salida por traslado'), ('death', 'Fallecimiento'), ('escape', 'Fuga')], max_length=8)),
                ('left_on', models.DateField()),
                ('state', models.CharField(choices=[('due', 'Por preparar'), ('prepared', 'Por confirmar'), ('confirmed', 'Confirmada'), ('cancelled', 'Anulada')], default='due', max_length=9)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=150)),
                ('lines', models.JSONField(default=list)),
                ('document', models.CharField(blank=True, max_length=120)),
                ('prepared_by', models.CharField(blank=True, max_length=150)),
                ('prepared_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SettlementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('why', models.CharField(choices=[('release', 'Libertad'), ('transfer', 'Salida por traslado'), ('death', 'Fallecimiento'), ('escape', 'Fuga')], max_length=8)),
                ('left_on', models.DateField()),
                ('state', models.CharField(choices=[('due', 'Por preparar'), ('prepared', 'Por confirmar'), ('confirmed', 'Confirmada'), ('cancelled', 'Anulada')], default='due', max_length=9)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=150)),
                ('lines', models.JSONField(default=list)),
                ('document', models.CharField(blank=True, max_length=120)),
                ('prepared_by', models.CharField(blank=True, max_length=150)),
                ('prepared_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MoneyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('who', models.CharField(max_length=160)),
                ('how', models.CharField(max_length=160)),
                ('by', models.CharField(max_length=150)),
            ],
            options={
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CourtOrderChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reparation', 'Reparación civil'), ('alimony', 'Alimentos por orden judicial')], max_length=10)),
                ('act', models.CharField(choices=[('create', 'Registrar'), ('change', 'Cambiar'), ('end', 'Terminar')], max_length=6)),
                ('since', models.DateField()),
                ('case_number', models.CharField(max_length=60)),
                ('amount', models.BigIntegerField(blank=True, null=True)),
                ('percent', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('document', models.CharField(max_length=120)),
                ('counterpart', models.CharField(blank=True, max_length=160)),
                ('reason', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('proposed', 'Por aprobar'), ('approved', 'Aprobado'), ('refused', 'Rechazado')], default='proposed', max_length=8)),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CourtOrderChangeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('reparation', 'Reparación civil'), ('alimony', 'Alimentos por orden judicial')], max_length=10)),
                ('act', models.CharField(choices=[('create', 'Registrar'), ('change', 'Cambiar'), ('end', 'Terminar')], max_length=6)),
                ('since', models.DateField()),
                ('case_number', models.CharField(max_length=60)),
                ('amount', models.BigIntegerField(blank=True, null=True)),
                ('percent', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('document', models.CharField(max_length=120)),
                ('counterpart', models.CharField(blank=True, max_length=160)),
                ('reason', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('proposed', 'Por aprobar'), ('approved', 'Aprobado'), ('refused', 'Rechazado')], default='proposed', max_length=8)),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PayoutReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(max_length=150)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='alimonyorder',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='alimonyorder',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='payout',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='payout',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reparationdebt',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reparationdebt',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='alimonyorder',
            name='alimony_in_range',
        ),
        migrations.AddField(
            model_name='alimonyorder',
            name='creditor',
            field=models.CharField(blank=True, db_default='', max_length=160),
        ),
        migrations.AddField(
            model_name='alimonyorder',
            name='document',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='alimonyorder',
            name='ended_why',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='alimonyorder',
            name='percent',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='alimonyorderevent',
            name='creditor',
            field=models.CharField(blank=True, db_default='', max_length=160),
        ),
        migrations.AddField(
            model_name='alimonyorderevent',
            name='document',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='alimonyorderevent',
            name='ended_why',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='alimonyorderevent',
            name='percent',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='reparationdebt',
            name='ended_why',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='reparationdebt',
            name='injured',
            field=models.CharField(blank=True, db_default='', max_length=160),
        ),
        migrations.AddField(
            model_name='reparationdebt',
            name='resolution',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='reparationdebtevent',
            name='ended_why',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='reparationdebtevent',
            name='injured',
            field=models.CharField(blank=True, db_default='', max_length=160),
        ),
        migrations.AddField(
            model_name='reparationdebtevent',
            name='resolution',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AlterField(
            model_name='alimonyorder',
            name='amount',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='alimonyorderevent',
            name='amount',
            field=models.IntegerField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alimonyorder',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pay_alimonyorderevent" ("amount", "case_number", "creditor", "document", "ended_why", "id", "percent", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."amount", OLD."case_number", OLD."creditor", OLD."document", OLD."ended_why", OLD."id", OLD."percent", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='13a462dc1138d92639c989a40b744dc8d2a6f38e', operation='UPDATE', pgid='pgtrigger_update_update_c2f46', table='pay_alimonyorder', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alimonyorder',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pay_alimonyorderevent" ("amount", "case_number", "creditor", "document", "ended_why", "id", "percent", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."amount", OLD."case_number", OLD."creditor", OLD."document", OLD."ended_why", OLD."id", OLD."percent", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='4c86666af93c7850d138b8135c54d41a357aee3a', operation='DELETE', pgid='pgtrigger_delete_delete_d398e', table='pay_alimonyorder', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payout',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pay_payoutevent" ("alimony_id", "amount", "batch_id", "beneficiary_id", "confirmed_at", "confirmed_by", "ended_at", "ended_by", "entry_id", "establishment_id", "id", "key", "settlement_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "purpose", "reason", "reference", "reparation_id", "sent_at", "source", "state") VALUES (OLD."alimony_id", OLD."amount", OLD."batch_id", OLD."beneficiary_id", OLD."confirmed_at", OLD."confirmed_by", OLD."ended_at", OLD."ended_by", OLD."entry_id", OLD."establishment_id", OLD."id", OLD."key", OLD."settlement_id", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."purpose", OLD."reason", OLD."reference", OLD."reparation_id", OLD."sent_at", OLD."source", OLD."state"); RETURN NULL;', hash='a9a64f4693801f340c3507314e8ffb3f4bccf7cc', operation='UPDATE', pgid='pgtrigger_update_update_577d2', table='pay_payout', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payout',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pay_payoutevent" ("alimony_id", "amount", "batch_id", "beneficiary_id", "confirmed_at", "confirmed_by", "ended_at", "ended_by", "entry_id", "establishment_id", "id", "key", "settlement_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "purpose", "reason", "reference", "reparation_id", "sent_at", "source", "state") VALUES (OLD."alimony_id", OLD."amount", OLD."batch_id", OLD."beneficiary_id", OLD."confirmed_at", OLD."confirmed_by", OLD."ended_at", OLD."ended_by", OLD."entry_id", OLD."establishment_id", OLD."id", OLD."key", OLD."settlement_id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."purpose", OLD."reason", OLD."reference", OLD."reparation_id", OLD."sent_at", OLD."source", OLD."state"); RETURN NULL;', hash='a6e324384c8707c11e323a90f04f27d528a69a94', operation='DELETE', pgid='pgtrigger_delete_delete_4bc3f', table='pay_payout', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reparationdebt',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pay_reparationdebtevent" ("amount", "case_number", "ended_why", "id", "injured", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolution") VALUES (OLD."amount", OLD."case_number", OLD."ended_why", OLD."id", OLD."injured", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."resolution"); RETURN NULL;', hash='be74c04e83c5e44ad1b1a7305a6d6c46000561cf', operation='UPDATE', pgid='pgtrigger_update_update_b3eb2', table='pay_reparationdebt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reparationdebt',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pay_reparationdebtevent" ("amount", "case_number", "ended_why", "id", "injured", "period", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolution") VALUES (OLD."amount", OLD."case_number", OLD."ended_why", OLD."id", OLD."injured", OLD."period", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resolution"); RETURN NULL;', hash='fcf06ca7602f9c76e8c403fe8a3ba60c40dea250', operation='DELETE', pgid='pgtrigger_delete_delete_e7c31', table='pay_reparationdebt', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='alimonyorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('amount__lte', 100000000), ('percent', None)), models.Q(('amount', None), ('percent__gte', 1), ('percent__lte', 100)), _connector='OR'), name='alimony_in_range'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='entry',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settlement', to='pay.entry'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='entry_to',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settlement_to', to='pay.entry'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='establishment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='institutions.establishment'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='people.person'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.establishment'),
        ),
        migrations.AddField(
            model_name='payout',
            name='settlement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='pay.settlement'),
        ),
        migrations.AddField(
            model_name='payoutevent',
            name='settlement',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pay.settlement'),
        ),
        migrations.AddField(
            model_name='settlementevent',
            name='entry',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pay.entry'),
        ),
        migrations.AddField(
            model_name='settlementevent',
            name='entry_to',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pay.entry'),
        ),
        migrations.AddField(
            model_name='settlementevent',
            name='establishment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment'),
        ),
        migrations.AddField(
            model_name='settlementevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='settlementevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='settlementevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pay.settlement'),
        ),
        migrations.AddField(
            model_name='settlementevent',
            name='to',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment'),
        ),
        migrations.AddField(
            model_name='moneynotice',
            name='establishment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='money_notices', to='institutions.establishment'),
        ),
        migrations.AddField(
            model_name='moneynotice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='money_notices', to='people.person'),
        ),
        migrations.AddField(
            model_name='courtorderchange',
            name='alimony',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='pay.alimonyorder'),
        ),
        migrations.AddField(
            model_name='courtorderchange',
            name='establishment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='court_order_changes', to='institutions.establishment'),
        ),
        migrations.AddField(
            model_name='courtorderchange',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='court_order_changes', to='people.person'),
        ),
        migrations.AddField(
            model_name='courtorderchange',
            name='reparation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='pay.reparationdebt'),
        ),
        migrations.AddField(
            model_name='courtorderchangeevent',
            name='alimony',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pay.alimonyorder'),
        ),
        migrations.AddField(
            model_name='courtorderchangeevent',
            name='establishment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.establishment'),
        ),
        migrations.AddField(
            model_name='courtorderchangeevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='courtorderchangeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='courtorderchangeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pay.courtorderchange'),
        ),
        migrations.AddField(
            model_name='courtorderchangeevent',
            name='reparation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pay.reparationdebt'),
        ),
        migrations.AddField(
            model_name='payoutreceipt',
            name='paper',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='payout_receipt', to='platform.issuedpaper'),
        ),
        migrations.AddField(
            model_name='payoutreceipt',
            name='payout',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='pay.payout'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('due', 'prepared'))), fields=('person', 'establishment'), name='one_open_settlement'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(models.Q(('ended_by', ''), _negated=True), models.Q(('ended_by', models.F('prepared_by')), _negated=True)), _connector='OR'), name='settlement_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('due', 'cancelled')), models.Q(('prepared_by', ''), _negated=True), _connector='OR'), name='settlement_was_prepared'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entry', None), ('entry_to', None)), models.Q(('state', 'confirmed'), ('to__isnull', False)), _connector='OR'), name='settlement_moves_when_confirmed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settlement',
            trigger=pgtrigger.compiler.Trigger(name='settlement_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'confirmed\')', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2653ebbf85165d7c25c2e4ca75fcfd56060cdf58', operation='DELETE', pgid='pgtrigger_settlement_stays_afdf6', table='pay_settlement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settlement',
            trigger=pgtrigger.compiler.Trigger(name='settlement_sealed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."state" = \'confirmed\') AND ((OLD."document" IS DISTINCT FROM (NEW."document") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by" IS DISTINCT FROM (NEW."ended_by") OR OLD."entry_id" IS DISTINCT FROM (NEW."entry_id") OR OLD."entry_to_id" IS DISTINCT FROM (NEW."entry_to_id") OR OLD."establishment_id" IS DISTINCT FROM (NEW."establishment_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."left_on" IS DISTINCT FROM (NEW."left_on") OR OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by" IS DISTINCT FROM (NEW."opened_by") OR OLD."prepared_at" IS DISTINCT FROM (NEW."prepared_at") OR OLD."prepared_by" IS DISTINCT FROM (NEW."prepared_by") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."to_id" IS DISTINCT FROM (NEW."to_id") OR OLD."why" IS DISTINCT FROM (NEW."why"))))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='97aad1b6d8e88cf55eae89ba90fdbdee869ad63e', operation='UPDATE', pgid='pgtrigger_settlement_sealed_be8f0', table='pay_settlement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settlement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pay_settlementevent" ("document", "ended_at", "ended_by", "entry_id", "entry_to_id", "establishment_id", "id", "left_on", "lines", "opened_at", "opened_by", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "reason", "state", "to_id", "why") VALUES (OLD."document", OLD."ended_at", OLD."ended_by", OLD."entry_id", OLD."entry_to_id", OLD."establishment_id", OLD."id", OLD."left_on", OLD."lines", OLD."opened_at", OLD."opened_by", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."reason", OLD."state", OLD."to_id", OLD."why"); RETURN NULL;', hash='017c042fc83cfbecc55b338828b46685486326ee', operation='UPDATE', pgid='pgtrigger_update_update_0586e', table='pay_settlement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settlement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pay_settlementevent" ("document", "ended_at", "ended_by", "entry_id", "entry_to_id", "establishment_id", "id", "left_on", "lines", "opened_at", "opened_by", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "reason", "state", "to_id", "why") VALUES (OLD."document", OLD."ended_at", OLD."ended_by", OLD."entry_id", OLD."entry_to_id", OLD."establishment_id", OLD."id", OLD."left_on", OLD."lines", OLD."opened_at", OLD."opened_by", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prepared_at", OLD."prepared_by", OLD."reason", OLD."state", OLD."to_id", OLD."why"); RETURN NULL;', hash='00fc4bfe8ba01d4bd4be7904fb1f8b515b50b06b', operation='DELETE', pgid='pgtrigger_delete_delete_60cff', table='pay_settlement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moneynotice',
            trigger=pgtrigger.compiler.Trigger(name='money_notice_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='401b8c428425383b57980b3ca62c0f8b2ea7763b', operation='UPDATE OR DELETE', pgid='pgtrigger_money_notice_append_only_75e63', table='pay_moneynotice', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='courtorderchange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('person', 'kind', 'case_number'), name='one_change_waits'),
        ),
        migrations.AddConstraint(
            model_name='courtorderchange',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', ''), models.Q(('decided_by', models.F('by')), _negated=True), ('state', 'refused'), _connector='OR'), name='court_order_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='courtorderchange',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'proposed'), models.Q(('decided_by', ''), _negated=True), _connector='OR'), name='court_order_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='courtorderchange',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), models.Q(('amount__gt', 0), ('amount__lte', 10000000000)), _connector='OR'), name='court_order_in_range'),
        ),
        migrations.AddConstraint(
            model_name='courtorderchange',
            constraint=models.CheckConstraint(condition=models.Q(('percent__isnull', True), models.Q(('percent__gte', 1), ('percent__lte', 100)), _connector='OR'), name='court_order_percent'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='courtorderchange',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pay_courtorderchangeevent" ("act", "alimony_id", "amount", "at", "by", "case_number", "counterpart", "decided_at", "decided_by", "decided_why", "document", "establishment_id", "id", "kind", "percent", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reparation_id", "since", "state") VALUES (OLD."act", OLD."alimony_id", OLD."amount", OLD."at", OLD."by", OLD."case_number", OLD."counterpart", OLD."decided_at", OLD."decided_by", OLD."decided_why", OLD."document", OLD."establishment_id", OLD."id", OLD."kind", OLD."percent", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."reparation_id", OLD."since", OLD."state"); RETURN NULL;', hash='611f10d77be32facfba84fa8bc2510afb716c133', operation='UPDATE', pgid='pgtrigger_update_update_03230', table='pay_courtorderchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='courtorderchange',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pay_courtorderchangeevent" ("act", "alimony_id", "amount", "at", "by", "case_number", "counterpart", "decided_at", "decided_by", "decided_why", "document", "establishment_id", "id", "kind", "percent", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reparation_id", "since", "state") VALUES (OLD."act", OLD."alimony_id", OLD."amount", OLD."at", OLD."by", OLD."case_number", OLD."counterpart", OLD."decided_at", OLD."decided_by", OLD."decided_why", OLD."document", OLD."establishment_id", OLD."id", OLD."kind", OLD."percent", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reparation_id", OLD."since", OLD."state"); RETURN NULL;', hash='8dbff2cbc38dd77d9c9575af3ac928cf5813b021', operation='DELETE', pgid='pgtrigger_delete_delete_be562', table='pay_courtorderchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payoutreceipt',
            trigger=pgtrigger.compiler.Trigger(name='payout_receipt_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='973a9544d9422093580abebb839783d8430ce52f', operation='UPDATE OR DELETE', pgid='pgtrigger_payout_receipt_append_only_19ae3', table='pay_payoutreceipt', when='BEFORE')),
        ),
        secure("pay_settlement", by_establishment()),
        secure("pay_moneynotice", by_establishment()),
        secure("pay_courtorderchange", by_establishment()),
        secure("pay_payoutreceipt", by_parent("pay_payout", "pay_payoutreceipt.payout_id")),
    ]
