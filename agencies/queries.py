"""Which agencies, people and memberships a person may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Lower
from django.utils import timezone

from agencies import roles

if TYPE_CHECKING:
    from agencies.models import Absence, Agency, JournalEntry, MailDomain, Membership, Person, PersonInvitation


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose inclusive dates `since` and `until` hold `on`; `prefix` reaches them through a relation."""
    return Q(**{f"{prefix}since__lte": on}) & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": on}))


def covered_by(agency_ids: Iterable[int], prefix: str = "agency") -> Q:
    """Rows of these agencies or of a service of theirs: a membership of an organisation covers its services."""
    ids = list(agency_ids)
    return Q(**{f"{prefix}_id__in": ids}) | Q(**{f"{prefix}__parent_id__in": ids})


def has_contact(on: date, agency: str = "pk", parent: str = "parent") -> Exists:
    """Rows whose agency has a contact who is there on a day, its own or its organisation's; `agency` and `parent` reach
    them."""
    contacts = apps.get_model("agencies", "Membership").objects.at_work(on).filter(role="agency_contact")
    return Exists(contacts.filter(Q(agency=OuterRef(agency)) | Q(agency=OuterRef(parent))))


def is_there(on: date, person: str) -> Exists:
    """Rows whose person holds a role and is there on a day; `person` reaches them."""
    return Exists(apps.get_model("agencies", "Membership").objects.at_work(on).filter(person=OuterRef(person)))


class AgencyQuerySet(QuerySet["Agency"]):
    def active(self) -> AgencyQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, person: Person) -> AgencyQuerySet:
        """The administrator keeps the whole list; others see the agencies they belong to, and their services."""
        standing = person.standing()
        if standing.has("administrator", *roles.LEADS):
            return self
        ids = standing.agency_ids()
        return self.filter(Q(pk__in=ids) | Q(parent_id__in=ids))


def absence_of_person(on: date) -> QuerySet[Any]:
    """For a sub-query: the absence of a row's person on a day."""
    found: QuerySet[Any] = apps.get_model("agencies", "Absence").objects.filter(in_force(on), person=OuterRef("person"))
    return found


class MembershipQuerySet(QuerySet["Membership"]):
    def active(self, on: date) -> MembershipQuerySet:
        """Memberships in force on a day; one that opens case records must have been confirmed by another lead."""
        confirmed = ~Q(role__in=roles.READS_CASES) | Q(confirmed_at__isnull=False)
        return self.filter(in_force(on), confirmed, person__is_active=True)

    def at_work(self, on: date) -> MembershipQuerySet:
        """Memberships in force of people who are there on a day: whoever is away holds nothing meanwhile."""
        return self.active(on).filter(~Exists(absence_of_person(on)))

    def with_absence(self, on: date) -> QuerySet[Any]:
        """Each with whether its person `is_away` on a day, and `away_until` when; None where that is not known."""
        away = absence_of_person(on)
        return self.annotate(is_away=Exists(away), away_until=Subquery(away.order_by("-until").values("until")[:1]))

    def waiting(self, on: date) -> MembershipQuerySet:
        """Memberships that would open case records and wait for another lead's confirmation."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=on), role__in=roles.READS_CASES, confirmed_at__isnull=True
        )

    def visible_to(self, person: Person) -> MembershipQuerySet:
        if person.standing().has("administrator", *roles.LEADS):
            return self
        return self.filter(person=person)


class PersonQuerySet(QuerySet["Person"]):
    def visible_to(self, person: Person) -> PersonQuerySet:
        """The administrator and the leads see everyone who has an account; others themselves. Guests have none."""
        if person.is_guest:
            return self.none()
        if person.standing().has("administrator", *roles.LEADS):
            return self.filter(is_guest=False)
        return self.filter(pk=person.pk)


class AbsenceQuerySet(QuerySet["Absence"]):
    def visible_to(self, person: Person) -> AbsenceQuerySet:
        """One's own; those of one's agency's people for its contact; everybody's for the administrator."""
        if person.standing().has("administrator"):
            return self
        return self.filter(Q(person=person) | Q(person__in=colleagues_of(person).values("person")))

    def to_come(self, on: date) -> AbsenceQuerySet:
        """Those that are not over yet."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on)).order_by("since", "pk")


def colleagues_of(person: Person) -> MembershipQuerySet:
    """Memberships in force of the people for whose agency this person is the contact."""
    contact_of = person.standing().agency_ids("agency_contact")
    found: MembershipQuerySet = person.memberships.model.objects.active(timezone.localdate())
    return found.filter(covered_by(contact_of)) if contact_of else found.none()


