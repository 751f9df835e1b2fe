"""Rounds of one theme side by side: what is compared, what is refused and why, when a line is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Person
from audits.across.chart import line_of
from audits.across.models import PracticeTheme
from audits.across.rounds import Basis, Stood, in_a_sentence, in_points, what_differs, why_no_line, why_not
from audits.rollup.counting.figures import CHILD, Count
from tests.across.conftest import Make
from tests.conftest import Cast

Follow = Callable[..., PracticeTheme]
BASIS = Basis("Neglect", "children", "Four grades", "Records, version 1", "random")


def stood(reference: str, found: int, n: int, small_n: int = 10) -> Stood:
    return Stood(reference, Count(CHILD, found, n), small_n)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"theme": "Exploitation"}, "it looked at another theme"),
        ({"unit": "forms"}, "it counts forms, not children"),
        ({"scale": "Three grades"}, "it was graded as Three grades, not Four grades"),
        ({"scale": ""}, "it was not graded"),
        ({"tool": "Records, version 2"}, "it used Records, version 2, not Records, version 1"),
        ({"selection": "chosen"}, "its cases were selected by hand, not at random"),
    ],
)
def test_each_difference_is_said(changed: dict[str, Any], says: str) -> None:
    other = Basis(**({name: getattr(BASIS, name) for name in BASIS.__slots__} | changed))
    assert what_differs(BASIS, other) == [says]


def test_what_is_alike_has_no_difference_and_spelling_is_none() -> None:
    again = Basis("  neglect ", "children", "Four grades", "Records, version 1", "random")
    assert what_differs(BASIS, again) == []
    assert why_not("A-2", "A-1", ["it counts forms, not children", "it looked at another theme"]) == (
        "A-2 is not compared with A-1: it counts forms, not children; and it looked at another theme."
    )


def test_a_line_takes_three_rounds_with_enough_cases() -> None:
    enough = [stood("A-1", 12, 30), stood("A-2", 9, 10), stood("A-3", 5, 30)]
    assert why_no_line(enough) == ""
    assert "there are two" in why_no_line(enough[:2])
    assert "there is one" in why_no_line(enough[:1])
    assert "there are none" in why_no_line([])
    four = [*enough, stood("A-4", 1, 4)]
    assert why_no_line(four) == "There is no chart: A-4 has too few cases for a line."
    with pytest.raises(ValueError, match="too few cases"):
        line_of(four)


def test_the_sentence_gives_counts_and_the_change_in_points() -> None:
    assert in_a_sentence([stood("A-1", 12, 30), stood("A-2", 0, 28), stood("A-3", 5, 30)]) == (
        "It was found in 12 of the 30 children (40%) in A-1, none of the 28 children in A-2 and 5 of the 30 children"
        " (17%) in A-3. From the first to the latest it went down by 23 percentage points."
    )
    assert in_a_sentence([stood("A-1", 3, 4), stood("A-2", 1, 4)]) == (
        "It was found in 3 of the 4 children in A-1 and 1 of the 4 children in A-2."
    )
    assert "did not change by a whole percentage point" in in_a_sentence([stood("A", 1, 30), stood("B", 10, 300)])
    assert in_points(stood("A", 0, 200), stood("B", 1, 200)) == 1  # half a point is rounded away from nought
    assert "up by 1 percentage point." in in_a_sentence([stood("A", 0, 200), stood("B", 1, 200)])


def test_the_picture_holds_no_script_no_theme_and_only_its_own_style() -> None:
    picture = line_of([stood("A-1", 12, 30), stood("A-2", 9, 28), stood("A-3", 5, 30)])
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own picture
    tags = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert "script" not in tags
    assert "foreignObject" not in tags
    text = " ".join(root.itertext())
    for shown in ("A-1", "A-2", "A-3", "40%", "32%", "17%"):
        assert shown in text
    assert b"<!--" not in picture.svg
    assert b'style="' not in picture.svg
    assert not any(name.startswith("on") for node in root.iter() for name in node.attrib)
    assert picture.policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in picture.policy


def shown(client: Client, person: Person, practice: PracticeTheme, query: str = "") -> str:
    client.force_login(person)
    answer = client.get(reverse("practice_rounds", kwargs={"uid": practice.uid}) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def three(agreed: Make, follow: Follow) -> PracticeTheme:
    """Twelve of 20, six of 20 and three of 20 children."""
    return follow(
        "Chronologies are kept",
        agreed("A-2024-01", "None.", found=12, of=20),
        agreed("A-2024-02", "Hardly any.", found=6, of=20),
        agreed("A-2024-03", "A few missing.", found=3, of=20),
    )


@pytest.mark.django_db
def test_three_rounds_have_a_table_a_sentence_and_a_line(client: Client, cast: Cast, three: PracticeTheme) -> None:
    text = shown(client, cast.safeguarding_lead, three)
    said = (
        "It was found in 12 of the 20 children (60%) in A-2024-01, 6 of the 20 children (30%) in A-2024-02 and"
        " 3 of the 20 children (15%) in A-2024-03. From the first to the latest it went down by 45 percentage points."
    )
    assert text.count(said) == 2  # on the page, and as the picture's other words
    assert text.count("<tr") == 4
    at = reverse("practice_line", kwargs={"uid": three.uid})
    assert f'src="{at}?beside=A-2024-03"' in text
    assert "<svg" not in text
    picture = client.get(at)
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/svg+xml")
    assert picture.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert picture.headers["Cache-Control"] == "no-store"
    assert b"Chronologies" not in picture.content


@pytest.mark.django_db
def test_four_children_are_never_a_line(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    practice = follow("Chronologies", *(agreed(f"A-2024-0{n}", f"Said {n}.", found=n, of=4) for n in (1, 2, 3)))
    text = shown(client, cast.safeguarding_lead, practice)
    assert "1 of the 4 children in A-2024-01, 2 of the 4 children in A-2024-02" in text
    assert "too few cases for a line" in text
    assert "<img" not in text
    assert "%" not in text[text.index("It was found") :]
    assert client.get(reverse("practice_line", kwargs={"uid": practice.uid})).status_code == 403


@pytest.mark.django_db
def test_a_round_that_differs_is_refused_in_a_sentence(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    practice = follow(
        "Chronologies",
        agreed("A-2024-01", "None.", unit_singular="form", unit_plural="forms", selection="chosen"),
        agreed("A-2024-02", "Hardly any."),
    )
    text = shown(client, cast.safeguarding_lead, practice)
    assert (
        "A-2024-01 is not compared with A-2024-02: it counts forms, not children; and its cases were selected by hand,"
        " not at random."
    ) in text
    other = shown(client, cast.safeguarding_lead, practice, "?beside=A-2024-01")
    assert "A-2024-02 is not compared with A-2024-01: it counts children, not forms" in other
    assert "not one of the rounds" in shown(client, cast.safeguarding_lead, practice, "?beside=A-1999-01")


@pytest.mark.django_db
def test_a_round_without_the_theme_counts_as_none_once_all_its_themes_are_matched(
    client: Client, cast: Cast, agreed: Make, follow: Follow
) -> None:
    practice = follow("Chronologies", agreed("A-2024-01", "None.", found=2))
    unmatched = agreed("A-2024-02", "Something else.")
    text = shown(client, cast.safeguarding_lead, practice)
    assert "A-2024-02 is left out: not all its themes of this kind are matched yet." in text
    follow("Something else across audits", unmatched)
    assert "none of the 4 children in A-2024-02" in shown(client, cast.safeguarding_lead, practice)


@pytest.mark.django_db
def test_only_audits_whose_analysis_one_reads(client: Client, cast: Cast, agreed: Make, follow: Follow) -> None:
    practice = follow("Chronologies", agreed("A-2024-01", "None."), agreed("A-2024-02", "Few.", led=False))
    assert "A-2024-02" not in shown(client, cast.lead, practice)
    assert "No round that you may read" in shown(client, cast.other_lead, practice)
    client.force_login(cast.school_contact)
    assert client.get(reverse("practice_rounds", kwargs={"uid": practice.uid})).status_code == 403


@pytest.mark.django_db
def test_rounds_ask_as_many_questions_at_any_number(
    client: Client, cast: Cast, agreed: Make, three: PracticeTheme, follow: Follow
) -> None:
    client.force_login(cast.lead)

    def asked(practice: PracticeTheme) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("practice_rounds", kwargs={"uid": practice.uid}))
        return len(seen)

    one = follow("One", agreed("A-2024-01", "Another."))
    assert asked(one) == asked(three) <= 12
