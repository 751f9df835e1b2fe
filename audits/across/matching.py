"""Which earlier themes an audit's theme may be the same as: those whose words are alike, for a person to confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramSimilarity
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from agencies.models import Person
from audits.across.models import PracticeTheme, ThemeMatch
from audits.across.queries import counted
from audits.meeting.models import AgreedFinding, Theme
from audits.sample.queries import still_in
from audits.scope.queries import led_by

OFFERED = 10
ON_A_PAGE = 20
# Below this nothing is alike but chance; full-text search finds the same words in another order, so either counts.
ALIKE = 0.12
SAME, OTHER = ThemeMatch.State.SAME, ThemeMatch.State.OTHER


@dataclass(frozen=True)
class Offer:
    """An earlier theme that may be the same: one that is followed already, or one of another audit that isn't yet."""

    practice: PracticeTheme | None
    theme: Theme | None
    statement: str
    said: tuple[str, ...]  # the statements it had in the audits that it stands on, each once
    score: float


def may_match(person: Person) -> Q:
    """Themes that the person may match: of the audits they lead, or of any for a safeguarding lead."""
    if person.standing().has("safeguarding_lead"):
        return Q()
    if not person.standing().has("audit_lead"):
        return Q(pk__in=[])
    return Q(audit__in=led_by(person, timezone.localdate()))


def unmatched(person: Person) -> QuerySet[Theme]:
    """Themes with something agreed under them that nobody has matched yet, of audits whose findings are agreed."""
    agreed = AgreedFinding.objects.filter(still_in(), theme=OuterRef("pk"), state="agreed")
    matched = ThemeMatch.objects.filter(theme=OuterRef("pk"), state=SAME)
    return Theme.objects.filter(
        Exists(agreed) | ~Q(amount_as_given=""), ~Exists(matched), counted("audit__"), may_match(person)
    ).select_related("audit")


def waiting_for(person: Person) -> int:
    """How many themes wait for this person's word."""
    return unmatched(person).count() if person.standing().has("audit_lead", "safeguarding_lead") else 0


def waiting_list(person: Person, page: str | None) -> Page[Theme]:
    rows = unmatched(person).order_by("-audit__created_at", "audit_id", "kind", "order", "pk")
    return Paginator(rows, ON_A_PAGE).get_page(page)


def scored(rows: QuerySet[Any], column: str, words: str) -> QuerySet[Any]:
    """Rows with how alike their words are: the better of trigram similarity and full-text rank."""
    any_word = any_word_of(words)
    query = SearchQuery(any_word, config="english", search_type="raw" if any_word else "plain")
    rank = SearchRank(SearchVector(column, config="english"), query, normalization=32)
    return rows.annotate(score=Greatest(TrigramSimilarity(column, words), rank))


def any_word_of(words: str) -> str:
    """A full-text query for any of the words: "late | chronolog". Letters and figures alone reach the parser;
    empty where there are none."""
    found = re.findall(r"[^\W_]+", words.lower())
    return " | ".join(dict.fromkeys(found))


def offers(theme: Theme, person: Person, *, everything: bool = False) -> list[Offer]:
    """What this theme may be the same as, the most alike first; what a person has told apart is not offered again.

    With `everything` all themes of the kind that are followed, alike or not: words may differ where practice doesn't.
    Four queries at any number.
    """
    homes = ThemeMatch.objects.filter(theme=theme, state=OTHER).values_list(
        Coalesce(F("practice_theme__merged_into"), F("practice_theme")), flat=True
    )
    apart = set(homes)
    followed = PracticeTheme.objects.filter(kind=theme.kind, merged_into=None).exclude(pk__in=apart)
    best: dict[int, float] = {}
    said: dict[int, dict[str, None]] = {}
    matches = ThemeMatch.objects.filter(state=SAME, theme__kind=theme.kind).annotate(
        home=Coalesce(F("practice_theme__merged_into"), F("practice_theme"))
    )
    for match in scored(matches, "theme__statement", theme.statement).values("home", "score", "theme__statement"):
        best[match["home"]] = max(best.get(match["home"], 0.0), match["score"])
        said.setdefault(match["home"], {})[match["theme__statement"]] = None
    found = []
    for row in scored(followed, "statement", theme.statement):
        score = max(row.score, best.get(row.pk, 0.0))
        if everything or score >= ALIKE:
            found.append(Offer(row, None, row.statement, tuple(said.get(row.pk, {})), score))
    others = unmatched(person).filter(kind=theme.kind).exclude(audit=theme.audit_id)
    for other in (
        scored(others, "statement", theme.statement).filter(score__gte=ALIKE).order_by("-score", "pk")[:OFFERED]
    ):
        found.append(Offer(None, other, other.statement, (), other.score))
    found.sort(key=lambda one: (-one.score, one.statement))
    return found if everything else found[:OFFERED]
