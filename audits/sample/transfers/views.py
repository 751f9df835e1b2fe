"""The pages of who was told who the children are: the lead's list, writing one down, one as its agency sees it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import done, posted
from audits.sample.key.views import back_to
from audits.sample.transfers import acts, rules
from audits.sample.transfers.due import meetings_ended
from audits.sample.transfers.forms import TransferForm
from audits.sample.transfers.listed import counted_transfers, line_of, lines_of, sent_nothing
from audits.sample.transfers.models import Transfer
from audits.scope.models import Audit


def transfers(request: PersonRequest, audit: Audit) -> HttpResponse:
    context = {
        "audit": audit,
        "lines": lines_of(audit, timezone.localdate()),
        "counted": counted_transfers(audit),
        "nothing": sent_nothing(audit),
        "may_send": rules.can_send(request.user, audit),
    }
    return render(request, "sample/transfers/transfers.html", context)


def transfer_add(request: PersonRequest, audit: Audit) -> HttpResponse:
    form = TransferForm(posted(request), instance=Transfer(audit=audit), back=back_to(audit))
    made: list[Transfer] = []
    if done(form, lambda: made.append(acts.send(audit, by=request.user, now=timezone.now(), **form.said))):
        messages.success(request, f"It is written down that {made[0].agency.full_name} was told.")
        return redirect("transfers", audit.reference)
    return render(request, "sample/transfers/add.html", {"audit": audit, "form": form})


def transfer(request: PersonRequest, transfer: Transfer) -> HttpResponse:
    """One transfer, as the agency's contact and the lead see it; no name stands in it."""
    line = line_of(transfer, meetings_ended([transfer.audit]), timezone.localdate())
    context = {
        "audit": transfer.audit,
        "one": transfer,
        "line": line,
        "may_confirm": rules.can_confirm(request.user, transfer),
        "may_set_aside": rules.can_set_aside(request.user, transfer),
    }
    return render(request, "sample/transfers/transfer.html", context)


def transfer_received(request: PersonRequest, transfer: Transfer) -> HttpResponse:
    acts.say_received(transfer, by=request.user, now=timezone.now())
    messages.success(request, "It is written down that your agency received it.")
    return redirect("transfer", transfer.uid)


def transfer_destroyed(request: PersonRequest, transfer: Transfer) -> HttpResponse:
    acts.say_destroyed(transfer, by=request.user, now=timezone.now())
    messages.success(request, "It is written down that your agency destroyed it.")
    return redirect("transfer", transfer.uid)


def transfer_set_aside(request: PersonRequest, transfer: Transfer) -> HttpResponse:
    acts.set_aside(transfer, by=request.user, now=timezone.now())
    messages.success(request, "It is set aside, and counted nowhere.")
    return redirect("transfers", transfer.audit.reference)
