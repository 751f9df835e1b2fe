"""Addresses of a case that leaves the audit."""

from functools import partial

from audit_project.pages import page
from audits.sample.draw_models import Exclusion
from audits.sample.leaving import rules, views
from audits.sample.models import Case

LEAVING = "leaving/<uuid:uid>/"
of_exclusion = partial(
    page, of=Exclusion, by={"uid": "uid"}, related=("case__audit", "reason", "asked_by", "excluded_by")
)

urlpatterns = [
    page(
        "audits/<reference:reference>/cases/<int:number>/leave-out/",
        views.ask_to_leave,
        "case_leave_out",
        ("GET", "POST"),
        of=Case,
        by={"reference": "audit__reference", "number": "number"},
        rule=rules.check_can_ask_to_leave,
        related=("audit", "strand"),
    ),
    of_exclusion(LEAVING, views.leaving, "case_leaving", rule=rules.check_can_read_leaving),
    of_exclusion(f"{LEAVING}agree/", views.leaving_agree, "case_leaving_agree", ("POST",), rule=rules.check_can_agree),
    of_exclusion(f"{LEAVING}keep/", views.leaving_keep, "case_leaving_keep", ("POST",), rule=rules.check_can_keep),
]
