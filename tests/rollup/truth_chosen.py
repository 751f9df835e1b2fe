"""The independent checker's reading of the sentences that a lead chose: with plain SQL, and nothing of the counting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.rollup.truth import Said, Truth, rows

AMOUNT = r"(?P<all>all [\d,]+|both|that one|the one|none of the [\d,]+|none|neither|[\d,]+)"
TRUE_SHARES = {"a quarter": 25, "a third": 100 / 3, "half": 50, "two thirds": 200 / 3, "three quarters": 75}


class TruthOfChosen(Truth):
    """The checker, which also reads what a lead chose to say."""

    def of_sentence(self, said: Said) -> Iterator[str]:
        if said.key.startswith("said:") and not said.held_back:
            yield from of_chosen(self, said.text, said)
        else:
            yield from super().of_sentence(said)


def of_chosen(truth: Truth, text: str, said: Said) -> Iterator[str]:
    """Every fault of one chosen sentence: its part, its number, what that is out of, its share, who is left out."""
    (chosen,) = rows("SELECT * FROM audits_chosenwording WHERE uid = %s", said.key.rpartition(":")[2])
    part = cases_of_part(truth, chosen)
    if chosen["theme_id"]:
        theme = rows("SELECT * FROM audits_theme WHERE id = %s", chosen["theme_id"])[0]
        own, here = str(theme["statement"]).strip(), [case for case in truth.agreed if case["id"] in part]
        found = rows(
            "SELECT DISTINCT case_id FROM audits_agreedfinding"
            " WHERE theme_id = %s AND state = 'agreed' AND case_id = ANY(%s)",
            theme["id"], [case["id"] for case in here],
        )  # fmt: skip
        n, out_of = len(found), len(here)
        missing = len([case for case in truth.cases if case["id"] in part]) - out_of
        if theme["amount_as_given"].strip():
            yield f"amount: given as {theme['amount_as_given']!r}, but {text!r}"
    else:
        own = str(rows("SELECT text FROM audits_standard WHERE id = %s", chosen["standard_id"])[0]["text"]).strip()
        given = answers_to(truth, chosen["standard_id"], part)
        counted = ("YES", "PARTLY") if chosen["way"] == "met" else ("YES",)
        n = sum(one["value"] in counted for one in given)
        out_of = sum(bool(one["value"]) for one in given)
        missing = len(given) - out_of
        if chosen["way"] == "met" and "partly" not in text.partition(":")[0]:
            yield f"answers: yes and partly are counted together, but {text!r}"
    if own not in text:
        yield f"theme: its own words are gone from {text!r}"
    if sizes_of(text, chosen) != (n, out_of):
        yield f"denominator: {n} of {out_of}, but {text!r}"
    before = text.partition(own)[0]
    yield from share_faults(before, n, out_of, chosen["way"])
    yield from truth.left_out(text.replace(own, ""), missing, "denominator")
    if said.tier == "published" and (chosen["condition_id"] or chosen["plan_id"]):
        limit = truth.audit["threshold"]
        inside = len([case for case in truth.cases if case["id"] in part])
        if any(1 <= size <= limit for size in (inside, len(truth.cases) - inside, out_of if not missing else 0)):
            yield f"small part: {inside} of {len(truth.cases)}, but {text!r}"


def cases_of_part(truth: Truth, chosen: dict[str, Any]) -> set[int]:
    """The keys of the cases that are in the part; of no part, all of them."""
    keys = [case["id"] for case in truth.cases]
    if chosen["answered_id"]:
        return {
            one["case_id"]
            for one in answers_to(truth, chosen["answered_id"], set(keys))
            if one["value"] == chosen["answer"]
        }
    fact, value = ("plan_at_date", chosen["plan_id"]) if chosen["plan_id"] else ("", "")
    if chosen["condition_id"]:
        (one,) = rows("SELECT fact, value FROM audits_condition WHERE code = %s", chosen["condition_id"])
        fact, value = one["fact"], one["value"]
    if not fact:
        return set(keys)
    of_members = "SELECT m.case_id FROM audits_casemember m"
    sql = {
        "plan_at_date": f"{of_members} JOIN audits_casemember_plans_at_date p ON p.casemember_id = m.id"
        " WHERE p.plantype_id = %s AND m.is_subject AND m.case_id = ANY(%s)",
        "plan_in_period": f"{of_members} JOIN audits_casemember_plans_in_period p ON p.casemember_id = m.id"
        " WHERE p.plantype_id = %s AND m.is_subject AND m.case_id = ANY(%s)",
        "member_kind": f"{of_members} WHERE m.kind = %s AND m.is_subject AND m.case_id = ANY(%s)",
        "flag": "SELECT case_id FROM audits_casecontext c"
        " WHERE (to_jsonb(c) ->> %s)::boolean AND case_id = ANY(%s)",
    }  # fmt: skip
    return {row["case_id"] for row in rows(sql[fact], value, keys)}


def answers_to(truth: Truth, standard: int, part: set[int]) -> list[dict[str, Any]]:
    """The answers to a question in returns that are in and had something to audit."""
    return rows(
        "SELECT a.value, r.case_id FROM audits_answer a JOIN audits_agencyreturn r ON r.id = a.agency_return_id"
        " JOIN audits_involvement i ON i.id = r.involvement_id"
        " WHERE a.standard_id = %s AND r.case_id = ANY(%s) AND r.state IN ('submitted', 'accepted')"
        " AND (i.answer_id IS NULL OR i.answer_id = 'KNOWN')",
        standard, [case["id"] for case in truth.cases if case["id"] in part],
    )  # fmt: skip


def sizes_of(text: str, chosen: dict[str, Any]) -> tuple[int | None, int | None]:
    """The number that a sentence says, and what it says that is out of."""
    if chosen["way"] == "part":
        opening = re.match(r"Of the (?P<of>one|[\d,]+) .+?, " + AMOUNT + r"(?: \([^)]*\))?(?: (?:is|are) yes)?: ", text)
        if opening is None:
            return None, None
        of = whole(opening["of"])
        return {"none": 0, "neither": 0, "that one": 1, "both": 2}.get(
            opening["all"], whole(opening["all"].removeprefix("all "))
        ), of
    exact = re.search(r"\((?P<n>[\d,]+) of the (?P<of>[\d,]+)\): ", text)
    if exact:
        return whole(exact["n"]), whole(exact["of"])
    if text.startswith(("Neither yes nor partly in the one", "Not yes in the one")):
        return 0, 1
    plain = re.match(r"(?:Yes(?: or partly)? in|In) (?P<n>[\d,]+) of the (?P<of>[\d,]+) ", text)
    if plain:
        return whole(plain["n"]), whole(plain["of"])
    opening = re.match(r"(?:Yes(?: or partly)? in|In) " + AMOUNT, text)
    if opening is None:
        return None, None
    words = opening["all"]
    few = {"both": (2, 2), "the one": (1, 1), "neither": (0, 2)}
    if words in few:
        return few[words]
    size = whole(words.rpartition(" ")[2])
    return (0 if words.startswith("none") else size), size


def share_faults(before: str, n: int, out_of: int, way: str) -> Iterator[str]:
    """A percentage that is not of the two numbers, an approximation that is not true."""
    percent = re.search(r"\((\d+)%\)", before)
    if percent and out_of and abs(int(percent[1]) - 100 * n / out_of) > 0.5:
        yield f"share: {n} of {out_of}, but {before!r}"
    if way != "about" or not re.search(r"\(\d+ of the", before):
        return
    share = 100 * n / out_of
    how, named = re.match(
        r".*?[Ii]n (just over|just under|about|over|) ?(a quarter|a third|half|two thirds|three quarters|\d+%) of",
        before,
    ).groups()  # type: ignore[union-attr]
    mark = TRUE_SHARES.get(named) or float(named.rstrip("%"))
    true = {
        "": abs(share - mark) < 1e-9, "over": share > mark, "just over": mark < share <= mark + 2 + 1e-9,
        "just under": mark - 2 - 1e-9 <= share < mark, "about": abs(share - mark) <= 2 + 1e-9,
    }  # fmt: skip
    if not true[how]:
        yield f"share: {n} of {out_of} is no “{how} {named}”"


def whole(words: str) -> int:
    return 1 if words == "one" else int(words.replace(",", "")) if words.replace(",", "").isdigit() else -1
