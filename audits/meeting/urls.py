"""Addresses of this step."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import URLPattern

from agencies.models import Person
from audit_project.pages import View, page
from audits.meeting import finding_views, rules, views
from audits.meeting.models import Theme
from audits.meeting.pages import CASE_RELATED
from audits.meeting.preparing import views as preparing_views
from audits.meeting.running import case_action_views, case_actions, record_views, screen_views
from audits.meeting.running.models import CaseAction
from audits.meeting.themes import merging_views as theme_merging_views
from audits.meeting.themes import views as theme_views
from audits.sample.models import Case
from audits.scope.models import Audit
from audits.scope.rules import check_leads

AUDIT = "audits/<reference:reference>/"
MEETING = AUDIT + "cases/<int:number>/meeting/"
BOTH = ("GET", "POST")


def check_can_edit_theme(person: Person, theme: Theme) -> None:
    rules.check_can_edit_themes(person, theme.audit)


def check_can_record_case(person: Person, case: Case) -> None:
    """Whoever records this case's meeting, while it is open."""
    rules.check_can_record(person, views.held_or_refused(case))


def check_can_set_running(person: Person, audit: Audit) -> None:
    check_leads(person, audit)
    rules.check_audit_not_closed(audit)


def of_case(
    end: str,
    view: View,
    name: str,
    methods: tuple[str, ...] = BOTH,
    rule: Callable[..., None] = rules.check_can_read,
) -> URLPattern:
    """A page of one case's meeting."""
    by = {"reference": "audit__reference", "number": "number"}
    return page(MEETING + end, view, name, methods, of=Case, by=by, rule=rule, related=CASE_RELATED)


def pre_read_page(end: str, view: View, name: str, methods: tuple[str, ...], rule: Callable[..., None]) -> URLPattern:
    """A page of one case's pre-read."""
    by = {"reference": "audit__reference", "number": "number"}
    path = AUDIT + "cases/<int:number>/pre-read/" + end
    return page(path, view, name, methods, of=Case, by=by, rule=rule, related=(*CASE_RELATED, "context"))


urlpatterns: list[URLPattern] = [
    page(
        AUDIT + "meeting/",
        views.meetings,
        "meetings",
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_see_meetings,
    ),
    of_case("", views.meeting, "meeting", ("GET",)),
    of_case("prepare/", views.prepare, "meeting_prepare", ("POST",), rules.check_can_prepare),
    of_case("open/", views.open_, "meeting_open", BOTH, rules.check_can_prepare),
    of_case("close/", views.close, "meeting_close", ("POST",), rules.check_can_prepare),
    of_case("reopen/", views.reopen, "meeting_reopen", BOTH, rules.check_can_prepare),
    of_case("admit/", views.admit, "meeting_admit", ("POST",), rules.check_can_prepare),
    of_case("findings/", finding_views.findings, "meeting_findings"),
    of_case("findings/<uuid:uid>/", finding_views.finding, "meeting_finding"),
    of_case("attendance/", record_views.attendance, "meeting_attendance"),
    of_case("attendance/<int:pk>/", record_views.attendance_edit, "meeting_attendance_edit"),
    of_case("grade/", record_views.grade, "meeting_grade"),
    of_case("questions/", preparing_views.questions, "meeting_questions"),
    of_case("questions/<uuid:uid>/", preparing_views.question, "meeting_question"),
    of_case("begin/", screen_views.begin, "meeting_begin"),
    of_case("screen/", screen_views.screen, "meeting_screen", ("GET",)),
    of_case("own-view/", screen_views.own_view, "meeting_own_view"),
    of_case("own-view/without/", screen_views.without, "meeting_without", BOTH, check_can_record_case),
    of_case("minutes/", screen_views.minutes, "meeting_minutes", ("GET",)),
    of_case("actions/", case_action_views.case_actions, "case_actions"),
    pre_read_page("", preparing_views.pre_read, "pre_read", ("GET",), rules.check_can_read_pre_read),
    pre_read_page("word/", preparing_views.pre_read_word, "pre_read_word", ("GET",), rules.check_can_read_pre_read),
    pre_read_page("send/", preparing_views.pre_read_send, "pre_read_send", BOTH, rules.check_can_prepare),
    page(
        AUDIT + "case-actions/<uuid:uid>/",
        case_action_views.case_action,
        "case_action",
        BOTH,
        of=CaseAction,
        by={"reference": "audit__reference", "uid": "uid"},
        rule=case_actions.check_can_read,
        related=("audit", "case__audit", "case__meeting", "agency__parent"),
    ),
    page(
        AUDIT + "meeting/running/",
        screen_views.running,
        "meetings_running",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=check_can_set_running,
    ),
    of_case("views/", record_views.views, "meeting_views", ("GET",)),
    of_case("views/<uuid:uid>/", record_views.view, "meeting_view"),
    page(
        AUDIT + "themes/",
        theme_views.themes,
        "themes",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_see_themes,
    ),
    page(
        AUDIT + "themes/<uuid:uid>/",
        theme_views.theme,
        "theme",
        BOTH,
        of=Theme,
        by={"reference": "audit__reference", "uid": "uid"},
        rule=check_can_edit_theme,
        related=("audit",),
    ),
    page(
        AUDIT + "themes/<uuid:uid>/merge/",
        theme_merging_views.merge,
        "theme_merge",
        BOTH,
        of=Theme,
        by={"reference": "audit__reference", "uid": "uid"},
        rule=check_can_edit_theme,
        related=("audit",),
    ),
]
