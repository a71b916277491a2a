from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

# An act is seen in its prison, and wherever somebody of its lines is or was: what was completed follows the person.
_ACT = (
    f"{by_establishment()} OR EXISTS (SELECT 1 FROM education_finalline l WHERE l.act_id = education_finalact.id)"
)


def _of_the_person(table):
    """Rows of a person are seen where the person is or was held."""
    return secure(table, by_parent("people_custodyspell", f"{table}.person_id", "person_id"))


class Migration(migrations.Migration):
    """Row security: what somebody studied follows the person, what a group wrote is of the prison that teaches it."""

    dependencies = [("education", "0004_school_tables"), ("activities", "0002_guards"), ("people", "0002_guards")]

    operations = [
        _of_the_person("education_schooling"),
        _of_the_person("education_studyneed"),
        _of_the_person("education_finalline"),
        secure("education_finalact", _ACT),
        secure("education_group", by_parent("activities_activity", "education_group.activity_id")),
        secure("education_groupcourse", by_parent("education_group", "education_groupcourse.group_id")),
        secure("education_student", by_parent("education_group", "education_student.group_id")),
        secure("education_coursemark", by_parent("education_student", "education_coursemark.student_id")),
        secure("education_appraisal", by_parent("education_student", "education_appraisal.student_id")),
        secure("education_removal", by_parent("education_student", "education_removal.student_id")),
    ]
