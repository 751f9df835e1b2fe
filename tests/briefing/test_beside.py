"""Whoever signs is shown what is out already about the same children."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import Person
from audits.briefing import acts
from audits.briefing.beside import published_beside
from audits.briefing.models import Briefing, Edition
from audits.briefing.signing import differences
from audits.scope.models import Audit
from tests.briefing.conftest import another_case, seen
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
SIGN_OFF = "/audits/T-2026-01/briefing/sign-off/"


@pytest.fixture
def edition(briefing: Briefing, cast: Cast) -> Edition:
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    return acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))


def test_nothing_is_listed_before_anything_is_out(briefing: Briefing) -> None:
    assert published_beside(briefing.audit) == []


def test_an_earlier_edition_is_listed_where_the_next_is_signed(
    edition: Edition, cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    acts.start_next(edition.briefing, by=cast.lead, now=NOW)
    another_case(edition.briefing.audit, cast)
    page = " ".join(sign_in(cast.lead).get(SIGN_OFF).content.decode().split())
    assert "What is published already" in page
    assert f"Edition 1 of this briefing came out on {NOW.day} {NOW:%B %Y}." in page
    assert "differ by a child" in page


def test_the_round_before_and_the_round_after_are_listed_a_withdrawn_one_too(edition: Edition, cast: Cast) -> None:
    acts.withdraw_briefing(edition, by=cast.safeguarding_lead, now=NOW, reason="A number was wrong.")
    audit = edition.briefing.audit
    later = Audit.objects.create(reference="T-2027-01", theme="Again", follows=audit, created_at=NOW)
    other = Audit.objects.create(reference="T-2027-02", theme="Other", created_at=NOW)
    assert published_beside(later) == [f"Edition 1 of T-2026-01 came out on {NOW.day} {NOW:%B %Y} and was withdrawn."]
    assert published_beside(other) == []
    Audit.objects.filter(pk=audit.pk).update(follows=other)
    assert len(published_beside(other)) == 1


def test_an_edition_that_came_out_since_is_a_difference(briefing: Briefing, cast: Cast) -> None:
    before = seen(briefing)
    now = {**before, "beside": ["Edition 1 of this briefing came out on 1 March 2026."]}
    assert [(row.where, row.now) for row in differences(before, now)] == [("Published already", now["beside"][0])]
    assert [(row.where, row.was) for row in differences(now, before)] == [("Published already", now["beside"][0])]
