"""The metric dictionary, dated snapshots of figures, and the monthly returns of prisons outside the system."""

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.statistics.kinds import SHOWN_WHOLE
from llamkay.platform.database.tables import append_only, history, sealed, settled_once
from llamkay.platform.screens.bilingual import in_language
from llamkay.platform.security.sensitivity import classes


class Metric(models.Model):
    """A figure's definition: what it counts, in which unit, by which query, along which dimensions."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    definition = models.TextField()
    definition_en = models.TextField()
    unit = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40)
    query = models.CharField(max_length=120)
    dimension = models.CharField(max_length=20, blank=True)
    sensitivity_class = models.CharField(max_length=20, default="none")
    public = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField()

    shipped = True
    sensitivity = classes(
        none="id code name name_en definition definition_en unit unit_en query dimension sensitivity_class public order"
    )

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self, "name")

    @property
    def meaning(self) -> str:
        return in_language(self, "definition")

    @property
    def counted_in(self) -> str:
        return in_language(self, "unit")

    @property
    def is_sensitive(self) -> bool:
        return self.sensitivity_class != "none"

    @property
    def hides_small(self) -> bool:
        """Whether one to four of a prison could point at somebody: every count of what people do, not who is held."""
        return self.code not in SHOWN_WHOLE


@history()
class MonthlyReturn(models.Model):
    """The figures of a month that a prison outside the system reports, typed or imported."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Borrador")
        ACCEPTED = "accepted", _("Aceptado")
        REPLACED = "replaced", _("Reemplazado")
        WITHDRAWN = "withdrawn", _("Retirado")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="returns")
    month = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    as_of = models.DateField()
    reported_by = models.CharField(max_length=150)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    # Metric → key → value, as reported; on acceptance they become the figures of a snapshot.
    figures = models.JSONField(default=dict)
    # The draft or the accepted return that this one takes the place of; withdrawing a draft brings its draft back.
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    # Returns that came in one file share a batch, so that the file can be undone.
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    file_name = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id establishment month state as_of source at figures replaces batch file_name", staff="reported_by"
    )

    class Meta:
        ordering = ["-month", "establishment__order", "-id"]
        constraints = [
            # A draft may wait beside the accepted return that it will replace.
            models.UniqueConstraint(
                fields=["establishment", "month", "state"],
                condition=Q(state__in=["draft", "accepted"]),
                name="one_return_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="return_month_is_a_first_day"),
        ]
        triggers = [
            *sealed("return", when=~pgtrigger.Q(old__state="draft"), but=("state",)),
            pgtrigger.Protect(
                name="accepted_return_only_replaced",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="accepted") & pgtrigger.Q(new__state__in=["draft", "withdrawn"]),
            ),
            pgtrigger.Trigger(
                name="a_return_that_fell_comes_back_as_a_draft_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["replaced", "withdrawn"])
                & ~pgtrigger.Q(old__state=pgtrigger.F("new__state")),
                func="""
                    IF OLD.state = 'withdrawn' OR NEW.state <> 'draft' OR EXISTS (
                        SELECT 1 FROM public.statistics_snapshot s WHERE s.monthly_return_id = OLD.id) THEN
                        RAISE EXCEPTION 'a return that was % does not become %', OLD.state, NEW.state;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.establishment_id} {self.month:%Y-%m}"


class Snapshot(models.Model):
    """The figures of one establishment and month, taken once, counted from the sheets or reported.

    A later snapshot of the same month stands beside the earlier one; nothing is overwritten.
    """

    class Source(models.TextChoices):
        COUNTED = "counted", _("Contado en el sistema")
        REPORTED = "reported", _("Informado por el establecimiento")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="snapshots")
    month = models.DateField()
    as_of = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=10, choices=Source.choices)
    close = models.ForeignKey(MonthClose, models.PROTECT, null=True, blank=True, related_name="snapshots")
    monthly_return = models.ForeignKey(MonthlyReturn, models.PROTECT, null=True, blank=True, related_name="snapshots")
    taken_at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    # The transaction that brought it: those that arrived in one are seen by the public at once, never one by one.
    arrival = models.BigIntegerField(
        editable=False,
        db_default=Func(template="pg_current_xact_id()::text::bigint", output_field=models.BigIntegerField()),
    )

    sensitivity = classes(none="id establishment month as_of number source close monthly_return taken_at hash arrival")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "month", "number"], name="one_snapshot_a_number"),
            models.CheckConstraint(
                condition=Q(source="counted", close__isnull=False) | Q(source="reported", monthly_return__isnull=False),
                name="snapshot_has_its_evidence",
            ),
        ]
        triggers = [append_only("snapshot_append_only")]

    def __str__(self) -> str:
        return f"{self.establishment_id} {self.month:%Y-%m} n.º {self.number}"


class Figure(models.Model):
    """One value of a snapshot: a metric, in total (empty key) or for one key of its dimension."""

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="figures")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="figures")
    key = models.CharField(max_length=40, blank=True)
    value = models.BigIntegerField()

    sensitivity = classes(none="id snapshot metric key value")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "metric", "key"], name="one_value_a_key"),
            models.CheckConstraint(condition=Q(value__gte=0), name="figure_not_negative"),
        ]
        triggers = [append_only("figure_append_only")]

    def __str__(self) -> str:
        return f"{self.metric_id}: {self.value}"


class Revision(models.Model):
    """A revision of a month announced beforehand: until when its figures are provisional, why, what is expected.

    A snapshot that comes unannounced is a correction; one that comes after is the revision.
    """

    month = models.DateField()
    due = models.DateField()
    why = models.CharField(max_length=300)
    expected = models.CharField(max_length=200)
    announced_by = models.CharField(max_length=150)
    announced_at = models.DateTimeField()

    sensitivity = classes(none="id month due why expected announced_at", staff="announced_by")

    class Meta:
        ordering = ["-announced_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="revision_month_is_a_first_day"),
            models.CheckConstraint(condition=~Q(why="") & ~Q(expected=""), name="revision_says_why"),
        ]
        triggers = [append_only("revision_append_only")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}, {self.due}"


class Flow(models.Model):
    """Why a figure of a counted snapshot is not what it was in that of the month before: who came, began, left, ended.

    ``corrected`` is what the people do not explain, because a day was corrected after it was counted: the five add up
    to the difference exactly, ``left`` and ``ended`` taken off. Counts of people, never who.
    """

    class Kind(models.TextChoices):
        CAME = "came", _("Entraron al penal")
        BEGAN = "began", _("Empezaron")
        LEFT = "left", _("Salieron del penal")
        ENDED = "ended", _("Dejaron de hacerlo")
        CORRECTED = "corrected", _("Correcciones")

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="flows")
    against = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.BigIntegerField()

    sensitivity = classes(none="id snapshot against metric kind value")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "metric", "kind"], name="one_flow_a_kind"),
            models.CheckConstraint(condition=Q(value__gte=0) | Q(kind="corrected"), name="flow_of_people_not_negative"),
        ]
        triggers = [append_only("flow_append_only")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


@history()
class Release(models.Model):
    """What the public is told of children and pregnancies at the end of a quarter: prepared by one, signed by another.

    ``document`` holds the tables with their cells, none where reserved; ``evidence`` is a hash of the true values that
    were looked at. Once written neither changes: another release of the quarter takes its place.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Por firmar")
        SIGNED = "signed", _("Publicado")
        REFUSED = "refused", _("No se firmó")
        REPLACED = "replaced", _("Reemplazado")
        WITHDRAWN = "withdrawn", _("Retirado")

    month = models.DateField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    document = models.JSONField()
    evidence = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    # Why cells that the rule reserves are told.
    reason = models.CharField(max_length=500, blank=True)
    prepared_by = models.CharField(max_length=150)
    prepared_at = models.DateTimeField()
    signed_by = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    sensitivity = classes(
        none="id month number state document evidence hash reason prepared_at signed_at ended_at ended_why",
        staff="prepared_by signed_by ended_by",
    )

    class Meta:
        ordering = ["-month", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="one_release_a_number"),
            models.UniqueConstraint(
                fields=["month", "state"], condition=Q(state__in=["prepared", "signed"]), name="one_release_in_force"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1, month__month__in=[3, 6, 9, 12]), name="release_of_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "refused"], signed_at=None, signed_by="")
                | (Q(state__in=["signed", "replaced", "withdrawn"], signed_at__isnull=False) & ~Q(signed_by="")),
                name="told_once_signed",
            ),
            models.CheckConstraint(condition=~Q(signed_by=F("prepared_by")), name="release_by_two"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn"]) | (~Q(ended_why="") & ~Q(ended_by="")),
                name="release_ended_says_why",
            ),
        ]
        triggers = [
            *sealed("release", but=("state", "signed_by", "signed_at", "ended_by", "ended_at", "ended_why")),
            settled_once("signed_release_stays_signed", "signed_by", "signed_at", when=~pgtrigger.Q(old__signed_by="")),
            pgtrigger.Protect(
                name="ended_release_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["refused", "replaced", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} n.º {self.number}"

    @property
    def beyond(self) -> list[str]:
        """The labels of what is told although the rule reserves it."""
        return list(self.document["beyond"].values())
