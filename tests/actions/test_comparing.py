"""A re-audit beside its earlier rounds: what became of what, what is not compared and why, and a person's word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.across.comparing.models import ChangeJudgement
from audits.across.models import PracticeTheme, ThemeMatch
from audits.actions import earlier_rounds, judging
from audits.actions.comparing import comparison, measures_to_type
from audits.meeting.models import AgreedFinding, AgreedGrade, Theme
from audits.rollup.models import EarlierRound, PublishedFigure
from audits.sample.models import Case
from audits.scope.models import Audit, AuditTeam
from audits.tools.models import RatingBand
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/audits/T-2026-01/actions/compare/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def theme(build: Build, statement: str, n: int, kind: str = "develop") -> Theme:
    """A theme with an agreed finding in the first n cases."""
    row = build.theme(statement, kind)
    for case in Case.objects.filter(audit=build.audit).order_by("number")[:n]:
        build.finding(row, case)
    return row


def answered(build: Build, *answers: str) -> None:
    """A return of the first case that answers the questions of one domain so."""
    case = Case.objects.filter(audit=build.audit).order_by("number").first()
    assert case is not None
    assert build.audit.tool is not None
    domain = build.audit.tool.domains.first()
    assert domain is not None
    build.handed_in(case, build.cast.police, {domain.practice_id: list(answers)})


def cases(build: Build, n: int, good: int) -> None:
    bands = list(RatingBand.objects.filter(scale=build.audit.scale).order_by("order"))
    best, worst = next(one for one in bands if one.positive), next(one for one in bands if not one.positive)
    for number in range(1, n + 1):
        build.agreed(build.case(number), best.code if number <= good else worst.code)


@pytest.fixture
def first(audit: Audit, cast: Cast) -> Audit:
    """The first round, two years ago: 12 cases, 4 of them good; chronologies in 8, supervision in 3."""
    row = Audit.objects.create(
        reference="T-2024-01", theme="Another wording of the theme", scale=audit.scale, tool=audit.tool,
        unit_singular=audit.unit_singular, unit_plural=audit.unit_plural, selection=audit.selection,
        state=Audit.State.PUBLISHED, created_at=NOW, small_n=audit.small_n,
    )  # fmt: skip
    AuditTeam.objects.create(audit=row, person=cast.lead, part="lead", since=date(2024, 1, 1), given_at=NOW)
    build = Build(row, cast)
    cases(build, 12, 4)
    theme(build, "Chronologies are out of date.", 8)
    theme(build, "Supervision is not recorded.", 3)
    theme(build, "Schools were told in a day.", 2, "good")
    return row


@pytest.fixture
def second(audit: Audit, first: Audit, cast: Cast) -> Audit:
    """The re-audit: 10 cases, 8 good; chronologies in 2, a new theme in 5; supervision brought along, not found."""
    Audit.objects.filter(pk=audit.pk).update(follows=first, state=Audit.State.REPORTING)
    audit.refresh_from_db()
    build = Build(audit, cast)
    cases(build, 10, 8)
    theme(build, "Chronologies  are out of date.", 2)
    theme(build, "Supervision is not recorded.", 0)
    theme(build, "Fathers are not asked.", 5)
    theme(build, "Schools heard within a day.", 6, "good")
    return audit


def found_on(second: Audit, person: Person) -> dict[str, tuple[str, str, str, str]]:
    found = comparison(second, person)
    return {
        line.found.label: (line.found.before, line.found.now, line.found.words, line.found.in_points)
        for _, lines in found.parts
        for line in lines
    }


def test_each_grade_and_theme_is_set_beside_the_round_before(second: Audit, cast: Cast) -> None:
    found = found_on(second, cast.lead)
    (grade,) = (row for label, row in found.items() if label.startswith("Graded "))
    assert grade == ("4 of the 12 audits (33%)", "8 of the 10 audits (80%)", "Improved", "up 47 percentage points")
    assert found["Chronologies  are out of date."] == (
        "8 of the 12 audits (67%)", "2 of the 10 audits (20%)", "Improved", "down 47 percentage points",
    )  # fmt: skip
    assert found["Supervision is not recorded."][:3] == (
        "3 of the 12 audits (25%)", "none of the 10 audits", "Not found this time",
    )  # fmt: skip
    assert found["Fathers are not asked."] == ("not found", "5 of the 10 audits (50%)", "New", "")
    # Good practice in other words is another theme until somebody says that it is the same.
    assert found["Schools were told in a day."][2] == "Not found this time"
    assert found["Schools heard within a day."][2] == "New"


def test_themes_that_were_matched_across_audits_are_one(second: Audit, first: Audit, cast: Cast) -> None:
    practice = PracticeTheme.objects.create(kind="good", statement="Schools are told", made_at=NOW, made_by=cast.lead)
    for row in Theme.objects.filter(kind="good"):
        ThemeMatch.objects.create(
            theme=row, practice_theme=practice, state="same", decided_at=NOW, decided_by=cast.lead
        )
    found = found_on(second, cast.lead)
    assert "Schools were told in a day." not in found
    assert found["Schools heard within a day."] == (
        "2 of the 12 audits (17%)", "6 of the 10 audits (60%)", "Improved", "up 43 percentage points",
    )  # fmt: skip


def test_answers_are_compared_by_domain_where_the_tool_is_the_same(second: Audit, first: Audit, cast: Cast) -> None:
    answered(Build(first, cast), "NO", "NO")
    answered(Build(second, cast), "YES", "NO", "YES")
    (line,) = [row for label, row in found_on(second, cast.lead).items() if label.endswith("answered yes")]
    assert line == ("neither answer", "2 of the 3 answers", "Improved", "")
    Audit.objects.filter(pk=first.pk).update(tool=None)
    second.follows.refresh_from_db()  # type: ignore[union-attr]
    found = comparison(Audit.objects.get(pk=second.pk), cast.lead)
    assert "Answers by domain" not in dict(found.parts)
    assert any(one.startswith("Answers: T-2024-01 is not compared") and "no tool" in one for one in found.refused)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit_plural": "forms", "unit_singular": "form"}, "it counts forms"),
        ({"selection": "quota"}, "its cases were selected by quota"),
    ],
)
def test_rounds_that_are_not_alike_are_refused_with_what_differs(
    second: Audit, first: Audit, cast: Cast, changed: dict[str, str], said: str
) -> None:
    Audit.objects.filter(pk=first.pk).update(**changed)
    found = comparison(Audit.objects.get(pk=second.pk), cast.lead)
    assert not found.parts
    (sentence,) = found.refused
    assert said in sentence


def test_another_scale_leaves_the_grades_out_alone(second: Audit, first: Audit, cast: Cast) -> None:
    Audit.objects.filter(pk=first.pk).update(scale=None)
    found = comparison(Audit.objects.get(pk=second.pk), cast.lead)
    assert "Agreed grades" not in dict(found.parts)
    assert "Areas for development" in dict(found.parts)
    assert any(one.startswith("Grades: ") and "it was not graded" in one for one in found.refused)


def test_a_round_with_nothing_agreed_says_so(second: Audit, first: Audit, cast: Cast) -> None:
    AgreedFinding.objects.filter(audit=second).delete()
    AgreedGrade.objects.filter(case__audit=second).delete()
    Case.objects.filter(audit=second).update(state=Case.State.MEETING)
    found = comparison(second, cast.lead)
    assert not found.parts
    assert found.refused == ("Nothing is agreed in T-2026-01 yet, so it has no grades and themes to compare.",)


def test_the_page_shows_both_numbers_and_asks_for_a_word(second: Audit, cast: Cast, sign_in: SignIn) -> None:
    shown = text(sign_in(cast.lead).get(HERE))
    assert "T-2024-01 and T-2026-01" in shown
    assert "8 of the 12 audits (67%)" in shown
    assert "down 47 percentage points" in shown
    assert "Say what you see" in shown
    assert "<title>T-2026-01: Since the last round" in shown
    assert JournalEntry.objects.filter(verb="read", kind="comparison").exists()


def test_the_page_takes_twelve_queries_at_any_size(second: Audit, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.safeguarding_lead)
    client.get(HERE)
    asked = []
    for number in (11, 12):
        Theme.objects.create(audit=second, kind="good", statement=f"More of it {number}.")
        Build(second, cast).case(number)
        EarlierRound.objects.create(audit=second, label=f"Round {number}", order=number)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(HERE)
        asked.append(len(caught))
    assert asked[0] == asked[1] <= 12, [query["sql"][:90] for query in caught.captured_queries]


@pytest.mark.parametrize("who", ["police_contact", "police_auditor", "other_lead", "administrator"])
def test_others_do_not_read_it(second: Audit, cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(HERE).status_code in (403, 404)


def test_an_earlier_audit_that_is_not_open_is_not_shown(
    second: Audit, first: Audit, cast: Cast, sign_in: SignIn
) -> None:
    AuditTeam.objects.filter(audit=first).delete()
    shown = text(sign_in(cast.lead).get(HERE))
    assert "T-2024-01" not in shown
    assert "is not open to you" in shown


def test_an_audit_without_rounds_says_so(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    assert "no earlier round was typed in" in text(sign_in(cast.lead).get(HERE))


def test_a_round_that_is_not_in_the_list_is_said(second: Audit, cast: Cast, sign_in: SignIn) -> None:
    shown = text(sign_in(cast.lead).get(HERE + "?with=T-1999-01"))
    assert "is not one of the rounds, so the latest is taken" in shown


class TestJudging:
    def measure(self, second: Audit) -> str:
        return f"theme:{Theme.objects.get(audit=second, statement__startswith='Chron').uid}"

    def test_improved_and_still_developing_stands_beside_the_computed_change(
        self, second: Audit, cast: Cast, sign_in: SignIn
    ) -> None:
        client, at = sign_in(cast.lead), f"{HERE}judge/T-2024-01/{self.measure(second)}/"
        assert "8 of the 12 audits (67%)" in text(client.get(at))
        said = {"act": "judge", "change": "developing", "why": "Kept, and read by few.", "version": "0"}
        assert client.post(at, said).status_code == 302
        shown = text(client.get(HERE))
        assert "Improved and still developing</strong>, says" in shown
        assert "Kept, and read by few." in shown
        assert JournalEntry.objects.filter(verb="judged_change").count() == 1

    def test_what_is_missing_is_said_and_words_are_kept(self, second: Audit, cast: Cast, sign_in: SignIn) -> None:
        at = f"{HERE}judge/T-2024-01/{self.measure(second)}/"
        shown = text(sign_in(cast.lead).post(at, {"act": "judge", "why": "My words.", "version": "0"}))
        assert "Choose what became of it." in shown
        assert "My words." in shown

    def test_two_people_at_once_lose_nothing(self, second: Audit, first: Audit, cast: Cast, sign_in: SignIn) -> None:
        measure = self.measure(second)
        judging.judge(second, first, measure, by=cast.lead, now=NOW, change="improved", why="Theirs.")
        at = f"{HERE}judge/T-2024-01/{measure}/"
        answer = sign_in(cast.lead).post(at, {"act": "judge", "change": "same", "why": "Mine.", "version": "0"})
        assert answer.status_code == 409
        assert "Theirs." in text(answer)
        assert "Mine." in text(answer)
        assert ChangeJudgement.objects.get().why == "Theirs."

    def test_it_is_taken_back(self, second: Audit, first: Audit, cast: Cast, sign_in: SignIn) -> None:
        measure = self.measure(second)
        judging.judge(second, first, measure, by=cast.lead, now=NOW, change="improved", why="x")
        at = f"{HERE}judge/T-2024-01/{measure}/"
        assert sign_in(cast.lead).post(at, {"act": "withdraw"}).status_code == 302
        assert not ChangeJudgement.objects.exists()

    @pytest.mark.parametrize("where", ["T-2024-01/nothing/", "T-1999-01/grades:positive/"])
    def test_there_is_nothing_to_judge_elsewhere(self, second: Audit, cast: Cast, sign_in: SignIn, where: str) -> None:
        assert sign_in(cast.lead).get(f"{HERE}judge/{where}").status_code == 404

    @pytest.mark.parametrize("who", ["panel", "scrutineer", "other_lead"])
    def test_only_the_lead_or_a_safeguarding_lead_judges(
        self, second: Audit, first: Audit, cast: Cast, who: str
    ) -> None:
        with pytest.raises(Refused, match="Only the audit's lead"):
            judging.judge(second, first, "grades:positive", by=getattr(cast, who), now=NOW, change="same", why="x")


class TestRoundsFromPaper:
    def paper(self, second: Audit, cast: Cast, **more: Any) -> EarlierRound:
        Audit.objects.filter(pk=second.pk).update(follows=None)
        second.refresh_from_db()
        return earlier_rounds.add_round(second, by=cast.lead, now=NOW, label="First round", cases=9, **more)

    def test_a_figure_is_set_beside_the_measure_it_was_typed_for(self, second: Audit, cast: Cast) -> None:
        row = self.paper(second, cast, unit_plural=second.unit_plural)
        measures = dict(measures_to_type(second))
        assert "grades:positive" in measures
        uid = Theme.objects.get(audit=second, statement__startswith="Chron").uid
        earlier_rounds.add_figure(
            row, by=cast.lead, now=NOW, text="Chronologies missing", key=f"theme:{uid}", numerator=8, denominator=16
        )
        found = found_on(second, cast.lead)
        assert found == {
            "Chronologies  are out of date.": (
                "8 of the 16 audits (50%)", "2 of the 10 audits (20%)", "Improved", "down 30 percentage points",
            )
        }  # fmt: skip

    def test_a_percentage_that_is_not_that_of_its_numbers_is_shown(
        self, second: Audit, cast: Cast, sign_in: SignIn
    ) -> None:
        row = self.paper(second, cast)
        earlier_rounds.add_figure(row, by=cast.lead, now=NOW, text="Heard", numerator=44, denominator=325, percentage=7)
        assert "44 of 325 is 13.5%; published as 7%." in text(sign_in(cast.lead).get(HERE))

    def test_a_percentage_alone_and_words_are_kept_and_not_compared(self, second: Audit, cast: Cast) -> None:
        row = self.paper(second, cast)
        add = earlier_rounds.add_figure
        add(row, by=cast.lead, now=NOW, text="Good", key="grades:positive", percentage=45)
        uid = Theme.objects.get(audit=second, statement__startswith="Chron").uid
        add(row, by=cast.lead, now=NOW, text="Chronologies", key=f"theme:{uid}", amount_as_given="some")
        found = found_on(second, cast.lead)
        assert {row[2] for row in found.values()} == {"Not compared"}
        assert {row[0] for row in found.values()} == {"45%, without its numbers", "some"}

    def test_a_round_that_counted_something_else_is_refused(self, second: Audit, cast: Cast) -> None:
        row = self.paper(second, cast, unit_plural="forms")
        earlier_rounds.add_figure(
            row, by=cast.lead, now=NOW, text="Good", key="grades:positive", numerator=1, denominator=9
        )
        found = comparison(second, cast.lead)
        assert not found.parts
        assert "First round counted forms" in found.refused[0]

    def test_a_round_on_another_scale_has_its_grades_left_out(self, second: Audit, cast: Cast) -> None:
        row = self.paper(second, cast, scale_name="Traffic lights")
        earlier_rounds.add_figure(
            row, by=cast.lead, now=NOW, text="Good", key="grades:positive", numerator=1, denominator=9
        )
        found = comparison(second, cast.lead)
        assert not found.parts
        assert "graded as Traffic lights" in found.refused[0]

    def test_a_key_of_the_analysis_is_set_beside_its_count(self, second: Audit, cast: Cast) -> None:
        row = self.paper(second, cast)
        earlier_rounds.add_figure(
            row, by=cast.lead, now=NOW, text="Good", key="grades.agreed.GOOD", numerator=1, denominator=10,
            more_is_better=True,
        )  # fmt: skip
        (line,) = found_on(second, cast.lead).values()
        assert line[0] == "1 of the 10 audits (10%)"

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({}, "Enter the numbers, the percentage or the amount"),
            ({"numerator": 3}, "Enter what the number is out of"),
            ({"numerator": 9, "denominator": 3}, "9 cannot be out of 3"),
            ({"percentage": 3, "denominator": 9}, "Enter how many of them"),
            ({"numerator": 3, "denominator": 9, "amount_as_given": "some"}, "not both"),
        ],
    )
    def test_figures_that_say_nothing_are_refused(
        self, second: Audit, cast: Cast, said: dict[str, Any], sentence: str
    ) -> None:
        row = self.paper(second, cast)
        with pytest.raises(Refused, match=sentence):
            earlier_rounds.add_figure(row, by=cast.lead, now=NOW, text="x", **said)

    def test_round_and_figure_are_typed_changed_and_removed(self, second: Audit, cast: Cast, sign_in: SignIn) -> None:
        client = sign_in(cast.lead)
        assert client.post(HERE, {"act": "round", "label": "On paper", "cases": "9"}).status_code == 302
        row = EarlierRound.objects.get(label="On paper")
        at = f"{HERE}rounds/{row.uid}/"
        sent = {"act": "add", "add-text": "Good", "add-numerator": "3", "add-denominator": "9", "add-key": ""}
        assert client.post(at, sent).status_code == 302
        figure = PublishedFigure.objects.get(earlier_round=row)
        shown = text(client.get(at))
        assert "3 of 9" in shown
        where = f"{HERE}figures/{figure.uid}/"
        sent = {
            "act": "edit", "edit-text": "Good", "edit-numerator": "4", "edit-denominator": "9", "edit-version": "1",
        }  # fmt: skip
        assert client.post(where, sent).status_code == 302
        assert client.post(where, sent).status_code == 409  # somebody saved meanwhile
        assert client.post(where, {"act": "remove"}).status_code == 302
        assert client.post(at, {"act": "remove"}).status_code == 302
        assert not EarlierRound.objects.filter(pk=row.pk).exists()

    def test_a_round_of_the_same_name_is_refused_and_nothing_lost(
        self, second: Audit, cast: Cast, sign_in: SignIn
    ) -> None:
        self.paper(second, cast)
        sent = {"act": "round", "label": "First round", "note": "My note."}
        shown = text(sign_in(cast.lead).post(HERE, sent))
        assert "has a round of that name already" in shown
        assert "My note." in shown

    def test_a_round_that_was_judged_stays(self, second: Audit, cast: Cast) -> None:
        row = self.paper(second, cast)
        judging.judge(second, row, "grades:positive", by=cast.lead, now=NOW, change="same", why="x")
        with pytest.raises(Refused, match="so it stays"):
            earlier_rounds.remove_round(row, by=cast.lead, now=NOW)

    @pytest.mark.parametrize("who", ["panel", "police_contact", "other_lead"])
    def test_others_type_nothing(self, second: Audit, cast: Cast, sign_in: SignIn, who: str) -> None:
        row = self.paper(second, cast)
        client = sign_in(getattr(cast, who))
        assert client.get(f"{HERE}rounds/{row.uid}/").status_code == 404
        assert client.post(HERE, {"act": "round", "label": "x"}).status_code in (403, 404)
        assert EarlierRound.objects.count() == 1
