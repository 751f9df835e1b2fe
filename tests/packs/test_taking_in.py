"""A lead takes a pack in on a page: a preview, faults by their place, all or nothing; and then all a lead may do."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, JournalEntry, Person
from audit_project.carried import NO_LONGER
from audit_project.uploads import LARGEST_UPLOAD
from audits.desk.packs.load import load
from audits.desk.queries import places_of_audit
from audits.scope.models import Audit
from audits.scope.queries import leads_on
from tests.conftest import NOW, TODAY, Cast
from tests.packs.test_packs import pack

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/audits/take-in/"


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def file_of(data: Any) -> SimpleUploadedFile:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return SimpleUploadedFile("pack.json", content, content_type="application/json")


def content_of(response: Any) -> str:
    return str(response.context["content"])


def test_a_preview_says_what_would_be_made_and_nothing_is_written(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.other_lead)
    assert f'href="{HERE}"' in text(client.get("/audits/"))
    before = Agency.objects.count()
    shown = client.post(HERE, {"file": file_of(pack())})
    said = text(shown)
    assert "Unborn babies" in said
    assert "A report of 2021" in said
    assert "A tool of ours (new)" in said
    assert "Three bands of our own (new)" in said
    for name in shown.context["shown"].new_agencies:
        assert name in said
    assert shown.context["shown"].counts[0] == ("Cases", len(pack()["cases"]))
    assert not Audit.objects.exists()
    assert Agency.objects.count() == before


def test_it_is_taken_in_whole_and_is_the_leads(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.other_lead)
    shown = client.post(HERE, {"file": file_of(pack())})
    content, new = content_of(shown), shown.context["shown"].new_agencies
    done = client.post(HERE, {"act": "load", "content": content}, follow=True)
    audit = Audit.objects.get(reference="P-2021-07")
    assert "You are its lead" in text(done)
    assert (audit.origin, audit.created_by, leads_on(audit, TODAY)) == ("recorded", cast.other_lead, [cast.other_lead])
    added = JournalEntry.objects.filter(verb="added", kind="agency", person_id_then=cast.other_lead.pk)
    assert added.count() == len(new) > 0
    again = text(client.post(HERE, {"act": "load", "content": content}))
    assert "there is already an audit P-2021-07 here" in again
    assert Audit.objects.count() == 1


def test_faults_are_said_by_their_place_and_nothing_is_taken_in(cast: Cast, sign_in: SignIn) -> None:
    bad = pack()
    bad["cases"][0]["number"] = 0
    bad["audit"]["period_to"] = "1999-01-01"
    client = sign_in(cast.lead)
    said = text(client.post(HERE, {"file": file_of(bad)}))
    assert "cases[0].number" in said
    assert "Nothing was taken in." in said
    assert not Audit.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"\xff\xfe\x00", "The file is not UTF-8 text"),
        (b'{"format": ', "this is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "pack: "),
        (b'{"a": "' + b"x" * LARGEST_UPLOAD + b'"}', "larger than 2 MB"),
    ],
)
def test_what_is_no_pack_is_said_in_words(cast: Cast, sign_in: SignIn, content: bytes, words: str) -> None:
    assert words in text(sign_in(cast.lead).post(HERE, {"file": file_of(content)}))


def test_many_faults_are_counted(cast: Cast, sign_in: SignIn) -> None:
    bad = pack()
    bad["areas"] = [f"{number}" * 200 for number in range(150)]
    said = text(sign_in(cast.lead).post(HERE, {"file": file_of(bad)}))
    assert "And 50 more." in said


def test_a_preview_is_its_readers_own(cast: Cast, sign_in: SignIn) -> None:
    content = content_of(sign_in(cast.lead).post(HERE, {"file": file_of(pack())}))
    other = sign_in(cast.other_lead)
    for tried in (content, content[:-3], "", "no pack"):
        assert NO_LONGER in text(other.post(HERE, {"act": "load", "content": tried}))
    assert not Audit.objects.exists()


@pytest.mark.parametrize("who", ["safeguarding_lead", "administrator", "scrutineer", "school_contact", "stranger"])
def test_only_an_audit_lead_takes_one_in(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(HERE).status_code == 404
    assert client.post(HERE, {"file": file_of(pack())}).status_code == 403


def test_an_agency_of_the_pack_is_found_however_its_name_is_written(cast: Cast) -> None:
    Agency.objects.create(name="St Mary’s  Hospice", sector_id="SCH")
    data = pack()
    data["agencies"].append({"key": "mary", "name": "st mary's hospice", "sector": "SCH"})
    before = Agency.objects.count()
    load(data, by=cast.lead, now=NOW)
    assert Agency.objects.count() == before + len(data["agencies"]) - 1


def test_all_pages_of_a_loaded_audit_open_to_its_lead(cast: Cast, sign_in: SignIn) -> None:
    """What is recorded can be read and gone on with: every page of the audit, each case, each return."""
    audit = load(pack(), by=cast.lead, now=NOW, lead=cast.lead)
    client = sign_in(cast.lead)
    urls = [place.url for place in places_of_audit(audit, cast.lead)]
    assert len(urls) > 10
    urls += [f"/audits/{audit.reference}/cases/{case.number}/" for case in audit.cases.all()]
    urls += [f"/audits/{audit.reference}/returns/{row.uid}/" for row in audit.returns.all()]
    urls += [f"/audits/{audit.reference}/{rest}" for rest in ("set-up/theme/", "nobody/")]
    urls += [reverse(name, args=[audit.reference]) for name in ("compare", "actions")]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
