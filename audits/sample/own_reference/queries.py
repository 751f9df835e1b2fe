"""What is sealed for an agency, without opening it: whether it is there, who opened it, how much an audit holds."""

from __future__ import annotations

from django.db.models import Count

from agencies.models import JournalEntry
from audits.sample.models import Involvement
from audits.sample.own_reference.models import IdentifyingLines, OwnReference
from audits.scope.models import Audit

OPENINGS = ("opened_own_reference", "opened_lines")


def own_reference_of(involvement: Involvement) -> OwnReference | None:
    return OwnReference.objects.filter(involvement=involvement).select_related("sealed_by").first()


def lines_of(involvement: Involvement) -> IdentifyingLines | None:
    return IdentifyingLines.objects.filter(involvement=involvement).select_related("sealed_by").first()


def openings_of(involvement: Involvement, most: int = 100) -> list[JournalEntry]:
    """Who opened what is sealed with one involvement, newest first."""
    rows = JournalEntry.objects.of_audit(involvement.case.audit.uid)
    return list(rows.filter(verb__in=OPENINGS, object_uid=str(involvement.uid)).order_by("-pk")[:most])


def sealed_for_agencies(audit: Audit) -> dict[str, int]:
    """How many own references and how many notes are sealed for the agencies of an audit; one query."""
    rows = Involvement.objects.filter(case__audit=audit).order_by()
    return rows.aggregate(own_references=Count("ownreference"), lines=Count("identifyinglines"))
