"""An agency's return for one case: its answers, findings, voices and the grade of its own practice."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audit_project.checked import CheckedModel
from audit_project.model_fields import CharField, DateField, TextField, if_empty
from audit_project.row_history import page_history
from audits.codes.models import AnswerState, PracticeDomain
from audits.returns.filling_in.hints import NO_NAMES, NOT_ONESELF
from audits.returns.queries import AgencyReturnQuerySet, OfReturnQuerySet
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN
from audits.scope.models import Audit
from audits.tools.kinds.base import AnswerKind
from audits.tools.kinds.entered import LONGEST_TEXT
from audits.tools.kinds.known import TYPED, kind_of
from audits.tools.models import RatingBand, Standard

NO_REASON = "Say what must change."
NOT_LOOKED = "Say how you looked."
NO_GRADE = "Choose a grade, or say why there is none."
NOT_ON_THE_SCALE = "Choose a grade of this audit's scale."
ONE_ANSWER = "Give one answer, or say why there is none."


def background_saves() -> models.PositiveIntegerField:
    """How often the row was saved by its page, without a person: such a save is no step of its history."""
    return models.PositiveIntegerField(default=0, db_default=0, editable=False)


class AgencyReturn(models.Model):
    """One agency's or service's return for one case. The auditor is the one named in the involvement."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        SUBMITTED = "submitted", "Submitted"
        SENT_BACK = "sent_back", "Sent back"
        ACCEPTED = "accepted", "Accepted"

    class Whose(models.TextChoices):
        CHILD = "child", "The child's records"
        SIBLING = "sibling", "A brother's or sister's records"
        PARENT = "parent", "A parent's or carer's records"
        ADULT = "adult", "Records of an adult of concern"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="returns")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="returns")
    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="agency_return")
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    short_form = models.BooleanField(default=False)
    records_read = ArrayField(models.CharField(max_length=8, choices=Whose.choices), default=list, blank=True)
    on_behalf_of = CharField("on whose behalf do you answer?", max_length=120, blank=True, help_text=NOT_ONESELF)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_reason = TextField(
        "what must change?",
        max_length=2000,
        blank=True,
        help_text=f"The auditor reads this at the top of their return. {NO_NAMES}",
        error_messages=if_empty(NO_REASON),
    )
    # How the records were looked for, where the agency finds that there is nothing to audit.
    nothing_because = TextField(
        "how did you look?",
        max_length=1000,
        blank=True,
        help_text=f"Which systems, under which years. {NO_NAMES}",
        error_messages=if_empty(NOT_LOOKED),
    )
    # The second pair of eyes, typed: whoever approved it in the agency.
    approved_by_name = CharField(
        "name of whoever approved it",
        max_length=120,
        blank=True,
        error_messages=if_empty("Enter the name of whoever approved this return."),
    )
    approved_by_role = CharField(
        "their role",
        max_length=120,
        blank=True,
        help_text="Head of safeguarding, for example.",
        error_messages=if_empty("Enter the role of whoever approved this return."),
    )
    approved_on = DateField(
        "date of the approval",
        null=True,
        blank=True,
        error_messages=if_empty("Enter the date on which the return was approved."),
    )
    # Which words that may be names somebody has checked: a fingerprint, so that new ones are asked about again.
    words_checked = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgencyReturnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "agency"), name="return_once"),
            models.CheckConstraint(
                condition=(Q(submitted_at__isnull=True) & Q(submitted_by__isnull=True))
                | (Q(submitted_at__isnull=False) & Q(submitted_by__isnull=False)),
                name="return_submitted_by_someone",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("audit", "state"), name="return_by_state")]

    def __str__(self) -> str:
        return f"return of {self.agency_id} for case {self.case_id}"

    @property
    def has_nothing_to_audit(self) -> bool:
        """Whether the agency handed it in saying that there is nothing to audit. Needs `involvement` loaded."""
        return self.involvement.answer_id not in (None, KNOWN)


class Handling(models.TextChoices):
    """Who may read an answer's comment or a finding: what is kept back stands in no pre-read, Word file or export."""

    PANEL = "panel", "The panel may read it"
    MEETING = "meeting", "Say it at the meeting only"
    LEAD = "lead", "The audit's lead only"


