"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

AGREE = act("plans.agree", _("acordar plan de vida"))
END_TREATMENT = act("plans.end_treatment", _("terminar tratamiento"))
DELAY_REVIEW = act("plans.delay_review", _("aplazar revisión del plan"))
DISCARD = act("plans.discard", _("descartar borrador de plan"))
DRAFT = act("plans.draft", _("empezar borrador de plan"))
EDIT = act("plans.edit", _("cambiar borrador de plan"))
EVALUATE = act("plans.evaluate", _("evaluación semestral del consejo"))
HOLD_REVIEW = act("plans.hold_review", _("revisar plan de vida"))
INTERVIEW = act("plans.interview", _("entrevista del plan de vida"))
PROVE = act("plans.prove", _("cerrar paso a mano"))
REFER = act("plans.refer", _("derivar a tratamiento"))
SHARE_WORDS = act("plans.share_words", _("compartir o dejar de compartir sus palabras"))
START_TREATMENT = act("plans.start_treatment", _("empezar tratamiento"))
TAKE_BACK_WORDS = act("plans.take_back_words", _("retirar sus palabras"))
UNDO_PROOF = act("plans.undo_proof", _("anular lo que cerraba un paso"))
WRITE_WORDS = act("plans.write_words", _("escribir sus palabras"))

read("life_plan", _("vio un plan de vida"))
read("own_words", _("leyó palabras propias de una persona"))
read("story", _("leyó la historia de una persona"))
read("treatment", _("vio programas de tratamiento"))
read("council", _("vio evaluaciones semestrales"))

target("life_plans", _("Planes de vida"))
target("plan_reviews", _("Revisiones de planes de vida"))
target("treatments", _("Programas de tratamiento"))
target("council_evaluations", _("Evaluaciones semestrales"))
