"""What a person still holds across all audits, before they leave, and their parts, for whoever may read of them.

The administrator's role opens no case: each sentence says how many and in which audits, and nothing of any case.
"""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from agencies.models import Person
from agencies.people.owing import Succession
from agencies.queries import in_force
from audits.desk.owed import said
from audits.returns.mine.listed import TO_FINISH
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.scope.appointing.models import Appointment
from audits.scope.appointing.queries import led_alone
from audits.scope.models import Audit, AuditTeam


def returns_held(person: Person, on: date) -> list[str]:
    rows = AgencyReturn.objects.filter(TO_FINISH, involvement__auditor=person)
    return said(rows, "audit__reference", "return not handed in", "returns not handed in")


def parts_held(person: Person, on: date) -> list[str]:
    rows = AuditTeam.objects.filter(in_force(on), person=person)
    return said(rows, "audit__reference", "part in an audit team", "parts in audit teams")


def audits_led_alone(person: Person, on: date) -> list[Succession]:
    """Audits under way that only they lead, without those for which somebody is proposed already."""
    asked = Appointment.objects.waiting().values("audit")
    references = led_alone(person, on).exclude(pk__in=asked).values_list("reference", flat=True)
    return [Succession(f"{one} has no other lead.", reverse("lead_propose", args=[one])) for one in references]


def links_sent(person: Person, on: date) -> list[str]:
    rows = ReturnLink.objects.filter(sent_by=person, revoked_at__isnull=True, until__gte=on)
    return said(
        rows, "agency_return__audit__reference", "link to a return that they sent", "links to returns that they sent"
    )


def parts_read(person: Person, reader: Person, on: date) -> list[str]:
    """“T-2026-01: Lead, from 7 March 2026”, in the audits that the reader sees."""
    audits = Audit.objects.visible_to(reader).order_by().values("pk")
    rows = AuditTeam.objects.filter(in_force(on), person=person, audit_id__in=audits).select_related("audit")
    return [f"{row.audit.reference}: {row.get_part_display()}" for row in rows.order_by("-audit__created_at", "pk")]
