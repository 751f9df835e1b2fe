"""The board of the analysis: what it draws, counted by hand, in each tier; odd audits; and how it leaves the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.rollup.board import Board, board_of
from audits.rollup.counting.counts import count
from audits.rollup.counting.figures import AUDIT
from audits.rollup.counting.gather import gather
from audits.rollup.exports.acts import record_export
from audits.rollup.exports.models import Export
from audits.rollup.facts import INSIDE, PUBLISHED
from audits.rollup.pictures.board import board_picture
from audits.rollup.pictures.dots import dots, row_of_dots
from audits.rollup.pictures.dumbbell import dumbbell
from audits.rollup.pictures.grades import tone_of
from audits.rollup.pictures.svg import PAPER, beside_words, text
from audits.rollup.sections import sections_of
from audits.rollup.wording.practice import returns_out, still_to_agree
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build, child

SignIn = Callable[[Person], Client]
ADDRESS = "/audits/T-2026-01/roll-up/"
SVG = "{http://www.w3.org/2000/svg}"


def board(audit: Audit, tier: str = INSIDE) -> Board:
    rows = gather(audit)
    counted = count(rows)
    return board_of(counted, audit, rows.frame.tool.bands, tier, sections_of(counted, audit, tier))


def full(picture: str) -> tuple[int, int]:
    """How many circles of a row are full, and how many there are."""
    fills = re.findall(r'<circle [^>]*fill="([^"]+)"', picture)
    return sum(fill != PAPER for fill in fills), len(fills)


@pytest.mark.parametrize(("n", "of"), [(0, 1), (1, 1), (3, 4), (12, 12)])
def test_a_dot_a_case_the_full_ones_first(n: int, of: int) -> None:
    marks = [mark.get("fill") != PAPER for mark in dots(n, of)]
    assert marks == [True] * n + [False] * (of - n)


def test_from_thirteen_on_a_bar_as_long_as_the_share() -> None:
    frame, filled = dots(5, 20)
    assert float(filled.get("width", 0)) / float(frame.get("width", 1)) == pytest.approx(0.25, abs=0.001)


@pytest.mark.parametrize(("n", "of"), [(None, 4), (None, None), (3, None), (0, 0)])
def test_nothing_is_drawn_of_what_has_no_number(n: int | None, of: int | None) -> None:
    assert row_of_dots(n, of) == ""


def test_words_never_become_markup() -> None:
    said = beside_words([text('<script>alert("x")</script>', 0, 0)], 1, 1)
    assert "<script" not in said
    assert 'aria-hidden="true"' in said
    assert "style=" not in said


def bands(*positive: bool) -> list[dict[str, Any]]:
    return [{"positive": one} for one in positive]


@pytest.mark.parametrize(
    ("scale", "tones"),
    [
        (bands(True, True, False, False), [1, 2, 4, 5]),
        (bands(True, False), [1, 5]),
        (bands(False, False, False), [3, 3, 3]),
        (bands(*[True] * 5, *[False] * 6), [1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 5]),
    ],
)
def test_the_colour_of_a_band_says_whether_it_is_positive(scale: Any, tones: list[int]) -> None:
    assert [tone_of(scale, place) for place in range(len(scale))] == tones


@pytest.mark.parametrize(
    ("out", "expected", "said"),
    [
        (0, 17, ""),
        (2, 17, "Two of the 17 returns expected are not in yet."),
        (1, 3, "One of the 3 returns expected is not in yet."),
        (3, 3, "No return is in yet."),
    ],
)
def test_how_many_returns_are_out(out: int, expected: int, said: str) -> None:
    assert returns_out(out, expected) == said


def test_what_is_still_to_agree() -> None:
    assert still_to_agree("No grade is agreed yet", 0, 4, AUDIT) == ""
    assert still_to_agree("No grade is agreed yet", 4, 4, AUDIT) == "No grade is agreed yet."
    assert still_to_agree("No grade is agreed yet", 1, 4, AUDIT) == "No grade is agreed yet for one of the 4 audits."


def test_a_dumbbell_goes_from_what_was_to_what_is() -> None:
    picture = str(dumbbell(Fraction(1, 4), Fraction(3, 4)))
    now, before = (float(place) for place in re.findall(r'cx="([\d.]+)"', picture))
    assert (before, now) == (60.0, 160.0)
    assert re.findall(r"<circle [^>]*fill=\"([^\"]+)\"", picture)[1] == PAPER  # the ring is the earlier one
    assert dumbbell(None, Fraction(1, 2)) == dumbbell(Fraction(1, 2), None) == ""


@pytest.mark.django_db
class TestOfFourCases:
    """Four cases requiring improvement, three of them with elements of good; all kept safe, signs missed in three."""

    def test_the_grades_are_four_squares_three_of_them_marked(self, four_cases: Audit) -> None:
        strip = board(four_cases).grades
        assert strip is not None
        ((mark, picture),) = strip.marks
        assert (mark.short, mark.line.said, mark.qualified, strip.n) == ("RI", "4 of 4", 3, 4)
        assert picture.count("<rect") == picture.count(">RI<") == 4
        assert picture.count("<path") == 3
        assert strip.beside == "Beside the grade: with elements of good practice (3 of 4)."

    def test_outside_no_square_says_beside_which_grade_something_stands(self, four_cases: Audit) -> None:
        strip = board(four_cases, PUBLISHED).grades
        assert strip is not None
        assert "<path" not in strip.marks[0][1]

    @pytest.mark.parametrize("tier", [INSIDE, PUBLISHED])
    def test_the_themes_are_rows_of_dots(self, four_cases: Audit, tier: str) -> None:
        found = board(four_cases, tier)
        assert found.good is not None
        assert found.develop is not None
        drawn = [
            (row.line.label, row.line.said, full(str(row.picture)))
            for kind in (found.good, found.develop)
            for row in kind.rows
        ]
        assert drawn == [
            ("All were kept safe.", "4 of 4", (4, 4)),
            ("Signs were missed.", "3 of 4", (3, 4)),
            ("Plans were slow.", "1 of 4", (1, 4)),
        ]

    def test_nothing_is_missing_but_a_return(self, four_cases: Audit, build: Build, cast: Cast) -> None:
        before = board(four_cases).missing
        build.involved(build.case(5, child(9), state="returns"), cast.police, "KNOWN")
        after = board(four_cases).missing
        assert "No grade is agreed yet for one of the 5 audits." not in before
        assert "No grade is agreed yet for one of the 5 audits." in after
        assert len(after) == len(before) + (1 if before else 2)

    def test_each_mark_leads_to_what_it_stands_on(self, four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
        client = sign_in(cast.lead)
        page = client.get(ADDRESS).content.decode()
        led = re.findall(r'href="([^"]+evidence/[^"]+)"', page[page.index("<main") :])
        assert len(led) == 1 + 3 + 4  # a grade, three themes, four cells
        for link in led:
            assert client.get(link.replace("&amp;", "&")).status_code == 200
        outside = client.get(ADDRESS, {"tier": PUBLISHED}).content.decode()
        assert "evidence/" not in outside


@pytest.mark.django_db
class TestOfOddAudits:
    def test_nothing(self, audit: Audit) -> None:
        found = board(audit)
        assert found.is_empty
        assert (found.grades, found.good, found.develop) == (None, None, None)
        assert etree.fromstring(board_picture(found, "T-2026-01", ["Exact"])).tag == f"{SVG}svg"

    def test_thirty_cases_are_bars(self, build: Build) -> None:
        theme = build.theme("Told late.")
        for number in range(1, 31):
            case = build.case(number, child(5))
            build.agreed(case, "GOOD" if number <= 20 else "RI")
            if number <= 12:
                build.finding(theme, case)
        found = board(build.audit)
        assert found.grades is not None
        assert not found.grades.in_squares
        assert [(mark.line.said, picture.count("<rect")) for mark, picture in found.grades.marks] == [
            ("20 of 30 (67%)", 2), ("10 of 30 (33%)", 2),
        ]  # fmt: skip
        assert found.develop is not None
        assert full(str(found.develop.rows[0].picture)) == (0, 0)
        assert found.develop.rows[0].line.said == "12 of 30 (40%)"

    def test_one_case_is_one_square_and_outside_none(self, build: Build) -> None:
        build.agreed(build.case(1, child(5)), "GOOD")
        inside, outside = board(build.audit), board(build.audit, PUBLISHED)
        assert inside.grades is not None
        assert inside.grades.marks[0][1].count("<rect") == 1
        assert outside.grades is None

    def test_ungraded(self, build: Build, cast: Cast) -> None:
        Audit.objects.filter(pk=build.audit.pk).update(scale=None)
        build.audit.refresh_from_db()
        build.case(1, child(5), state="meeting")
        case = build.case(2, child(6))
        build.finding(build.theme("Told late."), case)
        found = board(build.audit)
        assert found.grades is None
        assert found.missing == ("Nothing is agreed yet for one of the 2 audits.",)

    def test_an_amount_in_words_has_no_dots(self, build: Build) -> None:
        theme = build.theme("Told late.")
        theme.amount_as_given = "some"
        theme.save()
        build.agreed(build.case(1, child(5)), "GOOD")
        found = board(build.audit)
        assert found.develop is not None
        assert [(row.line.said, row.picture) for row in found.develop.rows] == [("some", "")]


def take(client: Client, what: str, format: str, **more: str) -> Any:
    return client.post(f"{ADDRESS}export/", {"what": what, "format": format, **more})


@pytest.mark.django_db
class TestLeavingTheScreen:
    def test_the_published_board_is_a_picture_marked_so(self, four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
        answer = take(sign_in(cast.lead), "board-published", "svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer["Content-Disposition"] == 'attachment; filename="T-2026-01-board-published.svg"'
        picture = etree.fromstring(answer.content)
        said = " ".join(filter(None, (one.text for one in picture.iter(f"{SVG}text"))))
        assert "As it may be published" in said
        assert "3 of 4" in said
        assert picture.findtext(f"{SVG}title") == "T-2026-01: findings"
        assert "In 3 of the 4 audits: Signs were missed." in (picture.findtext(f"{SVG}desc") or "")
        assert not list(picture.iter(f"{SVG}script"))
        assert "style" not in {name for one in picture.iter() for name in one.attrib}
        row = Export.objects.get()
        assert (row.what, row.tier, row.format, row.reason) == ("board", "published", "svg", "")

    def test_exact_counts_leave_with_a_reason_alone(self, four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
        client = sign_in(cast.lead)
        refused = take(client, "board-inside", "svg").content.decode()
        assert "Say why the board is to be shown with exact counts." in refused
        assert not Export.objects.exists()
        picture = take(client, "board-inside", "svg", reason="For the panel’s own meeting.").content.decode()
        assert "Not to be published." in picture
        assert Export.objects.get().reason == "For the panel’s own meeting."
        assert JournalEntry.objects.filter(verb="exported", kind="roll-up-board").count() == 1

    @pytest.mark.parametrize("who", ["panel", "scrutineer"])
    def test_others_do_not_take_exact_counts_away(
        self, four_cases: Audit, cast: Cast, sign_in: SignIn, who: str
    ) -> None:
        Audit.objects.filter(pk=four_cases.pk).update(state="reporting")
        client = sign_in(getattr(cast, who))
        assert "board-inside" not in client.get(f"{ADDRESS}export/").content.decode()
        assert "Make the file" in take(client, "board-inside", "svg", reason="x").content.decode()
        four_cases.refresh_from_db()
        with pytest.raises(Refused, match="exact board"):
            record_export(four_cases, by=getattr(cast, who), now=NOW, what="board", format="svg", reason="x")
        assert take(client, "board-published", "svg")["Content-Type"] == "image/svg+xml"

    def test_the_page_prints_what_may_be_published_or_what_was_asked_for(
        self, four_cases: Audit, cast: Cast, sign_in: SignIn
    ) -> None:
        client = sign_in(cast.lead)
        on_screen = client.get(ADDRESS).content.decode()
        assert "Exact counts stay on the screen." in on_screen
        assert '<div class="no-print">' in on_screen
        published = client.get(ADDRESS, {"tier": PUBLISHED}).content.decode()
        assert "Exact counts stay" not in published
        assert "As it may be published" in published
        asked = take(client, "board-inside", "print", reason="For the panel’s own meeting.").content.decode()
        assert "Exact counts stay" not in asked
        assert "Not to be published." in asked
        assert "Signs were missed." in asked

    @pytest.mark.parametrize(
        ("what", "format", "fault"),
        [
            ("board-published", "csv", "The board leaves as a picture or as a page to print."),
            ("tables-published", "svg", "Tables and findings leave as a spreadsheet, CSV or JSON."),
            ("tables-inside", "print", "Tables and findings leave as a spreadsheet, CSV or JSON."),
        ],
    )
    def test_a_form_that_does_not_go_with_it_is_said(
        self, four_cases: Audit, cast: Cast, sign_in: SignIn, what: str, format: str, fault: str
    ) -> None:
        assert fault in take(sign_in(cast.lead), what, format).content.decode()
        assert not Export.objects.exists()
