"""Forms of interviews and of own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.plans.interviews import services
from llamkay.apps.plans.kinds import Matter, Topic
from llamkay.apps.plans.models import Interview, OwnWords
from llamkay.platform.screens.forms import DayField, OfficeForm

_HELP = {
    Topic.SCHOOLING: _("Como lo cuenta. Lo que un documento prueba lo dice Educación, arriba."),
    Topic.TRADE: _("Un oficio por línea: «Costura», «Panadería»."),
    Topic.EXPERIENCE: _("Dónde y de cuándo a cuándo: «Taller de confección en Gamarra, 2015 a 2018»."),
    Topic.INTEREST: _("Qué le gustaría aprender o hacer."),
    Matter.FAMILY: _("Quiénes son, quién la visita. Lo lee solo quien la acompaña."),
    Matter.CHILDREN: _("Edades y con quién viven, sin sus nombres."),
    Matter.NEED: _("Idioma, documento, salud, deudas con la familia: lo que haga falta resolver."),
}


class InterviewForm(OfficeForm):
    """The interview: one answer a line under each question."""

    title = _("Entrevista para su plan de vida")
    done = _("La entrevista quedó registrada.")

    on = DayField(label=_("Día de la entrevista"))

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for kind in (*Topic, *Matter):
            self.fields[kind.value] = forms.CharField(
                label=kind.label,
                required=False,
                max_length=3000,
                help_text=_HELP[kind],
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def save(self, *, actor: Any) -> Interview:
        lines = {kind: self.cleaned_data[kind].splitlines() for kind in (*Topic.values, *Matter.values)}
        return services.record_interview(actor=actor, person=self.person, on=self.cleaned_data["on"], lines=lines)


class WordsForm(OfficeForm):
    """Her own words, shared or not."""

    title = _("Escribir sus palabras")
    done = _("Quedó guardado.")

    on = DayField(label=_("Día"))
    text = forms.CharField(
        label=_("Sus palabras"),
        max_length=4000,
        help_text=_("Tal como las dice. No se usan para evaluarla ni pasan a ningún informe."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    share = forms.BooleanField(label=_("Quiere compartirlas con quienes leen su plan"), required=False)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def save(self, *, actor: Any) -> OwnWords:
        return services.write_words(actor=actor, person=self.person, **self.cleaned_data)


class _WordsAct(OfficeForm):
    def __init__(self, *args: Any, words: OwnWords, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words


class ShareForm(_WordsAct):
    button = _("Compartir")
    done = _("Desde ahora las lee quien lee su plan.")

    def save(self, *, actor: Any) -> OwnWords:
        return services.share_words(actor=actor, words=self.words, share=True)


class UnshareForm(_WordsAct):
    button = _("Dejar de compartir")
    done = _("Ya no las lee nadie más.")

    def save(self, *, actor: Any) -> OwnWords:
        return services.share_words(actor=actor, words=self.words, share=False)


class TakeBackWordsForm(_WordsAct):
    button = _("Retirar para siempre")
    done = _("Se retiraron: lo que decían ya no existe.")

    def save(self, *, actor: Any) -> OwnWords:
        return services.take_back_words(actor=actor, words=self.words)


WORDS_ACTS: dict[str, type[_WordsAct]] = {
    "compartir": ShareForm,
    "no-compartir": UnshareForm,
    "retirar": TakeBackWordsForm,
}
