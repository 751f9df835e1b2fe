"""Code lists: each entry its code, its label and its order. A code is deactivated, never deleted, once it is used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CodeEntry(models.Model):
    """One entry of a list. The code is the key, so that a row can be read without joining the list."""

    code = models.CharField(max_length=16, primary_key=True)
    label = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ("order",)

    def __str__(self) -> str:
        return self.label


class Sex(CodeEntry):
    """Female, male, unknown. Unborn is a fact of age, not of sex."""


class Ethnicity(CodeEntry):
    """Census 2021 groups with the NHS code; reported by `group`."""

    group = models.CharField(max_length=80)
    nhs = models.CharField(max_length=2, blank=True)


class PlanType(CodeEntry):
    """Plan or status of a child; several may hold at once."""

    note = models.CharField(max_length=200, blank=True)


class AbuseCategory(CodeEntry):
    """Child protection plan category."""


class Disability(CodeEntry):
    """Several may hold; NONE excludes the others."""


class FirstLanguage(CodeEntry):
    """The language somebody grew up with, in broad groups; asked where the audit asks it."""


class LegalStatus(CodeEntry):
    """Under which order or agreement a child lives where they live; asked where the audit asks it."""


class Placement(CodeEntry):
    """Where a child lives; asked where the audit asks it."""


class SpecialNeeds(CodeEntry):
    """Special educational needs, by the help that a child has for them; asked where the audit asks it."""


class Participation(CodeEntry):
    """An agency's answer to "do you know this child?"."""

    counts_as = models.CharField(max_length=40)


class AnswerState(CodeEntry):
    """The state of one answer or grade; only RATED stands in the denominator."""

    in_denominator = models.BooleanField()


class ExclusionReason(CodeEntry):
    """Why a child drawn is left out of the sample."""


class PracticeDomainQuerySet(models.QuerySet["PracticeDomain"]):
    def on_the_list(self) -> PracticeDomainQuerySet:
        """The field's own, shipped with the site: no tool's."""
        return self.filter(own="")


class PracticeDomain(CodeEntry):
    """A domain of practice that answers, findings and grades are sorted by: one of the field's list, or a tool's own.

    A tool's own knows the code of the tool whose versions have it (`own`) and which of the list it is compared as; its
    label is what the version that was changed last calls it. Its code begins with `own-`.
    """

    own = models.CharField(max_length=40, blank=True, default="", db_default="")  # empty: one of the list
    compared_as = models.ForeignKey(
        "self",
        verbose_name="which of the list it is compared as",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Answers to the questions of different tools are set side by side by the domain on the list.",
    )
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PracticeDomainQuerySet.as_manager()

    class Meta(CodeEntry.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(own="", compared_as__isnull=True) | ~models.Q(own=""),
                name="one_of_the_list_is_compared_as_itself",
            )
        ]


class Qualifier(CodeEntry):
    """Words that stand beside a grade ("with elements of good practice"); never another band."""


class Condition(CodeEntry):
    """What must be recorded of a case for a question to be asked of it ("only if the child is on a plan").

    `fact` is where it is recorded: plan_at_date, plan_in_period, member_kind or flag; `value` is what must stand there.
    """

    fact = models.CharField(max_length=16)
    value = models.CharField(max_length=24)


class ResourceType(CodeEntry):
    """Kinds of resource that a briefing points to."""


RATED = "RATED"
NOT_GRADED = "NOTGRADED"
UNANSWERED = "UNANSWERED"
NOT_ASKED = "NOTASKED"  # because of what was answered to an earlier question
