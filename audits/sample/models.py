"""Cases by number, their members as facts without names, their context, who knows them, who may read them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from agencies.models import ENDS_FIRST, Agency, Person
from audit_project.checked import CheckedModel
from audit_project.model_fields import CharField, DateField, NumberField, SmallNumberField, TextField, if_empty
from audits.codes.models import (
    AbuseCategory,
    CodeEntry,
    Disability,
    Ethnicity,
    FirstLanguage,
    LegalStatus,
    Participation,
    Placement,
    PlanType,
    Sex,
    SpecialNeeds,
)
from audits.sample.queries import CaseQuerySet, InvolvementQuerySet
from audits.scope.models import NO_NAMES, AskedOfPeople, Audit, Strand


class Case(CheckedModel):
    """One case of an audit, known by its number alone. It may hold several children and linked adults."""

    class State(models.TextChoices):
        SAMPLE = "sample", "In the sample"
        RETURNS = "returns", "Returns open"
        MEETING = "meeting", "Meeting open"
        AGREED = "agreed", "Agreed"
        EXCLUDED = "excluded", "Left the audit"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="cases")
    number = NumberField(
        "case number",
        least=1,
        most=99_999,
        help_text="The next number when left empty. Never a number another system uses.",
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    state = models.CharField(max_length=12, choices=State.choices, default=State.SAMPLE)
    # Cases of one audit with the same mark ("A") are brothers and sisters: their returns are answered side by side.
    sibling_group = CharField(
        "mark of the sibling group",
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z]{1,2}\Z", "Use one or two capital letters as the mark: A, for example.")],
        help_text="One or two capital letters: A, for example. Give brothers and sisters the same mark. Leave it empty "
        "where there are none in this audit.",
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()
    lands_on: ClassVar = {"case_number_once": "number"}

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


OLDEST = 120  # in any unit: a child of more days, weeks or months than this has an age in the next unit
UNBORN = "An unborn baby has no age yet: leave the age empty."


def code_of(entries: type[CodeEntry], words: str, hint: str = "") -> Any:
    """A fact that is one entry of a code list, or not recorded."""
    return models.ForeignKey(
        entries, verbose_name=words, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text=hint
    )


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
    kind = models.CharField(
        "who this is",
        max_length=8,
        choices=Kind.choices,
        default=Kind.CHILD,
        help_text=NO_NAMES,
        error_messages=if_empty("Choose a child, an unborn baby or an adult."),
    )
    is_subject = models.BooleanField(  # counted in "the children were…"; a linked adult is not
        "the audit is about this person",
        default=True,
        help_text="Leave it unticked for a linked adult: they are not counted with the children.",
    )
    age_number = SmallNumberField(
        "age",
        most=OLDEST,
        null=True,
        blank=True,
        help_text="At the audit's date. Leave empty for an unborn baby, or when not recorded.",
    )
    age_unit = models.CharField("age is in", max_length=8, choices=AgeUnit.choices, blank=True)
    sex = models.ForeignKey(Sex, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ethnicity = models.ForeignKey(Ethnicity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    plans_at_date = models.ManyToManyField(
        PlanType, verbose_name="plans at the audit's date", blank=True, related_name="+"
    )
    plans_in_period = models.ManyToManyField(
        PlanType, verbose_name="plans during the period under review", blank=True, related_name="+"
    )
    category = models.ForeignKey(
        AbuseCategory,
        verbose_name="child protection plan category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    disabilities = models.ManyToManyField(
        Disability,
        verbose_name="disability",
        blank=True,
        related_name="+",
        help_text="Leave all empty when not recorded.",
    )
    in_sibling_group = models.BooleanField(
        "in a sibling group in this audit",
        null=True,
        blank=True,
        choices=((True, "Yes"), (False, "No"), (None, "Not recorded")),
    )
    # What an audit asks only if it says so (`Audit.asks_of_people`); kept where it says so no longer.
    first_language = code_of(FirstLanguage, "first language")
    legal_status = code_of(LegalStatus, "legal status", hint="At the audit's date.")
    placement = code_of(Placement, "where they live", hint="At the audit's date.")
    special_needs = code_of(SpecialNeeds, "special educational needs")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("case", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "number"), name="member_number_once"),
            models.CheckConstraint(
                condition=(Q(age_number__isnull=True) & Q(age_unit=""))
                | (Q(age_number__isnull=False) & ~Q(age_unit="")),
                name="member_age_has_unit",
                violation_error_message="An age is a number with its unit.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unborn") | Q(age_number__isnull=True),
                name="unborn_has_no_age",
                violation_error_message=UNBORN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def asked_besides(self) -> list[tuple[str, str]]:
        """What the audit asks of people besides, with its words: (label, what is recorded). Reads the case's audit."""
        asks = self.case.audit.asks_of_people
        return [
            (fact.label, str(getattr(self, fact.value) or "Not recorded")) for fact in AskedOfPeople if fact in asks
        ]

    def clean(self) -> None:
        """An age is a number with its unit, and nobody has one before they are born."""
        if self.kind == self.Kind.UNBORN and (self.age_number is not None or self.age_unit):
            raise ValidationError({"age_number": UNBORN})
        if self.age_number is None and self.age_unit:
            raise ValidationError({"age_number": "Enter the age, or choose “Not recorded”."})
        if self.age_number is not None and not self.age_unit:
            raise ValidationError({"age_unit": "Choose whether the age is in days, weeks, months or years."})


