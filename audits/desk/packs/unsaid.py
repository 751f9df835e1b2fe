"""What of a pack will not be said, or said of less than somebody might expect: for whoever loads it, by place.

Nothing is wrong with such a pack: the source did not record it. Whoever has the source at hand can still add it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from audits.desk.packs.check import Pack
from audits.rollup.wording.practice import is_amount
from audits.rollup.wording.sample import DRAWN
from audits.scope.models import AskedOfPeople

NAMED = 3  # places; the others are counted


def unsaid(pack: Pack) -> list[str]:
    """A sentence each, beginning with its place: "themes[2]: no case and no amount is recorded, so …"."""
    found = [*of_the_sample(pack), *of_themes(pack), *of_findings(pack), *of_people(pack), *of_figures(pack)]
    return [f"{where}: {sentence}" for where, sentence in found]


def of_the_sample(pack: Pack) -> Iterator[tuple[str, str]]:
    audit = pack["audit"]
    how = audit.get("selection", "not_stated")
    if how in DRAWN and not audit.get("drawn_how", "").strip():
        yield "audit.drawn_how", "who drew the sample, and how, is not recorded, so nothing is said to be random."
    if how == "whole" and not audit.get("cohort_size"):
        yield "audit.cohort_size", "it is not recorded, so “all of the cohort” is not said."
    if any(case.get("agreed_grade") for case in pack["cases"]) and audit.get("graded", "not_stated") == "not_stated":
        yield "audit.graded", "what was graded is not recorded, so it is called “practice” and not multi-agency."
    if len(pack["cases"]) == 1:
        yield "cases", "there is one, so no grade and no theme is published unless somebody decides so at sign-off."


def of_themes(pack: Pack) -> Iterator[tuple[str, str]]:
    under = {
        finding.get("theme")
        for case in pack["cases"]
        for finding in case.get("agreed_findings", [])
        if finding.get("state", "agreed") == "agreed"
    }
    for n, theme in enumerate(pack.get("themes", [])):
        given = theme.get("amount_as_given", "").strip()
        if given and theme["key"] in under:
            yield f"themes[{n}]", f"it is said with “{given}” and not with the number of its cases."
        if given and not is_amount(given):
            yield f"themes[{n}].amount_as_given", f"“{given}” is no amount, so it is quoted and not counted in."
        if not given and theme["key"] not in under:
            yield f"themes[{n}]", "no case and no amount is recorded for it, so it is said without one."


def of_findings(pack: Pack) -> Iterator[tuple[str, str]]:
    without = [
        f"cases[{n}].agreed_findings[{place}].scope"
        for n, case in enumerate(pack["cases"])
        for place, finding in enumerate(case.get("agreed_findings", []))
        if not finding.get("scope")
    ]
    if without:
        yield places(without), "how far it reaches is not recorded, so nothing is said of that."


def of_people(pack: Pack) -> Iterator[tuple[str, str]]:
    people = [
        (f"cases[{n}].members[{place}]", member)
        for n, case in enumerate(pack["cases"])
        for place, member in enumerate(case.get("members", []))
        if member.get("is_subject", True)
    ]
    asked = pack["audit"].get("asks_of_people", [])
    for what, is_recorded in (
        ("age", lambda member: member["kind"] == "unborn" or member.get("age_number") is not None),
        ("sex", lambda member: member.get("sex") is not None),
        ("ethnicity", lambda member: member.get("ethnicity") is not None),
        *((fact.label.lower(), recorded(fact)) for fact in AskedOfPeople if fact in asked),
        ("sibling group", lambda member: member.get("in_sibling_group") is not None),
    ):
        without = [where for where, member in people if not is_recorded(member)]
        if without:
            yield places(without), f"no {what} is recorded, so what is said of it is of the others alone."


def recorded(fact: AskedOfPeople) -> Callable[[dict[str, Any]], bool]:
    return lambda member: member.get(fact.value) is not None


def of_figures(pack: Pack) -> Iterator[tuple[str, str]]:
    for n, figure in enumerate(pack.get("published_figures", [])):
        if not figure.get("key") and not figure.get("round"):
            yield f"published_figures[{n}].key", "it has none, so the figure is shown and compared with nothing."


def places(found: list[str]) -> str:
    """ "cases[0].members[0], cases[1].members[0] and 12 more"."""
    more = len(found) - NAMED
    return ", ".join(found[:NAMED]) + (f" and {more} more" if more > 0 else "")
