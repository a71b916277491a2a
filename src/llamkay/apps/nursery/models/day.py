"""The day in a nursery: rooms, who cares for the children, what happened and when, head counts, medicine, outings.

What happened is written once (``DayEvent``, ``HeadCount``, ``MedicineDose``, ``Incident``, ``IncidentAddition``): a
mistake is undone by a second line that names the first. ``at`` is the true hour, ``entered_at`` the hour of the entry;
they differ where a paper form was typed in later.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.nursery.models.children import Child, Nursery
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Room(models.Model):
    """A room of a nursery for an age band (sala), with how many children one adult may look after there."""

    nursery = models.ForeignKey(Nursery, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    from_months = models.PositiveSmallIntegerField()
    to_months = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    children_per_adult = models.PositiveSmallIntegerField()
    closed_on = models.DateField(null=True, blank=True)

    sensitivity = classes(none="id nursery name from_months to_months capacity children_per_adult closed_on")

    class Meta:
        ordering = ["nursery", "from_months", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(from_months__lt=F("to_months")), name="room_of_an_age"),
            models.CheckConstraint(condition=Q(children_per_adult__gt=0, capacity__gt=0), name="room_for_some"),
            models.UniqueConstraint(fields=["nursery", "name"], name="one_room_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class Carer(models.Model):
    """Whoever looks after the children: staff, a trained woman in custody, a volunteer or Cuna Más."""

    # What a list of carers adds to each.
    lacking: list[str]
    state: str

    class Kind(models.TextChoices):
        STAFF = "staff", _("Personal")
        INMATE = "inmate", _("Interna capacitada")
        CUNA_MAS = "cuna_mas", _("Cuna Más")
        VOLUNTEER = "volunteer", _("Voluntariado")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="carers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cares")
    # The account with which she writes the day, if she has one.
    username = models.CharField(max_length=150, blank=True)
    period = DateRangeField()

    sensitivity = classes(none="id establishment kind", staff="name username period", personal="person")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="inmate") ^ Q(person=None), name="inmate_carer_is_a_person"),
            models.UniqueConstraint(
                fields=["username"], condition=~Q(username="") & Q(period__endswith=None), name="one_carer_an_account"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class CarerCheck(models.Model):
    """What must hold before somebody is left with children, each until a day: record, health, mind, training."""

    class Kind(models.TextChoices):
        RECORD = "record", _("Antecedentes")
        PHYSICAL = "physical", _("Examen físico")
        PSYCHOLOGICAL = "psychological", _("Evaluación psicológica")
        TRAINING = "training", _("Capacitación")

    carer = models.ForeignKey(Carer, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    period = DateRangeField()
    document = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=150)

    sensitivity = classes(none="id kind", staff="entered_by", personal="carer period document")

    class Meta:
        ordering = ["kind", "-period"]
        constraints = [models.CheckConstraint(condition=Q(period__endswith__isnull=False), name="check_expires")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class _Hours(models.Func):
    """The hours of a day as a range of moments, the last not included."""

    function = "tsrange"
    template = "tsrange(%(expressions)s)"
    arg_joiner = ", "

    def __init__(self, day: str, starts: str, ends: str) -> None:
        super().__init__(F(day) + F(starts), F(day) + F(ends))


@history()
class Shift(models.Model):
    """Hours of one day that a carer looks after a room (turno)."""

    begun: bool  # added where the rooms of a moment are read

    carer = models.ForeignKey(Carer, models.PROTECT, related_name="shifts")
    room = models.ForeignKey(Room, models.PROTECT, related_name="shifts")
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    entered_by = models.CharField(max_length=150)
    # Whether she came, and who saw it; the hours of a woman in custody count only with it.
    came = models.BooleanField(null=True, blank=True)
    came_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(none="id room day", staff="carer starts ends entered_by came came_by")

    class Meta:
        ordering = ["day", "starts", "id"]
        indexes = [models.Index(fields=["room", "day"], name="shift_by_room")]
        constraints = [
            no_overlap("one_room_at_a_time", "carer", period=_Hours("day", "starts", "ends")),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="shift_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(came=None) ^ ~Q(came_by=""), name="somebody_saw_that_she_came"),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


@history()
class AuthorisedAdult(models.Model):
    """Somebody besides the mother who may bring or take the child; the document is looked at, no face is kept."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="authorised")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=60)
    document = models.CharField(max_length=30)
    period = DateRangeField()
    entered_by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="entered_by", children="child name relation document period")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"


