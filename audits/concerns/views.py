"""Pages of immediate concerns: raising one, and one concern with what followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.front_door import front_door, ring_now
from agencies.models import Agency
from audit_project.forms import AuditForm
from audit_project.saving import carry_out, posted, sent
from audits.concerns import acts, rules
from audits.concerns.forms import AddForm, CloseForm, EscalateForm, PassOnForm, RaiseForm
from audits.concerns.models import ImmediateConcern
from audits.concerns.watching import wait_of
from audits.sample.models import Case


def raise_on_case(request: HttpRequest, case: Case) -> HttpResponse:
    return raise_one(request, case, None)


def raise_one(request: HttpRequest, case: Case, agency: Agency | None) -> HttpResponse:
    """The page on which a concern is raised; `agency` is the one whose return it is raised from."""
    person: Any = request.user
    now = timezone.now()
    form = RaiseForm(posted(request), now=now)

    def record() -> None:
        concern = acts.raise_concern(case, by=person, now=now, agency=agency, **form.said)
        if concern.notices.filter(delivered=False).exists():
            messages.warning(request, "The concern is recorded. An e-mail could not be sent: ring as well.")
        else:
            messages.success(request, "The concern is recorded. This is no referral: ring, if you have not.")

    if request.method == "POST" and form.is_valid() and carry_out(form, record):
        return redirect("concern", form.cleaned_data["uid"])
    journal.record(person, "read", case)
    context = {"audit": case.audit, "case": case, "form": form, "whose": person.uid, **to_ring(now)}
    return render(request, "concerns/raise.html", context)


def to_ring(now: datetime) -> dict[str, Any]:
    """Whom to ring at this moment, for the page."""
    return {"ring": ring_now(now), "door": front_door()}


def concern(request: HttpRequest, concern: ImmediateConcern) -> HttpResponse:
    """One concern: what was seen, who was told, what was added, and what this person may do."""
    person: Any = request.user
    now, asked = timezone.now(), request.POST.get("act", "")
    forms = forms_of(request, concern)
    doing: dict[str, Callable[[], Any]] = {
        "answer": lambda: acts.answer(concern, by=person, now=now),
        "add": lambda: acts.add_entry(concern, by=person, now=now, **forms["add"].cleaned_data),
        "close": lambda: acts.close(concern, by=person, now=now, **forms["close"].said),  # type: ignore[attr-defined]
        "confirm": lambda: acts.confirm(concern, by=person, now=now),
        "escalate": lambda: acts.escalate(concern, by=person, now=now, **forms["escalate"].cleaned_data),
        "pass_on": lambda: acts.pass_on(concern, by=person, now=now, **forms["pass_on"].cleaned_data),
    }
    if request.method == "POST":
        rules.check_may_do(person, concern, asked)
    if asked in doing and forms[asked].is_valid() and carry_out(forms[asked], doing[asked]):
        messages.success(request, DONE[asked])
        return redirect("concern", concern.uid)
    journal.record(person, "read", concern)
    return render(request, "concerns/concern.html", context_of(concern, person, now, forms))


DONE = {
    "answer": "It is recorded that you are dealing with it.",
    "add": "Your words are added.",
    "close": "The concern is closed. Whoever raised it is asked to confirm.",
    "confirm": "The concern is closed and confirmed.",
    "escalate": "The concern is escalated. The audit's lead and the safeguarding leads are told.",
    "pass_on": "The concern is passed on, and the agency's people are told.",
}


def forms_of(request: HttpRequest, concern: ImmediateConcern) -> dict[str, AuditForm]:
    """A form for each act; only the one that was sent is bound."""
    return {
        "answer": AuditForm(sent(request, "answer"), prefix="answer"),
        "add": AddForm(sent(request, "add"), prefix="add"),
        "close": CloseForm(sent(request, "close"), prefix="close"),
        "confirm": AuditForm(sent(request, "confirm"), prefix="confirm"),
        "escalate": EscalateForm(sent(request, "escalate"), prefix="escalate"),
        "pass_on": PassOnForm(sent(request, "pass_on"), concern=concern, prefix="pass_on"),
    }


def context_of(concern: ImmediateConcern, person: Any, now: datetime, forms: dict[str, AuditForm]) -> dict[str, Any]:
    return {
        "concern": concern,
        "audit": concern.audit,
        "case": concern.case,
        "entries": concern.entries.select_related("added_by"),
        "notices": concern.notices.select_related("person"),
        "wait": wait_of(concern, now),
        "forms": forms,
        "may": {act: rules.may_do(person, concern, act) for act in DONE},
        **to_ring(now),
    }
