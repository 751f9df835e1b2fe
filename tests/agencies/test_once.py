"""Once is once: a form that comes twice makes one thing and leads to where it led; with other words it says so."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client

from agencies.invitations import acts as invitations
from agencies.models import Agency, JournalEntry, MailDomain, Person, PersonInvitation, SentForm
from audit_project.sent_once import FIELD
from audits.actions.models import Recommendation
from audits.returns.models import AgencyReturn, Finding
from audits.returns.open_models import ReturnLink
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.access.forms_read import FormReader, PageForm
from tests.conftest import NOW, PASSWORD, Cast
from tests.returns.conftest import address, opened

SignIn = Callable[[Person], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def form_of(client: Client, where: str, asks: str = "") -> dict[str, str]:
    """What stands in the form of a page that asks for `asks`, or in its first one behind the page's own head."""
    reader = FormReader()
    reader.feed(client.get(where).content.decode())
    found = [form for form in reader.found if not asks or asks in form.asked]
    return told(found[0])


def told(form: PageForm) -> dict[str, str]:
    return {name: one.value for name, one in form.asked.items()}


def invite_words(cast: Cast, **more: str) -> dict[str, str]:
    given = {"name": "Nia New", "email": "nia@school.example", "agency": str(cast.school.pk), "role": "reader"}
    return given | more


@pytest.fixture
def listed(cast: Cast) -> MailDomain:
    return MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)


