"""Brothers and sisters side by side: marked by the lead, answered once or each for itself, saved for all or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person
from audit_project.refused import Refused, Stale
from audits.returns import acts
from audits.returns.models import AgencyReturn, Answer
from audits.sample import acts as sample_acts
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, address, opened

SignIn = Callable[[Person], Client]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
NO_GROUP = "You write no return on a brother or sister"
pytestmark = pytest.mark.django_db


def fields_of(page: str) -> dict[str, str]:
    """What the browser would send of a page as it stands."""
    found = dict(HIDDEN.findall(page))
    found |= dict(re.findall(r'name="([^"]+)" value="([^"]*)" id="[^"]+" checked', page))
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


@dataclass
class Group:
    """The police's returns on cases 1 and 2, which are brothers and sisters, and its auditor at the first page."""

    one: AgencyReturn
    two: AgencyReturn
    client: Client

    @property
    def at(self) -> str:
        return address(self.one, "siblings/1/")

    def form(self) -> dict[str, str]:
        """What the page sends when nobody has typed anything: its hidden fields and what is ticked."""
        page = self.client.get(self.at).content.decode()
        return fields_of(page)

    def answer(self, row: AgencyReturn, at: int = 0) -> Answer:
        return row.answers.select_related("standard").order_by("standard__domain__order", "standard__number")[at]

    def values(self, at: int = 0) -> list[tuple[str, str]]:
        both = (self.answer(self.one, at), self.answer(self.two, at))
        return [(row.value, row.comment) for row in both]


def another_case(audit: Audit, cast: Cast, number: int = 2) -> Case:
    case = Case.objects.create(audit=audit, number=number, state="returns", added_at=NOW, added_by=cast.lead)
    mark(case, cast)
    return case


def mark(case: Case, cast: Cast, sign: str = "A") -> None:
    sample_acts.mark_siblings(case, by=cast.lead, now=NOW, version=case.version, sibling_group=sign)


@pytest.fixture
def group(cast: Cast, case: Case, police: AgencyReturn, sign_in: SignIn) -> Group:
    mark(case, cast)
    two = opened(another_case(case.audit, cast), cast.police, cast.police_auditor, cast.lead)
    return Group(police, two, sign_in(cast.police_auditor))


def key(group: Group, which: str, name: str, at: int = 0) -> str:
    """The name of a field: which is "all", or the case as "c1"."""
    return f"{which}-q{group.answer(group.one, at).standard_id}-{name}"


# The mark


def test_the_lead_marks_cases_and_each_says_with_which_others(
    cast: Cast, case: Case, sign_in: SignIn, audit: Audit
) -> None:
    another_case(audit, cast)
    client = sign_in(cast.lead)
    at = "/audits/T-2026-01/cases/1/siblings/"
    assert "Which cases are brothers and sisters of case 1?" in client.get(at).content.decode()
    sent = {"version": case.version, "sibling_group": " a ", "whose": str(cast.lead.uid)}
    assert client.post(at, sent).status_code == 302
    case.refresh_from_db()
    assert case.sibling_group == "A"
    assert re.search(
        r"Sibling group A, with <a[^>]+>case 2</a>", client.get("/audits/T-2026-01/cases/1/").content.decode()
    )


@pytest.mark.parametrize("sign", ["1", "A1", "ABC", "Ä", "a b"])
def test_another_mark_is_refused_with_words(sign: str, cast: Cast, case: Case, sign_in: SignIn) -> None:
    sent = {"version": case.version, "sibling_group": sign}
    page = sign_in(cast.lead).post("/audits/T-2026-01/cases/1/siblings/", sent).content.decode()
    assert "Use one or two capital letters" in page or "Use 2 characters or fewer" in page
    case.refresh_from_db()
    assert case.sibling_group == ""


def test_nobody_else_marks_cases_and_not_once_the_audit_is_over(cast: Cast, case: Case) -> None:
    for person in (cast.police_auditor, cast.other_lead, cast.scrutineer):
        with pytest.raises(Refused):
            sample_acts.mark_siblings(case, by=person, now=NOW, version=case.version, sibling_group="A")
    Audit.objects.filter(pk=case.audit_id).update(state="closed")
    case.audit.refresh_from_db()
    with pytest.raises(Refused, match="the mark stays as it is"):
        mark(case, cast)


