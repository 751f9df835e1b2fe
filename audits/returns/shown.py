"""How every page of a return is shown: written down as read, and with every word typed when it was not saved."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal
from agencies.person_request import PersonRequest
from audit_project.saving import status_of
from audits.returns import rules
from audits.returns.filling_in.keeping import close, sent_by
from audits.returns.filling_in.long_texts import keep_sent, settle, show_long
from audits.returns.filling_in.outline import outline_of
from audits.returns.models import AgencyReturn
from audits.returns.reading import url_of
from audits.returns.writing import keep_history

# Where one more is added, by the list that it goes into.
ANOTHER = {"return_findings": "finding_add", "return_steps": "step_add"}


def show(
    request: PersonRequest, template: str, agency_return: AgencyReturn, status: int = 200, **more: Any
) -> HttpResponse:
    """Show a page of a return; the journal says who read it."""
    journal.record(request.user, "read", agency_return, now=timezone.now())
    agency_return.case.audit = agency_return.audit  # what stands at the top of the page asks the case for it
    context = {
        "audit": agency_return.audit,
        "case": agency_return.case,
        "agency_return": agency_return,
        "may_write": rules.can_write(request.user, agency_return),
        "whose": request.user.uid,
        **more,
    }
    return render(request, template, context, status=status)


def ask(
    request: PersonRequest, template: str, agency_return: AgencyReturn, forms: list[Any], **more: Any
) -> HttpResponse:
    """Show a page that asks something.

    Looked at, it needs a return that may be written. Sent and not saved, it shows every word that was typed again:
    409 when somebody else saved first, 403 when the return can no longer be written. `page` names it for the saves in
    the background, under a new key each time it is shown.
    """
    person, status = request.user, 200
    if request.method != "POST":
        rules.check_can_write(person, agency_return)
    elif status_of(*forms) == 409:
        status = 409
    elif not rules.can_write(person, agency_return):
        journal.record_refusal(person, template.removesuffix(".html").replace("/", "_"), agency_return)
        status = 403
    if page := more.get("page", ""):
        sent = request.method == "POST"
        if sent and status == 200:
            keep_sent(agency_return, page, forms, request.POST, by=person, now=timezone.now())
        more["long_texts"] = show_long(agency_return, page, forms, fill=not sent)
    more |= {"outline": outline_of(agency_return, request.path)}
    more |= {"forms": forms, "form": forms[0] if forms else None, "key": uuid.uuid4()}
    return show(request, template, agency_return, status=status, **more)


def sent_page(request: PersonRequest, agency_return: AgencyReturn) -> Any:
    """What was sent with a page, on top of what the page saved in the background; None when it is only looked at.

    From here on a late save of the page changes nothing: should it be shown again, it has another key.
    """
    if request.method != "POST":
        return None
    close(agency_return, request.user, timezone.now(), request.POST)
    return sent_by(agency_return, request.user, request.POST)


def saved(
    request: PersonRequest,
    agency_return: AgencyReturn,
    following: str,
    *more: object,
    models: Sequence[type[Model]] = (),
) -> HttpResponse:
    """The page was sent and stands: write its rows' history, and go on."""
    settle(agency_return, request.POST)
    if models:
        keep_history(agency_return, *models)
    return go_on(request, agency_return, following, *more)


def go_on(request: PersonRequest, agency_return: AgencyReturn, following: str, *more: object) -> HttpResponse:
    """After a save: to the page that follows, or back to the return when the person pressed that button."""
    if request.POST.get("then") == "later":
        return redirect(url_of(agency_return, "return"))
    if request.POST.get("then") == "another" and following in ANOTHER:
        return redirect(url_of(agency_return, ANOTHER[following]))
    return redirect(url_of(agency_return, following, *more))
