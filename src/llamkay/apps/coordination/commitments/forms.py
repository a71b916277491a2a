"""Forms of the commitments and of who answers for a post."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.coordination.commitments import services
from llamkay.apps.coordination.fields import TEXT, InstitutionField, MeasureForm, PostField, offer_figures
from llamkay.apps.coordination.models import Agreement, Commitment, CommitmentEntry, Visit
from llamkay.apps.coordination.models.commitments import Scale
from llamkay.apps.coordination.permissions import ANSWER
from llamkay.apps.institutions.queries import every_account
from llamkay.apps.institutions.services import add_institution, record_authority
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm

STATES = [
    ("", _("Todos")),
    ("late", _("Atrasados")),
    ("soon", _("Vencen en treinta días")),
    ("unreviewed", _("Por revisar")),
    ("open", _("Sin terminar")),
    ("done", _("Completos")),
]


class CommitmentFilter(FilterForm):
    """What the list of commitments can be narrowed by."""

    q = forms.CharField(label=_("Buscar"), required=False, max_length=80, help_text=_("Qué, código, cargo o persona"))
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)
    institucion = InstitutionField(label=_("Institución"), required=False)
    arguments = {"q": "words", "estado": "state", "institucion": "institution"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institucion"].empty_label = _("Todas")  # type: ignore[attr-defined]

    def criteria(self) -> dict[str, Any]:
        found = super().criteria()
        return found | ({"institution": found["institution"].pk} if "institution" in found else {})


class CommitForm(MeasureForm):
    """Something that a post promises."""

    title = _("Registrar un compromiso")
    done = _("Se registró el compromiso. Lo prometido ya no cambia; lo que se haga se escribe debajo.")

    what = forms.CharField(label=_("Qué se hará"), max_length=300, help_text=_("Con un verbo y algo que se pueda ver."))
    post = PostField(
        label=_("Qué cargo responde"), help_text=_("El cargo, no la persona: si cambia, responde quien lo ocupe.")
    )
    due_on = DayField(label=_("Hasta el"))
    indicator = forms.CharField(label=_("Qué se verá cuando esté hecho"), max_length=200)
    evidence = forms.CharField(label=_("Con qué se comprobará"), max_length=200)
    made_on = DayField(label=_("Se comprometió el"))
    agreement = forms.ModelChoiceField(
        Agreement.objects.defer("file").exclude(signed_on=None),
        label=_("Nace de un convenio"),
        required=False,
        empty_label=_("De ninguno"),
    )
    visit = forms.ModelChoiceField(
        Visit.objects.filter(state__in=["held", "minuted"]),
        label=_("O de una visita"),
        required=False,
        empty_label=_("De ninguna"),
    )
    meeting = forms.CharField(
        label=_("O de una reunión"), required=False, max_length=200, help_text=_("Cuál, dónde y qué día.")
    )
    public = forms.BooleanField(label=_("El público lo lee en el resumen de compromisos"), required=False, initial=True)
    field_order = [
        *"what post due_on indicator evidence metric key establishment target".split(),
        *"made_on agreement visit meeting public".split(),
    ]

    def save(self, *, actor: Any) -> Commitment:
        names = (
            "what",
            "post",
            "due_on",
            "indicator",
            "evidence",
            "made_on",
            "agreement",
            "visit",
            "meeting",
            "public",
        )
        values = {name: self.cleaned_data[name] for name in names}
        return services.commit(actor=actor, **values, **self.measure)


class ManyFiles(forms.FileField):
    """Several files of one entry."""

    widget = type("Files", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFiles, self).clean(each, initial) for each in found]


FILES_HELP = _("PDF, PNG o JPEG, hasta 3 MB cada uno y cinco en total. A las fotos se les quita el lugar y la cámara.")


class _Entry(OfficeForm):
    """One line below a commitment."""

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment


class ReportForm(_Entry):
    title = _("Informar el avance")
    button = _("Guardar el informe")
    done = _("Se guardó su informe. Lo revisará otra persona.")

    status = forms.ChoiceField(label=_("Cuánto se avanzó"), choices=Scale.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Qué se hizo"),
        widget=TEXT,
        help_text=_("Nunca el nombre de una persona privada de libertad, ni de una niña o un niño."),
    )
    files = ManyFiles(label=_("Archivos"), required=False, help_text=FILES_HELP)
    metric = forms.ChoiceField(
        label=_("O una cifra del sistema"),
        required=False,
        help_text=_("Se guarda con su valor y su día de hoy, como el público la lee."),
    )
    note = forms.CharField(
        label=_("O una nota publicada"), required=False, max_length=30, help_text=_("Su número, por ejemplo 098-2026.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"] = forms.ChoiceField(required=False)
        offer_figures(self)
        del self.fields["key"]

    def save(self, *, actor: Any) -> CommitmentEntry:
        return services.report(actor=actor, commitment=self.commitment, **self.cleaned_data)


class ReviewForm(_Entry):
    title = _("Revisar")
    button = _("Guardar la revisión")
    done = _("Se guardó la revisión.")

    status = forms.ChoiceField(label=_("Qué se halla"), choices=Scale.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("En qué se apoya"), widget=TEXT)
    files = ManyFiles(label=_("Archivos"), required=False, help_text=FILES_HELP)

    def save(self, *, actor: Any) -> CommitmentEntry:
        return services.review(actor=actor, commitment=self.commitment, **self.cleaned_data)


class ExtendForm(_Entry):
    title = _("Ampliar el plazo")
    button = _("Ampliar")
    done = _("Se amplió el plazo. El primero sigue escrito.")

    new_due_on = DayField(label=_("Nuevo plazo"))
    why = forms.CharField(label=_("Por qué"), max_length=300)

    def save(self, *, actor: Any) -> CommitmentEntry:
        return services.extend(actor=actor, commitment=self.commitment, **self.cleaned_data)


class AuthorityForm(OfficeForm):
    """Who takes a post of an institution."""

    title = _("Registrar una autoridad")
    done = _("Se registró la autoridad. Quien ocupaba el cargo lo deja ese día.")

    institution = InstitutionField(label=_("Institución"))
    post_title = forms.CharField(
        label=_("Cargo"), max_length=120, help_text=_("Por ejemplo «Ministra» o «Jefatura de Gabinete».")
    )
    name = forms.CharField(label=_("Nombres y apellidos"), max_length=120)
    on = DayField(label=_("Desde el"))
    act = forms.CharField(label=_("Resolución o fuente"), max_length=120, required=False)
    refusal_fields = {"title": "post_title"}

    def save(self, *, actor: Any) -> Any:
        values = dict(self.cleaned_data)
        return record_authority(actor=actor, title=values.pop("post_title"), **values)


class InstitutionForm(OfficeForm):
    """Another public body."""

    title = _("Registrar una institución")
    done = _("Se registró la institución.")

    name = forms.CharField(label=_("Nombre"), max_length=200)
    acronym = forms.CharField(label=_("Sigla"), max_length=20)
    since = DayField(label=_("Se llama así desde el"))
    norm = forms.CharField(label=_("Norma"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return add_institution(actor=actor, **self.cleaned_data)


class DeskForm(OfficeForm):
    """Which account answers for a post."""

    title = _("Quién responde por un cargo en el sistema")
    done = _("Desde ese día responde por el cargo.")

    post = PostField(label=_("Cargo"))
    user = forms.ModelChoiceField(every_account(), label=_("Cuenta"))
    since = DayField(label=_("Desde el"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = field.queryset.filter(grants__role__actions__contains=[ANSWER]).distinct()

    def save(self, *, actor: Any) -> Any:
        return services.seat(actor=actor, **self.cleaned_data)


AUTHORITY_ACTS: dict[str, type[OfficeForm]] = {
    "autoridad": AuthorityForm,
    "institucion": InstitutionForm,
    "responde": DeskForm,
}

ENTRIES: dict[str, type[OfficeForm]] = {"informe": ReportForm, "revision": ReviewForm, "plazo": ExtendForm}
