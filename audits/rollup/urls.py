"""Addresses of the findings and analysis."""

from functools import partial

from audit_project.pages import BOTH
from audits.rollup import rules, views
from audits.rollup.chosen import views as chosen_views
from audits.rollup.exports.views import export
from audits.rollup.questions import views as question_views
from audits.scope.addresses import AUDIT, of_audit

READ, CHOOSE = rules.check_can_read_roll_up, rules.check_can_choose_wording
of_roll_up = partial(of_audit, under=f"{AUDIT}roll-up/")

urlpatterns = [
    of_roll_up("", views.roll_up_page, "roll_up", rule=READ),
    of_roll_up("evidence/", views.evidence, "roll_up_evidence", rule=READ),
    of_roll_up("questions/", question_views.questions, "roll_up_questions", rule=READ, related=("scale",)),
    of_roll_up("questions/<int:pk>/", question_views.question, "roll_up_question", rule=READ, related=("scale",)),
    of_roll_up("wordings/", chosen_views.wordings, "roll_up_wordings", BOTH, rule=CHOOSE),
    of_roll_up("export/", export, "roll_up_export", BOTH, rule=READ),
    of_roll_up("<slug:slug>/", views.room, "roll_up_room", rule=READ),  # after those with a page of their own
]
