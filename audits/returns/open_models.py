"""What stands around a return while it is written: findings that were begun, pages that are open, links to it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import TextField
from audits.codes.models import PracticeDomain
from audits.returns.models import AgencyReturn, FindingWords, Kind
from audits.returns.queries import OfReturnQuerySet

MOST_DRAFTS = 20  # of one return
TOO_MANY_BEGUN = f"{MOST_DRAFTS} findings are begun and not finished. Finish or remove some first."


class FindingDraft(FindingWords):
    """A finding that somebody has begun: kept as it was typed, complete or not, until it is added or removed.

    Its uid is the key of the form it was begun in. Its agency's own people see it and nobody else; it is counted
    nowhere.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=8, choices=Kind.choices, blank=True)
    domain = models.ForeignKey(  # type: ignore[assignment]  # a finding has one, a draft may not yet
        PracticeDomain, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = TextField("what did you find?", max_length=20_000, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("agency_return", "id")

    def __str__(self) -> str:
        return f"draft finding of return {self.agency_return_id}"


class LongText(models.Model):
    """A text that is too long for the field it was typed into: kept until it is shortened, counted nowhere.

    `page` and `field` say where it was typed, as the page names them ("questions", "q12-comment"); `key` is the open
    page that kept it last.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="long_texts")
    page = models.CharField(max_length=60)
    field = models.CharField(max_length=120)
    text = TextField(max_length=100_000)
    limit = models.PositiveIntegerField()
    key = models.UUIDField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("agency_return", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency_return", "page", "field"), name="long_text_once"),
        ]

    def __str__(self) -> str:
        return f"long text of return {self.agency_return_id}"


class OpenForm(models.Model):
    """One page of a return as it stands open in somebody's browser, and how far its saves in the background have come.

    `last_sequence` is the number of the newest save that was carried out and `outcome` what it was told: a save that
    comes late or twice changes nothing and gets the same answer. `versions` holds, by row ("q12"), the version that
    this form's own saves made, so that nobody meets a clash with themselves.
    """

    key = models.UUIDField(primary_key=True)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="open_forms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=60)
    last_sequence = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.page} of return {self.agency_return_id}"


class ReturnLink(models.Model):
    """A way to one return without an account: a link sent to a work address, and a code given apart.

    Kept as hashes. `person` is the guest it lets in, made for this link alone. It ends with `until`, when it is
    revoked, when the return is accepted or given to somebody else. A code that is wrong too often closes it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="links")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="link")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=128)
    until = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("agency_return", "-sent_at")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency_return",),
                condition=Q(revoked_at__isnull=True),
                name="one_link_in_force",
                violation_error_message="A link to this return is in force already. Revoke it before you send another.",
            ),
            models.CheckConstraint(
                condition=(Q(revoked_at__isnull=True) & Q(revoked_by__isnull=True))
                | (Q(revoked_at__isnull=False) & Q(revoked_by__isnull=False)),
                name="link_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"link to return {self.agency_return_id}"
