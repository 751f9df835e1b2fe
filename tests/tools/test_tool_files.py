"""A tool as a file: out and in again, the same file twice, and everything that a file may have wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.models import JournalEntry, Person
from audits.codes.load import FOLDER
from audits.tools import acts
from audits.tools.check import BadTool, read_tool
from audits.tools.file import as_file, entry_of
from audits.tools.models import AuditTool, Standard
from tests.conftest import NOW, Cast

SignIn = Callable[[Person], Client]

pytestmark = pytest.mark.django_db
SMALL: dict[str, Any] = {
    "format": "audit-tool/1",
    "code": "from-elsewhere",
    "name": "Brought from elsewhere",
    "edition": 1,
    "short_form_sectors": ["SCH"],
    "domains": [
        {
            "practice": "VOICE",
            "standards": [
                {"number": 1, "text": "Was the child seen alone?", "takes": "yes_no", "only_if": "CP"},
                {"number": 2, "text": "Was the child heard?", "guidance": "By whom?", "asked_of": ["HV", "SN"]},
            ],
        },
        {"practice": "PLAN", "label": "Plans", "standards": [{"number": 1, "text": "Is there a plan?"}]},
    ],
    "messages": ["See the child alone."],
}


def small(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy({**SMALL, **changes})


def faults(data: Any) -> list[str]:
    """What is said of a file; given as bytes it is sent as it is."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(BadTool) as refused:
        read_tool(content, len(content))
    return refused.value.faults


def upload(client: Client, content: bytes, name: str = "tool.json") -> Any:
    return client.post("/tools/import/", {"file": SimpleUploadedFile(name, content)})


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_tool_goes_out_as_a_file_and_comes_in_elsewhere_the_same(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.scrutineer)
    response = client.get("/tools/neglect/1/file/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="neglect-1.json"'
    assert response.headers["Cache-Control"] == "no-store"
    entry = JournalEntry.objects.get(verb="exported")
    assert (entry.kind, entry.person_name_then) == ("audittool", "Skye Scrutineer")
    data = json.loads(response.content)
    data["code"] = "neglect-elsewhere"
    made, is_new = acts.take_in(read_tool(json.dumps(data).encode(), 1), by=cast.lead, now=NOW)
    assert is_new
    assert entry_of(made) == {**entry_of(AuditTool.objects.get(code="neglect")), "code": "neglect-elsewhere"}
    assert as_file(made) == as_file(AuditTool.objects.get(code="neglect-elsewhere"))


@pytest.mark.parametrize("file", sorted((FOLDER / "tools").glob("*.json")), ids=lambda file: file.stem)
def test_every_shipped_file_is_one_that_could_be_brought(cast: Cast, file: Any) -> None:
    content = file.read_bytes()
    entry = read_tool(content, len(content))
    made, is_new = acts.take_in(entry, by=cast.lead, now=NOW)
    assert not is_new
    assert made.code == entry["code"]


def test_a_lead_sees_what_was_read_before_anything_is_made(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    before = AuditTool.objects.count()
    page = text(upload(client, json.dumps(SMALL).encode("utf-8-sig")))  # a byte order mark does no harm
    assert "Nothing is made yet" in page
    assert "3, of which 0 on the short form" in page
    assert "Only if a child is on a Child Protection plan" in page
    assert "Asked of: Health visiting, School nursing." in page
    assert AuditTool.objects.count() == before
    content = page.split('name="content" value="')[1].split('"')[0].replace("&quot;", '"')
    sent = client.post("/tools/import/make/", {"content": content}, follow=True)
    assert "The tool is made from the file." in text(sent)
    tool = AuditTool.objects.get(code="from-elsewhere")
    assert (tool.made_by, tool.frozen_at) == (cast.lead, None)
    standard = Standard.objects.get(domain__tool=tool, domain__practice="VOICE", number=2)
    assert [one.pk for one in standard.asked_of.order_by("order")] == ["HV", "SN"]
    assert tool.domains.get(practice="VOICE").label == "Voice and lived experience of the child"
    # The same file again makes nothing, and says so: on the page, and when it is sent again all the same.
    again = text(upload(client, json.dumps(SMALL).encode()))
    assert "This tool is here already, word for word." in again
    assert "Make this tool" not in again
    sent = client.post("/tools/import/make/", {"content": content}, follow=True)
    assert "Nothing was made." in text(sent)
    assert AuditTool.objects.filter(code="from-elsewhere").count() == 1


def test_a_file_of_a_version_that_is_here_and_says_something_else_is_told_the_next(cast: Cast) -> None:
    read = read_tool(json.dumps(SMALL).encode(), 1)
    acts.take_in(read, by=cast.lead, now=NOW)
    other = small()
    other["domains"][1]["standards"][0]["text"] = "Is there a good plan?"
    assert faults(other) == [
        "edition: version 1 of “from-elsewhere” is here with other contents. "
        "Give the file another code, or the edition 2 to make it the next version."
    ]
    made, is_new = acts.take_in(read_tool(json.dumps({**other, "edition": 2}).encode(), 1), by=cast.lead, now=NOW)
    assert is_new
    assert made.edition == 2


def test_a_tool_that_changed_between_the_preview_and_the_button_is_not_overwritten(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    acts.make_tool(by=cast.other_lead, now=NOW, code="from-elsewhere", name="Another's")
    page = text(client.post("/tools/import/make/", {"content": json.dumps(SMALL)}))
    assert "is here with other contents" in page
    assert AuditTool.objects.get(code="from-elsewhere").name == "Another's"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "It is not text in UTF-8."),
        (b"PK\x03\x04 a zip", "line 1, column 1: This is not the file of a tool (JSON)."),
        (b"{", "line 1, column 2: This is not the file of a tool (JSON)."),
        (b"[]", "it must hold one object with code, name, edition and domains."),
        (b'"words"', "it must hold one object"),
        (b"NaN", "It holds a number that cannot be read."),
        (b'{"edition": ' + b"9" * 5000 + b"}", "It holds a number that cannot be read."),
        (b"[" * 100_000, "It is nested too deeply."),
        (b"<html>", "This is not the file of a tool (JSON)."),
    ],
    ids=["picture", "zip", "half", "list", "string", "not-a-number", "digits", "nested", "page"],
)
def test_a_file_that_is_no_tool_has_its_sentence(cast: Cast, sign_in: SignIn, content: bytes, said: str) -> None:
    page = text(upload(sign_in(cast.lead), content))
    assert "Nothing was made: this file cannot be read as a tool." in page
    assert said in page


