"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

# Agreements and commitments bind institutions: seeing them shows nobody's rows of any prison.
VIEW = action("coordination.view", _("ver convenios y compromisos"), reach=False)
# With VIEW all of them; without it, those of the posts for which the account answers.
COMMITMENTS = action("coordination.commitments", _("ver los compromisos que le tocan"), reach=False)
MANAGE = action("coordination.manage", _("registrar convenios, compromisos y autoridades"), reach=False)
ANSWER = action("coordination.answer", _("responder por los compromisos de su cargo"), reach=False)
REVIEW = action("coordination.review", _("revisar el avance de los compromisos"), reach=False)
# A visit is of the prisons where it stops: whoever sees it there sees its stops there.
VISITS = action("coordination.visits", _("ver las visitas oficiales"))
PLAN = action("coordination.plan", _("preparar visitas y escribir lo que pasó"))
APPROVE_REPEATED = action("coordination.approve_repeated", _("dejar decir en una visita una cifra ya publicada"))
# Whoever answers for a post that received signs what the minutes say of all the visit.
SIGN_MINUTES = action("coordination.sign_minutes", _("firmar el acta de una visita que recibió"))
LIAISON = action("coordination.liaison", _("ver la mesa de enlace de su institución"), reach=False)
