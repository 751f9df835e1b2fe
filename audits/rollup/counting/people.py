"""The children and adults of an audit's cases, one attribute at a time, never crossed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.text import slugify

from audits.rollup.counting.figures import Count, Distribution, Row, Unit
from audits.rollup.wording.people import UNBORN_AGE, Age, why_not_n
from audits.scope.models import AskedOfPeople

Member = dict[str, Any]
Members = list[tuple[Member, int]]  # each with the number of its case
NOT_KNOWN, NOT_RECORDED, NONE_RECORDED = "not known", "not recorded", "none recorded"
UNKNOWN_GROUP = "Not known"  # "prefers not to say" and "not yet obtained" in the list of ethnicities


def person_of(members: Members) -> Unit:
    """Children; adults where all are; people where both are among those counted."""
    kinds = {"adult" if member["kind"] == "adult" else "child" for member, _ in members}
    if kinds == {"adult"}:
        return Unit("adult", "adults")
    return Unit("person", "people") if "adult" in kinds else Unit("child", "children")


def number_of(members: Members, person: Unit) -> Count:
    """How many people the cases are about: counted apart from the cases, of which one may hold several."""
    return Count(person, len(members), cases=tuple(sorted({number for _, number in members})))


def table_of(
    key: str, label: str, members: Members, person: Unit, value_of: Callable[[Member], tuple[str, str] | str | None]
) -> Distribution:
    """One attribute of the people counted. `value_of` gives a key and its label, or None where it is not recorded, or
    the words for why it is in no row ("not known"); the note says both."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    missing: Counter[str] = Counter()
    for member, number in members:
        value = value_of(member)
        if isinstance(value, tuple):
            found[value].append(number)
        else:
            missing[value or NOT_RECORDED] += 1
    known = sum(len(numbers) for numbers in found.values())
    lines = tuple(
        Row(code, said, Count(person, len(numbers), known, missing, cases=tuple(sorted(set(numbers)))))
        for (code, said), numbers in sorted(found.items(), key=lambda item: (-len(item[1]), item[0][1]))
    )
    table = Distribution(key, label, person, len(members), lines)
    return noted(table, missing)


def noted(table: Distribution, missing: Mapping[str, int]) -> Distribution:
    """The table with its note; one that nobody recorded anything for has none, and is not shown."""
    silent = not table.rows and set(missing) <= {NOT_RECORDED, NONE_RECORDED}
    return table if silent else replace(table, note=why_not_n(table, missing))


def sex_of(member: Member) -> tuple[str, str] | str | None:
    if member["sex_code"] is None:
        return None
    return NOT_KNOWN if member["sex_code"] == "U" else (member["sex_code"], member["sex"])


def ethnicity_of(member: Member) -> tuple[str, str] | str | None:
    """The entry of the list; one of the White group is called so, which its own label leaves out."""
    if member["ethnicity_code"] is None:
        return None
    if member["group"] == UNKNOWN_GROUP:
        return NOT_KNOWN
    label = member["ethnicity"]
    if member["group"] == "White" and "White" not in label:
        label = f"White ({label})"
    return member["ethnicity_code"], label


def category_of(member: Member) -> tuple[str, str] | str | None:
    """Of a child protection plan: who has none recorded may have no such plan."""
    return (member["category_code"], member["category"]) if member.get("category_code") else NONE_RECORDED


def ethnic_group_of(member: Member) -> tuple[str, str] | str | None:
    if member["ethnicity_code"] is None:
        return None
    return NOT_KNOWN if member["group"] == UNKNOWN_GROUP else (slugify(member["group"]), member["group"])


def tables_of_people(members: Members, person: Unit) -> dict[str, Any]:
    """The attributes that are one value a person."""
    return {
        "sex": table_of("members.sex", "Sex", members, person, sex_of),
        "ethnicity": table_of("members.ethnicity", "Ethnicity", members, person, ethnicity_of),
        "category": table_of("members.category", "Child protection plan category", members, person, category_of),
        "ethnic_group": table_of("members.ethnic_group", "Ethnic group", members, person, ethnic_group_of),
    }


