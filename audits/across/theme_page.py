"""One theme across audits: what it was called in each, in which cases, of whose agencies, and what was recommended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from agencies.models import Person
from audits.across import rules
from audits.across.models import PracticeTheme, ThemeMatch
from audits.across.queries import own_findings
from audits.across.recurrence import Recurrence, Round, audits_counted, recurrences
from audits.across.words import how_often, in_round
from audits.meeting.models import AgreedFinding, Theme
from audits.sample.models import Case

AUDITS_ON_A_PAGE = 10
FINDINGS_ON_A_PAGE = 20
HEADLINE = Q(case__strand__isnull=True) | Q(case__strand__in_headline=True)


@dataclass
class MatchedTheme:
    """A theme of an audit that was matched: its words there, and the match, for whoever may take it out again."""

    match: ThemeMatch
    statement: str
    may_match: bool
    recommendations: list[str] = field(default_factory=list)


@dataclass
class AuditPart:
    """What one audit says of the theme."""

    reference: str
    words: str
    cases: list[tuple[int, bool]] = field(default_factory=list)  # the number, and whether the reader may open it
    sectors: list[str] = field(default_factory=list)
    said: list[MatchedTheme] = field(default_factory=list)


@dataclass(frozen=True)
class ThemePage:
    """Everything that the page of a theme shows."""

    often: str
    parts: list[AuditPart]
    page: Page[Round]
    unnamed: int
    apart: list[ThemeMatch]
    took_in: list[PracticeTheme]


def theme_page(practice: PracticeTheme, person: Person, number: str | None) -> ThemePage:
    """The theme as the reader may see it; eight queries at any number of audits and themes."""
    audits = audits_counted()
    found = recurrences(person, [practice], audits, last=None)
    line = found[0] if found else None
    shown = Paginator(line.named if line else [], AUDITS_ON_A_PAGE).get_page(number)
    parts = {one.audit.pk: AuditPart(one.audit.reference, in_round(one)) for one in shown}
    took_in = list(PracticeTheme.objects.filter(merged_into=practice).order_by("pk"))
    matches = matches_of([practice, *took_in], person)
    fill_statements(parts, matches, person)
    fill_cases(parts, matches, person)
    apart = [match for match in matches if match.state == ThemeMatch.State.OTHER]
    return ThemePage(said_of(line), list(parts.values()), shown, line.unnamed if line else 0, apart, took_in)


def said_of(line: Recurrence | None) -> str:
    return how_often(line, last=False) if line else "In no audit so far"


def matches_of(themes: Iterable[PracticeTheme], person: Person) -> list[ThemeMatch]:
    """What people said of these themes, of the audits' themes that the reader may see."""
    seen = Theme.objects.visible_to(person).order_by().values("pk")
    rows = ThemeMatch.objects.filter(practice_theme__in=list(themes), theme__in=seen)
    return list(rows.select_related("theme__audit", "decided_by").order_by("theme__order", "pk"))


def fill_statements(parts: dict[int, AuditPart], matches: list[ThemeMatch], person: Person) -> None:
    """The statements in each audit, and the recommendations that followed from each, in one query."""
    said: dict[int, MatchedTheme] = {}
    for match in matches:
        if match.state == ThemeMatch.State.SAME and match.theme.audit_id in parts:
            one = MatchedTheme(match, match.theme.statement, rules.can_match(person, match.theme))
            parts[match.theme.audit_id].said.append(one)
            said[match.theme_id] = one
    # Recommendations stand in a later room: they are reached through the theme that they answer.
    recommendation: Any = Theme._meta.get_field("recommendations").related_model
    rows = recommendation.objects.visible_to(person).filter(theme__in=said).order_by("order", "pk")
    for row in rows:
        said[row.theme_id].recommendations.append(row.text)


def fill_cases(parts: dict[int, AuditPart], matches: list[ThemeMatch], person: Person) -> None:
    """The distinct cases of each audit and the sectors of the agencies that their findings name."""
    themes = [match.theme_id for match in matches if match.state == ThemeMatch.State.SAME]
    found = (
        AgreedFinding.objects.visible_to(person)
        .filter(HEADLINE, theme__in=themes, state="agreed", audit__in=parts)
        .exclude(case__state=Case.State.EXCLUDED)
        .order_by("case__number", "agencies__sector__order")
        .values_list("audit_id", "case_id", "case__number", "agencies__sector__label")
    )
    rows = list(found)
    may_open = set(Case.objects.visible_to(person).filter(pk__in={row[1] for row in rows}).values_list("pk", flat=True))
    for audit, case, number, sector in rows:
        part = parts[audit]
        if (number, case in may_open) not in part.cases:
            part.cases.append((number, case in may_open))
        if sector and sector not in part.sectors:
            part.sectors.append(sector)


@dataclass(frozen=True)
class OwnPage:
    """What an agency's contact reads of a theme: in how many audits, and what was agreed of their agency alone."""

    often: str
    own: int
    findings: Page[AgreedFinding]
    shared: int  # agreed findings that name other agencies too: counted, not read here


def own_page(practice: PracticeTheme, person: Person, number: str | None) -> OwnPage:
    """The agency's part of a theme; the words of findings that name other agencies as well stay with the audit."""
    found = recurrences(person, [practice], audits_counted(), last=None)
    homes = PracticeTheme.objects.filter(Q(pk=practice.pk) | Q(merged_into=practice)).values("pk")
    matched = ThemeMatch.objects.filter(state=ThemeMatch.State.SAME, practice_theme__in=homes).values("theme_id")
    ours = own_findings(person).filter(theme__in=matched)
    alone = own_findings(person, alone=True).filter(theme__in=matched)
    rows = alone.select_related("audit", "case", "domain").order_by("-audit__created_at", "case__number", "order", "pk")
    shown: Page[AgreedFinding] = Paginator(rows, FINDINGS_ON_A_PAGE).get_page(number)
    own = found[0].own or 0 if found else 0
    return OwnPage(said_of(found[0] if found else None), own, shown, ours.count() - shown.paginator.count)
