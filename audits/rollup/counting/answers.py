"""The answers of the returns that are in: by domain and sector, agency and case, and the states that are no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audits.codes.models import NOT_ASKED
from audits.rollup.counting.figures import ANSWER, QUESTION, About, Axis, Cell, Count, Distribution, Grid, Heading, Row
from audits.rollup.counting.gathered import Gathered, Rows
from audits.rollup.counting.practice import HANDED_IN, NOTHING, full_name, has_nothing

ANSWERS = (Heading("YES", "Yes"), Heading("PARTLY", "Partly"), Heading("NO", "No"))
# Only answers of one kind are counted together; those of the others are counted question by question.
COUNTED = {heading.key for heading in ANSWERS}
TAKEN_AWAY = "not asked because of an earlier answer"
ANOTHER_WAY = "answered in another way than yes, partly or no"


@dataclass(frozen=True)
class Answers:
    """What the agencies answered in each domain, and the states of the answers that are none."""

    by_sector: Grid
    by_agency: Grid
    by_case: Grid
    states: Distribution


def answers_of(rows: Gathered, own: Rows, numbers: Mapping[int, int]) -> Answers:
    """The three tables of answers, and the states of the answers that are none; of returns that are in."""
    handed_in = {(row["case_id"], row["agency_id"]): row for row in own if row["state"] in HANDED_IN}
    nothing = {place for place, row in handed_in.items() if has_nothing(row)}
    left_out = Counter[str]()  # questions that nobody was to answer, by why
    labels = {state["code"]: state["label"] for state in rows.frame.tool.states}
    by: dict[str, dict[tuple[str, str], dict[str, Any]]] = {name: {} for name in ("sector", "agency", "case")}
    states: Counter[str] = Counter()
    stands_on: dict[str, set[int]] = {}
    heads: dict[str, dict[str, str]] = {"sector": {}, "agency": {}, "case": {}}
    domains: set[str] = set()
    for agency, domain, case, value, state, n in rows.cells:
        row = handed_in.get((case, agency))
        if row is None:
            continue
        if (case, agency) in nothing:
            left_out[f"in returns {NOTHING}"] += n
            continue
        if state == NOT_ASKED:
            left_out[TAKEN_AWAY] += n
            continue
        domains.add(domain)
        states[state] += n
        number = numbers[case]
        stands_on.setdefault(state, set()).add(number)
        full = full_name(row)
        for name, key, label in (
            ("sector", row["sector"], row["sector_label"]),
            ("agency", full, full),
            ("case", str(number), f"Case {number}"),
        ):
            heads[name][key] = label
            cell = by[name].get((domain, key))
            if cell is None:
                cell = by[name][domain, key] = {"answers": Counter(), "excluded": Counter(), "cases": set()}
            if value in COUNTED:
                cell["answers"][value] += n
                cell["cases"].add(number)
            elif value:
                cell["excluded"][ANOTHER_WAY] += n
            else:
                cell["excluded"][labels[state].lower()] += n
    lines = tuple(Heading(row["code"], row["label"]) for row in rows.frame.tool.domains if row["code"] in domains)
    # Agencies and sectors stand in the order of the sector list, cases by their number.
    places = {
        "sector": {row["sector"]: place for place, row in reversed(list(enumerate(own)))},
        "agency": {full_name(row): place for place, row in reversed(list(enumerate(own)))},
        "case": {str(number): number for number in numbers.values()},
    }

    def grid(name: str, label: str, axis: Axis) -> Grid:
        columns = sorted(heads[name], key=lambda key: (places[name].get(key, 0), key))
        return Grid(
            f"answers.by_domain_and_{name}",
            label,
            ANSWER,
            lines,
            tuple(Heading(key, heads[name][key]) for key in columns),
            {
                place: Cell(
                    sum(cell["answers"].values()), cell["answers"], cell["excluded"], tuple(sorted(cell["cases"]))
                )
                for place, cell in by[name].items()
            },
            ANSWERS,
            About.PRACTICE,
            Axis.DOMAIN,
            axis,
        )

    total = sum(states.values())
    return Answers(
        grid("sector", "Answers by domain and sector", Axis.SECTOR),
        grid("agency", "Answers by domain and agency", Axis.AGENCY),
        grid("case", "Answers by domain and case", Axis.CASE),
        Distribution(
            "answers.states",
            "What became of the questions asked",
            QUESTION,
            total,
            tuple(
                Row(row["code"], row["label"], became(states[row["code"]], total, stands_on[row["code"]], left_out))
                for row in rows.frame.tool.states
                if states[row["code"]]
            ),
            about=About.PRACTICE,
        ),
    )


def became(n: int, total: int, standing: set[int], excluded: Mapping[str, int]) -> Count:
    """How many of the questions asked came to one state, and in which cases."""
    return Count(QUESTION, n, total, excluded, cases=tuple(sorted(standing)), about=About.PRACTICE)