class PersonInvitationQuerySet(QuerySet["PersonInvitation"]):
    def visible_to(self, person: Person) -> PersonInvitationQuerySet:
        """The administrator sees every invitation; an agency's contact those to their agency and its services."""
        standing = person.standing()
        if standing.has("administrator"):
            return self
        return self.filter(covered_by(standing.agency_ids("agency_contact")))

    def waiting(self) -> PersonInvitationQuerySet:
        """Those that nobody has accepted or revoked, whether or not their last day is over."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, now: datetime) -> PersonInvitationQuerySet:
        """Those that can be accepted now."""
        return self.waiting().filter(expires_at__gt=now)


class MailDomainQuerySet(QuerySet["MailDomain"]):
    def visible_to(self, person: Person) -> MailDomainQuerySet:
        """The administrator keeps the list."""
        return self if person.standing().has("administrator") else self.none()


class JournalQuerySet(QuerySet["JournalEntry"]):
    """What was done and read; who may read it is decided where audits are known (`audits.desk.queries`)."""

    def of_audit(self, audit_uid: Any) -> JournalQuerySet:
        return self.filter(audit_uid=audit_uid)


PERSON_STATES = {
    "open": "Can sign in",
    "waits": "A role waits for a lead",
    "no-role": "No role today",
    "closed": "Account closed",
}


def people_listed(people: Any, person: Person, q: str = "", agency: Any = None, role: str = "", state: str = "") -> Any:
    """People by name, with their memberships; narrowed by name or address, agency, role and state."""
    on = timezone.localdate()
    rows = people.objects.visible_to(person).prefetch_related("memberships__agency__parent")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q))
    memberships = people._meta.get_field("memberships").related_model.objects
    held = memberships.filter(Q(until__isnull=True) | Q(until__gte=on))
    if agency is not None:
        held = held.filter(covered_by([agency.pk]))
    if role:
        held = held.filter(role=role)
    if state == "waits":
        held = held.filter(pk__in=memberships.waiting(on).values("pk"))
    if agency is not None or role or state == "waits":
        rows = rows.filter(pk__in=held.values("person_id"))
    if state == "no-role":
        rows = rows.exclude(pk__in=memberships.active(on).values("person_id"))
    if state in ("open", "closed"):
        rows = rows.filter(is_active=state == "open")
    return rows.order_by("-is_active", Lower("name"), "pk")


def agencies_to_invite_to(agencies: Any, person: Person) -> QuerySet[Any]:
    """Agencies in use to which the person may invite: all for the administrator, else their own and their services."""
    standing = person.standing()
    rows = agencies.objects.active().select_related("parent").order_by("sector__order", Lower("name"), "pk")
    if not standing.has("administrator"):
        own = standing.agency_ids("agency_contact")
        rows = rows.filter(Q(pk__in=own) | Q(parent_id__in=own))
    found: QuerySet[Any] = rows
    return found


def invitations_listed(invitations: Any, person: Person, now: datetime) -> QuerySet[Any]:
    """Invitations that the person may see: what waits or has expired first, then the newest."""
    rows = invitations.objects.visible_to(person).select_related("agency__parent", "sent_by", "accepted_by")
    is_open = Q(accepted_at__isnull=True, revoked_at__isnull=True)
    rank = Case(When(is_open, then=0), default=1, output_field=IntegerField())
    found: QuerySet[Any] = rows.order_by(rank, "-sent_at", "-pk")
    return found


def invitations_to(invitations: Any, reader: Person, person: Person) -> QuerySet[Any]:
    """The invitations by which a person came, or that went to their address, as far as the reader sees them."""
    rows = invitations.objects.visible_to(reader).filter(Q(accepted_by=person) | Q(email__iexact=person.email))
    found: QuerySet[Any] = rows.select_related("agency__parent", "sent_by").order_by("-sent_at", "-pk")
    return found


def domains_listed(domains: Any, person: Person) -> QuerySet[Any]:
    """The domains that links may be sent to, with who put each on the list."""
    found: QuerySet[Any] = domains.objects.visible_to(person).select_related("added_by").order_by("domain")
    return found


def example_people_of(memberships: Any) -> QuerySet[Any]:
    """A demo's people with their roles, for its sign-in page."""
    rows = memberships.objects.filter(person__is_active=True).select_related("person", "agency")
    found: QuerySet[Any] = rows.order_by("pk")
    return found


def people_of(agency: Any) -> QuerySet[Any]:
    """People with a role in this agency today, or in the organisation it is a service of, by name."""
    memberships = agency.memberships.model.objects.active(timezone.localdate())
    held = memberships.filter(agency_id__in=[agency.pk, agency.parent_id]).values("person_id")
    people = agency._meta.get_field("deputy").related_model.objects
    found: QuerySet[Any] = people.filter(pk__in=held).order_by(Lower("name"), "pk")
    return found
