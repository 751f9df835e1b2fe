"""Addresses across audits."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.across import keep_views, match_views, round_views, rules, views
from audits.across.models import PracticeTheme
from audits.meeting.models import Theme

READ, KEEP, FOLLOWS = rules.check_can_read_practice, rules.check_can_keep, rules.check_follows
of_practice = partial(page, under="practice/")
of_theme = partial(page, under="practice/<uuid:uid>/", of=PracticeTheme, by={"uid": "uid"})
of_theme_or_its_home = partial(of_theme, related=("merged_into",))

urlpatterns = [
    of_practice("", views.practice, "practice", rule=READ),
    of_practice("search/", keep_views.search_page, "practice_search", BOTH, rule=READ),
    of_practice("matching/", match_views.matching, "practice_matching", rule=KEEP),
    of_practice(
        "matching/<uuid:uid>/", match_views.match, "practice_match", BOTH, of=Theme, by={"uid": "uid"},
        rule=rules.check_can_match, related=("audit",),
    ),
    of_theme_or_its_home("", views.theme, "practice_theme", rule=READ),
    of_theme("take-out/", match_views.take_out, "practice_take_out", POST, rule=KEEP),
    of_theme_or_its_home("reword/", keep_views.reword, "practice_reword", BOTH, rule=KEEP),
    of_theme_or_its_home("merge/", keep_views.merge, "practice_merge", BOTH, rule=KEEP),
    of_theme_or_its_home("rounds/", round_views.rounds, "practice_rounds", rule=FOLLOWS),
    of_theme_or_its_home("rounds.svg", round_views.line, "practice_line", rule=FOLLOWS),
]  # fmt: skip
