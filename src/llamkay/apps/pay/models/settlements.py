"""Money of people who left: what is settled with them or moves with them, and who was told that it waits."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models.ledger import Entry
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import append_only, history, sealed
from llamkay.platform.security.sensitivity import classes


@history()
class Settlement(models.Model):
    """What an establishment owes somebody who left it, settled by two people (D.S. 015-2003-JUS art. 114)."""

    class State(models.TextChoices):
        DUE = "due", _("Por preparar")
        PREPARED = "prepared", _("Por confirmar")
        CONFIRMED = "confirmed", _("Confirmada")
        CANCELLED = "cancelled", _("Anulada")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="settlements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="settlements")
    why = models.CharField(max_length=8, choices=Exit.choices)
    left_on = models.DateField()
    to = models.ForeignKey(Establishment, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DUE)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)  # who recorded the departure, or prepared it later
    # What the first person saw and the second confirms: kind, case, céntimos, what is done with it.
    lines = models.JSONField(default=list)
    document = models.CharField(max_length=120, blank=True)
    prepared_by = models.CharField(max_length=150, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)  # who confirmed or cancelled it
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was cancelled
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, blank=True, related_name="settlement")
    entry_to = models.OneToOneField(Entry, models.PROTECT, null=True, blank=True, related_name="settlement_to")

    sensitivity = classes(
        none="id establishment to state opened_at prepared_at ended_at entry entry_to",
        staff="opened_by prepared_by ended_by",
        special="person why left_on lines document reason",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "establishment"],
                condition=Q(state__in=("due", "prepared")),
                name="one_open_settlement",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(ended_by="") & ~Q(ended_by=F("prepared_by")),
                name="settlement_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("due", "cancelled")) | ~Q(prepared_by=""), name="settlement_was_prepared"
            ),
            models.CheckConstraint(
                condition=Q(entry=None, entry_to=None) | Q(state="confirmed", to__isnull=False),
                name="settlement_moves_when_confirmed",
            ),
        ]
        triggers = sealed("settlement", when=pgtrigger.Q(old__state="confirmed"), but=("person",))

    def __str__(self) -> str:
        return f"{self.pk}"


class MoneyNotice(models.Model):
    """Somebody was told that money of a person who left waits to be collected."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="money_notices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="money_notices")
    on = models.DateField()
    who = models.CharField(max_length=160)
    how = models.CharField(max_length=160)
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id establishment", staff="by", special="person on who how")

    class Meta:
        ordering = ["-on", "-id"]
        triggers = [append_only("money_notice_append_only")]

    def __str__(self) -> str:
        return self.who
