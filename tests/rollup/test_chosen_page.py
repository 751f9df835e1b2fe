"""The page "Say it another way": read in both tiers first, then kept; nothing false is offered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused
from audits.meeting.models import Theme
from audits.rollup.chosen import acts
from audits.rollup.chosen.models import ChosenWording
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build
from tests.rollup.test_chosen import large
from tests.rollup.test_roll_up_page import words

SignIn = Callable[[Person], Client]
ADDRESS = "/audits/T-2026-01/roll-up/wordings/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def missed(four_cases: Audit) -> Theme:
    return Theme.objects.get(audit=four_cases, statement="Signs were missed.")


def part_of(theme: Theme, part: str = "condition:CP") -> dict[str, str]:
    return {"of": f"theme:{theme.uid}", "way": "part", "part": part}


def test_the_analysis_leads_its_lead_there_and_nobody_else(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    link = f'href="{ADDRESS}"'
    assert link in sign_in(cast.lead).get("/audits/T-2026-01/roll-up/").content.decode()
    assert link not in sign_in(cast.scrutineer).get("/audits/T-2026-01/roll-up/").content.decode()


def test_a_theme_or_question_is_chosen_first(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.lead).get(ADDRESS)
    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert f'value="theme:{missed.uid}"' in page
    assert "Nobody was found under this one." not in page  # it has no number
    assert "Was the" not in words(page).partition("Questions")[0]
    assert page.count('value="question:') == 5  # those that somebody answered yes, partly or no


def test_then_how_and_only_what_is_there_is_offered(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.lead).get(ADDRESS, {"of": f"theme:{missed.uid}"}).content.decode()
    assert 'value="condition:CP"' in page
    assert 'value="plan:CP"' not in page  # the condition says it
    assert 'value="condition:UNBORN"' not in page
    assert re.search(r'value="answer:\d+:PARTLY"', page)
    assert 'value="about"' not in page  # four cases are too few for any
    assert 'value="met"' not in page  # of a question alone
    assert "There is a problem" not in page


def test_it_is_read_inside_and_published_before_it_is_kept(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    page = words(client.get(ADDRESS, part_of(missed)).content.decode())
    said = "Of the 2 audits where a child is on a Child Protection plan, both: Signs were missed."
    assert f"Inside {said} Cases" in page
    held = "An area for development, in a part of the audits: not given, because the numbers are small."
    assert f"Published {held} The briefing leaves it out as long as this is so." in page
    assert not ChosenWording.objects.exists()
    answer = client.post(ADDRESS, {"act": "keep", **part_of(missed)}, follow=True)
    assert "It is kept." in answer.content.decode()
    row = ChosenWording.objects.get()
    assert (row.theme, row.condition_id, row.chosen_by, row.order) == (missed, "CP", cast.lead, 1)
    entry = JournalEntry.objects.get(verb="added", kind="chosenwording")
    assert (entry.object_uid, entry.audit_uid) == (str(row.uid), missed.audit.uid)
    analysis = words(client.get("/audits/T-2026-01/roll-up/themes/").content.decode())
    assert said in analysis
    assert said not in words(client.get("/audits/T-2026-01/roll-up/themes/", {"group": "CP"}).content.decode())


def test_one_is_taken_away(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    client.post(ADDRESS, {"act": "keep", **part_of(missed)})
    row = ChosenWording.objects.get()
    answer = client.post(ADDRESS, {"act": "remove", "row": str(row.uid)}, follow=True)
    assert "It is taken away." in answer.content.decode()
    assert not ChosenWording.objects.exists()
    assert JournalEntry.objects.filter(verb="removed", kind="chosenwording", object_uid=str(row.uid)).exists()
    assert client.post(ADDRESS, {"act": "remove", "row": str(row.uid)}).status_code == 404
    assert client.post(ADDRESS, {"act": "remove"}).status_code == 404


def test_an_approximation_is_offered_where_it_is_true_and_dropped_where_it_is_not(
    build: Build, cast: Cast, sign_in: SignIn
) -> None:
    theme, client = large(build, found=5), sign_in(cast.lead)
    of = {"of": f"theme:{theme.uid}"}
    page = client.get(ADDRESS, of).content.decode()
    assert '<option value="a quarter">' in page
    assert '<option value="a third">' not in page
    asked = {**of, "way": "about", "phrase": "a quarter"}
    assert "In a quarter of the audits (5 of the 20): It was late." in words(
        client.get(ADDRESS, asked).content.decode()
    )
    client.post(ADDRESS, {"act": "keep", **asked})
    build.finding(theme, build.audit.cases.get(number=20))
    page = words(client.get(ADDRESS).content.decode())
    assert "In 6 of the 20 audits (30%): It was late." in page
    assert "“A quarter” is no longer true, so the plain number is said." in page
    asked["phrase"] = "about a third"  # not true of 6 of 20
    answer = client.post(ADDRESS, {"act": "keep", **asked})
    assert "Choose one of the answers on the list." in answer.content.decode()
    assert ChosenWording.objects.count() == 1


def test_yes_and_partly_of_a_question(build: Build, four_cases: Audit, cast: Cast, sign_in: SignIn) -> None:
    client, question = sign_in(cast.lead), build.of_domain("REC")[0]
    asked = {"of": f"question:{question.pk}", "way": "met"}
    assert "Inside Yes or partly in 4 of the 5 answers:" in words(client.get(ADDRESS, asked).content.decode())
    client.post(ADDRESS, {"act": "keep", **asked})
    assert ChosenWording.objects.get().standard == question
    type(question).objects.filter(pk=question.pk).update(takes="yes_no")
    page = client.get(ADDRESS, {"of": f"question:{question.pk}"}).content.decode()
    assert 'value="met"' not in page


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"of": ""}, "Choose a theme or a question."),
        ({"of": "theme:nobody"}, "Choose one of the answers on the list."),
        ({"of": "question:99999999999999999999"}, "Choose one of the answers on the list."),
        ({"of": "<script>alert(1)</script>"}, "Choose one of the answers on the list."),
        ({"way": ""}, "Choose how it is said."),
        ({"way": "most"}, "Choose one of the answers on the list."),
        ({"part": ""}, "Choose a part of the cases."),
        ({"part": "condition:UNBORN"}, "Choose one of the answers on the list."),  # of no case here
        ({"part": "answer:1:MAYBE"}, "Choose one of the answers on the list."),
        ({"way": "met"}, "Choose one of the answers on the list."),  # of a theme
        ({"way": "about", "phrase": "most"}, "Choose one of the answers on the list."),
    ],
)
def test_what_is_not_on_the_list_is_refused_in_words(
    sent: dict[str, str], told: str, missed: Theme, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.lead)
    for answer in (
        client.get(ADDRESS, {**part_of(missed), **sent}),
        client.post(ADDRESS, {"act": "keep", **part_of(missed), **sent}),
    ):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "There is a problem" in page
        assert told in page
        assert "<script>alert" not in page
    assert not ChosenWording.objects.exists()


def test_the_same_sentence_twice_is_refused_in_words(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    client.post(ADDRESS, {"act": "keep", **part_of(missed)})
    assert "It is said this way already." in client.post(ADDRESS, {"act": "keep", **part_of(missed)}).content.decode()
    assert ChosenWording.objects.count() == 1


def test_nothing_of_another_audit_is_chosen_or_taken_away(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.choose_wording(missed.audit, by=cast.other_lead, now=NOW, **part_of(missed))
    other = Audit.objects.create(reference="T-2026-77", theme="Another", created_at=NOW, created_by=cast.other_lead)
    theirs = Theme.objects.create(audit=other, kind="develop", statement="Elsewhere.")
    row = ChosenWording.objects.create(
        audit=other, theme=theirs, way="part", condition_id="CP", chosen_at=NOW, chosen_by=cast.other_lead
    )
    client = sign_in(cast.lead)
    assert "Elsewhere." not in client.get(ADDRESS, part_of(theirs)).content.decode()
    assert client.post(ADDRESS, {"act": "remove", "row": str(row.uid)}).status_code == 404
    client.post(ADDRESS, {"act": "keep", **part_of(theirs)})
    assert ChosenWording.objects.get() == row


@pytest.mark.parametrize("who", ["other_lead", "administrator", "reader", "stranger", "superuser", "colleague"])
def test_strangers_find_nothing(who: str, missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"act": "keep", **part_of(missed)}).status_code == 404
    assert not ChosenWording.objects.exists()


@pytest.mark.parametrize("who", ["scrutineer", "panel", "safeguarding_lead", "school_contact"])
def test_others_of_the_audit_are_told_who_chooses(who: str, missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(getattr(cast, who)).post(ADDRESS, {"act": "keep", **part_of(missed)})
    assert answer.status_code == 403
    assert "Only the audit&#x27;s lead chooses how a number is said." in answer.content.decode()
    assert not ChosenWording.objects.exists()


def test_nothing_changes_in_a_closed_audit(missed: Theme, cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.filter(pk=missed.audit_id).update(state="closed")
    assert sign_in(cast.lead).post(ADDRESS, {"act": "keep", **part_of(missed)}).status_code == 403
    assert not ChosenWording.objects.exists()


def test_nothing_to_choose_is_said(audit: Audit, cast: Cast, sign_in: SignIn) -> None:
    assert "There is nothing to say yet." in sign_in(cast.lead).get(ADDRESS).content.decode()


def test_there_is_an_end_to_it(missed: Theme, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "MOST", 1)
    acts.choose_wording(missed.audit, by=cast.lead, now=NOW, **part_of(missed))
    with pytest.raises(Refused, match="Take one away first"):
        acts.choose_wording(missed.audit, by=cast.lead, now=NOW, **part_of(missed, "plan:CLA"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"of": "theme:x", "way": "part", "part": "condition:CP"}, "Choose a theme or a question."),
        ({"way": "part", "part": "condition:NONE"}, "Choose the part or the approximation"),
        ({"way": "part", "part": ""}, "Choose the part or the approximation"),
        ({"way": "about", "phrase": "most"}, "Choose one of the approximations"),
        ({"way": "about", "phrase": "93%"}, "Choose one of the approximations"),
        ({"way": "met"}, "nothing is partly"),
        ({"way": "most"}, "Choose how it is said."),
    ],
)
def test_the_act_refuses_whoever_calls_it(said: dict[str, str], told: str, missed: Theme, cast: Cast) -> None:
    with pytest.raises(Refused, match=told):
        acts.choose_wording(missed.audit, by=cast.lead, now=NOW, **{"of": f"theme:{missed.uid}", **said})
