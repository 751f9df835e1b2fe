"""Pages of immediate concerns: raising one, and one concern with what followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.front_door.numbers import front_door, ring_now
from agencies.models import Agency, Person
from agencies.person_request import PersonRequest
from audit_project.forms import AuditForm, PageForm
from audit_project.saving import done, posted, sent
from audits.concerns import acts, rules
from audits.concerns.forms import (
    CloseConcernForm,
    ConcernEntryForm,
    ConfirmConcernForm,
    FollowForm,
    PassOnForm,
    RaiseForm,
)
from audits.concerns.models import ConcernEntry, ImmediateConcern
from audits.concerns.queries import is_nobodys
from audits.concerns.watching import wait_of
from audits.sample.models import Case

Kind = ConcernEntry.Kind


def raise_on_case(request: PersonRequest, case: Case) -> HttpResponse:
    return raise_one(request, case, None)


def raise_one(request: PersonRequest, case: Case, agency: Agency | None) -> HttpResponse:
    """The page on which a concern is raised; `agency` is the one whose return it is raised from."""
    now = timezone.now()
    form = RaiseForm(posted(request), now=now)

    raised: list[ImmediateConcern] = []

    def record() -> None:
        concern = acts.raise_concern(case, by=request.user, now=now, agency=agency, **form.said)
        raised.append(concern)
        if concern.notices.filter(delivered=False).exists():
            messages.warning(request, "The concern is recorded. An e-mail could not be sent: ring as well.")
        else:
            messages.success(request, "The concern is recorded. This is no referral: ring, if you have not.")

    if done(form, record):
        return redirect("concern", raised[0].uid)
    journal.record(request.user, "read", case)
    context = {"audit": case.audit, "case": case, "form": form, **to_ring(now)}
    return render(request, "concerns/raise.html", context)


def to_ring(now: datetime) -> dict[str, Any]:
    """Whom to ring at this moment, for the page."""
    return {"ring": ring_now(now), "door": front_door()}


def concern(request: PersonRequest, concern: ImmediateConcern) -> HttpResponse:
    """One concern: what was seen, who was told, what was added, and what this person may do."""
    person = request.user
    now, asked = timezone.now(), request.POST.get("act", "")
    forms = forms_of(request, concern)
    doing: dict[str, Callable[..., Any]] = {
        "answer": acts.answer,
        "add": acts.add_concern_entry,
        "close": acts.close,
        "confirm": acts.confirm_concern,
        "escalate": acts.escalate,
        "pass_on": acts.pass_on,
        "follow": acts.name_follower,
    }
    if request.method == "POST":
        rules.check_may_do(person, concern, asked)
    if asked in doing and done(forms[asked], lambda: doing[asked](concern, by=person, now=now, **forms[asked].said)):
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
    "follow": "They are told, and say from now on whether it was dealt with.",
}


def forms_of(request: PersonRequest, concern: ImmediateConcern) -> dict[str, PageForm]:
    """A form for each act; only the one that was sent is bound."""
    return {
        "answer": AuditForm(sent(request, "answer"), act="answer", button="I am dealing with it"),
        "confirm": ConfirmConcernForm(sent(request, "confirm"), act="confirm"),
        "add": ConcernEntryForm(sent(request, "add"), kind=Kind.ADDED, act="add", button="Add these words"),
        "escalate": ConcernEntryForm(
            sent(request, "escalate"), kind=Kind.ESCALATED, act="escalate", button="Escalate the concern"
        ),
        "close": CloseConcernForm(sent(request, "close"), kind=Kind.CLOSED, act="close"),
        "pass_on": PassOnForm(sent(request, "pass_on"), concern=concern, act="pass_on"),
        "follow": FollowForm(sent(request, "follow"), concern=concern, on=timezone.localdate(), act="follow"),
    }


def context_of(concern: ImmediateConcern, person: Person, now: datetime, forms: dict[str, PageForm]) -> dict[str, Any]:
    return {
        "concern": concern,
        "audit": concern.audit,
        "case": concern.case,
        "entries": concern.entries.select_related("added_by"),
        "notices": concern.notices.select_related("person"),
        "wait": wait_of(concern, now),
        "nobody": is_nobodys(concern, timezone.localdate(now)),
        "forms": forms,
        "may": {act: rules.may_do(person, concern, act) for act in DONE},
        **to_ring(now),
    }
