"""What a meeting wrote that goes further, into its minutes, to agencies or under a theme: the look through it.

Nothing is stopped here: a meeting writes while people speak. Whoever records sees the list and can still change each
text. The names in the attendance list pass: they belong there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from audits.meeting.models import AgreedFinding, AgreedGrade, Meeting
from audits.meeting.pages import ThemeLine
from audits.meeting.preparing.models import AgencyQuestion
from audits.meeting.preparing.side_by_side import CaseTable, is_in
from audits.meeting.running.models import CaseAction
from audits.recognise.looking import Text, Words, look_through
from audits.sample.models import Case

SALT = "audits.meeting.words"


def words_of_meeting(case: Case, meeting: Meeting, table: CaseTable) -> Words:
    """What may identify somebody in what the minutes of a case's meeting say; one query."""
    return look_through(texts_of(case, meeting, table), SALT)


def words_of_themes(lines: Iterable[ThemeLine]) -> Words:
    return look_through(texts_of_themes(lines), SALT)


def words_of_questions(case: Case, asked: Iterable[AgencyQuestion]) -> Words:
    return look_through(texts_of_questions(case, asked), SALT)


def words_of_case_actions(case: Case, rows: Iterable[CaseAction]) -> Words:
    return look_through(texts_of_case_actions(case, rows), SALT)


def url_of(case: Case, name: str, field: str, *more: object) -> str:
    """The input of one text on its page of the case's meeting."""
    return f"{reverse(name, args=[case.audit.reference, case.number, *more])}#id_{field}"


def texts_of(case: Case, meeting: Meeting, table: CaseTable) -> Iterator[Text]:
    """The texts of the meeting that can still be changed, in the order of its page."""
    begin, why = "The start of the meeting", meeting.without_quorum_because
    yield Text(f"{begin}: conflicts", url_of(case, "meeting_begin", "conflicts"), meeting.conflicts)
    yield Text(f"{begin}: quorum", url_of(case, "meeting_begin", "without_quorum_because"), why)
    for number, finding in enumerate(table.agreed, 1):
        if finding.state != AgreedFinding.State.DECLINED:  # what was declined is not worded again
            yield Text(f"Finding {number}", url_of(case, "meeting_finding", "reword-text", finding.uid), finding.text)
    grade: AgreedGrade | None = getattr(case, "agreed_grade", None)
    if grade is not None:
        yield Text("Reason for the agreed grade", url_of(case, "meeting_grade", "reason"), grade.reason)
    for row in table.returns:
        if is_in(row) and hasattr(row, "panel_view"):
            page = f"The panel's view of the grade of {row.agency.full_name}"
            yield Text(page, url_of(case, "meeting_view", "why", row.uid), row.panel_view.why)
    for one in table.attendance:
        page = f"What {one.agency.full_name} disagreed with"
        yield Text(page, url_of(case, "meeting_attendance_edit", "disagreement", one.pk), one.disagreement)


def texts_of_themes(lines: Iterable[ThemeLine]) -> Iterator[Text]:
    for number, line in enumerate(lines, 1):
        url = reverse("theme", args=[line.theme.audit.reference, line.theme.uid])
        yield Text(f"Theme {number}", f"{url}#id_statement", line.theme.statement)


def texts_of_questions(case: Case, asked: Iterable[AgencyQuestion]) -> Iterator[Text]:
    for number, row in enumerate(asked, 1):
        yield Text(f"Question {number}", url_of(case, "meeting_question", "text", row.uid), row.text)
        yield Text(f"Question {number}, its answer", url_of(case, "meeting_question", "answer", row.uid), row.answer)


def texts_of_case_actions(case: Case, rows: Iterable[CaseAction]) -> Iterator[Text]:
    for number, row in enumerate(rows, 1):
        if row.state == CaseAction.State.OPEN:
            url = f"{reverse('case_action', args=[case.audit.reference, row.uid])}#id_edit"
            yield Text(f"Action {number}", f"{url}-text", row.text)
            yield Text(f"Action {number}, its team", f"{url}-team", row.team)
