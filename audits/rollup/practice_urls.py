"""Addresses across audits."""

from audit_project.pages import page
from audits.meeting.models import Theme
from audits.rollup import practice_keep_views, practice_match_views, practice_round_views, practice_views
from audits.rollup import practice_rules as rules
from audits.rollup.practice_models import PracticeTheme

AT = "practice/"
ONE = AT + "<uuid:uid>/"
BY = {"uid": "uid"}

urlpatterns = [
    page(AT, practice_views.practice, "practice", rule=rules.check_can_read_practice),
    page(
        AT + "search/",
        practice_keep_views.search_page,
        "practice_search",
        ("GET", "POST"),
        rule=rules.check_can_read_practice,
    ),
    page(AT + "matching/", practice_match_views.matching, "practice_matching", rule=rules.check_can_keep),
    page(
        AT + "matching/<uuid:uid>/",
        practice_match_views.match,
        "practice_match",
        ("GET", "POST"),
        of=Theme,
        by=BY,
        rule=rules.check_can_match,
        related=("audit",),
    ),
    page(
        ONE,
        practice_views.theme,
        "practice_theme",
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_read_practice,
        related=("merged_into",),
    ),
    page(
        ONE + "take-out/",
        practice_match_views.take_out,
        "practice_take_out",
        ("POST",),
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_keep,
    ),
    page(
        ONE + "reword/",
        practice_keep_views.reword,
        "practice_reword",
        ("GET", "POST"),
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_keep,
        related=("merged_into",),
    ),
    page(
        ONE + "merge/",
        practice_keep_views.merge,
        "practice_merge",
        ("GET", "POST"),
        of=PracticeTheme,
        by=BY,
        rule=rules.check_can_keep,
        related=("merged_into",),
    ),
    page(
        ONE + "rounds/",
        practice_round_views.rounds,
        "practice_rounds",
        of=PracticeTheme,
        by=BY,
        rule=rules.check_follows,
        related=("merged_into",),
    ),
    page(
        ONE + "rounds.svg",
        practice_round_views.line,
        "practice_line",
        of=PracticeTheme,
        by=BY,
        rule=rules.check_follows,
        related=("merged_into",),
    ),
]