KEPT_BACK = (Handling.MEETING, Handling.LEAD)


def who_may_read() -> models.CharField[str, str]:
    """The handling mark of a text that stands by itself."""
    return models.CharField(
        "who may read it?",
        max_length=8,
        choices=Handling.choices,
        default=Handling.PANEL,
        help_text="What is kept back stands in no pre-read, Word file or export.",
    )


@pghistory.track(*page_history("agency"))
class Answer(models.Model):
    """One answer of a return, of the kind that its question takes, or a state that is none and never a fail.

    `value` is the code of the answer, or of its kind where it is typed; `entered` what was typed (`tools.kinds`).

    The audit, case, agency and domain are copied down from the return and the standard, so that one audit's cells
    come by one index-only scan; a trigger-free guard in the tests holds the copies to their originals.
    """

    class Value(models.TextChoices):
        YES = "YES", "Yes"
        PARTLY = "PARTLY", "Partly"
        NO = "NO", "No"

    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="answers")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+", db_index=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    domain = models.ForeignKey(PracticeDomain, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.CharField(max_length=20, blank=True)
    entered = TextField("answer", max_length=LONGEST_TEXT, blank=True, default="", db_default="", help_text=NO_NAMES)
    state = models.ForeignKey(
        AnswerState, on_delete=models.PROTECT, related_name="+", db_index=False, default="UNANSWERED"
    )
    comment = TextField(max_length=4000, blank=True, help_text=NO_NAMES)
    handling = models.CharField(
        "who may read the comment?", max_length=8, choices=Handling.choices, default=Handling.PANEL
    )
    # What was answered before an earlier answer took the question away: value, entered, state. It is not counted.
    kept_apart = models.JSONField(default=dict, blank=True, db_default={})
    version = models.PositiveIntegerField(default=1)
    background_saves = background_saves()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency_return", "standard"), name="answer_once"),
            models.CheckConstraint(
                condition=(Q(state="RATED") & ~Q(value="")) | (~Q(state="RATED") & Q(value="")),
                name="answer_value_or_state",
                violation_error_message=ONE_ANSWER,
            ),
            models.CheckConstraint(
                condition=(Q(value__in=TYPED) & ~Q(entered="")) | (~Q(value__in=TYPED) & Q(entered="")),
                name="answer_entered_where_typed",
                violation_error_message=ONE_ANSWER,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("audit", "agency", "domain", "case"), include=("value", "state"), name="answer_cells")
        ]

    def __str__(self) -> str:
        return f"{self.standard_id}: {self.value or self.state_id}"

    @property
    def kind(self) -> AnswerKind:
        """The kind of the question. One on the audit's own scale reads the audit."""
        on_own_scale = self.standard.takes == Standard.Takes.SCALE and self.standard.scale_id is None
        return kind_of(self.standard, self.audit.scale if on_own_scale else None)

    @property
    def words(self) -> str:
        """The answer as it is read, or why there is none. Needs the standard and the state loaded."""
        return self.kind.words(self.value, self.entered) if self.value else str(self.state)

    @property
    def asks_why(self) -> bool:
        """Whether a comment is asked for beside this answer."""
        if not self.value:
            return False
        return self.standard.comment_on == Standard.CommentOn.ALWAYS or self.value in self.kind.less()


@pghistory.track(*page_history("agency"))
class OwnGrade(models.Model):
    """An agency's grade of its own practice in the case, or the state that stands instead, and why."""

    class Safe(models.TextChoices):
        YES = "yes", "Yes, the child is safe today"
        NO = "no", "No, or not sure"

    agency_return = models.OneToOneField(AgencyReturn, on_delete=models.PROTECT, related_name="grade")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    band = models.ForeignKey(RatingBand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.ForeignKey(AnswerState, on_delete=models.PROTECT, related_name="+", default="UNANSWERED")
    reason = TextField(
        "why?", max_length=4000, blank=True, help_text=f"Why this grade, or why there is none. {NO_NAMES}"
    )
    child_safe_today = models.CharField("is the child safe today?", max_length=3, choices=Safe.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    background_saves = background_saves()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(state="RATED") & Q(band__isnull=False)) | (~Q(state="RATED") & Q(band__isnull=True)),
                name="own_grade_band_or_state",
                violation_error_message=NO_GRADE,
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=("audit", "agency", "case"), include=("band", "state"), name="own_grade_cells")
        ]

    def __str__(self) -> str:
        return f"own grade of return {self.agency_return_id}"


