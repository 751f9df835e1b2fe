"""Which immediate concerns a person may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from agencies.models import Membership, Person
from agencies.queries import covered_by, has_contact, is_there
from audits.sample.queries import whole_audit
from audits.scope.queries import leading

if TYPE_CHECKING:
    from audits.concerns.models import ImmediateConcern


def has_nobody(on: date) -> Q:
    """Concerns not confirmed for which nobody answers, or which nobody follows up: who was to has left or is away."""
    deputy = is_there(on, "responsible__deputy"), is_there(on, "responsible__parent__deputy")
    answers = Q(has_contact(on, "responsible", "responsible__parent")) | Q(deputy[0]) | Q(deputy[1])
    return ~Q(state="confirmed") & ~(answers & has_follower(on))


def has_follower(on: date) -> Q:
    """Concerns whose follower is there: who raised it, by a link too, or who was named in their place."""
    links = apps.get_model("audits", "ReturnLink").objects.filter(
        person=OuterRef("raised_by"), revoked_at__isnull=True, until__gte=on
    )
    raiser = Q(is_there(on, "raised_by")) | Q(Exists(links))
    return Q(followed_by__isnull=True) & raiser | Q(is_there(on, "followed_by"))


def follows_up(concern: ImmediateConcern, on: date) -> bool:
    return type(concern).objects.filter(has_follower(on), pk=concern.pk).exists()


def is_nobodys(concern: ImmediateConcern, on: date) -> bool:
    return type(concern).objects.filter(has_nobody(on), pk=concern.pk).exists()


def followers_of(concern: ImmediateConcern, on: date) -> QuerySet[Any]:
    """Who may be named to follow a concern up: people of the agency that raised it who read cases, and the audit's
    leads, as far as they are there; not who follows it now, nor who closed it."""
    agency = concern.agency
    there = Membership.objects.at_work(on).filter(role__in=("auditor", "agency_contact"))
    there = there.filter(agency_id__in=[key for key in (agency.pk, agency.parent_id) if key is not None])
    leads = leading(on).filter(audit=concern.audit).values("person")
    people = Person.objects.filter(Q(pk__in=there.values("person")) | Q(pk__in=leads), is_guest=False)
    return people.exclude(pk__in=[concern.follower.pk, concern.closed_by_id or 0]).order_by(Lower("name"), "pk")


class ConcernQuerySet(QuerySet["ImmediateConcern"]):
    def visible_to(self, person: Person) -> ConcernQuerySet:
        """Whoever raised it (a guest while their link is in force); the responsible agency's contact and deputy; the
        lead and scrutineer of its audit."""
        if person.is_guest:
            return self.filter(
                raised_by=person, case__returns__links__person=person, case__returns__links__revoked_at__isnull=True,
                case__returns__links__until__gte=timezone.localdate(),
            )  # fmt: skip
        may = whole_audit(person, "audit_id") | Q(raised_by=person)
        if person.standing().roles:
            may |= Q(followed_by=person) | Q(responsible__deputy=person) | Q(responsible__parent__deputy=person)
            told = apps.get_model("audits", "ConcernNotice").objects.filter(person=person)
            may |= Q(pk__in=told.values("concern_id"))  # who was asked about it may read it
        contact_of = person.standing().agency_ids("agency_contact")
        if contact_of:
            may |= covered_by(contact_of, "responsible")
        return self.filter(may)
