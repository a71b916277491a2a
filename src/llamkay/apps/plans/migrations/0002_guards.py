from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure

_STILL_HERE = (
    "EXISTS (SELECT 1 FROM people_custodyspell c WHERE c.person_id = p.person_id AND c.followed_on IS NULL)"
)


def _of_the_person(table, also=""):
    """Rows of a person are seen where the person is or was held."""
    return secure(f"plans_{table}", by_parent("people_custodyspell", f"plans_{table}.person_id", "person_id", also=also))


def _of(table, parent, column, also=""):
    """Rows are seen with their parent row."""
    return secure(f"plans_{table}", by_parent(f"plans_{parent}", f"plans_{table}.{column}", also=also))


class Migration(migrations.Migration):
    """Row security: a plan follows the person; her own words and her family are of the prison that has her now."""

    dependencies = [("plans", "0001_tables"), ("platform", "0002_scope_functions"), ("people", "0002_guards")]

    operations = [
        *(_of_the_person(table) for table in ("interview", "plan", "review", "councilevaluation", "treatment")),
        _of_the_person("ownwords", also="p.followed_on IS NULL"),
        _of("background", "interview", "interview_id"),
        _of("circumstance", "interview", "interview_id", also=_STILL_HERE),
        _of("goal", "plan", "plan_id"),
        _of("step", "goal", "goal_id"),
        _of("stepproof", "step", "step_id"),
        _of("reviewdelay", "review", "review_id"),
    ]
