"""Fields that several forms of this app share: institutions and posts by name, a figure with its target."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import every_establishment, every_institution, every_post, holders_on, names_on
from llamkay.apps.statistics.kinds import DIMENSIONS
from llamkay.apps.statistics.queries import dictionary
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, OfficeForm

TEXT = forms.Textarea(attrs={"rows": 4})
SHORT = forms.Textarea(attrs={"rows": 2})
NO_FIGURE = _("Ninguna")


class InstitutionField(forms.ModelChoiceField):
    """An institution by what it is called today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(every_institution(), empty_label=CHOOSE, **kwargs)
        self._called: dict[int, Any] | None = None

    def label_from_instance(self, institution: Any) -> str:
        if self._called is None:
            self._called = names_on(clock.today())
        name = self._called.get(institution.pk)
        return f"{name.acronym}: {name.name}" if name else institution.code


class PostField(forms.ModelChoiceField):
    """A post with its institution or prison, and who holds it today."""

    def __init__(self, *, empty_label: Any = CHOOSE, **kwargs: Any) -> None:
        super().__init__(every_post(), empty_label=empty_label, **kwargs)
        self._known: tuple[dict[int, Any], dict[int, Any]] | None = None

    def label_from_instance(self, post: Any) -> str:
        if self._known is None:
            today = clock.today()
            self._known = names_on(today), holders_on(self.queryset.values_list("pk", flat=True), today)  # type: ignore[union-attr]
        called, holders = self._known
        of = str(post.establishment) if post.establishment else ""
        name, holder = called.get(post.institution_id), holders.get(post.pk)
        text = f"{of or (name.acronym if name else post.institution.code)}: {post.title}"
        return f"{text} ({holder.name})" if holder else text


class MeasureForm(OfficeForm):
    """The figure that measures something, of which class and prison, and how much it should come to."""

    metric = forms.ChoiceField(
        label=_("Cifra que lo mide"), required=False, help_text=_("Si ninguna lo mide, se mirará la evidencia.")
    )
    key = forms.ChoiceField(label=_("Clase"), required=False)
    establishment = forms.ModelChoiceField(
        every_establishment(), label=_("De dónde"), required=False, empty_label=_("Todo el país")
    )
    target = forms.IntegerField(label=_("Meta"), required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_figures(self)

    @property
    def measure(self) -> dict[str, Any]:
        """What was said of the figure, as the services take it."""
        return {name: self.cleaned_data[name] for name in ("metric", "key", "establishment", "target")}


def offer_figures(form: forms.BaseForm, *, empty: Any = NO_FIGURE) -> None:
    """Fill the figures of a form and their classes from the dictionary."""
    book = dictionary()
    public = [metric for metric in book.metrics.values() if metric.public]
    fields: Any = form.fields
    fields["metric"].choices = [("", empty), *((metric.code, metric.label) for metric in public)]
    fields["key"].choices = [
        ("", _("El total")),
        *(
            (DIMENSIONS.get(name, name), sorted(keys.items(), key=lambda item: item[1]))
            for name, keys in book.dimensions.items()
            if name
        ),
    ]
