"""Addresses of the record of who was told who the children are."""

from functools import partial

from audit_project.pages import page
from audits.sample.transfers import rules, views
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit

OF_AUDIT = "audits/<reference:reference>/key/transfers/"
ONE = "transfers/<uuid:uid>/"
POST = ("POST",)
of_audit = partial(page, of=Audit, by={"reference": "reference"})
of_transfer = partial(
    page, of=Transfer, by={"uid": "uid"},
    related=("audit", "agency__parent", "sent_by", "received_by", "destroyed_by", "set_aside_by"),
)  # fmt: skip

urlpatterns = [
    of_audit(OF_AUDIT, views.transfers, "transfers", rule=rules.check_can_list_transfers),
    of_audit(f"{OF_AUDIT}add/", views.transfer_add, "transfer_add", ("GET", "POST"), rule=rules.check_can_send),
    of_transfer(ONE, views.transfer, "transfer", rule=rules.check_can_read_transfer),
    of_transfer(f"{ONE}received/", views.transfer_received, "transfer_received", POST, rule=rules.check_can_confirm),
    of_transfer(f"{ONE}destroyed/", views.transfer_destroyed, "transfer_destroyed", POST, rule=rules.check_can_confirm),
    of_transfer(
        f"{ONE}set-aside/", views.transfer_set_aside, "transfer_set_aside", POST, rule=rules.check_can_set_aside
    ),
]
