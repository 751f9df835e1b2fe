"""A return with nothing to audit: two questions, handed in, counted as no return, an ordinary one if sent back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from agencies.models import JournalEntry, MailDomain
from audit_project.refused import Refused
from audits.lifecycle import Move
from audits.returns import acts
from audits.returns.links import acts as links
from audits.returns.models import AgencyReturn
from audits.rollup.counting.counts import roll_up
from audits.sample.acts import answer_involvement
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, add, address, grade

State = AgencyReturn.State
SignIn = Callable[..., Client]
SAID = {"answer": "NOTLOCATED", "nothing_because": "Both record systems, from 2019 on."}
CODES = ("NOCONTACT", "NOTKNOWN", "NOTLOCATED", "MOVED", "WITHHELD", "NOTREQUIRED")


def text(response) -> str:
    return response.content.decode()


def nothing(row: AgencyReturn, cast: Cast, **more: object) -> AgencyReturn:
    given = {**SAID, **more}
    acts.hand_in_nothing(row, by=cast.auditor, now=NOW, **given)  # type: ignore[arg-type]
    return AgencyReturn.objects.get(pk=row.pk)


@pytest.mark.parametrize("code", CODES)
def test_two_answers_hand_it_in_and_nothing_else_is_asked(school, cast: Cast, sign_in: SignIn, code: str) -> None:
    client = sign_in(cast.auditor)
    assert address(school, "nothing/") in text(client.get(address(school, "records/")))
    done = text(client.post(address(school, "nothing/"), {**SAID, "answer": code}, follow=True))
    assert "Nothing more is asked of you." in done
    assert "Both record systems, from 2019 on." in done
    row = AgencyReturn.objects.get(pk=school.pk)
    assert (row.state, row.submitted_by_id, row.involvement.answer_id) == (State.SUBMITTED, cast.auditor.pk, code)
    assert row.involvement.answered_by_id == cast.auditor.pk
    assert row.involvement.auditor_id == cast.auditor.pk
    assert set(row.answers.values_list("state_id", flat=True)) == {"UNANSWERED"}
    verbs = JournalEntry.objects.exclude(verb="read").order_by("-pk").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["submitted", "answered_involvement"]
    assert "to finish" not in text(client.get("/"))


def test_its_own_people_and_no_other_open_the_page(school, cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.auditor, cast.school_contact):
        assert sign_in(who).get(address(school, "nothing/")).status_code == 200
    for who in (cast.police_auditor, cast.colleague, cast.stranger, cast.superuser):
        assert sign_in(who).get(address(school, "nothing/")).status_code == 404
        assert sign_in(who).post(address(school, "nothing/"), SAID).status_code == 404
    assert sign_in(cast.lead).post(address(school, "nothing/"), SAID).status_code == 403
    nothing(school, cast)
    assert sign_in(cast.auditor).get(address(school, "nothing/")).status_code == 403


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"nothing_because": "Two systems."}, "Choose why there is nothing to audit."),
        ({"answer": "NOTKNOWN", "nothing_because": "  "}, "Say how you looked."),
        ({"answer": "KNOWN", "nothing_because": "Two systems."}, "Choose one of the answers on the list."),
        ({"answer": "NOTKNOWN", "nothing_because": "x" * 1001}, "Use 1,000 characters or fewer"),
        ({"answer": "NOTKNOWN", "nothing_because": "\x00\x02"}, "Say how you looked."),
        ({"answer": "NOTKNOWN", "nothing_because": "Looked under 943 476 5919."}, "looks as if it holds an NHS number"),
    ],
)
def test_each_question_has_its_sentence(school, cast: Cast, sign_in: SignIn, sent: dict, sentence: str) -> None:
    page = text(sign_in(cast.auditor).post(address(school, "nothing/"), sent))
    assert sentence in page
    school.refresh_from_db()
    assert school.state == State.NOT_STARTED


def test_what_was_written_is_left_out_only_after_a_tick_and_is_kept(
    school, cast: Cast, ready: Ready, sign_in: SignIn
) -> None:
    ready(school)
    client = sign_in(cast.auditor)
    assert "Leave out what is written already: 1 finding and a grade" in text(client.get(address(school, "nothing/")))
    page = text(client.post(address(school, "nothing/"), SAID))
    assert "This return holds 1 finding and a grade. Tick that they are left out." in page
    assert "Both record systems, from 2019 on." in page
    with pytest.raises(Refused, match="Tick that they are left out"):
        nothing(school, cast)
    row = nothing(school, cast, leave_out=True)
    assert row.findings.get().text == "Signs were seen early."
    own = text(client.get(address(school)))
    assert "Written before, kept and left out of the audit: 1 finding and a grade." in own
    lead = text(sign_in(cast.lead).get(address(school)))
    assert "Both record systems" in lead
    assert "Signs were seen early." not in own + lead


def test_the_lead_accepts_it_by_reading_it_and_not_with_the_others(school, cast: Cast, sign_in: SignIn) -> None:
    nothing(school, cast)
    here = f"/audits/{school.audit.reference}/returns/"
    page = text(sign_in(cast.lead).get(here))
    assert "says that there is nothing to audit: read how they looked" in page
    assert "Nothing to audit: Records not located" in page
    assert "Nothing to audit" in text(sign_in(cast.lead).get("/"))
    assert acts.accept_all(school.audit, by=cast.lead, now=NOW) == 0
    assert "The return is accepted." in text(sign_in(cast.lead).post(address(school, "accept/"), follow=True))


def test_sent_back_it_is_an_ordinary_return_again(school, cast: Cast, sign_in: SignIn) -> None:
    nothing(school, cast)
    acts.send_back_return(school, by=cast.lead, now=NOW, reason="The other system holds her brother's name.")
    row = AgencyReturn.objects.get(pk=school.pk)
    assert (row.state, row.involvement.answer_id, row.has_nothing_to_audit) == (State.SENT_BACK, "KNOWN", False)
    client = sign_in(cast.auditor)
    page = text(client.get(address(school)))
    assert "The other system holds her brother&#x27;s name." in page
    assert "questions answered" in page
    assert "to finish" in text(client.get("/"))
    # What they said is still there if they say it again.
    assert "Both record systems, from 2019 on." in text(client.get(address(school, "nothing/")))
    add(school, cast.auditor)
    grade(school, cast.auditor)
    acts.submit_return(school, by=cast.auditor, now=NOW)
    assert school.state == State.SUBMITTED


def test_the_involvement_follows_the_return_and_not_the_other_way(school, cast: Cast, sign_in: SignIn) -> None:
    involvement = school.involvement
    with pytest.raises(Refused, match="A return is already open for this agency"):
        answer_involvement(involvement, by=cast.lead, now=NOW, version=involvement.version, answer="MOVED")
    involvement = nothing(school, cast).involvement
    for code in ("KNOWN", "NOTLOCATED", "MOVED"):
        with pytest.raises(Refused, match="return says that there is nothing to audit"):
            answer_involvement(involvement, by=cast.lead, now=NOW, version=involvement.version, answer=code)
    here = "/audits/T-2026-01/cases/1/"
    page = text(sign_in(cast.lead).get(here))
    assert "Records not located" in page
    assert f"{here}involvement/{involvement.uid}/" not in page
    assert sign_in(cast.lead).get(f"{here}involvement/{involvement.uid}/").status_code == 403


def test_submitted_twice_the_second_is_told_so(school, cast: Cast, sign_in: SignIn) -> None:
    nothing(school, cast)
    page = text(sign_in(cast.school_contact).post(address(school, "nothing/"), SAID, follow=True))
    assert "This return is submitted already." in page
    other = sign_in(cast.school_contact).post(
        address(school, "nothing/"), {**SAID, "nothing_because": "One more system."}
    )
    assert other.status_code == 403
    assert "This return has been submitted already." in text(other)
    assert "One more system." in text(other)  # what the second of two typed is not thrown away
    assert Move.objects.filter(object_uid=str(school.uid)).count() == 1


def test_after_the_audit_closed_it_says_so_and_keeps_the_words(school, cast: Cast, sign_in: SignIn) -> None:
    Audit.objects.filter(pk=school.audit_id).update(state="closed")
    page = sign_in(cast.auditor).post(address(school, "nothing/"), SAID)
    assert page.status_code == 403
    assert "Both record systems, from 2019 on." in text(page)


def test_the_matrix_shows_the_answer_and_expects_no_return(school, police, cast: Cast, sign_in: SignIn) -> None:
    nothing(school, cast)
    page = text(sign_in(cast.lead).get(f"/audits/{school.audit.reference}/"))
    assert "Records not located" in page
    meeting = f"/audits/{school.audit.reference}/meeting/"
    assert "0 of 1" in text(sign_in(cast.lead).get(meeting))


def counted(audit: Audit) -> dict[str, object]:
    found = roll_up(Audit.objects.get(pk=audit.pk))
    own, states = found.returns.own, found.answers.states
    assert own is not None
    return {
        "returns": (found.returns.states.n, {row.key: row.count.numerator for row in found.returns.states.rows}),
        "left_out": {name: n for row in found.returns.states.rows for name, n in row.count.excluded.items()},
        "own": (own.n, {row.key: row.count.numerator for row in own.rows if row.count.numerator}),
        "own_left_out": dict(own.rows[0].count.excluded),
        "asked": states.n,
        "asked_left_out": dict(states.rows[0].count.excluded) if states.rows else {},
        "took_part": (found.agencies.took_part.numerator, found.agencies.took_part.denominator),
        "involvement": {row.key: row.count.numerator for row in found.agencies.involvement.rows},
    }


def test_it_is_counted_as_an_answer_and_never_as_a_return(school, police, cast: Cast, ready: Ready) -> None:
    """Counted by hand: the police hand in 36 answers and a grade; the school graded, then found nothing to audit."""
    ready(school)
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    nothing(school, cast, leave_out=True)
    short = school.answers.count()
    assert counted(school.audit) == {
        "returns": (1, {"submitted": 1}),
        "left_out": {"with nothing to audit": 1},
        "own": (1, {"GOOD": 1}),
        "own_left_out": {"with nothing to audit": 1},
        "asked": 36,
        "asked_left_out": {"in returns with nothing to audit": short},
        "took_part": (1, 2),
        "involvement": {"KNOWN": 1, "NOTLOCATED": 1},
    }
    acts.send_back_return(school, by=cast.lead, now=NOW, reason="Look again.")
    acts.submit_return(school, by=cast.auditor, now=NOW)
    again = counted(school.audit)
    assert again["returns"] == (2, {"submitted": 2})
    assert again["left_out"] == {}
    assert again["asked"] == 36 + short


def test_the_meeting_lists_it_apart_and_shows_none_of_its_words(school, police, cast: Cast, sign_in, ready) -> None:
    ready(school)
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    nothing(school, cast, leave_out=True)
    Audit.objects.filter(pk=school.audit_id).update(state="meeting")
    page = text(sign_in(cast.lead).get(f"/audits/{school.audit.reference}/cases/1/meeting/"))
    assert "Hillside School: Records not located." in page
    assert "Both record systems, from 2019 on." in page
    assert page.count("Signs were seen early.") == 1  # the police's
    assert "The return of Hillside School is not in yet." not in page


ROLES = (
    "auditor", "colleague", "school_contact", "police_auditor", "police_contact", "trust_contact", "lead",
    "other_lead", "panel", "safeguarding_lead", "scrutineer", "administrator", "reader", "stranger", "superuser",
)  # fmt: skip


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_say_so_and_from_which_state(school, cast: Cast, state: str, role: str) -> None:
    AgencyReturn.objects.filter(pk=school.pk).update(state=state)
    may = role in ("auditor", "school_contact") and state in (State.NOT_STARTED, State.IN_PROGRESS, State.SENT_BACK)
    try:
        acts.hand_in_nothing(school, by=getattr(cast, role), now=NOW, **SAID)  # type: ignore[arg-type]
    except Refused:
        row = AgencyReturn.objects.get(pk=school.pk)
        assert not may
        assert (row.state, row.involvement.answer_id, row.nothing_because) == (state, "KNOWN", "")
        assert not Move.objects.filter(object_uid=str(school.uid)).exists()
    else:
        assert may


def test_whoever_came_by_a_link_says_so_as_well(school, cast: Cast) -> None:
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    cache.clear()
    made = links.Secrets("a-token-for-this-test", "20461357")
    sent = links.send_link(
        school, by=cast.school_contact, now=NOW, made=made, name="Olga Oneoff", email="olga@a.school.example"
    )
    guest = Client()
    guest.post(f"/r/{made.token}/", {"code": made.code})
    done = text(guest.post(address(school, "nothing/"), SAID, follow=True))
    assert "Nothing more is asked of you." in done
    row = AgencyReturn.objects.get(pk=school.pk)
    assert (row.submitted_by, row.involvement.answer_id) == (sent.link.person, "NOTLOCATED")
