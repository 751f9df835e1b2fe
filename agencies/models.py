"""Sectors, agencies and their services, people, their memberships, and the journal of who did and read what."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from agencies import roles
from agencies.queries import (
    AbsenceQuerySet,
    AgencyQuerySet,
    JournalQuerySet,
    MailDomainQuerySet,
    MembershipQuerySet,
    PersonInvitationQuerySet,
    PersonQuerySet,
)
from audit_project.checked import CheckedModel
from audit_project.model_fields import CharField, DateField, EmailField, TimeField, if_empty

COVERS = "A role in an organisation covers its services."
HELD_ALREADY = "This person already has this role in this agency."
# Letters, figures and hyphens between dots, at least two parts (RFC 1035); others in their ASCII form.
DOMAIN = re.compile(r"(?=.{3,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")


def name_field() -> CharField:
    """What a person is called, and somebody who is invited to become one."""
    return CharField(max_length=120, error_messages=if_empty("Enter the person's name."))


def address_field(**kwargs: Any) -> EmailField:
    """The address by which a person is known."""
    words = if_empty("Enter their work e-mail address.")
    return EmailField("work e-mail address", max_length=254, error_messages=words, **kwargs)


def role_field() -> CharField:
    """One of the roles, where it is given and where somebody is invited to it."""
    words = if_empty("Choose a role.") | {"invalid_choice": "Choose one of the roles."}
    return CharField(max_length=20, choices=roles.CHOICES, error_messages=words)


ENDS_FIRST = "The last day must not be before the first."


class Sector(models.Model):
    """Level 1 of the agency list; `published_as` sector: its organisations are never named outside."""

    class PublishedAs(models.TextChoices):
        ORGANISATION = "organisation", "By its own name"
        SECTOR = "sector", "Only as its sector"

    code = models.CharField(max_length=12, primary_key=True)
    label = models.CharField(max_length=80)
    statutory_partner = models.BooleanField(default=False)
    published_as = models.CharField(max_length=12, choices=PublishedAs.choices, default=PublishedAs.ORGANISATION)
    order = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.label


class Agency(CheckedModel):
    """An organisation, or a service of one ("Healthcare Trust" with "Health Visiting"). The partnership is one too."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = CharField(max_length=120, error_messages=if_empty("Enter the agency's name."))
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        related_name="agencies",
        help_text="Schools, GPs and others are published only by their sector.",
        error_messages=if_empty("Choose a sector."),
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    is_partnership = models.BooleanField(default=False)
    is_out_of_area = models.BooleanField("outside the partnership's area", default=False)
    is_active = models.BooleanField(default=True)
    # Told of an immediate concern besides the contact, and asked next when nobody answers.
    deputy = models.ForeignKey(
        "Person",
        verbose_name="deputy for immediate concerns",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Told of a concern with the contact. Somebody with a role in this agency.",
    )
    wants_approval = models.BooleanField(
        "somebody else approves each return before it is submitted",
        default=False,
        help_text="Whoever submits names them, with their role and the date. It holds for the services too.",
    )
    # Published by its sector alone, although its sector's organisations may be named.
    only_by_sector = models.BooleanField(
        "publish it only as its sector",
        default=False,
        help_text="A sector whose agencies are never named stays so without this.",
    )
    # Where everything went that pointed at it: an agency that was merged into another is out of use for good.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    version = models.PositiveIntegerField(default=1)

    objects = AgencyQuerySet.as_manager()
    lands_on: ClassVar = {"agency_name_once": "name"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "parent",
                name="agency_name_once",
                # One that was merged into another keeps its name and stands in nobody's way.
                condition=Q(merged_into__isnull=True),
                nulls_distinct=False,
                violation_error_message="There is already an agency or service with this name.",
            ),
            models.UniqueConstraint(
                fields=("is_partnership",), condition=Q(is_partnership=True), name="one_partnership"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="agency_not_its_own_parent",
                violation_error_message="An agency cannot be a service of itself.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(is_active=False) & ~Q(merged_into=F("id"))),
                name="agency_merged_is_out_of_use",
                violation_error_message="An agency that was merged into another stays out of use.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """A service's name with its organisation's: "Healthcare Trust: School Nursing". Needs `parent` loaded."""
        return f"{self.parent.name}: {self.name}" if self.parent_id and self.parent else self.name

    @property
    def named_outside(self) -> bool:
        """Whether what is published may name it: its sector, itself and its organisation all allow it.

        Needs `sector` and, for a service, `parent__sector` loaded.
        """
        own = self.sector.published_as == Sector.PublishedAs.ORGANISATION and not self.only_by_sector
        return own and (self.parent is None or self.parent.named_outside)


class AgencyName(models.Model):
    """A name that an agency had before, until the day it was renamed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="earlier_names")
    name = models.CharField(max_length=120)
    until = models.DateField()
    renamed_at = models.DateTimeField()
    renamed_by = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ("-until", "-id")

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Standing:
    """What a person may be on one day: their memberships in force, loaded in one query."""

    memberships: tuple[tuple[str, int], ...]  # (role code, agency id)

    def has(self, *codes: str) -> bool:
        return any(role in codes for role, _ in self.memberships)

    def agency_ids(self, *codes: str) -> list[int]:
        """Agencies the person belongs to (with one of these roles, when given)."""
        return sorted({agency for role, agency in self.memberships if not codes or role in codes})

    @property
    def roles(self) -> tuple[str, ...]:
        held = {role for role, _ in self.memberships}
        return tuple(role.code for role in roles.ALL if role.code in held)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # a base made as it runs
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email__iexact=email)


