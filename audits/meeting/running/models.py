"""What a meeting records besides findings and grades: each member's own view given first, and the case's actions."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audit_project.model_fields import CharField, SmallNumberField, TextField, if_empty
from audit_project.row_history import StepOfHistory
from audits.codes.models import AnswerState
from audits.meeting.models import WHICH_AGENCY, Meeting
from audits.meeting.queries import CaseActionQuerySet, OfMeetingQuerySet
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.tools.models import RatingBand

NO_OWN_GRADE = "Choose a grade, or say why you give none."
NO_OUTCOME = "Say what was done, or why it was dropped."
NO_ACTION = "Say what is to be done."


class IndependentView(models.Model):
    """The grade one panel member would give before anybody speaks; hidden until all have given theirs."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="independent_views")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    band = models.ForeignKey(
        RatingBand, verbose_name="the grade you would give the multi-agency practice", on_delete=models.PROTECT,
        null=True, blank=True, related_name="+", error_messages=if_empty(NO_OWN_GRADE),
    )  # fmt: skip
    state = models.ForeignKey(AnswerState, on_delete=models.PROTECT, related_name="+", default="UNANSWERED")
    reason = TextField(
        "why", max_length=2000, lines=4, look=True, error_messages=if_empty("Say why you would give this grade.")
    )
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
                violation_error_message=NO_OWN_GRADE,
            ),
        ]

    def __str__(self) -> str:
        return f"view of {self.person_id} at meeting {self.meeting_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(condition=StepOfHistory(but=["agency"])))
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
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="case_actions", error_messages=WHICH_AGENCY
    )
    team = CharField(max_length=120, blank=True, help_text="A team or post, not a name.")
    text = TextField("what is to be done", max_length=1000, lines=3, look=True, error_messages=if_empty(NO_ACTION))
    days = SmallNumberField(
        "within how many days of the meeting?", most=365, error_messages=if_empty("Enter within how many days.")
    )
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    outcome = TextField(
        "what was done, or why it was dropped", max_length=2000, lines=4, look=True, blank=True,
        error_messages=if_empty(NO_OUTCOME),
    )  # fmt: skip
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
                violation_error_message=NO_ACTION,
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(outcome=""),
                name="case_action_closed_with_outcome",
                violation_error_message=NO_OUTCOME,
            ),
            models.CheckConstraint(
                condition=(Q(closed_at__isnull=True) & Q(closed_by__isnull=True) & Q(state="open"))
                | (Q(closed_at__isnull=False) & Q(closed_by__isnull=False) & ~Q(state="open")),
                name="case_action_closed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"case action due {self.due} of case {self.case_id}"

    def clean(self) -> None:
        if self.state == self.State.DROPPED and not self.outcome:
            raise ValidationError({"outcome": "Say why it is dropped."})
        if self.state == self.State.DONE and not self.outcome:
            raise ValidationError({"outcome": NO_OUTCOME})
