"""The button that raises an immediate concern, and the open concerns of a case, on any page of the case."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from audits.concerns.models import ImmediateConcern

register = template.Library()


@register.inclusion_tag("concerns/of_case.html", takes_context=True)
def concerns_of(context: dict[str, Any], case: Any, agency_return: Any = None) -> dict[str, Any]:
    """What stands at the top of a page of a case or of a return; one query."""
    person = context["request"].user
    rows = ImmediateConcern.objects.visible_to(person).filter(case=case)
    reference = case.audit.reference
    if agency_return is not None:
        raise_url = reverse("return_concern", args=[reference, agency_return.uid])
    else:
        raise_url = reverse("concern_raise", args=[reference, case.number])
    return {"open": list(rows.exclude(state=ImmediateConcern.State.CONFIRMED)), "raise_url": raise_url}
