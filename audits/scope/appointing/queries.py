"""Which audits nobody leads today, who leads one, and which proposals a person may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet

from agencies.roles import LEADS
from audits.scope.queries import LEADING, leading

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.scope.appointing.models import Appointment


class AppointmentQuerySet(QuerySet["Appointment"]):
    def visible_to(self, person: Person) -> AppointmentQuerySet:
        """The leads and the safeguarding leads propose and confirm; the administrator proposes for whoever leaves."""
        return self if person.standing().has("administrator", *LEADS) else self.none()

    def waiting(self) -> AppointmentQuerySet:
        return self.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)


def without_a_lead(on: date) -> QuerySet[Any]:
    """Audits that nobody leads on a day; those that are closed come last."""
    audits = apps.get_model("audits", "Audit").objects
    return audits.filter(~Exists(leading(on).filter(audit=OuterRef("pk")))).order_by("-created_at", "-id")


def waiting_for(person: Person) -> list[Any]:
    """The proposals that wait, as this person sees them, the newest first."""
    rows = apps.get_model("audits", "Appointment").objects.visible_to(person).waiting()
    return list(rows.select_related("audit", "person", "proposed_by"))


def led_before(audits: Iterable[Any]) -> dict[int, list[str]]:
    """The names of those who led each of these audits, the last first; one query."""
    found: dict[int, list[str]] = {audit.pk: [] for audit in audits}
    rows = apps.get_model("audits", "AuditTeam").objects.filter(audit__in=found, part__in=LEADING)
    for key, name in rows.order_by("-since", "-pk").values_list("audit_id", "person__name"):
        if name not in found[key]:
            found[key].append(name)
    return found


def led_alone(person: Person, on: date) -> QuerySet[Any]:
    """Audits under way that only this person leads on a day."""
    others = leading(on).exclude(person=person).filter(audit=OuterRef("pk"))
    own = leading(on).filter(audit=OuterRef("pk"), person=person)
    audits = apps.get_model("audits", "Audit").objects
    return audits.filter(Exists(own), ~Exists(others)).exclude(state="closed").order_by("reference")
