"""The sentences about practice: in how many audits, how they were graded, what was found, what was left out.

Children's ages, sex, plans and the agencies' names are in people.py; how an amount is said, in amounts.py.
Nothing here decides what may be published: disclosure/ does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audits.rollup.counting.figures import AUDIT, Count, Unit
from audits.rollup.wording.amounts import SMALL_N, capital, in_words, listed, percentage_text, small

GRADED_SUBJECT = "multi-agency practice"


def out_of(numerator: int, denominator: int | None, unit: Unit, small_n: int = SMALL_N) -> str:
    """ "3 of the 4 audits", "all 4 audits", "both audits", "none of the 4 audits", "125 of the 135 cases (93%)"."""
    if denominator is None:
        return f"{numerator:,} {unit.of(numerator)}"
    if denominator == 0:
        return f"no {unit.plural}"
    if denominator == 1:
        return f"the one {unit.singular}" if numerator else f"not the one {unit.singular}"
    if numerator == denominator:
        return f"both {unit.plural}" if denominator == 2 else f"all {denominator:,} {unit.plural}"
    if numerator == 0:
        return f"neither {unit.singular}" if denominator == 2 else f"none of the {denominator:,} {unit.plural}"
    said = f"{numerator:,} of the {denominator:,} {unit.plural}"
    percent = percentage_text(numerator, denominator, small_n)
    return f"{said} ({percent})" if percent else said


def in_how_many(numerator: int, denominator: int | None, unit: Unit = AUDIT, small_n: int = SMALL_N) -> str:
    """The opening of a sentence: "In 3 of the 4 audits", "In all 4 audits", "In the one audit"."""
    if denominator == 1 and numerator == 0:
        return f"Not in the one {unit.singular}"
    return f"In {out_of(numerator, denominator, unit, small_n)}"


def said(count: Count, small_n: int = SMALL_N) -> str:
    """The opening for a count: "In 3 of the 4 audits"."""
    return in_how_many(count.numerator, count.denominator, count.unit, small_n)


def nested(count: Count, which: str, small_n: int = SMALL_N) -> str:
    """A count within a part of the cases: "Of the 8 cases with a conference, 3". `which` names the part.

    The denominator of the count is the part, never the whole audit.
    """
    if count.denominator is None:
        raise ValueError("A count within a part needs the size of the part.")
    n, unit = count.denominator, count.unit
    if n == 0:
        return f"No {unit.plural} {which} were counted"
    if n == 1:
        return f"Of the one {unit.singular} {which}, {'that one' if count.numerator else 'none'}"
    none, every = ("neither", "both") if n == 2 else ("none", f"all {n:,}")
    amount = none if count.numerator == 0 else every if count.numerator == n else f"{count.numerator:,}"
    percent = percentage_text(count.numerator, n, small_n) if 0 < count.numerator < n else ""
    return f"Of the {n:,} {unit.plural} {which}, {amount}" + (f" ({percent})" if percent else "")


@dataclass(frozen=True, slots=True)
class Band:
    """A band of the audit's scale and how many were graded so. Best first; the scale says which are positive."""

    label: str
    n: int
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Qualified:
    """A qualifier as the list has it ("with elements of good practice") and how many grades carry it."""

    label: str
    n: int
    key: str = ""


def grade_sentence(
    bands: Sequence[Band],
    qualified: Sequence[Qualified] = (),
    *,
    unit: Unit = AUDIT,
    subject: str = GRADED_SUBJECT,
    small_n: int = SMALL_N,
) -> str | None:
    """How the audits were graded, in a sentence or two; None where the audit has no scale or nothing is graded yet.

    The n is the graded ones: the states left out have `excluded_sentence`. A qualifier is never counted as a band.
    """
    used = [band for band in bands if band.n]
    n = sum(band.n for band in used)
    if n == 0:
        return None
    good = [band for band in used if band.positive]
    if len(used) == 1:
        opening = f"{in_how_many(n, n, unit)}, {subject} was graded {small(used[0].label)}"
        return f"{opening}{_qualifiers(qualified, n)}."
    if good:
        # The scale has the best first; people say "good or outstanding", where both were given.
        names = listed([small(band.label) for band in reversed(good)], joint="or")
        parts = f" ({listed([f'{b.n:,} {small(b.label)}' for b in good])})" if len(good) > 1 else ""
        sentence = f"{in_how_many(sum(b.n for b in good), n, unit, small_n)}, {subject} was graded {names}{parts}"
        rest = [band for band in used if not band.positive]
    else:
        sentence = f"{in_how_many(used[0].n, n, unit, small_n)}, {subject} was graded {small(used[0].label)}"
        rest = used[1:]
    if rest:
        sentence += f"; {listed([f'in {b.n:,} it was graded {small(b.label)}' for b in rest])}"
    extra = [_qualifier(q, verb="included") for q in qualified if q.n]
    return f"{sentence}." + (f" Of the {n:,} {unit.of(n)}, {listed(extra)}." if extra else "")


def _qualifier(qualified: Qualified, n: int | None = None, verb: str = "including") -> str:
    """ "3 including elements of good practice"; words that don't begin with "with" are quoted as they stand."""
    amount = f"all {n:,}" if n == qualified.n else f"{qualified.n:,}"
    label = qualified.label.strip()
    if small(label).startswith("with "):
        return f"{amount} {verb} {label[5:]}"
    return f"{amount} {'were ' if verb == 'included' else ''}marked “{label}”"


