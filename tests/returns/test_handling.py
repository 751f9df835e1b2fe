"""What is kept back: the agency and the lead read it, the panel does not, and it leaves in no export."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import Person
from audits.desk.packs.dump import dump
from audits.meeting import acts as meeting_acts
from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast
from tests.returns.conftest import Ready, add, address

pytestmark = pytest.mark.django_db
SECRET, SAID, OPEN = "For the lead's eyes.", "To be said aloud.", "Anybody on the panel."
SignIn = Callable[[Person], Client]


@pytest.fixture
def kept(school: AgencyReturn, ready: Ready, cast: Cast) -> AgencyReturn:
    """The school's return, submitted, its meeting open: one finding and one comment of each mark."""
    ready(school)
    answers = list(school.answers.order_by("pk")[:3])
    marks = (("panel", OPEN), ("meeting", SAID), ("lead", SECRET))
    for (mark, words), answer in zip(marks, answers, strict=True):
        add(school, cast.auditor, f"Finding. {words}", handling=mark, evidence=f"Entry. {words}")
        given = acts.AnswerInput(answer.standard_id, answer.version, "NO", "RATED", f"Comment. {words}", mark)
        acts.save_answers(school, by=cast.auditor, now=NOW, answers=[given])
    acts.submit_return(school, by=cast.auditor, now=NOW)
    Audit.objects.filter(pk=school.audit_id).update(state="meeting")
    school.case.refresh_from_db()
    school.case.audit.refresh_from_db()
    meeting = meeting_acts.prepare_meeting(school.case, by=cast.lead, now=NOW)
    meeting_acts.open_meeting(meeting, by=cast.lead, now=NOW, held_on=TODAY)
    return AgencyReturn.objects.get(pk=school.pk)


def pages(client: Client, row: AgencyReturn) -> dict[str, str]:
    case = f"/audits/{row.audit.reference}/cases/{row.case.number}/meeting/"
    found = {}
    for where in (address(row), case, f"{case}findings/"):
        answer = client.get(where)
        assert answer.status_code == 200, where
        found[where] = answer.content.decode()
    return found


@pytest.mark.parametrize("who", ["lead", "scrutineer"])
def test_the_lead_and_the_scrutineer_read_everything(kept: AgencyReturn, cast: Cast, sign_in: SignIn, who: str) -> None:
    page = "".join(pages(sign_in(getattr(cast, who)), kept).values())
    for words in (OPEN, SAID):
        assert words in page
    assert "For the lead&#x27;s eyes." in page


def test_the_panel_reads_what_is_not_kept_back_and_that_something_is(
    kept: AgencyReturn, cast: Cast, sign_in: SignIn
) -> None:
    for where, page in pages(sign_in(cast.panel), kept).items():
        assert "the lead&#x27;s eyes" not in page, where
        assert SAID not in page, where
        if not where.endswith("findings/"):
            assert OPEN in page, where
            assert "Kept back for the audit&#x27;s lead." in page, where
            assert "Kept back: it will be said at the meeting." in page, where


def test_its_own_agency_reads_all_of_it(kept: AgencyReturn, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.school_contact).get(address(kept)).content.decode()
    assert SAID in page
    assert "For the lead&#x27;s eyes." in page
    assert "The audit&#x27;s lead only" in page


def test_a_tick_is_never_kept_back(kept: AgencyReturn, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.panel).get(address(kept)).content.decode()
    assert page.count("Kept back for the audit&#x27;s lead.") == 2  # the comment beside "No", and the finding
    assert page.count(">No<") >= 3


def test_no_export_holds_its_words_and_the_pack_holds_the_rest(kept: AgencyReturn, cast: Cast) -> None:
    text = json.dumps(dump(kept.audit))
    assert OPEN in text
    for words in (SECRET, SAID):
        assert words not in text
    (entry,) = json.loads(text)["cases"][0]["returns"]
    assert [one.get("handling") for one in entry["findings"]] == [None, None, "meeting", "lead"]
    assert sum(one.get("value") == "NO" for one in entry["answers"]) == 3


def test_what_is_kept_back_is_put_into_other_words_before_the_panel_reads_it(
    kept: AgencyReturn, cast: Cast, sign_in: SignIn
) -> None:
    secret = kept.findings.get(handling="lead")
    where = f"/audits/{kept.audit.reference}/cases/1/meeting/findings/"
    sent = {"sources": [secret.pk], "text": "", "scope": "agency"}
    answer = sign_in(cast.lead).post(where, sent)
    assert "This finding is kept back: write it in words that the panel may read." in answer.content.decode()
    assert not kept.case.agreed_findings.exists()
    assert sign_in(cast.lead).post(where, {**sent, "text": "Told late."}).status_code == 302


def test_a_mark_that_is_none_is_refused(school: AgencyReturn, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.auditor)
    sent = {"kind": "good", "domain": "REC", "scope": "agency", "text": "Seen early.", "handling": "everybody"}
    assert (
        "Choose one of the answers on the list." in client.post(address(school, "findings/add/"), sent).content.decode()
    )
    assert not school.findings.exists()
