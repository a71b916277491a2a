"""What the screens of requests ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.record.queries import children_of
from llamkay.apps.people.queries import by_exact
from llamkay.apps.rights.kinds import Ground, Outcome, Right, State, Way
from llamkay.apps.rights.models import DataRequest
from llamkay.apps.rights.permissions import ANSWER, RECEIVE
from llamkay.apps.rights.requests import services
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm
from llamkay.platform.security.access import decide

_LONG = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 4000}


class RequestFilter(FilterForm):
    """Which requests are shown."""

    arguments = {"q": "words", "derecho": "right", "estado": "state"}

    q = forms.CharField(label=_("Persona"), required=False, max_length=80)
    derecho = forms.ChoiceField(label=_("Derecho"), required=False, choices=[("", _("Todos")), *Right.choices])
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *State.choices])


class ReceiveForm(OfficeForm):
    """A request that somebody hands in."""

    title = _("Recibir un pedido sobre datos propios")
    button = _("Recibir")
    done = _("Pedido recibido: el plazo de la ley corre desde mañana.")

    person = forms.CharField(
        label=_("Persona"), max_length=20, help_text=_("Su código o el número completo de su documento")
    )
    right = forms.ChoiceField(label=_("Qué derecho ejerce"), choices=[("", CHOOSE), *Right.choices])
    what = forms.CharField(label=_("Qué pide, con sus palabras"), **_LONG)
    filed_on = DayField(label=_("Presentado el"))
    identified_by = forms.CharField(label=_("Con qué documento mostró quién es"), max_length=120)
    representative = forms.CharField(
        label=_("Quién la representa"),
        max_length=200,
        required=False,
        help_text=_("En blanco si viene ella. Nombre, documento y con qué acredita la representación."),
    )
    child = forms.CharField(
        label=_("Niña o niño del que también pide saber"),
        max_length=20,
        required=False,
        help_text=_("Su código, como N00042. Solo en un pedido de acceso de su madre."),
    )
    child_proof = forms.CharField(label=_("Con qué acredita la patria potestad"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope = actor.actions[RECEIVE]

    def clean_person(self) -> Any:
        """Whom the code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found

    def clean_child(self) -> Any:
        """Which child of hers the code names."""
        code, person = self.cleaned_data["child"].strip(), self.cleaned_data.get("person")
        if not code:
            return None
        found = children_of(person).filter(code__iexact=code).first() if person else None
        if found is None:
            raise forms.ValidationError(_("Ninguna hija o hijo suyo tiene ese código."))
        return found

    def save(self, *, actor: Any) -> Any:
        return services.receive(actor=actor, **self.cleaned_data)


class _OfRequest(OfficeForm):
    """A step of one request."""

    right = ANSWER

    def __init__(self, *args: Any, request: DataRequest, **more: Any) -> None:
        super().__init__(*args, **more)
        self.request = request


class CiteForm(_OfRequest):
    """The act by which a room changed something."""

    title = _("Señalar el acto con que se corrigió")
    done = _("Acto señalado.")

    act = forms.IntegerField(
        label=_("Número del acto"),
        min_value=1,
        help_text=_("El del registro de actos, sobre esta persona y posterior al pedido."),
    )

    def save(self, *, actor: Any) -> Any:
        return services.cite(actor=actor, request=self.request, **self.cleaned_data)


class InformForm(_OfRequest):
    """To whom the change was told."""

    title = _("Comunicar el cambio a quien recibió el dato")
    done = _("Comunicación anotada.")

    to = forms.CharField(label=_("A quién"), max_length=200)
    on = DayField(label=_("Qué día"))
    how = forms.CharField(label=_("Con qué documento"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return services.inform(actor=actor, request=self.request, **self.cleaned_data)


class AnswerForm(_OfRequest):
    """What is decided, with its reason."""

    title = _("Responder")
    button = _("Responder")
    done = _("Pedido respondido: falta entregarlo.")

    outcome = forms.ChoiceField(label=_("Qué se decide"), choices=[("", CHOOSE), *Outcome.choices])
    ground = forms.ChoiceField(
        label=_("Por qué se deniega"), required=False, choices=[("", _("No se deniega nada")), *Ground.choices]
    )
    answer = forms.CharField(label=_("Respuesta para ella, en palabras sencillas"), **_LONG)

    def save(self, *, actor: Any) -> Any:
        return services.answer(actor=actor, request=self.request, **self.cleaned_data)


class ExtendForm(_OfRequest):
    """A term extended once."""

    title = _("Ampliar el plazo")
    done = _("Plazo ampliado: comuníqueselo hoy mismo.")

    why = forms.CharField(label=_("Por qué no alcanza"), max_length=300)

    def save(self, *, actor: Any) -> Any:
        return services.extend(actor=actor, request=self.request, **self.cleaned_data)


class WithdrawForm(_OfRequest):
    """She asks no more."""

    title = _("Anotar que desistió")
    done = _("Desistimiento anotado.")
    right = RECEIVE

    why = forms.CharField(label=_("Cómo consta"), max_length=300)

    def save(self, *, actor: Any) -> Any:
        return services.withdraw(actor=actor, request=self.request, **self.cleaned_data)


class DeliverForm(_OfRequest):
    """The answer reached her."""

    title = _("Anotar la entrega")
    button = _("Anotar la entrega")
    done = _("Entrega anotada.")
    right = RECEIVE

    on = DayField(label=_("Qué día"))
    how = forms.ChoiceField(label=_("Cómo"), choices=[("", CHOOSE), *Way.choices])
    handed_to = forms.CharField(label=_("Quién lo recibió, si no fue ella"), max_length=200, required=False)

    def save(self, *, actor: Any) -> Any:
        return services.deliver(actor=actor, request=self.request, **self.cleaned_data)


def steps_of(request: DataRequest) -> dict[str, type[_OfRequest]]:
    """The steps that a request can take now, by their word in what the page sends."""
    if request.state == State.OPEN:
        found: dict[str, type[_OfRequest]] = {"answer": AnswerForm, "extend": ExtendForm, "withdraw": WithdrawForm}
        if request.right == Right.RECTIFY:
            found = {"cite": CiteForm, **found}
        if request.extended_at:
            del found["extend"]
        return found
    found = {"deliver": DeliverForm} if request.state == State.ANSWERED else {}
    if request.right != Right.ACCESS and request.state in (State.ANSWERED, State.DELIVERED):
        found["inform"] = InformForm
    return found


def step_forms(request: DataRequest, *, actor: Any, step: str, data: Any, today: Any) -> dict[str, _OfRequest]:
    """The forms of the steps that the actor may take, the sent one with what was sent."""
    return {
        name: form(data if name == step else None, request=request, initial={"on": today}, prefix=name)
        for name, form in steps_of(request).items()
        if decide(actor, form.right, establishment_id=request.establishment_id)
    }
