"""The pages of the key: where it is, sealing references, opening one, wiping them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.refused import Refused
from audit_project.saving import posted, save_form, status_of
from audits.recognise.telling import tell_words
from audits.sample.key import acts as key
from audits.sample.key import rules as key_rules
from audits.sample.key.forms import OutsideForm, SealForm, WipeForm
from audits.sample.key.models import KeyHolding
from audits.sample.key.sealing import can_seal
from audits.sample.models import Case
from audits.sample.own_reference.queries import sealed_for_agencies
from audits.sample.transfers.listed import counted_transfers
from audits.scope.models import Audit


def audit_key(request: PersonRequest, audit: Audit) -> HttpResponse:
    context = {
        "audit": audit,
        "holding": key.holding_of(audit),
        "sealed": key.sealed_cases(audit),
        "waiting": key.cases_to_seal(audit),
        "openings": key.openings(audit),
        "may_keep": key_rules.can_keep_key(request.user, audit),
        "can_seal": can_seal(),
        "counted": counted_transfers(audit),
    }
    return render(request, "sample/key/key.html", context | sealed_for_agencies(audit))


def back_to(audit: Audit, words: str = "Back without saving") -> tuple[str, str]:
    return reverse("audit_key", args=[audit.reference]), words


def key_outside(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    row = key.holding_of(audit) or KeyHolding(audit=audit)
    form = OutsideForm(posted(request), instance=row, back=back_to(audit))
    if request.method == "POST" and save_form(form, partial(key.keep_outside, audit, by=person, now=timezone.now())):
        messages.success(request, "Where the key is kept is saved.")
        return redirect("audit_key", audit.reference)
    return render(request, "sample/key/outside.html", {"audit": audit, "form": form}, status=status_of(form))


@sensitive_post_parameters()
def key_seal(request: PersonRequest, audit: Audit) -> HttpResponse:
    form = SealForm(posted(request), cases=key.cases_to_seal(audit))

    def act(**_: Any) -> None:
        key.seal_references(audit, form.pairs(), by=request.user, now=timezone.now())

    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The references are kept here, sealed.")
        return redirect("audit_key", audit.reference)
    return render(request, "sample/key/seal.html", {"audit": audit, "form": form, "can_seal": can_seal()})


def key_wipe(request: PersonRequest, audit: Audit) -> HttpResponse:
    form = WipeForm(posted(request), back=back_to(audit, "Keep it"))

    def act(**_: Any) -> None:
        key.wipe(audit, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])

    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The key is wiped. Nothing of it is left here.")
        tell_words(request, form)
        return redirect("audit_key", audit.reference)
    return render(request, "sample/key/wipe.html", {"audit": audit, "form": form})


def case_key(request: PersonRequest, case: Case) -> HttpResponse:
    """Which child this is, for the lead."""
    return shown(request, case, {"audit": case.audit, "case": case})


def shown(request: PersonRequest, case: Case, context: dict[str, Any]) -> HttpResponse:
    """The page asks first; what it opens stands in its answer alone, and the opening is written down."""
    reference = refused = ""
    if request.method == "POST":
        try:
            reference = key.open_reference(case, by=request.user, now=timezone.now())
        except Refused as refusal:
            refused = refusal.sentence
    else:
        journal.record(request.user, "read", case)
    more = {"reference": reference, "refused": refused, "holding": key.holding_of(case.audit)}
    is_here = hasattr(case, "sealed_reference")
    return render(request, "sample/key/which.html", context | more | {"is_here": is_here})
