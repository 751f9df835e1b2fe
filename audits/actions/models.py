"""A recommendation of an audit, the actions that answer it, and the progress recorded on each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audits.actions.queries import ActionQuerySet, RecommendationQuerySet
from audits.meeting.models import Theme
from audits.scope.models import Audit


class Recommendation(models.Model):
    """What should change, and the theme of the audit that says why."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="recommendations")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations")
    text = models.TextField(max_length=1000)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "order", "id")

    def __str__(self) -> str:
        return f"recommendation {self.order} of {self.audit_id}"


class Action(models.Model):
    """One owned, dated action."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done, with evidence"
        DROPPED = "dropped", "Dropped"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="actions")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField(max_length=1000)
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    evidence = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "due", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(evidence=""),
                name="action_done_with_evidence",
                violation_error_message="Say what shows that the action is done.",
            )
        ]

    def __str__(self) -> str:
        return f"action due {self.due} of {self.audit_id}"


class Progress(models.Model):
    """What was reported on an action, by whom, when."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="progress")
    text = models.TextField(max_length=2000)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ("action", "-reported_at")

    def __str__(self) -> str:
        return f"progress on action {self.action_id}"
