"""The pages around a Word form: who gets which file, what the preview shows, what its Save does and does not."""

from __future__ import annotations

import re
import tempfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from agencies.models import JournalEntry, MailDomain, Person
from audits.returns import acts
from audits.returns.links import acts as links
from audits.returns.links.acts import Secrets
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.returns.word.reading_copy import make_copy
from audits.scope.models import Audit
from tests.access.forms_read import forms_of
from tests.conftest import NOW, Cast
from tests.returns.conftest import Ready, add, address
from tests.returns.word.conftest import form_of, fresh, words_in, write

FILLED = {
    "answer:1": "Partly",
    "comment:1": "Seen late.",
    "finding:1:kind": "Area for development",
    "finding:1:domain": "Information sharing",
    "finding:1:text": "The referral had no reply.",
    "finding:1:evidence": "Contact record, 3 May",
    "voice:child:found": "Yes",
    "voice:child:text": "She asked for her dog.",
    "grade:band": "Good",
    "grade:reason": "It was timely.",
    "record:child": "Yes",
    "behalf": "school nurse",
}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(client: Client, row: AgencyReturn, content: bytes, name: str = "form.docx") -> Any:
    return client.post(address(row, "word/"), {"file": SimpleUploadedFile(name, content)})


def previewed(response: Any) -> dict[str, str]:
    """What a browser sends of the preview's form: of radio buttons, those that are chosen."""
    (form,) = [form for form in forms_of(response.content.decode()) if "mark" in form.asked]
    chosen = {name for name, one in form.asked.items() if one.kind != "choice" or one.value}
    return {name: value for name, value in form.sent().items() if name in chosen}


def save(client: Client, row: AgencyReturn, response: Any, **changed: str) -> Any:
    return client.post(address(row, "word/save/"), {**previewed(response), **changed})


def main_of(response: Any) -> str:
    return unescape(response.content.decode())


def first(row: AgencyReturn) -> Answer:
    return row.answers.order_by("standard__domain__order", "standard__number")[0]


def test_a_form_goes_out_and_comes_back_whole(police, cast: Cast) -> None:
    client = signed_in(cast.police_auditor)
    out = client.get(address(police, "word/form/"))
    assert out.headers["Content-Disposition"] == f'attachment; filename="T-2026-01-{police.uid.hex[:8]}.docx"'
    assert out.headers["Cache-Control"] == "no-store"
    shown = upload(client, police, write(out.content, FILLED))
    assert shown.status_code == 200
    assert "Nothing is saved yet" in main_of(shown)
    assert not police.findings.exists()
    assert save(client, police, shown).status_code == 302
    police.refresh_from_db()
    answer, finding = first(police), police.findings.get()
    assert (answer.value, answer.comment) == ("PARTLY", "Seen late.")
    assert (finding.kind, finding.domain_id, finding.text, finding.scope) == (
        "develop", "INFO", "The referral had no reply.", "",
    )  # fmt: skip
    assert (finding.evidence, finding.handling) == ("Contact record, 3 May", "panel")
    assert police.voices.get(whose="child").text == "She asked for her dog."
    assert (police.grade.band.code, police.grade.reason) == ("GOOD", "It was timely.")
    assert (police.records_read, police.on_behalf_of, police.state) == (["child"], "school nurse", "in_progress")
    verbs = set(JournalEntry.objects.filter(object_uid=str(police.uid)).values_list("verb", flat=True))
    assert {"exported", "read", "saved"} <= verbs


def test_saving_twice_and_uploading_twice_add_no_finding_twice(police, cast: Cast) -> None:
    client, content = signed_in(cast.police_auditor), write(form_of(police), FILLED)
    shown = upload(client, police, content)
    for _ in range(2):
        assert save(client, police, shown).status_code == 302
    again = upload(client, police, content)
    assert "says nothing that does not stand here already" in main_of(again)
    assert Finding.objects.count() == 1
    assert first(police).version == 2


