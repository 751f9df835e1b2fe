"""A briefing as it stands now: its saved words over today's data, in its seven slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audits.briefing.drafting import PUBLISHED, drafted
from audits.briefing.merging import SentencePair, merged
from audits.briefing.models import Briefing, Section, Statement
from audits.briefing.slots import SLOTS, TITLES
from audits.scope.models import Audit


@dataclass(frozen=True)
class BriefingSlot:
    """One tile: its number, its title, its lines; `section` where the briefing is saved."""

    number: int
    title: str
    lines: tuple[SentencePair, ...]
    section: Section | None = None


@dataclass(frozen=True)
class Current:
    """A whole briefing; `briefing` is None until it is first drafted."""

    audit: Audit
    briefing: Briefing | None
    title: str
    slots: tuple[BriefingSlot, ...]

    def lines(self) -> Iterator[SentencePair]:
        for slot in self.slots:
            yield from slot.lines

    @property
    def waiting(self) -> list[SentencePair]:
        """Edited words whose data changed and that nobody has confirmed."""
        return [line for line in self.lines() if line.needs_confirming]

    @property
    def out_of_date(self) -> bool:
        """Whether drafting again would change a sentence that nobody edited, or take one away."""
        gone = {line.saved.pk for line in self.lines() if line.saved is not None}
        if self.briefing is None:
            return True
        return any(line.changed and not line.is_edited for line in self.lines()) or any(
            pk not in gone for pk in self.saved_pks
        )

    @property
    def saved_pks(self) -> tuple[int, ...]:
        return tuple(statement.pk for slot in self.slots if slot.section for statement in slot.section.statements.all())


def first_title(audit: Audit) -> str:
    return f"7 minute briefing: {audit.theme}"[:200]


def briefing_of(audit: Audit) -> Briefing | None:
    return Briefing.objects.filter(audit=audit).select_related("submitted_by").first()


def current(audit: Audit, tier: str = PUBLISHED) -> Current:
    """The briefing of an audit as it would be published now, or as the team inside may read it."""
    briefing = briefing_of(audit)
    sections: dict[int, Section] = {}
    saved: list[tuple[int, Statement]] = []
    if briefing is not None:
        briefing.audit = audit
        rows: Any = Section.objects.filter(briefing=briefing).prefetch_related("statements")
        for section in rows:
            section.briefing = briefing
            sections[section.slot] = section
            saved += [(section.slot, statement) for statement in section.statements.all()]
    lines = merged(saved, drafted(audit, tier))
    slots = tuple(
        BriefingSlot(
            number,
            sections[number].title if number in sections else TITLES[number],
            tuple(lines[number]),
            sections.get(number),
        )
        for number in SLOTS
    )
    return Current(audit, briefing, briefing.title if briefing is not None else first_title(audit), slots)
