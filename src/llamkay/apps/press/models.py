"""Press notes: a series per institution and year, numbered on approval, every figure traced to its snapshots."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Institution
from llamkay.apps.statistics.models import Metric
from llamkay.core.notes import correction_line, number_line
from llamkay.platform.database.tables import append_only, history, sealed, settled_once
from llamkay.platform.security.sensitivity import classes


@history()
class Note(models.Model):
    """A press note: drafted here or imported; approved, it has its number for ever."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Borrador")
        PUBLISHED = "published", _("Publicada")
        VOIDED = "voided", _("Anulada")

    class Origin(models.TextChoices):
        OFFICE = "office", _("Redactada aquí")
        IMPORTED = "imported", _("Importada")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="notes")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    acronym = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=300, blank=True)
    # Paragraphs; a figure stands in them as {{figure:NAME}}.
    paragraphs = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.OFFICE)
    published_at = models.DateTimeField(null=True, blank=True)
    drafted_by = models.CharField(max_length=150, blank=True)
    approved_by = models.CharField(max_length=150, blank=True)
    void_reason = models.TextField(blank=True)
    raw_text = models.TextField(blank=True)
    warnings = models.JSONField(default=list)
    # Title, subtitle, text and number without accents or capitals, to be searched.
    search_text = models.TextField(blank=True, editable=False)

    sensitivity = classes(
        none="id institution year number acronym title subtitle paragraphs state origin published_at void_reason "
        "raw_text warnings search_text",
        staff="drafted_by approved_by",
    )

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "year", "number"], name="one_note_a_number"),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True) | ~Q(state="draft") & Q(number__isnull=False),
                name="number_on_approval_only",
            ),
            models.CheckConstraint(condition=~Q(state="voided") | ~Q(void_reason=""), name="voided_with_a_reason"),
        ]
        triggers = [
            *sealed("note", when=~pgtrigger.Q(old__state="draft"), but=("state", "void_reason", "search_text")),
            settled_once("note_voided_once", "state", "void_reason", when=pgtrigger.Q(old__state="voided")),
            pgtrigger.Protect(
                name="note_not_unpublished",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="published") & pgtrigger.Q(new__state="draft"),
            ),
            pgtrigger.Protect(
                name="published_note_has_no_void_reason",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="published") & ~pgtrigger.Q(new__void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def line(self) -> str:
        """The number line; empty while it is a draft."""
        return number_line(number=self.number, year=self.year, acronym=self.acronym) if self.number else ""


@history()
class NoteFigure(models.Model):
    """A figure in a note: metric, filter, month and wording; frozen with its value and snapshots on approval."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="figures")
    name = models.SlugField(max_length=40)
    metric = models.ForeignKey(Metric, models.PROTECT)
    key = models.CharField(max_length=40, blank=True)
    establishment_code = models.CharField(max_length=20, blank=True)
    share_of = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="+")
    month = models.DateField()
    hedge = models.CharField(max_length=20, blank=True)
    rounding = models.PositiveIntegerField(default=1)
    value = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    text = models.CharField(max_length=80, blank=True)
    snapshot_ids = models.JSONField(default=list)

    sensitivity = classes(
        none="id note name metric key establishment_code share_of month hedge rounding value denominator text "
        "snapshot_ids"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "name"], name="one_figure_a_name")]
        triggers = [
            pgtrigger.Trigger(
                name="figure_of_a_draft_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM public.press_note n
                               WHERE n.id IN (NEW.note_id, OLD.note_id) AND n.state <> 'draft') THEN
                        RAISE EXCEPTION 'the figures of a published note do not change';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PublishedNote(models.Model):
    """The text as published, word for word, with each figure; written once."""

    note = models.OneToOneField(Note, models.PROTECT, related_name="published")
    document = models.JSONField()
    hash = models.CharField(max_length=64)

    sensitivity = classes(none="id note document hash")

    class Meta:
        triggers = [append_only("published_note_append_only")]

    def __str__(self) -> str:
        return f"{self.note_id}"


@history()
class Correction(models.Model):
    """A second, numbered document that says what a published note got wrong; the note itself stays as it was.

    ``contradicts`` and ``qualifies`` answer whether it would have contradicted or qualified what was concluded: either
    makes it substantial. Written by one, published by another.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Por publicar")
        PUBLISHED = "published", _("Publicada")
        DISCARDED = "discarded", _("Descartada")

    note = models.ForeignKey(Note, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    figure = models.SlugField(max_length=40, blank=True)  # the figure of the note that it is of
    says = models.CharField(max_length=300)
    should_say = models.CharField(max_length=300)
    why = models.CharField(max_length=300)
    contradicts = models.BooleanField()
    qualifies = models.BooleanField()
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField()
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    sensitivity = classes(
        none="id note number state figure says should_say why contradicts qualifies written_at published_at hash",
        staff="written_by published_by",
    )

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="one_correction_a_number"),
            models.CheckConstraint(
                condition=Q(state="published", number__isnull=False, published_at__isnull=False)
                & ~Q(published_by="")
                & ~Q(hash="")
                | ~Q(state="published") & Q(number__isnull=True, published_at__isnull=True, published_by="", hash=""),
                name="correction_numbered_once_published",
            ),
            models.CheckConstraint(condition=~Q(published_by=F("written_by")), name="correction_by_two"),
            models.CheckConstraint(condition=~Q(says=F("should_say")), name="correction_says_something_else"),
        ]
        triggers = [*sealed("correction", when=~pgtrigger.Q(old__state="proposed"))]

    def __str__(self) -> str:
        return self.line

    @property
    def substantial(self) -> bool:
        """Whether it would have contradicted or qualified what the note concludes."""
        return self.contradicts or self.qualifies

    @property
    def line(self) -> str:
        """The line of its number; empty until it is published."""
        return correction_line(number=self.number, note=self.note.line) if self.number else ""
