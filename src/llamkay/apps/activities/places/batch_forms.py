"""Places for many at once: whom, by boxes or by pasted codes, from which day; each form ends in one service."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.models import Activity, Allocation, PlaceBatch, PlaceRemoval
from llamkay.apps.activities.places import batch_services, removal_services
from llamkay.apps.activities.places.forms import EndingField, PlaceAct
from llamkay.apps.activities.places.queries import failures
from llamkay.apps.people.bulk.known import Named, People
from llamkay.apps.people.queries import people_by_ids
from llamkay.core.errors import Refused
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm, numbers_of
from llamkay.platform.screens.refusals import words
from llamkay.platform.security.scope import Scope

_TEXT: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3})}


class GiveManyForm(OfficeForm):
    """Who is given a place, from which day."""

    title = _("Dar plaza a varias personas")
    field_order = ("start", "codes")
    button = _("Dar las plazas")

    codes = forms.CharField(
        label=_("Otros códigos o documentos"),
        required=False,
        max_length=12_000,
        help_text=_("Péguelos como estén en su lista: uno por línea, o separados por comas."),
        **_TEXT,
    )
    start = DayField(label=_("Primer día"))

    def __init__(self, *args: Any, activity: Activity, scope: Scope, **more: Any) -> None:
        super().__init__(*args, **more)
        self.activity, self.scope = activity, scope

    @property
    def chosen(self) -> list[int]:
        """Who was marked."""
        return numbers_of(self.data.getlist("person")) if self.is_bound else []

    def clean_codes(self) -> list[Any]:
        """The people whose codes were pasted, in their order."""
        codes = [code.strip() for code in re.split(r"[\n,;\t]+", self.cleaned_data["codes"]) if code.strip()]
        known, found, wrong = People(self.scope, codes), [], []
        for code in codes:
            try:
                found.append(known.find(Named(code)))
            except Refused as refusal:
                wrong.append(f"«{code[:30]}»: {words(refusal)}.")
        if wrong:
            more = [_now("Y {n} más.").format(n=len(wrong) - 10)] if len(wrong) > 10 else []
            raise forms.ValidationError([*wrong[:10], *more])
        return found

    def save(self, *, actor: Any) -> Any:
        marked = {person.pk: person for person in people_by_ids(self.chosen)}
        people = marked | {person.pk: person for person in self.cleaned_data["codes"]}
        return batch_services.place_many(
            actor=actor, activity=self.activity, people=list(people.values()), start=self.cleaned_data["start"]
        )


class EndManyForm(OfficeForm):
    """Whose places end, on which day, why."""

    title = _("Terminar varias plazas")
    button = _("Terminar las elegidas")

    end = DayField(label=_("Primer día sin plaza"))
    ending = EndingField(label=_("Motivo"))
    reason = forms.CharField(label=_("Observación"), max_length=120, required=False)

    def __init__(self, *args: Any, activity: Activity, **more: Any) -> None:
        super().__init__(*args, **more)
        self.activity = activity
        field: Any = self.fields["ending"]
        field.offer()

    @property
    def chosen(self) -> list[int]:
        """The places that were marked."""
        return numbers_of(self.data.getlist("place")) if self.is_bound else []

    def save(self, *, actor: Any) -> Any:
        return batch_services.end_many(actor=actor, activity=self.activity, places=self.chosen, **self.cleaned_data)


class UndoBatchForm(OfficeForm):
    """Take back all of it."""

    title = _("Deshacer el acto entero")
    button = _("Deshacer")
    done = _("Se deshizo: las plazas volvieron a ser como eran.")

    def __init__(self, *args: Any, batch: PlaceBatch, **more: Any) -> None:
        super().__init__(*args, **more)
        self.batch = batch

    def save(self, *, actor: Any) -> Any:
        return batch_services.undo_batch(actor=actor, batch=self.batch)


class ProposeRemovalForm(PlaceAct):
    """Somebody is to lose the place for what they did."""

    title = _("Proponer quitarle la plaza")
    button = _("Proponer")
    done = _("Quedó propuesto. Conserva la plaza hasta que otra persona decida.")

    on = DayField(label=_("Primer día sin plaza"))
    ending = forms.ChoiceField(label=_("Motivo"))
    reason = forms.CharField(
        label=_("Qué pasó y qué documento lo prueba"),
        max_length=300,
        help_text=_("Sin datos de salud ni del delito."),
        **_TEXT,
    )
    answer = forms.CharField(label=_("Qué responde la persona"), max_length=500, **_TEXT)

    def __init__(self, *args: Any, place: Allocation, **more: Any) -> None:
        super().__init__(*args, place=place, **more)
        field: Any = self.fields["ending"]
        field.choices = [("", CHOOSE), *((row.pk, row.label) for row in failures())]

    def save(self, *, actor: Any) -> Any:
        return removal_services.propose_removal(actor=actor, allocation=self.place, **self.cleaned_data)


class DecideRemovalForm(OfficeForm):
    """What another person decides of it."""

    title = _("Decidir")
    button = _("Guardar la decisión")
    done = _("Quedó anotada la decisión.")

    remove = forms.ChoiceField(
        label=_("Decisión"),
        choices=[("", CHOOSE), ("yes", _("Pierde la plaza")), ("no", _("Conserva la plaza"))],
    )
    decision = forms.CharField(label=_("Por qué, y con qué acta o resolución"), max_length=300, **_TEXT)

    def __init__(self, *args: Any, removal: PlaceRemoval, **more: Any) -> None:
        super().__init__(*args, **more)
        self.removal = removal

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return removal_services.decide_removal(
            actor=actor, removal=self.removal, remove=data["remove"] == "yes", decision=data["decision"]
        )
