"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

DRAFT_AGREEMENT = act("coordination.draft_agreement", _("registrar convenio"), of_people=False)
SIGN_AGREEMENT = act("coordination.sign_agreement", _("registrar la firma de un convenio"), of_people=False)
LEAVE_AGREEMENT = act("coordination.leave_agreement", _("registrar la separación de un convenio"), of_people=False)
DISCARD_AGREEMENT = act("coordination.discard_agreement", _("descartar convenio sin firmar"), of_people=False)
FILE_AGREEMENT = act("coordination.file_agreement", _("guardar el archivo de un convenio"), of_people=False)
COORDINATOR = act("coordination.coordinator", _("cambiar coordinación de un convenio"), of_people=False)
COMMIT = act("coordination.commit", _("registrar compromiso"), of_people=False)
REPORT = act("coordination.report", _("informar avance de un compromiso"), of_people=False)
REVIEW = act("coordination.review", _("revisar compromiso"), of_people=False)
EXTEND = act("coordination.extend", _("ampliar plazo de un compromiso"), of_people=False)
DESK = act("coordination.desk", _("decidir quién responde por un cargo"), of_people=False)
PLAN_VISIT = act("coordination.plan_visit", _("preparar visita"), of_people=False)
HOLD_VISIT = act("coordination.hold_visit", _("escribir lo que pasó en una visita"), of_people=False)
ADVANCE_VISIT = act("coordination.advance_visit", _("pasar una visita a su paso siguiente"), of_people=False)
APPROVE_REPEATED = act("coordination.approve_repeated", _("dejar decir una cifra ya publicada"), of_people=False)
SIGN_MINUTES = act("coordination.sign_minutes", _("firmar el acta de una visita"), of_people=False)
SEAL_MINUTES = act("coordination.seal_minutes", _("sellar un acta que todos firmaron"), of_people=False)
CORRECT_MINUTES = act("coordination.correct_minutes", _("rectificar el acta de una visita"), of_people=False)
NOTE_OF_VISIT = act("coordination.note_of_visit", _("dar su nota a una visita"), of_people=False)

read("evidence", _("abrió una evidencia"))

read("referrals", _("vio las derivaciones dirigidas a su institución"))
read("visit", _("abrió los papeles de una visita"))

target("liaison", _("Mesa de enlace"))
target("visits", _("Visitas"))
target("visit", _("Visita"), page="coordination:visit", action="coordination.visits")
target("agreements", _("Convenios"))
target("commitments", _("Compromisos"))
target("authorities", _("Autoridades"))
target("agreement_between", _("Convenio"), page="coordination:agreement", action="coordination.view")
target("commitment", _("Compromiso"), page="coordination:commitment", action="coordination.view")
target("evidence", _("Evidencia"), page="coordination:evidence", action="coordination.view")
