"""Search of agreed findings: those the reader may see, the best match first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet

from agencies.models import Person
from audits.across.queries import FOLLOW_PRACTICE, own_findings
from audits.meeting.models import AgreedFinding
from audits.sample.models import Case
from audits.sample.queries import still_in

ON_A_PAGE = 20
CONFIG = "english"


@dataclass(frozen=True)
class FoundFinding:
    """One agreed finding, and whether the reader may open its case."""

    finding: AgreedFinding
    opens: bool


def readable(person: Person) -> QuerySet[Any]:
    """Agreed findings whose words the person reads: those they may see in their audits; for an agency's contact
    those that name their agency and no other."""
    if person.standing().has(*FOLLOW_PRACTICE):
        return AgreedFinding.objects.visible_to(person).filter(still_in(), state=AgreedFinding.State.AGREED)
    return own_findings(person, alone=True)


def search(person: Person, words: str, page: str | None) -> tuple[list[FoundFinding], Page[AgreedFinding]]:
    """A page of what holds all the words, ranked; three queries at any number."""
    vector, query = SearchVector("text", config=CONFIG), SearchQuery(words, config=CONFIG, search_type="websearch")
    rows = (
        readable(person)
        .annotate(words=vector, rank=SearchRank(vector, query))
        .filter(words=query)
        .select_related("audit", "case", "domain", "theme")
        .order_by(F("rank").desc(), "-audit_id", "case__number", "order", "pk")
    )
    shown: Page[AgreedFinding] = Paginator(rows, ON_A_PAGE).get_page(page)
    cases = {finding.case_id for finding in shown}
    opens = set(Case.objects.visible_to(person).filter(pk__in=cases).values_list("pk", flat=True))
    return [FoundFinding(finding, finding.case_id in opens) for finding in shown], shown