class Person(CheckedModel, AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. Superuser means nothing for case data: no permission is ever asked."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = address_field()
    name = name_field()
    is_active = models.BooleanField(default=True)
    # A one-off auditor without an account: made with a link to one return, holds no role and no password.
    is_guest = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = PersonManager()
    lands_on: ClassVar = {"person_email_once": "email"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message="Somebody already has this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def standing(self, on: date | None = None) -> Standing:
        """The person's memberships in force on `on` (today when not given), asked once a request."""
        day = on or timezone.localdate()
        cache: dict[date, Standing] = self.__dict__.setdefault("_standing", {})
        if day not in cache:
            rows = self.memberships.active(day).values_list("role", "agency_id")
            cache[day] = Standing(tuple(sorted(rows)))
        return cache[day]

    def forget_standing(self) -> None:
        """Ask again: the person's memberships have just changed."""
        self.__dict__.pop("_standing", None)


class Membership(CheckedModel):
    """A person's role in an agency from one day to another, both included.

    A role that opens case records begins when another lead confirms it. A membership of an organisation covers its
    services; of a service only itself.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(
        Agency,
        verbose_name="agency or service",
        on_delete=models.PROTECT,
        related_name="memberships",
        help_text=COVERS,
        error_messages=if_empty("Choose an agency."),
    )
    role = role_field()
    since = DateField("first day", error_messages=if_empty("Enter the first day."))
    until = DateField("last day", null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = MembershipQuerySet.as_manager()
    lands_on: ClassVar = {"membership_ends_after_it_begins": "until"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_ends_after_it_begins",
                violation_error_message=ENDS_FIRST,
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
                name="membership_not_confirmed_by_oneself",
                violation_error_message="Nobody confirms their own role.",
            ),
            models.UniqueConstraint(
                fields=("person", "agency", "role"),
                condition=Q(until__isnull=True),
                name="membership_open_once",
                violation_error_message=HELD_ALREADY,
            ),
            models.CheckConstraint(condition=Q(role__in=[r.code for r in roles.ALL]), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.agency_id}"

    @property
    def role_name(self) -> str:
        return roles.BY_CODE[self.role].name

    @property
    def waits(self) -> bool:
        """Whether the role opens case records and no other lead has confirmed it yet."""
        return self.role in roles.READS_CASES and self.confirmed_at is None


class Absence(CheckedModel):
    """Days on which somebody is away, both included: what they hold is nobody's meanwhile. Why is nobody's business, so
    there is no field for it. It closes nothing: whoever is away may sign in."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    since = DateField("first day away", error_messages=if_empty("Enter the first day away."))
    until = DateField("last day away", null=True, blank=True, help_text="Leave it empty while it is not known.")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = AbsenceQuerySet.as_manager()
    lands_on: ClassVar = {"absence_ends_after_it_begins": "until"}

    class Meta:
        ordering: ClassVar = ("person", "since", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="absence_ends_after_it_begins",
                violation_error_message=ENDS_FIRST,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} away from {self.since}"


class PersonInvitation(models.Model):
    """An invitation by e-mail to become a person with one role in one agency: single use, bound to its address.

    The secret of its link is kept as a hash alone. Accepted, it names the person; revoked or past `expires_at` it
    opens nothing.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = address_field(help_text="The invitation goes to this address alone, and it cannot be changed later.")
    name = name_field()
    agency = models.ForeignKey(
        Agency,
        verbose_name="agency or service",
        on_delete=models.PROTECT,
        related_name="person_invitations",
        help_text=COVERS,
        error_messages=if_empty("Choose an agency."),
    )
    role = role_field()
    secret_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PersonInvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("-sent_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="invitation_ends_after_it_is_sent"),
            models.CheckConstraint(condition=Q(role__in=[r.code for r in roles.ALL]), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"invitation to {self.agency_id} as {self.role}"

    @property
    def role_name(self) -> str:
        return roles.BY_CODE[self.role].name


class JournalEntry(models.Model):
    """One thing that somebody did, read or was refused. Append-only; points by plain text; holds no free text."""

    at = models.DateTimeField()
    person_id_then = models.BigIntegerField(null=True)
    person_name_then = models.CharField(max_length=120)
    acting_role = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    object_uid = models.CharField(max_length=64, blank=True)
    audit_uid = models.UUIDField(null=True)
    case_uid = models.UUIDField(null=True)
    request_id = models.CharField(max_length=36, blank=True)
    refused = models.BooleanField(default=False)

    objects = JournalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("audit_uid", "-at"), name="journal_by_audit"),
            models.Index(fields=("case_uid", "-at"), name="journal_by_case"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="journal_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class MailDomain(CheckedModel):
    """A domain of work addresses that a link to a return may be sent to ("hillside.school.example")."""

    domain = CharField(
        max_length=253,
        help_text="What stands after the @ of a work address, such as hillside.school.example.",
        error_messages=if_empty("Enter a domain."),
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MailDomainQuerySet.as_manager()
    lands_on: ClassVar = {"mail_domain_once": "domain"}

    class Meta:
        ordering: ClassVar = ("domain",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("domain"), name="mail_domain_once", violation_error_message="This domain is on the list already."
            )
        ]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        """ "@Hillside.example" is read as "hillside.example"."""
        if not self.domain:
            return  # said by the field
        self.domain = self.domain.removeprefix("@").lower()
        if not DOMAIN.match(self.domain):
            raise ValidationError(
                {"domain": "Enter a domain like hillside.school.example: what stands after the @ of a work address."}
            )


class FrontDoor(CheckedModel):
    """The numbers to ring when a child may be at risk now, and the hours in which the first of them is answered.

    One row. Hours are local time of working days; at other times the emergency duty team is rung.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = CharField(
        "what is the front door called?",
        max_length=80,
        default="Front door",
        help_text="For example, First Response.",
        error_messages=if_empty("Enter what the front door is called."),
    )
    number = CharField(
        "its telephone number",
        max_length=30,
        blank=True,
        error_messages=if_empty("Enter the number of the front door."),
    )
    opens = TimeField(
        "opens at",
        default=time(8, 45),
        help_text="On working days, for example 8:45.",
        error_messages=if_empty("Enter the time it opens, like 8:45."),
    )
    closes = TimeField(
        "closes at",
        default=time(16, 45),
        help_text="For example 16:45.",
        error_messages=if_empty("Enter the time it closes, like 16:45."),
    )
    duty_name = CharField(
        "who answers at other times?",
        max_length=80,
        default="Emergency duty team",
        error_messages=if_empty("Enter what the team is called that answers at other times."),
    )
    duty_number = CharField(
        "the number to ring at other times",
        max_length=30,
        blank=True,
        error_messages=if_empty("Enter the number that is rung at other times."),
    )
    version = models.PositiveIntegerField(default=1)

    lands_on: ClassVar = {"front_door_closes_after_it_opens": "closes"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="one_front_door"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="front_door_closes_after_it_opens",
                violation_error_message="The closing time must be after the opening time.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SentForm(models.Model):
    """A form that was carried out: when it comes again, it leads to where it led. Taken away after some days.

    `made`: it made something new, and would make another. `showed`: it was answered by a page that is shown once.
    """

    key = CharField(max_length=64, unique=True)
    # Goes with the person: it says nothing but that a page of theirs was sent. None on a page that needs no sign-in.
    person = models.ForeignKey("agencies.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    page = CharField(max_length=60)
    mark = CharField(max_length=64)
    led_to = CharField(max_length=190, blank=True)
    made = models.BooleanField(default=False)
    showed = models.BooleanField(default=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.page} at {self.at:%Y-%m-%d %H:%M}"


class Installation(models.Model):
    """The one row that says what this database is: a demo carries a mark, and never becomes production."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_demo = models.BooleanField(default=False)
    marked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "installation"
