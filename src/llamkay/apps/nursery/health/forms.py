"""Forms of health; each ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import PRISONS, every_institution, names_on
from llamkay.apps.nursery import permissions
from llamkay.apps.nursery.health import queries, referrals, services
from llamkay.apps.nursery.health.altitude import altitude_of
from llamkay.apps.nursery.law import book
from llamkay.apps.nursery.models import HealthFact, Pregnancy, Problem, Referral, Visit
from llamkay.apps.nursery.record import forms as nursery_forms
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.nursery.record.forms import BLANK, ActForm
from llamkay.apps.nursery.record.services import OutOfTime, record_health, take_back_health
from llamkay.apps.people.queries import by_exact, visible_people
from llamkay.core.nursery.calendars import words_of
from llamkay.platform import clock
from llamkay.platform.screens.forms import DayField, OfficeForm
from llamkay.platform.security.scope import Scope

_TEXT = {"required": False, "max_length": 120}
_WHY: dict[str, Any] = {
    "label": _("Por qué se anula"),
    "max_length": 200,
    "help_text": _("Sin nombres ni diagnósticos: lo lee quien revisa los actos del penal."),
}
_METRES = {"min_value": 0, "max_value": 4999}  # where the table of the norm ends


class VisitForm(ActForm):
    """A control of growth and development."""

    title = _("Control de crecimiento y desarrollo")
    done = _("Se registró el control.")
    action, part = permissions.ENTER_HEALTH, "salud"

    on = DayField(label=_("Fecha del control"))
    weight = forms.DecimalField(label=_("Peso (kg)"), required=False, min_value=0.3, max_value=40, decimal_places=3)
    length = forms.DecimalField(label=_("Talla (cm)"), required=False, min_value=20, max_value=130, decimal_places=1)
    way = forms.ChoiceField(
        label=_("Cómo midió la talla"),
        required=False,
        choices=[("", "—"), *Visit.Way.choices],
        help_text=_("Echado hasta los dos años; de pie después."),
    )
    head = forms.DecimalField(
        label=_("Perímetro cefálico (cm)"), required=False, min_value=15, max_value=65, decimal_places=1
    )
    arm = forms.DecimalField(
        label=_("Perímetro del brazo (cm)"), required=False, min_value=5, max_value=30, decimal_places=1
    )
    oedema = forms.BooleanField(label=_("Tiene edema en los dos pies"), required=False)
    haemoglobin = forms.DecimalField(
        label=_("Hemoglobina (g/dL)"),
        required=False,
        min_value=1,
        max_value=30,
        decimal_places=1,
        help_text=_("La observada, sin descontar la altitud."),
    )
    altitude_m = forms.IntegerField(
        label=_("Altitud del penal (m)"),
        required=False,
        help_text=_("Se escribe una vez; después sale sola."),
        **_METRES,
    )
    altitude_right = forms.IntegerField(
        label=_("Altitud correcta (m)"), required=False, help_text=_("Solo si la de arriba está mal."), **_METRES
    )
    altitude_why = forms.CharField(
        label=_("Por qué se corrige la altitud"),
        required=False,
        max_length=200,
        help_text=_("Queda en el registro de actos del penal, y vale para las siguientes."),
    )
    development = forms.CharField(label=_("Desarrollo: instrumento y resultado"), **_TEXT)
    feeding = forms.CharField(label=_("Alimentación"), **_TEXT)
    iron = forms.CharField(label=_("Hierro que se le da"), required=False, max_length=80)
    next_on = DayField(label=_("Próxima cita"), required=False)
    professional = forms.CharField(label=_("Profesional"), max_length=120)
    measured_again = forms.BooleanField(label=_("Medí dos veces y salió igual"), required=False)

    replaces: Visit | None = None

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        known, field = altitude_of(file.stay.establishment), self.fields["altitude_m"]
        if self.initial.get("altitude_m") is None and known:
            self.initial["altitude_m"] = known.metres
        if self.initial.get("altitude_m") is None:
            del self.fields["altitude_right"], self.fields["altitude_why"]
            return
        field.disabled = True
        field.help_text = ""
        if known and known.metres == self.initial["altitude_m"]:
            field.help_text = _("Fuente: %(source)s.") % {"source": known}
        elif known:
            field.help_text = _("Así quedó en ese control; hoy consta %(metres)s m.") % {"metres": known.metres}

    def save(self, *, actor: Any) -> Visit:
        data = dict(self.cleaned_data)
        right = data.pop("altitude_right", None)
        if right is not None:
            data["altitude_m"] = right
        elif data["haemoglobin"] is None and self.fields["altitude_m"].disabled:
            data["altitude_m"] = None  # it is that of a blood test
        values = {
            name: None if (value := data.pop(field)) is None else round(value * unit)
            for name, field, unit in (
                ("weight_g", "weight", 1000),
                ("length_mm", "length", 10),
                ("head_mm", "head", 10),
                ("arm_mm", "arm", 10),
                ("haemoglobin", "haemoglobin", 10),
            )
        }
        return services.record_visit(actor=actor, child=self.child, replaces=self.replaces, **values, **data)


def initial_of(visit: Visit) -> dict[str, Any]:
    """The form's values of a visit to correct."""
    plain = ("on", "way", "oedema", "altitude_m", "development", "feeding", "iron", "next_on", "professional")
    units = {
        "weight": ("weight_g", 1000),
        "length": ("length_mm", 10),
        "head": ("head_mm", 10),
        "arm": ("arm_mm", 10),
        "haemoglobin": ("haemoglobin", 10),
    }
    return {name: getattr(visit, name) for name in plain} | {
        field: None if getattr(visit, name) is None else f"{getattr(visit, name) / unit:g}"
        for field, (name, unit) in units.items()
    }


