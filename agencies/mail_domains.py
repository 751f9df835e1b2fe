"""Which work addresses a link may be sent to: the domains on the administrator's list, with their sub-domains."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal, rules
from agencies.models import MailDomain, Person
from audit_project.checked import check_row
from audit_project.refused import Refused

# Letters, figures and hyphens between dots, at least two parts (RFC 1035); others in their ASCII form.
DOMAIN = re.compile(r"(?=.{3,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")


def add_domain(*, by: Person, now: datetime, domain: str) -> MailDomain:
    """Put a domain on the list. "@hillside.example" is read as "hillside.example"."""
    rules.check_administers(by, timezone.localdate(now))
    plain = domain.strip().removeprefix("@").lower()
    if not DOMAIN.match(plain):
        raise Refused("Enter a domain like hillside.school.example: what stands after the @ of a work address.")
    row = MailDomain(domain=plain, added_at=now, added_by=by)
    check_row(row)
    with transaction.atomic():
        row.save(force_insert=True)
        journal.record(by, "added", row, now=now)
    return row


def remove_domain(domain: MailDomain, *, by: Person, now: datetime) -> None:
    """Take a domain off the list. Links that were sent before stay until they are revoked."""
    rules.check_administers(by, timezone.localdate(now))
    with transaction.atomic():
        journal.record(by, "removed", domain, now=now)
        domain.delete()


def is_on_the_list(email: str) -> bool:
    """Whether the address is at a domain of the list, or at a sub-domain of one: "a.b.example" for "b.example"."""
    return MailDomain.objects.filter(domain__in=ways_of(email)).exists()


def ways_of(email: str) -> list[str]:
    """The domains of which one must be on the list: "a.b.example" and "b.example" for somebody "@a.b.example"."""
    parts = email.strip().lower().rpartition("@")[2].split(".")
    return [".".join(parts[at:]) for at in range(len(parts) - 1)]


def listed_domains() -> frozenset[str]:
    """Every domain on the list, for a whole file of addresses."""
    return frozenset(MailDomain.objects.values_list("domain", flat=True))
