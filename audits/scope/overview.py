"""How an audit is set up, on one page: each section's facts in words, and what stands in the way of the next stage."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.models import Person
from audit_project.refused import allowed
from audit_project.saving import in_words
from audits.scope.forms import SECTIONS, SetUpSection
from audits.scope.lifecycle import MOVES, is_forward, next_states, what_blocks
from audits.scope.models import Audit


@dataclass(frozen=True)
class SetUpFact:
    label: str
    words: str


@dataclass(frozen=True)
class SectionFacts:
    section: SetUpSection
    facts: tuple[SetUpFact, ...]


@dataclass(frozen=True)
class NextStage:
    """A stage the audit may go to: its name, whether that is forward, what must be done before."""

    to: str
    label: str
    forward: bool
    blocks: tuple[str, ...]


def set_up_in_words(audit: Audit) -> list[SectionFacts]:
    return [
        SectionFacts(
            section,
            tuple(
                SetUpFact(str(field.label or name), in_words(field, getattr(audit, name)))
                for name, field in section.form.base_fields.items()
                if name != "version"
            ),
        )
        for section in SECTIONS
    ]


def steps_for(audit: Audit, person: Person) -> list[NextStage]:
    """The stages this person may move the audit to."""
    return [
        NextStage(to, Audit.State(to).label, is_forward(audit.state, to), tuple(what_blocks(audit, to)))
        for to in next_states(audit)
        if allowed(MOVES[audit.state][to], person, audit)
    ]
