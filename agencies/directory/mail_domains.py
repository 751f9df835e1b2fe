"""Which work addresses a link may be sent to: the domains on the administrator's list, with their sub-domains."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies import journal, rules
from agencies.models import MailDomain, Person
from agencies.writing import write


def add_domain(*, by: Person, now: datetime, domain: str) -> MailDomain:
    """Put a domain on the list."""
    rules.check_administers(by, timezone.localdate(now))
    return write(MailDomain(added_at=now, added_by=by), by=by, now=now, verb="added", domain=domain)


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
