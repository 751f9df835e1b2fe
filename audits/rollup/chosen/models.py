"""How a lead has chosen to say the number of a theme or of a question's answers, besides how it is said anyway."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import CharField, if_empty
from audits.codes.models import Condition, PlanType
from audits.meeting.models import Theme
from audits.returns.models import Answer
from audits.rollup.queries import OfAuditQuerySet
from audits.scope.models import Audit
from audits.tools.models import Standard

OF_WHAT = "Choose a theme or a question."
HOW = "Choose how it is said."
NO_PART = Q(condition__isnull=True, plan__isnull=True, answered__isnull=True)
ONE_PART = (
    Q(condition__isnull=False, plan__isnull=True, answered__isnull=True)
    | Q(condition__isnull=True, plan__isnull=False, answered__isnull=True)
    | Q(condition__isnull=True, plan__isnull=True, answered__isnull=False)
)


class ChosenWording(models.Model):
    """One more sentence of a theme or a question: within a part of the cases, as an approximation, yes or partly.

    It holds no number and no sentence: both are made of the rows whenever somebody looks.
    """

    class Way(models.TextChoices):
        PART = "part", "Within a part of the cases"
        ABOUT = "about", "As an approximation, with its numbers beside it"
        MET = "met", "Yes and partly together"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="chosen_wordings")
    # It goes with its theme: there is nothing left to say another way.
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="chosen_wordings")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    way = CharField(
        "how it is said",
        max_length=8,
        choices=Way.choices,
        error_messages={**if_empty(HOW), "invalid_choice": HOW},
    )
    phrase = models.CharField(max_length=30, blank=True)  # the approximation: "about three quarters"
    # The part: cases of which a condition is recorded, or a plan, or in which somebody gave an answer to a question.
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    plan = models.ForeignKey(PlanType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer.Value.choices, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = OfAuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(theme__isnull=True) ^ Q(standard__isnull=True),
                name="chosen_wording_of_one",
                violation_error_message=OF_WHAT,
            ),
            models.CheckConstraint(
                condition=(Q(way="part", phrase="") & ONE_PART)
                | (Q(way="about") & ~Q(phrase="") & NO_PART)
                | (Q(way="met", phrase="", standard__isnull=False) & NO_PART),
                name="chosen_wording_way",
                violation_error_message="Choose the part or the approximation that goes with the way it is said.",
            ),
            models.CheckConstraint(
                condition=Q(answered__isnull=True, answer="") | (Q(answered__isnull=False) & ~Q(answer="")),
                name="chosen_wording_answer",
                violation_error_message="Choose the answer that makes the part.",
            ),
            models.UniqueConstraint(
                fields=(
                    "audit", "theme", "standard", "way", "phrase", "condition", "plan", "answered", "answer",
                ),
                nulls_distinct=False,
                name="chosen_wording_once",
                violation_error_message="It is said this way already.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.way} of {self.theme_id or self.standard_id}"
