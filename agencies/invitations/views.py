"""Invitations: sent by the administrator and the agencies' contacts, opened by whoever has the link."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import journal, roles, rules
from agencies.invitations import acts as invitations
from agencies.invitations.forms import AcceptForm, InvitationForm
from agencies.invitations.listed import lines_of
from agencies.models import Person, PersonInvitation
from agencies.person_request import PersonRequest
from agencies.queries import invitations_listed
from audit_project.refused import Refused
from audit_project.saving import carry_out, posted, say_refusal

PER_PAGE = 25
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TOO_MANY = "Invitations were tried too often from here. Wait ten minutes and try again."
# The address holds the secret, so it is told to nobody; a browser that knows only the first of the two keeps to that.
REFERRER = "no-referrer, strict-origin"


def invite(request: PersonRequest) -> HttpResponse:
    by = request.user
    form = InvitationForm(posted(request), by=by)
    known: Person | None = None
    if form.is_bound and form.is_valid():
        try:
            made = invitations.invite_person(by=by, now=timezone.now(), **form.said)
            messages.success(request, f"The invitation is sent to {made.email}. It is open for seven days.")
            return redirect("invitations")
        except Refused as refusal:
            say_refusal(form, refusal)
            known = getattr(refusal, "person", None)
    administers = rules.can_administer(by)
    context = {"form": form, "known": known if administers else None, "told": known, "administers": administers}
    return render(request, "agencies/invite.html", context)


def listed(request: PersonRequest) -> HttpResponse:
    """Every invitation that the person may see, newest of the open ones first."""
    person = request.user
    now = timezone.now()
    page = Paginator(invitations_listed(PersonInvitation, person, now), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "invitations": lines_of(page.object_list, person, now), "whole": True}
    return render(request, "agencies/invitations_page.html", context | {"lists_people": rules.can_list_people(person)})


def again(request: PersonRequest, invitation: PersonInvitation) -> HttpResponse:
    invitations.send_again(invitation, by=request.user, now=timezone.now())
    messages.success(request, f"A new link is on its way to {invitation.email}. The one before opens nothing any more.")
    return redirect("invitations")


def revoke(request: PersonRequest, invitation: PersonInvitation) -> HttpResponse:
    invitations.revoke(invitation, by=request.user, now=timezone.now())
    messages.success(request, "The invitation is revoked. Its link opens nothing any more.")
    return redirect("invitations")


def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link; looking changes nothing."""
    try:
        response = ask_for_password(request, token)
    except Refused as refusal:
        ratelimit.consume(request, action="open_invitation")  # what fails counts, looking does not
        status = 403 if request.method == "POST" else 200
        response = render(request, "agencies/invitation_told.html", {"sentence": refusal.sentence}, status=status)
    response.headers["Referrer-Policy"] = REFERRER
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def ask_for_password(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST" and not ratelimit.consume(request, action="open_invitation", dry_run=True):
        context = {"sentence": TOO_MANY}
        return render(request, "agencies/invitation_told.html", context, status=429)
    if request.user.is_authenticated:
        raise Refused(invitations.NOT_YOURS)
    invitation = invitations.find(token, now)
    form = AcceptForm(posted(request), invitation=invitation)
    made: list[Person] = []
    if form.is_bound and form.is_valid():
        password = form.cleaned_data["password"]
        if carry_out(form, lambda: made.append(invitations.accept_invitation(token, now=now, password=password))):
            return signed_in(request, made[0], invitation)
    return render(request, "agencies/invitation_open.html", {"form": form, "invitation": invitation})


def signed_in(request: HttpRequest, person: Person, invitation: PersonInvitation) -> HttpResponse:
    """They are in at once, under a new session key: they have just shown that the address is theirs."""
    login(request, person, backend=BACKEND)
    journal.record(person, "signed_in", person)
    waits = " A lead confirms your role before it opens anything." if invitation.role in roles.READS_CASES else ""
    messages.success(request, f"Your account is ready.{waits}")
    return redirect("my_work")
