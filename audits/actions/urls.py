"""Addresses of an audit's recommendations and actions, and of its figures beside the rounds before."""

from functools import partial

from audit_project.pages import BOTH, page
from audits.actions import compare_views, earlier_rounds, rules, views
from audits.actions.models import Action, Recommendation
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.rollup.rules import check_can_read_roll_up
from audits.scope.addresses import AUDIT, of_audit

# An audit with its scale and tool, and the same of the audits it follows.
BACK = ("", "follows__", "follows__follows__", "follows__follows__follows__")
LINEAGE = tuple(f"{back}{one}" for back in BACK for one in ("scale", "tool"))
HERE = f"{AUDIT}actions/"
of_actions = partial(of_audit, under=HERE)
by_uid = partial(page, under=HERE, by={"reference": "audit__reference", "uid": "uid"})

urlpatterns = [
    of_actions("", views.actions, "actions", BOTH, rule=rules.check_can_see),
    by_uid(
        "recommendations/<uuid:uid>/", views.recommendation, "recommendation", BOTH, of=Recommendation,
        rule=rules.check_can_edit, related=("audit", "theme"),
    ),
    of_actions("compare/", compare_views.compare, "compare", BOTH, rule=check_can_read_roll_up, related=LINEAGE),
    of_actions(
        "compare/judge/<str:earlier>/<str:measure>/", compare_views.judge, "judge_change", BOTH,
        rule=rules.check_can_compare, related=LINEAGE,
    ),
    by_uid(
        "compare/rounds/<uuid:uid>/", compare_views.earlier_round, "earlier_round", BOTH, of=EarlierRound,
        rule=earlier_rounds.check_can_type, related=("audit",),
    ),
    by_uid(
        "compare/figures/<uuid:uid>/", compare_views.figure, "published_figure", BOTH, of=PublishedFigure,
        rule=earlier_rounds.check_can_type, related=("audit", "earlier_round"),
    ),
    by_uid(
        "<uuid:uid>/", views.action, "action", BOTH, of=Action,
        rule=rules.check_can_read, related=("audit", "owner__parent", "recommendation__theme"),
    ),
]  # fmt: skip
