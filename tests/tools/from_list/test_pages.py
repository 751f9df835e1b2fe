"""The pages: who may, what the preview shows, what is chosen there, and that what is made is what was shown."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audits.tools.models import AuditTool, Domain, Standard
from tests.access.forms_read import forms_of
from tests.conftest import Cast
from tests.tools.from_list.conftest import ASKED, MAKE, TEXT, form_in, page_of, paste, preview, upload, workbook

pytestmark = pytest.mark.django_db


def rows_of(code: str) -> list[tuple[str, str, int, str, str]]:
    standards = Standard.objects.filter(domain__tool__code=code).select_related("domain")
    return [(one.domain.practice_id, one.domain.label, one.number, one.text, one.takes) for one in standards]


def test_leads_alone_come_here(cast: Cast, sign_in: Callable[[Person], Client], client: Client) -> None:
    assert "Make a tool from a list of questions" in page_of(sign_in(cast.lead).get("/tools/"))
    assert sign_in(cast.lead).get(ASKED).status_code == 200
    for person in (cast.auditor, cast.scrutineer, cast.administrator, cast.safeguarding_lead, cast.superuser):
        other = sign_in(person)
        assert other.get(ASKED).status_code == 404
        assert other.post(ASKED, {"questions": TEXT}).status_code == 403
        assert other.post(MAKE, {}).status_code == 403
    assert Client().get(ASKED).status_code == 302
    assert ASKED not in page_of(sign_in(cast.scrutineer).get("/tools/"))


def test_what_is_made_is_what_was_shown(lead: Client, cast: Cast) -> None:
    before = AuditTool.objects.count()
    response = lead.post(ASKED, {"questions": TEXT + "----\n"})
    page = unescape(response.content.decode())
    assert AuditTool.objects.count() == before
    assert "Nothing is made yet." in page
    for words in (
        "Voice of the child", "1.</span> Was the child seen alone?", "The list: safety; the plan; drift.",
        "A number (visits)", "Line 11, “----”: It holds no words.", "Answers to question 7",
    ):  # fmt: skip
        assert words in page
    form = form_in(response.content.decode())
    assert [form.asked[f"practice-{at}"].value for at in range(3)] == ["VOICE", "PLAN", "SUPER"]
    made = lead.post(MAKE, form.sent() | {"name": "Our own", "code": "our-own"})
    assert made.headers["Location"] == "/tools/our-own/1/"
    tool = AuditTool.objects.get(code="our-own")
    assert (tool.edition, tool.frozen_at, tool.made_by, tool.name) == (1, None, cast.lead, "Our own")
    assert rows_of("our-own") == [
        ("VOICE", "Voice of the child", 1, "Was the child seen alone?", "yes_no"),
        ("VOICE", "Voice of the child", 2, "Were their wishes written down?", "yes_partly_no"),
        ("PLAN", "Planning", 1, "Is the plan SMART?", "met"),
        ("PLAN", "Planning", 2, "How often was the child visited?", "number"),
        ("SUPER", "MANAGEMENT OVERSIGHT", 1, "When was the last supervision?", "date"),
        ("SUPER", "MANAGEMENT OVERSIGHT", 2, "What was discussed?", "several_of"),
        ("SUPER", "MANAGEMENT OVERSIGHT", 3, "How good was the record?", "one_of"),
    ]
    several = Standard.objects.get(text="What was discussed?")
    assert several.options == ["safety", "the plan", "drift"]
    assert Standard.objects.get(text="How often was the child visited?").unit == "visits"
    assert JournalEntry.objects.filter(verb="added", kind="audittool", person_name_then=cast.lead.name).count() == 1
    assert "The tool is made from the list." in page_of(lead.get("/tools/our-own/1/"))
    assert lead.get("/tools/our-own/1/questions/add/").status_code == 200


def test_what_is_chosen_on_the_page_counts(lead: Client) -> None:
    sent = preview(lead, TEXT) | {
        "practice-0": "FAMILY",
        "takes-0": "yes_partly_no",
        "takes-1": "leave_out",
        "takes-6": "text",
    }
    assert lead.post(MAKE, sent).status_code == 302
    rows = rows_of("our-own")
    assert rows[0] == ("FAMILY", "Voice of the child", 1, "Was the child seen alone?", "yes_partly_no")
    assert "Were their wishes written down?" not in [row[3] for row in rows]
    assert Standard.objects.get(text="How good was the record?").options == []


def test_the_same_list_sent_twice_makes_one_tool_and_another_under_its_code_none(lead: Client) -> None:
    sent = preview(lead, TEXT)
    for form in (sent, sent, {name: value for name, value in sent.items() if name != "once"}):
        assert lead.post(MAKE, form).headers["Location"] == "/tools/our-own/1/"
    assert AuditTool.objects.filter(code="our-own").count() == 1
    page = page_of(lead.post(MAKE, preview(lead, TEXT) | {"takes-0": "text"}))
    assert "There is already a tool with this code." in page
    assert 'value="Our own"' in page
    assert AuditTool.objects.filter(code="our-own").count() == 1
    assert "There is already a tool" in page_of(lead.post(MAKE, preview(lead, TEXT) | {"code": "neglect"}))


def test_a_made_tool_s_page_sent_again_with_another_name_shows_the_words_and_not_what_it_carries(lead: Client) -> None:
    sent = preview(lead, TEXT)
    assert lead.post(MAKE, sent).status_code == 302
    response = lead.post(MAKE, sent | {"name": "Another name"})
    page = response.content.decode()
    assert response.status_code == 409
    assert ">Another name</div>" in page
    assert f"{sent['sealed']}</div>" not in page
    again = forms_of(page)[0].sent() | {"code": "another"}
    assert lead.post(MAKE, again).headers["Location"] == "/tools/another/1/"


def test_two_headings_of_one_practice_are_two_domains_the_second_the_tool_s_own(lead: Client) -> None:
    text = "Voice:\nWas she seen?\nLived experience:\nWas he heard?\nUse of the pathway:\nWas it used?"
    page = paste(lead, text)
    assert "“Lived experience”, “Use of the pathway”: domains of the tool’s own." in page
    assert "become one domain" not in page
    asked = form_in(page).asked
    assert [asked[f"practice-{at}"].value for at in range(3)] == ["VOICE", "own:VOICE", "own:"]
    sent = preview(lead, text)
    assert lead.post(MAKE, sent | {"practice-2": "own:JOINT"}).status_code == 302
    rows = Domain.objects.filter(tool__code="our-own").select_related("practice").order_by("order")
    assert [(one.label, one.practice.own, one.practice.compared_as_id) for one in rows] == [
        ("Voice", "", None),
        ("Lived experience", "our-own", "VOICE"),
        ("Use of the pathway", "our-own", "JOINT"),
    ]
    # The same list again makes nothing, whatever its domains are compared as by now.
    assert lead.post(MAKE, preview(lead, text)).headers["Location"] == "/tools/our-own/1/"
    assert Domain.objects.filter(tool__code="our-own").count() == 3


def test_a_heading_of_the_tool_s_own_that_is_called_as_another_domain_is_said(lead: Client) -> None:
    sent = preview(lead, "Voice:\nWas she seen?\nJoint working:\nDid they meet?\nTogether:\nDid they speak?")
    same = sent | {"practice-1": "own:JOINT", "practice-2": "JOINT"}
    assert lead.post(MAKE, same).status_code == 302  # it is called “Together”, not as the list calls it
    long = "\n".join(f"{'x' * 120}{n}:\nWas it so {n}?" for n in range(2))
    page = page_of(lead.post(MAKE, preview(lead, long) | {"code": "other"}))
    assert "Another domain of this tool has this name. Put the two headings together." in page


def test_what_no_list_offered_is_not_taken(lead: Client) -> None:
    """Questions without a heading have no name for a domain of the tool's own, and none is compared as anything."""
    assert "own:" not in paste(lead, "Was she seen?")
    for text, sent in (("Was she seen?", "own:"), ("Part A:\nWas she seen?", "own:LUCK"), ("Part A:\nIs it?", "own")):
        page = page_of(lead.post(MAKE, preview(lead, text) | {"practice-0": sent}))
        assert 'href="#id_practice-0"' in page
    assert not AuditTool.objects.filter(code="our-own").exists()


