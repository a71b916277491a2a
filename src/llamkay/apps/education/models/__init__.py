"""The tables of education, by subject."""

from llamkay.apps.education.models.final import FinalAct, FinalLine
from llamkay.apps.education.models.marks import MonthlyMark
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
    "FinalAct",
    "FinalLine",
    "Group",
    "GroupCourse",
    "MonthlyMark",
    "Removal",
    "Schooling",
    "Student",
    "StudyNeed",
    "StudyPlan",
    "StudyUnit",
]
