"""Addresses of the briefing: its draft, its sign-off, and what was published."""

from __future__ import annotations

from django.urls import URLPattern

from audit_project.pages import page
from audits.briefing import reader_views, rules, sign_off_views, views
from audits.briefing.models import Briefing, Section, Statement
from audits.scope.models import Audit

HERE = "audits/<reference:reference>/briefing/"
BOTH = ("GET", "POST")
OF_AUDIT = {"reference": "reference"}

urlpatterns: list[URLPattern] = [
    page(
        HERE, views.briefing_draft, "briefing_draft", BOTH, of=Audit, by=OF_AUDIT,
        rule=rules.check_can_read_draft, related=("tool",),
    ),
    page(
        HERE + "sign-off/", sign_off_views.briefing_sign_off, "briefing_sign_off", BOTH, of=Audit, by=OF_AUDIT,
        rule=rules.check_can_read_draft,
    ),
    page(
        HERE + "material/", views.briefing_material, "briefing_material", BOTH, of=Audit, by=OF_AUDIT,
        rule=rules.check_can_collect,
    ),
    page(
        HERE + "title/", views.briefing_title, "briefing_title", BOTH, of=Briefing,
        by={"reference": "audit__reference"}, rule=rules.check_can_edit_briefing, related=("audit",),
    ),
    page(
        HERE + "parts/<int:slot>/", views.briefing_part, "briefing_part", BOTH, of=Section,
        by={"reference": "briefing__audit__reference", "slot": "slot"},
        rule=rules.check_can_edit_section, related=("briefing__audit",),
    ),
    page(
        HERE + "statements/<uuid:uid>/", views.briefing_statement, "briefing_statement", BOTH, of=Statement,
        by={"reference": "section__briefing__audit__reference", "uid": "uid"},
        rule=rules.check_can_edit_statement, related=("section__briefing__audit",),
    ),
    page("briefings/", reader_views.briefings, "briefings", public=True),
    page("briefings/<reference:reference>/", reader_views.briefing, "briefing", public=True),
    page("briefings/<reference:reference>/<slug:format>", reader_views.briefing_file, "briefing_file", public=True),
]  # fmt: skip
