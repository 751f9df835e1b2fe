"""Addresses of a case that leaves the audit."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.sample.addresses import of_case
from audits.sample.draw.models import Exclusion
from audits.sample.leaving import rules, views

of_exclusion = partial(
    page, under="leaving/<uuid:uid>/", of=Exclusion, by={"uid": "uid"},
    related=("case__audit", "reason", "asked_by", "excluded_by"),
)  # fmt: skip

urlpatterns = [
    of_case(
        "leave-out/", views.ask_to_leave, "case_leave_out", BOTH,
        rule=rules.check_can_ask_to_leave, related=("audit", "strand"),
    ),
    of_exclusion("", views.leaving, "case_leaving", rule=rules.check_can_read_leaving),
    of_exclusion("agree/", views.leaving_agree, "case_leaving_agree", POST, rule=rules.check_can_agree),
    of_exclusion("keep/", views.leaving_keep, "case_leaving_keep", POST, rule=rules.check_can_keep),
]  # fmt: skip
