"""Rounds of choices: what is offered, what each person wished, the lot and what decided."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class Round(models.Model):
    """A round of ranked choices of one prison: open for wishes until it is drawn with a seed that is kept."""

    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="rounds")
    name = models.CharField(max_length=100)
    closes_on = models.DateField()
    most = models.PositiveSmallIntegerField(default=3)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    seed = models.CharField(max_length=80, blank=True)
    drawn_by = models.CharField(max_length=150, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(
        none="id establishment name closes_on most opened_at seed drawn_at", staff="opened_by drawn_by"
    )

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=10), name="round_of_one_to_ten_choices"),
            models.CheckConstraint(condition=Q(drawn_at=None) | ~Q(seed=""), name="round_drawn_with_a_seed"),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class RoundOffer(models.Model):
    """What a round offers: an activity with so many places."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="offers")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="round_offers")
    places = models.PositiveSmallIntegerField()

    sensitivity = classes(none="id round activity places")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "activity"], name="one_offer_an_activity")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.activity_id}"


@history()
class RoundWish(models.Model):
    """Somebody's ranked choices in a round and, once drawn, their lot and what decided on each choice."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="wishes")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="round_wishes")
    choices = ArrayField(models.BigIntegerField())
    entered_by = models.CharField(max_length=150)
    lot = models.PositiveIntegerField(null=True, blank=True)
    activity = models.ForeignKey("activities.Activity", models.PROTECT, null=True, blank=True, related_name="+")
    # One a choice, in order: activity, placed, rule, the last lot that still had a place.
    decided = models.JSONField(default=list, db_default=[])

    sensitivity = classes(
        none="id round", staff="entered_by", personal="person choices lot activity", special="decided"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="one_wish_a_person"),
            models.CheckConstraint(condition=~Q(choices=[]), name="wish_has_a_choice"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.person_id}"
