"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, target

APPROVE = act("press.approve", _("aprobar nota"))
SEND = act("press.send", _("enviar nota a revisión"))
TAKE_BACK = act("press.take_back", _("retirar nota de la revisión"))
RETURN = act("press.return", _("devolver nota"))
PUBLISH = act("press.publish", _("publicar nota"))
CORRECT = act("press.correct", _("proponer corrección de nota"))
PUBLISH_CORRECTION = act("press.publish_correction", _("publicar corrección de nota"))
DISCARD_CORRECTION = act("press.discard_correction", _("descartar corrección de nota"))
DISCARD = act("press.discard", _("descartar borrador"))
DRAFT = act("press.draft", _("empezar nota"))
EDIT = act("press.edit", _("cambiar borrador"))
FIGURE = act("press.figure", _("poner cifra en nota"))
IMPORT = act("press.import", _("importar nota"))
UNFIGURE = act("press.unfigure", _("quitar cifra de nota"))
VOID = act("press.void", _("anular nota"))

target("notes", _("Notas de prensa"))
target("note", _("Nota"), page="press:detail", action="press.view")
