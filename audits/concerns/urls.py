"""Addresses of immediate concerns: raised on a case, then one page each."""

from audit_project.pages import page
from audits.concerns import rules, views
from audits.concerns.models import ImmediateConcern
from audits.sample.models import Case

urlpatterns = [
    page(
        "audits/<reference:reference>/cases/<int:number>/concern/",
        views.raise_on_case,
        "concern_raise",
        ("GET", "POST"),
        of=Case,
        by={"reference": "audit__reference", "number": "number"},
        rule=rules.check_can_raise,
        related=("audit",),
    ),
    page(
        "concerns/<uuid:uid>/",
        views.concern,
        "concern",
        ("GET", "POST"),
        of=ImmediateConcern,
        by={"uid": "uid"},
        rule=rules.check_can_read,
        related=("audit", "case", "agency__parent", "responsible__parent", "raised_by", "answered_by", "closed_by"),
    ),
]
