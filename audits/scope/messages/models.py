"""What was sent to whom about an audit: a log without a word of the message, so that nobody is written to twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from audits.scope.models import Audit


class SentMessage(models.Model):
    """One e-mail that went out about one audit: its kind, to whom, when, and how many things it spoke of.

    `for_day` is the day a reminder was due by the timetable: with the person and the kind it makes sending safe to
    repeat. A message somebody sent by hand (a nudge) has `sent_by`.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "Returns have opened"
        INVOLVEMENT = "involvement", "Which children are known"
        BEFORE_DUE = "before_due", "Due soon"
        DUE_TODAY = "due_today", "Due today"
        OVERDUE = "overdue", "Overdue"
        PRE_READ = "pre_read", "Something to read for a meeting"
        NUDGE = "nudge", "Reminder by the lead"
        TRANSFER = "transfer", "About names that were sent"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="sent_messages")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    for_day = models.DateField()
    things = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    failed = models.BooleanField(default=False)  # the mail server refused: it is tried again

    class Meta:
        ordering: ClassVar = ("-sent_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("audit", "person", "kind", "for_day"),
                condition=Q(sent_by__isnull=True, failed=False),
                name="reminder_sent_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=("audit", "-sent_at"), name="sent_by_audit")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"
