"""A person's judgement on how practice changed from one round to the next, beside the change that is computed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import TextField, if_empty
from audits.rollup.models import EarlierRound
from audits.scope.models import Audit

NO_WHY = "Say what you go by."


class ChangeJudgement(models.Model):
    """What a person says of one measure of an audit against an earlier round, held here or known from paper."""

    class Change(models.TextChoices):
        IMPROVED = "improved", "Improved"
        DEVELOPING = "developing", "Improved and still developing"
        SAME = "same", "The same"
        WORSE = "worse", "Worse"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="judgements")
    earlier_audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    earlier_round = models.ForeignKey(EarlierRound, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    measure = models.CharField(max_length=80)  # its key in the comparison: "domain:PLAN", "theme:<uid>"
    change = models.CharField(
        "what became of it",
        max_length=12,
        choices=Change.choices,
        error_messages=if_empty("Choose what became of it.") | {"invalid_choice": "Choose what became of it."},
    )
    why = TextField(
        "what you go by",
        max_length=2000,
        lines=4,
        look=True,
        help_text="It stands beside the computed change. No names.",
        error_messages=if_empty(NO_WHY),
    )
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(earlier_audit__isnull=True, earlier_round__isnull=False)
                | Q(earlier_audit__isnull=False, earlier_round__isnull=True),
                name="judgement_against_one_round",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="judgement_says_why", violation_error_message=NO_WHY),
            models.UniqueConstraint(
                fields=("audit", "earlier_audit", "measure"),
                condition=Q(earlier_audit__isnull=False),
                name="judgement_on_audit_once",
            ),
            models.UniqueConstraint(
                fields=("audit", "earlier_round", "measure"),
                condition=Q(earlier_round__isnull=False),
                name="judgement_on_round_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.audit_id}: {self.change}"
