"""Forms of the nursery: each is one act on a child and ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import no_establishments
from llamkay.apps.nursery import permissions
from llamkay.apps.nursery.models import (
    Arrival,
    Child,
    ChildDocument,
    Departure,
    Nursery,
    OverstayGround,
    ReceivingAdult,
)
from llamkay.apps.nursery.models.leaving import Unit
from llamkay.apps.nursery.record import queries, services
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.nursery.separation import services as leaving
from llamkay.apps.people.queries import by_exact, visible_people
from llamkay.core.nursery.preterm import GESTATIONS
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm, offer
from llamkay.platform.security.scope import Scope

BLANK = [("", CHOOSE)]
_TEXT = {"widget": forms.Textarea(attrs={"rows": 4})}
_WEEKS = {"required": False, "min_value": 22, "max_value": 44}
_ODD_DAYS = {
    "required": False,
    "min_value": 0,
    "max_value": 6,
    "help_text": _("De 0 a 6, como en el certificado de nacimiento: 36 semanas y 6 días."),
}
_GRAMS = {"required": False, "min_value": 300, "max_value": 6000}


class ChildrenFilter(FilterForm):
    """What the list of children can be narrowed by."""

    q = forms.CharField(
        label=_("Buscar"), required=False, max_length=80, help_text=_("Nombre, código o apellido de la madre")
    )
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )
    edad = forms.ChoiceField(
        label=_("Edad"),
        required=False,
        choices=[
            ("", _("Todas")),
            ("0-5", _("menos de 6 meses")),
            ("6-11", _("6 a 11 meses")),
            ("12-23", _("1 año")),
            ("24-35", _("2 años")),
            ("36", _("3 años o más")),
        ],
    )
    estado = forms.ChoiceField(
        label=_("Quiénes"),
        required=False,
        choices=[
            ("inside", _("Viven aquí")),
            ("attending", _("Van a la cuna")),
            ("left", _("Salieron")),
            ("all", _("Todos")),
        ],
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = queries.places_in(scope)

    def search(self) -> dict[str, Any]:
        """What was asked for, in the words of ``queries.child_list``."""
        data = self.cleaned_data if self.is_valid() else {}
        place = data.get("establecimiento")
        return {
            "words": data.get("q", ""),
            "establishment_id": place.pk if place else None,
            "band": data.get("edad", ""),
            "state": data.get("estado") or "inside",
        }


class ExportForm(OfficeForm):
    """Why the list of children leaves the system."""

    title = _("Descargar la lista de niños")
    button = _("Descargar (XLSX)")

    reason = forms.CharField(
        label=_("Para qué la necesita"),
        min_length=15,
        error_messages={"min_length": _("Escriba una frase entera, de 15 letras o más.")},
        max_length=300,
        help_text=_("Una frase entera. Queda en el registro con su nombre; el archivo es de uso interno."),
    )


class _Born(forms.Form):
    """A birth whose gestation is written in weeks and days, and cleaned to days: ``gestation_days``."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        weeks, odd_days = cleaned.pop("gestation_weeks", None), cleaned.pop("gestation_odd_days", None)
        if weeks is None and odd_days is not None and "gestation_weeks" not in self.errors:
            self.add_error("gestation_weeks", _("Escriba también las semanas, o deje los días vacíos."))
        cleaned["gestation_days"] = None if weeks is None else weeks * 7 + (odd_days or 0)
        if weeks is not None and cleaned["gestation_days"] > GESTATIONS[1]:
            self.add_error("gestation_odd_days", _("Pasa de las 44 semanas: revise las semanas y los días."))
        return cleaned


