"""How an audit's information is handled, and until when it is kept: filled in before any return opens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import CharField, DateField, TextField, URLField, if_empty
from audits.scope.models import Audit

NO_HOLD_REASON = "Say why the audit is held."


class InformationHandling(models.Model):
    """Who is responsible for the information of one audit, on which basis, under which documents.

    The lawful basis comes with a default of ours, which the partnership must confirm as its own.
    """

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="information")
    controllers = TextField(
        max_length=1000,
        lines=4,
        blank=True,
        help_text="The organisations that decide why and how it is used, one a line.",
    )
    host = CharField(max_length=200, blank=True, help_text="Who runs this application for the audit.")
    contacts = TextField(
        "whom to ask",
        max_length=1000,
        lines=3,
        blank=True,
        help_text="Posts and addresses, one a line: the data protection officer first.",
    )
    dpia_reference = CharField("data protection impact assessment: reference", max_length=120, blank=True)
    dpia_review_on = DateField("impact assessment is reviewed on", null=True, blank=True)
    sharing_reference = CharField("information sharing agreement: reference", max_length=120, blank=True)
    sharing_review_on = DateField("sharing agreement is reviewed on", null=True, blank=True)
    lawful_basis = TextField(
        max_length=4000,
        lines=9,
        blank=True,
        help_text="A suggestion stands here at first. Change it to what your partnership was advised.",
    )
    lawful_basis_confirmed_at = models.DateTimeField(null=True, blank=True)
    lawful_basis_confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    privacy_notice = URLField(
        max_length=300,
        blank=True,
        help_text="The whole address of the page, beginning with https://.",
        error_messages={"invalid": "Enter a whole web address, beginning with https://."},
    )
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
    key_review_on = DateField(
        "the key",
        null=True,
        blank=True,
        help_text="Which number is which child. Suggested: 90 days after the report.",
    )
    returns_review_on = DateField(
        "returns as they were handed in", null=True, blank=True, help_text="Suggested: a year after the report."
    )
    findings_review_on = DateField(
        "agreed findings", null=True, blank=True, help_text="Suggested: three years after the report."
    )
    report_review_on = DateField(
        "the report and what was published",
        null=True,
        blank=True,
        help_text="Suggested: ten years after the report.",
    )
    hold_reason = TextField(
        "why is this audit held?",
        max_length=1000,
        lines=3,
        look=True,
        blank=True,
        help_text="For example, an inquest, a review or a claim. Write no names.",
        error_messages=if_empty(NO_HOLD_REASON),
    )
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_by__isnull=True, hold_reason="")
                | (Q(held_at__isnull=False, held_by__isnull=False) & ~Q(hold_reason="")),
                name="legal_hold_has_a_reason",
                violation_error_message=NO_HOLD_REASON,
            )
        ]

    def __str__(self) -> str:
        return f"retention of {self.audit_id}"

    @property
    def is_held(self) -> bool:
        return self.held_at is not None
