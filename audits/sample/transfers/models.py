"""The record of one transfer: that an agency was told outside this application who the children are. No name in it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audit_project.model_fields import CharField, DateField, if_empty
from audits.sample.models import Case
from audits.sample.transfers.queries import TransferQuerySet
from audits.scope.models import Audit


def both_or_neither(name: str) -> Q:
    """When something was done is said with who did it."""
    at, by = f"{name}_at__isnull", f"{name}_by__isnull"
    return Q(**{at: True, by: True}) | Q(**{at: False, by: False})


class Transfer(models.Model):
    """One sending to one agency: by which route, when, that it was received, that it was destroyed."""

    class Route(models.TextChoices):
        EMAIL = "email", "Secure e-mail"
        FILE = "file", "Encrypted file transfer"
        HAND = "hand", "By hand"
        TELEPHONE = "telephone", "By telephone"
        OTHER = "other", "Another way"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="transfers")
    agency = models.ForeignKey(
        Agency, verbose_name="to which agency?", on_delete=models.PROTECT, related_name="+",
        error_messages=if_empty("Choose the agency."),
    )  # fmt: skip
    cases = models.ManyToManyField(
        Case, verbose_name="which cases?", blank=True, related_name="+",
        help_text="Leave all unticked where it was about every case that the agency is asked about.",
    )  # fmt: skip
    route = models.CharField(
        "how was it sent?", max_length=9, choices=Route.choices, error_messages=if_empty("Choose how it was sent.")
    )
    note = CharField(
        "anything to say about the route", max_length=120, blank=True,
        help_text="Such as: to the safeguarding team’s shared mailbox. No names and no addresses.",
    )  # fmt: skip
    sent_on = DateField("when was it sent?", error_messages=if_empty("Enter the day on which it was sent."))
    sent_at = models.DateTimeField()  # when that was written down
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroyed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The lead: it never arrived, or this was written down by mistake.
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("-sent_on", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=both_or_neither("received"), name="transfer_received_by_someone"),
            models.CheckConstraint(condition=both_or_neither("destroyed"), name="transfer_destroyed_by_someone"),
            models.CheckConstraint(condition=both_or_neither("set_aside"), name="transfer_set_aside_by_someone"),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(received_at__isnull=False),
                name="transfer_received_before_destroyed",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True) | Q(received_at__isnull=True),
                name="transfer_set_aside_before_received",
            ),
        ]

    def __str__(self) -> str:
        return f"transfer to {self.agency_id}"
