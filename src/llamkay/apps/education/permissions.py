"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("education.view", _("ver grupos, notas y actas de estudio"))
ENTER = action("education.enter", _("registrar notas de estudio"))
VIEW_SCHOOLING = action("education.view_schooling", _("ver qué estudió cada persona"), sensitive=True)
ENTER_SCHOOLING = action("education.enter_schooling", _("anotar qué estudió cada persona"), sensitive=True)
MANAGE = action("education.manage", _("formar grupos, matricular, probar estudios y emitir actas"))
DECIDE_REMOVAL = action("education.decide_removal", _("decidir la separación de un curso que otra persona propuso"))
NEEDS = action("education.needs", _("ver y anotar los apoyos que alguien necesita para estudiar"), sensitive=True)
MUSIC = action("education.music", _("llevar coros y orquestas: integrantes, obras, ensayos, presentaciones"))
LEND = action("education.lend", _("prestar instrumentos y material de estudio"))
