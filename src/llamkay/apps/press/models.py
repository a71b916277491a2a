"""Press notes: a series per institution and year, numbered on publication, every figure traced to its snapshots."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Institution
from llamkay.apps.statistics.models import Metric
from llamkay.core.notes import correction_line, number_line
from llamkay.platform.database.tables import append_only, history, sealed, settled_once
from llamkay.platform.security.sensitivity import classes

# The states in which a note waits for somebody else, and those that the public reads.
RESTING = ["review", "approved"]
OUT = ["published", "voided"]


@history()
class Note(models.Model):
    """A press note: drafted here or imported; in review and once approved it rests; published, it has its number for
    ever."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Borrador")
        REVIEW = "review", _("En revisión")
        APPROVED = "approved", _("Aprobada")
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
    # Not of the notes of before, which one act approved and published.
    published_by = models.CharField(max_length=150, blank=True)
    # The embargo: nobody publishes it before.
    not_before = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)
    raw_text = models.TextField(blank=True)
    warnings = models.JSONField(default=list)
    # Title, subtitle, text and number without accents or capitals, to be searched.
    search_text = models.TextField(blank=True, editable=False)

    sensitivity = classes(
        none="id institution year number acronym title subtitle paragraphs state origin published_at not_before "
        "void_reason raw_text warnings search_text",
        staff="drafted_by approved_by published_by",
    )

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "year", "number"], name="one_note_a_number"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "approved"], number__isnull=True)
                | Q(state__in=["published", "voided"], number__isnull=False),
                name="number_on_publication_only",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review"], approved_by="", not_before__isnull=True)
                | Q(state="approved") & ~Q(approved_by="")
                | Q(state__in=["published", "voided"]),
                name="note_approved_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="voided") | ~Q(void_reason=""), name="voided_with_a_reason"),
        ]
        triggers = [
            *sealed("note", when=pgtrigger.Q(old__state__in=OUT), but=("state", "void_reason", "search_text")),
            settled_once("note_voided_once", "state", "void_reason", when=pgtrigger.Q(old__state="voided")),
            pgtrigger.Protect(
                name="note_in_review_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=RESTING),
            ),
            settled_once(
                "note_in_review_rests",
                *("institution", "title", "subtitle", "origin", "drafted_by", "raw_text", "warnings"),
                when=pgtrigger.Q(old__state__in=RESTING),
            ),
            # On publication each person that a paragraph names is put in words.
            settled_once(
                "text_in_review_rests",
                "paragraphs",
                when=pgtrigger.Q(old__state="review")
                | pgtrigger.Q(old__state="approved") & ~pgtrigger.Q(new__state="published"),
            ),
            pgtrigger.Trigger(
                name="note_goes_its_way",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func="""
                    IF (OLD.state, NEW.state) NOT IN (('draft', 'review'), ('review', 'draft'), ('review', 'approved'),
                            ('approved', 'draft'), ('approved', 'published'), ('published', 'voided')) THEN
                        RAISE EXCEPTION 'a note does not go from % to %', OLD.state, NEW.state;
                    END IF;
                    RETURN NEW;
                """,
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
        """The number line; empty until it is published."""
        return number_line(number=self.number, year=self.year, acronym=self.acronym) if self.number else ""


@history()
class NoteFigure(models.Model):
    """A figure in a note: metric, filter, month and wording; it rests in review, and keeps what was approved once
    published."""

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
                               WHERE n.id IN (NEW.note_id, OLD.note_id) AND n.state IN ('published', 'voided')) THEN
                        RAISE EXCEPTION 'the figures of a published note do not change';
                    END IF;
                    IF EXISTS (SELECT 1 FROM public.press_note n
                               WHERE n.id IN (NEW.note_id, OLD.note_id) AND n.state <> 'draft'
                               AND (n.state = 'review' OR TG_OP <> 'UPDATE'
                                    OR to_jsonb(NEW) - '{value,denominator,text,snapshot_ids}'::text[]
                                    <> to_jsonb(OLD) - '{value,denominator,text,snapshot_ids}'::text[])) THEN
                        RAISE EXCEPTION 'the figures of a note in review do not change';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class NoteStep(models.Model):
    """A step of a note on its way out: sent to review, taken back, returned, approved, published; written once.

    What was sent and what was approved stand in it word for word, with each figure. It goes with a draft that is
    discarded, to its history.
    """

    class Kind(models.TextChoices):
        SENT = "sent", _("Enviada a revisión")
        TAKEN_BACK = "taken_back", _("Retirada por quien la escribió")
        RETURNED = "returned", _("Devuelta")
        APPROVED = "approved", _("Aprobada")
        PUBLISHED = "published", _("Publicada")

    note = models.ForeignKey(Note, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    # What whoever sends it tells the reviewer; why it is returned.
    words = models.TextField(blank=True)
    # The places of the paragraphs that a return names.
    paragraphs = models.JSONField(default=list)
    document = models.JSONField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    sensitivity = classes(none="id note kind at words paragraphs document hash", staff="by")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="returned") | ~Q(words=""), name="returned_with_a_reason"),
            models.CheckConstraint(
                condition=Q(kind__in=["sent", "approved"], document__isnull=False) & ~Q(hash="")
                | ~Q(kind__in=["sent", "approved"]) & Q(document__isnull=True),
                name="sent_and_approved_word_for_word",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="note_step_written_once", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="note_step_goes_with_its_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM public.press_note n WHERE n.id = OLD.note_id AND n.state <> 'draft') THEN
                        RAISE EXCEPTION 'the steps of a note stay';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class PublishedNote(models.Model):
    """The text as published, word for word, with each figure; written once."""

    note = models.OneToOneField(Note, models.PROTECT, related_name="published")
    document = models.JSONField()
    hash = models.CharField(max_length=64)

    sensitivity = classes(none="id note document hash")

    class Meta:
        triggers = [
            append_only("published_note_append_only"),
            pgtrigger.Trigger(
                name="published_as_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM public.press_note n WHERE n.id = NEW.note_id AND n.origin = 'office')
                       AND NEW.document IS DISTINCT FROM (
                           SELECT s.document FROM public.press_notestep s
                           WHERE s.note_id = NEW.note_id AND s.kind = 'approved' ORDER BY s.id DESC LIMIT 1) THEN
                        RAISE EXCEPTION 'a note is published as it was approved';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

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
