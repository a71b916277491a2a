"""Forms of the press office: the list's filters, a draft, a figure, an old note, the reason to void."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import establishment_names
from llamkay.apps.press import corrections, queries, reviews, services
from llamkay.apps.press.models import OUT, Correction, Note, NoteFigure
from llamkay.apps.press.wording import NoteRefused, Worded, read_published, word
from llamkay.apps.statistics.kinds import DIMENSIONS
from llamkay.apps.statistics.queries import Dictionary, dictionary, months
from llamkay.apps.statistics.releases.queries import public_releases
from llamkay.core.notes import HEDGES
from llamkay.core.notes import Note as NoteRead
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import spanish
from llamkay.platform.screens.forms import FilterForm, OfficeForm
from llamkay.platform.screens.refusals import on_form

MOST_FILES, MOST_BYTES = 60, 2_000_000
MAX_BYTES = 200_000
ROUNDINGS = [1, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 100_000]


class NoteFilter(FilterForm):
    """State, year and words."""

    q = forms.CharField(
        label=_("Buscar"), required=False, max_length=120, help_text=_("Palabras del texto, el título o el número")
    )
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *Note.State.choices])
    anio = forms.TypedChoiceField(label=_("Año"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Sequence[int], drafts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anio"].choices = [("", _("Todos")), *((year, str(year)) for year in years)]
        states = [each for each in Note.State.choices if drafts or each[0] in OUT]
        if drafts:
            states.insert(1, (queries.RETURNED, _("Borrador devuelto")))
        self.fields["estado"].choices = [("", _("Todos")), *states]


class NoteForm(OfficeForm):
    """A draft: the whole text is one area, a blank line between paragraphs."""

    done = _("Se guardó el borrador.")

    title_text = forms.CharField(
        label=_("Título"),
        max_length=200,
        help_text=_("Hasta 200 letras, sin punto final."),
        error_messages={
            "required": _("Falta el título."),
            "max_length": _("El título tiene %(show_value)s letras: acórtelo a 200 o menos."),
        },
    )
    subtitle = forms.CharField(
        label=_("Bajada (opcional)"),
        max_length=300,
        required=False,
        error_messages={"max_length": _("La bajada tiene %(show_value)s letras: acórtela a 300 o menos.")},
    )
    text = forms.CharField(
        label=_("Texto"),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        help_text=_("Deje una línea en blanco entre un párrafo y otro."),
        error_messages={"required": _("Falta el texto: escriba al menos un párrafo.")},
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, note: Note | None = None, **kwargs: Any) -> None:
        if note:
            kwargs["initial"] = {**as_typed(note), "version": queries.version(note)}
        super().__init__(*args, **kwargs)
        self.note, self.stored = note, None

    @property
    def paragraphs(self) -> list[str]:
        lines = self.cleaned_data["text"].replace("\r\n", "\n").split("\n")
        blocks = "\n".join(line.strip() for line in lines).split("\n\n")
        return [" ".join(block.split()) for block in blocks if block.strip()]

    def save(self, *, actor: Any) -> Note:
        content = {
            "title": self.cleaned_data["title_text"],
            "subtitle": self.cleaned_data["subtitle"],
            "paragraphs": self.paragraphs,
        }
        if self.note is None:
            return services.draft_note(actor=actor, **content)
        try:
            return services.edit_note(actor=actor, note=self.note, expected=self.cleaned_data["version"], **content)
        except services.NoteChanged as changed:
            self._show(changed.stored)
            raise

    def _show(self, stored: Note) -> None:
        """Keep what was typed, put what stands beside it, and let the next save answer to what stands."""
        self.stored = stored
        self.data = self.data.copy()
        self.data["version"] = queries.version(stored)


def as_typed(note: Note) -> dict[str, str]:
    """A draft as the form takes it."""
    return {"title_text": note.title, "subtitle": note.subtitle, "text": "\n\n".join(note.paragraphs)}


class FigureForm(OfficeForm):
    """A figure of a draft: which one, of where and when, and how it is said."""

    done = _("Se guardó la cifra.")

    name = forms.RegexField(
        regex=r"^[A-Za-z0-9_-]{1,40}$",
        label=_("Nombre"),
        help_text=_("Con él la llama en el texto: letras sin tilde, números o guiones. Por ejemplo: trabajan"),
        error_messages={
            "required": _("Falta el nombre de la cifra."),
            "invalid": _("El nombre lleva letras sin tilde, números o guiones, sin espacios, y 40 como máximo."),
        },
    )
    metric = forms.ChoiceField(label=_("Cifra"), error_messages={"required": _("Elija qué se cuenta.")})
    key = forms.ChoiceField(
        label=_("Clase"),
        required=False,
        help_text=_("Solo para las cifras que se dividen por modalidad, oficio o nivel."),
    )
    establishment_code = forms.ChoiceField(label=_("De dónde"), required=False)
    month = forms.ChoiceField(
        label=_("Mes"), error_messages={"required": _("Elija el mes; solo aparecen los que tienen cifras.")}
    )
    share_of = forms.ChoiceField(
        label=_("Como porcentaje de"),
        required=False,
        help_text=_("Para decir «el 28 %» en lugar del número."),
    )
    hedge = forms.ChoiceField(
        label=_("Aproximación"),
        required=False,
        choices=[("", _("Ninguna: el número exacto")), *((word, word) for word in HEDGES["es"] if word)],
        help_text=_("Solo se acepta si es verdad: «más de» con un número menor; «casi» y «cerca de», a menos de 5 %."),
    )
    rounding = forms.TypedChoiceField(
        label=_("Se redondea a"),
        coerce=int,
        empty_value=1,
        required=False,
        choices=[(1, _("No se redondea")), *((step, f"{step:,}") for step in ROUNDINGS[1:])],
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        note: Note,
        figure: NoteFigure | None = None,
        book: Dictionary | None = None,
        name: str = "",
        **kwargs: Any,
    ) -> None:
        # Of children a note says what a release of a quarter tells, of which there may be no snapshot.
        known = sorted({*months(), *(release.month for release in public_releases())}, reverse=True)
        if figure:
            kwargs["initial"] = {
                "metric": figure.metric.code,
                "key": figure.key,
                "establishment_code": figure.establishment_code,
                "share_of": figure.share_of.code if figure.share_of else "",
                "month": f"{figure.month:%Y-%m}",
                "hedge": figure.hedge,
                "rounding": figure.rounding,
                "name": figure.name,
                "version": queries.version(figure),
            }
            known = sorted({*known, figure.month}, reverse=True)
        else:
            kwargs["initial"] = {"name": name}
        super().__init__(*args, **kwargs)
        self.note, self.figure, self.tried, self.stored = note, figure, None, None
        self.book = book or dictionary()
        if figure:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = ""
            if figure.rounding not in ROUNDINGS:
                self.fields["rounding"].choices += [(figure.rounding, f"{figure.rounding:,}")]
        self._choices(known)

    def _choices(self, known: list[Any]) -> None:
        open_to_all = [metric for metric in self.book.metrics.values() if metric.public]
        whole = [(metric.code, metric.label) for metric in open_to_all if not metric.dimension]
        self.fields["metric"].choices = [
            ("", _("Elija una")),
            (_("Totales"), whole),
            (_("Por clases"), [(metric.code, metric.label) for metric in open_to_all if metric.dimension]),
        ]
        self.fields["key"].choices = [
            ("", _("El total")),
            *(
                (DIMENSIONS.get(name, name), sorted(keys.items(), key=lambda item: item[1]))
                for name, keys in self.book.dimensions.items()
                if name
            ),
        ]
        self.fields["share_of"].choices = [("", _("No: se dice el número")), *whole]
        places = establishment_names().items()
        self.fields["establishment_code"].choices = [("", _("Todo el país")), *places]
        self.fields["month"].choices = [(f"{month:%Y-%m}", month_title(Month.of(month))) for month in known]

    @property
    def definition(self) -> dict[str, Any]:
        names = "metric key establishment_code share_of hedge rounding".split()
        return {name: self.cleaned_data[name] for name in names} | {
            "month": Month.parse(self.cleaned_data["month"]).first
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        metric = self.book.metrics.get(data.get("metric", ""))
        if metric and metric.dimension and not data.get("key"):
            self.add_error("key", _now("«%(metric)s» se da por clases: elija una.") % {"metric": metric.label})
        if metric and not metric.dimension and data.get("key"):
            self.add_error("key", _now("«%(metric)s» no se divide en clases: deje «El total».") % {"metric": metric})
        return data

    def try_out(self) -> Worded | None:
        """How the figure would be said, without saving it; the refusal stands on the form."""
        if not self.is_valid():
            return None
        draft = NoteFigure(note=self.note, name=self.cleaned_data["name"])
        with on_form(self):
            self.tried = word(services.set_figure(draft, **self.definition))
        return self.tried

    def save(self, *, actor: Any) -> NoteFigure:
        name, version = self.cleaned_data["name"], self.cleaned_data["version"]
        try:
            return services.add_figure(actor=actor, note=self.note, name=name, expected=version, **self.definition)
        except services.NoteChanged as changed:
            self.stored = changed.stored
            self.data = self.data.copy()
            self.data["version"] = queries.version(changed.stored)
            raise


class ImportForm(OfficeForm):
    """The text of an old note, pasted or in a file; ``read`` is what was found in it."""

    text = forms.CharField(
        label=_("Texto de la nota"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Pegue la nota completa, desde el título, con la fecha y la línea del número."),
    )
    file = forms.FileField(
        label=_("O elija su archivo de texto"),
        required=False,
        help_text=_("Texto sin formato (.txt) en UTF-8, hasta 200 kB."),
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read: NoteRead | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        uploaded = data.get("file")
        if uploaded and data.get("text", "").strip():
            raise forms.ValidationError(_("Pegue el texto o elija el archivo, no los dos: deje solo uno."))
        if uploaded and uploaded.size > MAX_BYTES:
            raise forms.ValidationError(
                _("«%(name)s» pesa %(size)s kB; una nota tiene 200 kB como máximo. ¿Es el archivo correcto?"),
                params={"name": uploaded.name, "size": f"{uploaded.size // 1000:,}"},
            )
        if uploaded:
            try:
                data["text"] = uploaded.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(
                    _(
                        "«%(name)s» no es texto en UTF-8. Ábralo, elija «Guardar como», codificación UTF-8, o copie el "
                        "texto y péguelo."
                    ),
                    params={"name": uploaded.name},
                ) from None
        if not data.get("text", "").strip():
            raise forms.ValidationError(_("No hay texto: pegue la nota o elija su archivo."))
        if len(data["text"].encode()) > MAX_BYTES:
            raise forms.ValidationError(_("El texto pasa de 200 kB, que es el máximo de una nota."))
        try:
            self.read = read_published(data["text"])
        except NoteRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return data

    def save(self, *, actor: Any) -> Note:
        return services.import_note(actor=actor, text=self.cleaned_data["text"])


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        understand = super().clean
        rows = (data or [None]) if isinstance(data, list | tuple) else [data]
        return [understand(each, initial) for each in rows]


class ImportSeveralForm(OfficeForm):
    """The files of old notes, a note each; ``found`` is what was read in each, in the order of their numbers."""

    files = FilesField(
        label=_("Archivos de texto, una nota en cada uno"),
        help_text=_("Texto sin formato (.txt) en UTF-8; hasta 60 archivos y 2 MB en total."),
        widget=_SeveralFiles(attrs={"accept": ".txt,text/plain", "multiple": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[services.OldNote] = []

    def clean_files(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Son más de 60 archivos: impórtelos por partes."))
        if sum(each.size for each in files) > MOST_BYTES:
            raise forms.ValidationError(_("Juntos pesan más de 2 MB: impórtelos por partes."))
        self.found = services.read_several((each.name, each.read()) for each in files)
        return files


class VoidForm(OfficeForm):
    """Why a note is voided."""

    title = _("Anular la nota")
    button = _("Anular la nota")
    done = _("La nota quedó anulada.")

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Se publica junto a la nota, para quien la haya citado."),
        error_messages={"required": _("Escriba por qué se anula la nota.")},
    )

    def __init__(self, *args: Any, note: Note, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note = note

    def save(self, *, actor: Any) -> Note:
        return services.void_note(actor=actor, note=self.note, reason=self.cleaned_data["reason"])


class SendForm(OfficeForm):
    """What whoever sends a draft to review wants the reviewer to know."""

    title = _("Enviar a revisión")
    button = _("Enviar a revisión")
    done = _("La nota está en revisión. Nadie la cambia hasta que la devuelvan o usted la retire.")

    words = forms.CharField(
        label=_("Para quien revisa (opcional)"),
        max_length=reviews.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Qué mirar primero, para cuándo se necesita, qué se corrigió."),
    )

    def __init__(self, *args: Any, note: Note, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note = note

    def save(self, *, actor: Any) -> Note:
        # The page writes the seal of what it shows, the form does not keep it: what was refused shows another.
        words, seal = self.cleaned_data["words"], self.data.get("seal", "")
        return reviews.send(actor=actor, note=self.note, words=words, expected=seal)


class ApproveForm(OfficeForm):
    """The embargo, where there is one."""

    not_before = forms.DateTimeField(
        label=_("Embargo (opcional)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("Nadie la publica antes de ese día y hora."),
    )

    def __init__(self, *args: Any, note: Note, **kwargs: Any) -> None:
        super().__init__(*args, initial={"not_before": note.not_before}, **kwargs)
        self.note = note

    def save(self, *, actor: Any) -> Note:
        return reviews.approve(
            actor=actor,
            note=self.note,
            expected=self.data.get("seal", ""),
            not_before=self.cleaned_data["not_before"],
        )


class ReturnForm(OfficeForm):
    """Why a note is returned, and the paragraphs that the reason is about."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=reviews.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lo lee quien la corrija: qué está mal y qué se espera."),
        error_messages={"required": _("Escriba por qué se devuelve.")},
    )
    paragraphs = forms.TypedMultipleChoiceField(
        label=_("Párrafos de los que habla (opcional)"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, note: Note, paragraphs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note = note
        self.fields["paragraphs"].choices = [
            (at, spanish(f"{at}. {text[:48].rstrip()}…" if len(text) > 48 else f"{at}. {text}"))
            for at, text in enumerate(paragraphs, start=1)
        ]

    def save(self, *, actor: Any) -> Note:
        reason, paragraphs = self.cleaned_data["reason"], self.cleaned_data["paragraphs"]
        expected = self.data.get("seal", "")
        return reviews.send_back(actor=actor, note=self.note, reason=reason, paragraphs=paragraphs, expected=expected)


class CorrectionForm(OfficeForm):
    """What a published note says, what it should say, why, and what that changes of its conclusions."""

    title = _("Corregir la nota")
    button = _("Proponer la corrección")
    done = _("La corrección quedó propuesta. La publica otra persona.")

    says = forms.CharField(
        label=_("Dice"), max_length=300, help_text=_("Las palabras tal como salieron, lo justo para hallarlas.")
    )
    should_say = forms.CharField(label=_("Debe decir"), max_length=300)
    figure = forms.ChoiceField(label=_("Es de la cifra"), required=False)
    why = forms.CharField(
        label=_("Causa del error"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Se publica. Si la cifra solo se revisó como estaba anunciado, no es un error."),
    )
    contradicts = forms.BooleanField(label=_("Contradice algo que la nota concluye"), required=False)
    qualifies = forms.BooleanField(label=_("Obliga a matizar algo que la nota concluye"), required=False)

    def __init__(self, *args: Any, note: Note, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note = note
        entries = note.published.document["figures"]
        names = [(entry["name"], f"{entry['text']}: {entry['title']}") for entry in entries]
        self.fields["figure"].choices = [("", _("Ninguna")), *names]

    def save(self, *, actor: Any) -> Correction:
        return corrections.propose(actor=actor, note=self.note, **self.cleaned_data)