def test_the_same_file_with_more_words_changes_the_finding_it_added(police, cast: Cast) -> None:
    client, content = signed_in(cast.police_auditor), write(form_of(police), FILLED)
    save(client, police, upload(client, police, content))
    shown = upload(client, police, write(content, {"finding:1:text": "No reply for three weeks."}))
    name = f"take-finding-{Finding.objects.get().uid.hex}-keep"
    assert save(client, police, shown, **{name: "file"}).status_code == 302
    assert Finding.objects.get().text == "No reply for three weeks."


def test_a_new_finding_is_added_only_if_one_says_so(police, cast: Cast) -> None:
    client = signed_in(cast.police_auditor)
    shown = upload(client, police, write(form_of(police), FILLED))
    assert "Do you add this finding?" in main_of(shown)
    (key,) = [name for name in previewed(shown) if name.startswith("take-finding-")]
    assert save(client, police, shown, **{key: "stands"}).status_code == 302
    assert not police.findings.exists()
    assert first(police).value == "PARTLY"


def test_a_clash_shows_both_texts_and_nothing_is_saved_until_one_is_chosen(police, cast: Cast) -> None:
    client, content = signed_in(cast.police_auditor), write(form_of(police), FILLED)
    one = first(police)
    given = acts.AnswerInput(one.standard_id, one.version, "YES", "RATED", "Typed here.")
    acts.save_answers(police, by=cast.police_contact, now=NOW, answers=[given])
    shown = upload(client, police, content)
    assert "Typed here." in main_of(shown)
    assert "Changed here too" in main_of(shown)
    key = f"take-q{one.standard_id}-keep"
    sent = previewed(shown)
    assert key not in sent
    refused = client.post(address(police, "word/save/"), sent)
    assert refused.status_code == 200
    assert "Choose which words to keep." in main_of(refused)
    assert not police.findings.exists()
    assert client.post(address(police, "word/save/"), {**sent, key: "stands"}).status_code == 302
    assert first(police).comment == "Typed here."
    assert police.findings.count() == 1
    save(client, police, upload(client, police, content), **{key: "file"})
    assert first(police).comment == "Seen late."


def test_somebody_who_saves_between_the_preview_and_its_save_is_not_overwritten(police, cast: Cast) -> None:
    client = signed_in(cast.police_auditor)
    shown = upload(client, police, write(form_of(police), FILLED))
    one = first(police)
    given = acts.AnswerInput(one.standard_id, one.version, "YES", "RATED", "Meanwhile.")
    acts.save_answers(police, by=cast.police_contact, now=NOW, answers=[given])
    told = save(client, police, shown)
    assert told.status_code == 409
    assert "Meanwhile." in main_of(told)
    assert "Seen late." in main_of(told)
    assert first(police).comment == "Meanwhile."
    assert not police.findings.exists()
    assert save(client, police, told).status_code == 302
    assert first(police).comment == "Seen late."


def test_what_is_too_long_or_incomplete_is_kept_and_said(police, cast: Cast) -> None:
    client, long = signed_in(cast.police_auditor), "word " * 4000
    filled = {"comment:1": long, "answer:1": "No", "finding:1:text": "X."}
    shown = upload(client, police, write(form_of(police), filled))
    assert "Use 4,000 characters or fewer" in main_of(shown)
    told = save(client, police, shown)
    assert told.status_code == 200
    assert long.strip() in main_of(told)
    assert "Choose good practice or area for development." in main_of(told)
    assert first(police).value == ""


def test_an_answer_that_is_none_is_asked_beside_its_question(police, cast: Cast) -> None:
    client = signed_in(cast.police_auditor)
    page = upload(client, police, write(form_of(police), {"answer:1": "Mostly", "comment:2": "Late."}))
    assert "the file says “Mostly”. Choose the answer below." in main_of(page)
    again = save(client, police, page)
    assert "Choose which words to keep." in main_of(again)
    assert "the file says “Mostly”. Choose the answer below." in main_of(again)
    name = f"q{first(police).standard_id}"
    assert save(client, police, page, **{f"take-{name}-keep": "file", f"{name}-given": "PARTLY"}).status_code == 302
    assert first(police).value == "PARTLY"


