"""What the analysis says besides the briefing's sentences, for those who read exact counts: how the sample came about,
whom the cases are about, how the panel saw own grades, how far findings reach, what other sources say.

None of these leaves: they are in no briefing and in no published file.
"""

from __future__ import annotations

from audits.rollup.counting.figures import CASE, Distribution, Unit
from audits.rollup.counting.rolled_up import RollUp
from audits.rollup.facts import Fact
from audits.rollup.models import EvidenceSource
from audits.rollup.wording.people import list_sentence
from audits.rollup.wording.practice import stopped
from audits.rollup.wording.sample import (
    areas_sentence,
    cohort_sentence,
    left_sentence,
    members_sentence,
    outside_sentence,
    period_sentence,
    pooled_sentence,
    stated_at_sentence,
    strand_cohorts_sentence,
    strands_sentence,
)
from audits.rollup.wording.sources import SIDE_BY_SIDE, THREE_GRADES, reach_sentence, source_sentence, views_sentence
from audits.scope.models import Audit


def facts_inside(rollup: RollUp, audit: Audit) -> tuple[Fact, ...]:
    """Each sentence that has something to say, under its key."""
    n, unit = rollup.sample.cases.numerator, rollup.unit
    sampled = Unit(audit.unit_singular, audit.unit_plural)
    more = (rollup.people.plans_in_period, rollup.people.category, rollup.people.disabilities, *rollup.people.besides)
    pooled = {**rollup.sample.strands, "Cases of no strand": n - sum(rollup.sample.strands.values())}
    said = (
        ("sample.cohort", cohort_sentence(n, audit.cohort_size, sampled, audit.selection, rollup.sample.drawn)),
        ("sample.cohort_words", said_of_cohort(audit)),
        ("sample.strand_cohorts", strand_cohorts_sentence(rollup.sample.strand_cohorts, sampled)),
        ("sample.period", period_sentence(audit.period_from, audit.period_to)),
        ("sample.areas", areas_sentence(rollup.sample.areas)),
        ("sample.pooled", pooled_sentence(pooled, unit)),
        ("sample.strands", strands_sentence(rollup.sample.strands_left_out, unit)),
        ("sample.left", left_sentence(rollup.sample.left, audit.origin == Audit.Origin.RECORDED)),
        ("findings.reach", reach_sentence(rollup.findings.reach)),
        *(
            (f"sources.{place}", source_sentence(label_of(row["kind"]), row["number"], row["unit"], row["says"]))
            for place, row in enumerate(rollup.sources, 1)
        ),
        ("sources.together", SIDE_BY_SIDE if len(rollup.sources) > 1 else None),
        (
            "members.counted",
            members_sentence(n, CASE, rollup.people.number.numerator, rollup.person, rollup.people.linked_adults),
        ),
        ("members.stated_at", stated_at_sentence(audit.facts_on) if rollup.people.number.numerator else None),
        *((table.attribute, listed_of(table)) for table in more),
        ("agencies.outside", outside_sentence(rollup.agencies.outside)),
        ("grades.views", views_of(rollup.returns.views, rollup.returns.challenged)),
        ("grades.apart", THREE_GRADES if rollup.returns.own is not None and rollup.returns.own.n else None),
    )
    return tuple(Fact(key, text) for key, text in said if text)


def listed_of(table: Distribution) -> str | None:
    """ "Disability: Mobility (two). None is recorded for three." """
    entries = [(row.label, row.count.numerator) for row in table.rows]
    none = table.without if table.multi_coded else table.n - table.total
    return list_sentence(table.label, entries, table.n, none=none, unit=table.unit)


def said_of_cohort(audit: Audit) -> str | None:
    """Whom they were selected from and who drew them, as somebody recorded it."""
    parts = [("The cohort: ", audit.cohort_words), ("Drawn: ", audit.drawn_how)]
    return " ".join(f"{begins}{stopped(words)}" for begins, words in parts if words.strip()) or None


def label_of(kind: str) -> str:
    return EvidenceSource.Kind(kind).label


def views_of(table: Distribution | None, ways: Distribution | None) -> str | None:
    """How often the panel accepted an own grade, how often it challenged one, and which way."""
    if table is None or ways is None:
        return None
    said = {row.key: row.count.numerator for row in (*table.rows, *ways.rows)}
    return views_sentence(
        said.get("accepted", 0),
        said.get("challenged", 0),
        too_high=said.get("too_high", 0),
        too_low=said.get("too_low", 0),
    )