@pghistory.track()
class CaseContext(models.Model):
    """Why the case is known and what surrounds it, written once so that no agency has to repeat it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="context")
    why_known = TextField("why the case is known", max_length=4000, lines=6, look=True, blank=True, help_text=NO_NAMES)
    plan_history = TextField(
        max_length=4000, lines=6, look=True, blank=True, help_text="Which plans, from when to when."
    )
    household = TextField(
        "household, by role",
        max_length=2000,
        look=True,
        blank=True,
        help_text="Mother, stepfather, older brother: roles, not names.",
    )
    adults_of_concern = TextField(
        "adults of concern, by role", max_length=2000, look=True, blank=True, help_text="Roles, not names."
    )
    live_investigation = models.BooleanField("there is a live investigation", default=False)
    court_proceedings = models.BooleanField("there are court proceedings", default=False)
    under_review = models.BooleanField("the case is under another review", default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"context of {self.case_id}"


NO_DECISION = "Choose whether the family is asked."
WANTED = {
    "yes": {
        "who": "Say who will ask the family.",
        "when": "Say when the family will be asked.",
        "checked_with_social_worker": "Check with the social worker before anybody asks the family.",
        "checked_with_police": "Check with the police before anybody asks the family.",
    },
    "no": {"why_not": "Say why the family is not contacted."},
}


@pghistory.track()
class FamilyContact(models.Model):
    """Whether anybody asks the family of a case for its views: decided once, by the lead, so that nobody rings unasked.

    Yes: who asks and when, after the social worker and the police were asked. No: why not.
    """

    class Decision(models.TextChoices):
        YES = "yes", "Yes, the family will be asked"
        NO = "no", "No, the family is not contacted"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="family_contact")
    decision = models.CharField(
        "is the family asked?",
        max_length=3,
        choices=Decision.choices,
        error_messages=if_empty(NO_DECISION) | {"invalid_choice": NO_DECISION},
    )
    who = CharField(
        "who asks them?",
        max_length=120,
        blank=True,
        help_text="A post, such as the family's early help worker. Never a name.",
    )
    when = DateField("when?", null=True, blank=True)
    checked_with_social_worker = models.BooleanField("I have checked with the social worker", default=False)
    checked_with_police = models.BooleanField("I have checked with the police", default=False)
    why_not = TextField("why are they not contacted?", max_length=2000, look=True, blank=True, help_text=NO_NAMES)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decision="yes") | ~Q(who=""),
                name="family_contact_says_who",
                violation_error_message=WANTED["yes"]["who"],
            ),
            models.CheckConstraint(
                condition=~Q(decision="yes") | Q(checked_with_social_worker=True, checked_with_police=True),
                name="family_contact_checked_first",
                violation_error_message=WANTED["yes"]["checked_with_police"],
            ),
            models.CheckConstraint(
                condition=~Q(decision="no") | ~Q(why_not=""),
                name="no_family_contact_says_why",
                violation_error_message=WANTED["no"]["why_not"],
            ),
        ]

    def __str__(self) -> str:
        return f"family contact of {self.case_id}"

    def clean(self) -> None:
        """What each of the two answers needs beside it."""
        missing = {name: said for name, said in WANTED.get(self.decision, {}).items() if not getattr(self, name)}
        if missing:
            raise ValidationError(missing)


WHEN_KNOWN_FROM = "The first day the child was with you, for example at your school. Leave it empty when not recorded."
WHEN_KNOWN_UNTIL = "The last day. Leave it empty while the child is with you, or when not recorded."
ONLY_WHERE_KNOWN = "Only where the agency knows the case."


class Involvement(CheckedModel):
    """An agency's answer to "do you know this child?", and who audits its records for the case."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="involvements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="involvements")
    answer = models.ForeignKey(
        Participation,
        verbose_name="does the agency know this case?",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        error_messages=if_empty("Choose whether the agency knows the case."),
    )
    # Which service of the agency knows the child, where the agency itself was asked.
    service = models.ForeignKey(
        Agency,
        verbose_name="which service knows the child",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=ONLY_WHERE_KNOWN,
    )
    auditor = models.ForeignKey(
        Person,
        verbose_name="who audits your records",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="involvements",
        help_text=ONLY_WHERE_KNOWN,
    )
    # One school after the other, one force and then another: which of them when.
    knew_from = DateField("known to the agency from", null=True, blank=True, help_text=WHEN_KNOWN_FROM)
    knew_until = DateField("known to the agency until", null=True, blank=True, help_text=WHEN_KNOWN_UNTIL)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = InvolvementQuerySet.as_manager()
    lands_on: ClassVar = {"involvement_in_order": "knew_until"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(knew_from__isnull=True) | Q(knew_until__isnull=True) | Q(knew_until__gte=F("knew_from")),
                name="involvement_in_order",
                violation_error_message=ENDS_FIRST,
            ),
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

    @property
    def when_known(self) -> str:
        """ "from 4 September 2024 to 28 March 2026", as far as it is recorded; empty where it is not."""
        days = (("from", self.knew_from), ("to" if self.knew_from else "until", self.knew_until))
        return " ".join(f"{word} {day.day} {day:%B %Y}" for word, day in days if day is not None)


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
