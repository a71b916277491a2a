"""Programmes, protocols signed before the outcomes are seen, numbered analyses, and what ended a watch."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.models import Trade
from llamkay.apps.evaluation.kinds import EndingKind, ProtocolState, Source
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import append_only, history, sealed, settled_once
from llamkay.platform.security.sensitivity import classes


@history()
class Programme(models.Model):
    """Something people do inside that may help them afterwards: a kind of activity, perhaps of one trade."""

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    trade = models.ForeignKey(Trade, models.PROTECT, null=True, blank=True, related_name="programmes")
    # A file of another register, or one that was invented, is never shown as if it were of this one.
    invented = models.BooleanField(default=False)

    sensitivity = classes(none="id name kind trade invented")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@history()
class Protocol(models.Model):
    """What was decided before the outcomes were seen; once signed by two people it never changes.

    ``document`` holds the fields of TARGET as ``core.evaluation.protocol`` reads them; ``seal`` is their hash.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="protocols")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ProtocolState.choices, default=ProtocolState.DRAFT)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.REGISTER)
    document = models.JSONField()
    seal = models.CharField(max_length=64)
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField()
    first_signed_by = models.CharField(max_length=150, blank=True)
    first_signed_at = models.DateTimeField(null=True, blank=True)
    second_signed_by = models.CharField(max_length=150, blank=True)
    second_signed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    sensitivity = classes(
        none="id programme version state source document seal written_at first_signed_at second_signed_at ended_at "
        "ended_why",
        staff="written_by first_signed_by second_signed_by ended_by",
    )

    class Meta:
        ordering = ["programme", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="one_protocol_a_version"),
            models.CheckConstraint(
                condition=Q(second_signed_by="") | (~Q(first_signed_by="") & ~Q(second_signed_by=F("first_signed_by"))),
                name="protocol_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | (Q(first_signed_at__isnull=False) & Q(second_signed_at__isnull=False)),
                name="protocol_signed_twice",
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(ended_why=""), name="protocol_ended_says_why"),
        ]
        triggers = [
            *sealed(
                "evaluation_protocol",
                when=~pgtrigger.Q(old__first_signed_by=""),
                but=(
                    *("state", "second_signed_by", "second_signed_at", "first_signed_by", "first_signed_at"),
                    *("ended_by", "ended_at", "ended_why"),
                ),
            ),
            settled_once(
                "protocol_first_signature_stays",
                "first_signed_by",
                "first_signed_at",
                when=~pgtrigger.Q(old__first_signed_by=""),
            ),
            settled_once(
                "protocol_second_signature_stays",
                "second_signed_by",
                "second_signed_at",
                when=~pgtrigger.Q(old__second_signed_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, versión {self.version}"

    @property
    def locked(self) -> bool:
        """Whether the outcomes are still closed to it."""
        return self.state != ProtocolState.SIGNED

    @property
    def period_words(self) -> str:
        """The days of release and the data cut, in a sentence."""
        period, cut = self.document["period"], self.document["data_cut"]
        first, last, until = (date_format(date.fromisoformat(day)) for day in (period["from"], period["to"], cut))
        return _("del {first} al {last}; datos hasta el {until}").format(first=first, last=last, until=until)

    @property
    def exposure_words(self) -> str:
        """What makes somebody take part, in a sentence."""
        exposure, landmark = self.document["exposure"], self.document.get("landmark")
        if landmark:
            words = _("al menos {days} días en los {months} meses antes del mes {landmark} de libertad")
            return words.format(**exposure, landmark=landmark)
        return _("al menos {days} días en los {months} meses antes de salir").format(**exposure)


class Run(models.Model):
    """One analysis of a protocol, numbered within its programme and never taken back; it names no person.

    ``document`` is what anybody may read of it, small counts withheld; ``evidence`` a hash of the rows it rests on.
    """

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="runs")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField()
    document = models.JSONField()
    evidence = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    sensitivity = classes(none="id protocol programme number document evidence hash made_at", staff="made_by")

    class Meta:
        ordering = ["programme", "-number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_analysis_a_number")]
        triggers = [append_only("evaluation_run_append_only")]

    def __str__(self) -> str:
        return f"{self.programme}, análisis {self.number}"


class Published(models.Model):
    """An analysis that the public reads: whoever made it does not publish it."""

    run = models.OneToOneField(Run, models.PROTECT, related_name="published")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id run at", staff="by")

    class Meta:
        triggers = [append_only("evaluation_published_append_only")]

    def __str__(self) -> str:
        return str(self.run)


@history()
class Ending(models.Model):
    """Who can no longer return: died or was expelled after the release, on which day, from which source."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="endings")
    kind = models.CharField(max_length=10, choices=EndingKind.choices)
    on = models.DateField()
    source = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id at", staff="by", personal="person", special="kind on source")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_ending_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_kind_display()}"
