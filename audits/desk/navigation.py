"""What stands around every page: the partnership's name, the marking, and where this person may go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from agencies import installation, roles
from agencies.models import Person

# (label, route name, roles that have business there; none: everybody who has a role)
PLACES = (
    ("My work", "my_work", ()),
    ("My returns", "my_returns", ("auditor",)),
    ("My agency", "agency_desk", ("agency_contact",)),
    ("Audits", "audits", ("audit_lead", "safeguarding_lead", "scrutineer", "auditor", "agency_contact")),
    ("Across audits", "practice", ("audit_lead", "safeguarding_lead", "scrutineer", "agency_contact")),
    ("Tools", "tools", ("audit_lead", "safeguarding_lead", "scrutineer", "administrator")),
    ("Briefings", "briefings", ()),
    ("Agencies", "agencies", ("administrator",)),
    ("People", "people", ("administrator", *roles.LEADS)),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for every template."""
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    return {
        "site_name": settings.SITE_NAME,
        "partnership_name": settings.PARTNERSHIP_NAME,
        "marking": settings.MARKING,
        "demo_mark": installation.demo_known(),
        "version": settings.VERSION if signed_in else "",
        "nav": places(request, person) if signed_in and person else [],
        "role_names": role_names(person) if signed_in and person else [],
    }


def role_names(person: Person) -> list[str]:
    if person.is_guest:
        return [roles.ONE_OFF]
    return [roles.BY_CODE[code].name for code in person.standing().roles]


def places(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    """The entries of the primary navigation, with the current one marked; none for a guest."""
    if person.is_guest:
        return []
    standing = person.standing()
    found = []
    for label, name, codes in PLACES:
        if codes and not standing.has(*codes):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url if url == "/" else request.path.startswith(url)
        found.append({"label": label, "url": url, "current": current})
    return found
