"""The pages of people and their roles."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import rules
from agencies.invitations.listed import first_lines, lines_of
from agencies.models import Membership, Person, PersonInvitation
from agencies.people import acts
from agencies.people.forms import PeopleFilter, PersonForm, PersonLeavingForm, RoleForm
from agencies.people.owing import held_by, parts_of, to_succeed
from agencies.person_request import PersonRequest
from agencies.queries import invitations_to, people_listed
from agencies.sent_once.under_way import leads_to
from agencies.signing_in.password_links import link_to_password
from audit_project.saving import done, posted, status_of

PER_PAGE = 40


def people(request: PersonRequest) -> HttpResponse:
    person = request.user
    form = PeopleFilter(request.GET)
    given = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = Paginator(people_listed(Person, person, **given), PER_PAGE).get_page(request.GET.get("page"))
    administers = rules.can_administer(person)
    query = urlencode({name: getattr(value, "uid", value) for name, value in given.items()})
    context = {
        "page": page,
        "form": form,
        "query": f"{query}&" if query else "",
        "administers": administers,
        "today": timezone.localdate(),
    }
    if administers:
        context["invitations"] = first_lines(person, timezone.now())
    return render(request, "agencies/people.html", context)


def person_add(request: PersonRequest) -> HttpResponse:
    form = PersonForm(posted(request), button="Add")
    now = timezone.now()
    made: list[Person] = []
    if done(form, lambda: made.append(acts.add_person(by=request.user, now=now, **form.said))):
        # Shown once, on this page alone: it is not kept anywhere.
        context = {"person": made[0], "link": link_to_password(made[0])}
        leads_to(reverse("person", args=[made[0].uid]))
        return render(request, "agencies/person_added.html", context)
    return render(request, "agencies/person_form.html", {"form": form})


def person(request: PersonRequest, person: Person) -> HttpResponse:
    reader = request.user
    on = timezone.localdate()
    rows = [
        {
            "membership": row,
            "may_confirm": rules.can_confirm(reader, row, on),
            "may_end": rules.can_end_role(reader, row, on) and (row.until is None or row.until >= on),
            "is_over": row.until is not None and row.until < on,
        }
        for row in person.memberships.select_related("agency__parent", "confirmed_by").order_by("-since", "pk")
    ]
    context = {
        "one": person,
        "rows": rows,
        "administers": rules.can_give_role(reader, person),
        "parts": parts_of(person, reader, on),
        "invitations": lines_of(invitations_to(PersonInvitation, reader, person), reader, timezone.now()),
    }
    return render(request, "agencies/person.html", context)


def person_edit(request: PersonRequest, person: Person) -> HttpResponse:
    form = PersonForm(posted(request), instance=person)
    now = timezone.now()
    if done(form, lambda: acts.edit_person(person, by=request.user, now=now, **form.changes)):
        messages.success(request, "The change is saved.")
        return redirect("person", uid=person.uid)
    return render(request, "agencies/person_form.html", {"form": form, "one": person}, status=status_of(form))


def role_give(request: PersonRequest, person: Person) -> HttpResponse:
    form = RoleForm(posted(request), initial={"since": timezone.localdate()})
    now = timezone.now()
    if done(form, lambda: acts.give_role(person, by=request.user, now=now, **form.said)):
        messages.success(request, f"The role is given to {person.name}. If it opens case records, a lead confirms it.")
        return redirect("person", uid=person.uid)
    return render(request, "agencies/role_form.html", {"form": form, "one": person})


def person_use(request: PersonRequest, person: Person) -> HttpResponse:
    """Close an account, with what its holder still holds before it is done; or open it again."""
    now = timezone.now()
    if request.POST.get("use") == "yes":
        acts.reactivate_person(person, by=request.user, now=now)
        messages.success(request, f"{person.name} can sign in again.")
        return redirect("person", uid=person.uid)
    left = leaving(request, person, "Close the account")
    if done(left["form"], lambda: acts.deactivate_person(person, by=request.user, now=now, **left["form"].said)):
        messages.success(request, f"{person.name} can no longer sign in and is out at their next click.")
        return redirect("person", uid=person.uid)
    return render(request, "agencies/person_close.html", left)


def leaving(request: PersonRequest, person: Person, button: str, asks: bool = True) -> dict[str, Any]:
    """What somebody holds before they go; `asks` whether a successor is asked for where they alone lead something."""
    on = timezone.localdate()
    alone = to_succeed(person, on) if asks else []
    form = PersonLeavingForm(posted(request), button=button, asks=bool(alone))
    return {"one": person, "held": held_by(person, on), "alone": alone, "form": form}


def role_confirm(request: PersonRequest, membership: Membership) -> HttpResponse:
    acts.confirm_role(membership, by=request.user, now=timezone.now())
    messages.success(request, f"{membership.person.name}'s role is confirmed and begins.")
    return redirect("person", uid=membership.person.uid)


def role_end(request: PersonRequest, membership: Membership) -> HttpResponse:
    """End a role, with what its holder still holds before it is done."""
    asks = acts.is_last_of_its_kind(membership, timezone.localdate())
    left = leaving(request, membership.person, "End this role", asks)
    if done(left["form"], lambda: acts.end_role(membership, by=request.user, now=timezone.now(), **left["form"].said)):
        messages.success(request, f"{membership.person.name}'s role has ended.")
        return redirect("person", uid=membership.person.uid)
    return render(request, "agencies/role_end.html", left | {"membership": membership})
