"""Sentences that a lead chose: counted within their part, true of their numbers, held back where a part is small."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person
from audits.briefing.drafting import drafted
from audits.meeting.models import Theme
from audits.rollup.chosen.choices import counted_as, reading_of
from audits.rollup.chosen.models import ChosenWording
from audits.rollup.counting.counts import roll_up
from audits.rollup.counting.figures import ANSWER, AUDIT, Count, Unit
from audits.rollup.counting.gather import gather
from audits.rollup.facts import INSIDE, PUBLISHED, Fact, facts_of
from audits.rollup.models import Override
from audits.rollup.wording.chosen import (
    question_about,
    question_in_part,
    question_met,
    theme_about,
    theme_in_part,
)
from audits.rollup.writing import as_json, as_text
from audits.sample.models import CaseContext
from audits.scope.models import Audit
from tests.conftest import NOW
from tests.rollup.conftest import Build, child

ON_PLAN = "where a child is on a plan"


def of(n: int, out: int, unit: Unit = AUDIT, **excluded: int) -> Count:
    return Count(unit, n, out, {reason.replace("_", " "): left for reason, left in excluded.items()})


@pytest.mark.parametrize(
    ("n", "out", "said"),
    [
        (0, 0, None),
        (0, 1, "Of the one audit where a child is on a plan, none: It was late."),
        (1, 1, "Of the one audit where a child is on a plan, that one: It was late."),
        (0, 8, "Of the 8 audits where a child is on a plan, none: It was late."),
        (3, 8, "Of the 8 audits where a child is on a plan, 3: It was late."),
        (8, 8, "Of the 8 audits where a child is on a plan, all 8: It was late."),
        (3, 12, "Of the 12 audits where a child is on a plan, 3 (25%): It was late."),
    ],
)
def test_a_theme_within_a_part(n: int, out: int, said: str | None) -> None:
    assert theme_in_part("It was late", of(n, out), ON_PLAN) == said


@pytest.mark.parametrize(
    ("n", "out", "said"),
    [
        (30, 40, "In about three quarters of the audits (30 of the 40): It was late."),
        (29, 40, "In 29 of the 40 audits (73%): It was late."),
        (3, 4, "In 3 of the 4 audits: It was late."),
        (40, 40, "In all 40 audits: It was late."),
        (0, 40, "In none of the 40 audits: It was late."),
    ],
)
def test_an_approximation_stands_as_long_as_it_is_true(n: int, out: int, said: str) -> None:
    assert theme_about("It was late", of(n, out), "about three quarters") == said


@pytest.mark.parametrize(
    ("n", "out", "said"),
    [
        (0, 0, None),
        (0, 1, "Of the one answer in audits where a child is on a plan, none is yes: Was it seen?"),
        (1, 1, "Of the one answer in audits where a child is on a plan, that one is yes: Was it seen?"),
        (1, 12, "Of the 12 answers in audits where a child is on a plan, 1 (8%) is yes: Was it seen?"),
        (0, 2, "Of the 2 answers in audits where a child is on a plan, neither is yes: Was it seen?"),
        (2, 2, "Of the 2 answers in audits where a child is on a plan, both are yes: Was it seen?"),
        (0, 3, "Of the 3 answers in audits where a child is on a plan, none are yes: Was it seen?"),
        (3, 3, "Of the 3 answers in audits where a child is on a plan, all 3 are yes: Was it seen?"),
    ],
)
def test_the_answers_to_a_question_within_a_part(n: int, out: int, said: str | None) -> None:
    assert question_in_part("Was it seen?", of(n, out, ANSWER), ON_PLAN, AUDIT) == said


@pytest.mark.parametrize(
    ("yes", "partly", "out", "said"),
    [
        (0, 0, 0, None),
        (0, 0, 1, "Neither yes nor partly in the one answer: Was it seen?"),
        (1, 0, 1, "Yes or partly in the one answer: Was it seen?"),
        (0, 0, 2, "Yes or partly in neither answer: Was it seen?"),
        (0, 0, 12, "Yes or partly in none of the 12 answers: Was it seen?"),
        (2, 2, 4, "Yes or partly in all 4 answers: Was it seen?"),
        (1, 1, 3, "Yes or partly in 2 of the 3 answers: Was it seen?"),
        (28, 15, 45, "Yes or partly in 43 of the 45 answers (96%): Was it seen?"),
    ],
)
def test_yes_and_partly_together_are_one_share(yes: int, partly: int, out: int, said: str | None) -> None:
    assert question_met("Was it seen?", of(yes + partly, out, ANSWER), (yes, partly)) == said


@pytest.mark.parametrize(
    ("n", "out", "said"),
    [
        (0, 0, None),
        (0, 1, "Not yes in the one answer: Was it seen?"),
        (1, 1, "Yes in the one answer: Was it seen?"),
        (20, 40, "Yes in half of the answers (20 of the 40): Was it seen?"),
        (19, 40, "Yes in 19 of the 40 answers (48%): Was it seen?"),
    ],
)
def test_an_approximation_of_answers(n: int, out: int, said: str | None) -> None:
    assert question_about("Was it seen?", of(n, out, ANSWER), "half") == said


def test_who_is_left_out_is_said_beside() -> None:
    said = theme_in_part("It was late.", of(3, 8, not_yet_agreed=2), ON_PLAN)
    assert said is not None
    assert said.endswith("3: It was late. 2 audits not yet agreed are left out.")
    met = question_met("Was it seen?", of(3, 4, ANSWER, not_applicable=1, not_answered=2), (2, 1))
    assert met is not None
    left = "1 answer of “not applicable” and 2 answers of “not answered” are left out."
    assert met == f"Yes or partly in 3 of the 4 answers: Was it seen? {left}"


def choose(audit: Audit, *, by: Person, **said: Any) -> ChosenWording:
    return ChosenWording.objects.create(audit=audit, chosen_at=NOW, chosen_by=by, **said)


def facts(audit: Audit, tier: str = INSIDE) -> dict[str, Fact]:
    return {fact.key: fact for fact in facts_of(roll_up(audit), audit, tier) if fact.key.startswith("said:")}


def only(audit: Audit, tier: str = INSIDE) -> Fact:
    (fact,) = facts(audit, tier).values()
    return fact


@pytest.fixture
def missed(four_cases: Audit) -> Theme:
    return Theme.objects.get(audit=four_cases, statement="Signs were missed.")


def large(build: Build, cases: int = 20, on_plan: int = 8, found: int = 5) -> Theme:
    """An audit of `cases`, the first `on_plan` on a plan; the theme in the first `found`; two sectors in each."""
    theme = build.theme("It was late.")
    for number in range(1, cases + 1):
        case = build.case(number, child(9, sex_id="F", plans=["CP"] if number <= on_plan else []))
        build.agreed(case, "GOOD")
        if number <= found:
            build.finding(theme, case, "agreed", build.cast.school)
        build.handed_in(case, build.cast.school, {"REC": ["YES" if number <= 15 else "PARTLY", "NO"]})
        build.handed_in(case, build.cast.police, {"REC": ["YES" if number <= 4 else "NA", "YES"]})
    return theme


@pytest.mark.django_db
class TestCounting:
    def test_a_part_of_a_recorded_plan(self, build: Build, missed: Theme) -> None:
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
        fact = only(build.audit)
        assert fact.text == "Of the 2 audits where a child is on a Child Protection plan, both: Signs were missed."
        assert (fact.key.split(":")[1], fact.cases, len(fact.findings)) == ("develop", (2, 3), 3)

    def test_a_part_of_a_plan_that_no_condition_names(self, build: Build, missed: Theme) -> None:
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", plan_id="CLA")
        words = "where a child’s plan or status is “Looked after child”"
        assert only(build.audit).text == f"Of the 2 audits {words}, 1: Signs were missed."

    def test_a_part_that_answers_make(self, build: Build, missed: Theme) -> None:
        question = build.of_domain("REC")[1]
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", answered=question, answer="PARTLY")
        asked = question.text.rstrip(".")
        words = f"where an agency answered “partly” to “{asked}”"
        assert only(build.audit).text == f"Of the one audit {words}, that one: Signs were missed."

    def test_cases_not_yet_agreed_are_left_out_of_the_part_and_said(self, build: Build, missed: Theme) -> None:
        build.case(5, child(plans=["CP"]), state="returns")
        build.case(6, child(), state="returns")
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
        assert only(build.audit).text.endswith("both: Signs were missed. 1 audit not yet agreed is left out.")

    def test_answers_in_returns_that_are_in_and_states_left_out(self, build: Build, four_cases: Audit) -> None:
        for place, said in enumerate(
            (
                # Schools: yes, yes, yes, no; police: yes. School nursing's is not in yet.
                "Yes or partly in 4 of the 5 answers",
                "Yes or partly in 2 of the 3 answers",  # no, yes; partly
                "Yes or partly in the one answer",  # partly; cannot tell
            )
        ):
            question = build.of_domain("REC")[place]
            row = choose(four_cases, by=build.cast.lead, standard=question, way="met")
            assert facts(four_cases)[f"said:question:{row.uid}"].text.startswith(f"{said}: {question.text}")
        last = facts(four_cases)[f"said:question:{row.uid}"].text
        assert last.endswith("1 answer of “cannot tell from the record” is left out.")

    def test_the_answers_of_a_return_with_nothing_to_audit_count_nowhere(self, build: Build, four_cases: Audit) -> None:
        choose(four_cases, by=build.cast.lead, standard=build.of_domain("REC")[0], way="met")
        assert "4 of the 5" in only(four_cases).text
        four_cases.cases.get(number=4).involvements.filter(agency=build.cast.school).update(answer="NOTKNOWN")
        assert "all 4 answers" in only(four_cases).text

    def test_answers_within_a_part(self, build: Build, four_cases: Audit) -> None:
        question = build.of_domain("REC")[0]
        choose(four_cases, by=build.cast.lead, standard=question, way="part", condition_id="CP")
        words = "Of the 2 answers in audits where a child is on a Child Protection plan, both are yes"
        assert only(four_cases).text == f"{words}: {question.text}"
        assert only(four_cases).cases == (2, 3)

    def test_an_approximation_gives_way_to_the_plain_number(self, build: Build) -> None:
        theme = large(build, found=5)
        choose(build.audit, by=build.cast.lead, theme=theme, way="about", phrase="a quarter")
        assert only(build.audit).text == "In a quarter of the audits (5 of the 20): It was late."
        build.finding(theme, build.audit.cases.get(number=20))
        assert only(build.audit).text == "In 6 of the 20 audits (30%): It was late."

    def test_nothing_is_said_of_what_has_no_number(self, build: Build, four_cases: Audit) -> None:
        for theme in (build.theme("Some were late.", amount="some"), build.theme("Nobody yet.")):
            choose(four_cases, by=build.cast.lead, theme=theme, way="part", condition_id="CP")
        empty = Theme.objects.get(statement="Signs were missed.")
        choose(four_cases, by=build.cast.lead, theme=empty, way="part", condition_id="UNBORN")  # no case is in it
        assert facts(four_cases) == {}

    def test_strands_reported_by_themselves_are_in_no_part(self, build: Build, missed: Theme) -> None:
        strand = build.audit.strands.create(code="apart", name="Apart", in_headline=False, order=1)
        build.audit.cases.filter(number=2).update(strand=strand)
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
        assert only(build.audit).text.startswith("Of the one audit where a child is on a Child Protection plan")

    def test_it_costs_no_further_query(
        self, build: Build, missed: Theme, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
        choose(build.audit, by=build.cast.lead, standard=build.of_domain("REC")[0], way="met")
        with django_assert_num_queries(4):
            assert len(roll_up(build.audit).findings.chosen) == 2

    def test_json_and_text_carry_it_with_its_cases(self, build: Build, missed: Theme) -> None:
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
        counted = roll_up(build.audit)
        key = "said.develop.1"
        whole = as_json(counted, build.audit, INSIDE)
        assert whole["counts"][key]["cases"] == [2, 3]
        assert (whole["counts"][key]["numerator"], whole["counts"][key]["denominator"]) == (2, 2)
        assert whole["counts"][key]["part"] == "where a child is on a Child Protection plan"
        assert whole["sentences"][key]["text"] in as_text(counted, build.audit, INSIDE)
        out = as_json(counted, build.audit, PUBLISHED)
        assert (out["counts"][key]["numerator"], out["counts"][key]["part"]) == (None, "")
        assert "Child Protection" not in as_text(counted, build.audit, PUBLISHED)


@pytest.mark.django_db
class TestWhatLeaves:
    @pytest.mark.parametrize(
        ("on_plan", "leaves"), [(1, False), (5, False), (6, True), (14, True), (15, False), (20, True)]
    )
    def test_a_part_leaves_where_it_and_the_rest_are_large(self, on_plan: int, leaves: bool, build: Build) -> None:
        theme = large(build, on_plan=on_plan)
        choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="CP")
        fact = only(build.audit, PUBLISHED)
        assert fact.held_back is not leaves
        if leaves:
            assert fact.text == only(build.audit).text
            assert "This joins what was found with a fact about the children." in fact.judge
        else:
            words = "An area for development, in a part of the audits: not given, because the numbers are small."
            assert (fact.text, fact.judge) == (words, "")

    @pytest.mark.parametrize(
        ("in_court", "leaves"), [(1, False), (5, False), (6, True), (14, True), (15, False), (20, True)]
    )
    def test_so_does_one_of_a_fact_that_is_in_no_table(self, in_court: int, leaves: bool, build: Build) -> None:
        theme = large(build)
        for case in build.audit.cases.filter(number__lte=in_court):
            CaseContext.objects.create(case=case, court_proceedings=True)
        choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="COURT")
        assert only(build.audit).text.startswith("Of the ")
        assert only(build.audit, PUBLISHED).held_back is not leaves

    @pytest.mark.parametrize(("in_court", "leaves"), [(8, True), (9, False), (13, False), (14, True)])
    def test_two_parts_that_differ_by_few_are_not_both_said(self, in_court: int, leaves: bool, build: Build) -> None:
        theme = large(build)
        for case in build.audit.cases.filter(number__lte=in_court):
            CaseContext.objects.create(case=case, court_proceedings=True)
        first = choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="CP", order=1)
        draft = ChosenWording(audit=build.audit, theme=theme, way="part", condition_id="COURT")
        rows = gather(build.audit)
        shown = reading_of(*counted_as(rows, draft)).published
        assert shown is not None  # as the page shows it before it is kept
        assert shown.held_back is not leaves
        choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="COURT", order=2)
        assert [fact.held_back for fact in facts(build.audit, PUBLISHED).values()] == [False, not leaves]
        first.delete()
        assert not only(build.audit, PUBLISHED).held_back

    def test_plans_in_the_period_stay_inside(self, build: Build) -> None:
        theme = large(build)
        for case in build.audit.cases.filter(number__lte=9):
            case.members.get().plans_in_period.set(["CP"])
        choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="CPPERIOD")
        assert only(build.audit).text.startswith(
            "Of the 9 audits where there was a Child Protection plan in the period"
        )
        assert only(build.audit, PUBLISHED).held_back

    def test_cases_not_yet_agreed_give_no_small_part_away(self, build: Build) -> None:
        theme = large(build)
        build.case(21, child(plans=["CP"]), state="returns")
        choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="CP")
        assert only(build.audit, PUBLISHED).held_back

    def test_a_part_of_plans_leaves_only_beside_the_table_of_plans(self, build: Build) -> None:
        theme = large(build)
        choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="CP")
        assert not only(build.audit, PUBLISHED).held_back
        build.audit.cases.get(number=20).members.get().plans_at_date.set(["CLA"])  # one row is small now
        assert only(build.audit, PUBLISHED).held_back

    def test_no_decision_opens_a_small_part(self, build: Build) -> None:
        theme = large(build, cases=1, on_plan=1, found=1)
        choose(build.audit, by=build.cast.lead, theme=theme, way="part", condition_id="CP")
        choose(build.audit, by=build.cast.lead, theme=theme, way="about", phrase="half")
        part, about = facts(build.audit, PUBLISHED).values()
        assert part.held_back
        assert about.text == "An area for development: not given, because it is about a single case."
        for fact in ("practice", "members.plan"):
            Override.objects.create(
                audit=build.audit, fact=fact, reason="Printed.", made_at=NOW, made_by=build.cast.safeguarding_lead
            )
        part, about = facts(build.audit, PUBLISHED).values()
        assert part.held_back
        assert about.text == "In the one audit: It was late."

    def test_answers_leave_where_every_sector_stands_in_the_table(self, build: Build) -> None:
        large(build)
        question = build.of_domain("REC")[0]
        choose(build.audit, by=build.cast.lead, standard=question, way="met")
        assert only(build.audit, PUBLISHED).text.startswith("Yes or partly in all 24 answers")
        build.handed_in(build.audit.cases.get(number=1), build.cast.school_nursing, {"REC": ["NO"]})
        fact = only(build.audit, PUBLISHED)
        assert (fact.held_back, fact.text) == (
            True, "Answers to a question: not given, because the numbers are small.",
        )  # fmt: skip
        assert only(build.audit).text.startswith("Yes or partly in 24 of the 25 answers (96%)")

    def test_a_part_that_answers_make_is_held_back_likewise(self, build: Build) -> None:
        theme = large(build)
        chosen = choose(
            build.audit,
            by=build.cast.lead,
            theme=theme,
            way="part",
            answered=build.of_domain("REC")[0],
            answer="PARTLY",
        )
        assert only(build.audit).text.startswith("Of the 5 audits where an agency answered “partly”")
        assert only(build.audit, PUBLISHED).held_back
        ChosenWording.objects.filter(pk=chosen.pk).update(answered=build.of_domain("REC")[1], answer="NO")
        assert not only(build.audit, PUBLISHED).held_back  # all twenty: the part is the whole


@pytest.mark.django_db
class TestTheBriefing:
    def test_it_is_drafted_where_its_kind_stands(self, build: Build) -> None:
        theme = large(build)
        good = build.theme("They were seen.", "good")
        for number in range(1, 21):
            build.finding(good, build.audit.cases.get(number=number))
        for one in (theme, good):
            choose(build.audit, by=build.cast.lead, theme=one, way="part", condition_id="CP")
        choose(build.audit, by=build.cast.lead, standard=build.of_domain("REC")[0], way="met")
        lines = [line for line in drafted(build.audit) if line.key.startswith("said:")]
        assert [(line.slot, line.key.split(":")[1]) for line in lines] == [
            (2, "question"), (3, "good"), (4, "develop"),
        ]  # fmt: skip
        assert lines[1].cases == tuple(range(1, 9))
        assert len(lines[1].findings) == 8

    def test_it_stands_after_the_sentence_of_its_theme(self, build: Build) -> None:
        one, other = large(build, found=8), build.theme("It was seen late.")
        build.finding(other, build.audit.cases.get(number=1))
        choose(build.audit, by=build.cast.lead, theme=one, way="part", condition_id="CP")
        keys = [line.key.split(":")[0] for line in drafted(build.audit) if line.slot == 4]
        assert keys == ["theme", "said", "theme"]

    def test_an_approximation_that_gave_way_is_not_said_twice(self, build: Build) -> None:
        theme = large(build, found=5)
        choose(build.audit, by=build.cast.lead, theme=theme, way="about", phrase="a quarter")
        assert len([line for line in drafted(build.audit) if line.slot == 4]) == 2
        build.finding(theme, build.audit.cases.get(number=20))
        assert [line.text for line in drafted(build.audit) if line.slot == 4] == [
            "In 6 of the 20 audits (30%): It was late."
        ]

    def test_what_may_not_be_said_is_not_drafted(self, build: Build, missed: Theme) -> None:
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
        assert [line for line in drafted(build.audit) if line.key.startswith("said:")] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {"way": "part"},
        {"way": "part", "condition_id": "CP", "plan_id": "CP"},
        {"way": "part", "condition_id": "CP", "phrase": "half"},
        {"way": "about"},
        {"way": "about", "phrase": "half", "condition_id": "CP"},
        {"way": "met"},  # of a theme
    ],
)
def test_the_database_refuses_half_a_choice(said: dict[str, Any], build: Build, missed: Theme) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        choose(build.audit, by=build.cast.lead, theme=missed, **said)


@pytest.mark.django_db
def test_and_the_same_choice_twice(build: Build, missed: Theme) -> None:
    choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
    with pytest.raises(IntegrityError), transaction.atomic():
        choose(build.audit, by=build.cast.lead, theme=missed, way="part", condition_id="CP")
