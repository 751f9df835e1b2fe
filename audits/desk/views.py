"""The first page after sign-in, the list of audits, and an audit's own page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import roles
from agencies.models import Person
from agencies.person_request import PersonRequest
from audits.desk.chasing.acts import can_remind
from audits.desk.matrix import returns_matrix
from audits.desk.my_work import piles_of, shelf_of
from audits.desk.nobody import counted, nobodys_piles, only
from audits.desk.queries import audits_listed, next_step, places_of_audit, return_of_guest
from audits.scope.appointing.rules import can_appoint
from audits.scope.models import Audit
from audits.scope.rules import can_create, can_read_programme, leads

PER_PAGE = 25
LINK_ENDED = "Your link has ended, so it opens no return any more. Ask whoever sent it for a new one."


def my_work(request: PersonRequest) -> HttpResponse:
    person = request.user
    if person.is_guest:
        return lead_guest(request, person)
    held = [roles.BY_CODE[code] for code in person.standing().roles]
    on = timezone.localdate()
    context = {"piles": piles_of(person, on), "shelf": shelf_of(person, on), "held": held, "person": person}
    return render(request, "desk/my_work.html", context)


def lead_guest(request: PersonRequest, person: Person) -> HttpResponse:
    """A guest has one return and no list: there, or told that their link has ended."""
    own = return_of_guest(person)
    if own is None:
        return render(request, "403.html", {"refused_sentence": LINK_ENDED}, status=403)
    return redirect("return", own.audit.reference, own.uid)


def audits(request: PersonRequest) -> HttpResponse:
    person = request.user
    found = Paginator(audits_listed(person), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": found,
        "may_set_up": can_create(person),
        "may_read_programme": can_read_programme(person),
        "without_lead": can_appoint(person),
    }
    return render(request, "desk/audits.html", context)


def audit(request: PersonRequest, audit: Audit) -> HttpResponse:
    person = request.user
    on = timezone.localdate()
    return render(
        request,
        "desk/audit.html",
        {
            "audit": audit,
            "matrix": returns_matrix(audit, person, on),
            "places": places_of_audit(audit, person),
            "next": next_step(audit, person),
            "may_remind": can_remind(person, audit),
            "nobodys": counted(only(audit), person, on).total() if leads(person, audit) else 0,
        },
    )


def nobody(request: PersonRequest, audit: Audit) -> HttpResponse:
    """What nobody has, and where somebody is named."""
    piles = nobodys_piles(audit, request.user, timezone.localdate())
    return render(request, "desk/nobody.html", {"audit": audit, "piles": piles})
