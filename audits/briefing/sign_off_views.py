"""The sign-off page: what will be published, what a person must judge, who decided what, who publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.person_request import PersonRequest
from audit_project.forms import PageForm
from audit_project.refused import Refused
from audit_project.saving import save_form, sent
from audits.briefing import acts, rules
from audits.briefing.beside import COMPARE
from audits.briefing.current import Current, current
from audits.briefing.forms import ButtonForm, OverrideForm, PublishForm, WithdrawForm
from audits.briefing.models import Briefing, Edition
from audits.briefing.pages import decisions_in_words, editions_of, overrides_in_force
from audits.briefing.signing import Difference, Seen, differences, opened, sealed, seen_of
from audits.briefing.views import crumbs
from audits.briefing.words import words_of
from audits.recognise.forms import TickForm
from audits.recognise.telling import tell_words
from audits.rollup import acts as rollup_acts
from audits.rollup.models import Override
from audits.rollup.rules import can_override, check_can_override
from audits.scope.models import Audit

DONE = {
    "submit": "The briefing is sent for sign-off.",
    "send_back": "The briefing is back with its lead.",
    "publish": "The briefing is published.",
    "start_next": "The briefing is open for its next edition.",
    "withdraw": "The edition is withdrawn.",
    "override": "The decision is recorded. Draft the briefing again to take it in.",
    "withdraw_override": "The decision is withdrawn. Draft the briefing again to take it in.",
}


def briefing_sign_off(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    found, asked = current(audit), request.POST.get("act", "")
    overrides, editions = overrides_in_force(audit), editions_of(audit)
    standing = next((row for row in editions[:1] if not row.is_withdrawn), None)
    words = words_of(found, overrides)
    forms: dict[str, PageForm] = {
        "submit": TickForm(sent(request, "submit"), listed=words.found.fingerprint),
        "publish": PublishForm(sent(request, "publish"), act="publish"),
        "withdraw": WithdrawForm(sent(request, "withdraw"), act="withdraw"),
        "override": OverrideForm(sent(request, "override"), act="override"),
        "button": ButtonForm(sent(request, asked) if asked in ("send_back", "start_next") else None),
    }
    if asked == "withdraw_override":
        forms["button"] = ButtonForm(request.POST)
    if request.method == "POST":
        act = what_to_do(request, audit, found.briefing, standing, overrides)
        if save_form(forms.get(asked, forms["button"]), act):
            messages.success(request, DONE[asked])
            tell_words(request, forms.get(asked, forms["button"]))
            return redirect("briefing_sign_off", audit.reference)
    journal.record(person, "read", audit, kind="briefing-sign-off")
    seen = seen_of(found, overrides, words)
    context = {
        "forms": forms, "overrides": decisions_in_words(overrides), "editions": editions, "standing": standing,
        "seen": sealed(seen),
        "differences": differences_from(request, seen), "beside": seen["beside"], "compare": COMPARE, "words": words,
        "stopped": asked == "submit",
        "ticked": found.briefing is not None and words.found.fingerprint == found.briefing.words_checked,
    }  # fmt: skip
    return render(request, "briefing/sign_off.html", {**context, **sign_off_context(found, person)})


def differences_from(request: PersonRequest, now: Seen) -> list[Difference]:
    """What a form that was refused had before it and what stands now, where the two differ."""
    try:
        return differences(opened(request.POST["seen"]), now) if "seen" in request.POST else []
    except Refused:
        return []


def what_to_do(
    request: PersonRequest,
    audit: Audit,
    briefing: Briefing | None,
    standing: Edition | None,
    overrides: list[Override],
) -> Callable[..., Any]:
    """The act that was asked for; the rule of who may is checked here, so that a stranger to it gets its sentence."""
    asked, person = request.POST.get("act", ""), request.user
    by: dict[str, Any] = {"by": person, "now": timezone.now()}
    if asked in ("override", "withdraw_override"):
        check_can_override(person, audit)
        if asked == "override":
            return lambda **said: rollup_acts.override_fact(audit, **by, **said)
        row = next((row for row in overrides if str(row.uid) == request.POST.get("row")), None)
        if row is not None:
            return lambda: rollup_acts.withdraw_override(row, **by)
    if asked == "withdraw" and standing is not None:
        rules.check_decides(person, standing.briefing)
        return lambda **said: acts.withdraw_briefing(standing, **by, **said)
    if briefing is not None and asked in STEPS:
        check, act = STEPS[asked]
        check(person, briefing)
        if asked in SIGNED:
            return lambda **said: act(briefing, seen=opened(request.POST.get("seen", "")), **by, **said)
        return lambda **said: act(briefing, **by, **said)
    raise Http404


SIGNED = ("submit", "publish")  # by what their page showed
STEPS: dict[str, tuple[Callable[..., None], Callable[..., Any]]] = {
    "submit": (rules.check_can_submit, acts.submit_briefing),
    "send_back": (rules.check_decides, acts.send_back_briefing),
    "publish": (rules.check_can_publish, acts.publish),
    "start_next": (rules.check_can_start_next, acts.start_next),
}


def sign_off_context(found: Current, person: Person) -> dict[str, Any]:
    """What the person may do now, and why not where they might expect to."""
    audit, briefing = found.audit, found.briefing
    state = briefing.state if briefing is not None else ""
    return {
        "audit": audit,
        "found": found,
        "briefing": briefing,
        "crumbs": crumbs(audit),
        "may_override": can_override(person, audit),
        "may_submit": briefing is not None and state == "draft" and rules.can_submit(person, briefing),
        "may_send_back": briefing is not None and state == "submitted" and rules.can_decide(person, briefing),
        "may_publish": briefing is not None and state == "submitted" and rules.can_publish(person, briefing),
        "may_start_next": briefing is not None and state == "published" and rules.can_start_next(person, briefing),
        "may_withdraw": briefing is not None and rules.can_decide(person, briefing),
        "may_not_change": briefing is None or state != "draft" or not rules.can_write(person, audit, briefing),
        "is_mine": briefing is not None and briefing.submitted_by_id == person.pk,
    }
