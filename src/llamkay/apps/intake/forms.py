"""What the screens of loads ask for; each form ends in one service."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.apps.intake import services
from llamkay.apps.intake.kinds import Kind, RowOutcome, State
from llamkay.apps.intake.models import Load
from llamkay.apps.intake.queries import Match, offered
from llamkay.platform.files.received import read_upload
from llamkay.platform.files.tabular import MAX_BYTES
from llamkay.platform.screens.forms import CHOOSE, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope

_TOTALS = {
    "rows": _("Filas"),
    "women": _("Mujeres"),
    "men": _("Varones"),
    "days": _("Días"),
    "capacity": _("Plazas"),
}


class NewForm(OfficeForm):
    """A file to be tried, with the totals that its source gives."""

    button = _("Probar, sin escribir nada")

    kind = forms.ChoiceField(label=_("De qué es el archivo"))
    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"), required=False)
    file = forms.FileField(label=_("Archivo XLSX o CSV"))

    def __init__(self, *args: Any, user: Any, scope: Scope, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope = scope
        kind: Any = self.fields["kind"]
        kind.choices = [("", CHOOSE), *offered(user, services.NEEDS)]
        place: Any = self.fields["establishment"]
        place.queryset = in_scope(scope)
        if scope.everything or len(scope.ids) > 1:
            place.empty_label = _now("Lo dice cada fila")
        else:
            place.initial, place.required = place.queryset.first(), True
        for code, name in _TOTALS.items():
            self.fields[f"total_{code}"] = forms.IntegerField(label=name, required=False, min_value=0)

    @property
    def plain(self) -> list[Any]:
        """The fields that are not totals."""
        return [self[name] for name in ("kind", "establishment", "file")]

    @property
    def totals(self) -> list[Any]:
        """The totals of the source."""
        return [self[f"total_{code}"] for code in _TOTALS]

    def save(self, *, actor: Any) -> Load:
        data = self.cleaned_data
        return services.try_load(
            actor=actor,
            scope=self.scope,
            kind=data["kind"],
            name=data["file"].name,
            content=read_upload(data["file"], most=MAX_BYTES, field="file"),
            establishment=data["establishment"],
            controls={code: data[f"total_{code}"] for code in _TOTALS if data[f"total_{code}"] is not None},
        )


class LoadForm(OfficeForm):
    """An act on a load."""

    def __init__(self, *args: Any, load: Load, scope: Scope, **more: Any) -> None:
        super().__init__(*args, **more)
        self.load, self.scope = load, scope


class WriteForm(LoadForm):
    """Write it as it was seen."""

    title = _("Escribir la carga")
    button = _("Escribir")
    done = _("Se escribió la carga. Mientras nada se apoye en ella, se puede deshacer entera.")

    accept_good = forms.BooleanField(label=_("Escribir las filas sin falta y dejar las demás"), required=False)
    differences_seen = forms.BooleanField(label=_("Vi que los totales no coinciden con la fuente"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        found = services.counts(self.load)
        if not found.get("refused") and not found.get("doubt"):
            del self.fields["accept_good"]
        if not any(total.differs for total in services.totals_of(self.load)):
            del self.fields["differences_seen"]

    def save(self, *, actor: Any) -> Load:
        return services.write(actor=actor, scope=self.scope, load=self.load, **self.cleaned_data)


class UndoForm(LoadForm):
    """Take it back whole."""

    title = _("Deshacer la carga entera")
    button = _("Deshacer")
    done = _("Se deshizo la carga: todo volvió a ser como era.")

    reason = forms.CharField(label=_("Por qué se deshace"), max_length=200)

    def save(self, *, actor: Any) -> Load:
        return services.undo(actor=actor, load=self.load, **self.cleaned_data)


class AgainForm(LoadForm):
    """Judge it by what stands now."""

    title = _("Probarla otra vez")
    button = _("Probar otra vez")
    done = _("Se probó otra vez con lo que consta hoy.")

    def save(self, *, actor: Any) -> Load:
        return services.try_again(actor=actor, scope=self.scope, load=self.load)


class DiscardForm(LoadForm):
    """Put it away."""

    title = _("Descartar el archivo")
    button = _("Descartar")
    done = _("Se descartó el archivo; no se escribió nada.")

    def save(self, *, actor: Any) -> Load:
        return services.discard(actor=actor, load=self.load)


# Act on a load → its form, and the state that allows it.
LOAD_ACTS: dict[str, tuple[type[LoadForm], str]] = {
    "escribir": (WriteForm, State.TRIED),
    "probar": (AgainForm, State.TRIED),
    "descartar": (DiscardForm, State.TRIED),
    "deshacer": (UndoForm, State.WRITTEN),
}


class DoubtForm(LoadForm):
    """Who a row is of."""

    title = _("De quién es la fila")
    button = _("Guardar")
    done = _("Quedó resuelto de quién es la fila.")

    person = forms.ChoiceField(label=_("La persona de la fila es"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: int, matches: list[Match], **more: Any) -> None:
        super().__init__(*args, **more)
        self.row = row
        field: Any = self.fields["person"]
        field.choices = [
            *((str(match.person.pk), f"{match.person} ({match.person.code})") for match in matches),
            ("0", _("Otra persona: se registra como nueva")),
        ]

    def save(self, *, actor: Any) -> Load:
        return services.settle(
            actor=actor, scope=self.scope, load=self.load, row=self.row, person=int(self.cleaned_data["person"])
        )


class LoadFilter(FilterForm):
    """What the loads can be narrowed by."""

    arguments = {"clase": "kind", "estado": "state"}

    clase = forms.ChoiceField(label=_("De qué es"), required=False, choices=[("", _("Todas")), *Kind.choices])
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *State.choices])


class RowFilter(FilterForm):
    """What the rows of a load can be narrowed by."""

    arguments = {"fila": "outcome", "q": "words"}

    fila = forms.ChoiceField(label=_("Qué pasa"), required=False, choices=[("", _("Todas")), *RowOutcome.choices])
    q = forms.CharField(label=_("Nombre, motivo o fila"), required=False, max_length=60)
