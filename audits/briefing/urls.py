"""Addresses of the briefing: its draft, its sign-off, and what was published."""

from functools import partial

from audit_project.pages import BOTH, page
from audits.briefing import reader_views, rules, sign_off_views, views
from audits.briefing.models import Briefing, Section, Statement
from audits.scope.addresses import AUDIT, of_audit

HERE = f"{AUDIT}briefing/"
DRAFT, COLLECT = rules.check_can_read_draft, rules.check_can_collect
of_draft = partial(of_audit, under=HERE)
published = partial(page, under="briefings/", public=True)

urlpatterns = [
    of_draft("", views.briefing_draft, "briefing_draft", BOTH, rule=DRAFT, related=("tool",)),
    of_draft("sign-off/", sign_off_views.briefing_sign_off, "briefing_sign_off", BOTH, rule=DRAFT),
    of_draft("material/", views.briefing_material, "briefing_material", BOTH, rule=COLLECT),
    page(
        "title/", views.briefing_title, "briefing_title", BOTH, under=HERE, of=Briefing,
        by={"reference": "audit__reference"}, rule=rules.check_can_edit_briefing, related=("audit",),
    ),
    page(
        "parts/<int:slot>/", views.briefing_part, "briefing_part", BOTH, under=HERE, of=Section,
        by={"reference": "briefing__audit__reference", "slot": "slot"},
        rule=rules.check_can_edit_section, related=("briefing__audit",),
    ),
    page(
        "statements/<uuid:uid>/", views.briefing_statement, "briefing_statement", BOTH, under=HERE, of=Statement,
        by={"reference": "section__briefing__audit__reference", "uid": "uid"},
        rule=rules.check_can_edit_statement, related=("section__briefing__audit",),
    ),
    published("", reader_views.briefings, "briefings"),
    published("<reference:reference>/", reader_views.briefing, "briefing"),
    published("<reference:reference>/<slug:format>", reader_views.briefing_file, "briefing_file"),
]  # fmt: skip
