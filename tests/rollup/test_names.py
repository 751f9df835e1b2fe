"""Under what names agencies leave: schools, GPs and others of that kind only by their sector."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.disclosure.names import AgencyName
from audits.rollup.disclosure.publishing import publish_participants

TRUST = AgencyName("Healthcare Trust", "Acute hospital", "organisation")
VISITING = AgencyName("Health Visiting", "Health visiting", "organisation", TRUST)
NURSING = AgencyName("School Nursing", "School nursing", "organisation", TRUST)
OAK = AgencyName("Oak Lane Primary", "Schools and colleges", "sector")
ELM = AgencyName("Elm Road Academy", "Schools and colleges", "sector")
OAK_PASTORAL = AgencyName("Oak Lane Pastoral Team", "Other", "organisation", OAK)
NURSERY = AgencyName("Trust Day Nursery", "Early years", "sector", TRUST)
POLICE = AgencyName("Borough Police", "Police", "organisation")


def test_schools_leave_by_their_sector_once_and_a_trust_with_its_services_in_brackets() -> None:
    out = publish_participants([OAK, VISITING, ELM, NURSING, POLICE, TRUST])
    assert out.names == (
        "Schools and colleges",
        "Healthcare Trust (Health Visiting and School Nursing)",
        "Borough Police",
    )
    assert out.text == (
        "Schools and colleges, Healthcare Trust (Health Visiting and School Nursing) and Borough Police took part."
    )


def test_neither_a_schools_team_nor_a_trusts_nursery_gives_its_name_away() -> None:
    out = publish_participants([OAK_PASTORAL, NURSERY])
    assert out.names == ("Other", "Early years")


@given(st.lists(st.sampled_from([TRUST, VISITING, NURSING, OAK, ELM, OAK_PASTORAL, NURSERY, POLICE])))
def test_no_organisation_of_a_published_as_sector_is_ever_named(agencies: list[AgencyName]) -> None:
    text = publish_participants(agencies).text
    for name in ("Oak Lane", "Elm Road", "Day Nursery"):
        assert name not in text


def test_a_value_of_published_as_that_we_do_not_know_means_sector() -> None:
    assert publish_participants([replace(POLICE, published_as="")]).names == ("Police",)
