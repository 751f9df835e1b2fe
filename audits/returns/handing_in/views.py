"""A return is checked and handed in by its agency, accepted or sent back by the lead."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form
from audits.recognise.looking import Words
from audits.recognise.telling import tell_words
from audits.returns import acts, rules
from audits.returns.filling_in.nothing import written_before
from audits.returns.filling_in.outline import outline, progress_in
from audits.returns.forms import SendBackForm
from audits.returns.handing_in.checks import what_advises, what_blocks, what_is_begun, written_in
from audits.returns.handing_in.forms import ApprovalForm, NothingForm, SubmitForm
from audits.returns.handing_in.words import is_checked, words_in
from audits.returns.models import AgencyReturn
from audits.returns.reading import grade_read, url_of, whole
from audits.returns.shown import show
from audits.scope.models import Audit

SUBMITTED = "Your return is submitted. The audit's lead can read it now."
ALREADY = "This return is submitted already. Nothing was sent twice."


def check(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    person = request.user
    if request.method != "POST":
        rules.check_can_submit(person, agency_return)
        return show_check(request, agency_return)
    form = submit_form(request, agency_return, words_in(agency_return, whole(agency_return)))
    if save_form(form, partial(acts.submit_return, agency_return, by=person, now=timezone.now())):
        messages.success(request, SUBMITTED)
        return redirect(url_of(agency_return, "return"))
    if handed_in_meanwhile(request, agency_return):
        return redirect(url_of(agency_return, "return"))
    return show_check(request, agency_return, form)


def submit_form(request: PersonRequest, agency_return: AgencyReturn, words: Words) -> SubmitForm:
    """What is asked with the submit: a tick for words that are listed, who approved it where the agency wants that."""
    listed = "" if is_checked(agency_return, words) else words.fingerprint
    if not rules.wants_approval(agency_return):
        return SubmitForm(posted(request), listed=listed)
    return ApprovalForm(posted(request), listed=listed)


def handed_in_meanwhile(request: PersonRequest, agency_return: AgencyReturn) -> bool:
    """Whether somebody has submitted the return already, perhaps this person with another press; it is said."""
    agency_return.refresh_from_db(fields=["state"])
    if agency_return.state not in rules.HANDED_IN:
        return False
    messages.info(request, ALREADY)
    return True


def show_check(request: PersonRequest, agency_return: AgencyReturn, form: SubmitForm | None = None) -> HttpResponse:
    """The whole return with what blocks and what advises; 403 where it can no longer be submitted."""
    person, tried = request.user, request.method == "POST"
    shut = tried and not rules.can_submit(person, agency_return)
    if shut:
        journal.record_refusal(person, "return_check", agency_return)
    read = whole(agency_return, grade=grade_read(agency_return))
    words, written = words_in(agency_return, read), written_in(agency_return, read)
    advice = [*what_is_begun(written), *what_advises(written)]
    more: dict[str, Any] = {
        "whole": read,
        "outline": outline(agency_return, progress_in(read), request.path),
        "blocks": [(one.words, one.url(agency_return)) for one in what_blocks(written)],
        "advice": [(one.words, one.url(agency_return)) for one in advice],
        "words": words,
        "tried": tried,
        "form": form or submit_form(request, agency_return, words),
        "shut": shut,
    }
    return show(request, "returns/check.html", agency_return, status=403 if shut else 200, **more)


def nothing(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    """Two questions where there is nothing to audit."""
    person = request.user
    if request.method != "POST":
        rules.check_can_submit(person, agency_return)
    form = NothingForm(posted(request), agency_return=agency_return, before=written_before(agency_return))
    if request.method == "POST":
        if save_form(form, partial(acts.hand_in_nothing, agency_return, by=person, now=timezone.now())):
            messages.success(request, "Your answer is with the audit's lead. Nothing more is asked of you.")
            return redirect(url_of(agency_return, "return"))
        agency_return.refresh_from_db(fields=["state", "nothing_because"])
        words = form.cleaned_data.get("nothing_because", "")
        if words == agency_return.nothing_because and handed_in_meanwhile(request, agency_return):
            return redirect(url_of(agency_return, "return"))
        if not rules.can_submit(person, agency_return):
            journal.record_refusal(person, "return_nothing", agency_return)
            return show(request, "returns/nothing.html", agency_return, status=403, form=form)
    return show(request, "returns/nothing.html", agency_return, form=form)


def show_nothing(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    """A return that was handed in as nothing to audit, as it is read."""
    person = request.user
    own = rules.is_own(person, agency_return)
    return show(
        request,
        "returns/nothing_read.html",
        agency_return,
        before=written_before(agency_return) if own else None,
        may_bring_back=own,
        may_accept=rules.can_accept(person, agency_return),
        may_send_back=rules.can_send_back(person, agency_return),
    )


def send_back(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    form = SendBackForm(posted(request))
    act = partial(acts.send_back_return, agency_return, by=request.user, now=timezone.now())
    if request.method == "POST" and save_form(form, act):
        messages.success(request, "The return is sent back. The auditor reads your reason at its top.")
        tell_words(request, form)
        return redirect(url_of(agency_return, "return"))
    return show(request, "returns/send_back.html", agency_return, form=form)


def accept(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    new = acts.accept_return(agency_return, by=request.user, now=timezone.now())
    messages.success(request, "The return is accepted." if new else "The return is accepted already.")
    return redirect(url_of(agency_return, "return"))


def accept_all(request: PersonRequest, audit: Audit) -> HttpResponse:
    accepted = acts.accept_all(audit, by=request.user, now=timezone.now())
    words = "1 return is accepted." if accepted == 1 else f"{accepted} returns are accepted."
    messages.success(request, words if accepted else "No submitted return passes every check, so none is accepted.")
    return redirect("returns", audit.reference)
