"""A briefing, its seven sections, their statements with the evidence they stand on; messages, resources, editions."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from agencies.models import Person
from audit_project.model_fields import CharField, TextField, URLField, if_empty
from audits.briefing.queries import BriefingQuerySet, EditionQuerySet, SectionQuerySet, StatementQuerySet
from audits.briefing.slots import MESSAGE_SLOTS, RESOURCE_SLOTS
from audits.codes.models import ResourceType
from audits.scope.models import Audit

NO_TYPE = "Choose the type of resource."
TWO_PEOPLE = "Somebody else must publish what you submitted."


class PracticeMessage(models.Model):
    """What practitioners can do, as this audit's briefing says it (slots 5 and 6)."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="messages")
    slot = models.PositiveSmallIntegerField(
        "where it stands", choices=[(slot, f"Part {slot}") for slot in MESSAGE_SLOTS], default=5,
        error_messages={"invalid_choice": "Choose part 5 or part 6."},
    )  # fmt: skip
    order = models.PositiveSmallIntegerField(default=1)
    text = TextField(
        "what you can do", max_length=600, lines=3, look=True,
        help_text="Say it to the reader: “Ask about earlier addresses.”", error_messages=if_empty("Write the message."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("audit", "slot", "order", "id")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(slot__in=(5, 6)), name="message_slot")]

    def __str__(self) -> str:
        return self.text


class Resource(models.Model):
    """Something to read, book or ring (slots 6 and 7): its type, title, one-line use and link."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="resources")
    slot = models.PositiveSmallIntegerField(
        "where it stands", choices=[(slot, f"Part {slot}") for slot in RESOURCE_SLOTS], default=7,
        error_messages={"invalid_choice": "Choose part 6 or part 7."},
    )  # fmt: skip
    type = models.ForeignKey(
        ResourceType, verbose_name="type of resource", on_delete=models.PROTECT, related_name="+",
        error_messages=if_empty(NO_TYPE),
    )  # fmt: skip
    title = CharField(max_length=160, error_messages=if_empty("Enter the title."))
    use = CharField("what it is for, in one line", max_length=300, blank=True)
    link = URLField(max_length=400, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    # That a telephone number, an address or an e-mail address in it is a service's. Goes when its words change.
    service_confirmed_at = models.DateTimeField(null=True, blank=True)
    service_confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("audit", "slot", "order", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(slot__in=(6, 7)), name="resource_slot"),
            models.CheckConstraint(
                condition=Q(service_confirmed_at__isnull=True, service_confirmed_by__isnull=True)
                | Q(service_confirmed_at__isnull=False, service_confirmed_by__isnull=False),
                name="service_confirmed_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Briefing(models.Model):
    """The 7 minute briefing of one audit, on its way: drafted, submitted by one person, published by another."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for sign-off"
        PUBLISHED = "published", "Published"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="briefing")
    title = CharField(
        "title of the briefing", max_length=200, error_messages=if_empty("Enter the title of the briefing.")
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_digest = models.CharField(max_length=64, blank=True)  # of all that its submitter had before them
    words_checked = models.CharField(max_length=64, blank=True)  # fingerprint of the words its submitter ticked
    version = models.PositiveIntegerField(default=1)

    objects = BriefingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"briefing of {self.audit_id}"


@pghistory.track()
class Section(models.Model):
    """One of the seven slots, with its editable title."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="sections")
    slot = models.PositiveSmallIntegerField()
    title = CharField("title of this part", max_length=120, error_messages=if_empty("Enter the title of this part."))
    version = models.PositiveIntegerField(default=1)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("briefing", "slot")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("briefing", "slot"), name="slot_once"),
            models.CheckConstraint(condition=Q(slot__gte=1) & Q(slot__lte=7), name="seven_slots"),
        ]

    def __str__(self) -> str:
        return f"{self.slot}. {self.title}"


@pghistory.track()
class Statement(models.Model):
    """One sentence of a section: as drafted from the data, as edited, and what it stood on when it was written."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="statements")
    key = models.CharField(max_length=80, blank=True)  # the fact it was drafted from: "grades.agreed", "theme:<uid>"
    drafted_text = models.TextField(max_length=2000, blank=True)
    text = TextField(
        "the sentence", max_length=2000, lines=4, look=True,
        help_text="No names, and nothing that points to one child.", error_messages=if_empty("Write the sentence."),
    )  # fmt: skip
    is_edited = models.BooleanField(default=False)
    is_left_out = models.BooleanField(default=False)
    # What the words stood on when they were drafted or last confirmed; differs from now: the page warns.
    fingerprint = models.CharField(max_length=64, blank=True)
    cases = models.JSONField(default=list, blank=True)  # numbers of the cases it stands on
    findings = models.JSONField(default=list, blank=True)  # uids of the agreed findings it stands on
    link = models.URLField(max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("section", "order", "id")

    def __str__(self) -> str:
        return f"statement {self.order} of section {self.section_id}"


class Edition(models.Model):
    """What was published: the JSON and, in its files, the bytes with their SHA-256. Never changed; withdrawal is
    another row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    content = models.JSONField()
    is_public = models.BooleanField("anybody may read it without signing in", default=False)  # a person's decision
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("briefing", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("briefing", "number"), name="edition_number_once"),
            models.CheckConstraint(
                condition=~Q(submitted_by=F("published_by")),
                name="two_people_publish",
                violation_error_message=TWO_PEOPLE,
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="edition_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"edition {self.number} of briefing {self.briefing_id}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class EditionFile(models.Model):
    """One file of an edition, as it was published."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=8)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("edition", "format"), name="edition_file_once")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="edition_file_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.format} of edition {self.edition_id}"


class Withdrawal(models.Model):
    """An edition taken back: by whom, when, why."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = TextField(
        "why it is withdrawn", max_length=1000, lines=3, look=True,
        error_messages=if_empty("Say why this edition is withdrawn."),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"withdrawal of edition {self.edition_id}"
