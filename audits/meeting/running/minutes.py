"""The minutes of a case's meeting: what was asked, who came, what was decided and why, what is to be done."""

from __future__ import annotations

from collections.abc import Iterable

from agencies.models import Person
from audits.meeting.models import AGREED_GRADE, AgreedFinding, AgreedGrade, Meeting
from audits.meeting.pages import case_actions_of
from audits.meeting.preparing.papers import Paper, PaperPart, day
from audits.meeting.preparing.side_by_side import CaseTable, is_in, table_of
from audits.meeting.running.beginning import quorum_of
from audits.meeting.running.independent import views_of
from audits.recognise.find import find, in_a_row
from audits.recognise.found import LABELS
from audits.sample.models import Case

NONE = "None."


def minutes_of(case: Case, meeting: Meeting, person: Person) -> Paper:
    """The minutes as this person may read them. What handling marks keep back is in none: they hold decisions alone."""
    table = table_of(case, person, meeting)
    parts = [
        PaperPart("The meeting", tuple(beginning(meeting, case))),
        PaperPart("Attendance", tuple(attendance(table))),
        *decisions(table.agreed),
        *grades(case, table, meeting),
        PaperPart("Who disagreed", tuple(dissent(table)) or (NONE,)),
        PaperPart("Actions for the child", tuple(actions(case, person)) or (NONE,)),
    ]
    return Paper(f"{case.audit.reference}, case {case.number}: minutes", case.audit.reference, tuple(parts))


def beginning(meeting: Meeting, case: Case) -> Iterable[str]:
    yield f"Held on {day(meeting.held_on)}."
    if meeting.begun_at is None:
        yield "What is asked at the start was not recorded."
        return
    yield "Everybody said that nothing records the meeting and no software takes notes of it, and that they are alone."
    yield f"Conflicts of interest: {meeting.conflicts or 'none was declared.'}"
    quorum = quorum_of(case.audit, meeting.attendances.select_related("agency__parent"))
    if quorum.rule:
        yield f"Quorum: {quorum.rule} {'It was met.' if quorum.is_met else ' '.join(quorum.missing)}"
    if meeting.without_quorum_because:
        yield f"It went on without its quorum because: {meeting.without_quorum_because}"


def attendance(table: CaseTable) -> Iterable[str]:
    for row in table.attendance:
        yield f"{row.name}, {row.agency.full_name}{'' if row.attended else ' (apologies)'}"
    for name in table.missing:
        yield f"The return of {name} was not in."


def decisions(findings: Iterable[AgreedFinding]) -> Iterable[PaperPart]:
    """Each finding under its domain, with what became of it."""
    by: dict[str, list[str]] = {}
    for row in findings:
        lines = by.setdefault(row.domain.label if row.domain else "No domain", [])
        marks = f"{', an exemplar' if row.exemplar else ''}{', a missed opportunity' if row.missed_opportunity else ''}"
        lines.append(f"{row.get_state_display()}: {row.get_kind_display().lower()}{marks}. {row.text}")
        if row.original_text:
            lines.append(f"As it was proposed: {as_proposed(row.original_text)}")
        if row.declined_reason:
            lines.append(f"Declined because: {row.declined_reason}")
        if row.theme:
            lines.append(f"Theme: {row.theme.statement}")
    for label, lines in by.items():
        yield PaperPart(label, tuple(lines))


def as_proposed(text: str) -> str:
    """The words before the meeting changed them; not where somebody was taken out of them."""
    kinds = dict.fromkeys(LABELS[one.kind] for one in find(text) if one.stops)
    return f"left out here, because it looks as if it holds {in_a_row(kinds)}." if kinds else text


def grades(case: Case, table: CaseTable, meeting: Meeting) -> Iterable[PaperPart]:
    """The agreed grade, the panel's view of own grades, and members' own views where they are all given."""
    if case.audit.scale_id is None:
        return
    grade = AgreedGrade.objects.filter(case=case).select_related("band", "state", "qualifier").first()
    if grade is None:
        yield PaperPart(AGREED_GRADE, ("Not agreed yet.",))
    else:
        words = grade.band.label if grade.band else grade.state.label
        beside = f", {grade.qualifier.label}" if grade.qualifier else ""
        yield PaperPart(AGREED_GRADE, (f"{words}{beside}.", grade.reason))
    agreed = [line for line in table.grades if line.is_agreed]
    if agreed:
        yield PaperPart("Agreed grade in each domain", tuple(f"{line.label}: {line.agreed_words}." for line in agreed))
    seen = [row for row in table.returns if is_in(row) and hasattr(row, "panel_view")]
    if seen:
        yield PaperPart("The panel's view of agencies' own grades", tuple(
            f"{row.agency.full_name}: {row.panel_view.get_view_display().lower()}"
            f"{f' ({row.panel_view.band.label})' if row.panel_view.band else ''}. {row.panel_view.why}".strip()
            for row in seen
        ))  # fmt: skip
    views = views_of(meeting, meeting.held_on or meeting.opened_at.date()) if meeting.opened_at else None
    if case.audit.independent_views and views is not None and views.shown:
        yield PaperPart("Views given before anybody spoke", tuple(
            f"{row.person.name}: {row.band.label if row.band else row.state.label}. {row.reason}" for row in views.shown
        ))  # fmt: skip


def dissent(table: CaseTable) -> Iterable[str]:
    for row in table.attendance:
        if row.disagreed:
            yield f"{row.name}, {row.agency.full_name}: {row.disagreement}"


def actions(case: Case, person: Person) -> Iterable[str]:
    for row in case_actions_of(case, person):
        team = f" ({row.team})" if row.team else ""
        yield f"{row.agency.full_name}{team}, by {day(row.due)}: {row.text} {row.get_state_display()}."
