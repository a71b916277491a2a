"""Forms of music and of what is lent: each is one act and ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.queries import activities
from llamkay.apps.education.kinds import Condition, EnsembleKind, ItemKind, Owner, PieceState, Voice
from llamkay.apps.education.models import Ensemble, LendingItem, Performance
from llamkay.apps.education.music import queries, services
from llamkay.apps.education.permissions import MUSIC
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.apps.people.queries import by_exact
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm, offer
from llamkay.platform.security.scope import Scope

_NOTE = {"widget": forms.Textarea(attrs={"rows": 2}), "required": False}


def _several(label: Any, **more: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, widget=forms.SelectMultiple(attrs={"size": 10}), **more
    )


class WordsFilter(FilterForm):
    arguments = {"q": "words"}

    q = forms.CharField(label=_("Nombre"), required=False, max_length=80)


class ItemsFilter(FilterForm):
    """What the list of what is lent can be narrowed by."""

    arguments = {"q": "words", "clase": "kind", "estado": "state"}

    q = forms.CharField(label=_("Nombre o placa"), required=False, max_length=80)
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *ItemKind.choices])
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[
            ("", _("Todos")),
            ("free", _("Disponible")),
            ("lent", _("Prestado")),
            ("late", _("Debió volver")),
            ("retired", _("De baja")),
        ],
    )


class EnsembleForm(OfficeForm):
    title = _("Registrar un elenco")
    done = _("Se registró el elenco.")

    activity = forms.ModelChoiceField(
        activities(scope=Scope()).none(),
        label=_("Actividad"),
        help_text=_("De música y cultura. Su planilla dice quién ensayó."),
    )
    name = forms.CharField(label=_("Nombre"), max_length=100)
    kind = forms.ChoiceField(label=_("Clase"), choices=[("", CHOOSE), *EnsembleKind.choices])
    programme = forms.CharField(label=_("Programa"), max_length=80, required=False, initial="Orquestando")
    director = forms.CharField(label=_("Dirección musical"), max_length=120, required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = activities(scope=actor.actions[MUSIC], kind=Kind.CULTURE).filter(ensemble=None)
        self.fields["activity"].queryset = seen_by(rows, actor)

    def save(self, *, actor: Any) -> Ensemble:
        return services.open_ensemble(actor=actor, **self.cleaned_data)


class EnsembleActForm(OfficeForm):
    """An act on an ensemble, or on a row of it."""

    service: Any = None

    def __init__(self, *args: Any, ensemble: Ensemble, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ensemble, self.row = ensemble, row

    def save(self, *, actor: Any) -> Any:
        return type(self).service(actor=actor, ensemble=self.ensemble, **self.cleaned_data)


class MembersForm(EnsembleActForm):
    title = _("Sumar integrantes")
    done = _("Se sumaron al elenco.")
    service = services.add_members

    people = _several(_("Personas"), help_text=_("Quienes tienen plaza en la actividad. Varias con Ctrl."))
    voice = forms.ChoiceField(label=_("Voz o instrumento"), choices=[("", CHOOSE), *Voice.choices])
    on = DayField(label=_("Desde el"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.candidates(self.ensemble, on=clock.today())
        self.fields["people"].choices = [(each.pk, f"{each} · {each.code}") for each in people]


class PieceForm(EnsembleActForm):
    title = _("Poner una obra en el repertorio")
    done = _("La obra está en el repertorio.")
    service = services.enter_piece

    # ``title`` is what the page is called: the field stands beside it under its own name.
    work = forms.CharField(label=_("Título de la obra"), max_length=120)
    composer = forms.CharField(label=_("Composición"), max_length=120, required=False)
    arranger = forms.CharField(label=_("Arreglo"), max_length=120, required=False)
    minutes = forms.IntegerField(label=_("Minutos"), required=False, min_value=1, max_value=180)
    language = forms.CharField(label=_("Lengua"), max_length=40, required=False)

    refusal_fields = {"title": "work"}

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        return services.enter_piece(actor=actor, ensemble=self.ensemble, title=data.pop("work"), **data)


class RehearsalForm(EnsembleActForm):
    title = _("Anotar un ensayo")
    done = _("Se anotó. Quiénes vinieron está en la planilla.")
    service = services.note_rehearsal

    on = DayField(label=_("Fecha"))
    pieces = _several(_("Obras que se ensayaron"), required=False)
    note = forms.CharField(label=_("Observación"), max_length=300, **_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.ensemble.repertoire.exclude(state=PieceState.RETIRED).select_related("work")
        self.fields["pieces"].choices = [(piece.pk, str(piece.work)) for piece in rows]


class PerformanceForm(EnsembleActForm):
    title = _("Prever una presentación")
    done = _("Se guardó la presentación.")

    name = forms.CharField(label=_("Título"), max_length=120)
    on = DayField(label=_("Fecha"))
    starts_at = forms.TimeField(
        label=_("Hora"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=_("Lugar"), max_length=120)
    occasion = forms.CharField(
        label=_("Visita o acto del que es parte"),
        max_length=160,
        required=False,
        help_text=_("Como se llama en su programa."),
    )

    refusal_fields = {"title": "name"}

    def save(self, *, actor: Any) -> Performance:
        data = dict(self.cleaned_data)
        return services.plan_performance(actor=actor, ensemble=self.ensemble, title=data.pop("name"), **data)


class EndMemberForm(EnsembleActForm):
    title = _("Terminar su participación")
    done = _("Dejó el elenco.")

    on = DayField(label=_("Primer día sin participar"))

    def save(self, *, actor: Any) -> Any:
        return services.end_member(actor=actor, member=self.row, **self.cleaned_data)


class PieceStateForm(EnsembleActForm):
    title = _("Cambiar el estado de una obra")
    done = _("Se guardó.")

    state = forms.ChoiceField(label=_("Estado"), choices=PieceState.choices)

    def save(self, *, actor: Any) -> Any:
        return services.set_piece(actor=actor, piece=self.row, **self.cleaned_data)


ENSEMBLE_ACTS: dict[str, type[EnsembleActForm]] = {
    "integrantes": MembersForm,
    "obra": PieceForm,
    "ensayo": RehearsalForm,
    "presentacion": PerformanceForm,
}
ROW_ACTS: dict[str, type[EnsembleActForm]] = {"dejar": EndMemberForm, "estado": PieceStateForm}


class PerformanceActForm(OfficeForm):
    """An act on a performance."""

    def __init__(self, *args: Any, performance: Performance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.performance = performance


class ChangePerformanceForm(PerformanceActForm):
    title = _("Cambiar la presentación")
    done = _("Se guardó la presentación.")

    name = PerformanceForm.base_fields["name"]
    on = PerformanceForm.base_fields["on"]
    starts_at = PerformanceForm.base_fields["starts_at"]
    place = PerformanceForm.base_fields["place"]
    occasion = PerformanceForm.base_fields["occasion"]

    refusal_fields = {"title": "name"}

    def __init__(self, *args: Any, performance: Performance, **kwargs: Any) -> None:
        fields = ("on", "starts_at", "place", "occasion")
        kwargs["initial"] = {"name": performance.title} | {name: getattr(performance, name) for name in fields}
        super().__init__(*args, performance=performance, **kwargs)

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        return services.plan_performance(
            actor=actor,
            ensemble=self.performance.ensemble,
            performance=self.performance,
            title=data.pop("name"),
            **data,
        )


class ProgrammeForm(PerformanceActForm):
    title = _("Ordenar el programa")
    done = _("Se guardó el programa.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.performance.ensemble.repertoire.exclude(state=PieceState.RETIRED).select_related("work")
        turns = {each.piece_id: each.order for each in self.performance.programme.all()}
        for piece in rows:
            self.fields[f"turno_{piece.pk}"] = forms.IntegerField(
                label=str(piece.work), required=False, min_value=1, max_value=60, initial=turns.get(piece.pk)
            )

    def save(self, *, actor: Any) -> Any:
        turns = sorted(
            (value, name) for name, value in self.cleaned_data.items() if name.startswith("turno_") and value
        )
        pieces = [int(name.removeprefix("turno_")) for _turn, name in turns]
        return services.set_programme(actor=actor, performance=self.performance, pieces=pieces)


class HeldForm(PerformanceActForm):
    title = _("Registrar que se realizó")
    done = _("Se registró la presentación.")

    audience = forms.IntegerField(label=_("Cuántas personas asistieron"), min_value=0, max_value=100_000)
    people = _several(_("Quiénes se presentaron"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.members_of(self.performance.ensemble, on=self.performance.on)
        self.fields["people"].choices = [(row.person_id, f"{row.person} · {row.get_voice_display()}") for row in rows]
        self.initial.setdefault("people", [row.person_id for row in rows])

    def save(self, *, actor: Any) -> Any:
        return services.hold_performance(actor=actor, performance=self.performance, **self.cleaned_data)


class CancelForm(PerformanceActForm):
    title = _("Cancelar la presentación")
    button = _("Cancelar la presentación")
    done = _("Se canceló.")

    reason = forms.CharField(label=_("Motivo"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return services.cancel_performance(actor=actor, performance=self.performance, **self.cleaned_data)


PERFORMANCE_ACTS: dict[str, type[PerformanceActForm]] = {
    "programa": ProgrammeForm,
    "realizada": HeldForm,
    "cambiar": ChangePerformanceForm,
    "cancelar": CancelForm,
}


class ItemForm(OfficeForm):
    title = _("Instrumento o material")
    done = _("Se guardó.")

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"), empty_label=None)
    kind = forms.ChoiceField(label=_("Clase"), choices=[("", CHOOSE), *ItemKind.choices])
    tag = forms.CharField(label=_("Placa o código"), max_length=30)
    name = forms.CharField(label=_("Nombre"), max_length=120)
    owner = forms.ChoiceField(label=_("De quién es"), choices=[("", CHOOSE), *Owner.choices])
    condition = forms.ChoiceField(label=_("Estado"), choices=Condition.choices)
    note = forms.CharField(label=_("Observación"), max_length=200, **_NOTE)
    retired_on = DayField(label=_("De baja desde el"), required=False)

    def __init__(self, *args: Any, scope: Scope, item: LendingItem | None = None, **kwargs: Any) -> None:
        if item:
            names = ("kind", "tag", "name", "owner", "condition", "note", "retired_on")
            kwargs["initial"] = {name: getattr(item, name) for name in names}
        super().__init__(*args, **kwargs)
        self.item = item
        if item:
            del self.fields["establishment"]
        else:
            offer(self.fields["establishment"], in_scope(scope), scope)

    def save(self, *, actor: Any) -> LendingItem:
        data = dict(self.cleaned_data)
        place = self.item.establishment if self.item else data.pop("establishment")
        return services.enter_item(actor=actor, establishment=place, item=self.item, **data)


class LendForm(OfficeForm):
    title = _("Prestar")
    button = _("Prestar")
    done = _("Se prestó.")

    person = forms.CharField(
        label=_("A quién"), max_length=20, help_text=_("Su código o el número completo de su documento")
    )
    on = DayField(label=_("Desde el"))
    due_on = DayField(label=_("Debe volver el"), required=False)

    def __init__(self, *args: Any, item: LendingItem, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.scope = item, scope

    def clean_person(self) -> Any:
        text = self.cleaned_data["person"]
        found = by_exact(self.scope, text)
        if found is None:
            raise forms.ValidationError(
                _("No hay una persona con el código o documento «%(text)s». Revise el número."), params={"text": text}
            )
        return found

    def save(self, *, actor: Any) -> Any:
        return services.lend(actor=actor, item=self.item, **self.cleaned_data)


class BackForm(LendForm):
    title = _("Recibir de vuelta")
    button = _("Recibir")
    done = _("Se recibió.")

    person = None
    due_on = None
    on = DayField(label=_("Volvió el"))
    condition = forms.ChoiceField(label=_("Cómo volvió"), choices=Condition.choices)
    note = forms.CharField(label=_("Observación"), max_length=200, **_NOTE)

    def save(self, *, actor: Any) -> Any:
        return services.take_back(actor=actor, item=self.item, **self.cleaned_data)


ITEM_ACTS: dict[str, type[LendForm]] = {"prestar": LendForm, "recibir": BackForm}
