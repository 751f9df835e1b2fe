"""Who is to lead an audit that has no lead."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models.functions import Lower

from agencies.models import Membership, Person
from audit_project.forms import offer
from audit_project.model_forms import AuditModelForm
from audits.scope.appointing.models import Appointment
from audits.scope.queries import leads_on


class AppointmentForm(AuditModelForm):
    button = "Propose"

    class Meta:
        model = Appointment
        fields = ("person",)

    def __init__(self, *args: Any, by: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.active(on).filter(role="audit_lead").exclude(person=by).values("person_id")
        there = [one.pk for one in leads_on(self.instance.audit, on)]
        people = Person.objects.visible_to(by).filter(pk__in=held).exclude(pk__in=there)
        offer(self.fields["person"], people.order_by(Lower("name"), "pk"), "Choose a person", named="name")
