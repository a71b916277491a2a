"""Forms of people in custody: each is one act and ends in one service call."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from llamkay.apps.institutions.queries import every_establishment, in_scope, no_establishments
from llamkay.apps.people import joins, papers, queries
from llamkay.apps.people.custody.services import (
    admit_person,
    end_absence,
    moved_by_leaving,
    record_absence,
    release_person,
    set_pavilion,
    transfer_person,
)
from llamkay.apps.people.identity.services import add_document, correct_person, merge_provisional
from llamkay.apps.people.kinds import DocumentKind, EntryGround, Exit, ExitGround, Tongue
from llamkay.apps.people.models import (
    STAGE_NAMES,
    Conviction,
    IdentityJoin,
    LegalStatusSpell,
    Person,
    Sex,
    StageEvaluation,
    TemporaryAbsence,
    TransferPaper,
)
from llamkay.apps.people.permissions import MANAGE
from llamkay.apps.people.registry import Unusual
from llamkay.apps.people.situation.services import (
    add_conviction,
    credited_before,
    record_evaluation,
    record_isolation,
    set_legal_status,
    set_stage,
    take_back,
)
from llamkay.apps.people.writing import dates
from llamkay.core.errors import Refused
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm, offer
from llamkay.platform.security.scope import Scope

STAGE_CHOICES = [(f"{regime}/{stage}", name) for (regime, stage), name in STAGE_NAMES.items()]
BLANK = [("", CHOOSE)]


class PeopleFilter(FilterForm):
    """What the list of people can be narrowed by."""

    q = forms.CharField(
        label=_("Buscar"),
        required=False,
        max_length=100,
        help_text=_("Apellidos y nombres en cualquier orden, código o documento"),
    )
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )
    situacion = forms.ChoiceField(
        label=_("Situación"), required=False, choices=[("", _("Todas")), *LegalStatusSpell.Status.choices]
    )
    etapa = forms.ChoiceField(label=_("Etapa"), required=False, choices=[("", _("Todas")), *STAGE_CHOICES])
    dia = DayField(label=_("Al día"), required=False, help_text=_("Vacío: hoy"))
    todos = forms.BooleanField(label=_("Incluir a quienes ya no están"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = in_scope(scope)


class Asking(OfficeForm):
    """A form whose service may ask about what is unusual: then a box to confirm it stands beside the reason."""

    confirmed = forms.BooleanField(label=_("Sí, es así"), required=False, widget=forms.HiddenInput)
    hidden_reason = False  # whether the reason, too, is only shown once it is asked for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in ("reason", "confirmed")])
        if self.hidden_reason and not self.data.get("confirmed"):
            self.fields["reason"].widget = forms.HiddenInput()
        elif self.data.get("confirmed"):
            self._show()

    def _show(self) -> None:
        self.fields["confirmed"].widget = forms.CheckboxInput()
        self.fields["reason"].widget = forms.TextInput(attrs={"maxlength": 200})

    def asking(self, act: Callable[[], Any]) -> Any:
        """What the service gives; where it asks, the box to confirm is shown."""
        try:
            return act()
        except Unusual:
            self._show()
            raise


class AdmissionForm(Asking):
    """A person enters custody."""

    hidden_reason = True

    title = _("Registrar ingreso")
    button = _("Registrar ingreso")
    done = _("Se registró el ingreso.")

    establishment = forms.ModelChoiceField(label=_("Establecimiento"), queryset=no_establishments(), empty_label=None)
    on = DayField(label=_("Fecha de ingreso"))
    document_kind = forms.ChoiceField(
        label=_("Documento"),
        required=False,
        choices=[("", _("Sin documento: identidad provisional")), *DocumentKind.choices],
    )
    number = forms.CharField(
        label=_("Número de documento"),
        required=False,
        max_length=20,
        help_text=_("DNI: 8 dígitos; si tiene a la vista el dígito verificador, escríbalo después de un guion."),
    )
    first_surname = forms.CharField(label=_("Primer apellido"), max_length=60)
    second_surname = forms.CharField(label=_("Segundo apellido"), max_length=60, required=False)
    given_names = forms.CharField(label=_("Nombres"), max_length=80)
    sex = forms.ChoiceField(label=_("Sexo según el documento"), choices=BLANK + Sex.choices)
    born_on = DayField(label=_("Fecha de nacimiento"), required=False)
    nationality = forms.ChoiceField(label=_("País de nacionalidad"), choices=lambda: list(countries), initial="PE")
    mother_tongue = forms.ChoiceField(
        label=_("Lengua materna"), required=False, choices=BLANK + Tongue.choices, help_text=_("Como ella la dice.")
    )
    status = forms.ChoiceField(
        label=_("Situación jurídica"), required=False, choices=BLANK + LegalStatusSpell.Status.choices
    )
    ground = forms.ChoiceField(
        label=_("Por qué ingresa"),
        required=False,
        choices=BLANK + EntryGround.choices,
        help_text=_("De quien vuelve dice si fue por un delito nuevo, una revocación o un trámite."),
    )

    reason = forms.CharField(label=_("Resolución o motivo"), max_length=200, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["establishment"], in_scope(scope), scope)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("document_kind")) != bool(data.get("number")):
            missing = "number" if data.get("document_kind") else "document_kind"
            self.add_error(missing, _("Indique el tipo y el número del documento, o ninguno de los dos."))
        return data

    def save(self, *, actor: Any) -> Person:
        data = dict(self.cleaned_data)
        kind, number = data.pop("document_kind"), data.pop("number")
        document = (kind, number) if kind else None
        return self.asking(lambda: admit_person(actor=actor, document=document, **data))


class ActForm(OfficeForm):
    """An act on one person; ``action`` is the permission that shows its link."""

    action = MANAGE
    service: Any = None

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def save(self, *, actor: Any) -> Any:
        return type(self).service(actor=actor, person=self.person, **self.cleaned_data)


class WarnedForm(ActForm):
    """An act that is entered late: what it touches is said first, and it is done when it is sent again."""

    warned = forms.CharField(required=False, widget=forms.HiddenInput)  # the day of which it was said

    def warn(self, on: date, warned: str, sentences: list[str]) -> None:
        """Raise ``Refused`` with what is touched, unless it was said of that day."""
        if sentences and warned != on.isoformat():
            self.data = self.data.copy()
            self.data["warned"] = on.isoformat()
            again = _("Si es así, vuelva a pulsar «{button}».").format(button=self.button)
            raise Refused(" ".join((*sentences, again)), field="on")


class DepartureForm(Asking, WarnedForm):
    """Somebody leaves; what was already marked and no longer stands is said first."""

    worked_on_the_day = timedelta(0)  # a day if what was worked that morning still counts here

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        warned, on = data.pop("warned"), data["on"]
        since = on + self.worked_on_the_day
        self.warn(on, warned, moved_by_leaving(actor=actor, person=self.person, since=since))
        return self.asking(lambda: type(self).service(actor=actor, person=self.person, **data))


class TransferForm(DepartureForm):
    title = _("Registrar traslado")
    done = _("Se registró el traslado.")
    service = transfer_person

    to = forms.ModelChoiceField(label=_("Establecimiento de destino"), queryset=every_establishment())
    on = DayField(label=_("Fecha de llegada"), help_text=_("Ese día ya se cuenta en el establecimiento de destino."))
    reason = forms.CharField(label=_("Resolución o motivo"), max_length=200, required=False)


class ReleaseForm(DepartureForm):
    title = _("Registrar egreso (libertad u otro)")
    done = _("Se registró la salida.")
    service = release_person
    worked_on_the_day = timedelta(1)

    exit = forms.ChoiceField(
        label=_("Motivo de la salida"),
        choices=BLANK + [choice for choice in Exit.choices if choice[0] != Exit.TRANSFER],
    )
    ground = forms.ChoiceField(
        label=_("Motivo de la libertad"),
        required=False,
        choices=BLANK + ExitGround.choices,
        help_text=_("Solo de quien sale en libertad, como lo dice el papel."),
    )
    on = DayField(
        label=_("Fecha de salida"),
        help_text=_("Desde ese día ya no está; lo que trabajó o estudió esa mañana cuenta y se paga."),
    )
    reason = forms.CharField(
        label=_("Resolución u oficio"),
        max_length=200,
        required=False,
        help_text=_("Su número y fecha: sin ese papel no se registra la salida."),
    )


class StageForm(WarnedForm):
    title = _("Registrar cambio de etapa")
    done = _("Se registró la etapa.")
    service = set_stage

    regime_stage = forms.ChoiceField(label=_("Régimen y etapa"), choices=BLANK + STAGE_CHOICES)
    on = DayField(label=_("Desde el"))
    act = forms.CharField(label=_("Acta del consejo técnico"), max_length=120, required=False)

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        regime, _slash, stage = data.pop("regime_stage").partition("/")
        warned, on = data.pop("warned"), data["on"]
        self.warn(on, warned, credited_before(actor=actor, person=self.person, on=on))
        return set_stage(actor=actor, person=self.person, regime=regime, stage=stage, **data)


class PavilionForm(ActForm):
    title = _("Registrar cambio de pabellón")
    done = _("Se registró el pabellón.")
    service = set_pavilion

    pavilion = forms.CharField(label=_("Pabellón"), max_length=40)
    on = DayField(label=_("Desde el"))


class StatusForm(ActForm):
    title = _("Registrar situación jurídica")
    done = _("Se registró la situación jurídica.")
    service = set_legal_status

    status = forms.ChoiceField(label=_("Situación jurídica"), choices=BLANK + LegalStatusSpell.Status.choices)
    on = DayField(label=_("Desde el"))


class ConvictionForm(ActForm):
    title = _("Registrar condena o cargo")
    done = _("Se registró la condena o el cargo.")
    service = add_conviction

    offence = forms.CharField(
        label=_("Artículo del Código Penal"), max_length=10, help_text=_("Con la numeración de entonces: 186, 108-B")
    )
    paragraph = forms.CharField(label=_("Párrafo o inciso"), max_length=20, required=False)
    committed_on = DayField(label=_("Fecha del hecho"), required=False)
    starts_on = DayField(label=_("Primer día de privación de libertad"))
    final_on = DayField(label=_("Fecha en que quedó firme"), required=False)
    years = forms.IntegerField(label=_("Años"), min_value=0, max_value=99, required=False)
    months = forms.IntegerField(label=_("Meses"), min_value=0, max_value=11, required=False)
    days = forms.IntegerField(label=_("Días"), min_value=0, max_value=30, required=False)
    recidivist = forms.BooleanField(label=_("Reincidente (CP art. 46-B)"), required=False)
    habitual = forms.BooleanField(label=_("Habitual (CP art. 46-C)"), required=False)
    organised_crime = forms.BooleanField(label=_("Crimen organizado (Ley 30077)"), required=False)
    organised_crime_leader = forms.BooleanField(label=_("Dirigía o financiaba la organización"), required=False)
    gang = forms.BooleanField(label=_("Banda criminal"), required=False)
    terrorism = forms.BooleanField(label=_("Terrorismo o traición a la patria"), required=False)
    aggravated_laundering = forms.BooleanField(label=_("Lavado de activos agravado"), required=False)
    negligent = forms.BooleanField(label=_("Delito culposo"), required=False)

    # What of the deed the rules of remission and of release ask for besides its article.
    TAGS = ("organised_crime", "organised_crime_leader", "gang", "terrorism", "aggravated_laundering", "negligent")

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data | {name: self.cleaned_data[name] or 0 for name in ("years", "months", "days")}
        tags = [tag for tag in self.TAGS if data.pop(tag)]
        return add_conviction(actor=actor, person=self.person, tags=tags, **data)


class EvaluationForm(ActForm):
    title = _("Registrar evaluación")
    done = _("Se registró la evaluación.")
    service = record_evaluation

    on = DayField(label=_("Fecha de la evaluación"))
    favourable = forms.TypedChoiceField(
        label=_("Resultado"),
        choices=[*BLANK, ("1", _("Favorable")), ("0", _("Desfavorable"))],
        coerce=lambda value: value == "1",
    )


class IsolationForm(ActForm):
    title = _("Registrar aislamiento")
    done = _("Se registró el aislamiento.")
    service = record_isolation

    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Termina el"), required=False, help_text=_("Primer día fuera; déjelo vacío si no lo sabe."))
    act = forms.CharField(label=_("Resolución"), max_length=120)


class AbsenceForm(ActForm):
    title = _("Registrar salida temporal")
    done = _("Se registró la salida temporal.")
    service = record_absence

    reason = forms.ChoiceField(label=_("Motivo"), choices=BLANK + TemporaryAbsence.Reason.choices)
    start = DayField(label=_("Sale el"))
    end = DayField(label=_("Vuelve el"), required=False, help_text=_("Déjelo vacío si todavía no vuelve."))


class ReturnForm(ActForm):
    title = _("Registrar retorno")
    done = _("Se registró el retorno.")
    service = end_absence

    on = DayField(label=_("Volvió el"))


class TakeBackForm(ActForm):
    """What was entered by mistake; days of an absence come back to whoever fills the sheets."""

    title = _("Anular un registro hecho por error")
    button = _("Anular")
    done = _("Se anuló el registro.")
    service = take_back

    what = forms.TypedChoiceField(
        label=_("Registro"), choices=BLANK, help_text=_("De etapas, situaciones y pabellones, el último.")
    )
    reason = forms.CharField(label=_("Por qué se anula"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {f"{row._meta.model_name}-{row.pk}": row for row in queries.mistakable(self.person)}
        self.fields["what"].choices = BLANK + [(key, self._words(row)) for key, row in known.items()]
        self.fields["what"].coerce = known.__getitem__

    @staticmethod
    def _words(row: Any) -> str:
        if hasattr(row, "period"):
            return f"{row}, {dates(row.period)}"
        if isinstance(row, Conviction):
            return f"{row}, {_('desde el')} {row.starts_on:%d/%m/%Y}"
        return f"{_('Evaluación')} {row}" if isinstance(row, StageEvaluation) else str(row)


class CorrectForm(Asking, ActForm):
    """Who somebody is, as the document says it."""

    title = _("Corregir nombres, sexo o nacimiento")
    done = _("Se corrigieron los datos.")
    service = correct_person

    first_surname = forms.CharField(label=_("Primer apellido"), max_length=60)
    second_surname = forms.CharField(label=_("Segundo apellido"), max_length=60, required=False)
    given_names = forms.CharField(label=_("Nombres"), max_length=80)
    sex = forms.ChoiceField(label=_("Sexo según el documento"), choices=Sex.choices)
    born_on = DayField(label=_("Fecha de nacimiento"), required=False)
    nationality = forms.ChoiceField(label=_("País de nacionalidad"), choices=lambda: list(countries))
    mother_tongue = forms.ChoiceField(
        label=_("Lengua materna"), required=False, choices=BLANK + Tongue.choices, help_text=_("Como ella la dice.")
    )
    reason = forms.CharField(label=_("Documento o motivo de la corrección"), max_length=200)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        names = ("first_surname", "second_surname", "given_names", "sex", "born_on", "nationality", "mother_tongue")
        kwargs["initial"] = kwargs.get("initial", {}) | {name: getattr(person, name) for name in names}
        super().__init__(*args, person=person, **kwargs)

    def save(self, *, actor: Any) -> Any:
        return self.asking(lambda: correct_person(actor=actor, person=self.person, **self.cleaned_data))


class DocumentForm(ActForm):
    title = _("Registrar documento")
    done = _("Se registró el documento.")
    service = add_document

    kind = forms.ChoiceField(label=_("Documento"), choices=BLANK + DocumentKind.choices)
    number = forms.CharField(label=_("Número"), max_length=20)


class MergeForm(OfficeForm):
    """A provisional identity is a known person: first both are shown, then it is done."""

    title = _("Unir identidad provisional")
    button = _("Comparar")
    done = _("Se unieron las identidades.")

    into = forms.CharField(
        label=_("Persona conocida"), max_length=20, help_text=_("Su código o el número completo de su documento")
    )
    reason = forms.CharField(
        label=_("Por qué es la misma persona"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cite el documento que lo prueba: pericia de huellas, oficio de RENIEC."),
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.scope = person, scope

    def clean_into(self) -> Person:
        text = self.cleaned_data["into"]
        found = queries.by_exact(self.scope, text)
        if found is None:
            raise forms.ValidationError(
                _("No hay una persona con el código o documento «%(text)s». Revise el número."), params={"text": text}
            )
        return found

    def save(self, *, actor: Any) -> Person:
        return merge_provisional(
            actor=actor,
            provisional=self.person,
            into=self.cleaned_data["into"],
            reason=self.cleaned_data["reason"],
        )


class PaperForm(OfficeForm):
    """A paper of a transfer arrived, is not needed, or is missing again."""

    title = _("Papel de un traslado")
    done = _("Se anotó.")

    state = forms.ChoiceField(label=_("Qué pasó"), choices=BLANK + TransferPaper.State.choices)
    on = DayField(label=_("Fecha"))
    note = forms.CharField(
        label=_("Nota"),
        required=False,
        max_length=200,
        help_text=_("Con qué oficio llegó, o por qué no corresponde. Sin datos de salud ni del delito."),
    )

    def __init__(self, *args: Any, paper: TransferPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper

    def save(self, *, actor: Any) -> TransferPaper:
        return papers.settle(actor=actor, paper=self.paper, **self.cleaned_data)


class JoinsFilter(FilterForm):
    """Which joins of identities are shown."""

    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[("", _("Todas")), ("mine", _("Esperan su confirmación")), *IdentityJoin.State.choices],
    )


class PapersFilter(FilterForm):
    """What the list of papers of transfers can be narrowed by."""

    arguments = {"estado": "state", "lado": "side", "establecimiento": "establishment"}

    q = forms.CharField(label=_("Buscar"), required=False, max_length=80, help_text=_("Nombre o código"))
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[
            ("", _("Falta")),
            ("late", _("Falta y pasó su día")),
            *TransferPaper.State.choices[1:],
            ("all", _("Todos")),
        ],
    )
    lado = forms.ChoiceField(
        label=_("Quién lo debe"),
        required=False,
        choices=[("", _("Todos")), ("awaited", _("Nos lo deben")), ("owed", _("Lo debemos"))],
    )
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = every_establishment()


class JoinForm(OfficeForm):
    """Two known people are one: a second person confirms it afterwards."""

    title = _("Proponer que son la misma persona")
    button = _("Proponer la unión")
    done = _("Se propuso. Falta que otra persona la confirme, después de ver los documentos.")

    into = forms.CharField(
        label=_("La otra persona, que es la que queda"),
        max_length=20,
        help_text=_("Su código o el número completo de su documento"),
    )
    reason = forms.CharField(
        label=_("Con qué se prueba que son la misma persona"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cite el documento: pericia de huellas, oficio de RENIEC."),
    )

    def __init__(self, *args: Any, person: Person, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.scope = person, scope

    def clean_into(self) -> Person:
        text = self.cleaned_data["into"]
        found = queries.by_exact(self.scope, text)
        if found is None:
            raise forms.ValidationError(
                _("No hay una persona con el código o documento «%(text)s». Revise el número."), params={"text": text}
            )
        return found

    def save(self, *, actor: Any) -> IdentityJoin:
        data = self.cleaned_data
        return joins.propose(actor=actor, former=self.person, standing=data["into"], reason=data["reason"])


class WhyForm(OfficeForm):
    """Why a join is not made, or is undone."""

    why = forms.CharField(
        label=_("Por qué, y con qué documento"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, join: IdentityJoin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.join = join
        self.undoes = join.state == IdentityJoin.State.CONFIRMED
        self.title = _("Separar las identidades") if self.undoes else _("No unirlas")
        self.button = self.title
        self.done = _("Se separaron.") if self.undoes else _("No se unieron.")

    def save(self, *, actor: Any) -> IdentityJoin:
        act = joins.undo if self.undoes else joins.refuse
        return act(actor=actor, join=self.join, **self.cleaned_data)


# The address of each act and its form, in the order in which the page offers them.
ACTS: dict[str, type[ActForm]] = {
    "traslado": TransferForm,
    "salida-temporal": AbsenceForm,
    "retorno": ReturnForm,
    "pabellon": PavilionForm,
    "etapa": StageForm,
    "evaluacion": EvaluationForm,
    "situacion": StatusForm,
    "condena": ConvictionForm,
    "aislamiento": IsolationForm,
    "anular": TakeBackForm,
    "documento": DocumentForm,
    "datos": CorrectForm,
    "libertad": ReleaseForm,
}