def _qualifiers(qualified: Sequence[Qualified], n: int) -> str:
    """What follows a grade that all share: ", with 3 including elements of good practice"."""
    some = [q for q in qualified if q.n]
    if not some:
        return ""
    if n == 1:
        return f", {listed([small(q.label.strip()) for q in some])}"
    return f", with {listed([_qualifier(q, n) for q in some])}"


def theme_sentence(statement: str, count: Count, small_n: int = SMALL_N) -> str:
    """ "In 3 of the 4 audits: <statement>", the statement kept letter for letter. Who was left out is said after it."""
    kept = stopped(statement)
    if count.denominator == 0:
        return kept
    left_out = excluded_sentence(count.excluded, count.unit)
    return f"{said(count, small_n)}: {kept}" + (f" {left_out}" if left_out else "")


# Amounts in words, by what English puts between them and what they are amounts of.
BEFORE_SEVERAL = re.compile(
    r"(some|several|many|most|all|both|few|a few|various|numerous|almost all|nearly all|not all|multiple|all but one|"
    r"half the|two|three|four|five|six|seven|eight|nine|ten|\d+)"
)
BEFORE_ONE = re.compile(r"(one|a single|only one|just one|each|every|another)")
A_SHARE = re.compile(
    r"((a|the) )?((large|small|significant|substantial|sizeable|considerable|high|low|vast|clear|good|great|notable) )?"
    r"(number|majority|minority|proportion|handful|range|couple|half|third|quarter|lot)"
)


def vague_sentence(as_given: str, statement: str, unit: Unit = AUDIT) -> str:
    """An amount that its source gave in words, kept so: "In some audits: …", "In a number of audits: …".

    It never becomes a number or "all". Words that are no amount of anything ("often") stand as they were given.
    """
    given = as_given.strip().rstrip(".,:;")
    amount = vague_amount(given, unit)
    return f"{f'In {amount}' if amount else f'As given, “{given}”'}: {stopped(statement)}"


def vague_amount(given: str, unit: Unit = AUDIT) -> str | None:
    """ "some audits", "a third of the audits"; None where the words are no amount of anything."""
    plain = small(given)
    words = plain.lower()
    if words.endswith((" of", " of the")) or BEFORE_SEVERAL.fullmatch(words):
        return f"{plain} {unit.plural}"
    if BEFORE_ONE.fullmatch(words):
        return f"{plain} {unit.singular}"
    if A_SHARE.fullmatch(words):
        return f"{plain} of {'the ' if is_share(plain) else ''}{unit.plural}"
    return None


def is_amount(as_given: str) -> bool:
    """Whether some words are an amount of something, which `vague_sentence` can put before its unit."""
    return vague_amount(as_given.strip().rstrip(".,:;")) is not None


def is_share(words: str) -> bool:
    """Whether the words name a part of a whole ("a third of the audits") and not a heap ("a number of audits")."""
    return words.lower().endswith(("majority", "minority", "proportion", "half", "third", "quarter"))


def stopped(statement: str) -> str:
    """The statement letter for letter, with a full stop if it has none."""
    kept = statement.strip()
    return kept if kept.rstrip("\"')”’").endswith((".", "!", "?", "…")) else f"{kept}."


def published_percentage(percent: str, unit: Unit = AUDIT) -> str:
    """A percentage that was published without its count: "93% of audits, as published; the count is not known"."""
    return f"{percent.strip().removesuffix('%')}% of {unit.plural}, as published; the count is not known"


def shows_sentence(rows: Sequence[tuple[str, int, int | None]]) -> str:
    """What a table and its bars show, in one sentence: "Most often: Good (3 of 5)." Rows are label, number, out of.

    Two rows at most are said to be equally frequent; where more are, that is all there is to say.
    """
    some = [(label, n, of) for label, n, of in rows if n]
    if not some:
        return ""
    highest = max(n for _, n, _ in some)
    most = [(label, n, of) for label, n, of in some if n == highest]
    amount = f"{highest:,}" if most[0][2] is None else f"{highest:,} of {most[0][2]:,}"
    if len(some) == 1:
        return f"{'All' if highest == most[0][2] else 'Only'}: {some[0][0]} ({amount})."
    if len(most) == len(some):
        return f"All equally often ({highest:,} each)."
    if len(most) > 2:
        return f"{in_words(len(most)).capitalize()} equally often, the others less ({highest:,} each)."
    names = listed([label for label, _, _ in most])
    return f"Most often: {names} ({amount}{' each' if len(most) > 1 else ''})."


def excluded_sentence(excluded: Mapping[str, int], unit: Unit) -> str | None:
    """ "1 case not yet agreed is left out."; None where nothing is. The reasons are said as they are labelled."""
    parts = [f"{n:,} {unit.of(n)} {small(reason)}" for reason, n in excluded.items() if n]
    if not parts:
        return None
    return f"{capital(listed(parts))} {'is' if sum(excluded.values()) == 1 else 'are'} left out."


def returns_out(out: int, expected: int) -> str:
    """ "Two of the 17 returns expected are not in yet."; empty where all are."""
    if not out:
        return ""
    if out == expected:
        return "No return is in yet."
    return f"{capital(in_words(out))} of the {expected:,} returns expected {'is' if out == 1 else 'are'} not in yet."


def still_to_agree(what: str, waiting: int, n: int, unit: Unit) -> str:
    """ "No grade is agreed yet for two of the 4 audits."; empty where nothing is waited for."""
    if not waiting:
        return ""
    return f"{what}." if waiting == n else f"{what} for {in_words(waiting)} of the {n:,} {unit.of(n)}."
