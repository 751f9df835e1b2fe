"""Under what names agencies leave: schools, GPs and others of that kind only by their sector."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audits.rollup.disclosure.names import NamedAgency
from audits.rollup.disclosure.publishing import publish_participants

TRUST = NamedAgency("Healthcare Trust", "Acute hospital", "organisation")
VISITING = NamedAgency("Health Visiting", "Health visiting", "organisation", TRUST)
NURSING = NamedAgency("School Nursing", "School nursing", "organisation", TRUST)
OAK = NamedAgency("Oak Lane Primary", "Schools and colleges", "sector")
ELM = NamedAgency("Elm Road Academy", "Schools and colleges", "sector")
OAK_PASTORAL = NamedAgency("Oak Lane Pastoral Team", "Other", "organisation", OAK)
NURSERY = NamedAgency("Trust Day Nursery", "Early years", "sector", TRUST)
POLICE = NamedAgency("Borough Police", "Police", "organisation")


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
def test_no_organisation_of_a_published_as_sector_is_ever_named(agencies: list[NamedAgency]) -> None:
    text = publish_participants(agencies).text
    for name in ("Oak Lane", "Elm Road", "Day Nursery"):
        assert name not in text


def test_a_value_of_published_as_that_we_do_not_know_means_sector() -> None:
    assert publish_participants([replace(POLICE, published_as="")]).names == ("Police",)
