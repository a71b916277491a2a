"""The tables of education, by subject."""

from llamkay.apps.education.models.final import FinalAct, FinalLine
from llamkay.apps.education.models.marks import MonthlyMark
from llamkay.apps.education.models.music import (
    Ensemble,
    LendingItem,
    Loan,
    Member,
    MusicalWork,
    Performance,
    Performer,
    ProgrammePiece,
    Rehearsal,
    RehearsedPiece,
    RepertoirePiece,
)
from llamkay.apps.education.models.school import (
    Appraisal,
    CourseMark,
    Group,
    GroupCourse,
    Removal,
    Student,
    StudyNeed,
)
from llamkay.apps.education.models.schooling import EducationInstitution, Schooling, StudyPlan, StudyUnit

__all__ = [
    "Appraisal",
    "CourseMark",
    "EducationInstitution",
    "Ensemble",
    "FinalAct",
    "FinalLine",
    "Group",
    "GroupCourse",
    "LendingItem",
    "Loan",
    "Member",
    "MonthlyMark",
    "MusicalWork",
    "Performance",
    "Performer",
    "ProgrammePiece",
    "Rehearsal",
    "RehearsedPiece",
    "Removal",
    "RepertoirePiece",
    "Schooling",
    "Student",
    "StudyNeed",
    "StudyPlan",
    "StudyUnit",
]
