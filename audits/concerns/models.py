"""An immediate concern: what was seen, whom its raiser rang, what follows; added to, never rewritten."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audit_project.model_fields import CharField, TextField, YesNoField, if_empty
from audits.concerns.queries import ConcernQuerySet
from audits.sample.models import Case
from audits.scope.models import Audit

NO_NAMES = "Write about roles, never names: the front door has those."
SLIP = timedelta(minutes=5)  # a watch that goes a little fast


class ImmediateConcern(models.Model):
    """A child may be at risk now. Recorded at once; its text reaches no roll-up, report or briefing.

    `responsible` is the agency whose manager must see that somebody acts. The six fields that were typed never change:
    what follows is added as `ConcernEntry`. It is closed by the responsible manager and then confirmed or escalated by
    whoever raised it, or whoever was named in their place.
    """

    class Kind(models.TextChoices):
        CHILD = "child", "A child may be at risk now"
        OTHER_CHILD = "other_child", "Another child may be at risk"
        TRUST = "trust", "A person in a position of trust may be a risk"
        OFFENCE = "offence", "A possible offence that nobody has acted on"
        DRIFT = "drift", "The plan for the child is drifting"

    class State(models.TextChoices):
        OPEN = "open", "Nobody has answered"
        ANSWERED = "answered", "Being dealt with"
        CLOSED = "closed", "Closed, to be confirmed"
        CONFIRMED = "confirmed", "Closed and confirmed"
        ESCALATED = "escalated", "Escalated"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="concerns")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="concerns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # of whoever raised it
    responsible = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(
        "what kind of concern is it?", max_length=12, choices=Kind.choices,
        error_messages=if_empty("Choose what kind of concern it is."),
    )  # fmt: skip
    what = TextField(
        "what did you see or read?", max_length=4000, lines=4, help_text=NO_NAMES,
        error_messages=if_empty("Say what you saw or read."),
    )  # fmt: skip
    rang = CharField(
        "whom did you ring?", max_length=200, help_text="The service or post, not a name.",
        error_messages=if_empty("Say whom you rang."),
    )  # fmt: skip
    rang_at = models.DateTimeField()
    they_said = TextField(
        "what did they say they will do?", max_length=2000, lines=4,
        error_messages=if_empty("Say what they will do."),
    )  # fmt: skip
    next_check_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="concerns_raised")
    # Who confirms or escalates it, where whoever raised it can no longer.
    followed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    copied_to_record = YesNoField(  # asked when it is closed
        "was it copied to the child's own record?", null=True, blank=True, no="No, and it need not be, or not yet",
        error_messages=if_empty("Say whether it was copied to the child's own record."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("-raised_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(answered_at__isnull=True) & Q(answered_by__isnull=True))
                | (Q(answered_at__isnull=False) & Q(answered_by__isnull=False)),
                name="concern_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=(Q(closed_at__isnull=True) & Q(closed_by__isnull=True))
                | (Q(closed_at__isnull=False) & Q(closed_by__isnull=False)),
                name="concern_closed_by_someone",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("audit", "state"), name="concern_by_state")]

    def __str__(self) -> str:
        return f"concern {self.pk} of case {self.case_id}"

    @property
    def follower(self) -> Person:
        """Who says whether it was dealt with."""
        return self.followed_by or self.raised_by

    def clean(self) -> None:
        """The times with one another, as they are typed: they never change afterwards."""
        if not self._state.adding or self.rang_at is None:
            return
        faults = {}
        if self.rang_at > self.raised_at + SLIP:
            faults["rang_at"] = "This time lies in the future. Enter when you rang."
        if self.next_check_at is not None and self.next_check_at <= self.rang_at:
            faults["next_check_at"] = "The next check must come after you rang."
        if faults:
            raise ValidationError(faults)


class ConcernEntry(models.Model):
    """Something added to a concern: more words, who answered, how it was closed or escalated. Append-only."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        ANSWERED = "answered", "Answered"
        PASSED_ON = "passed_on", "Passed on"
        FOLLOWED = "followed", "Somebody else sees that it is dealt with"
        CLOSED = "closed", "Closed"
        CONFIRMED = "confirmed", "Confirmed"
        ESCALATED = "escalated", "Escalated"

    # Where an entry needs words: how they are asked for, and what is said without them.
    ASKED: ClassVar = {
        Kind.ADDED: ("What do you want to add?", "Write what you want to add."),
        Kind.CLOSED: ("What was done?", "Say what was done."),
        Kind.ESCALATED: ("Why is it not dealt with?", "Say why you escalate it."),
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(ImmediateConcern, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = TextField(max_length=4000, blank=True, lines=4, help_text=NO_NAMES)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ("concern", "added_at", "id")
        triggers: ClassVar = [
            pgtrigger.Protect(name="concern_entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in concern {self.concern_id}"

    def clean(self) -> None:
        if not self.text and self.kind in self.ASKED:
            raise ValidationError({"text": self.ASKED[self.Kind(self.kind)][1]})


class ConcernNotice(models.Model):
    """Who was told of a concern, when and why: once for each reason, so that the watch is safe to run twice."""

    class Because(models.TextChoices):
        RAISED = "raised", "It was raised"
        UNANSWERED = "unanswered", "Nobody had answered"
        ESCALATED = "escalated", "It was escalated"
        CLOSED = "closed", "It was closed"
        NAMED = "named", "They follow it up from now on"

    concern = models.ForeignKey(ImmediateConcern, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=12, choices=Because.choices)
    told_at = models.DateTimeField()
    delivered = models.BooleanField(default=True)  # False: the mail server did not take it

    class Meta:
        ordering: ClassVar = ("concern", "told_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("concern", "person", "because"), name="concern_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} told of concern {self.concern_id}"
