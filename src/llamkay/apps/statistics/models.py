"""The metric dictionary, dated snapshots of figures, and the monthly returns of prisons outside the system."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.models import MonthClose
from llamkay.apps.institutions.models import Establishment
from llamkay.platform.sensitivity import classes
from llamkay.platform.tables import append_only, history, sealed

# Who is held, the places and the activities of a prison are public whatever their size.
SHOWN_WHOLE = ("population", "capacity", "establishments", "activities")
# Figures of children and pregnancies, which month by month would tell who came and who left: to the public only of the
# end of a quarter; of each prison (true) or only of the whole country (false), from so many on.
QUARTERLY = {"children_attending": True, "children_living_in": False, "pregnant": False}
PUBLIC_FROM = 10


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

    sensitivity = classes(
        none="id code name name_en definition definition_en unit unit_en query dimension sensitivity_class public order"
    )

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self._said("name")

    @property
    def meaning(self) -> str:
        return self._said("definition")

    @property
    def counted_in(self) -> str:
        return self._said("unit")

    @property
    def is_sensitive(self) -> bool:
        return self.sensitivity_class != "none"

    @property
    def hides_small(self) -> bool:
        """Whether one to four of a prison could point at somebody: every count of what people do, not who is held."""
        return self.code not in SHOWN_WHOLE

    def _said(self, field: str) -> str:
        """The text of a field in the reader's language."""
        return getattr(self, f"{field}_en" if get_language() == "en" else field)


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

    sensitivity = classes(none="id establishment month as_of number source close monthly_return taken_at hash")

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
