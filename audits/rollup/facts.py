"""The sentences of an audit, each with the fact it says, for the tier it is read in, and what it stands on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from audits.rollup.counting.chosen import ChosenCount
from audits.rollup.counting.figures import Distribution, Unit
from audits.rollup.counting.practice import ThemeCount, is_counted
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.disclosure import publishing as disclosure
from audits.rollup.disclosure.coarse import age_words, ethnicity_words, plans_words, sex_words, sibling_words, stages_of
from audits.rollup.disclosure.names import full_names
from audits.rollup.disclosure.policy import MayNotLeave, Policy, PrintDecision
from audits.rollup.disclosure.suppression import tells_of_few
from audits.rollup.wording.amounts import capital, listed
from audits.rollup.wording.chosen import question_about, question_in_part, question_met, theme_about, theme_in_part
from audits.rollup.wording.people import (
    ages_sentence,
    ethnicity_sentence,
    participants_sentence,
    plans_sentence,
    sex_sentence,
    siblings_sentence,
)
from audits.rollup.wording.practice import excluded_sentence, grade_sentence, stopped, theme_sentence, vague_sentence
from audits.rollup.wording.sample import selection_sentence
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


class ChosenSentence(NamedTuple):
    """A sentence that a lead chose: in full, and as the policy lets it leave."""

    text: str
    passed: disclosure.Publishable


def fact_of(passed: disclosure.Publishable, exact: str, tier: str, **stands_on: Any) -> Fact:
    """A sentence in its tier: the exact words inside, outside those of the policy and no others."""
    override = passed.override
    said = (
        f"Override by {override.name} on {override.on.day} {override.on:%B %Y}: {override.reason}" if override else ""
    )
    if tier == INSIDE:
        return Fact(passed.fact, exact, override=said, **stands_on)
    return Fact(passed.fact, passed.text, passed.held_back, passed.judge, said, passed=passed, **stands_on)


def policy_of(rollup: RollUp) -> Policy:
    """The audit's own rule."""
    audit = rollup.audit
    return Policy(threshold=audit.threshold, small_n=audit.small_n, of_one_case=rollup.sample.cases.numerator == 1)


def overrides_of(rollup: RollUp) -> tuple[PrintDecision, ...]:
    """The recorded decisions in force."""
    return tuple(
        PrintDecision(row["fact"], row["reason"], row["name"] or row["by"], date.fromisoformat(str(row["at"])[:10]))
        for row in rollup.overrides
    )


def facts_of(rollup: RollUp, audit: Audit, tier: str = PUBLISHED) -> tuple[Fact, ...]:
    """Every sentence of the audit in one tier; a fact that has no sentence (an ungraded audit's grade) is absent."""
    if tier not in TIERS:
        raise ValueError(f"'{tier}' is not a tier")
    policy, overrides = policy_of(rollup), overrides_of(rollup)
    said = publish_chosen(rollup, policy, overrides)
    found: list[Fact | None] = [selection(rollup, audit, policy, tier), grades(rollup, policy, overrides, tier)]
    found += people(rollup, policy, overrides, tier)
    found.append(agencies(rollup, tier))
    for one in rollup.findings.themes:
        found.append(theme(rollup, one, policy, overrides, tier))
        found += [chosen(more, said, tier) for more in rollup.findings.chosen if more.theme == one.uid]
    found += [chosen(more, said, tier) for more in rollup.findings.chosen if more.is_of_question]
    facts = tuple(fact for fact in found if fact is not None)
    if tier == PUBLISHED and any(fact.passed is None for fact in facts):
        raise MayNotLeave("A sentence was to be published without passing the disclosure policy.")
    return facts


def digest_of(*parts: Any) -> str:
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
    several = (rollup.agencies.took_part.denominator or 0) > 1
    return "a multi-agency audit" if several or audit.origin == Audit.Origin.WORKED else "an audit"


