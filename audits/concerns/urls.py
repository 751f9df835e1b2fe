"""Addresses of immediate concerns: raised on a case, then one page each."""

from audit_project.pages import BOTH, page
from audits.concerns import rules, views
from audits.concerns.models import ImmediateConcern
from audits.sample.addresses import of_case

urlpatterns = [
    of_case("concern/", views.raise_on_case, "concern_raise", BOTH, rule=rules.check_can_raise, related=("audit",)),
    page(
        "concerns/<uuid:uid>/", views.concern, "concern", BOTH, of=ImmediateConcern, by={"uid": "uid"},
        rule=rules.check_can_read,
        related=("audit", "case", "agency__parent", "responsible__parent", "raised_by", "answered_by", "closed_by"),
    ),
]  # fmt: skip
