"""Addresses of the record of who was told who the children are."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.sample.transfers import rules, views
from audits.sample.transfers.models import Transfer
from audits.scope.addresses import of_audit

CONFIRM = rules.check_can_confirm
of_transfer = partial(
    page, under="transfers/<uuid:uid>/", of=Transfer, by={"uid": "uid"},
    related=("audit", "agency__parent", "sent_by", "received_by", "destroyed_by", "set_aside_by"),
)  # fmt: skip

urlpatterns = [
    of_audit("key/transfers/", views.transfers, "transfers", rule=rules.check_can_list_transfers),
    of_audit("key/transfers/add/", views.transfer_add, "transfer_add", BOTH, rule=rules.check_can_send),
    of_transfer("", views.transfer, "transfer", rule=rules.check_can_read_transfer),
    of_transfer("received/", views.transfer_received, "transfer_received", POST, rule=CONFIRM),
    of_transfer("destroyed/", views.transfer_destroyed, "transfer_destroyed", POST, rule=CONFIRM),
    of_transfer("set-aside/", views.transfer_set_aside, "transfer_set_aside", POST, rule=rules.check_can_set_aside),
]
