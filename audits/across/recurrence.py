"""How often a theme comes back: in how many of the audits whose findings are agreed, and in how many cases of each.

Three queries at any number of audits and themes. A case counts where it is of a headline strand and agreed, as in the
roll-up of its audit; a theme counts in an audit where something was agreed under it, or an amount was given in words.
A theme that a re-audit only brought along, with nothing under it, does not recur.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from agencies.models import Person
from audits.across.models import PracticeTheme, ThemeMatch
from audits.across.queries import counted, own_findings
from audits.across.rounds import Basis
from audits.rollup.counting.figures import AUDIT as ONE_AUDIT
from audits.rollup.counting.figures import About, Unit
from audits.rollup.counting.figures import Count as Figure
from audits.rollup.rules import can_read_roll_up
from audits.sample.models import Case
from audits.scope.models import Audit

LAST = 6


@dataclass(frozen=True)
class AuditLine:
    """An audit whose findings are agreed: when it was, in what it counts, and how many cases it agreed (n)."""

    pk: int
    reference: str
    on: date
    unit: Unit
    n: int
    small_n: int
    basis: Basis


@dataclass(frozen=True)
class Round:
    """A theme in one audit: in how many of its agreed cases, and the amount it was given in words, if any."""

    audit: AuditLine
    found: Figure
    amount: str
    visible: bool  # whether the reader may see which audit it was


@dataclass(frozen=True)
class Recurrence:
    """A theme across audits, and the audits it was found in, the newest first."""

    theme: PracticeTheme
    audits: Figure
    rounds: tuple[Round, ...]
    own: int | None = None  # for an agency's contact: in how many of them their agency is named

    @property
    def named(self) -> list[Round]:
        return [one for one in self.rounds if one.visible]

    @property
    def unnamed(self) -> int:
        return len(self.rounds) - len(self.named)


def agreed_cases(prefix: str = "") -> Q:
    """Cases that count: of a headline strand or of none, not excluded, with an agreed finding, a grade or a closed
    meeting."""
    headline = Q(**{f"{prefix}strand__isnull": True}) | Q(**{f"{prefix}strand__in_headline": True})
    said = (
        Q(**{f"{prefix}state": Case.State.AGREED})
        | Q(**{f"{prefix}agreed_grade__band__isnull": False})
        | Q(**{f"{prefix}agreed_findings__state": "agreed"})
    )
    return headline & ~Q(**{f"{prefix}state": Case.State.EXCLUDED}) & said


def when() -> Coalesce:
    """The day an audit is put in order by: its meeting, or the end of its period, or the day it was entered."""
    entered = TruncDate("created_at")
    return Coalesce("meeting_on", "period_to", "facts_on", entered, output_field=DateField())


def audits_counted() -> list[AuditLine]:
    """The audits whose findings are agreed, the newest first; one query."""
    cases = (
        Case.objects.filter(agreed_cases(), audit=OuterRef("pk"))
        .order_by()
        .values("audit")
        .annotate(n=Count("pk", distinct=True))
        .values("n")
    )
    rows = (
        Audit.objects.filter(counted())
        .annotate(on=when(), n=Coalesce(Subquery(cases), 0))
        .order_by("-on", "-pk")
        .values(
            "pk", "reference", "on", "unit_singular", "unit_plural", "n", "small_n", "theme", "selection",
            "scale__name", "tool__name", "tool__edition",
        )
    )  # fmt: skip
    return [line_of(dict(row)) for row in rows]


def line_of(row: dict[str, Any]) -> AuditLine:
    unit = Unit(row["unit_singular"], row["unit_plural"])
    tool = f"{row['tool__name']}, version {row['tool__edition']}" if row["tool__name"] else ""
    basis = Basis(row["theme"], unit.plural, row["scale__name"] or "", tool, row["selection"])
    return AuditLine(row["pk"], row["reference"], row["on"], unit, row["n"], row["small_n"], basis)


def basis_of(audit: Audit) -> Basis:
    """What one audit stands on, to be held against another's; its scale and tool are read with it."""
    tool = f"{audit.tool.name}, version {audit.tool.edition}" if audit.tool else ""
    return Basis(audit.theme, audit.unit_plural, audit.scale.name if audit.scale else "", tool, audit.selection)


def found_in(matches: QuerySet[ThemeMatch]) -> list[dict[str, Any]]:
    """Where matched themes were found: theme across audits, audit, distinct agreed cases, amount in words."""
    standing = Q(theme__findings__state="agreed") & ~Q(theme__findings__case__state=Case.State.EXCLUDED)
    headline = Q(theme__findings__case__strand__isnull=True) | Q(theme__findings__case__strand__in_headline=True)
    rows = (
        matches.filter(counted("theme__audit__"), state=ThemeMatch.State.SAME)
        .order_by()
        .values(home=Coalesce(F("practice_theme__merged_into"), F("practice_theme")), audit=F("theme__audit"))
        .annotate(
            cases=Count("theme__findings__case", distinct=True, filter=standing & headline),
            amount=Max("theme__amount_as_given"),
        )
    )
    return [dict(row) for row in rows if row["cases"] or row["amount"]]


def recurrences(
    person: Person, themes: Iterable[PracticeTheme], audits: list[AuditLine], *, last: int | None = LAST
) -> list[Recurrence]:
    """These themes by how often they come back in the last so many audits (all of them: None), the most often first.

    `audits` is what `audits_counted` gave. Audits that the reader may not see are counted and not named. For an
    agency's contact only the count of audits stands, and in how many of them their agency is named.
    """
    window = audits[:last]
    places = {audit.pk: place for place, audit in enumerate(window)}
    follows = person.standing().has("audit_lead", "safeguarding_lead", "scrutineer")
    seen = (
        set(Audit.objects.visible_to(person).filter(pk__in=places).values_list("pk", flat=True)) if follows else set()
    )
    ours = {} if follows else own_audits(person)
    under: dict[int, list[Round]] = {}
    for row in sorted(found_in(ThemeMatch.objects.all()), key=lambda one: places.get(one["audit"], 0)):
        if row["audit"] not in places:
            continue
        audit = window[places[row["audit"]]]
        found = Figure(audit.unit, row["cases"], max(audit.n, row["cases"]), about=About.PRACTICE)
        under.setdefault(row["home"], []).append(Round(audit, found, row["amount"] or "", audit.pk in seen))
    lines = [
        Recurrence(
            theme,
            Figure(ONE_AUDIT, len(under[theme.pk]), len(window), about=About.PRACTICE),
            tuple(under[theme.pk]),
            None if follows else len(ours.get(theme.pk, set()) & places.keys()),
        )
        for theme in themes
        if theme.pk in under
    ]
    return sorted(lines, key=lambda line: (-line.audits.numerator, places[line.rounds[0].audit.pk], line.theme.pk))


def analysis_read_by(person: Person, audits: Iterable[int]) -> set[int]:
    """Of these audits those whose exact counts the person reads, by the rule of the audit's own analysis."""
    return {audit.pk for audit in Audit.objects.filter(pk__in=audits) if can_read_roll_up(person, audit)}


def own_audits(person: Person) -> dict[int, set[int]]:
    """For each theme across audits: the audits in which the agency the person speaks for is named under it."""
    rows = (
        ThemeMatch.objects.filter(state=ThemeMatch.State.SAME, theme__findings__in=own_findings(person))
        .order_by()
        .values_list(Coalesce(F("practice_theme__merged_into"), F("practice_theme")), "theme__audit")
        .distinct()
    )
    found: dict[int, set[int]] = {}
    for home, audit in rows:
        found.setdefault(home, set()).add(audit)
    return found
