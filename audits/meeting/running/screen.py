"""What stands on the shared screen of a meeting: one domain, and of it what the meeting has to speak about."""

from __future__ import annotations

from dataclasses import dataclass

from audits.meeting.models import AgreedFinding
from audits.meeting.preparing.models import AgencyQuestion
from audits.meeting.preparing.side_by_side import AgencyAnswer, CaseTable, DomainPart, QuestionSideBySide
from audits.returns.models import Finding

ORDER = ("no", "partly", "yes", "state")


@dataclass(frozen=True)
class Voiced:
    """One question of the domain: the agencies by their answer, those that say no first."""

    question: QuestionSideBySide
    groups: tuple[tuple[str, str, tuple[AgencyAnswer, ...]], ...]  # kind, words, who said so


@dataclass(frozen=True)
class Screen:
    """One domain of the case as it is spoken about."""

    part: DomainPart | None
    voiced: tuple[Voiced, ...]
    hidden: int
    findings: tuple[AgreedFinding, ...]
    loose: tuple[Finding, ...]
    questions: tuple[AgencyQuestion, ...]
    next_domain: DomainPart | None

    @property
    def when_quiet(self) -> str:
        """What to say where no agency answered no and none differ: no more than was answered."""
        questions = self.part.questions if self.part is not None else ()
        kinds = {said.kind for question in questions for said in question.said}
        if not kinds - {"none"}:
            return "Nobody has answered a question of this domain."
        if not kinds - {"none", "state"}:
            return "Nobody answered a question of this domain with yes, partly or no: show what they said instead."
        if kinds == {"yes"}:
            return "All who were asked said yes to every question of this domain."
        return "Nobody said no, and those who answered agree. Not every question was answered yes: show the others."


def needs_words(question: QuestionSideBySide) -> bool:
    """Agencies differ on it, or one of them answered no."""
    return question.differ or any(said.kind == "no" for said in question.said)


def voiced(question: QuestionSideBySide) -> Voiced:
    groups = []
    for kind in ORDER:
        said = tuple(one for one in question.said if one.kind == kind)
        for words in dict.fromkeys(one.words for one in said):
            groups.append((kind, words, tuple(one for one in said if one.words == words)))
    return Voiced(question, tuple(groups))


def screen_of(table: CaseTable, chosen: str, *, everything: bool, questions: tuple[AgencyQuestion, ...] = ()) -> Screen:
    """The chosen domain, or the first that has something to speak about; with `everything`, each question of it."""
    part = next((one for one in table.domains if one.code == chosen), None)
    if part is None:
        part = next((one for one in table.domains if any(map(needs_words, one.questions))), None)
        part = part or next(iter(table.domains), None)
    if part is None:
        return Screen(None, (), 0, table.agreed, (), questions, None)
    shown = [one for one in part.questions if everything or needs_words(one)]
    place = [one.code for one in table.domains].index(part.code)
    first = place == 0
    return Screen(
        part,
        tuple(voiced(one) for one in shown),
        len(part.questions) - len(shown),
        # A finding of no domain is spoken about with the first, so that none is left out.
        tuple(row for row in table.agreed if row.domain_id == part.code or (first and row.domain_id is None)),
        tuple(row for row in part.findings if not hasattr(row, "decision")),
        questions,
        table.domains[place + 1] if place + 1 < len(table.domains) else None,
    )