@pytest.mark.django_db
def test_two_equal_posts_are_one_invitation_one_mail_and_one_line(
    cast: Cast, listed: MailDomain, sign_in: SignIn
) -> None:
    client = sign_in(cast.administrator)
    sent = form_of(client, "/people/invite/", "email") | invite_words(cast)
    first, second = client.post("/people/invite/", sent), client.post("/people/invite/", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert PersonInvitation.objects.count() == len(mail.outbox) == 1
    assert JournalEntry.objects.filter(verb="invited").count() == 1
    assert not JournalEntry.objects.filter(refused=True).exists()


@pytest.mark.django_db
def test_a_form_that_was_refused_is_not_used_up(cast: Cast, listed: MailDomain, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    sent = form_of(client, "/people/invite/", "email")
    assert client.post("/people/invite/", sent | invite_words(cast, name="")).status_code == 200
    assert client.post("/people/invite/", sent | invite_words(cast)).status_code == 302
    assert PersonInvitation.objects.count() == 1


@pytest.mark.django_db
def test_other_words_on_a_page_that_was_saved_are_kept_and_said(cast: Cast, sign_in: SignIn, case: Case) -> None:
    school = opened(case, cast.school, cast.auditor, cast.lead)
    client, here = sign_in(cast.auditor), address(school, "findings/add/")
    sent = form_of(client, here, "evidence") | {"kind": "good", "domain": "REC", "text": "Signs were seen early."}
    client.post(here, sent)
    again = client.post(here, sent | {"text": "Signs were seen by the school."})
    assert again.status_code == 409
    assert "This page was saved already" in text(again)
    assert "Signs were seen by the school." in text(again)
    assert f'href="{address(school, "findings/")}"' in text(again)
    assert [row.text for row in Finding.objects.all()] == ["Signs were seen early."]
    # It is theirs to send as something new, once.
    reader = FormReader()
    reader.feed(again.content.decode())
    (kept,) = [told(form) for form in reader.found if "text" in form.asked]
    assert kept[FIELD] != sent[FIELD]
    for _ in range(2):
        assert client.post(here, kept).headers["Location"] == address(school, "findings/")
    assert sorted(row.text for row in Finding.objects.all()) == [
        "Signs were seen by the school.",
        "Signs were seen early.",
    ]


@pytest.mark.django_db
def test_a_row_that_stands_is_told_by_its_version_as_before(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    """Back to a page of an edit, and other words: both texts are shown, as when somebody else saved first."""
    client = sign_in(cast.administrator)
    here = f"/people/{cast.reader.uid}/edit/"
    sent = form_of(client, here, "version")
    client.post(here, sent | {"name": "Rae Reading"})
    again = client.post(here, sent | {"name": "Rae Rewritten"})
    assert again.status_code == 409
    assert "Rae Reading" in text(again)
    assert "Rae Rewritten" in text(again)
    assert "This page was saved already" not in text(again)


@pytest.mark.django_db
def test_a_move_made_twice_lands_on_the_page_as_it_is(cast: Cast, listed: MailDomain, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    here = "/people/invite/"
    client.post(here, form_of(client, here, "email") | invite_words(cast))
    invitation = PersonInvitation.objects.get()
    revoke = f"/invitations/{invitation.uid}/revoke/"
    reader = FormReader()
    reader.feed(client.get("/invitations/").content.decode())
    sent = {"once": told(reader.found[-1])[FIELD]}
    first, second = client.post(revoke, sent), client.post(revoke, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert JournalEntry.objects.filter(verb="revoked_invitation").count() == 1
    # Without the token it is a second revocation, which is refused.
    assert client.post(revoke).status_code == 403


@pytest.mark.django_db
def test_a_token_opens_nothing_of_another_person_or_page(cast: Cast, listed: MailDomain, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    sent = form_of(client, "/people/invite/", "email") | invite_words(cast)
    client.post("/people/invite/", sent)
    answer = sign_in(cast.stranger).post("/people/invite/", sent)
    assert answer.status_code in (403, 404)
    # The same token at another address is another form.
    assert client.post("/agencies/add/", sent | {"name": "Mill School", "sector": "SCH"}).status_code == 302
    assert Agency.objects.filter(name="Mill School").exists()


@pytest.mark.django_db
def test_a_code_is_shown_once_and_a_reload_sends_no_second_link(
    cast: Cast, case: Case, listed: MailDomain, sign_in: SignIn
) -> None:
    school: AgencyReturn = opened(case, cast.school, cast.auditor, cast.lead)
    client, here = sign_in(cast.school_contact), address(school, "links/")
    sent = form_of(client, here, "email") | {"name": "Olga Oneoff", "email": "olga@school.example"}
    first = client.post(here, sent)
    assert re.search(r">\d{4} \d{4}<", first.content.decode())
    link = ReturnLink.objects.get()
    reloaded = client.post(here, sent, follow=True)
    assert reloaded.redirect_chain == [(here, 302)]
    assert "and not a second time" in text(reloaded)
    assert ReturnLink.objects.get() == link
    assert link.revoked_at is None
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_looking_at_a_form_writes_nothing_and_gives_each_its_own_token(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(cast.administrator)
    tokens = [form_of(client, "/people/invite/", "email")[FIELD] for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_nothing_that_was_said_is_kept_and_old_forms_are_forgotten(cast: Cast, audit: Audit, sign_in: SignIn) -> None:
    client, here = sign_in(cast.lead), f"/audits/{audit.reference}/actions/"
    Audit.objects.update(state="reporting")
    sent = form_of(client, here, "text") | {"text": "Ask every child alone."}
    client.post(here, sent)
    assert Recommendation.objects.count() == 1
    row = SentForm.objects.get()
    kept = " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
    assert "Ask" not in kept
    assert sent[FIELD] not in kept
    call_command("send_reminders", verbosity=0)
    assert SentForm.objects.exists()
    SentForm.objects.update(at=NOW - timedelta(days=8))
    call_command("send_reminders", verbosity=0)
    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_the_same_file_again_is_the_same_form(cast: Cast, sign_in: SignIn) -> None:
    """A file is told by what is in it; one with another content is something else."""
    client, here = sign_in(cast.administrator), "/agencies/import/"
    sent = form_of(client, here, FIELD)

    def post(content: bytes) -> Any:
        return client.post(here, sent | {"upload": SimpleUploadedFile("agencies.csv", content)})

    assert post(b"name,sector\nMill School,SCH\n").status_code == post(b"name,sector\nMill School,SCH\n").status_code


@pytest.mark.django_db(transaction=True)
def test_two_equal_posts_at_one_moment_wait_for_each_other(
    cast: Cast, listed: MailDomain, sign_in: SignIn, monkeypatch: Any
) -> None:
    client = sign_in(cast.administrator)
    sent = form_of(client, "/people/invite/", "email") | invite_words(cast)
    start = threading.Barrier(2, timeout=20)
    answers: list[Any] = []

    def press() -> None:
        twin = Client()
        twin.cookies = client.cookies
        start.wait()
        try:
            answers.append(twin.post("/people/invite/", sent))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert PersonInvitation.objects.count() == len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_form_that_is_shown_again_is_the_same_form(cast: Cast, listed: MailDomain, sign_in: SignIn) -> None:
    """Mended, saved, and sent once more from the page that said what was wrong: one invitation."""
    client = sign_in(cast.administrator)
    sent = form_of(client, "/people/invite/", "email")
    reader = FormReader()
    reader.feed(client.post("/people/invite/", sent | invite_words(cast, name="")).content.decode())
    (again,) = [told(form) for form in reader.found if "email" in form.asked]
    assert again[FIELD] == sent[FIELD]
    for _ in range(2):
        assert client.post("/people/invite/", again | invite_words(cast)).status_code == 302
    assert PersonInvitation.objects.count() == 1


@pytest.mark.django_db
def test_a_forgotten_password_pressed_twice_is_one_mail(cast: Cast) -> None:
    client, here = Client(), "/password/forgotten/"
    sent = form_of(client, here, "email") | {"email": cast.reader.email}
    answers = [client.post(here, sent) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {"/password/forgotten/sent/"}
    assert len(mail.outbox) == 1
    assert client.post(here, sent | {"email": cast.auditor.email}).status_code == 302  # somebody else asks there
    assert len(mail.outbox) == 2


@pytest.mark.django_db
def test_an_invitation_that_is_accepted_by_a_double_click_lets_them_in(cast: Cast, listed: MailDomain) -> None:
    """The second press comes before the browser knows that the first has signed them in, or after."""
    invited = invitations.invite_person(
        by=cast.administrator, now=NOW, name="Nia New", email="nia@school.example", agency=cast.school, role="reader"
    )
    assert invited.accepted_at is None
    found = re.search(r"/invitation/([-\w]+)/", mail.outbox[0].body)
    assert found is not None
    client = Client()
    sent = form_of(client, found[0], "password") | {"password": "seven-words-to-read", "again": "seven-words-to-read"}
    assert [client.post(found[0], sent).headers["Location"] for _ in range(2)] == ["/", "/"]
    assert client.get("/").status_code == 200
    assert Person.objects.filter(email="nia@school.example").count() == 1


@pytest.mark.django_db
def test_a_password_is_never_shown_again(cast: Cast, sign_in: SignIn) -> None:
    client, here = sign_in(cast.reader), "/password/"
    sent = form_of(client, here, "oldpassword")
    new = {"oldpassword": PASSWORD, "password1": "seven-words-to-read", "password2": "seven-words-to-read"}
    assert client.post(here, sent | new).status_code == 302
    other = {"oldpassword": PASSWORD, "password1": "eight-words-to-read", "password2": "eight-words-to-read"}
    again = client.post(here, sent | other)
    assert "eight-words-to-read" not in text(again)
