"""A step that an agency recommends, to itself or to the partnership, or has already taken."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from audit_project.checked import CheckedModel
from audit_project.model_fields import DateField, TextField, if_empty
from audit_project.row_history import page_history
from audits.returns.filling_in.hints import NO_NAMES
from audits.returns.models import AgencyReturn, background_saves, who_may_read
from audits.returns.queries import OfReturnQuerySet
from audits.sample.models import Case
from audits.scope.models import Audit

ONLY_OF_WHAT_IS_DONE = "Only what is already done has a date. Take the date out, or say that it is done."
NOT_IN_THE_FUTURE = "The date it was done cannot be in the future."


@pghistory.track(*page_history("agency"))
class AgencyStep(CheckedModel):
    """What an agency recommends at the end of its return, or has done already. It is listed, and counted nowhere."""

    class Kind(models.TextChoices):
        OWN = "own", "Recommendation for the agency itself"
        PARTNERSHIP = "partnership", "Recommendation for the partnership"
        DONE = "done", "Already done"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="steps")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(
        "what is it?",
        max_length=12,
        choices=Kind.choices,
        error_messages=if_empty("Choose whether you recommend it or have done it."),
    )
    text = TextField(
        "what should be done, or what have you done?",
        max_length=2000,
        help_text=f"One thing at a time. {NO_NAMES}",
        error_messages=if_empty("Write what should be done, or what you have done."),
    )
    done_on = DateField(
        "when was it done?", null=True, blank=True, help_text="If you know the day. For example, 27 3 2026"
    )
    handling = who_may_read()
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    background_saves = background_saves()

    objects = OfReturnQuerySet.as_manager()
    lands_on: ClassVar = {"agency_step_date_of_what_is_done": "done_on"}

    class Meta:
        ordering: ClassVar = ("agency_return", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="done") | Q(done_on__isnull=True),
                name="agency_step_date_of_what_is_done",
                violation_error_message=ONLY_OF_WHAT_IS_DONE,
            )
        ]

    def __str__(self) -> str:
        return f"step {self.order} of return {self.agency_return_id}"

    def clean(self) -> None:
        if self.done_on is not None and self.kind != self.Kind.DONE:
            raise ValidationError({"done_on": ONLY_OF_WHAT_IS_DONE})

    def validate_constraints(self, exclude: object = None) -> None:
        """`clean` says what they hold: a page that saves itself asks the database nothing more."""