def test_words_from_the_file_are_never_markup_nor_template(police, cast: Cast) -> None:
    odd = "<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}"
    client = signed_in(cast.police_auditor)
    shown = upload(client, police, write(form_of(police), {"comment:1": odd, "answer:1": "No"}))
    assert "<script>alert" not in shown.content.decode()
    save(client, police, shown)
    assert first(police).comment == odd
    assert words_in(form_of(police))["comment:1"] == odd


def test_after_a_submit_the_file_is_read_and_shown_and_nothing_can_be_saved(police, cast: Cast, ready: Ready) -> None:
    client, content = signed_in(cast.police_auditor), write(form_of(police), FILLED)
    early = upload(client, police, content)
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    shown = upload(client, police, content)
    page = main_of(shown)
    assert shown.status_code == 200
    assert "This return has been submitted." in page
    assert "Nothing can be saved." in page
    assert "Seen late." in page
    assert "Save what I chose" not in page
    late = save(client, police, early)
    assert late.status_code == 403
    assert "Seen late." in main_of(late)
    assert first(police).comment == ""


def test_a_closed_audit_says_so_and_shows_the_words(police, cast: Cast) -> None:
    client, content = signed_in(cast.police_auditor), write(form_of(police), FILLED)
    Audit.objects.filter(pk=police.audit_id).update(state="reporting")
    page = main_of(upload(client, police, content))
    assert "This audit's returns are closed." in page
    assert "Seen late." in page


def test_the_upload_page_says_what_it_takes_and_refuses_in_a_sentence(police, cast: Cast) -> None:
    client = signed_in(cast.police_auditor)
    page = main_of(client.get(address(police, "word/")))
    assert "Only this return's own form is read." in page
    assert "The file is not kept, and nothing else can be attached." in page
    assert "This file is empty." in main_of(upload(client, police, b""))
    assert "This is a PDF." in main_of(upload(client, police, b"%PDF-1.4 something", "form.docx"))
    assert "Choose the Word form that you filled in." in main_of(client.post(address(police, "word/"), {}))
    assert "larger than 2 MB" in main_of(upload(client, police, b"PK\x03\x04" + b"x" * 2_100_000))


def test_nothing_of_a_file_stays_on_disk_or_in_the_session(
    police, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of three megabytes neither, which the framework would put on disk for the time of the request."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made: list[Any] = []
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: made.append(a))
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", lambda *a, **k: made.append(a))
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", lambda *a, **k: made.append(a))
    client = signed_in(cast.police_auditor)
    upload(client, police, write(form_of(police), FILLED))
    upload(client, police, b"PK\x03\x04" + b"x" * 3_000_000)
    assert made == []
    assert list(tmp_path.iterdir()) == []
    held = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert "Seen late." not in held