def test_two_leads_who_mark_one_case_see_both_marks(cast: Cast, case: Case) -> None:
    before = case.version
    mark(case, cast)
    with pytest.raises(Stale) as clash:
        sample_acts.mark_siblings(case, by=cast.lead, now=NOW, version=before, sibling_group="B")
    assert (clash.value.theirs, clash.value.yours) == ({"sibling_group": "A"}, {"sibling_group": "B"})


# Who is offered it


def test_the_return_and_my_returns_lead_there(group: Group) -> None:
    link = f'href="{group.at}"'
    assert link in group.client.get(address(group.one)).content.decode()
    assert link in group.client.get("/returns/").content.decode()


def test_a_return_alone_in_its_group_has_nothing_beside_it(
    cast: Cast, case: Case, school: AgencyReturn, group: Group, sign_in: SignIn
) -> None:
    client = sign_in(cast.auditor)
    assert "side by side" not in client.get(address(school)).content.decode()
    assert NO_GROUP in client.get(address(school, "siblings/1/")).content.decode()


def test_another_mark_or_none_is_another_family(group: Group, cast: Cast) -> None:
    for sign in ("B", ""):
        group.two.case.refresh_from_db()
        mark(group.two.case, cast, sign)
        assert NO_GROUP in group.client.get(group.at).content.decode()


def test_whose_auditor_is_another_is_not_shown(group: Group, cast: Cast, sign_in: SignIn) -> None:
    """A colleague's return on the sister is the colleague's; the agency's contact answers for both."""
    involvement = group.two.involvement
    involvement.auditor = cast.panel  # an auditor of the same police
    involvement.save()
    assert NO_GROUP in group.client.get(group.at).content.decode()
    assert "Case 2" in sign_in(cast.police_contact).get(group.at).content.decode()
    for person, status in ((cast.auditor, 404), (cast.lead, 403)):
        assert sign_in(person).get(group.at).status_code == status


# Answering


def test_one_answer_for_the_group_and_one_of_its_own(group: Group) -> None:
    sent = group.form()
    sent |= {key(group, "all", "given"): "YES", key(group, "c2", "given", 1): "PARTLY"}
    sent |= {key(group, "all", "given", 2): "NO", key(group, "c1", "given", 2): "YES"}
    answer = group.client.post(group.at, sent)
    assert answer["Location"] == address(group.one, "siblings/2/")
    assert group.values() == [("YES", ""), ("YES", "")]
    assert group.values(1) == [("", ""), ("PARTLY", "")]
    assert group.values(2) == [("YES", ""), ("NO", "")]  # what was changed under a case stands for that case
    assert {row.state for row in AgencyReturn.objects.filter(pk__in=[group.one.pk, group.two.pk])} == {"in_progress"}


def test_the_group_s_answer_takes_the_place_of_one_that_was_left(group: Group, cast: Cast) -> None:
    first = acts.AnswerInput(group.answer(group.two).standard_id, 1, "PARTLY", "RATED", "Late by a week.")
    acts.save_answers(group.two, by=cast.police_auditor, now=NOW, answers=[first])
    group.client.post(group.at, group.form() | {key(group, "all", "given"): "NO"})
    assert group.values() == [("NO", ""), ("NO", "Late by a week.")]


def test_the_group_s_comment_goes_where_there_is_none(group: Group) -> None:
    sent = group.form() | {key(group, "all", "given"): "NO", key(group, "all", "comment"): "Nobody rang."}
    sent |= {key(group, "c1", "comment"): "The letter went to the old home."}
    group.client.post(group.at, sent)
    assert group.values() == [("NO", "The letter went to the old home."), ("NO", "Nobody rang.")]


def test_a_comment_that_would_go_nowhere_is_shown_again(group: Group) -> None:
    sent = group.form() | {key(group, "all", "given"): "YES", key(group, "all", "comment"): "Nobody rang."}
    page = group.client.post(group.at, sent).content.decode()
    assert "This comment goes to no case" in page
    assert "Nobody rang.</textarea>" in page
    assert group.values() == [("", ""), ("", "")]


def test_nothing_answers_the_whole_page(group: Group) -> None:
    group.client.post(group.at, group.form() | {key(group, "all", "given"): "YES"})
    assert Answer.objects.filter(agency_return__in=[group.one, group.two], value="YES").count() == 2


