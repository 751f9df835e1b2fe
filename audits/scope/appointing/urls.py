"""Addresses of audits without a lead."""

from audit_project.pages import page
from audits.scope.appointing import rules, views
from audits.scope.appointing.models import Appointment

ALL = "audits/without-a-lead/"

urlpatterns = [
    page(ALL, views.without, "audits_without_lead", rule=rules.check_can_appoint),
    page(
        f"{ALL}<reference:reference>/", views.propose, "lead_propose", ("GET", "POST"), rule=rules.check_can_appoint
    ),
    page(
        f"{ALL}<uuid:uid>/confirm/", views.confirm, "lead_confirm", ("POST",), of=Appointment, by={"uid": "uid"},
        rule=rules.check_can_confirm, related=("audit", "person", "proposed_by"),
    ),
    page(
        f"{ALL}<uuid:uid>/take-back/", views.withdraw, "lead_withdraw", ("POST",), of=Appointment, by={"uid": "uid"},
        rule=rules.check_can_withdraw, related=("audit", "person"),
    ),
]  # fmt: skip
