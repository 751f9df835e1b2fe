"""What only those read who read exact counts: how the sample came about, the panel's view, how far findings reach."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from audits.meeting.models import AgreedFinding
from audits.rollup.counting.counts import roll_up
from audits.rollup.facts import PUBLISHED, facts_of
from audits.rollup.facts_inside import facts_inside
from audits.rollup.models import EvidenceSource
from audits.sample.models import Case
from audits.scope.models import Area, Audit, Strand
from tests.conftest import Cast
from tests.rollup.conftest import Build, whole_analysis

pytestmark = pytest.mark.django_db


def said(audit: Audit, *, pooled: bool = False) -> dict[str, str]:
    return {fact.key: fact.text for fact in facts_inside(roll_up(audit, pooled=pooled), audit)}


def test_the_four_cases_as_counted_by_hand(four_cases: Audit) -> None:
    """Nine agreed findings: four of signs missed (two in case 3), one of slow plans, four of being kept safe; that of
    slow plans in case 4 is only proposed, the declined one counts nowhere. One adult is linked to case 4."""
    four_cases.cohort_size, four_cases.facts_on = 135, date(2026, 3, 1)
    four_cases.period_from = four_cases.period_to = None
    found = said(four_cases)
    assert found["sample.cohort"] == "The 4 children were drawn at random from a cohort of 135."
    assert found["members.counted"] == ("The 4 cases are about 4 children. One linked adult is not counted among them.")
    assert found["members.stated_at"] == "Ages and plans are as they stood on 1 March 2026."
    assert found["findings.reach"] == "All 9 agreed findings lie between agencies."
    assert found["grades.views"] == "The panel gave its view of 2 own grades: it accepted 1 and challenged 1."
    assert not {"sample.areas", "sample.pooled", "sample.strands", "agencies.outside", "sources.together"} & set(found)


def test_how_far_findings_reach(four_cases: Audit) -> None:
    one = AgreedFinding.objects.filter(state="agreed").order_by("pk")
    AgreedFinding.objects.filter(pk=one[0].pk).update(scope="agency")
    assert said(four_cases)["findings.reach"] == (
        "Of the 9 agreed findings, 8 lie between agencies and 1 within one agency."
    )


def test_sources_stand_side_by_side_each_with_its_own_number(four_cases: Audit) -> None:
    for order, (kind, number, unit, says) in enumerate(
        (("families", 6, "parents", "Nobody told us"), ("interviews", None, "practitioners", "Parents were told.")), 1
    ):
        EvidenceSource.objects.create(
            audit=four_cases, kind=kind, number=number, unit_plural=unit, says=says, order=order
        )
    found = said(four_cases)
    assert found["sources.1"] == "Families' views (6 parents): Nobody told us."
    assert found["sources.2"] == ("Interviews with practitioners (how many took part is not known): Parents were told.")
    assert found["sources.together"] == "Where these sources say different things, both stand."


def test_strands_are_apart_and_pooled_only_with_a_sentence(four_cases: Audit) -> None:
    north = Strand.objects.create(audit=four_cases, code="n", name="Northshire")
    south = Strand.objects.create(audit=four_cases, code="s", name="Southshire", in_headline=False)
    Case.objects.filter(audit=four_cases, number__lte=3).update(strand=north)
    Case.objects.filter(audit=four_cases, number=4).update(strand=south)
    apart, together = said(four_cases), said(four_cases, pooled=True)
    assert apart["sample.strands"] == "Not counted here: 1 audit of Southshire, reported by itself."
    assert "sample.pooled" not in apart
    assert "sample.strands" not in together
    assert together["sample.pooled"].startswith(
        "Both strands counted together, 4 audits: Northshire (3) and Southshire (1)."
    )


def test_areas_and_agencies_from_outside(four_cases: Audit, build: Build) -> None:
    for order, name in enumerate(("North", "South"), 1):
        Area.objects.create(audit=four_cases, name=name, order=order)
    build.cast.police.is_out_of_area = True
    build.cast.police.save()
    found = said(four_cases)
    assert found["sample.areas"] == "The audit covers two areas: North and South."
    assert found["agencies.outside"] == "One agency from outside the area took part."


def test_none_of_them_leaves(four_cases: Audit, cast: Cast, client: Client) -> None:
    EvidenceSource.objects.create(audit=four_cases, kind="families", number=3, unit_plural="parents", says="Ours.")
    published = {fact.key for fact in facts_of(roll_up(four_cases), four_cases, PUBLISHED)}
    assert not set(said(four_cases)) & published
    client.force_login(cast.lead)
    inside = whole_analysis(client, "/audits/T-2026-01/roll-up/")
    outside = whole_analysis(client, "/audits/T-2026-01/roll-up/", tier="published")
    for text in ("Families’ views (3 parents)", "Families&#x27; views (3 parents)"):
        assert text not in outside
    assert "(3 parents): Ours." in inside
    assert "it accepted 1 and challenged 1" in inside
    assert "it accepted 1 and challenged 1" not in outside
