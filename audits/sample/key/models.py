"""The key: which number is which child. Kept outside, or here sealed, and who opened it is in the journal."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import CharField, if_empty
from audits.sample.models import Case
from audits.scope.models import Audit

NO_PLACE = "Say where the key is stored."
NO_KEEPER = "Say who keeps it."
NO_WIPING = "Say why the key is wiped."


class KeyHolding(models.Model):
    """Where the key of one audit is. `outside` is the rule; `sealed` keeps it here, encrypted, until it is wiped."""

    class Where(models.TextChoices):
        OUTSIDE = "outside", "Kept outside this application"
        SEALED = "sealed", "Kept here, sealed"

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="key_holding")
    where = models.CharField(max_length=8, choices=Where.choices, default=Where.OUTSIDE)
    stored_at = CharField(
        "where is the key stored?",
        max_length=200,
        blank=True,
        help_text="A place, never the key itself: the QA team’s secure drive.",
        error_messages=if_empty(NO_PLACE),
    )
    kept_by = CharField(
        "who keeps it?",
        max_length=120,
        blank=True,
        help_text="A post: business manager of the partnership.",
        error_messages=if_empty(NO_KEEPER),
    )
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    wiped_at = models.DateTimeField(null=True, blank=True)
    wiped_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    wiped_because = CharField(
        "why is it wiped?",
        max_length=200,
        blank=True,
        help_text="It stands on the page of the key. Write no names.",
        error_messages=if_empty(NO_WIPING),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(where="outside") | (~Q(stored_at="") & ~Q(kept_by="")),
                name="key_outside_says_where",
                violation_error_message=f"{NO_PLACE} {NO_KEEPER}",
            ),
            models.CheckConstraint(
                condition=Q(wiped_at__isnull=True) | ~Q(wiped_because=""),
                name="key_wiped_with_reason",
                violation_error_message=NO_WIPING,
            ),
        ]

    def __str__(self) -> str:
        return f"key of {self.audit_id}"

    def clean(self) -> None:
        if self.where == self.Where.OUTSIDE:
            wanted = {"stored_at": NO_PLACE, "kept_by": NO_KEEPER}
            missing = {name: said for name, said in wanted.items() if not getattr(self, name)}
            if missing:
                raise ValidationError(missing)


class SealedReference(models.Model):
    """The reference of one case's child in the local system, encrypted with the key from the environment."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="sealed_reference")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ("case",)

    def __str__(self) -> str:
        return f"sealed reference of {self.case_id}"
