"""The sentences of an audit, each with the fact it says, for the tier it is read in, and what it stands on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from audits.rollup import disclosure
from audits.rollup.amounts import capital, listed
from audits.rollup.coarse import age_words, ethnicity_words, plans_words, sibling_words, split_words
from audits.rollup.counts import RollUp, ThemeCount
from audits.rollup.counts_practice import is_counted
from audits.rollup.figures import Distribution, Unit
from audits.rollup.names import full_names
from audits.rollup.policy import MayNotLeave, Override, Policy
from audits.rollup.wording import excluded_sentence, grade_sentence, stopped, theme_sentence, vague_sentence
from audits.rollup.wording_people import (
    ages_sentence,
    ethnicity_sentence,
    participants_sentence,
    plans_sentence,
    sex_sentence,
    siblings_sentence,
)
from audits.rollup.wording_sample import selection_sentence
from audits.scope.models import Audit

INSIDE, PUBLISHED = "inside", "published"
TIERS = (INSIDE, PUBLISHED)


@dataclass(frozen=True)
class Fact:
    """One sentence. `judge` asks the person who signs off to look; `override` says who let a small number through.

    `fingerprint` changes when the numbers behind the sentence do, whatever words it is given. `passed` is what the
    disclosure policy made of it; a sentence without one never leaves.
    """

    key: str
    text: str
    held_back: bool = False
    judge: str = ""
    override: str = ""
    cases: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()
    fingerprint: str = ""
    passed: disclosure.Publishable | None = None


def fact_of(passed: disclosure.Publishable, exact: str, tier: str, **stands_on: Any) -> Fact:
    """A sentence in its tier: the exact words inside, outside those of the policy and no others."""
    override = passed.override
    said = (
        f"Override by {override.name} on {override.on.day} {override.on:%B %Y}: {override.reason}" if override else ""
    )
    if tier == INSIDE:
        return Fact(passed.fact, exact, override=said, **stands_on)
    return Fact(passed.fact, passed.text, passed.held_back, passed.judge, said, passed=passed, **stands_on)


def policy_of(audit: Audit) -> Policy:
    return Policy(threshold=audit.threshold, small_n=audit.small_n)


def overrides_of(rollup: RollUp) -> tuple[Override, ...]:
    """The recorded decisions in force."""
    return tuple(
        Override(row["fact"], row["reason"], row["name"] or row["by"], date.fromisoformat(str(row["at"])[:10]))
        for row in rollup.overrides
    )


def facts_of(rollup: RollUp, audit: Audit, tier: str = PUBLISHED) -> tuple[Fact, ...]:
    """Every sentence of the audit in one tier; a fact that has no sentence (an ungraded audit's grade) is absent."""
    if tier not in TIERS:
        raise ValueError(f"'{tier}' is not a tier")
    policy, overrides = policy_of(audit), overrides_of(rollup)
    found: list[Fact | None] = [selection(rollup, audit, policy, tier), grades(rollup, policy, tier)]
    found += people(rollup, policy, overrides, tier)
    found.append(agencies(rollup, tier))
    found += [theme(rollup, one, policy, tier) for one in rollup.themes]
    facts = tuple(fact for fact in found if fact is not None)
    if tier == PUBLISHED and any(fact.passed is None for fact in facts):
        raise MayNotLeave("A sentence was to be published without passing the disclosure policy.")
    return facts


def mark(*parts: Any) -> str:
    """A fingerprint of what a sentence stands on."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


# What was graded, as the sentence names it: what nobody recorded is "practice".
SUBJECTS = {
    Audit.Graded.MULTI_AGENCY: "multi-agency practice",
    Audit.Graded.ONE_AGENCY: "one agency’s practice",
    Audit.Graded.RESPONSE: "the response",
    Audit.Graded.REFERRAL: "the referral",
    Audit.Graded.NOT_STATED: "practice",
}


def subject_of(audit: Audit) -> str:
    """What was graded. A meeting held here agrees the grade of the multi-agency practice."""
    if audit.graded == Audit.Graded.NOT_STATED and audit.origin == Audit.Origin.WORKED and not audit.is_dip_sample:
        return SUBJECTS[Audit.Graded.MULTI_AGENCY]
    return SUBJECTS[Audit.Graded(audit.graded)]


def kind_of(rollup: RollUp, audit: Audit) -> str:
    """What it was: "multi-agency" only where several agencies were asked or took part."""
    if audit.is_dip_sample:
        return "a dip sample"
    several = (rollup.took_part.denominator or 0) > 1
    return "a multi-agency audit" if several or audit.origin == Audit.Origin.WORKED else "an audit"


def selection(rollup: RollUp, audit: Audit, policy: Policy, tier: str) -> Fact | None:
    """How many cases were looked at and how they were selected."""
    n = rollup.looked_at.numerator
    if n == 0:
        return None
    text = selection_sentence(
        n,
        rollup.cases.numerator,
        Unit(audit.unit_singular, audit.unit_plural),
        audit.selection,
        kind_of(rollup, audit),
        drawn=rollup.drawn,
        cohort=audit.cohort_size,
    )
    others = [f"{count} of {name}" for name, count in rollup.strands_left_out.items()]
    if others:
        text += f" Reported by themselves: {listed(others)}."
    # How many cases were looked at is no finding about them: it is said of every audit, and not flagged as "all".
    passed = disclosure.publish_sentence("selection", text, (), policy)
    stands_on = mark(n, rollup.cases.numerator, audit.selection, rollup.drawn, audit.cohort_size, others)
    return fact_of(passed, text, tier, cases=rollup.looked_at.cases, fingerprint=stands_on)


def grades(rollup: RollUp, policy: Policy, tier: str) -> Fact | None:
    """How the practice was graded, named as what was graded is recorded; all and none
    are flagged."""
    if rollup.grades is None:
        return None
    text = grade_sentence(
        rollup.bands, rollup.qualified, unit=rollup.unit, subject=subject_of(rollup.audit), small_n=policy.small_n
    )
    if text is None:
        return None
    left_out = excluded_sentence(rollup.grades.rows[0].count.excluded, rollup.unit)
    text = f"{text} {left_out}" if left_out else text
    said = [row.count for row in rollup.grades.rows if row.count.numerator]
    return fact_of(
        disclosure.publish_sentence("grades.agreed", text, said, policy),
        text,
        tier,
        cases=tuple(sorted({number for row in rollup.grades.rows for number in row.count.cases})),
        fingerprint=mark([(band.label, band.n) for band in rollup.bands], [(q.label, q.n) for q in rollup.qualified]),
    )


def people(rollup: RollUp, policy: Policy, overrides: tuple[Override, ...], tier: str) -> list[Fact | None]:
    """What is said of the children: one attribute at a time, never crossed."""
    n, unit = rollup.sex.n, rollup.person
    if n == 0:
        return []
    ages = ages_sentence(rollup.ages, rollup.ages_not_recorded, unit) or ""
    age = disclosure.publish_ages(
        rollup.ages,
        policy,
        overrides,
        not_recorded=rollup.ages_not_recorded,
        unit=unit,
        words=age_words(rollup.ages, unit) or neutral_words(rollup.age),
        table_held_back=disclosure.publish_distribution(rollup.age, policy, overrides).held_back,
    )
    siblings = {row.key: row.count.numerator for row in rollup.siblings.rows}
    known = sum(siblings.values())  # where nobody recorded it, nothing is said
    return [
        fact_about(ages, age, tier, rollup.age),
        one_way(
            rollup.siblings, policy, overrides, tier,
            siblings_sentence(siblings.get("in", 0), known, rollup.siblings.n - known, unit) if known else None,
            sibling_words(siblings.get("in", 0), n),
        ),
        one_way(
            rollup.sex, policy, overrides, tier, sentence(sex_sentence, rollup.sex),
            split_words(pairs(rollup.sex), n, policy.threshold),
        ),
        one_way(
            rollup.ethnicity, policy, overrides, tier, sentence(ethnicity_sentence, rollup.ethnicity),
            ethnicity_words(rollup.ethnic_groups, n, unit),
        ),
        one_way(
            rollup.plans, policy, overrides, tier,
            plans_sentence(pairs(rollup.plans), n, none=rollup.without_plan, unit=unit),
            plans_words(len(rollup.plans.rows), n, unit),
        ),
    ]  # fmt: skip


def pairs(table: Distribution) -> list[tuple[str, int]]:
    return [(row.label, row.count.numerator) for row in table.rows]


def sentence(words: Callable[..., str | None], table: Distribution) -> str | None:
    """The sentence of a table whose rows leave out the unknown."""
    return words(pairs(table), table.n - table.total)


def one_way(
    table: Distribution,
    policy: Policy,
    overrides: tuple[Override, ...],
    tier: str,
    exact: str | None,
    words: str,
) -> Fact | None:
    """A table about people as a sentence: exact inside, through the policy outside."""
    if exact is None:
        return None
    words = words or neutral_words(table)
    published = disclosure.publish_distribution(table, policy, overrides, exact=exact, words=words)
    return fact_about(exact, published, tier, table)


def neutral_words(table: Distribution) -> str:
    """The sentence of a fact held back: the same whatever was counted."""
    return f"{capital(table.label)}: not given, because the numbers are small."


def fact_about(exact: str, published: disclosure.Publishable, tier: str, table: Distribution) -> Fact | None:
    """A sentence about people with the cases of its table; none where nothing is recorded."""
    if not exact:
        return None
    cases = tuple(sorted({number for row in table.rows for number in row.count.cases}))
    return fact_of(published, exact, tier, cases=cases, fingerprint=mark(pairs(table), table.n))


def agencies(rollup: RollUp, tier: str) -> Fact | None:
    """Who took part; outside, schools, practices and others of their kind by their sector alone."""
    if not rollup.agencies:
        return None
    text = participants_sentence(full_names(rollup.agencies)) or ""
    passed = disclosure.publish_participants(rollup.agencies, "agencies")
    names = mark([name.name for name in rollup.agencies])
    return fact_of(passed, text, tier, cases=rollup.took_part.cases, fingerprint=names)


def theme(rollup: RollUp, one: ThemeCount, policy: Policy, tier: str) -> Fact | None:
    """A theme with the audits it was agreed in; an amount that was given in words stays in words."""
    counts = (one.count,) if is_counted(one, rollup.audit) else ()
    if one.amount_as_given:
        text = vague_sentence(one.amount_as_given, one.statement, rollup.unit)
    elif not counts:
        text = stopped(one.statement)  # recorded without an amount, so said without one
    elif one.count.numerator == 0 or not one.count.denominator:
        return None
    else:
        text = theme_sentence(one.statement, one.count, policy.small_n)
    return fact_of(
        disclosure.publish_sentence(f"theme:{one.uid}:{one.kind}", text, counts, policy),
        text,
        tier,
        cases=one.count.cases,
        findings=one.findings,
        fingerprint=mark(one.statement, one.count.numerator, one.count.denominator, sorted(one.findings)),
    )


def in_five(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The five sentences that a reader with a minute needs: who, how graded, what was best, what is most to do."""
    first = [fact for fact in facts if fact.key in ("selection", "grades.agreed")]
    good = [fact for fact in facts if fact.key.endswith(":good")][:1]
    develop = [fact for fact in facts if fact.key.endswith(":develop")]
    return tuple([*first, *good, *develop][:5])
