"""What is made ready before a meeting: a question to each agency, and who was sent what to read beforehand."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audit_project.model_fields import TextField, if_empty
from audits.meeting.models import WHICH_AGENCY, Meeting
from audits.meeting.queries import OfMeetingQuerySet
from audits.sample.models import Case

NO_QUESTION = "Write the question."
NO_READER = "Choose who is to read it."


class AgencyQuestion(models.Model):
    """A question that the meeting puts to one agency, and what it answered there."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", error_messages=WHICH_AGENCY)
    text = TextField("the question", max_length=1000, lines=3, look=True, error_messages=if_empty(NO_QUESTION))
    answer = TextField(
        "what the agency answered", max_length=4000, look=True, blank=True, help_text="Written down at the meeting."
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("meeting", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="agency_question_says_something",
                violation_error_message=NO_QUESTION,
            )
        ]

    def __str__(self) -> str:
        return f"question {self.order} of meeting {self.meeting_id}"


class PreRead(models.Model):
    """That a case's pre-read was sent to a person: when, by whom. That they read it stands in the activity log."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pre_reads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pre_reads")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ("case", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("case", "person"),
                name="pre_read_once",
                violation_error_message="This person already has the pre-read of this case.",
            )
        ]

    def __str__(self) -> str:
        return f"pre-read of case {self.case_id} for {self.person_id}"