class RegisterForm(_Born, OfficeForm):
    """A child begins to live with the mother."""

    title = _("Registrar a un niño")
    button = _("Registrar")
    done = _("Se registró. Siga con el informe social y el examen de salud.")

    mother = forms.CharField(
        label=_("Madre"), max_length=20, help_text=_("Su código o el número completo de su documento")
    )
    given_names = forms.CharField(
        label=_("Nombres del niño o la niña"), max_length=80, help_text=_("Si aún no tiene: «Recién nacida»")
    )
    surnames = forms.CharField(label=_("Apellidos"), max_length=120)
    sex = forms.ChoiceField(label=_("Sexo"), choices=BLANK + Child.Sex.choices)
    born_on = DayField(label=_("Nació el"))
    on = DayField(
        label=_("Vive con su madre desde el"), help_text=_("Si nació estando ella aquí, el día en que nació.")
    )
    gestation_weeks = forms.IntegerField(label=_("Semanas de gestación al nacer"), **_WEEKS)
    gestation_odd_days = forms.IntegerField(label=_("Y días"), **_ODD_DAYS)
    birth_weight_g = forms.IntegerField(label=_("Peso al nacer (gramos)"), **_GRAMS)
    allergies = forms.CharField(
        label=_("Alergias a alimentos"), max_length=200, required=False, help_text=_("Las lee la cocina, sin nombre.")
    )
    other_allergies = forms.CharField(
        label=_("Otras alergias"), max_length=200, required=False, help_text=_("A medicinas, picaduras…")
    )
    diet = forms.CharField(label=_("Alimentación"), max_length=200, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def clean_mother(self) -> Any:
        text = self.cleaned_data["mother"]
        found = by_exact(self.scope, text)
        if found is None or not visible_people(self.scope).filter(pk=found.pk).exists():
            raise forms.ValidationError(
                _("No hay una persona con el código o documento «%(text)s». Revise el número."), params={"text": text}
            )
        return found

    def save(self, *, actor: Any) -> Child:
        return services.register_child(actor=actor, **self.cleaned_data)


class ActForm(OfficeForm):
    """An act on one child: ``action`` allows it, ``part`` is where it is read afterwards."""

    action = permissions.ADMIT
    part = "ficha"
    service: Any = None

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file, self.child = file, file.child
        if "adult" in self.fields:
            self.fields["adult"].queryset = ReceivingAdult.objects.filter(child=self.child)

    @staticmethod
    def offered(file: CaseFile) -> bool:
        """Whether it makes sense now."""
        return file.inside

    def save(self, *, actor: Any) -> Any:
        return type(self).service(actor=actor, child=self.child, **self.cleaned_data)


class CardForm(_Born, ActForm):
    title = _("Corregir la ficha")
    done = _("Se corrigió la ficha.")
    service = services.change_card

    given_names = forms.CharField(label=_("Nombres"), max_length=80)
    surnames = forms.CharField(label=_("Apellidos"), max_length=120)
    sex = forms.ChoiceField(label=_("Sexo"), choices=Child.Sex.choices)
    born_on = DayField(
        label=_("Nació el"), help_text=_("Como en el certificado: lo que le toca se cuenta desde este día.")
    )
    allergies = forms.CharField(
        label=_("Alergias a alimentos"), max_length=200, required=False, help_text=_("Las lee la cocina, sin nombre.")
    )
    other_allergies = forms.CharField(
        label=_("Otras alergias"), max_length=200, required=False, help_text=_("A medicinas, picaduras…")
    )
    diet = forms.CharField(label=_("Alimentación"), max_length=200, required=False)
    gestation_weeks = forms.IntegerField(label=_("Semanas de gestación al nacer"), **_WEEKS)
    gestation_odd_days = forms.IntegerField(label=_("Y días"), **_ODD_DAYS)
    birth_weight_g = forms.IntegerField(label=_("Peso al nacer (gramos)"), **_GRAMS)

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        child = file.child
        weeks, odd_days = divmod(child.gestation_days, 7) if child.gestation_days else (None, None)
        kwargs["initial"] = kwargs.get("initial", {}) | {
            "given_names": child.given_names,
            "surnames": child.surnames,
            "sex": child.sex,
            "born_on": child.born_on,
            "allergies": child.allergies,
            "other_allergies": child.other_allergies,
            "diet": child.diet,
            "gestation_weeks": weeks,
            "gestation_odd_days": odd_days,
            "birth_weight_g": child.birth_weight_g,
        }
        super().__init__(*args, file=file, **kwargs)


class ReportForm(ActForm):
    title = _("Registrar el informe social de la llegada")
    done = _("Se registró el informe social.")
    part = "familia"
    service = services.report_arrival

    on = DayField(label=_("Fecha del informe"))
    by = forms.CharField(label=_("Quién lo hizo"), max_length=120)
    report = forms.CharField(
        label=_("Conclusiones"),
        help_text=_("Sobre el niño y quién lo cuida; nunca sobre el delito de la madre."),
        **_TEXT,
    )

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.inside and not (file.arrival and file.arrival.decision)


class CheckForm(ActForm):
    title = _("Registrar el examen de salud al ingreso")
    done = _("Se registró el examen.")
    action = permissions.ENTER_HEALTH
    part = "salud"
    service = services.check_arrival

    on = DayField(label=_("Fecha del examen"))
    by = forms.CharField(label=_("Profesional"), max_length=120)
    findings = forms.CharField(label=_("Qué se encontró"), **_TEXT)

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.inside and not (file.arrival and file.arrival.check_on)


class DecisionForm(ActForm):
    title = _("Decidir si vive con su madre")
    done = _("Se registró la decisión.")
    action = permissions.DECIDE
    part = "familia"
    service = services.decide_stay

    decision = forms.ChoiceField(label=_("Decisión"), choices=BLANK + Arrival.Decision.choices)
    on = DayField(label=_("Fecha"))
    act_number = forms.CharField(label=_("Acta o resolución"), max_length=120, required=False)
    reasons = forms.CharField(label=_("Razones"), help_text=_("Por el interés superior del niño (Ley 30466)."), **_TEXT)

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.inside and not (file.arrival and file.arrival.decision)


class TransferForm(ActForm):
    title = _("Trasladarlo con su madre")
    done = _("Se registró: su expediente pasó al otro penal.")
    service = services.transfer_child

    on = DayField(label=_("Fecha de llegada"), help_text=_("Va al penal donde su madre está ese día."))


class PlaceForm(ActForm):
    title = _("Darle un lugar en la cuna")
    done = _("Tiene su lugar.")
    action = permissions.PLACE
    service = services.give_place

    nursery = forms.ModelChoiceField(label=_("Cuna"), queryset=Nursery.objects.none(), empty_label=None)
    on = DayField(label=_("Desde el"))

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        self.fields["nursery"].queryset = Nursery.objects.filter(establishment=file.stay.establishment_id)

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.inside and not file.child.nursery_name


class EndPlaceForm(ActForm):
    title = _("Terminar su lugar en la cuna")
    done = _("Terminó su lugar.")
    action = permissions.PLACE
    service = services.end_place

    on = DayField(label=_("Último día más uno"), help_text=_("Ese día ya no va a la cuna."))

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.inside and bool(file.child.nursery_name)


class OtherChildForm(ActForm):
    title = _("Anotar a otro hijo de la madre")
    done = _("Se anotó.")
    part = "familia"
    service = services.note_other_child

    names = forms.CharField(label=_("Nombres y apellidos"), max_length=160)
    born_on = DayField(label=_("Nació el"), required=False)
    place = forms.CharField(label=_("Dónde vive"), max_length=160)
    carer = forms.CharField(label=_("Con quién"), max_length=160, required=False)
    custody = forms.CharField(label=_("Quién tiene la custodia"), max_length=160, required=False)


class AdultForm(ActForm):
    title = _("Anotar a la persona que la madre propone")
    done = _("Se anotó a la persona.")
    action = permissions.PREPARE_EXIT
    part = "salida"
    service = leaving.propose_adult

    names = forms.CharField(label=_("Nombres y apellidos"), max_length=160)
    relation = forms.CharField(label=_("Qué es del niño"), max_length=60, help_text=_("Abuela, padre, tía…"))
    document = forms.CharField(label=_("Documento"), max_length=30, required=False)
    address = forms.CharField(label=_("Domicilio"), max_length=200, required=False)
    phone = forms.CharField(label=_("Teléfono"), max_length=30, required=False)
    protected = forms.BooleanField(label=_("El domicilio es reservado: no se le dice a la madre"), required=False)
    recommendation = forms.CharField(label=_("Lo que la madre recomienda, con sus palabras"), required=False, **_TEXT)
    on = DayField(label=_("La propuso el"))


class EvaluationForm(ActForm):
    title = _("Registrar una evaluación")
    done = _("Se registró la evaluación.")
    action = permissions.PREPARE_EXIT
    part = "salida"
    service = leaving.evaluate_adult

    adult = forms.ModelChoiceField(label=_("Persona propuesta"), queryset=ReceivingAdult.objects.none())
    kind = forms.ChoiceField(
        label=_("Evaluación"), choices=[*BLANK, ("social", _("Social")), ("psychological", _("Psicológica"))]
    )
    on = DayField(label=_("Fecha"))
    result = forms.ChoiceField(label=_("Resultado"), choices=BLANK + ReceivingAdult.Result.choices)
    by = forms.CharField(label=_("Quién la hizo"), max_length=120)

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.inside and bool(file.adults)


class StepForm(ActForm):
    title = _("Anotar un paso cumplido")
    done = _("Se anotó el paso.")
    action = permissions.PREPARE_EXIT
    part = "salida"
    service = leaving.take_step

    code = forms.ChoiceField(label=_("Paso"))
    on = DayField(label=_("Fecha"))
    note = forms.CharField(label=_("Qué se hizo y qué se encontró"), **_TEXT)

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        self.fields["code"].choices = BLANK + self.open_steps(file)

    @staticmethod
    def open_steps(file: CaseFile) -> list[tuple[str, str]]:
        after = [
            (line["code"], _("Seguimiento a %(months)d mes(es)") % line) for line in file.follow_ups if not line["step"]
        ]
        if not file.inside:
            return after
        return [(s["code"], s["text"]) for s in file.stages if s["code"] in leaving.STEPS and s["done_on"] is None]

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return bool(StepForm.open_steps(file))


class NoticeForm(ActForm):
    title = _("Registrar el aviso a la UPE")
    done = _("Se registró el aviso.")
    action = permissions.DECIDE
    part = "salida"
    service = leaving.notify_unit

    to = forms.ChoiceField(label=_("A quién"), choices=Unit.choices)
    number = forms.CharField(label=_("Número del oficio"), max_length=60)
    sent_on = DayField(label=_("Enviado el"))
    adult = forms.ModelChoiceField(
        label=_("Persona propuesta"),
        queryset=ReceivingAdult.objects.none(),
        required=False,
        empty_label=_("Ninguna todavía"),
    )
    incomplete_why = forms.CharField(
        label=_("Si falta un adjunto, por qué"),
        required=False,
        help_text=_("Van la evaluación social, la psicológica y la recomendación de la madre."),
        **_TEXT,
    )


class GroundForm(ActForm):
    title = _("Registrar por qué sigue adentro")
    done = _("Se registró el título.")
    action = permissions.DECIDE
    part = "salida"
    service = leaving.ground_overstay

    kind = forms.ChoiceField(label=_("Título"), choices=BLANK + OverstayGround.Kind.choices)
    act_number = forms.CharField(label=_("Documento"), max_length=120)
    why = forms.CharField(label=_("Por qué"), **_TEXT)
    on = DayField(label=_("Desde el"))
    review_on = DayField(label=_("Se revisa el"))

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.overstays


class LeaveForm(ActForm):
    title = _("Registrar su salida")
    done = _("Se registró la salida.")
    action = permissions.DECIDE
    part = "salida"
    service = leaving.leave

    kind = forms.ChoiceField(label=_("Con quién sale"), choices=BLANK + Departure.Kind.choices)
    on = DayField(label=_("Fecha de salida"), help_text=_("Ese día ya no se cuenta."))
    adult = forms.ModelChoiceField(
        label=_("Persona que lo recibe"), queryset=ReceivingAdult.objects.none(), required=False, empty_label=_("—")
    )
    act_number = forms.CharField(label=_("Título (resolución, acta o acuerdo)"), max_length=120, required=False)
    assessment = forms.CharField(
        label=_("Evaluación individual y razones"),
        required=False,
        help_text=_("Sin evaluación ni título no se separa a un niño de su madre."),
        **_TEXT,
    )
    ordered = forms.BooleanField(
        label=_("Lo ordena un juez o la UPE, aunque falte una evaluación de quien lo recibe o sea desfavorable"),
        required=False,
    )


ACTS: dict[str, type[ActForm]] = {
    "ficha": CardForm,
    "lugar": PlaceForm,
    "fin-lugar": EndPlaceForm,
    "traslado": TransferForm,
    "informe": ReportForm,
    "examen": CheckForm,
    "decision": DecisionForm,
    "hermano": OtherChildForm,
    "persona": AdultForm,
    "evaluacion": EvaluationForm,
    "paso": StepForm,
    "aviso": NoticeForm,
    "titulo": GroundForm,
    "salida": LeaveForm,
}


class DocumentForm(OfficeForm):
    """Where one paper stands."""

    done = _("Se guardó el documento.")

    state = forms.ChoiceField(label=_("Estado"), choices=ChildDocument.State.choices)
    on = DayField(label=_("Fecha del documento"), required=False)
    expires_on = DayField(label=_("Vence el"), required=False)
    number = forms.CharField(label=_("Número"), max_length=40, required=False)
    note = forms.CharField(label=_("Nota"), max_length=200, required=False)

    def __init__(self, *args: Any, child: Child, document: ChildDocument, **kwargs: Any) -> None:
        names = ("state", "on", "expires_on", "number", "note")
        super().__init__(*args, initial={name: getattr(document, name) for name in names}, **kwargs)
        self.child, self.document, self.title = child, document, document.get_kind_display()

    def save(self, *, actor: Any) -> Any:
        return services.set_document(actor=actor, child=self.child, kind=self.document.kind, **self.cleaned_data)


class OpenForm(OfficeForm):
    """Break the glass."""

    title = _("Abrir por urgencia")
    button = _("Abrir por una hora")
    reason = forms.CharField(
        label=_("Cuál es la urgencia"),
        max_length=1000,
        help_text=_("Mañana la lee el oficial de datos personales, con su nombre."),
        **_TEXT,
    )


class ReviewForm(OfficeForm):
    """The data officer's word on an opening."""

    title = _("Revisar una apertura por urgencia")
    review = forms.CharField(label=_("Si la urgencia lo justificaba y qué corresponde"), max_length=1000, **_TEXT)


class ConcernForm(OfficeForm):
    """Something that worries: written by anybody, read by few."""

    title = _("Alertar por un niño")
    button = _("Enviar la alerta")
    done = _(
        "Su alerta llegó. La leen la dirección, trabajo social, psicología, salud y la responsable de la cuna; no la "
        "lee la persona que usted nombró."
    )

    establishment = forms.ModelChoiceField(label=_("Establecimiento"), queryset=no_establishments(), empty_label=None)
    about = forms.CharField(
        label=_("De quién se trata"),
        max_length=120,
        help_text=_("El nombre o el código del niño; si no lo sabe, cómo reconocerlo"),
    )
    seen_on = DayField(label=_("Cuándo lo vio o lo supo"))
    what = forms.CharField(
        label=_("Qué vio o escuchó"), help_text=_("Con sus palabras y sin preguntarle al niño."), **_TEXT
    )
    maltreatment = forms.BooleanField(label=_("Creo que hay maltrato"), required=False)
    reserved = forms.BooleanField(
        label=_("Que no se sepa que fui yo"),
        required=False,
        help_text=_("Lo sabrá solo la dirección del penal, que responde por la alerta; nadie más, ni el registro."),
    )
    involves = forms.CharField(
        label=_("Si habla de alguien del personal, su usuario o su nombre"),
        max_length=150,
        required=False,
        help_text=_(
            "Esa persona no podrá leer la alerta. Escríbalo completo: si no se reconoce, la dirección verá lo que "
            "usted puso."
        ),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        offer(self.fields["establishment"], queries.places_in(scope), scope)

    def save(self, *, actor: Any) -> Any:
        about = self.cleaned_data["about"].strip().upper()
        child = queries.children(self.scope).filter(code=about.partition(" ")[0]).first()
        return leaving.report_concern(actor=actor, child=child, **self.cleaned_data)


class SendConcernForm(OfficeForm):
    button = _("Registrar la comunicación")
    done = _("Se registró la comunicación.")
    to = forms.ChoiceField(label=_("A quién"), choices=Unit.choices)
    number = forms.CharField(label=_("Número del oficio"), max_length=60)
    on = DayField(label=_("Enviado el"))


class CloseConcernForm(OfficeForm):
    button = _("Cerrar la alerta")
    done = _("Se cerró la alerta.")
    outcome = forms.CharField(label=_("Qué se hizo y con qué resultado"), **_TEXT)
