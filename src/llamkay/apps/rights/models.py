"""Requests about one's own data and what followed; terms, holds and erasures."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person
from llamkay.apps.rights.kinds import ErasureState, Ground, Outcome, Right, Since, State, Way
from llamkay.platform.database.tables import DateRangeField, TextKey, append_only, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class DataRequest(models.Model):
    """Somebody asks about her own data: what, since when the term runs, what was decided, how it reached her."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="data_requests")
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    right = models.CharField(max_length=10, choices=Right.choices)
    what = models.TextField()
    filed_on = models.DateField()
    # With which document she showed who she is; of a representative, who, and with which paper.
    identified_by = models.CharField(max_length=120)
    representative = models.CharField(max_length=200, blank=True)
    # The child of hers that the answer tells of too, and the paper that proves her standing for it.
    child = models.ForeignKey("nursery.Child", models.PROTECT, null=True, blank=True, related_name="data_requests")
    child_proof = models.CharField(max_length=200, blank=True)
    received_by = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    # Working days of the law on the day it was filed, with the rule's code; and the last day.
    days = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=20)
    due_on = models.DateField()
    extended_why = models.CharField(max_length=300, blank=True)
    extended_by = models.CharField(max_length=150, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    delivered_how = models.CharField(max_length=10, choices=Way.choices, blank=True)
    # Whose hand took it, if not hers: the representative.
    handed_to = models.CharField(max_length=200, blank=True)
    delivered_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(
        none="id establishment number year right filed_on received_at days rule due_on extended_at state outcome "
        "ground answered_at delivered_on delivered_how",
        staff="received_by extended_by answered_by delivered_by",
        special="person what identified_by representative extended_why answer handed_to",
        children="child child_proof",
    )

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "year", "number"], name="one_data_request_a_number"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(identified_by=""), name="data_request_says_what_and_who"),
            models.CheckConstraint(condition=Q(child=None) ^ ~Q(child_proof=""), name="child_told_with_its_proof"),
            models.CheckConstraint(condition=Q(due_on__gt=F("filed_on")), name="data_request_due_later"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | ~Q(outcome="") & ~Q(answer="") & ~Q(answered_by=""),
                name="data_request_answered_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "granted"]) | ~Q(ground=""), name="refused_right_has_its_ground"
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered")
                | Q(delivered_on__isnull=False) & ~Q(delivered_how="") & ~Q(delivered_by=""),
                name="answer_delivered_says_how",
            ),
            models.CheckConstraint(condition=Q(extended_at=None) | ~Q(extended_why=""), name="extended_term_says_why"),
        ]

    def __str__(self) -> str:
        return f"DP-{self.number:04}-{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("rights:request", args=[self.pk])

    def late(self, today: date) -> bool:
        """Whether the term ran out without an answer: she may take it as refused (D.S. 016-2024-JUS, art. 88.2)."""
        return self.state == State.OPEN and self.due_on < today


class ReportCopy(models.Model):
    """A report of access that was made: when, by whom, how many sheets, its hash. The file itself is hers and is not
    stored a second time."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="copies")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    records = models.PositiveIntegerField()

    sensitivity = classes(none="id request at sha256 records", staff="by")

    class Meta:
        ordering = ["at", "id"]
        triggers = [append_only("report_copy_append_only")]

    def __str__(self) -> str:
        return self.sha256[:12]


class RequestAct(models.Model):
    """What was changed because of a request: the line of the log of acts of the room whose data it is."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="acts")
    act = models.BigIntegerField()
    verb = models.CharField(max_length=80)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id request act verb at", staff="by")

    class Meta:
        ordering = ["act"]
        constraints = [models.UniqueConstraint(fields=["request", "act"], name="one_act_a_request")]
        triggers = [append_only("request_act_append_only")]

    def __str__(self) -> str:
        return f"{self.verb} {self.act}"


class Informed(models.Model):
    """To whom the data had been passed on and was told of the change (Ley 29733, art. 20)."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="informed")
    to = models.CharField(max_length=200)
    on = models.DateField()
    how = models.CharField(max_length=200)
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id request on", staff="by", personal="to how")

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(to="") & ~Q(how=""), name="informed_says_whom_and_how")]
        triggers = [append_only("informed_append_only")]

    def __str__(self) -> str:
        return self.to


@history()
class RetentionTerm(models.Model):
    """How long a kind of record stays, where the law leaves it to the institution: its own rule, with its paper, which
    a second person confirms."""

    kind = models.CharField(max_length=24)
    period = DateRangeField()
    since = models.CharField(max_length=8, choices=Since.choices)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    norm = models.CharField(max_length=160)
    article = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(
        none="id kind period since years norm article source entered_at confirmed_at", staff="entered_by confirmed_by"
    )

    class Meta:
        ordering = ["kind", "period"]
        constraints = [
            no_overlap("one_term_a_kind", TextKey("kind")),
            models.CheckConstraint(
                condition=Q(since="never", years=None) | Q(since="exit", years__gte=1), name="term_has_its_years"
            ),
            models.CheckConstraint(condition=~Q(norm="") & ~Q(article="") & ~Q(source=""), name="term_has_its_norm"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("entered_by")), name="term_confirmed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.norm}"


@history()
class LegalHold(models.Model):
    """Nothing about a person, or about whoever stands in a court's case, is erased while it runs."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="legal_holds")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="legal_holds")
    case_number = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300)
    document = models.CharField(max_length=160)
    placed_by = models.CharField(max_length=150)
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=150, blank=True)
    lifted_why = models.CharField(max_length=300, blank=True)

    sensitivity = classes(
        none="id establishment placed_at lifted_at",
        staff="placed_by lifted_by",
        special="person case_number reason document lifted_why",
    )

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(condition=Q(person=None) ^ Q(case_number=""), name="hold_of_a_person_or_a_case"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(document=""), name="legal_hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(lifted_by="") & ~Q(lifted_why=""), name="hold_lifted_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.case_number or str(self.person_id)


@history()
class Erasure(models.Model):
    """The erasure of what is held of a person and whose term is over: what was seen, who proposed it, who confirmed it,
    what was done. It names nobody by itself."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="erasures")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="erasures")
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.PROPOSED)
    # What the dry run said when it was proposed, table by table; and its seal, which the confirmation compares.
    plan = models.JSONField()
    seal = models.CharField(max_length=64)
    # The authorisation to eliminate, without which a public body destroys nothing.
    authorisation = models.CharField(max_length=200)
    request = models.ForeignKey(DataRequest, models.PROTECT, null=True, blank=True, related_name="erasures")
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)

    sensitivity = classes(
        none="id establishment state plan seal authorisation request proposed_at decided_at refused_why done_at result",
        staff="proposed_by decided_by",
        personal="person",
    )

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["proposed", "confirmed"]), name="one_erasure_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(authorisation=""), name="erasure_has_its_authorisation"),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")) | Q(state="refused"),
                name="erasure_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "done"]) | ~Q(decided_by=""), name="erasure_was_confirmed"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(refused_why=""), name="erasure_refused_says_why"),
            models.CheckConstraint(condition=Q(state="done") ^ Q(done_at=None), name="erasure_done_has_its_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("rights:erasure", args=[self.pk])
