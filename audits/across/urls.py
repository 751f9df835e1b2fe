"""Addresses across audits."""

from audit_project.pages import page
from audits.across import keep_views, match_views, round_views, rules, views
from audits.across.models import PracticeTheme
from audits.meeting.models import Theme

AT = "practice/"
ONE = AT + "<uuid:uid>/"
BY = {"uid": "uid"}

urlpatterns = [
    page(AT, views.practice, "practice", rule=rules.check_can_read_practice),
    page(
        AT + "search/",
        keep_views.search_page,
        "practice_search",
        ("GET", "POST"),
        rule=rules.check_can_read_practice,
    ),
    page(AT + "matching/", match_views.matching, "practice_matching", rule=rules.check_can_keep),
    page(
        AT + "matching/<uuid:uid>/",
        match_views.match,
        "practice_match",
        ("GET", "POST"),
        of=Theme,
        by=BY,
        rule=rules.check_can_match,
        related=("audit",),
    ),
    page(
        ONE,
        views.theme,
        "practice_theme",
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_read_practice,
        related=("merged_into",),
    ),
    page(
        ONE + "take-out/",
        match_views.take_out,
        "practice_take_out",
        ("POST",),
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_keep,
    ),
    page(
        ONE + "reword/",
        keep_views.reword,
        "practice_reword",
        ("GET", "POST"),
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_keep,
        related=("merged_into",),
    ),
    page(
        ONE + "merge/",
        keep_views.merge,
        "practice_merge",
        ("GET", "POST"),
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_keep,
        related=("merged_into",),
    ),
    page(
        ONE + "rounds/",
        round_views.rounds,
        "practice_rounds",
        of=PracticeTheme,
        by=BY,
        rule=rules.check_follows,
        related=("merged_into",),
    ),
    page(
        ONE + "rounds.svg",
        round_views.line,
        "practice_line",
        of=PracticeTheme,
        by=BY,
        rule=rules.check_follows,
        related=("merged_into",),
    ),
]
