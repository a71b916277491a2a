"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

ENTER_MARKS = act("education.enter_marks", _("registrar notas"))
ENTER_SCHOOLING = act("education.enter_schooling", _("anotar estudios"))
CHECK_SCHOOLING = act("education.check_schooling", _("probar estudios"))
DELETE_SCHOOLING = act("education.delete_schooling", _("quitar estudios mal anotados"))
ENTER_INSTITUTION = act("education.enter_institution", _("registrar institución educativa"), of_people=False)
ENTER_PLAN = act("education.enter_plan", _("registrar plan de estudios"), of_people=False)
OPEN_GROUP = act("education.open_group", _("abrir grupo"), of_people=False)
CHANGE_GROUP = act("education.change_group", _("cambiar grupo"), of_people=False)
ENROL_STUDENTS = act("education.enrol_students", _("matricular"))
END_STUDY = act("education.end_study", _("terminar matrícula"))
UNDO_STUDY = act("education.undo_study", _("anular o reabrir matrícula"))
ENTER_COURSE_MARKS = act("education.enter_course_marks", _("registrar notas de un curso"))
APPRAISE = act("education.appraise", _("escribir el informe educativo"))
REMOVE_STUDENT = act("education.remove_student", _("separar de un curso por inasistencia"))
APPEAL_REMOVAL = act("education.appeal_removal", _("recurrir una separación"))
RESOLVE_REMOVAL = act("education.resolve_removal", _("resolver el recurso de una separación"))
ISSUE_ACT = act("education.issue_act", _("emitir acta"))
VOID_ACT = act("education.void_act", _("anular acta"))
ENTER_NEED = act("education.enter_need", _("anotar un apoyo para estudiar"))
END_NEED = act("education.end_need", _("terminar un apoyo para estudiar"))

read("marks", _("vio notas"))
read("schooling", _("vio estudios"))
read("group", _("vio un grupo de estudio"))
read("school_paper", _("imprimió un documento de estudio"))

target("marks", _("Notas"))
target("schooling", _("Estudios"))
target("education", _("Instituciones y planes"))
target("group", _("Grupo"), page="education:group", action="education.view")
