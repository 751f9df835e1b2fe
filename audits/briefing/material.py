"""What the lead collects for the briefing besides the data: practice messages and resources."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused
from audits.briefing import rules
from audits.briefing.drafting import said_of
from audits.briefing.holding import lock_briefing
from audits.briefing.models import NO_TYPE, PracticeMessage, Resource
from audits.codes.models import ResourceType
from audits.recognise.looking import services_in
from audits.scope.models import Audit


def add_message(audit: Audit, *, by: Person, now: datetime, slot: int, **said: Any) -> PracticeMessage:
    """Say what practitioners can do, in slot 5 or 6."""
    with transaction.atomic():
        rules.check_can_write(by, audit, lock_briefing(audit), timezone.localdate(now))
        row = PracticeMessage(audit=audit, slot=slot, order=next_order(PracticeMessage, audit, slot))
        return write(row, by=by, now=now, verb="added", **said)


def remove_message(message: PracticeMessage, *, by: Person, now: datetime) -> None:
    with transaction.atomic():
        rules.check_can_write(by, message.audit, lock_briefing(message.audit), timezone.localdate(now))
        journal.record(by, "removed", message, now=now)
        PracticeMessage.objects.filter(pk=message.pk).delete()


def add_resource(audit: Audit, *, by: Person, now: datetime, slot: int, type: str, **said: Any) -> Resource:
    """Point to something to read, book or ring, in slot 6 or 7. `type` is a code of the list of resource types."""
    kind = ResourceType.objects.filter(code=type, is_active=True).first()
    if kind is None:
        raise Refused(NO_TYPE, on="type")
    with transaction.atomic():
        rules.check_can_write(by, audit, lock_briefing(audit), timezone.localdate(now))
        row = Resource(audit=audit, slot=slot, type=kind, order=next_order(Resource, audit, slot))
        return write(row, by=by, now=now, verb="added", **said)


def confirm_service(resource: Resource, *, by: Person, now: datetime) -> None:
    """Say that the telephone number, address or e-mail address in a resource is a service's, so that readers may have
    it. Whoever said so first stands on the sign-off page."""
    with transaction.atomic():
        rules.check_can_write(by, resource.audit, lock_briefing(resource.audit), timezone.localdate(now))
        row = Resource.objects.select_related("type").get(pk=resource.pk)
        if not services_in(said_of(row)):
            raise Refused("There is no telephone number, address or e-mail address in this resource.")
        if row.service_confirmed_at is not None:
            return
        Resource.objects.filter(pk=row.pk).update(
            service_confirmed_at=now, service_confirmed_by=by, version=F("version") + 1
        )
        journal.record(by, "confirmed_service", row, now=now)
    resource.refresh_from_db()


def unconfirm_service(resource: Resource, *, by: Person, now: datetime) -> None:
    """Take back that it is a service's."""
    with transaction.atomic():
        rules.check_can_write(by, resource.audit, lock_briefing(resource.audit), timezone.localdate(now))
        if Resource.objects.filter(pk=resource.pk, service_confirmed_at__isnull=False).update(
            service_confirmed_at=None, service_confirmed_by=None, version=F("version") + 1
        ):
            journal.record(by, "unconfirmed_service", resource, now=now)
    resource.refresh_from_db()


def remove_resource(resource: Resource, *, by: Person, now: datetime) -> None:
    with transaction.atomic():
        rules.check_can_write(by, resource.audit, lock_briefing(resource.audit), timezone.localdate(now))
        journal.record(by, "removed", resource, now=now)
        Resource.objects.filter(pk=resource.pk).delete()


def next_order(model: type[PracticeMessage] | type[Resource], audit: Audit, slot: int) -> int:
    last = model._default_manager.filter(audit=audit, slot=slot).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1
