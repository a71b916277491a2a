"""What is typed to name a programme, write a protocol, sign it, analyse it and publish what it found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.queries import every_trade
from llamkay.apps.evaluation import services
from llamkay.apps.evaluation.drawing import QUESTIONS
from llamkay.apps.evaluation.kinds import COVARIATES, RETURNS, SUBGROUPS, EndingKind, ProtocolState, Source
from llamkay.apps.evaluation.models import Ending, Programme, Protocol, Published, Run
from llamkay.apps.people.queries import by_exact
from llamkay.core.errors import Refused
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.protocol import parse
from llamkay.platform.files.received import MB, read_upload
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm
from llamkay.platform.screens.signed import SignedForm
from llamkay.platform.security.scope import EVERYTHING

_MOST_WINDOWS = 6
_TEXT = 2_000
# What is usually answered; whoever writes a protocol changes what differs.
_USUAL = {
    "eligibility": _(
        "Personas que salieron en libertad por primera vez en el período y de quienes consta lo que hicieron."
    ),
    "strategies": _("Participar en el programa antes de salir, frente a no participar en él ningún día."),
    "time_zero": _("El día de la libertad."),
    "follow_up_end": _(
        "El retorno, el fallecimiento, la salida del país o el corte de los datos: lo primero que ocurra."
    ),
    "estimand": _("La diferencia en cuántas de cada 100 personas vuelven dentro del plazo."),
    "sources": _("Custodia, motivos y condenas: registro penitenciario. Participación: planillas cerradas."),
    "analysis": _(
        "Pesos de solapamiento con una regresión logística sin penalizar; equilibrio de todas las variables por "
        "debajo de 0.1; Aalen–Johansen; Holm entre los resultados declarados."
    ),
}

MOST_PEOPLE_FILE = 12 * MB  # as much as the door lets through


class ProtocolFilter(FilterForm):
    """What the list of protocols can be narrowed by."""

    arguments = {"estado": "state", "programa": "programme"}

    programa = forms.ModelChoiceField(
        label=_("Programa"), queryset=Programme.objects.all(), required=False, empty_label=_("Todos")
    )
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *ProtocolState.choices])


class RunFilter(FilterForm):
    """What the list of analyses can be narrowed by."""

    arguments = {"programa": "programme"}

    programa = forms.ModelChoiceField(
        label=_("Programa"), queryset=Programme.objects.all(), required=False, empty_label=_("Todos")
    )


class ProgrammeForm(OfficeForm):
    """A programme is named."""

    title = _("Nombrar un programa")
    done = _("Se nombró el programa.")

    name = forms.CharField(label=_("Nombre"), max_length=100, help_text=_("Como lo reconoce quien lo lee."))
    kind = forms.ChoiceField(label=_("Qué es"), choices=[("", CHOOSE), *Kind.choices])
    trade = forms.ModelChoiceField(
        label=_("Oficio"), queryset=every_trade(), required=False, help_text=_("Vacío: todos los oficios.")
    )
    invented = forms.BooleanField(
        label=_("Sus personas son inventadas"), required=False, help_text=_("Siempre se dirá junto al resultado.")
    )

    def save(self, *, actor: Any) -> Programme:
        return services.add_programme(actor=actor, **self.cleaned_data)


class ProtocolForm(OfficeForm):
    """A protocol is written: what is decided before the outcomes are seen."""

    title = _("Escribir un protocolo")
    done = _("Se escribió el protocolo. Los resultados se abren cuando lo firmen dos personas.")

    programme = forms.ModelChoiceField(label=_("Programa"), queryset=Programme.objects.all())
    source = forms.ChoiceField(label=_("De dónde salen las personas"), choices=Source.choices)
    first = DayField(label=_("Libertades desde el"))
    last = DayField(label=_("Libertades hasta el"))
    data_cut = DayField(label=_("Corte de los datos"), help_text=_("Lo de después de ese día no se mira."))
    windows = forms.CharField(
        label=_("Plazos, en meses"), initial="12, 24, 36", max_length=40, help_text=_("El primero es el principal.")
    )
    outcome = forms.MultipleChoiceField(
        label=_("Qué cuenta como volver"),
        choices=[(str(kind), words) for kind, words in RETURNS.items() if kind != Return.OLD_CASE],
        initial=[str(Return.NEW_CONVICTED), str(Return.NEW_BEFORE_TRIAL)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Una causa anterior a la libertad no cuenta: es el control."),
    )
    exposure_days = forms.IntegerField(label=_("Participó quien hizo al menos estos días"), min_value=1, initial=90)
    exposure_months = forms.IntegerField(
        label=_("en los últimos meses antes de salir"), min_value=1, max_value=120, initial=12
    )
    landmark = forms.IntegerField(
        label=_("Mes de partida, si el programa sigue afuera"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_(
            "Vacío: se cuenta desde la libertad. Con un 3, se cuenta desde el tercer mes afuera, de quienes hasta"
            " entonces no habían vuelto; quien empieza después cuenta entre los demás. Solo de un archivo."
        ),
    )
    covariates = forms.MultipleChoiceField(
        label=_("En qué deben parecerse los grupos"),
        choices=list(COVARIATES.items()),
        initial=["age", "female", "foreign", "prior", "term", "remand"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sin ninguna, y sin sorteo ni lista de espera, solo se describe."),
    )
    subgroups = forms.MultipleChoiceField(
        label=_("Subgrupos declarados"),
        choices=list(SUBGROUPS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Después de firmar no se agrega ninguno. La investigación halla signos opuestos según la condena y según "
            "si trabajaba antes; esto último solo lo dice un archivo."
        ),
    )
    refusal_fields = {"period": "last", "exposure": "exposure_days"}

    def __init__(self, *args: Any, protocol: Protocol | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.protocol = protocol
        for name, words in QUESTIONS.items():
            rows = 1 if name == "title" else 3
            self.fields[f"q_{name}"] = forms.CharField(
                label=words,
                max_length=_TEXT,
                required=False,
                initial=_USUAL.get(name, ""),
                widget=forms.Textarea(attrs={"rows": rows}),
            )
        if protocol is not None:
            del self.fields["programme"]
            self.initial = _initial(protocol)

    def clean_windows(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["windows"].split(",")]
        if not 0 < len(parts) <= _MOST_WINDOWS or not all(part.isascii() and part.isdecimal() for part in parts):
            raise forms.ValidationError(_("Escriba de uno a seis plazos en meses, como 12, 24, 36."))
        months = sorted({int(part[:5]) for part in parts})
        if not 0 < months[0] <= months[-1] <= 600:
            raise forms.ValidationError(_("Un plazo va de 1 a 600 meses."))
        return months

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last, cut = (data.get(name) for name in ("first", "last", "data_cut"))
        if first and last and first > last:
            self.add_error("last", _("El período termina antes de empezar."))
        if last and cut and last > cut:
            self.add_error("data_cut", _("El corte es anterior al fin del período."))
        return data

    def save(self, *, actor: Any) -> Protocol:
        data = self.cleaned_data
        programme = self.protocol.programme if self.protocol else data["programme"]
        content = {
            "period": {"from": data["first"].isoformat(), "to": data["last"].isoformat()},
            "data_cut": data["data_cut"].isoformat(),
            "windows": data["windows"],
            "outcome": data["outcome"],
            "covariates": data["covariates"],
            "subgroups": data["subgroups"],
            "exposure": {"days": data["exposure_days"], "months": data["exposure_months"]},
            "landmark": data["landmark"],
            **{name: " ".join(data[f"q_{name}"].split()) for name in QUESTIONS if data[f"q_{name}"].strip()},
        }
        return services.write_protocol(
            actor=actor, programme=programme, source=data["source"], data=content, protocol=self.protocol
        )


def _initial(protocol: Protocol) -> dict[str, Any]:
    document, read = protocol.document, parse(protocol.document)
    return {
        "source": protocol.source,
        "first": document["period"]["from"],
        "last": document["period"]["to"],
        "data_cut": document["data_cut"],
        "windows": ", ".join(map(str, read.windows)),
        "exposure_days": document["exposure"]["days"],
        "exposure_months": document["exposure"]["months"],
        "landmark": read.landmark,
        **{name: list(getattr(read, name)) for name in ("outcome", "covariates", "subgroups")},
        **{f"q_{name}": document.get(name, "") for name in QUESTIONS},
    }


class _ProtocolActForm(SignedForm):
    def __init__(self, *args: Any, protocol: Protocol, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.protocol = protocol


class SignForm(_ProtocolActForm):
    """One of the two signatures."""

    title = _("Firmar el protocolo")
    button = _("Firmar")
    done = _("Se firmó. Los resultados se abren con la firma de dos personas.")

    def save(self, *, actor: Any) -> Protocol:
        return services.sign_protocol(actor=actor, protocol=self.protocol)


class WithdrawForm(_ProtocolActForm):
    """Why a protocol is taken back."""

    title = _("Retirar el protocolo")
    button = _("Retirar")
    done = _("Se retiró. Lo que ya se analizó queda, y se sigue contando.")

    why = forms.CharField(label=_("Por qué"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["why", "password"]

    def save(self, *, actor: Any) -> Protocol:
        return services.withdraw_protocol(actor=actor, protocol=self.protocol, why=self.cleaned_data["why"])


class AnalyseForm(OfficeForm):
    """An analysis is made: it takes the next number, whatever it finds."""

    title = _("Analizar")
    button = _("Hacer el análisis")
    done = _("Se hizo el análisis. Su número queda, sea cual sea el resultado.")

    file = forms.FileField(
        label=_("Archivo de las personas (CSV)"),
        help_text=_("Una fila por persona, sin nombres ni códigos. Se lee y no se guarda: queda su huella."),
    )

    def __init__(self, *args: Any, protocol: Protocol, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.protocol = protocol
        if protocol.source != Source.FILE:
            del self.fields["file"]

    def save(self, *, actor: Any) -> Run:
        file = self.cleaned_data.get("file")
        content = read_upload(file, most=MOST_PEOPLE_FILE, field="file") if file else None
        return services.analyse(actor=actor, protocol=self.protocol, content=content)


class PublishForm(SignedForm):
    """An analysis is published by a second person."""

    title = _("Publicar el análisis")
    button = _("Publicar")
    done = _("Se publicó. Está en la ventana pública.")

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run

    def save(self, *, actor: Any) -> Published:
        return services.publish(actor=actor, run=self.run)


class EndingForm(OfficeForm):
    """Somebody died or left the country after the release."""

    title = _("Registrar que alguien ya no puede volver")
    done = _("Se registró.")

    person = forms.CharField(label=_("Código o documento de la persona"), max_length=30)
    kind = forms.ChoiceField(label=_("Qué pasó"), choices=[("", CHOOSE), *EndingKind.choices])
    on = DayField(label=_("Qué día"))
    source = forms.CharField(label=_("De qué registro o papel sale"), max_length=200)

    def save(self, *, actor: Any) -> Ending:
        data = dict(self.cleaned_data)
        person = by_exact(EVERYTHING, data.pop("person"))
        if person is None:
            raise Refused(_("No hay nadie con ese código o documento."), field="person")
        return services.record_ending(actor=actor, person=person, **data)
