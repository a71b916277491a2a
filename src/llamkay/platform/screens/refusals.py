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
    "month": gettext_noop("«{text}» no es un mes: escríbalo como 2026-01"),
    "law.no_rule": gettext_noop(
        "el sistema no tiene la norma sobre «{topic}» que regía el {day:%d/%m/%Y}: "
        "pida a la sede central que la registre"
    ),
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
