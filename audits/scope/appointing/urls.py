"""Addresses of audits without a lead."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.scope.appointing import rules, views
from audits.scope.appointing.models import Appointment

ALL = "audits/without-a-lead/"
CONFIRM, WITHDRAW = rules.check_can_confirm, rules.check_can_withdraw
appoints = partial(page, under=ALL, rule=rules.check_can_appoint)
of_appointment = partial(page, under=f"{ALL}<uuid:uid>/", of=Appointment, by={"uid": "uid"})

urlpatterns = [
    appoints("", views.without, "audits_without_lead"),
    appoints("<reference:reference>/", views.propose, "lead_propose", BOTH),
    of_appointment(
        "confirm/", views.confirm, "lead_confirm", POST, rule=CONFIRM, related=("audit", "person", "proposed_by")
    ),
    of_appointment("take-back/", views.withdraw, "lead_withdraw", POST, rule=WITHDRAW, related=("audit", "person")),
]
