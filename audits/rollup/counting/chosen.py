"""What is counted for the sentences that a lead chose: themes within a part, answers to one question.

A part is made of cases: those of which a condition or a plan is recorded, or in which somebody gave an answer. It
narrows what is counted and what that is out of alike, so that the denominator is the part and never the whole audit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from audits.rollup.counting.figures import ANSWER, Count, Unit
from audits.rollup.counting.gathered import Gathered, Rows
from audits.rollup.counting.parts import codes, groups_of, words_of
from audits.rollup.counting.practice import HANDED_IN, NOT_YET, ThemeCount, has_nothing, is_agreed, is_counted, practice
from audits.rollup.wording.amounts import small

QUESTION = "question"
ANSWERED = {"YES": "yes", "PARTLY": "partly", "NO": "no"}
# Where the fact that makes a part is recorded, and the table about people that says how often it is.
TABLES = {"plan_at_date": "plans", "member_kind": "age"}
# Plans in the period and plans at the date tell of one another, and the latter are published: these stay inside.
INSIDE_ONLY = "plan_in_period"


@dataclass(frozen=True)
class ChosenCount:
    """One chosen sentence before it is said: of what, which part, and its count.

    `part` are the numbers of the cases in its part, and `among` the groups of cases that its numbers tell apart (agreed
    and not yet, answered and all): what the part gives away is how many of each are in it. `beside` names the table
    about people that the part could be worked out against; `stands_on` is how many cases have an answer at all. `parts`
    are the yes and the partly of answers counted together.
    """

    uid: str
    kind: str  # of the theme, or "question"
    way: str
    phrase: str
    text: str
    count: Count
    which: str = ""
    part: frozenset[int] = frozenset()
    among: tuple[frozenset[int], ...] = ()
    beside: str = ""
    of_people: bool = False
    inside_only: bool = False
    stands_on: int = 0
    parts: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()
    theme: str = ""  # its uid
    place: int = 0  # among those of its kind, in the order they were chosen

    @property
    def key(self) -> str:
        return f"said:{self.kind}:{self.uid}"

    @property
    def is_of_question(self) -> bool:
        return self.kind == QUESTION

    @property
    def of_answers(self) -> bool:
        """Whether answers make the part."""
        return bool(self.which) and not self.of_people


@dataclass(frozen=True)
class CountedIn:
    """What every chosen sentence of one audit is counted in."""

    rows: Gathered
    cases: Rows
    own: Rows
    unit: Unit
    themes: Sequence[ThemeCount]

    @cached_property
    def handed_in(self) -> set[tuple[int, int]]:
        return {
            (row["case_id"], row["agency_id"]) for row in self.own if row["state"] in HANDED_IN and not has_nothing(row)
        }

    def of_question(self, replies: Rows, standard: int) -> Rows:
        """Of these answers, those to one question in the returns that are in."""
        there = self.handed_in
        return [row for row in replies if row["of"] == standard and (row["case"], row["agency"]) in there]


def chosen_of(
    rows: Gathered, cases: Rows, own: Rows, unit: Unit, themes: Sequence[ThemeCount]
) -> tuple[ChosenCount, ...]:
    """Each chosen sentence that has something to count, in the order they were chosen."""
    sample = CountedIn(rows, cases, own, unit, themes)
    kinds = {theme["pk"]: theme["kind"] for theme in rows.frame.findings.themes}
    places: Counter[str] = Counter()
    found = []
    for row in rows.frame.findings.chosen:
        kind = kinds[row["theme"]] if row["theme"] else QUESTION
        places[kind] += 1
        one = of_theme(row, sample) if row["theme"] else of_question(row, sample)
        if one is not None:
            found.append(replace(one, place=places[kind]))
    return tuple(found)


def of_theme(row: Mapping[str, Any], sample: CountedIn) -> ChosenCount | None:
    """A theme's cases, of those agreed; None where its amount is no number of cases."""
    uid = next(str(theme["uid"]) for theme in sample.rows.frame.findings.themes if theme["pk"] == row["theme"])
    theme = next(one for one in sample.themes if one.uid == uid)
    if not is_counted(theme, sample.rows.audit) or not theme.count.numerator:
        return None
    said: dict[str, Any] = {
        "uid": str(row["uid"]), "theme": uid, "kind": theme.kind, "way": row["way"], "phrase": row["phrase"],
    }  # fmt: skip
    if row["way"] != "part":
        return ChosenCount(**said, text=theme.statement, count=theme.count, findings=theme.findings)
    part = keys_of(row, sample)
    here = [case for case in sample.cases if case["pk"] in part]
    all_agreed = frozenset(case["number"] for case in sample.cases if is_agreed(case))
    agreed = [case for case in here if is_agreed(case)]
    under = [(case["number"], one) for case in agreed for one in case["finding_rows"] if one["theme"] == row["theme"]]
    excluded = {NOT_YET: len(here) - len(agreed)}
    return ChosenCount(
        **said,
        text=theme.statement,
        count=practice(sample.unit, sorted({number for number, _ in under}), len(agreed), excluded),
        part=frozenset(case["number"] for case in here),
        among=(all_agreed, frozenset(case["number"] for case in sample.cases) - all_agreed),
        findings=tuple(str(one["uid"]) for _, one in under),
        **part_of(row),
    )


