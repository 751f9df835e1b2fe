"""A case's meeting: who attended, what was agreed of each finding, the panel's views, the agreed grade."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audit_project.checked import CheckedModel
from audit_project.model_fields import CharField, DateField, TextField, TickField, YesNoField, if_empty
from audits.codes.models import AnswerState, PracticeDomain, Qualifier
from audits.meeting.queries import AgreedFindingQuerySet, MeetingQuerySet, OfCaseQuerySet, ThemeQuerySet
from audits.returns.models import (
    NO_GRADE,
    NO_KIND,
    NOT_AN_EXEMPLAR,
    NOT_MISSED,
    AgencyReturn,
    Finding,
    Kind,
    Scope,
)
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.tools.models import RatingBand

WHICH_AGENCY = if_empty("Choose the agency.")
NO_QUORUM = "The meeting has no quorum. Say why it goes on, or put off the meeting."
NO_VIEW = "Choose whether the panel accepts or challenges the grade."
AGREED_GRADE = "Agreed grade of the multi-agency practice"
NO_GRADE_TO_QUALIFY = "A qualifier needs a grade to stand beside."
THEME_OF_ANOTHER = "Choose a theme of this audit."
WHY_AGREED = "Say why this was agreed."
WHY_DECLINED = "Say why the finding was declined."
WHY_DISAGREED = "Say what they disagreed with and why."
WHY_CHALLENGED = "Say why the grade was challenged."


class Meeting(models.Model):
    """The multi-agency audit meeting on one case."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="meeting")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARING)
    held_on = DateField(
        "day of the meeting", null=True, blank=True,
        help_text="For example, 27 3 2026", error_messages=if_empty("Enter the day of the meeting."),
    )  # fmt: skip
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Said at the start, before the case is spoken of: who said it and when stands in begun_by and begun_at.
    nothing_records = TickField(
        "nothing records this meeting, and no software takes notes of it", default=False,
        error_messages=if_empty("Tick when everybody has said that nothing records and no software takes notes."),
    )  # fmt: skip
    everyone_alone = TickField(
        "everybody is alone: nobody else can see their screen or hear", default=False,
        error_messages=if_empty("Tick when everybody has said that nobody else can see or hear."),
    )  # fmt: skip
    conflicts_asked = TickField(
        "everybody was asked for conflicts of interest", default=False,
        error_messages=if_empty("Tick when everybody has been asked for conflicts of interest."),
    )  # fmt: skip
    conflicts = TextField(
        "conflicts that were declared", max_length=2000, lines=3, look=True, blank=True,
        help_text="Leave empty if there are none.",
    )  # fmt: skip
    without_quorum_because = TextField(
        "why the meeting goes on without its quorum", max_length=2000, lines=3, look=True, blank=True,
        error_messages=if_empty(NO_QUORUM),
    )  # fmt: skip
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True, begun_by__isnull=True)
                | Q(begun_at__isnull=False, begun_by__isnull=False),
                name="meeting_begun_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"meeting on case {self.case_id}"


class Attendance(CheckedModel):
    """Who attended a meeting, for which agency, and whether they disagreed with what was agreed, and why."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", error_messages=WHICH_AGENCY)
    name = CharField(max_length=120, error_messages=if_empty("Enter the person's name."))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attended = YesNoField("did they attend?", default=True, no="No, apologies")
    disagreed = models.BooleanField("they disagreed with what was agreed", default=False)
    disagreement = TextField("what they disagreed with, and why", max_length=2000, lines=3, look=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    lands_on: ClassVar = {"attendance_once": "name", "disagreement_says_why": "disagreement"}

    class Meta:
        ordering: ClassVar = ("meeting", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("meeting", "agency", "name"),
                name="attendance_once",
                violation_error_message="This person is already on the list.",
            ),
            models.CheckConstraint(
                condition=Q(disagreed=False) | ~Q(disagreement=""),
                name="disagreement_says_why",
                violation_error_message=WHY_DISAGREED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at meeting {self.meeting_id}"

    def clean(self) -> None:
        if not self.disagreed:
            self.disagreement = ""
        elif not self.disagreement:
            raise ValidationError({"disagreement": WHY_DISAGREED})


class Theme(CheckedModel):
    """A theme of an audit: a kind and a statement, counted by the distinct cases with agreed findings under it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="themes")
    kind = models.CharField(
        max_length=8, choices=Kind.choices, error_messages=if_empty(NO_KIND) | {"invalid_choice": NO_KIND}
    )
    statement = TextField(
        "the theme in one sentence", max_length=600, lines=3, look=True,
        error_messages=if_empty("Write the theme in a sentence."),
    )  # fmt: skip
    # Said of amounts an earlier audit gave in words alone ("some", "a number of"); never turned into a number.
    amount_as_given = CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = ThemeQuerySet.as_manager()
    lands_on: ClassVar = {"theme_once": "statement"}

    class Meta:
        ordering: ClassVar = ("audit", "kind", "order", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("audit", "kind", "statement"),
                name="theme_once",
                violation_error_message="There is already a theme with this statement.",
            )
        ]

    def __str__(self) -> str:
        return self.statement