@pytest.mark.parametrize("size", [600_000, 5_000_000])
def test_a_file_that_is_too_large_is_not_read(cast: Cast, sign_in: SignIn, size: int) -> None:
    page = text(upload(sign_in(cast.lead), json.dumps(SMALL).encode().ljust(size)))
    assert "This file is larger than 500 KB." in page
    assert not AuditTool.objects.filter(code="from-elsewhere").exists()


def test_no_file_and_an_empty_one_have_their_sentences(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    assert "Choose the file of a tool." in text(client.post("/tools/import/", {}))
    assert "This file is empty." in text(upload(client, b""))


def test_every_fault_is_listed_by_its_place() -> None:
    wrong = small(edition="1", colour="red", short_form_sectors=["SCH", 7])
    wrong["domains"][0]["standards"][0] |= {"number": 0, "takes": 3, "on_short_form": "yes"}
    wrong["domains"][0]["standards"][1] |= {"text": "  ", "guidance": "x" * 2001}
    wrong["domains"][1] = {"practise": "PLAN", "standards": ["Is there a plan?"]}
    assert faults(wrong) == [
        "edition: write a whole number.",
        "colour: this is not known here. Known are: format, code, name, edition, about, short_form_sectors, domains, "
        "messages.",
        "short_form_sectors[1]: write a text.",
        "domains[0].standards[0].number: write a whole number from 1 to 200.",
        "domains[0].standards[0].takes: write a text.",
        "domains[0].standards[0].on_short_form: write true or false.",
        "domains[0].standards[1].text: this is empty.",
        "domains[0].standards[1].guidance: use 2,000 characters or fewer: it has 2,001.",
        "domains[1].practice: this is missing.",
        "domains[1].practise: this is not known here. Known are: practice, label, compared_as, standards.",
        "domains[1].standards[0]: write an object with number and text.",
    ]


def test_a_file_with_very_many_faults_names_the_first_and_says_how_many_more() -> None:
    found = faults(small(messages=[7] * 100, short_form_sectors=[7] * 100, **{f"key-{n}": 1 for n in range(50)}))
    assert len(found) == 201
    assert found[-1] == "And 50 more."


def test_codes_that_are_on_no_list_and_numbers_that_stand_twice() -> None:
    wrong = small(short_form_sectors=["SCH", "NOBODY", "SCH"])
    wrong["domains"][0]["standards"][0] |= {"only_if": "FULLMOON", "takes": "maybe"}
    wrong["domains"][0]["standards"][1] |= {"number": 1, "asked_of": ["MOON"]}
    wrong["domains"][1]["practice"] = "VOICE"
    wrong["domains"].append({"practice": "LUCK", "standards": []})
    assert faults(wrong) == [
        "short_form_sectors[1]: “NOBODY” is not on the list of sectors.",
        "short_form_sectors[2]: “SCH” is in this list twice.",
        "domains[0].standards[0].takes: write one of: "
        "yes_partly_no, yes_no, met, scale, one_of, several_of, number, date, text.",
        "domains[0].standards[0].only_if: “FULLMOON” is not on the list of conditions.",
        "domains[0].standards[1].number: the number 1 is in this domain twice.",
        "domains[0].standards[1].asked_of[0]: “MOON” is not on the list of sectors.",
        "domains[1].practice: the domain VOICE is in the file twice.",
        "domains[2].practice: “LUCK” is not on the list of domains of practice.",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "Neglect 2"}, "code: use small letters, figures and single hyphens."),
        ({"format": "audit-pack/1"}, "format: write “audit-tool/2”, or leave it out."),
        ({"name": "\x00\x02"}, "name: this is empty."),
        ({"name": "\ud800"}, "name: The text holds half a character."),
        ({"domains": []}, "domains: there is no question in this file."),
        ({"domains": {}}, "domains: write a list."),
        ({"edition": True}, "edition: write a whole number."),
        ({"edition": 10**12}, "edition: write a whole number from 1 to 1000."),
        ({"messages": ["x"] * 101}, "messages: this list has 101 entries, and 100 is the most."),
        ({"messages": [{}]}, "messages[0]: write a text."),
        ({"about": None}, "about: write a text."),
    ],
)
def test_what_else_a_file_may_have_wrong(change: dict[str, Any], said: str) -> None:
    found = faults(small(**change))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_markup_in_a_file_is_words_on_every_page(cast: Cast, sign_in: SignIn) -> None:
    markup = '<script>alert(1)</script>{{ 7|add:7 }}"><img src=x>'
    data = small(name=markup, about=markup, messages=[markup])
    data["domains"][0]["label"] = markup
    data["domains"][0]["standards"][0] |= {"text": markup, "guidance": markup}
    client = sign_in(cast.lead)
    page = text(upload(client, json.dumps(data).encode()))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page
    made, _ = acts.take_in(read_tool(json.dumps(data).encode(), 1), by=cast.lead, now=NOW)
    for rest in ("", "preview/", "edit/", "messages/", "domains/VOICE/", "copy/"):
        page = text(client.get(f"/tools/from-elsewhere/1/{rest}"))
        assert "<script>alert" not in page, rest
        assert "<img src=x" not in page, rest
        assert ">14<" not in page, rest
    assert json.loads(as_file(made))["name"] == markup
    wrong = text(upload(client, json.dumps({**data, markup: 1, "edition": markup}).encode()))
    assert "<script>alert" not in wrong
    assert "edition: write a whole number." in wrong


@pytest.mark.parametrize("who", ["scrutineer", "administrator", "safeguarding_lead"])
def test_nobody_but_an_audit_lead_brings_a_tool(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get("/tools/import/").status_code == 404
    assert upload(client, json.dumps(SMALL).encode()).status_code == 403
    assert client.post("/tools/import/make/", {"content": json.dumps(SMALL)}).status_code == 403
    assert not AuditTool.objects.filter(code="from-elsewhere").exists()
