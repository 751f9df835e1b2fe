"""Who may read, build and change an audit tool or a rating scale, and what keeps one as it is."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.utils import formats, timezone

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.tools.models import AuditTool, RatingBand, RatingScale
from audits.tools.queries import READERS

BEFORE_RETURNS = ("setup", "sample")  # states of the audits that use it: they stand above this room


def check_can_list(person: Person, on: date | None = None) -> None:
    if not person.standing(on).has(*READERS):
        raise Refused("Only leads, scrutineers and administrators read the tools and scales.")


def check_can_read(person: Person, thing: AuditTool | RatingScale, on: date | None = None) -> None:
    check_can_list(person, on)


def check_can_make(person: Person, on: date | None = None) -> None:
    if not person.standing(on).has("audit_lead"):
        raise Refused("Only an audit lead can make or change tools and scales.")


def check_can_keep(person: Person, thing: AuditTool | RatingScale, on: date | None = None) -> None:
    """Copying, the next version, retiring, bringing back: nothing of them changes what the thing says."""
    check_can_make(person, on)


def check_not_frozen(tool: AuditTool) -> None:
    if tool.frozen_at is not None:
        day = formats.date_format(timezone.localtime(tool.frozen_at), "j F Y")
        raise Refused(
            f"Version {tool.edition} has been answered since {day}, so it stays as it is. "
            "Make the next version to change it: answers that were given keep the questions they were given to."
        )


def check_nobody_answered(tool: AuditTool) -> None:
    """The net below the frozen day: a tool on which a return stands, however it came here, keeps its questions."""
    if tool.audits.filter(returns__isnull=False).exists():
        raise Refused(f"An audit has returns with version {tool.edition}, so it stays as it is. Copy it to change it.")


def check_can_change(person: Person, tool: AuditTool, on: date | None = None) -> None:
    check_can_make(person, on)
    check_not_frozen(tool)


def check_scale_not_fixed(scale: RatingScale) -> None:
    """A scale stays as it is once agencies may have graded by it."""
    used = scale.audits.exclude(state__in=BEFORE_RETURNS).exists()
    if used or is_graded_by(scale):
        raise Refused("Practice has been graded by this scale, so it stays as it is. Copy it to change it.")


def is_graded_by(scale: RatingScale) -> bool:
    """Whether any grade of any kind is on the scale; one query."""
    first, *others = (
        model._default_manager.order_by().filter(**{path: scale}).values("pk") for model, path in what_points_at_bands()
    )
    there: bool = first.union(*others, all=True).exists()
    return there


def what_points_at_bands() -> list[tuple[Any, str]]:
    """Every kind of grade, whichever step keeps it, with the way from it to its scale."""
    relations: list[Any] = list(RatingBand._meta.get_fields(include_hidden=True))
    return [
        (relation.related_model, f"{relation.field.name}__scale")
        for relation in relations
        if relation.auto_created and relation.one_to_many and "Event" not in relation.related_model.__name__
    ]


def check_can_change_scale(person: Person, scale: RatingScale, on: date | None = None) -> None:
    check_can_make(person, on)
    check_scale_not_fixed(scale)


def is_fixed(scale: RatingScale) -> bool:
    return not allowed(check_scale_not_fixed, scale)


can_make = partial(allowed, check_can_make)
can_change = partial(allowed, check_can_change)
can_change_scale = partial(allowed, check_can_change_scale)