def besides_of(fact: AskedOfPeople, members: Members, person: Unit) -> Distribution:
    """One of the facts that an audit asks besides. Asked of no other kind of person, it is not recorded of them."""

    def value_of(member: Member) -> tuple[str, str] | str | None:
        code = member[f"{fact.value}_code"]
        return None if code is None else NOT_KNOWN if code == "NK" else (code, member[fact.value])

    return table_of(f"members.{fact.value}", str(fact.label), members, person, value_of)


def ages_of(members: Members) -> tuple[tuple[Age, ...], int]:
    """The ages as recorded, and how many are not."""
    ages = []
    for member, _ in members:
        if member["kind"] == "unborn":
            ages.append(UNBORN_AGE)
        elif member["age"] is not None:
            ages.append(Age(member["age"], member["unit"]))
    return tuple(ages), len(members) - len(ages)


AGE_BANDS = (("Unborn", -2, 0), ("Under 1", 0, 1), ("1 to 4", 1, 5), ("5 to 10", 5, 11), ("11 to 15", 11, 16),
             ("16 and 17", 16, 18), ("18 and over", 18, 100_000))  # fmt: skip


def age_bands(members: Members, person: Unit) -> Distribution:
    """Ages in bands of completed years."""
    found: dict[str, list[int]] = {label: [] for label, _, _ in AGE_BANDS}
    missing: Counter[str] = Counter()
    for member, number in members:
        if member["kind"] == "unborn":
            found["Unborn"].append(number)
        elif member["age"] is None:
            missing[NOT_RECORDED] += 1
        else:
            spoken, unit = Age(member["age"], member["unit"]).spoken()
            years = spoken if unit == "years" else spoken // 12 if unit == "months" else 0
            found[next(label for label, low, high in AGE_BANDS[1:] if low <= years < high)].append(number)
    known = sum(len(numbers) for numbers in found.values())
    lines = tuple(
        Row(slugify(label), label, Count(person, len(numbers), known, missing, cases=tuple(sorted(set(numbers)))))
        for label, numbers in found.items()
        if numbers
    )
    table = Distribution("members.age", "Age", person, len(members), lines)
    return noted(table, missing)


# What one person may have several of: the key of the table, its label, where the values stand in a member's row.
SEVERAL = {
    "plans": ("members.plan", "Plan or status", "plans"),
    "plans_in_period": ("members.plan_in_period", "Plan or status in the period under review", "period"),
    "disabilities": ("members.disability", "Disability", "disabilities"),
}


def several_of(name: str, members: Members, person: Unit) -> Distribution:
    """Plans and statuses at the stated date or in the period, disabilities; several may hold at once."""
    key, title, field = SEVERAL[name]
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for member, number in members:
        for entry in member.get(field, ()):
            found[entry["code"], entry["label"]].append(number)
    lines = tuple(
        Row(code, label, Count(person, len(numbers), len(members), cases=tuple(sorted(set(numbers)))))
        for (code, label), numbers in sorted(found.items(), key=lambda item: (-len(item[1]), item[0][1]))
    )
    without = sum(1 for member, _ in members if not member.get(field))
    table = Distribution(key, title, person, len(members), lines, multi_coded=True, without=without)
    return noted(table, {NONE_RECORDED: without})


def siblings_of(members: Members, person: Unit) -> Distribution:
    """Whether each was part of a sibling group; what is not recorded is left out."""
    label = "Part of a sibling group"
    missing = Counter([NOT_RECORDED] * sum(1 for member, _ in members if member["siblings"] is None))
    known = [(member, number) for member, number in members if member["siblings"] is not None]
    lines = []
    for key, words, value in (("in", "In a sibling group", True), ("out", "Not in a sibling group", False)):
        numbers = [number for member, number in known if member["siblings"] is value]
        if numbers:
            standing = tuple(sorted(set(numbers)))
            lines.append(Row(key, words, Count(person, len(numbers), len(known), missing, cases=standing)))
    table = Distribution("members.siblings", label, person, len(members), tuple(lines))
    return noted(table, missing)
