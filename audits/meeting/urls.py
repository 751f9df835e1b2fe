"""Addresses of the meetings: an audit's, one case's, its pre-read and its actions, and the themes."""

from __future__ import annotations

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.meeting import finding_views, rules, views
from audits.meeting.models import Theme
from audits.meeting.pages import CASE_RELATED
from audits.meeting.preparing import views as preparing_views
from audits.meeting.running import case_action_views, case_actions, record_views, screen_views
from audits.meeting.running import rules as running_rules
from audits.meeting.running.models import CaseAction
from audits.meeting.themes import merging_views as theme_merging_views
from audits.meeting.themes import views as theme_views
from audits.sample.addresses import CASE, of_case
from audits.scope.addresses import AUDIT, of_audit

READ, PREPARE, READ_BEFORE = rules.check_can_read, rules.check_can_prepare, rules.check_can_read_pre_read
# The pages that whoever may read the case's meeting may open; what is done there asks again.
of_meeting = partial(of_case, under=f"{CASE}meeting/", related=CASE_RELATED)
read_at_meeting = partial(of_meeting, rule=READ)
of_pre_read = partial(of_case, under=f"{CASE}pre-read/", related=(*CASE_RELATED, "context"))
of_theme = partial(
    page, under=f"{AUDIT}themes/<uuid:uid>/", of=Theme, by={"reference": "audit__reference", "uid": "uid"},
    rule=rules.check_can_edit_theme, related=("audit",),
)  # fmt: skip
of_case_action = partial(
    page, under=f"{AUDIT}case-actions/<uuid:uid>/", of=CaseAction, by={"reference": "audit__reference", "uid": "uid"},
    related=("audit", "case__audit", "case__meeting", "agency__parent"),
)  # fmt: skip

urlpatterns = [
    of_audit("meeting/", views.meetings, "meetings", rule=rules.check_can_see_meetings),
    read_at_meeting("", views.meeting, "meeting"),
    of_meeting("prepare/", views.prepare, "meeting_prepare", POST, rule=PREPARE),
    of_meeting("open/", views.open_, "meeting_open", BOTH, rule=PREPARE),
    of_meeting("close/", views.close, "meeting_close", POST, rule=PREPARE),
    of_meeting("reopen/", views.reopen, "meeting_reopen", BOTH, rule=PREPARE),
    of_meeting("admit/", views.admit, "meeting_admit", POST, rule=PREPARE),
    read_at_meeting("findings/", finding_views.findings, "meeting_findings", BOTH),
    read_at_meeting("findings/<uuid:uid>/", finding_views.finding, "meeting_finding", BOTH),
    read_at_meeting("attendance/", record_views.attendance, "meeting_attendance", BOTH),
    read_at_meeting("attendance/<int:pk>/", record_views.attendance_edit, "meeting_attendance_edit", BOTH),
    read_at_meeting("grade/", record_views.grade, "meeting_grade", BOTH),
    read_at_meeting("questions/", preparing_views.questions, "meeting_questions", BOTH),
    read_at_meeting("questions/<uuid:uid>/", preparing_views.question, "meeting_question", BOTH),
    read_at_meeting("begin/", screen_views.begin, "meeting_begin", BOTH),
    read_at_meeting("screen/", screen_views.screen, "meeting_screen"),
    read_at_meeting("own-view/", screen_views.own_view, "meeting_own_view", BOTH),
    of_meeting(
        "own-view/without/", screen_views.without, "meeting_without", BOTH, rule=running_rules.check_can_record_case
    ),
    read_at_meeting("minutes/", screen_views.minutes, "meeting_minutes"),
    read_at_meeting("actions/", case_action_views.case_actions, "case_actions", BOTH),
    of_pre_read("", preparing_views.pre_read, "pre_read", rule=READ_BEFORE),
    of_pre_read("word/", preparing_views.pre_read_word, "pre_read_word", rule=READ_BEFORE),
    of_pre_read("send/", preparing_views.pre_read_send, "pre_read_send", BOTH, rule=PREPARE),
    of_case_action("", case_action_views.case_action, "case_action", BOTH, rule=case_actions.check_can_read),
    of_audit(
        "meeting/running/", screen_views.running, "meetings_running", BOTH, rule=running_rules.check_can_set_running
    ),
    read_at_meeting("views/", record_views.views, "meeting_views"),
    read_at_meeting("views/<uuid:uid>/", record_views.view, "meeting_view", BOTH),
    of_audit("themes/", theme_views.themes, "themes", BOTH, rule=rules.check_can_see_themes),
    of_theme("", theme_views.theme, "theme", BOTH),
    of_theme("merge/", theme_merging_views.merge, "theme_merge", BOTH),
]