class Kind(models.TextChoices):
    """What a finding or a theme is."""

    GOOD = "good", "Good practice"
    DEVELOP = "develop", "Area for development"


class Scope(models.TextChoices):
    """How far a finding reaches."""

    AGENCY = "agency", "This agency only"
    BETWEEN = "between", "Between agencies"
    SYSTEM = "system", "The system"


NO_KIND = "Choose good practice or area for development."
NOT_MISSED = "Good practice cannot be a missed opportunity."
NOT_AN_EXEMPLAR = "Only good practice can be an exemplar."


class FindingWords(CheckedModel):
    """What is said in a finding, complete or only begun."""

    kind = models.CharField(
        "what kind of finding is it?",
        max_length=8,
        choices=Kind.choices,
        error_messages=if_empty(NO_KIND),
    )
    domain = models.ForeignKey(
        PracticeDomain,
        verbose_name="domain of practice",
        on_delete=models.PROTECT,
        related_name="+",
        error_messages=if_empty("Choose a domain of practice."),
    )
    scope = models.CharField(  # empty: nobody recorded it
        "how far does it reach?",
        max_length=8,
        choices=Scope.choices,
        blank=True,
        help_text="Leave it empty if you cannot say.",
    )
    text = TextField(
        "what did you find?",
        max_length=4000,
        help_text=f"What happened, and what it meant for the child. {NO_NAMES}",
        error_messages=if_empty("Write what you found."),
    )
    missed_opportunity = models.BooleanField(
        "it was a missed opportunity", default=False, help_text="For an area for development only."
    )
    exemplar = models.BooleanField(
        "it is an exemplar that others could learn from", default=False, help_text="For good practice only."
    )
    evidence = CharField(  # "contact record of 3 May": attachments are not taken
        "where does it stand in your agency's own file?",
        max_length=200,
        blank=True,
        help_text="The date and kind of the entry. Files are not taken here: the record stays with your agency.",
    )
    handling = who_may_read()

    class Meta:
        abstract = True


@pghistory.track(*page_history("agency"))
class Finding(FindingWords):
    """What an agency found in its own records: good practice or an area for development."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="findings")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    background_saves = background_saves()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("agency_return", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="good") | Q(missed_opportunity=False),
                name="good_practice_misses_nothing",
                violation_error_message=NOT_MISSED,
            ),
            models.CheckConstraint(
                condition=~Q(kind="develop") | Q(exemplar=False),
                name="exemplar_is_good_practice",
                violation_error_message=NOT_AN_EXEMPLAR,
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.order} of return {self.agency_return_id}"

    def clean(self) -> None:
        if self.kind == Kind.GOOD and self.missed_opportunity:
            raise ValidationError({"missed_opportunity": NOT_MISSED})
        if self.kind == Kind.DEVELOP and self.exemplar:
            raise ValidationError({"exemplar": NOT_AN_EXEMPLAR})

    def validate_constraints(self, exclude: Any = None) -> None:
        """`clean` says what they hold: a page that saves itself asks the database nothing more."""


@pghistory.track(*page_history())
class Voice(models.Model):
    """What the record shows of a child's, parent's or carer's voice, or what the practitioner said. Streams are kept
    apart: two that conflict both stand."""

    class Whose(models.TextChoices):
        CHILD = "child", "The child"
        PARENT = "parent", "A parent or carer"
        PRACTITIONER = "practitioner", "The practitioner"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="voices")
    whose = models.CharField(max_length=12, choices=Whose.choices)
    found = models.BooleanField(null=True)  # None: not said yet; False: looked for, not in the record
    text = TextField("what does it show?", max_length=4000, blank=True, help_text=NO_NAMES)
    version = models.PositiveIntegerField(default=1)
    background_saves = background_saves()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("agency_return", "whose")
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency_return", "whose"), name="voice_once")]

    def __str__(self) -> str:
        return f"{self.whose} in return {self.agency_return_id}"
