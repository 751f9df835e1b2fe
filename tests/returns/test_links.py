"""A return without an account: a link is sent, opened with a code told apart, and leads to that return alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from agencies.models import JournalEntry, MailDomain, Person
from audit_project.refused import Refused
from audits.returns import acts
from audits.returns.links import acts as links
from audits.returns.links.acts import Secrets
from audits.returns.models import AgencyReturn
from audits.returns.open_models import ReturnLink
from audits.sample import acts as sample_acts
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast
from tests.returns.conftest import Ready, address, opened

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
MADE = Secrets("a-token-for-the-tests", "20461357")
OPEN = f"/r/{MADE.token}/"
DEAD = "This link does not open a return. Ask whoever sent it."
WHO = {"name": "Olga Oneoff", "email": "olga@hillside.school.example"}


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def allowed(cast: Cast) -> MailDomain:
    return MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)


@pytest.fixture
def link(school: AgencyReturn, cast: Cast, allowed: MailDomain) -> ReturnLink:
    return links.send_link(school, by=cast.school_contact, now=NOW, made=MADE, **WHO).link


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def come(code: str = MADE.code, path: str = OPEN) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(path, {"code": code})


def test_a_link_is_sent_with_its_code_shown_once(
    school: AgencyReturn, cast: Cast, allowed: MailDomain, sign_in: SignIn
) -> None:
    contact = sign_in(cast.school_contact)
    assert "Send them a link" in text(contact.get(address(school)))
    shown = contact.post(address(school, "links/"), WHO)
    code = re.search(r">(\d{4} \d{4})<", shown.content.decode())
    assert code is not None
    assert code[1] not in text(contact.get(address(school, "links/")))
    (message,) = mail.outbox
    assert message.to == [WHO["email"]]
    token = re.search(r"/r/([-\w]+)/", message.body)
    assert token is not None
    everything = message.subject + message.body
    for kept_apart in (school.audit.theme, school.audit.reference, code[1], code[1].replace(" ", ""), "case 1"):
        assert kept_apart not in everything
    row = ReturnLink.objects.get()
    kept = " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
    assert token[1] not in kept
    assert code[1].replace(" ", "") not in kept
    guest, answer = come(code[1], f"/r/{token[1]}/")
    assert answer.url == address(school)
    assert "Olga Oneoff" in text(guest.get(address(school)))


def test_the_page_shows_nothing_and_looking_changes_nothing(school: AgencyReturn, link: ReturnLink) -> None:
    before = ReturnLink.objects.values().get()
    for path in (OPEN, "/r/there-is-no-such-link/"):
        shown = Client().get(path)
        assert shown.status_code == 200
        for word in ("Hillside", school.audit.reference, "Olga", school.audit.theme):
            assert word not in text(shown)
        assert "no-referrer" in shown["Referrer-Policy"]
        assert shown["Cache-Control"] == "no-store"
        assert Client().head(path).status_code == 200
    assert ReturnLink.objects.values().get() == before
    pages = [
        re.sub(r'(value|nonce)="[^"]*"', "", text(Client().get(path))) for path in (OPEN, "/r/there-is-no-such-link/")
    ]
    assert pages[0] == pages[1]


def test_every_page_of_the_return_and_no_other(
    school: AgencyReturn, police: AgencyReturn, cast: Cast, link: ReturnLink
) -> None:
    guest, _ = come()
    assert guest.get("/").url == address(school)
    for page in (
        "",
        "records/",
        "questions/1/",
        "findings/",
        "findings/add/",
        "voices/",
        "grade/",
        "check/",
        "nothing/",
    ):
        shown = guest.get(address(school, page))
        assert shown.status_code == 200, page
        assert "Olga Oneoff" in text(shown)
        assert "Sign out" in text(shown)
        assert "Change password" not in text(shown)
        assert 'aria-label="Menu"' not in text(shown)
        assert 'href="/audits/"' not in text(shown)
    reference = school.audit.reference
    for closed in (
        address(police), address(police, "records/"), f"/audits/{reference}/", f"/audits/{reference}/returns/",
        f"/audits/{reference}/cases/1/", f"/audits/{reference}/activity/", "/audits/", "/briefings/", "/people/",
        "/agencies/", "/mail-domains/", "/password/", f"/people/{link.person.uid}/",
    ):  # fmt: skip
        assert guest.get(closed).status_code == 404, closed
    assert guest.get(address(school, "links/")).status_code == 403
    assert guest.post(address(school, f"links/{link.uid}/revoke/")).status_code == 403


def test_a_guest_writes_and_submits_under_their_name(
    school: AgencyReturn, cast: Cast, link: ReturnLink, ready: Ready, sign_in: SignIn
) -> None:
    school.refresh_from_db()
    ready(school)
    guest, _ = come()
    sent = guest.post(address(school, "check/"), {})
    assert sent.status_code == 302
    again = guest.post(address(school, "check/"), {}, follow=True)
    assert "submitted already. Nothing was sent twice." in text(again)
    school.refresh_from_db()
    assert (school.state, school.submitted_by) == ("submitted", link.person)
    lead = sign_in(cast.lead)
    assert "Auditor: Olga Oneoff." in text(lead.get(address(school)))
    log = text(lead.get(f"/audits/{school.audit.reference}/activity/"))
    assert "One-off auditor" in log
    assert "came by their link to the return of Hillside School" in log
    entry = JournalEntry.objects.filter(verb="submitted").latest("pk")
    assert (entry.person_name_then, entry.acting_role) == ("Olga Oneoff", "One-off auditor")
    assert guest.get(address(school)).status_code == 200  # still read
    assert "has been submitted" in text(guest.post(address(school, "grade/"), {"version": 1}))
    acts.send_back_return(school, by=cast.lead, now=NOW, reason="Say more.")
    assert guest.get(address(school, "grade/")).status_code == 200  # and written again
    acts.submit_return(school, by=link.person, now=NOW)
    acts.accept_return(school, by=cast.lead, now=NOW)
    assert guest.get(address(school)).status_code == 404
    assert "Your link has ended" in text(guest.get("/"))


def test_reused_after_sign_out_it_asks_for_the_code_again(school: AgencyReturn, link: ReturnLink) -> None:
    guest, _ = come()
    old = guest.cookies["sessionid"].value
    guest.post("/sign-out/")
    assert guest.get(address(school)).status_code == 302
    assert "Enter your code" in text(guest.get(OPEN))
    assert guest.post(OPEN, {"code": "2046 1357"}).status_code == 302
    assert guest.cookies["sessionid"].value != old
    assert guest.get(address(school)).status_code == 200


def test_a_session_is_not_taken_over_by_the_link(school: AgencyReturn, link: ReturnLink) -> None:
    """Whoever planted a session cookie before the code was entered holds nothing afterwards."""
    planted = Client()
    planted.get(OPEN)
    session = planted.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    guest = Client()
    guest.cookies["sessionid"] = before
    assert guest.post(OPEN, {"code": MADE.code}).status_code == 302
    assert guest.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(address(school)).status_code == 302


def test_forwarded_without_the_code_it_opens_nothing(school: AgencyReturn, link: ReturnLink) -> None:
    client, answer = come("99999999")
    assert answer.status_code == 403
    assert "The code is not right." in text(answer)
    assert client.get(address(school)).status_code == 302
    assert "Enter the code." in text(client.post(OPEN, {"code": ""}))
    entry = JournalEntry.objects.get(verb="wrong_code")
    assert (entry.person_name_then, entry.acting_role) == ("Olga Oneoff", "One-off auditor")
    assert entry.audit_uid == school.audit.uid


def test_five_wrong_codes_close_the_link(school: AgencyReturn, link: ReturnLink, cast: Cast, sign_in: SignIn) -> None:
    for _ in range(4):
        assert "The code is not right." in text(come("99999999")[1])
    assert "The code was wrong five times" in text(come("99999999")[1])
    assert DEAD in text(come()[1])
    listed = text(sign_in(cast.school_contact).get(address(school, "links/")))
    assert "Locked: the code was wrong five times" in listed
    again = Secrets("another-token", "11112222")
    links.send_link(school, by=cast.school_contact, now=NOW, made=again, **WHO)
    assert come(again.code, "/r/another-token/")[1].status_code == 302


def test_the_right_code_forgets_the_wrong_ones(link: ReturnLink) -> None:
    for _ in range(3):
        come("99999999")
        come("99999999")
        assert come()[1].status_code == 302
    link.refresh_from_db()
    assert link.wrong_codes == 0


def end_by_revoking(link: ReturnLink, cast: Cast) -> None:
    links.revoke_link(link, by=cast.lead, now=NOW)


def end_by_expiry(link: ReturnLink, cast: Cast) -> None:
    ReturnLink.objects.filter(pk=link.pk).update(until=TODAY - timedelta(days=1))


def end_by_closing_the_guest(link: ReturnLink, cast: Cast) -> None:
    Person.objects.filter(pk=link.person_id).update(is_active=False)


def end_by_naming_another(link: ReturnLink, cast: Cast) -> None:
    involvement = AgencyReturn.objects.get(pk=link.agency_return_id).involvement
    sample_acts.assign_auditor(involvement, cast.auditor, by=cast.school_contact, now=NOW, version=involvement.version)


def end_by_sending_anew(link: ReturnLink, cast: Cast) -> None:
    links.send_link(link.agency_return, by=cast.lead, now=NOW, **WHO)


@pytest.mark.parametrize(
    "end",
    [end_by_revoking, end_by_expiry, end_by_closing_the_guest, end_by_naming_another, end_by_sending_anew],
)
def test_what_has_ended_opens_nothing_and_is_told_as_what_never_was(
    school: AgencyReturn, link: ReturnLink, cast: Cast, end: Callable[[ReturnLink, Cast], None]
) -> None:
    guest, _ = come()
    assert guest.get(address(school)).status_code == 200
    end(link, cast)
    assert guest.get(address(school)).status_code in (302, 404)  # the open session too
    never = come(path="/r/there-is-no-such-link/")[1]
    ended = come()[1]
    assert (ended.status_code, never.status_code) == (403, 403)
    assert DEAD in text(ended)
    assert DEAD in text(never)


def test_on_its_last_day_it_still_opens(school: AgencyReturn, link: ReturnLink) -> None:
    ReturnLink.objects.filter(pk=link.pk).update(until=TODAY)
    guest, answer = come()
    assert answer.status_code == 302
    assert guest.get(address(school)).status_code == 200


def test_an_unknown_link_costs_the_same_work(link: ReturnLink, monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[str] = []
    monkeypatch.setattr(links, "check_password", lambda *given: bool(work.append("hashed")))
    monkeypatch.setattr(links, "make_password", lambda *given: work.append("hashed"))
    for path in (OPEN, "/r/there-is-no-such-link/"):
        come("99999999", path)
    assert work == ["hashed", "hashed"]


def test_codes_are_tried_a_hundred_times_from_one_address(link: ReturnLink) -> None:
    answers = [come("99999999", f"/r/guess-{n}/")[1] for n in range(101)]
    assert [answer.status_code for answer in answers] == [403] * 100 + [429]
    assert "Wait ten minutes" in text(answers[-1])
    assert come()[1].status_code == 429  # the right code as well, so that it cannot be told


def test_a_training_room_behind_one_address_opens_its_links(
    cast: Cast, case: Case, audit: Audit, allowed: MailDomain, settings: Any
) -> None:
    """Thirty one-off auditors in a minute; every third mistypes the code first."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"open_link": "20/10m/ip"}
    for number in range(30):
        of = Case.objects.create(audit=audit, number=number + 2, state="returns", added_at=NOW, added_by=cast.lead)
        made = Secrets(f"a-token-of-the-room-{number}", f"2046{number:04d}")
        row = opened(of, cast.school, cast.auditor, cast.lead)
        links.send_link(row, by=cast.school_contact, now=NOW, made=made, name=f"One {number}", email=WHO["email"])
        if number % 3 == 0:
            assert come("99999999", f"/r/{made.token}/")[1].status_code == 403
        assert come(made.code, f"/r/{made.token}/")[1].url == address(row)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("olga@hillside.example", "at a domain on the partnership"),
        ("olga@oldschool.example", "at a domain on the partnership"),
        ("olga@school.example.com", "at a domain on the partnership"),
        ("ada.auditor@people.example", "has an account here. Assign the return to them instead."),
        ("ADA.Auditor@People.Example", "has an account here. Assign the return to them instead."),
        ("olga", "Enter an e-mail address like"),
        ("", "Enter their work e-mail address."),
    ],
)
def test_addresses_that_are_refused(
    school: AgencyReturn, cast: Cast, allowed: MailDomain, sign_in: SignIn, email: str, said: str
) -> None:
    MailDomain.objects.create(domain="people.example", added_at=NOW, added_by=cast.administrator)
    shown = sign_in(cast.lead).post(address(school, "links/"), {**WHO, "email": email})
    assert said in text(shown)
    assert "Olga Oneoff" in text(shown)
    assert not ReturnLink.objects.exists()
    assert mail.outbox == []


