"""What the screens of rounds ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.models import Activity, Round
from llamkay.apps.activities.rounds import services
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.apps.people.queries import by_exact
from llamkay.core.errors import Refused
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope


class RoundFilter(FilterForm):
    """Of which prison rounds are shown; one may be opened there."""

    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )

    def __init__(self, *args: Any, scope: Scope, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope, field = scope, self.fields["establecimiento"]
        field.queryset = in_scope(scope)  # type: ignore[attr-defined]

    @property
    def narrowed(self) -> Scope:
        """The scope, of the prison that is chosen only."""
        place = self.criteria().get("establecimiento")
        return Scope(ids=frozenset({place.pk})) if place else self.scope


class OpenForm(OfficeForm):
    """A round of some activities, with as many places as each has free."""

    title = _("Abrir una ronda de elección")
    button = _("Abrir")
    done = _("Ronda abierta: anote lo que cada una elige.")

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))
    name = forms.CharField(label=_("Nombre"), max_length=100, help_text=_("Como «Cursos de marzo»."))
    closes_on = DayField(label=_("Se elige hasta el"))
    most = forms.IntegerField(label=_("Cuántas se eligen, como máximo"), min_value=1, max_value=5, initial=3)
    activities = forms.ModelMultipleChoiceField(
        Activity.objects.none(),
        label=_("Actividades"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cada una ofrece las plazas que tiene libres hoy."),
    )

    def __init__(self, *args: Any, establishments: Any, activities: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        place, field = self.fields["establishment"], self.fields["activities"]
        place.queryset, field.queryset = establishments, activities  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Any:
        values = dict(self.cleaned_data)
        offers = {activity: activity.capacity - activity.taken for activity in values.pop("activities")}
        return services.open_round(actor=actor, offers=offers, **values)


class RoundAct(OfficeForm):
    """An act on one round."""

    def __init__(self, *args: Any, round: Round, scope: Scope, **more: Any) -> None:
        super().__init__(*args, **more)
        self.round, self.scope = round, scope


class WishForm(RoundAct):
    """What somebody chooses."""

    title = _("Anotar lo que alguien elige")
    done = _("Anotado.")

    person = forms.CharField(label=_("Persona"), max_length=20, help_text=_("Su código"))

    NAMES = ("first", "second", "third", "fourth", "fifth")
    LABELS = (_("Primera"), _("Segunda"), _("Tercera"), _("Cuarta"), _("Quinta"))

    def __init__(self, *args: Any, round: Round, **more: Any) -> None:
        super().__init__(*args, round=round, **more)
        offers = [(str(pk), name) for pk, name in round.offers.values_list("activity", "activity__name")]
        for n, (name, label) in enumerate(zip(self.NAMES, self.LABELS, strict=True)):
            if n < round.most:
                self.fields[name] = forms.ChoiceField(label=label, choices=[("", CHOOSE), *offers], required=n == 0)

    def save(self, *, actor: Any) -> Any:
        person = by_exact(self.scope, self.cleaned_data["person"])
        if person is None:
            raise Refused(_("Nadie a su alcance tiene ese código."), field="person")
        choices = [int(self.cleaned_data[name]) for name in self.NAMES if self.cleaned_data.get(name)]
        return services.enter_wish(actor=actor, round=self.round, person=person, choices=choices)


class DrawForm(RoundAct):
    """The draw."""

    title = _("Sortear la ronda")
    button = _("Sortear")
    done = _("Ronda sorteada: quienes alcanzaron plaza quedaron propuestas al consejo.")

    seed = forms.CharField(
        label=_("Semilla del sorteo"),
        max_length=80,
        help_text=_("Lo que se oyó delante de todas, como el número que salió. Con ella cualquiera repite el sorteo."),
    )

    def save(self, *, actor: Any) -> Any:
        return services.draw_round(actor=actor, round=self.round, **self.cleaned_data)
