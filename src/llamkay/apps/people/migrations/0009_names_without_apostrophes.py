from django.db import migrations


class Migration(migrations.Migration):
    """A folded name has no apostrophes: whoever types «obrien», «o'brien» or «o´brien» finds her."""

    dependencies = [("people", "0008_pavilions_guard")]

    operations = [
        migrations.RunSQL(
            "UPDATE people_person SET search_text = translate(search_text, '''`', '') WHERE search_text ~ '[''`]'",
            migrations.RunSQL.noop,
        )
    ]