def selection(rollup: RollUp, audit: Audit, policy: Policy, tier: str) -> Fact | None:
    """How many cases were looked at and how they were selected."""
    sample = rollup.sample
    n = sample.looked_at.numerator
    if n == 0:
        return None
    text = selection_sentence(
        n,
        sample.cases.numerator,
        Unit(audit.unit_singular, audit.unit_plural),
        audit.selection,
        kind_of(rollup, audit),
        drawn=sample.drawn,
        cohort=audit.cohort_size,
    )
    # How many were looked at is said; how many are reported elsewhere is for inside: it may be one child.
    others = [f"{count} of {name}" if tier == INSIDE else name for name, count in sample.strands_left_out.items()]
    if others:
        text += f" Reported by themselves: {listed(others)}."
    # How many cases were looked at is no finding about them: it is said of every audit, and not flagged as "all".
    passed = disclosure.publish_sentence("selection", text, (), policy)
    stands_on = digest_of(n, sample.cases.numerator, audit.selection, sample.drawn, audit.cohort_size, others)
    return fact_of(passed, text, tier, cases=sample.looked_at.cases, fingerprint=stands_on)


def grades(rollup: RollUp, policy: Policy, overrides: tuple[PrintDecision, ...], tier: str) -> Fact | None:
    """How the practice was graded, named as what was graded is recorded; all, none and one are flagged."""
    agreed, bands, qualified = rollup.grades.agreed, rollup.grades.bands, rollup.grades.qualified
    if agreed is None:
        return None
    text = grade_sentence(bands, qualified, unit=rollup.unit, subject=subject_of(rollup.audit), small_n=policy.small_n)
    if text is None:
        return None
    left_out = excluded_sentence(agreed.rows[0].count.excluded, rollup.unit)
    text = f"{text} {left_out}" if left_out else text
    said = [row.count for row in agreed.rows if row.count.numerator]
    return fact_of(
        disclosure.publish_sentence("grades.agreed", text, said, policy, overrides, words=of_one_case("The grade")),
        text,
        tier,
        cases=tuple(sorted({number for row in agreed.rows for number in row.count.cases})),
        fingerprint=digest_of([(band.label, band.n) for band in bands], [(q.label, q.n) for q in qualified]),
    )


Decisions = tuple[PrintDecision, ...]


def people(rollup: RollUp, policy: Policy, overrides: Decisions, tier: str) -> list[Fact | None]:
    """What is said of the children: one attribute at a time, never crossed."""
    if rollup.people.sex.n == 0:
        return []
    return [about(rollup, policy, overrides, tier) for about in ABOUT_PEOPLE.values()]


def ages(rollup: RollUp, policy: Policy, overrides: Decisions, tier: str) -> Fact | None:
    stages = stages_of(rollup.people.ages)
    words = age_words(stages, rollup.people.age.n, rollup.people.ages_not_recorded, policy.threshold, rollup.person)
    passed = disclosure.publish_ages(
        rollup.people.ages,
        policy,
        overrides,
        not_recorded=rollup.people.ages_not_recorded,
        unit=rollup.person,
        words=words or neutral_words(rollup.people.age),
        words_say_all=bool(words) and len(stages) == 1,
        table_held_back=disclosure.publish_distribution(rollup.people.age, policy, overrides).held_back,
    )
    exact = ages_sentence(rollup.people.ages, rollup.people.ages_not_recorded, rollup.person) or ""
    return fact_about(exact, passed, tier, rollup.people.age)


def siblings(rollup: RollUp, policy: Policy, overrides: Decisions, tier: str) -> Fact | None:
    table = rollup.people.siblings
    inside = sum(row.count.numerator for row in table.rows if row.key == "in")
    exact = siblings_sentence(inside, table.total, table.n - table.total, rollup.person)
    return one_way(table, policy, overrides, tier, exact, sibling_words(*named(table, policy)))


def sex(rollup: RollUp, policy: Policy, overrides: Decisions, tier: str) -> Fact | None:
    table = rollup.people.sex
    return one_way(table, policy, overrides, tier, sentence(sex_sentence, table), sex_words(*named(table, policy)))


