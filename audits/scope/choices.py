"""What may be chosen while an audit is set up: scales, tools, earlier audits, people with a role, agencies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from agencies.models import Agency, Membership, Person
from audits.scope.models import Audit
from audits.tools.models import AuditTool, RatingScale


def scales(audit: Audit) -> QuerySet[RatingScale]:
    """Scales in use, and the audit's own even when it has been retired."""
    return RatingScale.objects.filter(Q(is_active=True) | Q(pk=audit.scale_id))


def tools(audit: Audit) -> QuerySet[AuditTool]:
    """Tools in use, and the audit's own even when it has been retired."""
    return AuditTool.objects.filter(Q(is_active=True) | Q(pk=audit.tool_id)).order_by(Lower("name"), "code", "edition")


def earlier_audits(audit: Audit, person: Person) -> QuerySet[Any]:
    return Audit.objects.visible_to(person).exclude(pk=audit.pk).order_by("reference")


def audits_to_follow(person: Person) -> QuerySet[Any]:
    """Audits that a re-audit may follow: those this person may see, newest first."""
    return Audit.objects.visible_to(person).exclude(state=Audit.State.SETUP).order_by("-created_at", "-id")


def people_with_a_role(person: Person, on: date) -> QuerySet[Any]:
    """Everybody who may be given a part: holds a role today, and is not the one who gives it."""
    holders = Membership.objects.active(on).exclude(role="reader").values("person_id")
    return Person.objects.visible_to(person).filter(pk__in=holders).exclude(pk=person.pk).order_by(Lower("name"), "pk")


def agencies_to_invite(audit: Audit, person: Person) -> QuerySet[Any]:
    """Agencies and services in use that are not invited yet, in the order of their sectors."""
    return in_order(
        Agency.objects.visible_to(person).filter(is_active=True, is_partnership=False).exclude(invitations__audit=audit)
    )


def agencies_invited(audit: Audit) -> QuerySet[Any]:
    return in_order(Agency.objects.filter(invitations__audit=audit))


def in_order(agencies: QuerySet[Any]) -> QuerySet[Any]:
    return agencies.select_related("parent", "sector").order_by("sector__order", Lower("name"), "pk")
