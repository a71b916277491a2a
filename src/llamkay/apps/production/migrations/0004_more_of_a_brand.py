import django.contrib.postgres.fields.ranges
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('production', '0003_stock_guards')]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='brand',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='brand',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='good',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='good',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='brand',
            name='gs1_prefix',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
        migrations.AddField(
            model_name='brand',
            name='mark_class',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='brand',
            name='period',
            field=django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='brand',
            name='registered_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='brand',
            name='registration',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='brand',
            name='says_prison',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='brand',
            name='slug',
            field=models.SlugField(blank=True, max_length=60, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='brand',
            name='story',
            field=models.TextField(blank=True, default='', max_length=3000),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='gs1_prefix',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='mark_class',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='period',
            field=django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='registered_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='registration',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='says_prison',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='slug',
            field=models.SlugField(blank=True, db_index=False, max_length=60, null=True),
        ),
        migrations.AddField(
            model_name='brandevent',
            name='story',
            field=models.TextField(blank=True, default='', max_length=3000),
        ),
        migrations.AddField(
            model_name='good',
            name='grams',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='goodevent',
            name='grams',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brand',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "production_brandevent" ("description", "gs1_prefix", "id", "mark_class", "name", "owner_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_until", "registration", "says_prison", "slug", "story") VALUES (OLD."description", OLD."gs1_prefix", OLD."id", OLD."mark_class", OLD."name", OLD."owner_id", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."registered_until", OLD."registration", OLD."says_prison", OLD."slug", OLD."story"); RETURN NULL;', hash='3516d7670e9b627b7af31fc2617653f075e9a4d1', operation='UPDATE', pgid='pgtrigger_update_update_b0456', table='production_brand', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brand',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "production_brandevent" ("description", "gs1_prefix", "id", "mark_class", "name", "owner_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_until", "registration", "says_prison", "slug", "story") VALUES (OLD."description", OLD."gs1_prefix", OLD."id", OLD."mark_class", OLD."name", OLD."owner_id", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."registered_until", OLD."registration", OLD."says_prison", OLD."slug", OLD."story"); RETURN NULL;', hash='d53897cc7c0dba2f3a1ee00076362ec811e839a8', operation='DELETE', pgid='pgtrigger_delete_delete_320a1', table='production_brand', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='good',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "production_goodevent" ("allergens", "brand_id", "care", "composition", "description", "establishment_id", "food", "grams", "gtin", "id", "kind", "least", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "public", "season", "shelf_days", "sku", "trade_id", "unit", "variant") VALUES (OLD."allergens", OLD."brand_id", OLD."care", OLD."composition", OLD."description", OLD."establishment_id", OLD."food", OLD."grams", OLD."gtin", OLD."id", OLD."kind", OLD."least", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."price", OLD."public", OLD."season", OLD."shelf_days", OLD."sku", OLD."trade_id", OLD."unit", OLD."variant"); RETURN NULL;', hash='a685b7e74679e8c2e92087a47ffa1f43bf70b721', operation='UPDATE', pgid='pgtrigger_update_update_29c4e', table='production_good', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='good',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "production_goodevent" ("allergens", "brand_id", "care", "composition", "description", "establishment_id", "food", "grams", "gtin", "id", "kind", "least", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "public", "season", "shelf_days", "sku", "trade_id", "unit", "variant") VALUES (OLD."allergens", OLD."brand_id", OLD."care", OLD."composition", OLD."description", OLD."establishment_id", OLD."food", OLD."grams", OLD."gtin", OLD."id", OLD."kind", OLD."least", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."price", OLD."public", OLD."season", OLD."shelf_days", OLD."sku", OLD."trade_id", OLD."unit", OLD."variant"); RETURN NULL;', hash='42089681baceb69a8884b1e433071fac322a822d', operation='DELETE', pgid='pgtrigger_delete_delete_a0e32', table='production_good', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('registration', ''), _negated=True), ('registered_until', None), _connector='OR'), name='what_is_not_registered_does_not_run_out'),
        ),
    ]
