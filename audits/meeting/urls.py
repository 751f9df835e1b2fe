"""Addresses of this step."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import URLPattern

from agencies.models import Person
from audit_project.pages import View, page
from audits.meeting import finding_views, record_views, rules, theme_views, views
from audits.meeting.models import Theme
from audits.meeting.pages import CASE_RELATED
from audits.sample.models import Case
from audits.scope.models import Audit

AUDIT = "audits/<reference:reference>/"
MEETING = AUDIT + "cases/<int:number>/meeting/"
BOTH = ("GET", "POST")


def check_can_edit_theme(person: Person, theme: Theme) -> None:
    rules.check_can_edit_themes(person, theme.audit)


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
]
