import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import llamkay.platform.database.tables
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# A password that was changed with the rights of the owner of the tables, in no act's transaction. One that the
# application's login renews at a sign-in, because it is stored in a better way now, is none of these.
_PASSWORDS = """
CREATE FUNCTION llamkay_passwords_without_act()
RETURNS TABLE (account text, changed_at timestamptz, login text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT llamkay_sees_all() THEN
    RAISE EXCEPTION 'the history is proved by whoever sees everything' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    SELECT e.username::text, e.pgh_created_at, e.pgh_login::text FROM institutions_userevent e
    WHERE e.pgh_label = 'password'
      AND e.pgh_created_at >= (SELECT min(written_at) FROM platform_loggedaction)
      AND NOT EXISTS (SELECT 1 FROM platform_loggedaction a WHERE a.written_at = e.pgh_created_at)
      AND NOT EXISTS (
        SELECT 1 FROM pg_roles r WHERE r.rolname = e.pgh_login AND NOT pg_has_role(
          r.oid, (SELECT relowner FROM pg_class WHERE oid = 'institutions_user'::regclass), 'USAGE'))
    ORDER BY e.pgh_id;
END $$;
"""


class Migration(migrations.Migration):
    """What an account was before it changed, and under which login of the database; of a password only that it did."""

    dependencies = [
        ('institutions', '0009_temporary_passwords_lapse'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('platform', '0003_acts_know_their_transaction'),
    ]

    operations = [
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_login', models.CharField(db_default=llamkay.platform.database.tables.Login(), editable=False, max_length=63)),
                ('id', models.BigIntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('full_name', models.CharField(max_length=120)),
                ('temporary_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."temporary_until" IS DISTINCT FROM (NEW."temporary_until") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "institutions_userevent" ("date_joined", "email", "first_name", "full_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "temporary_until", "username") VALUES (OLD."date_joined", OLD."email", OLD."first_name", OLD."full_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."last_name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."temporary_until", OLD."username"); RETURN NULL;', hash='f0f5cc5a6c1f9f34011f06791f661a251aa6c33d', operation='UPDATE', pgid='pgtrigger_update_update_43791', table='institutions_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_userevent" ("date_joined", "email", "first_name", "full_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "temporary_until", "username") VALUES (OLD."date_joined", OLD."email", OLD."first_name", OLD."full_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."last_name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."temporary_until", OLD."username"); RETURN NULL;', hash='77d07ec62b9f1a1a771b9fba48d4ddc968fdf21e', operation='DELETE', pgid='pgtrigger_delete_delete_81a95', table='institutions_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='password_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."password" IS DISTINCT FROM (NEW."password"))', func='INSERT INTO "institutions_userevent" ("date_joined", "email", "first_name", "full_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "temporary_until", "username") VALUES (OLD."date_joined", OLD."email", OLD."first_name", OLD."full_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."last_name", _pgh_attach_context(), NOW(), \'password\', OLD."id", OLD."temporary_until", OLD."username"); RETURN NULL;', hash='627f0f0dd8a90e1d1c8789d3dc03fcd19fc31f19', operation='UPDATE', pgid='pgtrigger_password_update_14c0b', table='institutions_user', when='AFTER')),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(_PASSWORDS, "DROP FUNCTION llamkay_passwords_without_act();"),
    ]
