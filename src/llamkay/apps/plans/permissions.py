"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("plans.view", _("ver planes de vida"), sensitive=True)
INTERVIEW = action("plans.interview", _("registrar la entrevista del plan de vida"), sensitive=True)
CIRCUMSTANCES = action("plans.circumstances", _("leer la familia, los hijos y lo que necesita"), sensitive=True)
WORDS = action("plans.words", _("escribir y leer las palabras propias de la persona"), sensitive=True)
WRITE = action("plans.write", _("escribir y acordar planes de vida, y revisarlos"), sensitive=True)
COUNCIL = action("plans.council", _("registrar la evaluación semestral del consejo"), sensitive=True)
TREAT = action("plans.treat", _("derivar a programas de tratamiento y registrar cómo terminan"), sensitive=True)
VIEW_TREATMENT = action("plans.view_treatment", _("ver los programas de tratamiento"), sensitive=True)
STORY = action("plans.story", _("leer la historia de una persona en todas las áreas"), sensitive=True)
