"""Links to a return: sent and revoked by the agency's contact or the lead, opened by whoever has the code."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.person_request import PersonRequest
from audit_project.saving import posted, save_form
from audits.returns import rules
from audits.returns.links import acts as links
from audits.returns.links.acts import Opening, Sent
from audits.returns.links.forms import CodeForm, LinkForm
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.returns.reading import links_listed, url_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WORDS = {
    Opening.NOTHING: "This link does not open a return. Ask whoever sent it.",
    Opening.WRONG: "The code is not right. Check it with whoever sent you the link: five wrong codes close it.",
    Opening.LOCKED: "The code was wrong five times, so this link is closed. Ask whoever sent it for a new one.",
}
TOO_MANY = "Codes were tried too often from here. Wait ten minutes and try again."
# The address holds the token, so it is told to nobody; a browser that knows only the first of the two keeps to that.
# "no-referrer" alone would take the origin from our own form too, and the token against forgery with it.
REFERRER = "no-referrer, strict-origin"


def sent_links(request: PersonRequest, agency_return: AgencyReturn) -> HttpResponse:
    """The links of a return, and the form to send one. The code is shown once, in the answer to the form."""
    person, now = request.user, timezone.now()
    on = timezone.localdate(now)
    if request.method == "POST":
        rules.check_can_send_link(person, agency_return)
    form = LinkForm(posted(request), agency_return=agency_return, on=on)
    made: list[Sent] = []
    if form.is_bound and save_form(
        form, lambda **given: made.append(links.send_link(agency_return, by=person, now=now, **given))
    ):
        return show(request, "returns/link_sent.html", agency_return, sent=made[0])
    return show(
        request,
        "returns/links.html",
        agency_return,
        form=form if rules.can_send_link(person, agency_return) else None,
        rows=links_listed(agency_return, on),
        ends=links.day_it_ends(agency_return.audit, on),
    )


def show(request: PersonRequest, template: str, agency_return: AgencyReturn, **more: Any) -> HttpResponse:
    context = {"audit": agency_return.audit, "case": agency_return.case, "agency_return": agency_return, **more}
    return render(request, template, context)


def revoke(request: PersonRequest, link: ReturnLink) -> HttpResponse:
    links.revoke_link(link, by=request.user, now=timezone.now())
    messages.success(request, "The link is revoked. It opens nothing any more.")
    return redirect(url_of(link.agency_return, "return_links"))


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for the code and shows nothing of the return, whether there is one or not; looking changes nothing."""
    response = ask_for_code(request, token)
    response.headers["Referrer-Policy"] = REFERRER
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def ask_for_code(request: HttpRequest, token: str) -> HttpResponse:
    form = CodeForm(posted(request))
    if not form.is_bound or not form.is_valid():
        return render(request, "returns/link_open.html", {"form": form})
    if not ratelimit.consume(request, action="open_link", dry_run=True):
        form.add_error(None, TOO_MANY)
        return render(request, "returns/link_open.html", {"form": form}, status=429)
    opening, link = links.open_link(token, form.cleaned_data["code"], now=timezone.now())
    if link is None:
        ratelimit.consume(request, action="open_link")  # what fails counts: thirty people may share an address
        form.add_error("code" if opening is Opening.WRONG else None, WORDS[opening])
        return render(request, "returns/link_open.html", {"form": form}, status=403)
    login(request, link.person, backend=BACKEND)  # under a new session key; it ends with the browser, or in eight hours
    return redirect(url_of(link.agency_return, "return"))
