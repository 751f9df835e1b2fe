"""What the agency recommends and has done: written in its return, kept back by its mark, looked through, read after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused, Stale
from audits.returns import acts
from audits.returns.filling_in.nothing import written_before
from audits.returns.filling_in.outline import progress_of
from audits.returns.handing_in.checks import what_advises, what_blocks, written_in
from audits.returns.handing_in.words import words_in
from audits.returns.models import AgencyReturn
from audits.returns.reading import whole
from audits.returns.steps.acts import MOST_STEPS
from audits.returns.steps.models import NOT_IN_THE_FUTURE, ONLY_OF_WHAT_IS_DONE, AgencyStep
from tests.conftest import NOW, TODAY, Cast
from tests.returns.conftest import Ready, address
from tests.returns.test_keeping import Tab

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LIST = "recommendations/"


def step(row: AgencyReturn, by: Person, text: str = "Answer each referral within a day.", **said: Any) -> AgencyStep:
    return acts.add_step(row, by=by, now=NOW, **{"kind": "own", "text": text, "handling": "panel", **said})


def texts(row: AgencyReturn) -> list[str]:
    return list(AgencyStep.objects.filter(agency_return=row).values_list("text", flat=True))


def events(one: AgencyStep) -> list[str]:
    model: Any = AgencyStep._meta.get_field("events").related_model
    return list(model.objects.filter(id=one.pk).order_by("pgh_id").values_list("text", flat=True))


def test_a_row_is_added_changed_and_removed_on_its_pages(cast: Cast, sign_in: SignIn, police) -> None:
    client = sign_in(cast.police_auditor)
    said = {"version": "1", "kind": "done", "text": "We trained the team.", "handling": "panel"}
    day = {"done_on_day": "1", "done_on_month": "6", "done_on_year": "2025"}
    assert client.post(address(police, f"{LIST}add/"), said | day).headers["Location"] == address(police, LIST)
    one = AgencyStep.objects.get()
    assert (one.kind, one.text, str(one.done_on), one.handling) == (
        "done",
        "We trained the team.",
        "2025-06-01",
        "panel",
    )
    assert (one.audit_id, one.case_id, one.agency_id) == (police.audit_id, police.case_id, police.agency_id)
    page = client.get(address(police, LIST)).content.decode()
    assert "Already done, on 1 June 2025" in page
    assert "We trained the team." in page
    changed = {"version": "1", "kind": "partnership", "text": "Train every team.", "handling": "meeting"}
    at = address(police, f"{LIST}{one.uid}/")
    assert "We trained the team." in client.get(at).content.decode()
    assert client.post(at, changed).status_code == 302
    one.refresh_from_db()
    assert (one.kind, one.text, one.done_on, one.version) == ("partnership", "Train every team.", None, 2)
    assert events(one) == ["We trained the team.", "Train every team."]
    assert "Train every team." in client.get(f"{at}remove/").content.decode()
    assert client.post(f"{at}remove/").status_code == 302
    assert texts(police) == []
    assert events(one) == ["We trained the team.", "Train every team."]
    written = JournalEntry.objects.filter(kind="agencystep").order_by("pk").values_list("verb", flat=True)
    assert list(written) == ["added", "edited", "removed"]


def test_it_is_optional_and_the_return_says_how_many_stand(cast: Cast, sign_in: SignIn, police, ready: Ready) -> None:
    ready(police)
    written = written_in(police, whole(police))
    assert "recommend" not in " ".join(one.words for one in (*what_blocks(written), *what_advises(written)))
    client = sign_in(cast.police_auditor)
    steps = {one.short: one for one in client.get(address(police)).context["outline"].steps}
    assert (steps["What you recommend"].words, steps["What you recommend"].done) == ("Optional", True)
    step(police, cast.police_auditor)
    assert progress_of(police).steps == 1
    assert written_before(police).steps == 1
    steps = {one.short: one for one in client.get(address(police)).context["outline"].steps}
    assert steps["What you recommend"].words == "1 written"


@pytest.mark.parametrize(
    ("said", "place", "words"),
    [
        ({"kind": ""}, "id_kind_0", "Choose whether you recommend it or have done it."),
        ({"kind": "none-such"}, "id_kind_0", "Choose"),
        ({"text": " "}, "id_text", "Write what should be done, or what you have done."),
        ({"text": "a" * 2001}, "id_text", "2,000"),
        ({"done_on_day": "1", "done_on_month": "6", "done_on_year": "2025"}, "id_done_on_0", ONLY_OF_WHAT_IS_DONE),
        (
            {"kind": "done", "done_on_day": "31", "done_on_month": "2", "done_on_year": "2025"},
            "id_done_on_0",
            "real date",
        ),
        (
            {"kind": "done", "done_on_day": "1", "done_on_month": "1", "done_on_year": "2099"},
            "id_done_on_0",
            NOT_IN_THE_FUTURE,
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, sign_in: SignIn, police, said: dict[str, str], place: str, words: str
) -> None:
    sent = {"version": "1", "kind": "own", "text": "Answer within a day.", "handling": "panel", **said}
    page = sign_in(cast.police_auditor).post(address(police, f"{LIST}add/"), sent)
    shown = page.content.decode()
    assert page.status_code == 200
    assert words in shown
    assert f'href="#{place}"' in shown
    assert texts(police) == []


def test_today_is_a_day_on_which_something_may_be_done_and_tomorrow_is_not(cast: Cast, police) -> None:
    step(police, cast.police_auditor, kind="done", done_on=TODAY)
    with pytest.raises(Refused, match="cannot be in the future"):
        step(police, cast.police_auditor, kind="done", done_on=TODAY + timedelta(days=1))


def test_the_database_holds_that_only_what_is_done_has_a_date(cast: Cast, police) -> None:
    one = step(police, cast.police_auditor)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencyStep.objects.filter(pk=one.pk).update(done_on=TODAY)


def test_a_return_holds_so_many_and_no_more(cast: Cast, police) -> None:
    for number in range(MOST_STEPS):
        step(police, cast.police_auditor, f"Number {number}.")
    with pytest.raises(Refused, match="20 of these at most"):
        step(police, cast.police_auditor)


def test_its_own_agency_writes_and_others_find_no_page(cast: Cast, sign_in: SignIn, police) -> None:
    one = step(police, cast.police_auditor)
    pages = (LIST, f"{LIST}add/", f"{LIST}{one.uid}/", f"{LIST}{one.uid}/remove/")
    for page in pages:
        assert sign_in(cast.police_contact).get(address(police, page)).status_code == 200
    for who in (cast.auditor, cast.school_contact, cast.panel, cast.stranger, cast.superuser):
        client = sign_in(who)
        for page in pages:
            assert client.get(address(police, page)).status_code == 404
        for page in pages[1:]:
            assert client.post(address(police, page), {"kind": "own", "text": "Ours now."}).status_code == 404
    assert texts(police) == ["Answer each referral within a day."]


def test_a_row_is_found_under_its_own_return_alone(cast: Cast, sign_in: SignIn, police, school) -> None:
    one = step(school, cast.auditor)
    assert sign_in(cast.police_auditor).get(address(police, f"{LIST}{one.uid}/")).status_code == 404


def test_a_return_that_was_handed_in_takes_no_more_and_shows_what_was_typed(
    cast: Cast, sign_in: SignIn, police, ready: Ready
) -> None:
    one = step(police, cast.police_auditor)
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    client = sign_in(cast.police_auditor)
    sent = {"version": "1", "kind": "own", "text": "Typed too late.", "handling": "panel"}
    for page in (f"{LIST}add/", f"{LIST}{one.uid}/"):
        answer = client.post(address(police, page), sent)
        assert answer.status_code == 403
        assert "Typed too late." in answer.content.decode()
    with pytest.raises(Refused, match="submitted"):
        acts.remove_step(one, by=cast.police_auditor, now=NOW)
    assert texts(police) == ["Answer each referral within a day."]


def test_two_who_write_at_once_lose_nothing(cast: Cast, sign_in: SignIn, police) -> None:
    one = step(police, cast.police_auditor)
    acts.edit_step(one, by=cast.police_contact, now=NOW, version=1, text="Answer within two days.")
    sent = {"version": "1", "kind": "own", "text": "Answer within an hour.", "handling": "panel"}
    page = sign_in(cast.police_auditor).post(address(police, f"{LIST}{one.uid}/"), sent)
    assert page.status_code == 409
    assert "Answer within an hour." in page.content.decode()
    assert "Answer within two days." in page.content.decode()
    with pytest.raises(Stale):
        acts.edit_step(one, by=cast.police_auditor, now=NOW, version=1, text="Answer within an hour.")


def new_tab(cast: Cast, sign_in: SignIn, police: AgencyReturn) -> Tab:
    return Tab(sign_in(cast.police_auditor), cast.police_auditor, police, f"{LIST}add/", "new_step")


def test_a_new_row_is_kept_as_soon_as_it_is_complete_and_once(cast: Cast, sign_in: SignIn, police) -> None:
    tab = new_tab(cast, sign_in, police)
    tab.type(kind="own")
    assert tab.save().json()["faults"] == []
    assert texts(police) == []
    tab.type(text="Answer within")
    assert tab.save().json()["faults"] == []
    tab.type(text="Answer within a day.")
    tab.save()
    one = AgencyStep.objects.get()
    assert (one.text, one.version, events(one)) == ("Answer within a day.", 2, [])
    tab.type(text="Answer within a day, always.")
    assert tab.press().status_code == 302
    assert tab.press().status_code == 302  # pressed twice
    assert texts(police) == ["Answer within a day, always."]
    assert events(one) == ["Answer within a day, always."]


def test_a_page_that_lost_the_answer_to_its_first_save_adds_no_second_row(cast: Cast, sign_in: SignIn, police) -> None:
    tab = new_tab(cast, sign_in, police)
    tab.type(kind="own", text="Answer within a day.")
    tab.send(tab.body(), hear=False)
    tab.type(text="Answer within two days.")
    told = tab.save().json()
    assert told["clashes"] == []
    assert texts(police) == ["Answer within two days."]


def test_a_new_page_that_is_shown_again_goes_on_with_the_row_it_added(cast: Cast, sign_in: SignIn, police) -> None:
    tab = new_tab(cast, sign_in, police)
    tab.type(kind="own", text="Answer within a day.")
    tab.save()
    tab.type(text="")
    page = tab.press()
    assert page.status_code == 200
    one = AgencyStep.objects.get()
    assert f'action="{address(police, f"{LIST}{one.uid}/")}"' in page.content.decode()
    assert page.context["page"] == f"step-{one.uid}"


def test_a_row_that_stands_saves_itself_and_one_that_is_gone_says_so(cast: Cast, sign_in: SignIn, police) -> None:
    one = step(police, cast.police_auditor)
    tab = Tab(sign_in(cast.police_auditor), cast.police_auditor, police, f"{LIST}{one.uid}/", f"step-{one.uid}")
    tab.type(text="Answer within an hour.")
    assert tab.save().json()["clashes"] == []
    assert texts(police) == ["Answer within an hour."]
    acts.remove_step(one, by=cast.police_contact, now=NOW)
    tab.type(text="Answer at once.")
    answer = tab.save()
    assert answer.status_code == 403
    assert "has been removed" in answer.json()["refused"]


def test_a_text_that_is_too_long_is_kept_beside_and_holds_the_submit(
    cast: Cast, sign_in: SignIn, police, ready: Ready
) -> None:
    ready(police)
    tab = new_tab(cast, sign_in, police)
    tab.type(kind="own", text="a" * 2005)
    (fault,) = tab.save().json()["faults"]
    assert fault["kept"] is True
    (blocks,) = what_blocks(written_in(police, whole(police)))
    assert blocks.words.startswith("What you recommend or have done is too long by 5 characters.")
    assert blocks.url(police).startswith(address(police, f"{LIST}add/"))
    again = new_tab(cast, sign_in, police)
    assert again.words["text"] == "a" * 2005
    shown = sign_in(cast.police_auditor).get(address(police, f"{LIST}add/"))
    again.type(kind="own", text="Shorter.", long=[f"{row.uid}:{row.version}" for row in shown.context["long_texts"]])
    assert again.press().status_code == 302
    assert what_blocks(written_in(police, whole(police))) == []
    assert texts(police) == ["Shorter."]


def test_what_would_identify_somebody_stops_the_submit(cast: Cast, police, ready: Ready) -> None:
    one = step(police, cast.police_auditor, "Ring the mother on 07700 900123.")
    words = words_in(ready(police), whole(police))
    assert [found.text.url for found in words.stops] == [address(police, f"{LIST}{one.uid}/#id_text")]
    with pytest.raises(Refused):
        acts.submit_return(police, by=cast.police_auditor, now=NOW)


def test_readers_read_it_and_nobody_else(cast: Cast, sign_in: SignIn, police, ready: Ready) -> None:
    step(police, cast.police_auditor, kind="done", text="We trained the team.", done_on=TODAY)
    check = sign_in(cast.police_auditor).get(address(police, "check/")).content.decode()
    assert "We trained the team." in check
    assert sign_in(cast.lead).get(address(police)).status_code == 403  # a draft is its agency's own
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    for who in (cast.police_auditor, cast.police_contact, cast.lead, cast.scrutineer):
        assert "We trained the team." in sign_in(who).get(address(police)).content.decode()
    for who in (cast.auditor, cast.panel, cast.stranger, cast.superuser):
        assert sign_in(who).get(address(police)).status_code == 404


def test_the_list_asks_the_same_of_the_database_at_any_length(cast: Cast, sign_in: SignIn, police) -> None:
    client = sign_in(cast.police_auditor)
    taken = []
    for number in (1, 6):
        for place in range(number):
            step(police, cast.police_auditor, f"Number {number}, {place}.")
        client.get(address(police, LIST))
        with CaptureQueriesContext(connection) as caught:
            client.get(address(police, LIST))
        taken.append(len(caught))
    assert taken[0] == taken[1]
