"""What people do with the members of a case: add, edit, remove a child, an unborn baby or an adult, as facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused, Stale
from audits.sample import rules
from audits.sample.models import Case, CaseMember
from audits.scope.models import AskedOfPeople

OF_CODES = ("sex", "ethnicity", "category", *AskedOfPeople.values)
SEVERAL = ("plans_at_date", "plans_in_period", "disabilities")
PLAIN = ("kind", "age_number", "age_unit", "in_sibling_group", "is_subject")
NO_DISABILITY = "NONE"
# By these an agency finds the record it was told of, or sees that it is not the one.
TO_RECOGNISE = ("case", "number", "kind", "age_number", "age_unit")


def to_recognise() -> models.QuerySet[CaseMember]:
    """Members as an agency sees them before it has said whether it knows them: nothing else is read."""
    return CaseMember.objects.only(*TO_RECOGNISE).order_by("number")


def add_member(case: Case, *, by: Person, now: datetime, **facts: Any) -> CaseMember:
    """Add a member by facts: `kind`, `age_number`, `age_unit`, `sex`, `ethnicity`, `category`, `in_sibling_group`,
    `is_subject`, those that the audit asks besides (`AskedOfPeople`), and several `plans_at_date`, `plans_in_period`,
    `disabilities`. Codes or entries will do."""
    rules.check_can_edit_members(by, case, timezone.localdate(now))
    one, several = sort_facts(facts)
    if one.get("kind") == CaseMember.Kind.ADULT:
        one.setdefault("is_subject", False)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("audit").get(pk=case.pk)
        number = (case.members.aggregate(top=Max("number"))["top"] or 0) + 1
        check_several(several)
        member = write(CaseMember(case=case, number=number), by=by, now=now, verb="added", **one)
        set_several(member, several)
    return member


def edit_member(member: CaseMember, *, by: Person, now: datetime, version: int, **facts: Any) -> None:
    """Change a member's facts; raises `Stale`, with the codes of both, when somebody else saved first."""
    rules.check_can_edit_member(by, member, timezone.localdate(now))
    one, several = sort_facts(facts)
    check_several(several)
    with transaction.atomic():
        try:
            write(member, by=by, now=now, verb="edited", version=version, **one)
        except Stale as clash:
            clash.theirs |= {name: codes_of(member, name) for name in several}
            clash.yours |= several
            raise
        set_several(member, several)


def remove_member(member: CaseMember, *, by: Person, now: datetime) -> None:
    """Take a member out of the case, as long as its meeting has not opened."""
    rules.check_can_edit_member(by, member, timezone.localdate(now))
    with transaction.atomic():
        journal.record(by, "removed", member, now=now)
        for name in SEVERAL:
            getattr(member, name).clear()
        member.delete()


def sort_facts(facts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Single facts ready for the row (codes as keys), and the lists of codes; unknown names are a programmer's slip."""
    unknown = set(facts) - {*OF_CODES, *SEVERAL, *PLAIN}
    if unknown:
        raise ValueError(f"not facts of a member: {sorted(unknown)}")
    one = {name: facts[name] for name in PLAIN if name in facts}
    if "age_unit" in one:
        one["age_unit"] = one["age_unit"] or ""
    for name in OF_CODES:
        if name in facts:
            one[f"{name}_id"] = code_of(facts[name]) or None
    several = {name: sorted({code_of(entry) for entry in facts[name] or ()}) for name in SEVERAL if name in facts}
    return one, several


def code_of(entry: Any) -> str:
    return str(entry.pk) if isinstance(entry, models.Model) else str(entry or "")


def codes_of(member: CaseMember, name: str) -> list[str]:
    return sorted(getattr(member, name).values_list("pk", flat=True))


def check_several(several: Mapping[str, Iterable[str]]) -> None:
    """Nobody has no disability and one."""
    named = list(several.get("disabilities", ()))
    if NO_DISABILITY in named and len(named) > 1:
        raise Refused("“No disability” cannot stand beside a disability.", on="disabilities")


def set_several(member: CaseMember, several: dict[str, list[str]]) -> None:
    """Write the lists of codes; a code that no list holds refuses the whole."""
    for name, codes in several.items():
        field = getattr(member, name)
        known = set(field.model._default_manager.filter(pk__in=codes).values_list("pk", flat=True))
        if known != set(codes):
            raise Refused("Choose from the list.")
        field.set(codes)