def test_two_headings_that_are_put_together_become_one_domain_and_it_is_said(lead: Client) -> None:
    sent = preview(lead, "Voice:\nWas she seen?\nLived experience:\nWas he heard?") | {"practice-1": "VOICE"}
    page = page_of(lead.post(MAKE, sent | {"look": "yes"}))
    assert "“Voice” and “Lived experience” become one domain" in page
    assert lead.post(MAKE, form_in(page).sent()).status_code == 302
    assert rows_of("our-own") == [
        ("VOICE", "Voice; Lived experience", 1, "Was she seen?", "yes_partly_no"),
        ("VOICE", "Voice; Lived experience", 2, "Was he heard?", "yes_partly_no"),
    ]


def test_headings_that_the_lead_puts_together_are_shown_before_they_are_made(lead: Client) -> None:
    sent = preview(lead, "Voice:\nWas she seen?\nPlans:\nIs there a plan?") | {"practice-1": "VOICE"}
    response = lead.post(MAKE, sent)
    page = page_of(response)
    assert "Look at which headings become one domain now" in page
    assert "“Voice” and “Plans” become one domain" in page
    assert not AuditTool.objects.filter(code="our-own").exists()
    again = form_in(response.content.decode()).sent()
    assert again["practice-1"] == "VOICE"
    assert lead.post(MAKE, again).status_code == 302
    assert {row[1] for row in rows_of("our-own")} == {"Voice; Plans"}


