"""A recommendation of an audit, the actions that answer it, and the progress recorded on each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audit_project.checked import CheckedModel
from audit_project.model_fields import DateField, TextField, if_empty
from audits.actions.queries import ActionQuerySet, RecommendationQuerySet
from audits.meeting.models import THEME_OF_ANOTHER, Theme
from audits.scope.models import Audit

NO_EVIDENCE = "Say what shows that the action is done."


class Recommendation(models.Model):
    """What should change, and the theme of the audit that says why."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="recommendations")
    text = TextField(
        "what should change", max_length=1000, lines=3, look=True,
        error_messages=if_empty("Write what should change."),
    )  # fmt: skip
    theme = models.ForeignKey(
        Theme,
        verbose_name="the theme that says why",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
    )
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "order", "id")

    def __str__(self) -> str:
        return f"recommendation {self.order} of {self.audit_id}"

    def clean(self) -> None:
        if self.theme is not None and self.theme.audit_id != self.audit_id:
            raise ValidationError({"theme": THEME_OF_ANOTHER})


class Action(CheckedModel):
    """One owned, dated action."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done, with evidence"
        DROPPED = "dropped", "Dropped"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="actions")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(
        Agency,
        verbose_name="agency that owns it",
        on_delete=models.PROTECT,
        related_name="actions",
        error_messages=if_empty("Choose the agency that owns the action."),
    )
    text = TextField(
        "what will be done", max_length=1000, lines=3, look=True, error_messages=if_empty("Write what will be done.")
    )
    due = DateField(help_text="For example, 27 3 2027", error_messages=if_empty("Enter the day it is due."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    evidence = TextField(
        "what shows that it is done", max_length=2000, lines=4, look=True, blank=True,
        help_text="Evidence closes an action. No names.", error_messages=if_empty(NO_EVIDENCE),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()
    lands_on: ClassVar = {"action_done_with_evidence": "evidence"}

    class Meta:
        ordering: ClassVar = ("audit", "due", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(evidence=""),
                name="action_done_with_evidence",
                violation_error_message=NO_EVIDENCE,
            )
        ]

    def __str__(self) -> str:
        return f"action due {self.due} of {self.audit_id}"

    def clean(self) -> None:
        if self.state == self.State.DONE and not self.evidence:
            raise ValidationError({"evidence": NO_EVIDENCE})


class Progress(models.Model):
    """What was reported on an action, by whom, when."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="progress")
    text = TextField(
        "how far it has got", max_length=2000, lines=4, look=True, error_messages=if_empty("Say how far it has got.")
    )
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ("action", "-reported_at")

    def __str__(self) -> str:
        return f"progress on action {self.action_id}"