def test_who_sends(school: AgencyReturn, cast: Cast, allowed: MailDomain, sign_in: SignIn) -> None:
    for person, status in (
        (cast.auditor, 403), (cast.scrutineer, 403), (cast.police_contact, 404), (cast.other_lead, 404),
        (cast.administrator, 404),
    ):  # fmt: skip
        assert sign_in(person).post(address(school, "links/"), WHO).status_code == status, person.name
    assert not ReturnLink.objects.exists()
    assert sign_in(cast.lead).post(address(school, "links/"), WHO).status_code == 200
    assert ReturnLink.objects.count() == 1


def test_a_submitted_return_gets_no_link(
    school: AgencyReturn, cast: Cast, allowed: MailDomain, ready: Ready, sign_in: SignIn
) -> None:
    acts.submit_return(ready(school), by=cast.auditor, now=NOW)
    lead = sign_in(cast.lead)
    refused = lead.post(address(school, "links/"), WHO)
    assert refused.status_code == 403
    assert "has been submitted, so no link is sent" in text(refused)
    assert "No link is sent now" in text(lead.get(address(school, "links/")))


@pytest.mark.parametrize(("days", "right"), [(0, False), (1, True), (28, True), (29, False)])
def test_without_a_due_date_ahead_the_sender_says_until_when(
    school: AgencyReturn, cast: Cast, allowed: MailDomain, sign_in: SignIn, days: int, right: bool
) -> None:
    Audit.objects.filter(pk=school.audit_id).update(returns_due=TODAY - timedelta(days=1))
    lead, last = sign_in(cast.lead), TODAY + timedelta(days=days)
    assert "Enter the last day" in text(lead.post(address(school, "links/"), WHO))
    day = {"until_day": last.day, "until_month": last.month, "until_year": last.year}
    shown = lead.post(address(school, "links/"), {**WHO, **day})
    assert ReturnLink.objects.filter(until=last).exists() is right
    assert ("at most 28 days ahead" in text(shown)) is not right