def test_the_copy_says_what_the_return_says_and_keeps_back_what_is_marked(police, cast: Cast, ready: Ready) -> None:
    add(police, cast.police_auditor, "Only for the room.")
    Finding.objects.update(handling="meeting")
    add(police, cast.police_auditor, "<b>Markup</b> & {{ 7*7 }}\nA second line.")
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    acts.accept_return(fresh(police), by=cast.lead, now=NOW)
    out = signed_in(cast.police_auditor).get(address(police, "word/copy/"))
    assert out.status_code == 200
    document = Document(BytesIO(out.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "<b>Markup</b> & {{ 7*7 }}\nA second line." in text
    assert "Only for the room." not in text
    assert "1 finding is kept back from this file" in text
    assert "It was timely." in text
    assert document.core_properties.title == "T-2026-01"
    assert len(document.tables[0].rows) > 1
    assert JournalEntry.objects.filter(verb="exported", object_uid=str(police.uid)).count() == 1


def test_the_copy_of_a_return_with_nothing_to_audit_says_how_they_looked(police, cast: Cast) -> None:
    acts.hand_in_nothing(police, by=cast.police_auditor, now=NOW, answer="NOTKNOWN", nothing_because="Two systems.")
    client = signed_in(cast.police_auditor)
    text = "\n".join(one.text for one in Document(BytesIO(make_copy(fresh(police), NOW))).paragraphs)
    assert "Two systems." in text
    told = client.get(address(police, "word/form/"))
    assert told.status_code == 403
    assert "there is nothing to audit" in main_of(told)


def test_who_gets_which_file(police, cast: Cast, ready: Ready) -> None:
    """A draft is its agency's own; another agency finds nothing; the lead reads what was submitted."""
    pages = ("word/form/", "word/copy/", "word/")

    def answers(person: Person) -> list[int]:
        return [signed_in(person).get(address(police, page)).status_code for page in pages]

    assert answers(cast.police_auditor) == answers(cast.police_contact) == [200, 200, 200]
    assert answers(cast.auditor) == answers(cast.stranger) == [404, 404, 404]
    assert answers(cast.lead) == [403, 403, 403]
    acts.submit_return(ready(police), by=cast.police_auditor, now=NOW)
    assert answers(cast.lead) == [200, 200, 403]
    assert answers(cast.auditor) == [404, 404, 404]


def test_another_agency_can_neither_upload_nor_save(police, school, cast: Cast) -> None:
    own = signed_in(cast.police_auditor)
    shown = upload(own, police, write(form_of(police), FILLED))
    other = signed_in(cast.auditor)
    assert upload(other, police, form_of(police)).status_code == 404
    assert save(other, police, shown).status_code == 404
    elsewhere = other.post(address(school, "word/save/"), previewed(shown))
    assert elsewhere.status_code == 403
    assert "form of another return" in main_of(elsewhere)
    assert not Finding.objects.exists()


def test_the_pages_cost_the_same_however_much_is_in_them(
    police, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(cast.police_auditor)
    few = write(form_of(police), {"answer:1": "No"})
    for number in range(12):
        add(police, cast.police_auditor, f"Finding {number}.")
    filled = {f"finding:{number}:text": "Changed." for number in range(1, 13)}
    many = write(form_of(police), filled | {"answer:3": "No"})
    with django_assert_max_num_queries(13):
        client.get(address(police, "word/form/"))
    for content in (few, many):
        with django_assert_max_num_queries(12):
            shown = upload(client, police, content)
    assert re.search(r"Unchanged: \d+", main_of(shown))


def test_whoever_came_by_a_link_uses_the_form_too(school, police, cast: Cast) -> None:
    """For their one return, and no other; what they take away and save stands in the journal under their name."""
    cache.clear()
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    made = Secrets("a-token-for-the-tests", "20461357")
    who = {"name": "Olga Oneoff", "email": "olga@hillside.school.example"}
    links.send_link(school, by=cast.school_contact, now=NOW, made=made, **who)
    client = Client()
    assert client.post(f"/r/{made.token}/", {"code": made.code}).status_code == 302
    out = client.get(address(school, "word/form/"))
    assert out.status_code == 200
    shown = upload(client, school, write(out.content, {"answer:1": "No", "comment:1": "Seen late."}))
    assert save(client, school, shown).status_code == 302
    assert first(school).comment == "Seen late."
    assert client.get(address(school, "word/copy/")).status_code == 200
    assert client.get(address(police, "word/form/")).status_code == 404
    assert upload(client, police, out.content).status_code == 404
    names = JournalEntry.objects.filter(verb__in=["exported", "saved"]).values_list("person_name_then", flat=True)
    assert set(names) == {"Olga Oneoff"}
