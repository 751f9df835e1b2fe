"""The pages of a return in order, how far each has come, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from django.db.models import Count, Value

from audits.codes.models import NOT_ASKED, UNANSWERED
from audits.returns.domains.reading import domain_grades_of
from audits.returns.models import AgencyReturn, OwnGrade, Voice
from audits.returns.reading import DOMAINS_A_PAGE, NOT_EXPECTED, Whole, url_of

# Form time, not reading time: half a minute a question, and twelve minutes for findings, voices and the grade. What the
# walk of 36 questions and four findings takes is in docs/guide/auditor.md; said in steps of five minutes, as it is an
# estimate.
MINUTES_A_QUESTION = 0.5
OTHER_MINUTES = 12
STEP_OF_MINUTES = 5


@dataclass(frozen=True)
class ReturnStep:
    """One short page of a return: its name and what is on it, where it is, how far it has come in words."""

    short: str
    url: str
    words: str
    done: bool
    current: bool = False
    label: str = ""  # the domains of a page of questions


@dataclass(frozen=True)
class Outline:
    """The pages of a return. `expected` moves with the answers: what does not apply is not expected."""

    steps: tuple[ReturnStep, ...]
    answered: int
    expected: int
    minutes: int
    unsafe: bool = False  # the child is not safe today, or they are not sure: each page says what to do now

    @property
    def next(self) -> ReturnStep | None:
        """The first page that is not finished."""
        return next((step for step in self.steps if not step.done), None)


@dataclass(frozen=True)
class ReturnProgress:
    """As much of a return as its outline needs. `answers` in the tool's order: (domain, state)."""

    answers: Sequence[tuple[str, str]]
    findings: int
    steps: int  # what the agency recommends and has done
    heard: int
    grade_state: str | None
    grade_reason: str
    safe_today: str = ""
    domains: Sequence[str | None] = ()  # the state of each domain's grade, where the audit asks for them


def progress_of(agency_return: AgencyReturn) -> ReturnProgress:
    """Read in three queries, whatever the size of the return; four where the audit asks for grades by domain."""
    answers = agency_return.answers.order_by("standard__domain__order", "standard__number")
    grade = OwnGrade.objects.filter(agency_return=agency_return).values_list("state_id", "reason", "child_safe_today")
    state, reason, safe = grade.first() or (UNANSWERED, "", "")
    return ReturnProgress(
        list(answers.values_list("standard__domain__label", "state_id")),
        *written_of(agency_return),
        state,
        reason,
        safe,
        [row.state_id for row in domain_grades_of(agency_return)],
    )


def written_of(agency_return: AgencyReturn) -> tuple[int, int, int]:
    """How many findings, steps recommended or taken, and voices are written; one query."""
    voices = Voice.objects.filter(agency_return=agency_return, found__isnull=False)
    counts = [
        rows.order_by().annotate(part=Value(part)).values("part").annotate(n=Count("pk")).values_list("part", "n")
        for part, rows in enumerate((agency_return.findings.all(), agency_return.steps.all(), voices))
    ]
    found = dict(counts[0].union(*counts[1:], all=True))
    return found.get(0, 0), found.get(1, 0), found.get(2, 0)


def progress_in(read: Whole) -> ReturnProgress:
    """The same of a return that was read whole; no query."""
    return ReturnProgress(
        [(block.label, str(answer.state_id)) for block in read.blocks for answer in block.answers],
        len(read.findings),
        len(read.steps),
        sum(voice.found is not None for voice in read.voices),
        read.grade.state_id,
        read.grade.reason,
        read.grade.child_safe_today,
        [row.state_id for row in read.domain_grades],
    )


def answered_words(agency_return: AgencyReturn) -> str:
    """ "12 of 31 questions answered", for a page that saves itself; one query."""
    states = list(agency_return.answers.exclude(state__in=NOT_EXPECTED).values_list("state_id", flat=True))
    here, expected = sum(state != UNANSWERED for state in states), len(states)
    return f"{here} of {expected} question{'' if expected == 1 else 's'} answered"


def outline_of(agency_return: AgencyReturn, path: str = "") -> Outline:
    """The outline as a page shows it beside itself; `path` is that page's address."""
    return outline(agency_return, progress_of(agency_return), path)


def outline(agency_return: AgencyReturn, progress: ReturnProgress, path: str = "") -> Outline:
    asked = [state for _, state in progress.answers if state not in NOT_EXPECTED]
    return Outline(
        tuple(steps(agency_return, progress, path)),
        sum(state != UNANSWERED for state in asked),
        len(asked),
        minutes_of(sum(state != NOT_ASKED for _, state in progress.answers)),
        progress.safe_today == OwnGrade.Safe.NO,
    )


def minutes_of(questions: int) -> int:
    """About how long the form takes, in steps of five minutes."""
    return ceil((questions * MINUTES_A_QUESTION + OTHER_MINUTES) / STEP_OF_MINUTES) * STEP_OF_MINUTES


def parts_of(answers: Iterable[tuple[str, str]]) -> list[list[tuple[str, list[str]]]]:
    """The domains with their answers' states, three a page."""
    domains = [(label, [state for _, state in rows]) for label, rows in groupby(answers, key=lambda row: row[0])]
    return [domains[at : at + DOMAINS_A_PAGE] for at in range(0, len(domains), DOMAINS_A_PAGE)]


def steps(agency_return: AgencyReturn, progress: ReturnProgress, path: str) -> Iterable[ReturnStep]:
    """The short pages in order, each with its state in words."""

    def step(short: str, words: str, done: bool, name: str, *more: object, label: str = "") -> ReturnStep:
        url = url_of(agency_return, name, *more)
        return ReturnStep(short, url, words, done, bool(path) and path.startswith(url), label)

    done = bool(agency_return.records_read)
    yield step("Whose records you read", state_words(done), done, "return_records")
    for number, part in enumerate(parts_of(progress.answers), 1):
        states = [state for _, found in part for state in found if state != NOT_ASKED]
        here = sum(state != UNANSWERED for state in states)
        words, done = f"{here} of {len(states)} answered", here == len(states)
        label = ", ".join(domain for domain, _ in part)
        yield step(f"Questions, page {number}", words, done, "return_questions", number, label=label)
    count = progress.findings
    words = {0: "Not started", 1: "1 finding"}.get(count, f"{count} findings")
    yield step("Findings", words, bool(count), "return_findings")
    words = f"{progress.steps} written" if progress.steps else "Optional"
    yield step("What you recommend", words, True, "return_steps")
    voices, done = len(Voice.Whose), progress.heard == len(Voice.Whose)
    words = "Done" if done else f"{progress.heard} of {voices} answered" if progress.heard else "Not started"
    yield step("Voices in the record", words, done, "return_voices")
    if agency_return.audit.scale_id is not None:
        graded = progress.grade_state != UNANSWERED and bool(progress.grade_reason.strip())
        graded = graded and UNANSWERED not in progress.domains
        begun = any(state != UNANSWERED for state in (progress.grade_state, *progress.domains))
        begun = begun or bool(progress.grade_reason)
        words = "Done" if graded else "Started" if begun else "Not started"
        yield step("Grade of your own practice", words, graded, "return_grade")


def state_words(done: bool) -> str:
    return "Done" if done else "Not started"
