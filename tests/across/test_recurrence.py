"""The page of what recurs: how often, in which audits, in which order, for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Person
from audits.across import acts as practice_acts
from audits.across.models import PracticeTheme
from audits.meeting.models import AgreedFinding
from audits.scope.models import Audit, Strand
from tests.across.conftest import Make
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
Follow = Callable[..., PracticeTheme]


def page(client: Client, person: Person, query: str = "") -> str:
    client.force_login(person)
    answer = client.get(reverse("practice") + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_empty_installation_says_that_nothing_recurs_yet(client: Client, cast: Cast) -> None:
    text = page(client, cast.safeguarding_lead)
    assert "Nothing recurs yet." in text
    assert "to match" not in text


def test_recurrence_is_counted_in_audits_with_units_and_n(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    first = agreed("A-2024-01", "Chronologies are not kept.", found=3)
    agreed("A-2024-02", "Thresholds are clear.", kind="good")
    third = agreed("A-2024-03", "No chronology on file.", found=1, of=12, unit_singular="form", unit_plural="forms")
    follow("Chronologies are kept up to date", first, third)
    text = page(client, cast.safeguarding_lead)
    assert "In 2 of the last 3 audits" in text
    assert '<a class="govuk-link" href="/audits/A-2024-01/">A-2024-01</a>: 3 of the 4 children</span></li>' in text
    assert "A-2024-03</a>: 1 of the 12 forms (8%)" in text
    assert "1 theme to match" in text


def test_only_the_last_six_count_unless_all_are_asked_for(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    themes = [agreed(f"A-2024-0{n}", f"Chronologies, said {n} times.") for n in range(1, 9)]
    follow("Chronologies", *themes[:1], *themes[4:])
    assert "In 4 of the last 6 audits" in page(client, cast.safeguarding_lead)
    assert "In 5 of the 8 audits" in page(client, cast.safeguarding_lead, "?last=all")


def test_the_most_frequent_stands_first(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    once = agreed("A-2024-01", "Seen once.", kind="good")
    follow("Seen once across audits", once)
    twice = [agreed("A-2024-01", "Seen twice."), agreed("A-2024-02", "Again seen twice.")]
    follow("Seen twice across audits", *twice)
    text = page(client, cast.safeguarding_lead)
    assert text.index("Seen twice across audits") < text.index("Seen once across audits")
    good = page(client, cast.safeguarding_lead, "?kind=good")
    assert "Seen once across audits" in good
    assert "Seen twice across audits" not in good


def test_a_value_that_is_not_on_the_list_is_said_to_be_unknown(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    follow("Chronologies", agreed("A-2024-01", "No chronology."))
    for query in ("?kind=bad", "?last=7", "?kind=%27%3B--", "?last=6&kind=good%0A"):
        text = page(client, cast.safeguarding_lead, query)
        assert "not one of the choices" in text
        assert "Chronologies" in text
    assert "Chronologies" in page(client, cast.safeguarding_lead, "?page=99999999999")
    assert "In the one audit so far" in page(client, cast.safeguarding_lead)


@pytest.mark.parametrize("wrong", [{"state": "meeting"}, {"is_dip_sample": True}])
def test_audits_whose_findings_are_not_agreed_do_not_count(
    client: Client, cast: Cast, agreed: Make, follow: Follow, wrong: dict[str, Any]
) -> None:
    themes = [agreed("A-2024-01", "No chronology."), agreed("A-2024-02", "No chronology here.")]
    follow("Chronologies", *themes)
    Audit.objects.filter(reference="A-2024-02").update(**wrong)
    text = page(client, cast.safeguarding_lead)
    assert "In the one audit so far" in text
    assert "A-2024-02" not in text
    Audit.objects.filter(reference="A-2024-02").update(
        origin="recorded", recorded_from="The report", is_dip_sample=False, state="setup"
    )
    assert "In each of the last 2 audits" in page(client, cast.safeguarding_lead)


def test_a_theme_with_nothing_agreed_under_it_does_not_recur(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    carried = agreed("A-2024-02", "No chronology here.")
    follow("Chronologies", agreed("A-2024-01", "No chronology."), carried)
    AgreedFinding.objects.filter(theme=carried).update(state="declined", declined_reason="No evidence.")
    assert "In 1 of the last 2 audits" in page(client, cast.safeguarding_lead)


def test_cases_outside_the_headline_are_counted_apart(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    theme = agreed("A-2024-01", "No chronology.", found=2)
    aside = Strand.objects.create(audit=theme.audit, code="other", name="The other area", in_headline=False)
    theme.audit.cases.filter(number=1).update(strand=aside)
    follow("Chronologies", theme)
    assert "A-2024-01</a>: 1 of the 3 children" in page(client, cast.safeguarding_lead)


def test_an_amount_in_words_stays_in_words(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    theme = agreed("A-2024-01", "No chronology.", found=1)
    follow("Chronologies", theme)
    AgreedFinding.objects.filter(theme=theme).update(state="declined", declined_reason="Paper.")
    type(theme).objects.filter(pk=theme.pk).update(amount_as_given="a number of")
    assert "A-2024-01</a>: given in words: “a number of”" in page(client, cast.safeguarding_lead)


def test_a_lead_sees_which_audits_only_where_they_are_in_the_team(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    mine = agreed("A-2024-01", "No chronology.")
    others = agreed("A-2024-02", "No chronology in this one.", led=False)
    follow("Chronologies", mine, others)
    text = page(client, cast.lead)
    assert "In each of the last 2 audits" in text
    assert "A-2024-01" in text
    assert "A-2024-02" not in text
    assert "1 more audit whose team you are not in" in text
    assert "You are not in the team of any of these audits" in page(client, cast.other_lead)


def test_a_contact_reads_counts_and_their_agencys_part(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    both = agreed("A-2024-01", "No chronology.", agencies=(cast.school,))
    other = agreed("A-2024-02", "No chronology either.", agencies=(cast.police,))
    follow("Chronologies", both, other)
    follow("Only the police", agreed("A-2024-02", "Police alone.", agencies=(cast.police,)))
    text = page(client, cast.school_contact)
    assert "In each of the last 2 audits" in text
    assert "Your agency is named in 1 of these 2." in text
    for hidden in ("Only the police", "A-2024-01", "A-2024-02", "to match"):
        assert hidden not in text
    assert "Nothing recurs yet." in page(client, cast.trust_contact)


@pytest.mark.parametrize("who", ["auditor", "reader", "administrator", "stranger", "superuser"])
def test_for_others_there_is_no_such_page(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(reverse("practice")).status_code == 404
    assert "Across audits" not in client.get("/").content.decode()


def test_those_who_may_find_it_in_the_menu(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    assert 'href="/practice/">Across audits</a>' in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["safeguarding_lead", "lead", "school_contact"])
def test_the_queries_are_the_same_at_few_and_many_audits(
    client: Client, cast: Cast, agreed: Make, follow: Follow, who: str
) -> None:
    def asked() -> int:
        client.force_login(getattr(cast, who))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("practice")).status_code == 200
        return len(seen)

    follow("First", agreed("A-2024-01", "The first."))
    page(client, getattr(cast, who))
    few = asked()
    for n in range(2, 8):
        follow(f"Theme {n}", *(agreed(f"A-2024-{n:02}-{m}", f"Said {n}, {m}.") for m in range(4)))
    many = asked()
    assert few == many
    assert many <= 12


def test_the_list_has_pages(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    for n in range(21):
        follow(f"Theme number {n:02}", agreed("A-2024-01", f"Said {n}."))
    text = page(client, cast.safeguarding_lead, "?kind=develop")
    assert "Page 1 of 2" in text
    assert "?kind=develop&amp;last=6&amp;page=2" in text
    assert page(client, cast.safeguarding_lead, "?page=2").count("Theme number") == 1


def test_what_was_matched_before_a_merge_is_counted_after_it(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    one = follow("Chronologies", agreed("A-2024-01", "No chronology."))
    two = follow("A chronology is on file", agreed("A-2024-02", "None on file."), agreed("A-2024-01", "Missing."))
    practice_acts.merge_practice_themes(one, two, by=cast.lead, now=NOW, version=1, into_version=1)
    text = page(client, cast.safeguarding_lead)
    assert "In each of the last 2 audits" in text
    assert "A-2024-01</a>: 1 of the 4 children" in text  # case 1 stands under both: once
    assert "Chronologies" not in text
