from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0009_days_guard")]

    operations = [
        migrations.RemoveConstraint(model_name="separationorder", name="pair_in_order"),
        migrations.AddConstraint(
            model_name="separationorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="two_people_apart"
            ),
        ),
    ]
