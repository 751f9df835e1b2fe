"""The yearly programme as its page shows it: four quarters, each with what is planned and what has begun."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.models import Person
from audits.scope.models import Audit
from audits.scope.programme.models import ProgrammeEntry


@dataclass(frozen=True)
class PlannedAudit:
    """One audit of the programme; its reference and stage once it has begun, where this person may see it."""

    row: ProgrammeEntry
    reference: str
    stage: str


@dataclass(frozen=True)
class Quarter:
    words: str
    planned: tuple[PlannedAudit, ...]


def programme_of(person: Person, year: int) -> list[Quarter]:
    """The four quarters of a year; two queries."""
    rows = list(ProgrammeEntry.objects.visible_to(person).filter(year=year).select_related("audit"))
    seen = set(Audit.objects.visible_to(person).filter(programme_entry__year=year).values_list("pk", flat=True))
    quarters = dict(ProgrammeEntry._meta.get_field("quarter").flatchoices)
    return [
        Quarter(str(words), tuple(planned(row, seen) for row in rows if row.quarter == quarter))
        for quarter, words in quarters.items()
    ]


def planned(row: ProgrammeEntry, seen: set[int]) -> PlannedAudit:
    if row.audit is None:
        return PlannedAudit(row, "", "Planned")
    return PlannedAudit(row, row.audit.reference if row.audit.pk in seen else "", row.audit.get_state_display())


def years_of(person: Person, this_year: int) -> list[int]:
    """The years that hold anything, with this year and the next."""
    held = ProgrammeEntry.objects.visible_to(person).order_by().values_list("year", flat=True).distinct()
    return sorted({*held, this_year, this_year + 1}, reverse=True)
