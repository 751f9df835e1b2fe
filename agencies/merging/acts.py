"""Merges one agency into another: what would move, what stands in the way, and then everything at once.

Steps of an audit come later than the agencies; they say here how their rows are called (`CALLED`), which of them may
be folded where both agencies have one (`FOLDS`), what else stands in the way (`IN_THE_WAY`), and what is locked first
(`LOCKS`). What nobody folds stands in the way by itself, so that a table nobody thought of stops a merge and loses
nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from agencies import journal, rules
from agencies.directory.acts import keep_name
from agencies.merging.pointers import Pointer, pointers
from agencies.merging.roles import fold_invitations, own_role_in_one, roles_that_wait, settle_roles
from agencies.models import Agency, Person
from audit_project.refused import Refused

Fold = Callable[[QuerySet[Any], Agency], None]
# What a pointer's rows are called: one, several. A name of None: not listed, it goes with another that is.
CALLED: dict[str, tuple[str, str] | None] = {
    "agencies.Agency.merged_into": ("agency merged in before", "agencies merged in before"),
    "agencies.Agency.parent": ("service", "services"),
    "agencies.AgencyName.agency": ("earlier name", "earlier names"),
    "agencies.Membership.agency": ("role of a person, of today or before", "roles of people, of today and before"),
    "agencies.PersonInvitation.agency": ("invitation to a person", "invitations to people"),
}
FOLDS: dict[str, Fold] = {"agencies.Membership.agency": lambda twins, other: None}  # `settle_roles` has done it
# What is said where both have a row that may be there only once. Empty: a question of `IN_THE_WAY` says it better.
TWICE: dict[str, str] = {"agencies.Agency.parent": "Both have a service of the same name. Merge these services first."}
IN_THE_WAY: list[Callable[[Agency, Agency], list[str]]] = []
LOCKS: list[Callable[[Agency, Agency], None]] = []
CHANGED = "Something has changed since this page was opened. Look at it again before you merge."


class MergeChanged(Refused):
    """What was confirmed is no longer what would happen."""


@dataclass(frozen=True)
class Plan:
    """What merging `one` into `other` would do. `mark` changes with everything that it stands on."""

    one: Agency
    other: Agency
    moves: tuple[tuple[str, int], ...]  # what they are called, how many
    folds: tuple[tuple[str, int], ...]  # of these, how many both have
    in_the_way: tuple[str, ...]
    warnings: tuple[str, ...]
    mark: str


def plan(one: Agency, other: Agency, *, by: Person, now: datetime) -> Plan:
    """What would happen, and why not. Needs `sector` and `parent__sector` of both loaded."""
    if one.pk == other.pk:
        return Plan(one, other, (), (), ("An agency cannot be merged into itself.",), (), "")
    stops = in_the_way_of(one, other, by=by, now=now)
    if stops:
        return Plan(one, other, (), (), tuple(stops), (), "")
    moves, folds, marks = [], [], []
    for pointer in pointers():
        measure, twins = pointer.measure(one), pointer.twins(one, other).count()
        marks.append((pointer.name, measure, pointer.measure(other), twins))
        words = CALLED.get(pointer.name, names_of(pointer))
        if measure[0] and words is not None:
            moves.append((words[measure[0] > 1], measure[0]))
        if twins and pointer.name in FOLDS and words is not None:
            folds.append((words[twins > 1], twins))
        elif twins and pointer.name not in FOLDS:
            stops.append(
                TWICE.get(pointer.name, f"Both have {words[1] if words else pointer.name} that cannot be one.")
            )
    stops += [sentence for ask in IN_THE_WAY for sentence in ask(one, other)]
    warned = warnings(one, other, now=now)
    standing = (one.version, other.version, one.is_active, other.is_active, marks, stops, warned)
    mark = hashlib.sha256(repr(standing).encode()).hexdigest()
    return Plan(
        one,
        other,
        tuple(moves),
        tuple(folds),
        tuple(stop for stop in dict.fromkeys(stops) if stop),
        tuple(warned),
        mark,
    )


def in_the_way_of(one: Agency, other: Agency, *, by: Person, now: datetime) -> list[str]:
    """What the two agencies are that keeps them from being one."""
    if one.is_partnership or other.is_partnership:
        return ["The partnership itself is never merged."]
    merged = next((agency for agency in (one, other) if agency.merged_into_id is not None), None)
    if merged is not None:
        return [f"{merged.full_name} was merged into another already."]
    if other.parent_id == one.pk or one.parent_id == other.pk:
        service, organisation = (one, other) if one.parent_id == other.pk else (other, one)
        return [f"{service.name} is a service of {organisation.name}. An organisation and its own service stay two."]
    stops = []
    if not other.is_active:
        stops.append(f"{other.full_name} is not in use. Bring it back first.")
    if other.parent_id is not None and one.services.filter(merged_into__isnull=True).exists():
        stops.append(f"{one.name} has services of its own, so it can only be merged into an organisation.")
    if own_role_in_one(by, one, other, timezone.localdate(now)):
        stops.append("You have a role in one of the two yourself. Ask another administrator to merge them.")
    return stops


def warnings(one: Agency, other: Agency, *, now: datetime) -> list[str]:
    """What somebody should know before they confirm, although it stops nothing."""
    said = []
    if one.sector_id != other.sector_id:
        said.append(
            f"The sectors are not alike: {one.sector.label} and {other.sector.label}. What came from the first is "
            f"counted under {other.sector.label} from now on, in audits that are over as well."
        )
    if (one.parent_id is None) != (other.parent_id is None):
        said.append("One of the two is a service and the other an organisation.")
    if tightens(one, other):
        said.append(f"{one.name} is published only as its sector, so {other.name} is from now on as well.")
    waiting = roles_that_wait(one, timezone.localdate(now))
    if waiting == 1:
        said.append(
            f"1 role of {one.name} opens case records. It waits until a lead confirms it again for {other.name}."
        )
    elif waiting:
        said.append(
            f"{waiting} roles of {one.name} open case records. Each waits until a lead confirms it again for "
            f"{other.name}."
        )
    return said


def tightens(one: Agency, other: Agency) -> bool:
    """Whether the other must lose its name outside: what was never named must not be named by a merge."""
    return other.named_outside and not one.named_outside


def merge_agencies(one: Agency, other: Agency, *, by: Person, now: datetime, mark: str) -> Plan:
    """Make everything that points at `one` point at `other`, in one transaction; `one` is out of use for good.

    `mark` is that of the plan that was shown. Raises `Changed` when it is no longer what would happen.
    """
    rules.check_can_change_agency(by, one, timezone.localdate(now))
    with transaction.atomic():
        for lock in LOCKS:
            lock(one, other)
        one, other = locked(one, other)
        found = plan(one, other, by=by, now=now)
        if found.in_the_way:
            raise Refused(" ".join(found.in_the_way))
        if found.mark != mark:
            raise MergeChanged(CHANGED)
        settle_roles(one, other, by=by, now=now)
        fold_invitations(one, other, by=by, now=now)
        # That its agency is another is no step of a row's history (`StepOfHistory`): what there is of it moves along.
        for pointer in pointers():
            if pointer.name in FOLDS:
                FOLDS[pointer.name](pointer.twins(one, other), other)
            pointer.move(one, other)
        keep_name(other, one.name, by=by, now=now)
        Agency.objects.filter(pk=other.pk).update(
            only_by_sector=other.only_by_sector or tightens(one, other),
            version=F("version") + 1,
        )
        Agency.objects.filter(pk=one.pk).update(merged_into=other, is_active=False, version=F("version") + 1)
        journal.record(by, "merged", one, now=now)
        journal.record(by, "took_in", other, now=now)
    return found


def locked(one: Agency, other: Agency) -> tuple[Agency, Agency]:
    """Both as they stand, held until the end: nobody gives either something new meanwhile."""
    keys = (one.pk, other.pk)
    list(Agency.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    rows = Agency.objects.select_related("sector", "parent__sector").in_bulk(keys)
    return rows[one.pk], rows[other.pk]


def names_of(pointer: Pointer) -> tuple[str, str]:
    meta = pointer.model._meta
    return str(meta.verbose_name), str(meta.verbose_name_plural)
