"""What a refusal becomes on a screen: a mistake beside its field, a message on the next page, a status."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from llamkay.core.errors import CHANGED, Refused

# The core speaks English, to whoever gives it a file. What may also reach a screen is said here, by its code.
_SENTENCES = {
    "amount": gettext_noop("«{text}» no es un monto en soles: escríbalo como 1234.50"),
    "evaluation.nobody": gettext_noop(
        "no queda nadie a quien comparar: en ese período nadie salió en libertad, o de nadie consta todo lo que hizo"
    ),
    "haemoglobin.age": gettext_noop(
        "quien nació el {born_on:%d/%m/%Y} ya no tiene menos de cinco años el {on:%d/%m/%Y}: revise las dos fechas"
    ),
    "haemoglobin.altitude": gettext_noop("{metres} m está fuera de la tabla de {norm}: revise la altitud del penal"),
    "haemoglobin.value": gettext_noop("{observed} g/L no es una hemoglobina: 10.5 g/dL se escribe 105"),
    "haemoglobin.weeks": gettext_noop("{weeks} no es una semana de gestación: revise la última regla"),
    "month": gettext_noop("«{text}» no es un mes: escríbalo como 2026-01"),
    "law.no_rule": gettext_noop(
        "el sistema no tiene la norma sobre «{topic}» que regía el {day:%d/%m/%Y}: "
        "pida a la sede central que la registre"
    ),
    "note.no_value": gettext_noop("la cifra «{name}» no tiene valor: defínala en la nota o quítela del texto"),
    "nursery.before_birth": gettext_noop(
        "el {on:%d/%m/%Y} es anterior al nacimiento, del {born_on:%d/%m/%Y}: revise las dos fechas"
    ),
    "nursery.gestation": gettext_noop(
        "una gestación de {weeks} semanas y {days} días no es de 22 a 44 semanas: revise el certificado de nacimiento"
    ),
    "nursery.too_early": gettext_noop(
        "el {on:%d/%m/%Y} es anterior al {start:%d/%m/%Y}, cuando el calendario empieza: revise las dos fechas"
    ),
    "production.cycle": gettext_noop("lo que se hace se necesita a sí mismo: revise sus partes"),
    "production.most": gettext_noop("«{text}» es más de lo que se admite"),
    "production.no_price": gettext_noop("una de sus partes nunca se compró: no se sabe cuánto cuesta"),
    "production.quantity": gettext_noop("«{text}» no es una cantidad: escríbala como 1.5"),
    "production.unit": gettext_noop("«{text}» no se mide en {unit}"),
    "production.whole": gettext_noop("«{text}»: se cuenta por unidades enteras"),
    "pay.gross": gettext_noop("un ingreso va de 0.00 a {most}"),
}


def words(refusal: Refused) -> str:
    """What a refusal says, in the reader's language, as a service wrote it: it may be a part of a longer sentence."""
    if len(refusal.reasons) > 1:
        return " ".join(sentences(refusal))
    if known := _SENTENCES.get(refusal.code):
        return _(known).format(**refusal.values)
    return str(refusal)


def sentence(refusal: Refused) -> str:
    """The same as a sentence that stands alone."""
    text = words(refusal)
    end = "" if text.endswith((".", "?", "!", "…", "»", ")")) else "."
    return text[:1].upper() + text[1:] + end


def sentences(refusal: Refused) -> list[str]:
    """Each of its reasons as a sentence."""
    return [sentence(reason) for reason in refusal.reasons]


def status(refusal: Refused) -> int:
    """409 when somebody else was faster and asking again may help; else 422."""
    return 409 if refusal.code == CHANGED else 422


@contextmanager
def on_form(form: forms.BaseForm, field: str | None = None) -> Iterator[None]:
    """What is refused inside stands on the form, beside its field or else beside ``field``; then comes what follows.

    ``form.refusal_fields`` may say which field of the form shows an input of the service by another name.
    """
    try:
        yield
    except Refused as refusal:
        names = getattr(form, "refusal_fields", {})
        for reason in refusal.reasons:
            name = names.get(reason.field, reason.field)
            form.add_error(name if name in form.fields else field, sentence(reason))


@contextmanager
def as_message(request: HttpRequest) -> Iterator[None]:
    """What is refused inside is told on the next page; then comes what follows."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, sentence(refusal))