def of_question(row: Mapping[str, Any], sample: CountedIn) -> ChosenCount:
    """The answers to one question in the returns that are in: yes, or yes and partly; states are left out."""
    replies = sample.of_question(sample.rows.frame.findings.replies, row["standard"])
    numbers = {case["pk"]: case["number"] for case in sample.cases}
    among = (
        frozenset(numbers.values()),
        frozenset(numbers[reply["case"]] for reply in replies if reply["value"]),
    )
    part: set[int] = set()
    if row["way"] == "part":
        part = keys_of(row, sample)
        replies = [reply for reply in replies if reply["case"] in part]
    met = ("YES", "PARTLY") if row["way"] == "met" else ("YES",)
    values = [reply for reply in replies if reply["value"]]
    without = Counter(reply["state"] for reply in replies if not reply["value"])
    # In the order of the list, whoever answered first.
    excluded = {
        small(one["label"]): without[one["code"]] for one in sample.rows.frame.tool.states if without[one["code"]]
    }
    return ChosenCount(
        uid=str(row["uid"]),
        kind=QUESTION,
        way=row["way"],
        phrase=row["phrase"],
        text=row["question"],
        count=practice(
            ANSWER, [numbers[one["case"]] for one in values if one["value"] in met], len(values), excluded
        ),
        part=frozenset(numbers[case] for case in part),
        among=among,
        stands_on=len({one["case"] for one in values}),
        parts=tuple(sum(one["value"] == value for one in values) for value in met),
        **part_of(row),
    )  # fmt: skip


def keys_of(row: Mapping[str, Any], sample: CountedIn) -> set[int]:
    """The cases of the part. What nobody recorded of a case puts it in none."""
    if row["condition"]:
        conditions = [one for one in sample.rows.frame.tool.conditions if one["code"] == row["condition"]]
        return {case["pk"] for case in sample.cases if groups_of(case, conditions)}
    if row["plan"]:
        return {
            case["pk"] for case in sample.cases if any(row["plan"] in codes(member) for member in case["member_rows"])
        }
    replies = sample.of_question(sample.rows.frame.findings.part_replies, row["answered"])
    return {reply["case"] for reply in replies if reply["value"] == row["answer"]}


def part_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """How the part is called in a sentence, and what it gives away of the children."""
    if row["condition"]:
        return {
            "which": words_of({"label": row["condition_label"]}),
            "of_people": True,
            "inside_only": row["condition_fact"] == INSIDE_ONLY,
            "beside": TABLES.get(row["condition_fact"], ""),
        }
    if row["plan"]:
        words = f"where a child’s plan or status is “{row['plan_label']}”"
        return {"which": words, "of_people": True, "beside": TABLES["plan_at_date"]}
    if row["answered"]:
        question = row["answered_text"].strip().rstrip(".")
        return {"which": f"where an agency answered “{ANSWERED[row['answer']]}” to “{question}”"}
    return {}