@history()
class FeedTime(models.Model):
    """An hour at which the mother gives the breast or the bottle (toma), until another is written."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="feeds")
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    period = DateRangeField()

    sensitivity = classes(none="id", children="child at minutes period")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=120), name="feed_takes_a_while"),
            models.UniqueConstraint(
                fields=["child", "at"], condition=Q(period__endswith=None), name="one_feed_an_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"


class DayEvent(models.Model):
    """Something of a child's day: it came, it left, it ate, slept or was changed. Written once."""

    class Kind(models.TextChoices):
        IN = "in", _("Llegó")
        OUT = "out", _("Se fue")
        MEAL = "meal", _("Comió")
        FEED = "feed", _("Toma con su madre")
        SLEEP = "sleep", _("Se durmió")
        WAKE = "wake", _("Despertó")
        NAPPY = "nappy", _("Cambio de pañal")
        UNDO = "undo", _("Se deshizo")

    class Glance(models.TextChoices):
        WELL = "well", _("Sin novedad")
        FEVER = "fever", _("Fiebre")
        INJURY = "injury", _("Golpe o lesión")
        OTHER = "other", _("Otra cosa")

    child = models.ForeignKey(Child, models.PROTECT, related_name="day_events")
    room = models.ForeignKey(Room, models.PROTECT, related_name="day_events")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    at = models.DateTimeField()
    # Who brought or took the child: the mother, or the authorised adult's name.
    who = models.CharField(max_length=120, blank=True)
    glance = models.CharField(max_length=6, choices=Glance.choices, blank=True)
    amount = models.CharField(
        max_length=5, choices=[("all", _("Todo")), ("half", _("La mitad")), ("none", _("Nada"))], blank=True
    )
    note = models.CharField(max_length=200, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(none="id room kind entered_at", staff="by", children="child at who glance amount note undoes")

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["room", "at"], name="day_event_by_room"),
            models.Index(fields=["child", "at"], name="day_event_by_child"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["in", "out"]) | (~Q(who="") & ~Q(glance="")), name="handover_says_who_and_how"
            ),
            models.CheckConstraint(condition=Q(glance__in=["", "well"]) | ~Q(note=""), name="what_is_wrong_is_said"),
            models.CheckConstraint(condition=Q(kind="undo") ^ Q(undoes=None), name="undo_names_what_it_undoes"),
            models.CheckConstraint(condition=Q(at__lte=F("entered_at")), name="nothing_happens_after_it_is_written"),
        ]
        triggers = [append_only("day_event_append_only")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%H:%M}"


class HeadCount(models.Model):
    """Children counted in a room at an hour, against arrivals less departures; one that differs says why."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="counts")
    at = models.DateTimeField()
    counted = models.PositiveSmallIntegerField()
    expected = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(none="id room at entered_at", staff="by", children="counted expected reason")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counted=F("expected")) | ~Q(reason=""), name="a_count_that_differs_says_why"
            )
        ]
        triggers = [append_only("head_count_append_only")]

    def __str__(self) -> str:
        return f"{self.counted}/{self.expected}"


@history()
class MedicineOrder(models.Model):
    """A medicine that a professional ordered for a child, at which hours and until when (indicación)."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="medicines")
    medicine = models.CharField(max_length=80)
    dose = models.CharField(max_length=60)
    times = ArrayField(models.TimeField(), size=8)
    period = DateRangeField()
    professional = models.CharField(max_length=120)
    consent = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=150)

    sensitivity = classes(
        none="id", staff="entered_by professional", children="child medicine dose times period consent"
    )

    class Meta:
        ordering = ["medicine", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(period__endswith__isnull=False), name="medicine_order_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.medicine}, {self.dose}"


class MedicineDose(models.Model):
    """A dose given before a witness, or left out with its reason; two people answer for it."""

    order = models.ForeignKey(MedicineOrder, models.PROTECT, related_name="doses")
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    administered = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    witness = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(none="id entered_at", staff="by witness", children="order due_at at administered reason")

    class Meta:
        verbose_name_plural = "medicine doses"
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "due_at"], name="one_dose_an_hour"),
            models.CheckConstraint(condition=~Q(witness=F("by")), name="two_people_sign_a_dose"),
            models.CheckConstraint(condition=Q(administered=True) | ~Q(reason=""), name="dose_left_out_says_why"),
        ]
        triggers = [append_only("dose_append_only")]

    def __str__(self) -> str:
        return f"{self.due_at:%H:%M}"


class Incident(models.Model):
    """Something that went wrong in the nursery; anybody who works there writes it, few read it. Written once."""

    class Kind(models.TextChoices):
        FALL = "fall", _("Caída o golpe")
        BITE = "bite", _("Mordedura o pelea")
        ILLNESS = "illness", _("Se enfermó")
        MISSING = "missing", _("No se sabía dónde estaba")
        DENIED = "denied", _("Se negó una toma o una visita como castigo a la madre")
        OTHER = "other", _("Otra cosa")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="incidents")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="incidents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    place = models.CharField(max_length=80)
    what = models.CharField(max_length=1000)
    # Where on the body: read by whoever may read injuries.
    injury = models.CharField(max_length=300, blank=True)
    done = models.CharField(max_length=300, blank=True)
    mother_informed = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment kind entered_at", staff="by", children="child at place what injury done mother_informed"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(at__lte=F("entered_at")), name="incident_already_happened")]
        triggers = [append_only("incident_append_only")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}"


class IncidentAddition(models.Model):
    """What came after an incident, each line with its hour and who wrote it. Written once."""

    class Kind(models.TextChoices):
        INFORMED = "informed", _("La madre lo supo")
        DONE = "done", _("Se hizo")
        KNOWN = "known", _("Se supo después")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="additions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    what = models.CharField(max_length=1000)
    by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(none="id incident kind entered_at", staff="by", children="at what")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(at__lte=F("entered_at")), name="addition_already_happened"),
            models.UniqueConstraint(fields=["incident"], condition=Q(kind="informed"), name="mother_informed_once"),
        ]
        triggers = [append_only("incident_addition_append_only")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}"


@history()
class Outing(models.Model):
    """Children taken out of the nursery: where, with which adults, and when they were back."""

    nursery = models.ForeignKey(Nursery, models.PROTECT, related_name="outings")
    where = models.CharField(max_length=120)
    adults = models.CharField(max_length=200)
    children = models.ManyToManyField(Child, related_name="outings")
    left_at = models.DateTimeField()
    due_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id nursery", staff="adults by", children="where left_at due_at back_at")

    class Meta:
        ordering = ["-left_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(back_at=None) | Q(back_at__gt=F("left_at")), name="back_after_leaving")
        ]

    def __str__(self) -> str:
        return f"{self.where} {self.left_at:%d/%m/%Y}"
