"""A case's meeting: who attended, what was agreed of each finding, the panel's views, the agreed grade."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audits.codes.models import AnswerState, PracticeDomain, Qualifier
from audits.meeting.queries import AgreedFindingQuerySet, MeetingQuerySet, OfCaseQuerySet, ThemeQuerySet
from audits.returns.models import AgencyReturn, Finding, Kind, Scope
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.scope.tools import RatingBand


class Meeting(models.Model):
    """The multi-agency audit meeting on one case."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="meeting")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARING)
    held_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Said at the start, before the case is spoken of: who said it and when stands in begun_by and begun_at.
    nothing_records = models.BooleanField(default=False)  # no recording and no note-taking software
    everyone_alone = models.BooleanField(default=False)  # in a room where nobody else sees or hears
    conflicts_asked = models.BooleanField(default=False)
    conflicts = models.TextField(max_length=2000, blank=True)
    without_quorum_because = models.TextField(max_length=2000, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True, begun_by__isnull=True)
                | Q(begun_at__isnull=False, begun_by__isnull=False),
                name="meeting_begun_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"meeting on case {self.case_id}"


class Attendance(models.Model):
    """Who attended a meeting, for which agency, and whether they disagreed with what was agreed, and why."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attended = models.BooleanField(default=True)
    disagreed = models.BooleanField(default=False)
    disagreement = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("meeting", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("meeting", "agency", "name"),
                name="attendance_once",
                violation_error_message="This person is already on the list.",
            ),
            models.CheckConstraint(
                condition=Q(disagreed=False) | ~Q(disagreement=""),
                name="disagreement_says_why",
                violation_error_message="Say what they disagreed with and why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at meeting {self.meeting_id}"


class Theme(models.Model):
    """A theme of an audit: a kind and a statement, counted by the distinct cases with agreed findings under it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="themes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    statement = models.TextField(max_length=600)
    # Said of amounts an earlier audit gave in words alone ("some", "a number of"); never turned into a number.
    amount_as_given = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "kind", "order", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("audit", "kind", "statement"),
                name="theme_once",
                violation_error_message="There is already a theme with this statement.",
            )
        ]

    def __str__(self) -> str:
        return self.statement


@pghistory.track()
class AgreedFinding(models.Model):
    """A finding as proposed to and agreed at the meeting, grouped from source findings (a recorded audit has none)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="agreed_findings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreed_findings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    domain = models.ForeignKey(PracticeDomain, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.CharField(max_length=8, choices=Scope.choices, blank=True)  # empty: nobody recorded it
    text = models.TextField(max_length=4000)
    original_text = models.TextField(max_length=4000, blank=True)  # as proposed, kept when it was reworded
    missed_opportunity = models.BooleanField(default=False)
    exemplar = models.BooleanField(default=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_reason = models.TextField(max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = AgreedFindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("case", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_reason=""),
                name="declined_finding_says_why",
                violation_error_message="Say why the finding was declined.",
            ),
            models.CheckConstraint(
                condition=(Q(decided_at__isnull=True) & Q(decided_by__isnull=True))
                | (Q(decided_at__isnull=False) & Q(decided_by__isnull=False)),
                name="finding_decided_by_someone",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("audit", "state", "theme", "case"), include=("kind", "domain"), name="agreed_finding_cells"
            )
        ]

    def __str__(self) -> str:
        return f"agreed finding {self.order} of case {self.case_id}"


class FindingDecision(models.Model):
    """Which proposed finding a source finding was grouped into. A source stands in one proposal at most."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="decision")
    agreed_finding = models.ForeignKey(AgreedFinding, on_delete=models.CASCADE, related_name="sources")
    # CASCADE: removing a proposal frees its source findings; the findings themselves stay.
    grouped_at = models.DateTimeField()
    grouped_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.finding_id} in {self.agreed_finding_id}"


@pghistory.track()
class PanelView(models.Model):
    """The panel's view of an agency's grade of its own practice: accepted, or challenged and why."""

    class View(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        CHALLENGED = "challenged", "Challenged"

    agency_return = models.OneToOneField(AgencyReturn, on_delete=models.PROTECT, related_name="panel_view")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="panel_views")
    view = models.CharField(max_length=10, choices=View.choices)
    why = models.TextField(max_length=2000, blank=True)
    band = models.ForeignKey(RatingBand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(view="challenged") | ~Q(why=""),
                name="challenge_says_why",
                violation_error_message="Say why the grade was challenged.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.view} on return {self.agency_return_id}"


@pghistory.track()
class AgreedGrade(models.Model):
    """The agreed grade of the multi-agency practice in one case, its qualifier and its reason."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="agreed_grade")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="agreed_grades")
    band = models.ForeignKey(RatingBand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.ForeignKey(AnswerState, on_delete=models.PROTECT, related_name="+", default="UNANSWERED")
    qualifier = models.ForeignKey(Qualifier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=4000, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(state="RATED") & Q(band__isnull=False)) | (~Q(state="RATED") & Q(band__isnull=True)),
                name="agreed_grade_band_or_state",
                violation_error_message="Choose a grade, or say why there is none.",
            ),
            models.CheckConstraint(
                condition=Q(qualifier__isnull=True) | Q(band__isnull=False),
                name="qualifier_stands_beside_a_grade",
                violation_error_message="A qualifier needs a grade to stand beside.",
            ),
        ]

    def __str__(self) -> str:
        return f"agreed grade of case {self.case_id}"