def ethnicity(rollup: RollUp, policy: Policy, overrides: Decisions, tier: str) -> Fact | None:
    table = rollup.people.ethnicity
    words = ethnicity_words(*named(table, policy), rollup.person)
    return one_way(table, policy, overrides, tier, sentence(ethnicity_sentence, table), words)


def plans(rollup: RollUp, policy: Policy, overrides: Decisions, tier: str) -> Fact | None:
    table = rollup.people.plans
    exact = plans_sentence(pairs(table), table.n, none=table.without, unit=rollup.person)
    return one_way(table, policy, overrides, tier, exact, plans_words(*named(table, policy), rollup.person))


# In the order in which they are read.
ABOUT_PEOPLE: dict[str, Callable[[RollUp, Policy, Decisions, str], Fact | None]] = {
    "members.age": ages,
    "members.siblings": siblings,
    "members.sex": sex,
    "members.ethnicity": ethnicity,
    "members.plan": plans,
}


def named(table: Distribution, policy: Policy) -> tuple[dict[str, str], int, int, int]:
    """What words may be made of: the values that occur, of how many, how many have none, the threshold."""
    missing = table.without if table.multi_coded else table.n - table.total
    return {row.key: row.label for row in table.rows}, table.n, missing, policy.threshold


def pairs(table: Distribution) -> list[tuple[str, int]]:
    return [(row.label, row.count.numerator) for row in table.rows]


def sentence(words: Callable[..., str | None], table: Distribution) -> str | None:
    """The sentence of a table whose rows leave out the unknown."""
    return words(pairs(table), table.n - table.total)


def one_way(
    table: Distribution,
    policy: Policy,
    overrides: tuple[PrintDecision, ...],
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


def of_one_case(what: str) -> str:
    """What stands in the place of practice that is of one case: the same whatever was found."""
    return f"{what}: not given, because it is about a single case."


def neutral_words(table: Distribution) -> str:
    """The sentence of a fact held back: the same whatever was counted."""
    return f"{capital(table.label)}: not given, because the numbers are small."


def fact_about(exact: str, published: disclosure.Publishable, tier: str, table: Distribution) -> Fact | None:
    """A sentence about people with the cases of its table; none where nothing is recorded."""
    if not exact:
        return None
    cases = tuple(sorted({number for row in table.rows for number in row.count.cases}))
    return fact_of(published, exact, tier, cases=cases, fingerprint=digest_of(pairs(table), table.n))


def agencies(rollup: RollUp, tier: str) -> Fact | None:
    """Who took part; outside, schools, practices and others of their kind by their sector alone."""
    if not rollup.agencies.names:
        return None
    text = participants_sentence(full_names(rollup.agencies.names)) or ""
    passed = disclosure.publish_participants(rollup.agencies.names, "agencies")
    names = digest_of([name.name for name in rollup.agencies.names])
    return fact_of(passed, text, tier, cases=rollup.agencies.took_part.cases, fingerprint=names)


KINDS = {"good": "Good practice", "develop": "An area for development"}


def key_of(one: ThemeCount) -> str:
    """The key of a theme's sentence, count and override."""
    return f"theme:{one.uid}:{one.kind}"


def theme(
    rollup: RollUp, one: ThemeCount, policy: Policy, overrides: tuple[PrintDecision, ...], tier: str
) -> Fact | None:
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
        disclosure.publish_sentence(
            key_of(one), text, counts, policy, overrides, words=of_one_case(KINDS.get(one.kind, "A theme"))
        ),
        text,
        tier,
        cases=one.count.cases,
        findings=one.findings,
        fingerprint=digest_of(one.statement, one.count.numerator, one.count.denominator, sorted(one.findings)),
    )


def leaves(rollup: RollUp, one: ThemeCount) -> bool:
    """Whether what a theme says may be published at all: not where it is of one case."""
    fact = theme(rollup, one, policy_of(rollup), overrides_of(rollup), PUBLISHED)
    return fact is None or not fact.held_back


