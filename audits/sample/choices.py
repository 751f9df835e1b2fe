"""What may be chosen about a case: agencies to ask, auditors to name, strands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from agencies.models import Agency, Membership, Person
from audits.sample.models import Case, Involvement
from audits.scope.models import Invitation


def agencies_to_ask(case: Case) -> QuerySet[Any]:
    """Invited agencies and the services of invited organisations that have not been asked about the case."""
    invited = Invitation.objects.filter(audit=case.audit_id)
    return (
        Agency.objects.filter(
            Exists(invited.filter(Q(agency=OuterRef("pk")) | Q(agency=OuterRef("parent_id")))), is_active=True
        )
        .exclude(involvements__case=case)
        .select_related("parent", "sector")
        .order_by("sector__order", Lower("name"), "pk")
    )


def auditors_of(involvement: Involvement, on: date) -> QuerySet[Any]:
    """Auditors of the agency today, or of the organisation it is a service of; and the guest who has a link now."""
    agency = involvement.agency
    places = [key for key in (agency.pk, agency.parent_id) if key is not None]
    holders = Membership.objects.active(on).filter(role="auditor", agency_id__in=places).values("person_id")
    guest = Q(pk=involvement.auditor_id, is_guest=True)
    return Person.objects.filter(Q(pk__in=holders) | guest).order_by(Lower("name"), "pk")


def services_of(involvement: Involvement) -> QuerySet[Any]:
    """The services of the agency that are in use, and the one that is named already."""
    mine = Q(parent=involvement.agency_id, is_active=True) | Q(pk=involvement.service_id)
    return Agency.objects.filter(mine).order_by(Lower("name"), "pk")
