"""Somebody proposed as lead of an audit, until another lead confirms it or it is taken back."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Person
from audit_project.checked import CheckedModel
from audit_project.model_fields import if_empty
from audits.scope.appointing.queries import AppointmentQuerySet
from audits.scope.models import Audit

ALREADY = "Somebody is proposed as lead of this audit already. Confirm that, or take it back first."
NOT_ONESELF = "You cannot propose yourself. Ask another lead."
NOT_BY_ONESELF = "Nobody confirms their own appointment, or one that they proposed. Ask another lead."


class Appointment(CheckedModel):
    """One proposal: it waits, until it is confirmed (and the part begins) or taken back."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(
        Person, verbose_name="who is to lead it?", on_delete=models.PROTECT, related_name="appointments",
        error_messages=if_empty("Choose who is to lead the audit."),
    )  # fmt: skip
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("-proposed_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("audit",),
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="one_appointment_waits",
                violation_error_message=ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, withdrawn_at__isnull=True),
                name="appointment_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="appointment_withdrawn_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("proposed_by")) & ~Q(confirmed_by=F("person"))),
                name="appointment_confirmed_by_another",
                violation_error_message=NOT_BY_ONESELF,
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("person")),
                name="nobody_proposes_themselves",
                violation_error_message=NOT_ONESELF,
            ),
        ]

    def __str__(self) -> str:
        return f"appointment of {self.person_id} to {self.audit_id}"

    @property
    def waits(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None
