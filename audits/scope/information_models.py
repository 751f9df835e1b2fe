"""How an audit's information is handled, and until when it is kept: filled in before any return opens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audits.scope.models import Audit


class InformationHandling(models.Model):
    """Who is responsible for the information of one audit, on which basis, under which documents.

    The lawful basis comes with a default of ours, which the partnership must confirm as its own.
    """

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="information")
    controllers = models.TextField(max_length=1000, blank=True)  # one a line
    host = models.CharField(max_length=200, blank=True)
    contacts = models.TextField(max_length=1000, blank=True)  # posts and addresses to ask, one a line
    dpia_reference = models.CharField(max_length=120, blank=True)
    dpia_review_on = models.DateField(null=True, blank=True)
    sharing_reference = models.CharField(max_length=120, blank=True)
    sharing_review_on = models.DateField(null=True, blank=True)
    lawful_basis = models.TextField(max_length=4000, blank=True)
    lawful_basis_confirmed_at = models.DateTimeField(null=True, blank=True)
    lawful_basis_confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    privacy_notice = models.URLField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lawful_basis_confirmed_at__isnull=True, lawful_basis_confirmed_by__isnull=True)
                | Q(lawful_basis_confirmed_at__isnull=False, lawful_basis_confirmed_by__isnull=False),
                name="lawful_basis_confirmed_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"information of {self.audit_id}"


class Retention(models.Model):
    """When each kind of an audit's material is looked at again, to be kept with a reason or removed.

    A legal hold stops any removal, whatever the dates say.
    """

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="retention")
    key_review_on = models.DateField(null=True, blank=True)
    returns_review_on = models.DateField(null=True, blank=True)
    findings_review_on = models.DateField(null=True, blank=True)
    report_review_on = models.DateField(null=True, blank=True)
    hold_reason = models.TextField(max_length=1000, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_by__isnull=True, hold_reason="")
                | (Q(held_at__isnull=False, held_by__isnull=False) & ~Q(hold_reason="")),
                name="legal_hold_has_a_reason",
                violation_error_message="Say why the audit is held.",
            )
        ]

    def __str__(self) -> str:
        return f"retention of {self.audit_id}"

    @property
    def is_held(self) -> bool:
        return self.held_at is not None
