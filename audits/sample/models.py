"""Cases by number, their members as facts without names, their context, who knows them, who may read them."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Person
from audits.codes.models import AbuseCategory, Disability, Ethnicity, Participation, PlanType, Sex
from audits.sample.queries import CaseQuerySet, InvolvementQuerySet
from audits.scope.models import Audit, Strand


class Case(models.Model):
    """One case of an audit, known by its number alone. It may hold several children and linked adults."""

    class State(models.TextChoices):
        SAMPLE = "sample", "In the sample"
        RETURNS = "returns", "Returns open"
        MEETING = "meeting", "Meeting open"
        AGREED = "agreed", "Agreed"
        EXCLUDED = "excluded", "Left out of the sample"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    state = models.CharField(max_length=12, choices=State.choices, default=State.SAMPLE)
    # Cases of one audit with the same mark ("A") are brothers and sisters: their returns are answered side by side.
    sibling_group = models.CharField(max_length=2, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("audit", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("audit", "number"),
                name="case_number_once",
                violation_error_message="There is already a case with this number.",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="case_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"Case {self.number}"


class CaseMember(models.Model):
    """A child, unborn baby or adult of a case: facts one by one, never a name, date of birth or identifying number."""

    class Kind(models.TextChoices):
        CHILD = "child", "Child"
        UNBORN = "unborn", "Unborn baby"
        ADULT = "adult", "Adult"

    class AgeUnit(models.TextChoices):
        DAYS = "days", "days"
        WEEKS = "weeks", "weeks"
        MONTHS = "months", "months"
        YEARS = "years", "years"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CHILD)
    is_subject = models.BooleanField(default=True)  # counted in "the children were…"; a linked adult is not
    age_number = models.PositiveSmallIntegerField(null=True, blank=True)
    age_unit = models.CharField(max_length=8, choices=AgeUnit.choices, blank=True)
    sex = models.ForeignKey(Sex, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ethnicity = models.ForeignKey(Ethnicity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    plans_at_date = models.ManyToManyField(PlanType, blank=True, related_name="+")
    plans_in_period = models.ManyToManyField(PlanType, blank=True, related_name="+")
    category = models.ForeignKey(AbuseCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    disabilities = models.ManyToManyField(Disability, blank=True, related_name="+")
    in_sibling_group = models.BooleanField(null=True, blank=True)  # None: not recorded
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("case", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "number"), name="member_number_once"),
            models.CheckConstraint(
                condition=(Q(age_number__isnull=True) & Q(age_unit=""))
                | (Q(age_number__isnull=False) & ~Q(age_unit="")),
                name="member_age_has_unit",
                violation_error_message="Give the age as a number and its unit, or leave both empty.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unborn") | Q(age_number__isnull=True),
                name="unborn_has_no_age",
                violation_error_message="An unborn baby has no age yet: leave the age empty.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


@pghistory.track()
class CaseContext(models.Model):
    """Why the case is known and what surrounds it, written once so that no agency has to repeat it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="context")
    why_known = models.TextField(max_length=4000, blank=True)
    plan_history = models.TextField(max_length=4000, blank=True)
    household = models.TextField(max_length=2000, blank=True)
    adults_of_concern = models.TextField(max_length=2000, blank=True)
    live_investigation = models.BooleanField(default=False)
    court_proceedings = models.BooleanField(default=False)
    under_review = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"context of {self.case_id}"


@pghistory.track()
class FamilyContact(models.Model):
    """Whether anybody asks the family of a case for its views: decided once, by the lead, so that nobody rings unasked.

    Yes: who asks and when, after the social worker and the police were asked. No: why not.
    """

    class Decision(models.TextChoices):
        YES = "yes", "Yes, the family will be asked"
        NO = "no", "No, the family is not contacted"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="family_contact")
    decision = models.CharField(max_length=3, choices=Decision.choices)
    who = models.CharField(max_length=120, blank=True)  # a post ("the family's early help worker"), never a name
    when = models.DateField(null=True, blank=True)
    checked_with_social_worker = models.BooleanField(default=False)
    checked_with_police = models.BooleanField(default=False)
    why_not = models.TextField(max_length=2000, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decision="yes") | ~Q(who=""),
                name="family_contact_says_who",
                violation_error_message="Say who will ask the family.",
            ),
            models.CheckConstraint(
                condition=~Q(decision="yes") | Q(checked_with_social_worker=True, checked_with_police=True),
                name="family_contact_checked_first",
                violation_error_message="Check with the social worker and the police before anybody asks the family.",
            ),
            models.CheckConstraint(
                condition=~Q(decision="no") | ~Q(why_not=""),
                name="no_family_contact_says_why",
                violation_error_message="Say why the family is not contacted.",
            ),
        ]

    def __str__(self) -> str:
        return f"family contact of {self.case_id}"


class Involvement(models.Model):
    """An agency's answer to "do you know this child?", and who audits its records for the case."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="involvements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="involvements")
    answer = models.ForeignKey(Participation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Which service of the agency knows the child, where the agency itself was asked.
    service = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    auditor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("case", "agency"),
                name="involvement_once",
                violation_error_message="This agency is already asked about this case.",
            ),
            models.CheckConstraint(
                condition=(Q(answer__isnull=True) & Q(answered_at__isnull=True))
                | (Q(answer__isnull=False) & Q(answered_at__isnull=False)),
                name="involvement_answer_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.agency_id}"


class CaseAccess(models.Model):
    """Sight of one case's returns, opened to a person by an act (the meeting opens) and ended with it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="accesses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accesses")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    because = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("case", "person", "because"), condition=Q(until__isnull=True), name="case_access_open_once"
            ),
            models.CheckConstraint(condition=~Q(opened_by=F("person")), name="case_access_by_someone_else"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.person_id}"
