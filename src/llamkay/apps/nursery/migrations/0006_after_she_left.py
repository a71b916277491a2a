from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure_anew

_SINCE = "nursery_referral.referred_on"


def _custody(also=""):
    return by_parent("people_custodyspell", "nursery_referral.person_id", "person_id", also=also)


class Migration(migrations.Migration):
    """A referral made after another prison had her is not of the prison that she left."""

    dependencies = [("nursery", "0005_referrals_addressed"), ("people", "0005_after_she_left")]

    operations = [
        secure_anew(
            "nursery_referral",
            _custody(f"p.followed_on IS NULL OR {_SINCE} < p.followed_on"),
            before=_custody(),
            writing=_custody(),
        )
    ]
