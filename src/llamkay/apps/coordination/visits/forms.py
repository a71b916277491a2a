"""Forms of the visits: each part of a visit is one form that ends in one service."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from llamkay.apps.coordination.fields import SHORT, TEXT, InstitutionField, PostField, offer_figures
from llamkay.apps.coordination.models import (
    Gift,
    PaperSignature,
    Quotation,
    Stop,
    StopFigure,
    TalkingPoint,
    Visit,
    VisitHost,
    Visitor,
    VisitPaper,
)
from llamkay.apps.coordination.visits import note, services, signing
from llamkay.apps.institutions.queries import every_establishment, every_post
from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm
from llamkay.platform.screens.signed import SignedForm


class VisitFilter(FilterForm):
    """What the list of visits can be narrowed by."""

    q = forms.CharField(label=_("Buscar"), required=False, max_length=80, help_text=_("Título o propósito"))
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *Visit.State.choices])
    arguments = {"q": "words", "estado": "state"}


class VisitForm(OfficeForm):
    """What a visit is for and when it begins."""

    title = _("Preparar una visita")
    done = _("Se guardó la visita.")

    name = forms.CharField(label=_("Título"), max_length=160)
    on = DayField(label=_("Día"))
    starts_at = forms.TimeField(
        label=_("Empieza a las"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    purpose = forms.CharField(label=_("Para qué es"), widget=TEXT, max_length=1000)
    outcome = forms.CharField(
        label=_("Qué se busca que salga de ella"),
        widget=TEXT,
        required=False,
        max_length=1000,
        help_text=_("Lo que al día siguiente debería ser distinto. Hace falta para la ayuda memoria."),
    )
    refusal_fields = {"title": "name"}

    def __init__(self, *args: Any, visit: Visit | None = None, **kwargs: Any) -> None:
        if visit:
            names = ("on", "starts_at", "purpose", "outcome")
            kwargs["initial"] = {name: getattr(visit, name) for name in names} | {"name": visit.title}
        super().__init__(*args, **kwargs)
        self.visit = visit

    def save(self, *, actor: Any) -> Visit:
        values = dict(self.cleaned_data)
        return services.save_visit(actor=actor, visit=self.visit, title=values.pop("name"), **values)


class _Part(OfficeForm):
    """A part of a visit: added, or changed where ``item`` is given."""

    model: type[models.Model]
    states: tuple[str, ...] = services.DURING
    names: tuple[str, ...] = ()
    many = True  # whether another may be added from the visit's page

    def __init__(self, *args: Any, visit: Visit, item: Any = None, **kwargs: Any) -> None:
        initial = {name: getattr(item, name) for name in self.names} if item else {}
        kwargs["initial"] = {**kwargs.get("initial", {}), **initial}
        super().__init__(*args, **kwargs)
        self.visit, self.item = visit, item
        self.prepare()

    def prepare(self) -> None:
        """Fill what it offers."""

    @classmethod
    def items(cls, visit: Visit) -> Any:
        """The rows of this part that the visit has."""
        return cls.model._default_manager.filter(visit=visit)

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


class HostForm(_Part):
    title = _("Un penal que se visita")
    done = _("Se guardó el penal.")
    model = VisitHost
    names = ("establishment", "post", "order")

    establishment = forms.ModelChoiceField(every_establishment(), label=_("Penal"))
    post = PostField(label=_("Quién recibe"), help_text=_("El cargo, de ese mismo penal."))
    order = forms.IntegerField(label=_("En qué orden"), min_value=1, max_value=20, initial=1)

    def prepare(self) -> None:
        self._offer("post", every_post().exclude(establishment=None))

    def save(self, *, actor: Any) -> VisitHost:
        return services.set_host(actor=actor, visit=self.visit, **self.cleaned_data)


class VisitorForm(_Part):
    title = _("Alguien que viene")
    done = _("Se guardó quien viene.")
    model = Visitor
    names = ("name", "post_title", "institution", "order", "leads", "clearance", "reference")

    name = forms.CharField(label=_("Nombres y apellidos"), max_length=120)
    post_title = forms.CharField(label=_("Cargo"), max_length=120)
    institution = InstitutionField(label=_("Institución"), required=False)
    order = forms.IntegerField(
        label=_("Precedencia"), min_value=1, max_value=99, initial=1, help_text=_("1 es quien va primero.")
    )
    leads = forms.BooleanField(label=_("Encabeza la visita"), required=False)
    clearance = forms.ChoiceField(label=_("Ingreso"), choices=Visitor.Clearance.choices)
    reference = forms.CharField(
        label=_("Documento que lo autoriza o lo niega"),
        max_length=80,
        required=False,
        help_text=_("El número del oficio. No se copia el documento de identidad de nadie."),
    )

    def save(self, *, actor: Any) -> Visitor:
        return services.set_visitor(actor=actor, visit=self.visit, item=self.item, **self.cleaned_data)


class StopForm(_Part):
    title = _("Una parada")
    done = _("Se guardó la parada.")
    model = Stop
    names = tuple("host order place way minutes speaker shown images consents risks questions avoid".split())

    host = forms.ModelChoiceField(VisitHost.objects.none(), label=_("Penal"))
    order = forms.IntegerField(label=_("En qué orden"), min_value=0, max_value=99)
    place = forms.CharField(label=_("Lugar"), max_length=120)
    way = forms.IntegerField(label=_("Minutos para llegar"), min_value=0, max_value=240, initial=0)
    minutes = forms.IntegerField(label=_("Minutos ahí"), min_value=1, max_value=240)
    speaker = forms.CharField(label=_("Quién habla"), max_length=120, required=False)
    shown = forms.CharField(label=_("Qué se muestra"), widget=SHORT, max_length=500)
    images = forms.ChoiceField(label=_("Fotos y video"), choices=Stop.Images.choices, widget=forms.RadioSelect)
    consents = forms.IntegerField(
        label=_("Consentimientos firmados"),
        min_value=0,
        max_value=500,
        initial=0,
        help_text=_("Cuántos hay. De quiénes son queda en el legajo del penal."),
    )
    risks = forms.CharField(label=_("Cuidado con"), widget=SHORT, required=False, max_length=500)
    questions = forms.CharField(label=_("Qué preguntas esperar o hacer"), widget=SHORT, required=False, max_length=500)
    avoid = forms.CharField(label=_("Qué no prometer"), widget=SHORT, required=False, max_length=500)

    @classmethod
    def items(cls, visit: Visit) -> Any:
        return Stop.objects.filter(host__visit=visit)

    def prepare(self) -> None:
        self._offer("host", self.visit.hosts.select_related("establishment"))

    def save(self, *, actor: Any) -> Stop:
        return services.set_stop(actor=actor, visit=self.visit, item=self.item, **self.cleaned_data)


class FigureForm(_Part):
    title = _("Una cifra de una parada")
    done = _("Se guardó la cifra.")
    model = StopFigure

    stop = forms.ModelChoiceField(Stop.objects.none(), label=_("Parada"))
    metric = forms.ChoiceField(label=_("Cifra"), help_text=_("Se lee viva, como la lee el público, con su día."))
    key = forms.ChoiceField(label=_("Clase"), required=False)
    establishment = forms.ModelChoiceField(
        every_establishment(), label=_("De dónde"), required=False, empty_label=_("Todo el país")
    )
    note = forms.CharField(
        label=_("Si repite una nota publicada, su número"),
        max_length=30,
        required=False,
        help_text=_("Solo de niñas, niños y gestantes: lo que la institución ya publicó, con motivo y dos firmas."),
    )
    value = forms.IntegerField(label=_("El número que esa nota dice"), required=False, min_value=0)
    reason = forms.CharField(label=_("Por qué se repite"), max_length=300, required=False)

    @classmethod
    def items(cls, visit: Visit) -> Any:
        return StopFigure.objects.filter(stop__host__visit=visit)

    def prepare(self) -> None:
        offer_figures(self, empty=_("Elija una"))
        self._offer("stop", Stop.objects.filter(host__visit=self.visit).order_by("host__order", "order"))

    def save(self, *, actor: Any) -> StopFigure:
        return services.add_figure(actor=actor, visit=self.visit, **self.cleaned_data)


class PointForm(_Part):
    title = _("Un punto para hablar")
    done = _("Se guardó el punto.")
    model = TalkingPoint
    names = ("order", "theme", "text")

    order = forms.IntegerField(label=_("En qué orden"), min_value=1, max_value=99, initial=1)
    theme = forms.CharField(label=_("Tema"), max_length=80)
    text = forms.CharField(label=_("Qué se puede decir"), widget=TEXT, max_length=1000)

    def save(self, *, actor: Any) -> TalkingPoint:
        return services.set_point(actor=actor, visit=self.visit, item=self.item, **self.cleaned_data)


class GiftForm(_Part):
    title = _("Un regalo")
    done = _("Se guardó el regalo.")
    model = Gift
    states = services.AFTER

    what = forms.CharField(label=_("Qué"), max_length=120)
    maker = forms.CharField(
        label=_("Quién lo hizo"), max_length=120, help_text=_("El taller o la marca, nunca la persona.")
    )
    price = AmountField(label=_("Lo que se pagó (S/)"))
    receipt = forms.CharField(label=_("Recibo"), max_length=60)
    recipient = forms.ModelChoiceField(Visitor.objects.none(), label=_("Lo recibe"))

    def prepare(self) -> None:
        self._offer("recipient", self.visit.visitors.all())

    def save(self, *, actor: Any) -> Gift:
        return services.add_gift(actor=actor, visit=self.visit, **self.cleaned_data)


class QuotationForm(_Part):
    title = _("Lo que alguien dijo")
    done = _("Se guardaron las palabras.")
    model = Quotation
    states = ("briefed", "held")

    visitor = forms.ModelChoiceField(Visitor.objects.none(), label=_("Lo dijo alguien que vino"), required=False)
    host = forms.ModelChoiceField(VisitHost.objects.none(), label=_("O quien recibió en"), required=False)
    text = forms.CharField(label=_("Sus palabras"), widget=TEXT, max_length=1500)
    allowed = forms.BooleanField(label=_("Acepta que se publique"), required=False)

    def prepare(self) -> None:
        self._offer("visitor", self.visit.visitors.all())
        self._offer("host", self.visit.hosts.select_related("establishment"))

    def save(self, *, actor: Any) -> Quotation:
        return services.add_quotation(actor=actor, visit=self.visit, **self.cleaned_data)


class HappenedForm(_Part):
    """What happened at a stop; it belongs to the stop and is not added by itself."""

    title = _("Qué pasó en la parada")
    done = _("Se escribió la parada.")
    model = Stop
    states = ("briefed", "held")
    names = ("happened", "skipped_why", "inmates", "former_inmates", "business")
    many = False

    happened = forms.CharField(
        label=_("Qué pasó"),
        widget=TEXT,
        required=False,
        max_length=1500,
        help_text=_("Nunca el nombre de una persona privada de libertad, ni de una niña o un niño."),
    )
    skipped_why = forms.CharField(label=_("O por qué no se visitó"), required=False, max_length=300)
    inmates = forms.IntegerField(label=_("Internas que expusieron"), required=False, min_value=0, max_value=2000)
    former_inmates = forms.IntegerField(
        label=_("Exinternas que expusieron"),
        required=False,
        min_value=0,
        max_value=2000,
        help_text=_("Se cuentan; si son menos de cinco, los papeles dicen solo el total."),
    )
    business = forms.IntegerField(label=_("Empresarias que expusieron"), required=False, min_value=0, max_value=2000)

    @classmethod
    def items(cls, visit: Visit) -> Any:
        return Stop.objects.filter(host__visit=visit)

    def save(self, *, actor: Any) -> Stop:
        return services.write_stop(actor=actor, visit=self.visit, stop=self.item, **self.cleaned_data)


class AfterForm(_Part):
    """What the visit left; one form of the visit itself."""

    title = _("Lo que dejó la visita")
    done = _("Se guardó.")
    model = Visit
    states = ("held", "minuted")
    many = False

    none_why = forms.CharField(label=_("Si nadie se comprometió a nada, por qué"), required=False, max_length=300)
    no_note_why = forms.CharField(label=_("Si no habrá nota de prensa, por qué"), required=False, max_length=300)
    lessons = forms.CharField(label=_("Qué se aprendió"), widget=TEXT, required=False, max_length=1500)

    @classmethod
    def items(cls, visit: Visit) -> Any:
        return Visit.objects.none()

    def prepare(self) -> None:
        for name in ("none_why", "no_note_why", "lessons"):
            self.fields[name].initial = getattr(self.visit, name)

    def save(self, *, actor: Any) -> Visit:
        return services.write_after(actor=actor, visit=self.visit, **self.cleaned_data)


class LinkForm(_Part):
    """The published note of the visit."""

    title = _("Enlazar su nota publicada")
    done = _("Se enlazó la nota.")
    model = Visit
    states = ("held", "minuted")
    many = False

    number = forms.CharField(label=_("Número de la nota"), max_length=30, help_text=_("Por ejemplo 098-2026."))

    @classmethod
    def items(cls, visit: Visit) -> Any:
        return Visit.objects.none()

    def save(self, *, actor: Any) -> Visit:
        return note.link(actor=actor, visit=self.visit, **self.cleaned_data)


class SignForm(SignedForm):
    """Minutes are signed by whoever answers for the post that received."""

    title = _("Firmar el acta")
    button = _("Firmar")
    done = _("Se firmó.")

    def __init__(self, *args: Any, paper: VisitPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper

    def save(self, *, actor: Any) -> PaperSignature:
        return signing.sign_own(actor=actor, paper=self.paper)


class WriteDownForm(OfficeForm):
    """Somebody signed by hand, or did not sign."""

    title = _("Anotar una firma")
    done = _("Se anotó.")

    signer = forms.ChoiceField(label=_("De quién"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("Qué hizo"), choices=PaperSignature.How.choices[1:], widget=forms.RadioSelect)
    words = forms.CharField(label=_("Dónde está el original, o por qué no firmó"), max_length=200)

    def __init__(self, *args: Any, paper: VisitPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        waiting = [each for each in signing.signers(paper) if each.signature is None]
        choices: Any = self.fields["signer"]
        choices.choices = [(each.key, f"{each.name}, {each.post}") for each in waiting]

    def save(self, *, actor: Any) -> PaperSignature:
        return signing.write_down(actor=actor, paper=self.paper, **self.cleaned_data)


class CorrectForm(OfficeForm):
    """Minutes are corrected by a second, numbered document."""

    title = _("Rectificar el acta")
    button = _("Hacer la rectificación")
    done = _("Se hizo. La firman los mismos que el acta.")

    says = forms.CharField(
        label=_("Dice"), widget=SHORT, max_length=500, help_text=_("Las palabras del acta, tal como están.")
    )
    should_say = forms.CharField(label=_("Debe decir"), widget=SHORT, max_length=500)
    why = forms.CharField(label=_("Por qué"), widget=SHORT, max_length=300)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit

    def save(self, *, actor: Any) -> VisitPaper:
        return signing.correct(actor=actor, visit=self.visit, **self.cleaned_data)


PARTS: dict[str, type[_Part]] = {
    "penal": HostForm,
    "visitante": VisitorForm,
    "parada": StopForm,
    "cifra": FigureForm,
    "tema": PointForm,
    "regalo": GiftForm,
    "frase": QuotationForm,
    "ocurrido": HappenedForm,
    "despues": AfterForm,
    "nota": LinkForm,
}
# The parts that may be taken out of a visit before it is held.
REMOVED = ("penal", "visitante", "parada", "cifra", "tema", "regalo", "frase")
