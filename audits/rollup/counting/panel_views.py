"""What is counted about the panel's view of own grades, which way it went, and whose voice the records show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from audits.returns.models import Voice
from audits.rollup.counting.figures import RETURN, About, Distribution, Row
from audits.rollup.counting.gathered import Rows
from audits.rollup.counting.practice import HANDED_IN, NOTHING, has_nothing, practice

WAYS = (
    ("too_high", "Challenged as too high"),
    ("too_low", "Challenged as too low"),
    ("same", "Challenged for its reasons, with the same grade"),
    ("not_said", "Challenged, without another grade"),
)
WHOSE = {
    Voice.Whose.CHILD: "The child’s",
    Voice.Whose.PARENT: "A parent’s or carer’s",
    Voice.Whose.PRACTITIONER: "The practitioner’s",
}
NOT_SAID = "not said yet"


def way_of(row: Mapping[str, Any]) -> str:
    """Which way a challenge went. Bands are in order with the best first, so a lower place is a better grade."""
    if row["place"] is None or row["view_place"] is None:
        return "not_said"
    if row["view_place"] == row["place"]:
        return "same"
    return "too_high" if row["view_place"] > row["place"] else "too_low"


def challenges(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """Of the own grades that the panel challenged, which way; out of those it gave a view on."""
    seen = [row for row in own if row["view"] and not has_nothing(row)]
    ways = [(way_of(row), numbers[row["case_id"]]) for row in seen if row["view"] == "challenged"]
    lines = tuple(
        Row(key, label, practice(RETURN, [case for way, case in ways if way == key], len(seen)))
        for key, label in WAYS
        if any(way == key for way, _ in ways)
    )
    note = "Of the own grades that the panel gave a view on. The others were accepted." if lines else ""
    return Distribution(
        "grades.challenged", "Which way own grades were challenged", RETURN, len(seen), lines, note,
        about=About.PRACTICE,
    )  # fmt: skip


def voices_of(own: Rows, numbers: Mapping[int, int]) -> Distribution:
    """Whose voice the records show: returns that are in and found it, out of those that said whether they did."""
    handed_in = [row for row in own if row["state"] in HANDED_IN and not has_nothing(row)]
    nothing = sum(1 for row in own if row["state"] in HANDED_IN and has_nothing(row))
    lines = []
    for whose, label in WHOSE.items():
        said = [(one["found"], numbers[row["case_id"]]) for row in handed_in for one in row["voices"] or ()
                if one["whose"] == whose and one["found"] is not None]  # fmt: skip
        if said:
            excluded = Counter({NOT_SAID: len(handed_in) - len(said), NOTHING: nothing})
            lines.append(
                Row(whose.value, label, practice(RETURN, [n for found, n in said if found], len(said), excluded))
            )
    return Distribution(
        "voices", "Whose voice the records show", RETURN, len(handed_in), tuple(lines), multi_coded=True,
        about=About.PRACTICE,
    )  # fmt: skip