@pghistory.track()
class AgreedFinding(models.Model):
    """A finding as proposed to and agreed at the meeting, grouped from source findings (a recorded audit has none)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="agreed_findings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreed_findings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    kind = models.CharField(
        max_length=8, choices=Kind.choices, error_messages=if_empty(NO_KIND) | {"invalid_choice": NO_KIND}
    )
    domain = models.ForeignKey(PracticeDomain, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.CharField(  # empty: nobody recorded it
        "how far it reaches", max_length=8, choices=Scope.choices, blank=True,
        error_messages={"invalid_choice": "Choose how far the finding reaches."},
    )  # fmt: skip
    text = TextField("the finding", max_length=4000, look=True, error_messages=if_empty("Write the finding."))
    original_text = models.TextField(max_length=4000, blank=True)  # as proposed, kept when it was reworded
    missed_opportunity = models.BooleanField("it was a missed opportunity", default=False)
    exemplar = models.BooleanField("others could learn from it: an exemplar", default=False)
    theme = models.ForeignKey(
        Theme, verbose_name="theme of the audit", on_delete=models.PROTECT, null=True, blank=True,
        related_name="findings",
    )  # fmt: skip
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_reason = TextField(
        "why it is declined", max_length=2000, lines=3, look=True, blank=True, error_messages=if_empty(WHY_DECLINED)
    )
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = AgreedFindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("case", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_reason=""),
                name="declined_finding_says_why",
                violation_error_message=WHY_DECLINED,
            ),
            models.CheckConstraint(
                condition=(Q(decided_at__isnull=True) & Q(decided_by__isnull=True))
                | (Q(decided_at__isnull=False) & Q(decided_by__isnull=False)),
                name="finding_decided_by_someone",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("audit", "state", "theme", "case"), include=("kind", "domain"), name="agreed_finding_cells"
            )
        ]

    def __str__(self) -> str:
        return f"agreed finding {self.order} of case {self.case_id}"

    def clean(self) -> None:
        """What it is, as it is proposed; why it is declined, when it is."""
        if self.state == self.State.DECLINED and not self.declined_reason:
            raise ValidationError({"declined_reason": WHY_DECLINED})
        if self._state.adding and self.kind == Kind.GOOD and self.missed_opportunity:
            raise ValidationError({"missed_opportunity": NOT_MISSED})
        if self._state.adding and self.kind == Kind.DEVELOP and self.exemplar:
            raise ValidationError({"exemplar": NOT_AN_EXEMPLAR})


class FindingDecision(models.Model):
    """Which proposed finding a source finding was grouped into. A source stands in one proposal at most."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="decision")
    agreed_finding = models.ForeignKey(AgreedFinding, on_delete=models.CASCADE, related_name="sources")
    # CASCADE: removing a proposal frees its source findings; the findings themselves stay.
    grouped_at = models.DateTimeField()
    grouped_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.finding_id} in {self.agreed_finding_id}"


@pghistory.track()
class PanelView(CheckedModel):
    """The panel's view of an agency's grade of its own practice: accepted, or challenged and why."""

    class View(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        CHALLENGED = "challenged", "Challenged"

    agency_return = models.OneToOneField(AgencyReturn, on_delete=models.PROTECT, related_name="panel_view")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="panel_views")
    view = models.CharField(
        "the panel's view", max_length=10, choices=View.choices,
        error_messages=if_empty(NO_VIEW) | {"invalid_choice": NO_VIEW},
    )  # fmt: skip
    why = TextField(max_length=2000, blank=True, look=True, help_text="Needed when the grade is challenged.")
    band = models.ForeignKey(
        RatingBand, verbose_name="the grade the panel would give", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", help_text="Only when the grade is challenged.",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()
    lands_on: ClassVar = {"challenge_says_why": "why"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(view="challenged") | ~Q(why=""),
                name="challenge_says_why",
                violation_error_message=WHY_CHALLENGED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.view} on return {self.agency_return_id}"

    def clean(self) -> None:
        if self.view == self.View.CHALLENGED and not self.why:
            raise ValidationError({"why": WHY_CHALLENGED})


@pghistory.track()
class AgreedGrade(models.Model):
    """The agreed grade of the multi-agency practice in one case, its qualifier and its reason."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="agreed_grade")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="agreed_grades")
    band = models.ForeignKey(
        RatingBand, verbose_name="grade of the multi-agency practice", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", error_messages=if_empty(NO_GRADE),
    )  # fmt: skip
    state = models.ForeignKey(AnswerState, on_delete=models.PROTECT, related_name="+", default="UNANSWERED")
    qualifier = models.ForeignKey(
        Qualifier, verbose_name="words beside the grade", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", help_text="They qualify the grade; they are not another grade.",
    )  # fmt: skip
    reason = TextField(
        "why this was agreed", max_length=4000, look=True, blank=True,
        error_messages=if_empty(WHY_AGREED),
    )  # fmt: skip
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(state="RATED") & Q(band__isnull=False)) | (~Q(state="RATED") & Q(band__isnull=True)),
                name="agreed_grade_band_or_state",
                violation_error_message=NO_GRADE,
            ),
            models.CheckConstraint(
                condition=Q(qualifier__isnull=True) | Q(band__isnull=False),
                name="qualifier_stands_beside_a_grade",
                violation_error_message=NO_GRADE_TO_QUALIFY,
            ),
        ]

    def __str__(self) -> str:
        return f"agreed grade of case {self.case_id}"

    def clean(self) -> None:
        """An audit that was carried out before may have left no reason on paper."""
        if not self.reason and self.audit.origin != Audit.Origin.RECORDED:
            raise ValidationError({"reason": WHY_AGREED})