def test_choices_can_be_looked_at_without_a_name(lead: Client) -> None:
    sent = preview(lead, "Voice:\nWas she seen?\nPlans:\nIs there a plan?") | {
        "practice-1": "VOICE",
        "name": "",
        "look": "yes",
    }
    page = page_of(lead.post(MAKE, sent))
    assert "“Voice” and “Plans” become one domain" in page
    assert "There is a problem" not in page
    assert form_in(page).asked["practice-1"].value == "VOICE"
    assert form_in(page).asked["code"].value == "our-own"


def test_more_headings_than_domains_is_said_and_a_name_that_is_full_says_what_it_left_off(lead: Client) -> None:
    long = "\n".join(f"Voice {'and ' * 12}{n}:\nWas number {n} seen?" for n in range(52))
    page = paste(lead, long)
    assert "The list has 52 headings, and a tool has 50 domains at most" in page
    assert "A tool holds 50 domains at most." in page_of(lead.post(MAKE, preview(lead, long)))
    together = preview(lead, long) | {f"practice-{n}": "VOICE" for n in range(14)} | {"look": "yes"}
    page = page_of(lead.post(MAKE, together))
    assert "Its name has no room for “Voice and" in page
    assert lead.post(MAKE, form_in(page).sent()).status_code == 302
    assert len(rows_of("our-own")) == 52
    assert Domain.objects.filter(tool__code="our-own").count() == 39


def test_a_domain_takes_no_more_than_sixty_questions_whatever_is_put_together(lead: Client) -> None:
    text = "\n".join(
        ["Voice:", *(f"Was {n} seen?" for n in range(40)), "Wishes:", *(f"Was {n} heard?" for n in range(40))]
    )
    page = page_of(lead.post(MAKE, preview(lead, text) | {"practice-1": "VOICE"}))
    assert "This domain would hold 80 questions, and 60 is the most." in page
    left = form_in(page).sent() | {f"takes-{n}": "leave_out" for n in range(20)}
    assert lead.post(MAKE, left).status_code == 302
    assert len(rows_of("our-own")) == 60


def test_a_heading_that_nobody_could_guess_is_asked(lead: Client) -> None:
    sent = preview(lead, "Part A:\nIs it so?")
    assert "practice-0" not in sent or sent["practice-0"]
    page = page_of(lead.post(MAKE, sent | {"practice-0": "", "code": "No Code"}))
    assert "Choose the domain of practice for “Part A”." in page
    assert "Use small letters, figures and single hyphens" in page
    assert 'href="#id_practice-0"' in page
    assert page.index("Choose the domain") < page.index("Use small letters")  # in the order of the page
    assert "Choose which answers question 1 takes." in page_of(lead.post(MAKE, sent | {"takes-0": ""}))
    assert "Every question is left out." in page_of(lead.post(MAKE, sent | {"takes-0": "leave_out"}))


def test_questions_without_a_heading_take_the_name_of_the_list(lead: Client) -> None:
    assert "Questions without a heading" in paste(lead, "Was she seen?")
    assert lead.post(MAKE, preview(lead, "Was she seen?") | {"practice-0": "VOICE"}).status_code == 302
    assert rows_of("our-own")[0][:2] == ("VOICE", "Voice and lived experience of the child")


def test_what_another_was_shown_or_was_changed_is_not_taken(
    lead: Client, cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    sent = preview(lead, TEXT)
    for client, form in ((sign_in(cast.other_lead), sent), (lead, sent | {"sealed": "x" + sent["sealed"]}), (lead, {})):
        assert "Read it again." in page_of(client.post(MAKE, form))
    assert not AuditTool.objects.filter(code="our-own").exists()


def test_one_list_is_sent_and_what_is_wrong_is_said_beside_it(lead: Client) -> None:
    assert "Paste your questions, or choose the file that holds them." in page_of(lead.post(ASKED, {}))
    assert "This file is empty." in upload(lead, "tool.docx", b"")
    assert "larger than 2 MB" in upload(lead, "tool.docx", b"PK\x03\x04" + b"x" * 10_000_000)
    assert "No question was found in this list." in paste(lead, "VOICE\nPLANS")
    assert "Was she seen?" in paste(lead, "Was\x00 she seen?")
    assert "Was the child seen alone?" in upload(
        lead, "t.xlsx", workbook([["Question"], ["Was the child seen alone?"]])
    )


def test_markup_is_shown_as_it_was_typed(lead: Client) -> None:
    response = lead.post(ASKED, {"questions": "<b>Voice</b>:\nWas <script>alert(1)</script> seen? (<i>a</i> / b)"})
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<i>a" not in page


def test_seven_hundred_questions_fit_on_the_page_and_into_a_tool(lead: Client) -> None:
    words = ["Voice", "Plans", "Supervision", "Information", "Assessment", "Parents"]
    words += ["Identity", "Joint", "Impact", "Curiosity", "Recognition", "Timely"]
    text = "\n".join(line for word in words for line in [f"{word}:", *(f"Was {word} {n} there?" for n in range(60))])
    assert lead.post(MAKE, preview(lead, text)).status_code == 302
    assert len(rows_of("our-own")) == 720