def test_the_due_date_is_the_last_day(school: AgencyReturn, link: ReturnLink) -> None:
    assert link.until == school.audit.returns_due


@pytest.mark.parametrize("fault", [ConnectionRefusedError("no"), OSError("no")])
def test_a_failing_mail_server_changes_nothing(
    school: AgencyReturn, cast: Cast, link: ReturnLink, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    def fails(*args: object, **kwargs: object) -> int:
        raise fault

    monkeypatch.setattr(links, "send_mail", fails)
    people = Person.objects.count()
    shown = sign_in(cast.school_contact).post(
        address(school, "links/"), {"name": "Second Person", "email": "second@school.example"}
    )
    assert "The mail server did not take the message, so no link was sent" in text(shown)
    assert "second@school.example" in text(shown)  # nothing typed is lost
    assert Person.objects.count() == people
    assert come()[1].status_code == 302  # the one sent before still opens


def test_revoked_by_the_page_and_the_return_has_no_auditor(
    school: AgencyReturn, cast: Cast, link: ReturnLink, sign_in: SignIn
) -> None:
    contact = sign_in(cast.school_contact)
    path = address(school, f"links/{link.uid}/revoke/")
    assert "It opens nothing any more." in text(contact.post(path, follow=True))
    assert "revoked already" in text(contact.post(path))
    school.involvement.refresh_from_db()
    assert school.involvement.auditor is None
    assert JournalEntry.objects.filter(verb="revoked_link", person_id_then=cast.school_contact.pk).count() == 1


def test_revoking_after_the_submit_keeps_the_name(
    school: AgencyReturn, cast: Cast, link: ReturnLink, ready: Ready
) -> None:
    school.refresh_from_db()
    acts.submit_return(ready(school), by=link.person, now=NOW)
    links.revoke_link(link, by=cast.lead, now=NOW)
    school.involvement.refresh_from_db()
    assert school.involvement.auditor == link.person


def test_a_guest_has_no_password_and_stands_on_no_list(
    link: ReturnLink, cast: Cast, client: Client, sign_in: SignIn
) -> None:
    for password in ("", "!", MADE.code, link.person.password):
        client.post("/sign-in/", {"login": link.person.email, "password": password})
        assert "_auth_user_id" not in client.session
    administrator = sign_in(cast.administrator)
    assert "Olga" not in text(administrator.get("/people/"))
    assert administrator.get(f"/people/{link.person.uid}/").status_code == 404


def test_the_contact_saves_the_involvement_and_the_guest_stays(
    school: AgencyReturn, cast: Cast, link: ReturnLink, sign_in: SignIn
) -> None:
    involvement = AgencyReturn.objects.get(pk=school.pk).involvement
    path = f"/audits/{school.audit.reference}/cases/1/involvement/{involvement.uid}/"
    contact = sign_in(cast.school_contact)
    assert "Olga Oneoff" in text(contact.get(path))
    sent = {"answer": "KNOWN", "auditor": link.person_id, "version": involvement.version}
    assert contact.post(path, sent).status_code == 302
    involvement.refresh_from_db()
    assert involvement.auditor == link.person


def test_a_guest_is_assigned_to_nothing_else(police: AgencyReturn, cast: Cast, link: ReturnLink) -> None:
    with pytest.raises(Refused, match="auditor of this agency"):
        sample_acts.assign_auditor(
            police.involvement, link.person, by=cast.lead, now=NOW, version=police.involvement.version
        )


def test_words_typed_when_the_session_ended_wait_for_the_guest(school: AgencyReturn, link: ReturnLink) -> None:
    grade = {"whose": str(link.person.uid), "reason": "It was timely.", "version": "1"}
    asked = Client().post(address(school, "grade/"), grade)
    assert asked.status_code == 401
    assert "It was timely." in text(asked)
    assert "Open your link again in another tab" in text(asked)


def test_words_typed_when_the_link_ended_are_shown_once_more(
    school: AgencyReturn, link: ReturnLink, cast: Cast
) -> None:
    guest, _ = come()
    links.revoke_link(link, by=cast.lead, now=NOW)
    sent = {"whose": str(link.person.uid), "reason": "It was timely.\n<b>And</b> kind.", "version": "1", "band": "3"}
    shown = guest.post(address(school, "grade/"), sent)
    assert shown.status_code == 404
    assert "Your link has ended" in text(shown)
    assert "It was timely.<br>&lt;b&gt;And&lt;/b&gt; kind." in text(shown)
    assert "Hillside" not in text(shown)
    school.grade.refresh_from_db()
    assert school.grade.reason == ""
    somebody_elses = guest.post(address(school, "grade/"), {**sent, "whose": str(cast.auditor.uid)})
    assert "It was timely." not in text(somebody_elses)


def test_the_message_goes_before_anything_is_held(
    school: AgencyReturn, cast: Cast, allowed: MailDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    monkeypatch.setattr(links, "send_mail", lambda *given: held.append(ReturnLink.objects.exists()) or 1)
    links.send_link(school, by=cast.lead, now=NOW, **WHO)
    assert held == [False]


def test_behind_a_proxy_each_visitor_has_their_own_tries(link: ReturnLink, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"open_link": "20/10m/ip"}
    for n in range(20):
        Client().post(f"/r/guess-{n}/", {"code": "1"}, headers={"X-Forwarded-For": "198.51.100.7"})
    guesser = Client().post(OPEN, {"code": MADE.code}, headers={"X-Forwarded-For": "198.51.100.7"})
    other = Client().post(OPEN, {"code": MADE.code}, headers={"X-Forwarded-For": "198.51.100.8"})
    assert (guesser.status_code, other.status_code) == (429, 302)
