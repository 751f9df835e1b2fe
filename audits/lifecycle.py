"""How anything changes state: through `move`, along its step's own table, leaving a row that says who moved it.

It stands below the steps and knows none of them. A step's table is
`MOVES = {FROM: {TO: check_rule}}`, where `check_rule(person, thing)` raises `Refused` with its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models, transaction
from django.db.models import F

from agencies import journal
from agencies.models import Person
from audit_project.checked import checked
from audit_project.refused import Refused

Check = Callable[..., None]
Moves = Mapping[str, Mapping[str, Check]]


class Move(models.Model):
    """One change of state: of what, from where to where, by whom, when. Points by text; append-only."""

    kind = models.CharField(max_length=40)
    object_uid = models.CharField(max_length=64)
    audit_uid = models.UUIDField(null=True)
    case_uid = models.UUIDField(null=True)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    moved_at = models.DateTimeField()
    moved_by_id_then = models.BigIntegerField(null=True)
    moved_by_name_then = models.CharField(max_length=120)

    class Meta:
        app_label = "audits"
        indexes: ClassVar = [models.Index(fields=("audit_uid", "-moved_at"), name="move_by_audit")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="move_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_state} to {self.to_state}"


def move(
    thing: models.Model, to: str, moves: Moves, *, by: Person, now: datetime, verb: str = "moved", **fields: Any
) -> None:
    """Move `thing` to state `to`, writing `fields` with it; raises `Refused` when the table or its rule says no.

    The row is compared by its state, so that two people cannot both make the same move. Its version grows only when
    `fields` are written with the move: whoever is typing on it meets no clash over words that nobody changed.
    `thing` needs `state`, `version` and `uid`.
    """
    row: Any = thing
    current = str(row.state)
    check = moves.get(current, {}).get(to)
    if check is None:
        raise Refused(f"This is {display(thing, current).lower()}, so it cannot become {display(thing, to).lower()}.")
    check(by, thing)
    proposed = copy(row)
    proposed.state = to
    fields = checked(proposed, **fields)
    grows = 1 if fields else 0
    with transaction.atomic():
        written = (
            type(thing)
            ._default_manager.filter(pk=thing.pk, state=current)
            .update(state=to, version=F("version") + grows, **fields)
        )
        if written != 1:
            raise Refused("Someone else has just moved this on. Look at it again before you go on.")
        Move.objects.create(
            kind=thing._meta.model_name or "",
            object_uid=str(getattr(thing, "uid", thing.pk)),
            audit_uid=journal.find_uid(thing, "audit"),
            case_uid=journal.find_uid(thing, "case"),
            from_state=current,
            to_state=to,
            moved_at=now,
            moved_by_id_then=by.pk,
            moved_by_name_then=by.name,
        )
        journal.record(by, verb, thing, now=now)
    row.state = to
    row.version += grows
    for name, value in fields.items():
        setattr(thing, name, value)


def display(thing: models.Model, state: str) -> str:
    """The state's words on screen."""
    field: Any = thing._meta.get_field("state")
    labels: dict[str, str] = dict(field.flatchoices)
    return labels.get(state, state)
