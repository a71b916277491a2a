"""What the screens of retention ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.people.queries import by_exact, last_custody
from llamkay.apps.rights.kinds import Since
from llamkay.apps.rights.models import Erasure, LegalHold
from llamkay.apps.rights.permissions import RETENTION
from llamkay.apps.rights.retention import services
from llamkay.apps.rights.retention.queries import KINDS
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm

_CODE = _("Su código o el número completo de su documento")


class TermForm(OfficeForm):
    """How long a kind of record stays, by a paper of the institution."""

    title = _("Fijar cuánto se conserva una clase de registro")
    button = _("Registrar")
    done = _("Plazo registrado: rige cuando lo confirme otra persona.")

    kind = forms.ChoiceField(label=_("Clase de registro"), choices=[("", CHOOSE), *KINDS.items()])
    since = forms.ChoiceField(label=_("Se cuenta"), choices=[("", CHOOSE), *Since.choices])
    years = forms.IntegerField(label=_("Años"), required=False, min_value=1, max_value=100)
    start = DayField(label=_("Rige desde el"))
    norm = forms.CharField(label=_("Norma o resolución"), max_length=160)
    article = forms.CharField(label=_("Artículo o serie documental"), max_length=60)
    source = forms.CharField(label=_("Dónde se leyó"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return services.enter_term(actor=actor, **self.cleaned_data)


class PersonForm(OfficeForm):
    """Of whom a dry run is made."""

    title = _("Ver qué se borraría de una persona")
    button = _("Ver")

    persona = forms.CharField(label=_("Persona"), max_length=20, help_text=_CODE)

    def __init__(self, *args: Any, actor: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope = actor.actions[RETENTION]

    def clean_persona(self) -> Any:
        """Whom the code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data["persona"])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found


class HoldForm(OfficeForm):
    """A hold on a person or on a case."""

    title = _("Retener lo registrado por un proceso")
    button = _("Retener")
    done = _("Retención anotada: nada de esas personas se borra mientras dure.")

    person = forms.CharField(label=_("Persona"), max_length=20, required=False, help_text=_CODE)
    case_number = forms.CharField(
        label=_("Expediente"), max_length=60, required=False, help_text=_("De todas las personas que figuren en él.")
    )
    reason = forms.CharField(label=_("Por qué"), max_length=300)
    document = forms.CharField(label=_("Documento que lo pide"), max_length=160)

    def __init__(self, *args: Any, actor: Any, establishment: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope, self.establishment = actor.actions[RETENTION], establishment

    def clean_person(self) -> Any:
        """Whom the code or document names within reach, or nobody."""
        code = self.cleaned_data["person"]
        found = by_exact(self.scope, code) if code else None
        if code and found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found

    def save(self, *, actor: Any) -> Any:
        person = self.cleaned_data["person"]
        spell = last_custody(person) if person else None
        place = spell.establishment if spell else self.establishment
        return services.hold(actor=actor, establishment=place, **self.cleaned_data)


class LiftForm(OfficeForm):
    """The process is over."""

    title = _("Levantar la retención")
    button = _("Levantar")
    done = _("Retención levantada.")

    why = forms.CharField(label=_("Por qué"), max_length=300)

    def __init__(self, *args: Any, hold: LegalHold, **more: Any) -> None:
        super().__init__(*args, **more)
        self.hold = hold

    def save(self, *, actor: Any) -> Any:
        return services.lift(actor=actor, hold=self.hold, **self.cleaned_data)


class ProposeForm(OfficeForm):
    """An erasure, on what was seen."""

    title = _("Proponer este borrado")
    button = _("Proponer")
    done = _("Borrado propuesto: lo confirma otra persona.")

    seen = forms.CharField(widget=forms.HiddenInput)
    authorisation = forms.CharField(
        label=_("Autorización de eliminación"),
        max_length=200,
        help_text=_("Número y fecha de la que dio el sistema de archivos."),
    )

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person

    def save(self, *, actor: Any) -> Any:
        return services.propose(actor=actor, person=self.person, **self.cleaned_data)


class RefuseForm(OfficeForm):
    """An erasure that is not done."""

    title = _("No hacer este borrado")
    button = _("No borrar")
    done = _("El borrado no se hace.")

    why = forms.CharField(label=_("Por qué"), max_length=300)

    def __init__(self, *args: Any, erasure: Erasure, **more: Any) -> None:
        super().__init__(*args, **more)
        self.erasure = erasure

    def save(self, *, actor: Any) -> Any:
        return services.refuse(actor=actor, erasure=self.erasure, **self.cleaned_data)