def chosen(one: ChosenCount, said: Mapping[str, ChosenSentence], tier: str) -> Fact | None:
    """What a lead chose to say of a theme or a question; None where there is nothing to say it of."""
    if one.uid not in said:
        return None
    text, passed = said[one.uid]
    return fact_of(
        passed,
        text,
        tier,
        cases=one.count.cases,
        findings=one.findings,
        fingerprint=digest_of(
            one.text, one.which, one.phrase, one.count.numerator, one.count.denominator, one.findings
        ),
    )


def chosen_text(rollup: RollUp, one: ChosenCount) -> str | None:
    """The sentence in the way that was chosen."""
    small_n = rollup.audit.small_n
    if not one.is_of_question:
        if one.way == "part":
            return theme_in_part(one.text, one.count, one.which, small_n)
        return theme_about(one.text, one.count, one.phrase, small_n)
    if one.way == "part":
        return question_in_part(one.text, one.count, one.which, rollup.unit, small_n)
    if one.way == "about":
        return question_about(one.text, one.count, one.phrase, small_n)
    return question_met(one.text, one.count, one.parts, small_n)


IN_A_PART = "{}, in a part of the {}: not given, because the numbers are small."


def publish_chosen(rollup: RollUp, policy: Policy, overrides: Decisions) -> dict[str, ChosenSentence]:
    """Every chosen sentence through the policy, by its uid, without those that have nothing to say. Parts are judged
    together, in the order they were chosen: one that would make a small piece with those before it does not leave."""
    said: dict[str, ChosenSentence] = {}
    parts: list[frozenset[int]] = []
    among: list[frozenset[int]] = []
    for one in rollup.findings.chosen:
        text = chosen_text(rollup, one)
        if text is None:
            continue
        held = must_stay(rollup, one, policy, overrides)
        if one.way == "part":
            held = held or tells_of_few([*parts, one.part], [*among, *one.among], policy)
        passed = disclosure.publish_chosen(
            one.key, text, one.count, policy, overrides,
            words=words_instead(rollup, one), of_people=one.of_people, held_back=held,
        )  # fmt: skip
        if one.way == "part" and not passed.held_back:
            parts.append(one.part)
            among += one.among
        said[one.uid] = ChosenSentence(text, passed)
    return said


def chosen_said(rollup: RollUp) -> dict[str, ChosenSentence]:
    """Every chosen sentence of a roll-up, as its own policy and decisions let it leave."""
    return publish_chosen(rollup, policy_of(rollup), overrides_of(rollup))


def must_stay(rollup: RollUp, one: ChosenCount, policy: Policy, overrides: Decisions) -> bool:
    """Whether a chosen sentence stands beside something held back. A part of plans leaves where the table of plans
    does, or it would say which of its rows is small; answers to one question where all sectors stand in the table of
    answers, or they would give away the one that is left out."""
    if one.inside_only:
        return True
    if one.beside and disclosure.publish_distribution(getattr(rollup.people, one.beside), policy, overrides).held_back:
        return True
    if one.is_of_question and policy.holds_back(one.stands_on):
        return True
    of_answers = one.is_of_question or one.of_answers
    return of_answers and disclosure.publish_grid(rollup.answers.by_sector, policy).held_back


def words_instead(rollup: RollUp, one: ChosenCount) -> str:
    """What stands where a chosen sentence is held back."""
    what = KINDS.get(one.kind, "Answers to a question")
    if one.way == "part":
        return IN_A_PART.format(what, rollup.unit.plural)
    return f"{what}: not given, because the numbers are small." if one.is_of_question else of_one_case(what)


def in_five(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The five sentences that a reader with a minute needs: who, how graded, what was best, what is most to do."""
    first = [fact for fact in facts if fact.key in ("selection", "grades.agreed")]
    good = [fact for fact in facts if fact.key.endswith(":good")][:1]
    develop = [fact for fact in facts if fact.key.endswith(":develop")]
    return tuple([*first, *good, *develop][:5])
