"""The answers of each domain as two rounds may set them side by side, and a sentence for what they leave out.

Rounds of one tool have the same domains. Those of two tools are set side by side by the list of domains of practice:
domains of a tool's own that are compared as one of the list are counted together under it; one that is compared as
none stands only beside itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from audits.across.comparing.compare import Measure
from audits.rollup.counting.answers import ANOTHER_WAY
from audits.rollup.counting.figures import ANSWER
from audits.rollup.counting.gathered import Gathered, Rows
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.wording.amounts import listed

DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Answered:
    """One domain of a round: how many of its questions were answered, and how many of these with yes."""

    code: str
    label: str
    yes: int
    answered: int


def answered_in(rollup: RollUp) -> Iterator[Answered]:
    """Each domain in which a question was answered with yes, partly or no."""
    grid = rollup.answers.by_case
    for line in grid.rows:
        cells = [grid.cells[line.key, column.key] for column in grid.columns if (line.key, column.key) in grid.cells]
        answered = sum(cell.n for cell in cells)
        if answered:
            yield Answered(line.key, line.label, sum(cell.answers.get("YES", 0) for cell in cells), answered)


def measure_of(code: str, label: str, found: Sequence[Answered]) -> Measure:
    """Of the questions of these domains that were answered, how many with yes."""
    yes, answered = sum(one.yes for one in found), sum(one.answered for one in found)
    return Measure(f"{DOMAIN}:{code}", f"{label}: answered yes", ANSWER, yes, answered)


def domain_measures(rollup: RollUp) -> list[Measure]:
    """Each domain by itself, as the tool has it."""
    return [measure_of(one.code, one.label, [one]) for one in answered_in(rollup)]


@dataclass(frozen=True)
class ByTheList:
    """A round's answers by the list: the measures, what is counted together under which of the list, what stands
    alone and has nothing beside it."""

    measures: tuple[Measure, ...]
    together: Mapping[str, tuple[str, ...]]
    alone: tuple[str, ...]


def by_the_list(rollup: RollUp, domains: Rows, beside: Collection[str]) -> ByTheList:
    """The answers of a round by the domain of the list; a tool's own that is compared as none only where it is among
    those `beside` it."""
    homes = {row["code"]: (row["compared_as"] or row["code"]) for row in domains}
    own = {row["code"] for row in domains if row["own"]}
    found: dict[str, list[Answered]] = {}
    alone = []
    for one in answered_in(rollup):
        home = homes[one.code]
        if home in own and home not in beside:
            alone.append(one.label)
        else:
            found.setdefault(home, []).append(one)
    labels = {row["code"]: row["label"] for row in domains}
    together = {
        labels[home]: tuple(one.label for one in under if one.code in own)
        for home, under in found.items()
        if home not in own and any(one.code in own for one in under)
    }
    measures = [measure_of(code, labels[code], found[code]) for code in labels if code in found]
    return ByTheList(tuple(measures), together, tuple(alone))


def own_in(rows: Gathered) -> set[str]:
    """The codes of the domains of its tool's own."""
    return {row["code"] for row in rows.frame.tool.domains if row["own"]}


@dataclass(frozen=True)
class AnswersBeside:
    """The answers of two rounds; what to know of them, and what is left out, in sentences."""

    now: tuple[Measure, ...] = ()
    before: tuple[Measure, ...] = ()
    noted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


NO_ANSWERS = AnswersBeside()


def answers_beside(now: Gathered, before: Gathered, rollups: tuple[RollUp, RollUp]) -> AnswersBeside:
    """The answers of this round and of an earlier one, by the domains that both have; each round has a tool."""
    kinds = other_kinds_sentence(
        [(one.reference, rollup) for one, rollup in zip((before, now), rollups[::-1], strict=True)]
    )
    refused = (kinds,) if kinds else ()
    if now.audit.tool_id == before.audit.tool_id:
        return AnswersBeside(tuple(domain_measures(rollups[0])), tuple(domain_measures(rollups[1])), (), refused)
    these = by_the_list(rollups[0], now.frame.tool.domains, own_in(before))
    those = by_the_list(rollups[1], before.frame.tool.domains, own_in(now))
    unlike = (
        f"{before.reference} used {before.audit.tool}, and {now.reference} {now.audit.tool}: answers are set side by "
        "side by domain of practice, not question by question."
    )
    together = (together_sentence(before.reference, those), together_sentence(now.reference, these))
    alone = (alone_sentence(before.reference, those), alone_sentence(now.reference, these))
    return AnswersBeside(
        these.measures,
        those.measures,
        (unlike, *filter(None, together)) if these.measures and those.measures else (),
        (*filter(None, alone), *refused),
    )


def together_sentence(reference: str, found: ByTheList) -> str:
    """ "In T-2026-01, “Plans made” and “Plans kept” are counted as Planning and reviewing."; empty where none is."""
    parts = [f"{quoted(names)} {are(names)} counted as {label}" for label, names in found.together.items()]
    return f"In {reference}, {listed(parts)}." if parts else ""


def alone_sentence(reference: str, found: ByTheList) -> str:
    """Which domains of a tool's own have nothing beside them; empty where none is so."""
    if not found.alone:
        return ""
    its = "a domain of its tool’s own that is" if len(found.alone) == 1 else "domains of its tool’s own that are"
    return f"{quoted(found.alone)} of {reference} {are(found.alone)} not compared: {its} compared as none of the list."


def other_kinds_sentence(rounds: Sequence[tuple[str, RollUp]]) -> str:
    """How many answers are left out because their questions are of another kind; empty where none is."""
    parts = [f"{n:,} in {reference}" for reference, rollup in rounds if (n := given_in_another_way(rollup))]
    if not parts:
        return ""
    return f"Only yes, partly and no are compared, not the answers to questions of other kinds: {listed(parts)}."


def given_in_another_way(rollup: RollUp) -> int:
    return sum(cell.excluded.get(ANOTHER_WAY, 0) for cell in rollup.answers.by_case.cells.values())


def quoted(names: Sequence[str]) -> str:
    return listed([f"“{name}”" for name in names])


def are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
