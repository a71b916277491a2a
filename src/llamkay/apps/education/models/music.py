"""Music: ensembles, repertoire, rehearsals and performances; instruments and lessons that are lent."""

from django.db import models
from django.db.models import Q

from llamkay.apps.activities.models import Activity
from llamkay.apps.education.kinds import (
    Condition,
    EnsembleKind,
    ItemKind,
    Owner,
    PerformanceState,
    PieceState,
    Voice,
)
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Ensemble(models.Model):
    """A choir, orchestra or band (elenco): its people are those of its activity, a rehearsal is a day of its sheet."""

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="ensemble")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=EnsembleKind.choices)
    programme = models.CharField(max_length=80, blank=True)
    director = models.CharField(max_length=120, blank=True)

    sensitivity = classes(none="id activity name kind programme", staff="director")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@history()
class Member(models.Model):
    """Who sings or plays what in an ensemble, from when to when."""

    ensemble = models.ForeignKey(Ensemble, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="ensembles")
    voice = models.CharField(max_length=12, choices=Voice.choices)
    period = DateRangeField()

    sensitivity = classes(none="id ensemble voice", personal="person period")

    class Meta:
        constraints = [
            no_overlap("one_membership_a_day", "person", "ensemble"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False), name="membership_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_voice_display()}"


@history()
class MusicalWork(models.Model):
    """A work that is sung or played (obra)."""

    title = models.CharField(max_length=120)
    composer = models.CharField(max_length=120, blank=True)
    arranger = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=40, blank=True)

    sensitivity = classes(none="id title composer arranger minutes language")

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["title", "composer", "arranger"], name="one_work_a_title")]

    def __str__(self) -> str:
        return f"{self.title} ({self.composer})" if self.composer else self.title


@history()
class RepertoirePiece(models.Model):
    """A work that an ensemble learns, has ready or no longer plays."""

    ensemble = models.ForeignKey(Ensemble, models.PROTECT, related_name="repertoire")
    work = models.ForeignKey(MusicalWork, models.PROTECT, related_name="pieces")
    state = models.CharField(max_length=10, choices=PieceState.choices, default=PieceState.LEARNING)
    since = models.DateField()

    sensitivity = classes(none="id ensemble work state since")

    class Meta:
        ordering = ["work__title"]
        constraints = [models.UniqueConstraint(fields=["ensemble", "work"], name="one_piece_a_work")]

    def __str__(self) -> str:
        return str(self.work)


@history()
class Rehearsal(models.Model):
    """What a rehearsal worked on; who came stands on the sheet of that day."""

    ensemble = models.ForeignKey(Ensemble, models.PROTECT, related_name="rehearsals")
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    sensitivity = classes(none="id ensemble on note")

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["ensemble", "on"], name="one_rehearsal_a_day")]

    def __str__(self) -> str:
        return f"{self.ensemble}, {self.on}"


@history()
class RehearsedPiece(models.Model):
    """A piece of the repertoire that a rehearsal worked on."""

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="pieces")
    piece = models.ForeignKey(RepertoirePiece, models.PROTECT, related_name="rehearsals")

    sensitivity = classes(none="id rehearsal piece")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rehearsal", "piece"], name="rehearsed_once_a_rehearsal")]

    def __str__(self) -> str:
        return str(self.piece)


@history()
class Performance(models.Model):
    """A concert or the music of a visit: planned, held before an audience, or cancelled."""

    ensemble = models.ForeignKey(Ensemble, models.PROTECT, related_name="performances")
    title = models.CharField(max_length=120)
    on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=120)
    # The visit or act it is part of, in words: the programme of a visit is kept where visits are.
    occasion = models.CharField(max_length=160, blank=True)
    audience = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PerformanceState.choices, default=PerformanceState.PLANNED)
    why_cancelled = models.CharField(max_length=200, blank=True)

    sensitivity = classes(none="id ensemble title on starts_at place occasion audience state why_cancelled")

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", audience__isnull=False) | ~Q(state="held"), name="held_before_an_audience"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(why_cancelled=""), name="cancelled_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@history()
class ProgrammePiece(models.Model):
    """A work of a performance's programme, in its order; its title is that of the day."""

    performance = models.ForeignKey(Performance, models.CASCADE, related_name="programme")
    order = models.PositiveSmallIntegerField()
    piece = models.ForeignKey(RepertoirePiece, models.PROTECT, related_name="performed")
    title = models.CharField(max_length=260)

    sensitivity = classes(none="id performance order piece title")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["performance", "order"], name="one_piece_a_turn"),
            models.UniqueConstraint(fields=["performance", "piece"], name="each_piece_once_a_programme"),
        ]

    def __str__(self) -> str:
        return self.title


@history()
class Performer(models.Model):
    """Who sang or played in a performance, and what."""

    performance = models.ForeignKey(Performance, models.PROTECT, related_name="performers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="performances")
    voice = models.CharField(max_length=12, choices=Voice.choices)

    sensitivity = classes(none="id performance voice", personal="person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["performance", "person"], name="one_part_a_performer")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_voice_display()}"


@history()
class LendingItem(models.Model):
    """Something that is lent: an instrument, a book, a lesson on paper or in a file that works without a line."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="lending_items")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    tag = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    owner = models.CharField(max_length=12, choices=Owner.choices)
    condition = models.CharField(max_length=10, choices=Condition.choices, default=Condition.GOOD)
    note = models.CharField(max_length=200, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    sensitivity = classes(none="id establishment kind tag name owner condition note retired_on")

    class Meta:
        ordering = ["kind", "tag"]
        constraints = [models.UniqueConstraint(fields=["establishment", "tag"], name="one_item_a_tag")]

    def __str__(self) -> str:
        return f"{self.name} ({self.tag})"


@history()
class Loan(models.Model):
    """Something lent to somebody, in which state it left and came back; nothing is lent twice on one day."""

    item = models.ForeignKey(LendingItem, models.PROTECT, related_name="loans")
    person = models.ForeignKey(Person, models.PROTECT, related_name="loans")
    period = DateRangeField()
    due_on = models.DateField(null=True, blank=True)
    condition_out = models.CharField(max_length=10, choices=Condition.choices)
    condition_back = models.CharField(max_length=10, choices=Condition.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    lent_by = models.CharField(max_length=150)
    taken_back_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(
        none="id item condition_out condition_back", staff="lent_by taken_back_by", personal="person period due_on note"
    )

    class Meta:
        constraints = [
            no_overlap("one_loan_of_an_item_a_day", "item"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False), name="loan_has_days"
            ),
            models.CheckConstraint(
                condition=Q(period__endswith__isnull=True, condition_back="")
                | Q(period__endswith__isnull=False) & ~Q(condition_back=""),
                name="what_came_back_has_a_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} a {self.person_id}"
