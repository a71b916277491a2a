from django.db import migrations, models

STATES = [
    ('active', 'Estudia'), ('completed', 'Aprobó'), ('failed', 'No aprobó'), ('recovery', 'En recuperación'),
    ('withdrawn', 'Se retiró'), ('removed', 'Separación por inasistencia'), ('transferred', 'Traslado'),
    ('released', 'Libertad'), ('died', 'Fallecimiento'), ('escaped', 'Fuga'), ('isolated', 'Aislamiento'),
]  # fmt: skip

# What a death or an escape ended was written as a release until now.
LEFT = """
UPDATE education_student s SET state = CASE c.exit WHEN 'death' THEN 'died' ELSE 'escaped' END
FROM education_group g, activities_activity a, people_custodyspell c
WHERE s.state = 'released' AND g.id = s.group_id AND a.id = g.activity_id AND c.person_id = s.person_id
  AND c.establishment_id = a.establishment_id AND upper(c.period) = upper(s.period) AND c.exit IN ('death', 'escape')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0009_removals_of_two_people'),
        ('people', '0010_documents_have_their_day'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='student', name='who_leaves_a_group_has_a_reason'),
        migrations.AlterField(
            model_name='student',
            name='state',
            field=models.CharField(choices=STATES, default='active', max_length=12),
        ),
        migrations.AlterField(
            model_name='studentevent',
            name='state',
            field=models.CharField(choices=STATES, default='active', max_length=12),
        ),
        migrations.RunSQL(LEFT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='student',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ('state__in', ['active', 'completed', 'failed', 'recovery']),
                    models.Q(('reason', ''), _negated=True),
                    _connector='OR',
                ),
                name='who_leaves_a_group_has_a_reason',
            ),
        ),
    ]
