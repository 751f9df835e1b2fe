"""What a meeting records besides findings and grades: each member's own view given first, and the case's actions."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audits.codes.models import AnswerState
from audits.meeting.models import Meeting
from audits.meeting.queries import CaseActionQuerySet, OfMeetingQuerySet
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.scope.tools import RatingBand


class IndependentView(models.Model):
    """The grade one panel member would give before anybody speaks; hidden until all have given theirs."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="independent_views")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    band = models.ForeignKey(RatingBand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.ForeignKey(AnswerState, on_delete=models.PROTECT, related_name="+", default="UNANSWERED")
    reason = models.TextField(max_length=2000, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("meeting", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("meeting", "person"),
                name="independent_view_once",
                violation_error_message="You have already given your view.",
            ),
            models.CheckConstraint(
                condition=(Q(state="RATED") & Q(band__isnull=False)) | (~Q(state="RATED") & Q(band__isnull=True)),
                name="independent_view_band_or_state",
                violation_error_message="Choose a grade, or say why you give none.",
            ),
        ]

    def __str__(self) -> str:
        return f"view of {self.person_id} at meeting {self.meeting_id}"


@pghistory.track()
class CaseAction(models.Model):
    """What one agency does for the child of this case: agreed at the meeting, owned by a team, due in so many days.

    It is about one child and never reaches a report; a recommendation's actions are about practice.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="case_actions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_actions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="case_actions")
    team = models.CharField(max_length=120, blank=True)  # "Duty and assessment": a team, never a person's name
    text = models.TextField(max_length=1000)
    days = models.PositiveSmallIntegerField()
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    outcome = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CaseActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("case", "due", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="case_action_says_something",
                violation_error_message="Say what is to be done.",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(outcome=""),
                name="case_action_closed_with_outcome",
                violation_error_message="Say what was done, or why it was dropped.",
            ),
            models.CheckConstraint(
                condition=(Q(closed_at__isnull=True) & Q(closed_by__isnull=True) & Q(state="open"))
                | (Q(closed_at__isnull=False) & Q(closed_by__isnull=False) & ~Q(state="open")),
                name="case_action_closed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"case action due {self.due} of case {self.case_id}"
