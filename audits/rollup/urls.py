"""Addresses of the findings and analysis."""

from audit_project.pages import page
from audits.rollup import rules, views
from audits.rollup.chosen import views as chosen_views
from audits.rollup.exports.views import export
from audits.scope.models import Audit

urlpatterns = [
    page(
        "audits/<reference:reference>/roll-up/",
        views.roll_up_page,
        "roll_up",
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_read_roll_up,
    ),
    page(
        "audits/<reference:reference>/roll-up/evidence/",
        views.evidence,
        "roll_up_evidence",
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_read_roll_up,
    ),
    page(
        "audits/<reference:reference>/roll-up/wordings/",
        chosen_views.wordings,
        "roll_up_wordings",
        ("GET", "POST"),
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_choose_wording,
    ),
    page(
        "audits/<reference:reference>/roll-up/export/",
        export,
        "roll_up_export",
        ("GET", "POST"),
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_read_roll_up,
    ),
]
