"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

ENTER_MARKS = act("education.enter_marks", _("registrar notas"))

read("marks", _("vio notas"))

target("marks", _("Notas"))
