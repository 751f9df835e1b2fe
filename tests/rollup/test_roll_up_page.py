"""Findings and analysis: what the page says in each tier, to whom, and at what cost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency, JournalEntry, Person
from audits.rollup.counting.counts import roll_up
from audits.rollup.models import Override, PublishedFigure
from audits.rollup.sections import ROOMS
from audits.sample.models import Case, CaseAccess
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast
from tests.rollup.conftest import Build, child, whole_analysis

SignIn = Callable[[Person], Client]
PAGE_QUERIES = 10  # who is asking: 5; the counts: 4; the journal: 1
ADDRESS = "/audits/T-2026-01/roll-up/"
pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    """What a reader sees: the main part without markup, of one page or of several after each other."""
    main = "\n".join(page.partition("</main>")[0] for page in html.split("<main")[1:])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#x27;", "’")


def read(client: Client, tier: str = "") -> str:
    return words(whole_analysis(client, ADDRESS, **({"tier": tier} if tier else {})))


def test_the_first_sentences_say_who_how_and_what(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = read(sign_in(cast.lead))
    assert "We looked closely at the work with 4 randomly selected children in a multi-agency audit." in page
    graded = "In all 4 audits, multi-agency practice was graded requires improvement, with 3 including elements of good"
    assert graded in page
    assert "In all 4 audits: All were kept safe." in page
    assert "In 3 of the 4 audits: Signs were missed." in page
    assert "Nobody was found under this one" not in page


def test_exact_facts_about_the_children_inside(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = read(sign_in(cast.lead))
    assert "The children were aged 5 to 15." in page
    assert "Three were female and one male." in page
    assert "All four children were part of sibling groups." in page


def test_words_in_the_place_of_numbers_outside(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = read(sign_in(cast.lead), "published")
    assert "aged 5 to 15" not in page
    assert "Three were female" not in page
    assert "Age: not given, because the numbers are small." in page
    assert "Sex: not given, because the numbers are small." in page
    assert "female" not in page
    assert "In 3 of the 4 audits: Signs were missed." in page
    assert "This says all" in page  # the grade: somebody has to look
    assert "Hillside School" not in page
    assert "Schools and colleges" in page
    assert "Case 1" not in page


def test_an_override_prints_the_fact_with_reason_name_and_date(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    Override.objects.create(
        audit=four_cases, fact="members.sex", reason="Printed in the briefing.", made_at=NOW,
        made_by=cast.safeguarding_lead, made_by_name="Sara Safeguarding",
    )  # fmt: skip
    page = read(sign_in(cast.lead), "published")
    assert "Three were female and one male." in page
    assert "Override by Sara Safeguarding on" in page
    assert "Printed in the briefing." in page


def test_each_number_leads_to_its_cases_inside_only(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    inside = whole_analysis(client, ADDRESS)
    assert 'href="/audits/T-2026-01/cases/4/"' in inside
    assert "/cases/" not in whole_analysis(client, ADDRESS, tier="published")
    assert client.get("/audits/T-2026-01/cases/4/").status_code == 200


def test_tables_carry_a_caption_a_unit_and_an_n(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = read(sign_in(cast.lead))
    assert "Agreed grade of the multi-agency practice (n = 4 audits)" in page
    assert "Agencies’ grades of their own practice (n = 5 returns)" in page
    assert "4 of 7 yes" in page  # recognition, schools


def test_a_figure_as_published_stands_beside_its_own_numbers(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    PublishedFigure.objects.create(
        audit=four_cases, key="grades.agreed", text="7% of the contacts", numerator=44, denominator=325, percentage=7
    )
    assert "44 of 325 is 13.5%; published as 7%." in read(sign_in(cast.lead))


def test_a_published_figure_is_called_the_same_different_or_not_compared(
    four_cases: Audit, cast: Cast, sign_in: SignIn
) -> None:
    for place, (key, text, numerator, amount) in enumerate(
        (
            ("grades.agreed.RI", "Four were graded so", 4, ""),
            ("members.sex.F", "Two were girls", 2, ""),
            ("themes.develop.1", "In some audits signs were missed", None, "some"),
        )
    ):
        PublishedFigure.objects.create(
            audit=four_cases, key=key, text=text, numerator=numerator, amount_as_given=amount, order=place
        )
    page = read(sign_in(cast.lead))
    assert "Four were graded so all 4 audits Yes" in page
    assert "Two were girls 3 of the 4 children They do not agree. Counted here: 3 of the 4 children." in page
    assert re.search(r"In some audits signs were missed [^.]* Not compared", page)
    assert "Figures as published" not in read(sign_in(cast.lead), "published")
    for page in whole_analysis(sign_in(cast.lead), ADDRESS).split("<main")[1:]:
        regions = re.findall(r'role="region" aria-label="([^"]+)"', page) + re.findall(r"<h[1-4][^>]*>([^<]+)</h", page)
        assert len(regions) == len(set(regions))  # each can be told from the others by its name


@pytest.mark.parametrize("tier", ["inside", "published"])
def test_every_table_stands_in_one_room_and_the_board_leads_there(
    tier: str, four_cases: Audit, cast: Cast, sign_in: SignIn
) -> None:
    board, *rooms = whole_analysis(sign_in(cast.lead), ADDRESS, tier=tier).split("<main")[1:]
    tables = []
    for page in (board, *rooms):
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        tables += re.findall(r'role="region"[^>]* id="([^"]+)"', page) if page is not board else []
    assert len(tables) == len(set(tables)) > (8 if tier == "inside" else 5)
    led = re.findall(r'href="[^"#]+#(table-[^"]+)"', board)
    assert led == ["table-themes-good", "table-themes-develop"]
    assert set(led) <= set(tables)


def test_a_room_that_is_not_there_is_not_found(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    assert client.get(f"{ADDRESS}cellar/").status_code == 404
    assert client.get(f"{ADDRESS}as-published/").status_code == 404  # nothing was printed
    assert "Voices" in client.get(f"{ADDRESS}voices/").content.decode()


def test_counts_are_printed_with_what_they_are_out_of(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    page = read(sign_in(cast.lead))
    assert "Requires improvement Requires improvement: 4 of 4 Case 1 , Case 2 , Case 3 , Case 4" in page
    assert "With elements of good practice: 3 of 4" in page
    assert "Female: 3 of 4" in page
    assert "Signs were missed. " in page


def test_a_table_of_nothing_says_what_is_missing(build: Build, cast: Cast, sign_in: SignIn) -> None:
    build.case(1, child(), state="returns")
    page = read(sign_in(cast.lead))
    assert "None yet. 1 audit not yet agreed is left out." in page
    assert "0 of 0" not in page


def test_an_audit_without_a_scale_has_no_word_of_grades(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.filter(pk=four_cases.pk).update(scale=None, tool=None)
    for tier in ("inside", "published"):
        assert "grade" not in read(sign_in(cast.lead), tier).lower()


def test_nothing_to_count_is_said(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    assert "There is nothing to count yet" in read(sign_in(cast.lead))


@pytest.mark.parametrize("who", ["lead", "scrutineer", "safeguarding_lead", "second_safeguarding_lead"])
def test_who_reads_exact_counts(who: str, four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    assert "Findings and analysis" in read(sign_in(getattr(cast, who)))


@pytest.mark.parametrize("who", ["other_lead", "administrator", "reader", "stranger", "superuser", "colleague"])
def test_strangers_find_nothing(who: str, four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(getattr(cast, who)).get(ADDRESS).status_code == 404


def test_others_of_the_audit_are_told_who_reads_it(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.school_contact).get(ADDRESS)
    assert answer.status_code == 403
    assert "Only the audit&#x27;s team and the safeguarding leads read its analysis." in answer.content.decode()


@pytest.mark.parametrize("state", ["setup", "sample", "returns"])
def test_the_panel_is_told_to_wait_for_the_meetings(state: str, four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.filter(pk=four_cases.pk).update(state=state)
    answer = sign_in(cast.panel).get(ADDRESS)
    assert answer.status_code == 403
    assert "The panel reads the analysis once the audit&#x27;s meetings have begun." in answer.content.decode()


@pytest.mark.parametrize("state", ["meeting", "reporting", "published"])
def test_the_panel_reads_counts_and_is_led_to_the_cases_opened_to_it(
    state: str, four_cases: Audit, cast: Cast, sign_in: SignIn
) -> None:
    Audit.objects.filter(pk=four_cases.pk).update(state=state)
    case = Case.objects.get(audit=four_cases, number=2)
    CaseAccess.objects.create(
        case=case, person=cast.panel, because="meeting", since=TODAY, opened_at=NOW, opened_by=cast.lead
    )
    linked = set(re.findall(r"/cases/(\d+)/", whole_analysis(sign_in(cast.panel), ADDRESS)))
    assert linked == {"2"}
    assert sign_in(cast.panel).get("/audits/T-2026-01/cases/2/").status_code == 200
    assert sign_in(cast.panel).get("/audits/T-2026-01/cases/1/").status_code == 404


def test_a_safeguarding_lead_reads_numbers_without_links_to_cases(
    four_cases: Audit, cast: Cast, sign_in: SignIn
) -> None:
    html = whole_analysis(sign_in(cast.safeguarding_lead), ADDRESS)
    assert "/cases/" not in html
    assert "Cases 1, 2, 3, 4" in words(html)


def test_reading_is_on_record(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    read(sign_in(cast.scrutineer))
    entry = JournalEntry.objects.latest("at")
    assert (entry.verb, entry.kind, entry.person_name_then) == ("read", "roll-up", "Skye Scrutineer")
    assert entry.audit_uid == four_cases.uid


def test_the_title_and_the_caching_tell_nothing(four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.lead).get(ADDRESS)
    html = answer.content.decode()
    assert "T-2026-01: Findings and analysis" in html[html.index("<title>") : html.index("</title>")]
    assert answer["Cache-Control"] == "no-store"


def test_an_unknown_tier_shows_the_exact_counts_to_who_may_read_them(
    four_cases: Audit, cast: Cast, sign_in: SignIn
) -> None:
    assert "exact counts" in read(sign_in(cast.lead), "<b>")


def fill(build: Build, cases: int, agencies: int) -> None:
    """An audit of any size: every agency in every case, each with answers, a grade, a view and a finding."""
    themes = [build.theme(f"Theme {number}.") for number in range(1, 6)]
    kinds = ("POL", "SCH", "MID", "SN", "ACU")
    asked = [Agency.objects.create(name=f"Agency {n}", sector_id=kinds[n % len(kinds)]) for n in range(agencies)]
    for number in range(1, cases + 1):
        case = build.case(number, child(number % 17, sex_id="F", ethnicity_id="WBRI", plans=["CP", "CLA"]))
        build.agreed(case, "GOOD")
        build.finding(themes[number % 5], case, "agreed", *asked)
        for agency in asked:
            build.viewed(build.handed_in(case, agency, {"REC": ["YES"], "INFO": ["NO", "NA"]}, "RI"), "accepted")


@pytest.mark.parametrize(("cases", "agencies"), [(4, 5), (4, 10), (30, 5), (30, 10)])
def test_the_page_costs_as_many_queries_at_any_size(
    cases: int, agencies: int, build: Build, cast: Cast, sign_in: SignIn
) -> None:
    fill(build, cases, agencies)
    client = sign_in(cast.lead)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.content.count(b"<caption") >= 2  # a hollow page costs nothing either
    assert len(caught) == PAGE_QUERIES <= 10, [query["sql"][:90] for query in caught.captured_queries]


@pytest.mark.parametrize("room", [room.slug for room in ROOMS])
def test_a_room_costs_as_many_queries_at_any_size(room: str, build: Build, cast: Cast, sign_in: SignIn) -> None:
    fill(build, cases=4, agencies=5)
    client, costs = sign_in(cast.lead), []
    for more in (0, 20):
        for number in range(5, 5 + more):
            build.viewed(build.handed_in(build.case(number, child(7)), cast.school, {"REC": ["YES"]}, "RI"), "accepted")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"{ADDRESS}{room}/").status_code == 200
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 12


@pytest.mark.parametrize("who", ["scrutineer", "safeguarding_lead", "panel"])
@pytest.mark.parametrize("tier", ["inside", "published"])
def test_the_page_costs_no_more_for_anybody_else_or_in_the_other_tier(
    who: str, tier: str, build: Build, cast: Cast, sign_in: SignIn
) -> None:
    fill(build, cases=4, agencies=3)
    Audit.objects.filter(pk=build.audit.pk).update(state="meeting")
    client = sign_in(getattr(cast, who))
    with CaptureQueriesContext(connection) as caught:
        assert client.get(ADDRESS, {"tier": tier}).status_code == 200
    assert len(caught) <= 10, [query["sql"][:90] for query in caught.captured_queries]


def test_counting_takes_four_queries(build: Build, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fill(build, cases=6, agencies=3)
    with django_assert_num_queries(4):
        counted = roll_up(build.audit)
    assert counted.answers.by_case.cell("INFO", "6").n == 3
