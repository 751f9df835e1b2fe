"""An agency's return for one case: its answers, findings, voices and the grade of its own practice."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audits.codes.models import AnswerState, PracticeDomain
from audits.returns.queries import AgencyReturnQuerySet, OfReturnQuerySet
from audits.sample.models import Case, Involvement
from audits.sample.rules import KNOWN
from audits.scope.models import Audit
from audits.scope.tools import RatingBand, Standard


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
    on_behalf_of = models.CharField(max_length=120, blank=True)  # a post ("school nurse"), never a name
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_reason = models.TextField(max_length=2000, blank=True)
    # How the records were looked for, where the agency finds that there is nothing to audit.
    nothing_because = models.TextField(max_length=1000, blank=True)
    # The second pair of eyes, typed: whoever approved it in the agency.
    approved_by_name = models.CharField(max_length=120, blank=True)
    approved_by_role = models.CharField(max_length=120, blank=True)
    approved_on = models.DateField(null=True, blank=True)
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


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.ManualEvent("page_saved"))
class Answer(models.Model):
    """One answer of a return: yes, partly or no, or a state that is none of them and never a fail.

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
    value = models.CharField(max_length=6, choices=Value.choices, blank=True)
    state = models.ForeignKey(
        AnswerState, on_delete=models.PROTECT, related_name="+", db_index=False, default="UNANSWERED"
    )
    comment = models.TextField(max_length=4000, blank=True)
    handling = models.CharField(max_length=8, choices=Handling.choices, default=Handling.PANEL)
    version = models.PositiveIntegerField(default=1)

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency_return", "standard"), name="answer_once"),
            models.CheckConstraint(
                condition=(Q(state="RATED") & ~Q(value="")) | (~Q(state="RATED") & Q(value="")),
                name="answer_value_or_state",
                violation_error_message="Give one answer, or say why there is none.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("audit", "agency", "domain", "case"), include=("value", "state"), name="answer_cells")
        ]

    def __str__(self) -> str:
        return f"{self.standard_id}: {self.value or self.state_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.ManualEvent("page_saved"))
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
    reason = models.TextField(max_length=4000, blank=True)
    child_safe_today = models.CharField(max_length=3, choices=Safe.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(state="RATED") & Q(band__isnull=False)) | (~Q(state="RATED") & Q(band__isnull=True)),
                name="own_grade_band_or_state",
                violation_error_message="Choose a grade, or say why there is none.",
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


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.ManualEvent("page_saved"))
class Finding(models.Model):
    """What an agency found in its own records: good practice or an area for development."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="findings")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    domain = models.ForeignKey(PracticeDomain, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=8, choices=Scope.choices, blank=True)  # empty: nobody recorded it
    text = models.TextField(max_length=4000)
    missed_opportunity = models.BooleanField(default=False)
    exemplar = models.BooleanField(default=False)
    # Where it stands in the agency's own file ("contact record of 3 May"): attachments are not taken.
    evidence = models.CharField(max_length=200, blank=True)
    handling = models.CharField(max_length=8, choices=Handling.choices, default=Handling.PANEL)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("agency_return", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="good") | Q(missed_opportunity=False),
                name="good_practice_misses_nothing",
                violation_error_message="Good practice cannot be a missed opportunity.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="develop") | Q(exemplar=False),
                name="exemplar_is_good_practice",
                violation_error_message="Only good practice can be an exemplar.",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.order} of return {self.agency_return_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.ManualEvent("page_saved"))
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
    text = models.TextField(max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("agency_return", "whose")
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency_return", "whose"), name="voice_once")]

    def __str__(self) -> str:
        return f"{self.whose} in return {self.agency_return_id}"