def test_a_page_sent_as_it_was_writes_nothing(group: Group) -> None:
    assert group.client.post(group.at, group.form()).status_code == 302
    assert {row.state for row in AgencyReturn.objects.filter(pk__in=[group.one.pk, group.two.pk])} == {"not_started"}


def test_a_question_of_one_return_stands_under_that_one_alone(group: Group) -> None:
    """A sister's return may have the short form: what it is not asked has no column for her."""
    gone = group.answer(group.two)
    standard = gone.standard_id
    gone.delete()
    page = group.client.get(group.at).content.decode()
    assert f'name="c1-q{standard}-given"' in page
    assert f'name="c2-q{standard}-given"' not in page
    assert f'name="all-q{standard}-given"' not in page


# Two people, and what was handed in


def test_a_clash_on_one_case_saves_none_and_shows_both(group: Group, cast: Cast) -> None:
    sent = group.form() | {key(group, "all", "given"): "YES"}
    theirs = acts.AnswerInput(group.answer(group.two).standard_id, 1, "NO", "RATED", "Not on file.")
    acts.save_answers(group.two, by=cast.police_contact, now=NOW, answers=[theirs])
    answer = group.client.post(group.at, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Someone else saved this while you were writing" in page
    assert group.values() == [("", ""), ("NO", "Not on file.")]
    # The page now stands on what the other saved: sending it again is a decision.
    again = fields_of(page)
    assert again[key(group, "c2", "given")] == "YES"
    assert group.client.post(group.at, again).status_code == 302
    assert [value for value, _ in group.values()] == ["YES", "YES"]


def test_one_that_was_handed_in_is_only_read(group: Group, cast: Cast, ready: Ready) -> None:
    acts.submit_return(ready(group.two), by=cast.police_auditor, now=NOW)
    page = group.client.get(group.at).content.decode()
    assert 'name="c2-' not in page
    assert 'name="all-' not in page
    assert "Submitted: it can only be read." in page
    group.client.post(group.at, group.form() | {key(group, "c1", "given"): "YES"})
    assert group.values() == [("YES", ""), ("", "")]


def test_one_handed_in_meanwhile_drops_no_word(group: Group, cast: Cast, ready: Ready) -> None:
    sent = group.form() | {key(group, "all", "given"): "PARTLY", key(group, "c2", "comment"): "Typed at lunch."}
    acts.submit_return(ready(group.two), by=cast.police_auditor, now=NOW)
    page = group.client.post(group.at, sent).content.decode()
    assert "Case 2: This return has been submitted." in page
    assert "Typed at lunch.</textarea>" in page
    assert group.values() == [("", ""), ("", "")]


def test_the_last_page_leads_to_each_case_s_own(group: Group) -> None:
    found = re.search(r"page 1 of (\d)", group.client.get(group.at).content.decode())
    assert found is not None
    parts = int(found[1])
    page = group.client.get(address(group.one, f"siblings/{parts + 1}/")).content.decode()
    for row in (group.one, group.two):
        assert address(row, "findings/") in page
        assert address(row, "grade/") in page
    assert group.client.get(address(group.one, f"siblings/{parts + 2}/")).status_code == 404


def test_more_brothers_cost_no_more_than_their_own_line_in_the_journal(
    group: Group, cast: Cast, audit: Audit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    group.client.get(group.at)
    with django_assert_num_queries(8) as two:  # session, person, roles, the return, the group, answers, a line for each
        group.client.get(group.at)
    opened(another_case(audit, cast, 3), cast.police, cast.police_auditor, cast.lead)
    with django_assert_num_queries(len(two) + 1):
        group.client.get(group.at)


def test_the_questions_of_a_return_lead_to_the_next_unanswered_one(group: Group, cast: Cast) -> None:
    first, second = group.answer(group.one), group.answer(group.one, 1)
    at = address(group.one, "questions/1/")
    assert f'href="#id_q{first.standard_id}-given_0"' in group.client.get(at).content.decode()
    given = acts.AnswerInput(first.standard_id, 1, "YES", "RATED")
    acts.save_answers(group.one, by=cast.police_auditor, now=NOW, answers=[given])
    page = group.client.get(at).content.decode()
    assert f'href="#id_q{second.standard_id}-given_0"' in page
    assert f'id="id_q{second.standard_id}-given_0"' in page
