"""Somebody who was invited by their agency's contact and has not answered yet."""

from __future__ import annotations

from django.utils import timezone

from agencies.directory.mail_domains import add_domain
from agencies.invitations import acts as invitations
from audits.desk.examples.stage import ExampleCast

# Where the demo may send invitations and links; the example link puts hillside.example there.
DOMAINS = ("trust.example", "police.example", "social-care.example", "partnership.example")
NAME, EMAIL = "Yusra Benali", "yusra.benali@trust.example"


def invite_somebody(stage: ExampleCast) -> None:
    now = timezone.now()  # it is open for seven days from now on
    for domain in DOMAINS:
        add_domain(by=stage.people["administrator"], now=now, domain=domain)
    invitations.invite_person(
        by=stage.people["trust-contact"], now=now, name=NAME, email=EMAIL, agency=stage.agencies["school-nursing"],
        role="auditor",
    )  # fmt: skip
