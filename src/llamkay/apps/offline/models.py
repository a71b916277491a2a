"""What was taken along to be written on without a line, and each mark that came back from there."""

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from llamkay.apps.nursery.models import DayEvent
from llamkay.apps.offline.kinds import SETTLED, WAITING, State
from llamkay.platform import clock
from llamkay.platform.database.tables import append_only, history
from llamkay.platform.security.sensitivity import classes

if TYPE_CHECKING:
    from llamkay.apps.offline.written import Written


class Taking(models.Model):
    """One day of a sheet, or of a room of the nursery, that somebody took along on a device. Written once.

    ``key`` opens what that device keeps; it is given to who took it along and to nobody else.
    """

    code = models.UUIDField(unique=True, default=uuid4, editable=False)
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="takings")
    sheet = models.ForeignKey("activities.Sheet", models.PROTECT, null=True, blank=True, related_name="takings")
    room = models.ForeignKey("nursery.Room", models.PROTECT, null=True, blank=True, related_name="takings")
    day = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    until = models.DateTimeField()
    key = models.BinaryField(max_length=32)

    sensitivity = classes(none="id code establishment sheet room day at until", staff="by", children="key")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sheet=None) ^ Q(room=None), name="a_sheet_or_a_room_is_taken"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="taken_for_a_while"),
        ]
        triggers = [append_only("taking_append_only")]

    def __str__(self) -> str:
        return f"{self.code}"


class TakingEnd(models.Model):
    """That a device shows no more what was taken along, though the shift goes on. Written once."""

    taking = models.OneToOneField(Taking, models.PROTECT, related_name="end")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    why = models.CharField(max_length=200)

    sensitivity = classes(none="id taking at", staff="by why")

    class Meta:
        triggers = [append_only("takingend_append_only")]

    def __str__(self) -> str:
        return f"{self.taking_id}"


class Entry(models.Model):
    """What every mark made without a line says: its order on the device, when it came, what became of it.

    ``device_at`` is what the device's clock showed and ``skew`` by how many seconds it was ahead when it sent: kept as
    information, nothing is decided by them. ``against`` is what stood against it when it came, from which the reason of
    a dispute is said to each reader; ``why`` is the same in Spanish, or what refused it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.PositiveIntegerField()
    device_at = models.DateTimeField()
    skew = models.BigIntegerField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices)
    why = models.CharField(max_length=400, blank=True)
    against = models.CharField(max_length=400, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def came(self, taking: Taking, each: "Written", skew: int) -> Self:
        """This entry with what each one says of its coming."""
        self.id, self.number, self.device_at = each.id, each.number, each.device_at
        self.taking, self.skew, self.received_at = taking, skew, clock.now()
        return self

    @property
    def waits(self) -> bool:
        """Whether a person has still to settle it."""
        return self.state in WAITING


def _rules(name: str) -> list[models.BaseConstraint]:
    """The rules of both kinds of entries; the texts may be emptied when their term is over."""
    settled = ~Q(settled_by="") & Q(settled_at__isnull=False)
    return [
        models.CheckConstraint(
            condition=Q(state__in=SETTLED) & settled | ~Q(state__in=SETTLED) & Q(settled_by=""),
            name=f"{name}_settled_by_somebody",
        ),
    ]


@history()
class SheetEntry(Entry):
    """The mark of one person on a sheet, as it was typed; ``seen`` is the mark that stood there before."""

    taking = models.ForeignKey(Taking, models.PROTECT, related_name="marks")
    row = models.ForeignKey("activities.SheetRow", models.PROTECT, related_name="offline_marks")
    mark = models.CharField(max_length=8, blank=True)
    seen = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=300, blank=True)

    sensitivity = classes(
        none="id taking number device_at skew received_at state settled_at",
        staff="settled_by",
        personal="row mark seen note why against settled_why",
    )

    class Meta:
        ordering = ["taking", "number"]
        constraints = _rules("mark")

    def __str__(self) -> str:
        return f"{self.seen or '—'} → {self.mark or '—'}"

    def get_absolute_url(self) -> str:
        return reverse("offline:settle", args=["planilla", self.pk])


@history()
class DayEntry(Entry):
    """Something of a child's day in the nursery; ``seen`` is the number of the child's last line that was known."""

    taking = models.ForeignKey(Taking, models.PROTECT, related_name="lines")
    child = models.ForeignKey("nursery.Child", models.PROTECT, related_name="offline_lines")
    kind = models.CharField(max_length=5, choices=DayEvent.Kind.choices)
    happened_at = models.DateTimeField()
    who = models.CharField(max_length=120, blank=True)
    glance = models.CharField(max_length=6, choices=DayEvent.Glance.choices, blank=True)
    amount = models.CharField(max_length=5, choices=DayEvent._meta.get_field("amount").choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    seen = models.BigIntegerField(default=0)
    event = models.OneToOneField(DayEvent, models.PROTECT, null=True, blank=True, related_name="offline_line")

    sensitivity = classes(
        none="id taking number kind device_at skew received_at state settled_at seen",
        staff="settled_by",
        children="child happened_at who glance amount note event why against settled_why",
    )

    class Meta:
        ordering = ["taking", "number"]
        verbose_name_plural = "day entries"
        constraints = _rules("line")

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("offline:settle", args=["cuna", self.pk])