class ProblemForm(ActForm):
    """A health problem was found."""

    title = _("Anotar un problema de salud")
    done = _("Se anotó. Ahora derívelo: sigue abierto hasta que se trate.")
    action, part = permissions.ENTER_HEALTH, "salud"
    service = services.find_problem

    what = forms.CharField(label=_("Qué se encontró"), max_length=160)
    on = DayField(label=_("Fecha"))
    by = forms.CharField(label=_("Quién lo encontró"), max_length=120)


STEPS = {
    "refer": (_("Derivar"), _("A dónde se deriva")),
    "see": (_("Fue atendido"), _("Quién lo atendió")),
    "treat": (_("Fue tratado"), _("Con qué tratamiento")),
    "end": (_("Cerrar sin tratar"), _("Por qué")),
}


class StepForm(OfficeForm):
    """The next step of a problem."""

    on = DayField(label=_("Fecha"))
    text = forms.CharField(max_length=120)

    def __init__(self, *args: Any, problem: Problem, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem, self.step = problem, step
        self.title, self.fields["text"].label = STEPS[step]
        self.done = _("Se anotó el paso.")

    def save(self, *, actor: Any) -> Problem:
        return services.step_problem(actor=actor, problem=self.problem, step=self.step, **self.cleaned_data)


class HealthForm(ActForm):
    """A line of the health calendar was done or will not be; out of its time, only with the reason."""

    title = _("Registrar una atención de salud")
    done = _("Se registró la atención.")
    action, part = permissions.ENTER_HEALTH, "salud"

    code = forms.ChoiceField(label=_("Atención"))
    on = DayField(label=_("Fecha"))
    outcome = forms.ChoiceField(label=_("Resultado"), choices=HealthFact.Outcome.choices)
    product = forms.CharField(label=_("Producto y lote"), max_length=60, required=False)
    professional = forms.CharField(label=_("Profesional"), max_length=120, required=False)
    confirmed = forms.BooleanField(label=_("Sí, se hizo ese día, fuera de la edad o del intervalo"), required=False)
    note = forms.CharField(
        label=_("Por qué se hizo fuera de su tiempo"),
        max_length=200,
        required=False,
        help_text=_("Queda escrito junto a la atención."),
    )

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        now, gone, rest, again = [], [], [], []
        for entry in file.calendar:
            if entry.too_early:
                again.append((entry.code, entry.text))
            elif entry.state != "given" and entry.recommended:
                group = now if entry.state in ("due", "overdue") else gone if entry.state == "too_late" else rest
                group.append((entry.code, entry.text))
        self.fields["code"].choices = [
            *BLANK,
            (_("Le tocan"), now),
            (_("Se hicieron antes de tiempo: si se repitieron"), again),
            (_("Otras"), rest),
            (_("Ya no corresponden: solo si se hicieron"), gone),
        ]
        if not (self.data.get("confirmed") or self.data.get("note")):
            self._ask(forms.HiddenInput(), forms.HiddenInput())

    def _ask(self, confirmed: forms.Widget, note: forms.Widget) -> None:
        self.fields["confirmed"].widget, self.fields["note"].widget = confirmed, note

    def save(self, *, actor: Any) -> HealthFact:
        try:
            return record_health(actor=actor, child=self.child, **self.cleaned_data)
        except OutOfTime:
            self._ask(forms.CheckboxInput(), forms.TextInput(attrs={"maxlength": 200}))
            raise


class TakeBackForm(ActForm):
    """What was written of the calendar by mistake: another child's dose, another vaccine, another day."""

    title = _("Anular una atención o un control anotados por error")
    button = _("Anular")
    done = _("Se anuló: vuelve a contarse como pendiente. Lo que decía queda en el historial.")
    action, part = permissions.ENTER_HEALTH, "salud"

    fact = forms.TypedChoiceField(label=_("Qué se anula"), choices=BLANK)
    reason = forms.CharField(**_WHY)

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        child = file.child
        facts = {str(fact.pk): (fact, self._words(fact)) for fact in child.health_facts.all()}
        facts |= {
            f"control-{visit.pk}": (visit, _("Control de crecimiento, {on:%d/%m/%Y}").format(on=visit.on))
            for visit in queries.visits(child)
        }
        self.fields["fact"].choices = [*BLANK, *((key, words) for key, (_fact, words) in reversed(facts.items()))]
        self.fields["fact"].coerce = lambda key: facts[key][0]

    @staticmethod
    def _words(fact: HealthFact) -> str:
        what = words_of(book()).get(fact.code) or _("Atención de salud")
        return f"{what}, {fact.on:%d/%m/%Y}: {fact.get_outcome_display().lower()}"

    @staticmethod
    def offered(file: CaseFile) -> bool:
        return file.inside and (bool(file.child.health_facts.all()) or queries.visits(file.child).exists())

    def save(self, *, actor: Any) -> Any:
        of = {"actor": actor, "child": self.child, "reason": self.cleaned_data["reason"]}
        what = self.cleaned_data["fact"]
        if isinstance(what, Visit):
            return services.take_back_visit(visit=what, **of)
        return take_back_health(fact=what, **of)


nursery_forms.ACTS |= {"salud": HealthForm, "control": VisitForm, "problema": ProblemForm, "anular": TakeBackForm}


# Pregnancies


class PersonForm(OfficeForm):
    """What is written of a woman in the scope, by her code or document."""

    person = forms.CharField(label=_("Interna"), max_length=20, help_text=_("Su código o documento completo"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def clean_person(self) -> Any:
        text = self.cleaned_data["person"]
        found = by_exact(self.scope, text)
        if found is None or not visible_people(self.scope).filter(pk=found.pk).exists():
            raise forms.ValidationError(
                _("No hay una persona con el código o documento «%(text)s». Revise el número."), params={"text": text}
            )
        return found


class PregnancyForm(PersonForm):
    """A pregnancy is known."""

    title = _("Registrar una gestación")
    done = _("Se registró la gestación.")

    on = DayField(label=_("Se supo el"))
    origin = forms.ChoiceField(label=_("De dónde sale la edad gestacional"), choices=BLANK + Pregnancy.Origin.choices)
    last_period = DayField(label=_("Última regla"), required=False)
    due_on = DayField(
        label=_("Fecha probable de parto"), required=False, help_text=_("Si la da la ecografía o el examen.")
    )
    babies = forms.IntegerField(label=_("Cuántos bebés"), min_value=1, max_value=4, initial=1)
    diet = forms.CharField(label=_("Dieta"), required=False, max_length=200)
    birth_place = forms.CharField(label=_("Dónde dará a luz"), **_TEXT)
    birth_plan = forms.CharField(
        label=_("Plan de parto"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Traslado, acompañante, quién cuida a sus otros hijos. Sin esposas ni grilletes."),
    )

    def save(self, *, actor: Any) -> Pregnancy:
        return services.open_pregnancy(actor=actor, **self.cleaned_data)


class PlanForm(OfficeForm):
    """Diet and birth plan."""

    title = _("Dieta y plan de parto")
    done = _("Se guardó el plan.")

    diet = forms.CharField(label=_("Dieta"), required=False, max_length=200)
    birth_place = forms.CharField(label=_("Dónde dará a luz"), **_TEXT)
    birth_plan = forms.CharField(
        label=_("Plan de parto"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, pregnancy: Pregnancy, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(pregnancy, name) for name in ("diet", "birth_place", "birth_plan")}
        super().__init__(*args, **kwargs)
        self.pregnancy = pregnancy

    def save(self, *, actor: Any) -> Pregnancy:
        return services.plan_birth(actor=actor, pregnancy=self.pregnancy, **self.cleaned_data)


class PrenatalForm(OfficeForm):
    """A line of the prenatal list was done."""

    title = _("Registrar una atención prenatal")
    done = _("Se registró la atención.")

    code = forms.ChoiceField(label=_("Atención"))
    on = DayField(label=_("Fecha"))
    outcome = forms.ChoiceField(label=_("Resultado"), choices=HealthFact.Outcome.choices)
    professional = forms.CharField(label=_("Profesional"), max_length=120)
    note = forms.CharField(label=_("Nota"), required=False, max_length=200)

    def __init__(self, *args: Any, expecting: queries.Expecting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pregnancy = expecting.pregnancy
        open_ = [(entry.code, entry.text) for entry in expecting.entries if entry.state != "given"]
        self.fields["code"].choices = [*BLANK, *open_]

    def save(self, *, actor: Any) -> Any:
        return services.record_prenatal(actor=actor, pregnancy=self.pregnancy, **self.cleaned_data)


class EndForm(OfficeForm):
    """How a pregnancy ended."""

    title = _("Cómo terminó la gestación")
    done = _("Se guardó. Si nació, registre ahora a cada niño.")

    end = forms.ChoiceField(label=_("Cómo terminó"), choices=BLANK + Pregnancy.End.choices)
    on = DayField(label=_("Fecha"))

    def __init__(self, *args: Any, pregnancy: Pregnancy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pregnancy = pregnancy

    def save(self, *, actor: Any) -> Pregnancy:
        return services.end_pregnancy(actor=actor, pregnancy=self.pregnancy, **self.cleaned_data)


class TakeBackPregnancyForm(OfficeForm):
    """What was written of the wrong woman: her pregnancy, or one line of it."""

    title = _("Anular lo anotado por error")
    button = _("Anular")
    done = _("Se anuló. Lo que decía queda en el historial.")

    fact = forms.TypedChoiceField(label=_("Qué se anula"), choices=BLANK)
    reason = forms.CharField(**_WHY)

    def __init__(self, *args: Any, expecting: queries.Expecting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pregnancy = expecting.pregnancy
        words = {entry.code: entry.text for entry in expecting.entries}
        facts = {str(fact.pk): fact for fact in self.pregnancy.facts.all()}
        lines = {pk: f"{words.get(fact.code) or _('Atención')}, {fact.on:%d/%m/%Y}" for pk, fact in facts.items()}
        whole = ("todo", _("Toda la gestación: se anotó a otra interna"))
        self.fields["fact"].choices = [*BLANK, whole, *lines.items()]
        self.fields["fact"].coerce = lambda key: None if key == "todo" else facts[key]

    def save(self, *, actor: Any) -> Pregnancy | None:
        return services.take_back_pregnancy(actor=actor, pregnancy=self.pregnancy, **self.cleaned_data)


# Women referred to outside services


class ReferralForm(PersonForm):
    """A woman is sent to an outside service."""

    title = _("Derivar a una interna")
    done = _("Se anotó la derivación. Sigue abierta hasta que respondan y se haga el seguimiento.")

    what = forms.CharField(label=_("Por qué se deriva"), max_length=160)
    service = forms.CharField(
        label=_("A qué servicio"), max_length=120, help_text=_("Hospital, centro de salud mental, Ministerio Público…")
    )
    on = DayField(label=_("Fecha de la derivación"))
    due_on = DayField(label=_("Se espera respuesta hasta el"))
    by = forms.CharField(label=_("Quién la deriva"), max_length=120)
    institution = forms.ModelChoiceField(
        every_institution().exclude(code=PRISONS),
        label=_("Institución que responde en el sistema"),
        required=False,
        empty_label=_("Ninguna: la respuesta llega en papel"),
        help_text=_("Su enlace lee el nombre de la interna, de qué penal es y por qué se deriva; nada más."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called = names_on(clock.today())
        field: Any = self.fields["institution"]
        field.label_from_instance = lambda body: called[body.pk].name if body.pk in called else str(body)

    def save(self, *, actor: Any) -> Referral:
        return referrals.refer(actor=actor, **self.cleaned_data)


REFERRAL_STEPS = {
    "answer": (_("Llegó la respuesta"), _("Qué respondió el servicio")),
    "follow": (_("Se hizo el seguimiento"), _("Qué se halló")),
    "end": (_("Cerrar sin terminar"), _("Por qué")),
}


class ReferralStepForm(OfficeForm):
    """The next step of a referral."""

    on = DayField(label=_("Fecha"))
    text = forms.CharField(max_length=300)
    next_on = DayField(label=_("Día del seguimiento"), required=False)

    def __init__(self, *args: Any, referral: Referral, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referral, self.step = referral, step
        self.title, self.fields["text"].label = REFERRAL_STEPS[step]
        self.done = _("Se anotó el paso.")
        if step != "answer":
            del self.fields["next_on"]

    def save(self, *, actor: Any) -> Referral:
        return referrals.step(actor=actor, referral=self.referral, step=self.step, **self.cleaned_data)
