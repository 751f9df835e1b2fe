"""Tools as data: who builds them, what a version that was answered refuses, two leads at once, what a page costs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from agencies.models import JournalEntry, Person, Sector
from audit_project.refused import Refused, Stale
from audits.codes.load import load_codes
from audits.codes.models import Condition
from audits.sample.models import Involvement
from audits.scope.forms import ScaleForm
from audits.scope.lifecycle import what_blocks
from audits.scope.models import Audit
from audits.tools import acts, scale_acts
from audits.tools import part_acts as parts
from audits.tools import queries as tool_queries
from audits.tools.models import AuditTool, Domain, RatingScale, Standard
from tests.conftest import NOW, Cast
from tests.returns.conftest import opened

SignIn = Callable[[Person], Client]

pytestmark = pytest.mark.django_db
QUESTION = {
    "text": "Was the child seen alone?",
    "guidance": "Not on the doorstep.",
    "takes": "yes_no",
    "may_be_not_applicable": False,
    "on_short_form": True,
    "only_if_id": "CP",
}


@pytest.fixture
def tool(cast: Cast) -> AuditTool:
    """A tool of one's own: two domains, the first with two questions."""
    made = acts.make_tool(by=cast.lead, now=NOW, code="ours", name="Our own tool", about="For us.")
    first = parts.add_domain(made, by=cast.lead, now=NOW, practice="VOICE")
    parts.add_domain(made, by=cast.lead, now=NOW, practice="PLAN", label="Plans that work")
    for words in ("Was the child heard?", "Did it change anything?"):
        parts.add_standard(made, by=cast.lead, now=NOW, domain=first, **{**QUESTION, "text": words, "only_if_id": None})
    return made


@pytest.fixture
def frozen(tool: AuditTool) -> AuditTool:
    AuditTool.objects.filter(pk=tool.pk).update(frozen_at=NOW)
    tool.refresh_from_db()
    return tool


def words(tool: AuditTool) -> list[tuple[str, int, str]]:
    rows = Standard.objects.filter(domain__tool=tool).order_by("domain__order", "number")
    return list(rows.values_list("domain__practice_id", "number", "text"))


def text(response: Any) -> str:
    return str(response.content.decode())


def page_of(tool: AuditTool, rest: str = "") -> str:
    return f"/tools/{tool.code}/{tool.edition}/{rest}"


def test_a_lead_builds_a_tool_on_its_pages(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.lead)
    sent = client.post("/tools/new/", {"code": "our-tool", "name": "Our tool", "about": "For a first look."})
    assert sent.headers["Location"] == "/tools/our-tool/1/"
    tool = AuditTool.objects.get(code="our-tool")
    client.post(page_of(tool, "domains/add/"), {"practice": "VOICE", "label": ""})
    domain = tool.domains.get()
    assert domain.label == "Voice and lived experience of the child"
    given = {"domain": domain.pk, "text": "Was the child seen alone?", "guidance": "", "takes": "yes_no"}
    sent = client.post(
        page_of(tool, "questions/add/"), {**given, "on_short_form": "on", "only_if": "CP", "asked_of": ["HV", "SN"]}
    )
    assert sent.headers["Location"] == page_of(tool) + "#domain-VOICE"
    page = text(client.get(page_of(tool)))
    assert ">1.</span> Was the child seen alone?" in page
    assert "Yes or no; always applies. On the short form." in page
    assert "Only if a child is on a Child Protection plan" in page
    assert "Asked of: Health visiting, School nursing." in page
    client.post(page_of(tool, "messages/"), {"version": 1, "messages": "See them alone.\n\nAsk twice."})
    assert [row.text for row in tool.messages.all()] == ["See them alone.", "Ask twice."]
    kinds = set(JournalEntry.objects.filter(person_name_then="Lena Lead").values_list("verb", "kind"))
    assert {("added", "audittool"), ("added", "domain"), ("added", "standard"), ("edited", "audittool")} <= kinds


@pytest.mark.parametrize("who", ["safeguarding_lead", "scrutineer", "administrator"])
def test_others_of_the_partnership_read_and_change_nothing(
    cast: Cast, sign_in: SignIn, tool: AuditTool, who: str
) -> None:
    client = sign_in(getattr(cast, who))
    page = text(client.get(page_of(tool)))
    assert "Was the child heard?" in page
    assert "Add a question" not in page
    assert "Retire this version" not in page
    for rest in ("edit/", "copy/", "domains/add/", "questions/add/"):
        assert client.get(page_of(tool, rest)).status_code == 403
    assert "Only an audit lead can make or change tools" in text(client.post(page_of(tool, "use/"), {"use": "no"}))
    assert AuditTool.objects.get(pk=tool.pk).is_active


@pytest.mark.parametrize("who", ["auditor", "police_contact", "reader", "stranger", "superuser"])
def test_for_everybody_else_there_is_nothing_there(cast: Cast, sign_in: SignIn, tool: AuditTool, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get("/tools/").status_code == 404
    assert client.get(page_of(tool)).status_code == 404
    assert client.get(page_of(tool, "file/")).status_code == 404


def test_a_version_that_was_answered_refuses_every_change_and_names_the_way_out(
    cast: Cast, sign_in: SignIn, frozen: AuditTool
) -> None:
    before = words(frozen)
    domain, standard = frozen.domains.first(), Standard.objects.filter(domain__tool=frozen).first()
    assert domain is not None
    assert standard is not None
    who: dict[str, Any] = {"by": cast.lead, "now": NOW}
    changes = [
        lambda: acts.edit_tool(frozen, **who, version=1, name="x", about="", short_form_sectors=[]),
        lambda: acts.edit_messages(frozen, **who, version=1, messages="x"),
        lambda: parts.add_domain(frozen, **who, practice="REC"),
        lambda: parts.edit_domain(domain, **who, version=1, label="x"),
        lambda: parts.move_domain(domain, **who, up=False),
        lambda: parts.remove_domain(domain, **who, version=1, seen=parts.stands_at(domain)),
        lambda: parts.add_standard(frozen, **who, domain=domain, **QUESTION),
        lambda: parts.edit_standard(standard, **who, version=1, domain=domain, **QUESTION),
        lambda: parts.move_standard(standard, **who, up=False),
        lambda: parts.remove_standard(standard, **who, version=1),
    ]
    for change in changes:
        with pytest.raises(Refused, match="Make the next version to change it"):
            change()
    assert words(frozen) == before
    client = sign_in(cast.lead)
    for rest in ("edit/", "messages/", "domains/add/", "domains/VOICE/", "questions/add/", f"questions/{standard.pk}/"):
        response = client.get(page_of(frozen, rest))
        assert response.status_code == 403
        assert "Make the next version to change it" in text(response)
    page = text(client.get(page_of(frozen)))
    assert "Make the next version</button>" in page
    assert "Add a question" not in page


def test_a_return_that_opens_freezes_the_version_and_old_answers_never_shift(
    cast: Cast, case: Any, audit: Audit, tool: AuditTool
) -> None:
    Audit.objects.filter(pk=audit.pk).update(tool=tool)
    case.audit.refresh_from_db()
    row = opened(case, cast.police, cast.police_auditor, cast.lead)
    asked = list(row.answers.order_by("pk").values_list("standard__text", flat=True))
    tool.refresh_from_db()
    assert tool.frozen_at is not None
    following = acts.make_next(tool, by=cast.lead, now=NOW)
    standard = Standard.objects.filter(domain__tool=following).order_by("domain__order", "number")[0]
    parts.edit_standard(
        standard, by=cast.lead, now=NOW, version=1, domain=standard.domain, **{**QUESTION, "text": "Other words?"}
    )
    assert list(row.answers.order_by("pk").values_list("standard__text", flat=True)) == asked
    assert (following.edition, following.copied_from) == (2, tool)
    assert [one[2] for one in words(following)] == ["Other words?", "Did it change anything?"]


def test_a_change_that_waited_while_a_return_opened_is_refused(cast: Cast, tool: AuditTool) -> None:
    """The row is read again once it is held: what the page had read before does not count."""
    assert tool.frozen_at is None
    AuditTool.objects.filter(pk=tool.pk).update(frozen_at=NOW)
    with pytest.raises(Refused, match="stays as it is"):
        parts.add_domain(tool, by=cast.lead, now=NOW, practice="REC")


@pytest.mark.django_db(transaction=True)
def test_a_return_that_opens_while_a_lead_adds_a_question_waits_and_asks_it(
    cast: Cast, case: Any, audit: Audit, tool: AuditTool
) -> None:
    """Whoever holds the tool first is done first: no question is half in a version that was answered."""
    Audit.objects.filter(pk=audit.pk).update(tool=tool)
    domain = tool.domains.get(practice="VOICE")
    case.audit.refresh_from_db()
    opening: list[Any] = []

    def open_it() -> None:
        try:
            opening.append(opened(case, cast.police, cast.police_auditor, cast.lead))
        finally:
            connection.close()

    thread = threading.Thread(target=open_it)
    with transaction.atomic():
        parts.add_standard(tool, by=cast.lead, now=NOW, domain=domain, **{**QUESTION, "only_if_id": None})
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the tool's row
    thread.join(10)
    assert opening[0].answers.count() == 3
    with pytest.raises(Refused, match="stays as it is"):
        parts.add_standard(tool, by=cast.lead, now=NOW, domain=domain, **QUESTION)


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_take_one_code_in_the_same_moment(cast: Cast) -> None:
    start, told = threading.Barrier(4), []

    def press(make: Callable[[], object]) -> None:
        start.wait()
        try:
            make()
            told.append("made")
        except Refused as refusal:
            told.append(refusal.sentence)
        finally:
            connection.close()

    tool, scale = AuditTool.objects.get(code="dip-six"), RatingScale.objects.get(code="met3")
    presses = [
        threading.Thread(target=press, args=(partial(act, thing, by=by, now=NOW, code="same", name="The same"),))
        for act, thing in ((acts.copy_tool, tool), (scale_acts.copy_scale, scale))
        for by in (cast.lead, cast.other_lead)
    ]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(told) == [
        "There is already a scale with this code.", "There is already a tool with this code.", "made", "made",
    ]  # fmt: skip
    copy, shipped = AuditTool.objects.get(code="same"), AuditTool.objects.get(code="dip-six")
    assert words(copy) == words(shipped)
    assert RatingScale.objects.get(code="same").bands.count() == 3


def test_a_tool_on_which_returns_stand_keeps_its_questions_however_it_came_here(
    cast: Cast, case: Any, audit: Audit, tool: AuditTool
) -> None:
    Audit.objects.filter(pk=audit.pk).update(tool=tool)
    case.audit.refresh_from_db()
    opened(case, cast.police, cast.police_auditor, cast.lead)
    AuditTool.objects.filter(pk=tool.pk).update(frozen_at=None)
    tool.refresh_from_db()
    with pytest.raises(Refused, match="An audit has returns with version 1"):
        parts.remove_standard(Standard.objects.filter(domain__tool=tool)[0], by=cast.lead, now=NOW, version=1)


def test_a_tool_that_an_audit_has_chosen_may_change_until_its_returns_open(
    cast: Cast, audit: Audit, tool: AuditTool
) -> None:
    Audit.objects.filter(pk=audit.pk).update(tool=tool, state="sample")
    parts.add_domain(tool, by=cast.lead, now=NOW, practice="REC")
    assert tool.domains.filter(practice="REC").exists()


def test_the_next_version_is_made_once_the_newest_is_in_use(cast: Cast, tool: AuditTool) -> None:
    with pytest.raises(Refused, match="Version 1 is not in use yet"):
        acts.make_next(tool, by=cast.lead, now=NOW)
    AuditTool.objects.filter(pk=tool.pk).update(frozen_at=NOW)
    acts.make_next(tool, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Version 2 is not in use yet"):
        acts.make_next(tool, by=cast.other_lead, now=NOW)


def test_a_version_that_has_a_successor_leads_to_it(cast: Cast, sign_in: SignIn, frozen: AuditTool) -> None:
    client = sign_in(cast.lead)
    assert client.post(page_of(frozen, "next/")).headers["Location"] == "/tools/ours/2/"
    page = text(client.get(page_of(frozen)))
    assert "Make the next version</button>" not in page
    assert '<a class="govuk-link" href="/tools/ours/2/">version 2</a> may still be changed' in page
    assert "Version 2 is not in use yet" in text(client.post(page_of(frozen, "next/")))


def test_a_copy_says_the_same_and_is_a_tool_of_its_own(cast: Cast, sign_in: SignIn) -> None:
    shipped = AuditTool.objects.get(code="neglect")
    client = sign_in(cast.lead)
    sent = client.post(page_of(shipped, "copy/"), {"name": "Neglect here", "code": "neglect-here"})
    assert sent.headers["Location"] == "/tools/neglect-here/1/"
    copy = AuditTool.objects.get(code="neglect-here")
    assert words(copy) == words(shipped)
    fields = ("takes", "may_be_not_applicable", "on_short_form", "only_if", "guidance", "asked_of")
    both = [
        sorted(map(str, Standard.objects.filter(domain__tool=one).values_list("domain__order", "number", *fields)))
        for one in (shipped, copy)
    ]
    assert both[0] == both[1]
    assert [one.text for one in copy.messages.all()] == [one.text for one in shipped.messages.all()]
    assert list(copy.short_form_sectors.all()) == list(shipped.short_form_sectors.all())
    parts.remove_standard(Standard.objects.filter(domain__tool=copy)[0], by=cast.lead, now=NOW, version=1)
    assert len(words(copy)) == len(words(shipped)) - 1
    again = client.post(page_of(shipped, "copy/"), {"name": "Again", "code": "Neglect-here"})
    assert "Use small letters" in text(again)
    again = client.post(page_of(shipped, "copy/"), {"name": "Again", "code": "neglect-here"})
    assert "There is already a tool with this code." in text(again)


def test_a_shipped_tool_that_was_changed_here_is_left_alone_when_the_lists_are_loaded_again(cast: Cast) -> None:
    shipped = AuditTool.objects.get(code="dip-six")
    standard = Standard.objects.filter(domain__tool=shipped).order_by("domain__order")[0]
    Standard.objects.filter(domain__tool=shipped).exclude(pk=standard.pk).update(text="Spoilt by accident.")
    load_codes()
    assert not Standard.objects.filter(text="Spoilt by accident.").exists()  # changed by nobody here: renewed
    parts.edit_standard(
        standard, by=cast.lead, now=NOW, version=1, domain=standard.domain, **{**QUESTION, "text": "Our words?"}
    )
    load_codes()
    standard.refresh_from_db()
    assert standard.text == "Our words?"


def test_the_second_of_two_leads_sees_both_texts(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    standard = Standard.objects.filter(domain__tool=tool).order_by("number")[0]
    address = page_of(tool, f"questions/{standard.pk}/")
    given = {"domain": standard.domain_id, "takes": "yes_no", "only_if": "", "version": 1}
    theirs = {**given, "text": "Their question?", "asked_of": ["HV"]}
    assert sign_in(cast.other_lead).post(address, theirs).status_code == 302
    client = sign_in(cast.lead)
    clash = client.post(address, {**given, "text": "My question?", "only_if": "CP"})
    assert clash.status_code == 409
    page = text(clash)
    assert "Their question?" in page
    assert page.count("My question?") == 2
    assert "Health visiting" in page.split("<form")[0]  # the list of whom it is asked stands beside it too
    assert 'name="version" value="2"' in page
    assert client.post(address, {**given, "text": "My question?", "version": 2}).status_code == 302
    standard.refresh_from_db()
    assert (standard.text, standard.version, standard.asked_of.count()) == ("My question?", 3, 0)


@pytest.mark.parametrize(
    ("rest", "first", "second"),
    [
        ("edit/", {"name": "Theirs"}, {"name": "Mine", "about": "Why."}),
        ("messages/", {"messages": "Theirs"}, {"messages": "Mine"}),
        ("domains/VOICE/", {"label": "Theirs"}, {"label": "Mine"}),
    ],
)
def test_every_page_of_a_tool_minds_the_other_lead(
    cast: Cast, sign_in: SignIn, tool: AuditTool, rest: str, first: dict[str, str], second: dict[str, str]
) -> None:
    assert sign_in(cast.other_lead).post(page_of(tool, rest), {**first, "version": 1}).status_code == 302
    clash = sign_in(cast.lead).post(page_of(tool, rest), {**second, "version": 1})
    assert clash.status_code == 409
    assert "Theirs" in text(clash)
    assert text(clash).count("Mine") == 2
    assert sign_in(cast.lead).post(page_of(tool, rest), {**second, "version": 2}).status_code == 302


def test_nothing_is_taken_out_that_somebody_changed_meanwhile(cast: Cast, tool: AuditTool) -> None:
    domain, standard = tool.domains.get(practice="VOICE"), Standard.objects.filter(domain__tool=tool)[0]
    seen = parts.stands_at(domain)
    parts.edit_standard(standard, by=cast.other_lead, now=NOW, version=1, domain=domain, **QUESTION)
    with pytest.raises(Refused, match="Look at it again before you take it out"):
        parts.remove_standard(standard, by=cast.lead, now=NOW, version=1)
    with pytest.raises(Refused, match="Look at it again before you take it out"):
        parts.remove_domain(domain, by=cast.lead, now=NOW, version=1, seen=seen)
    assert len(words(tool)) == 2
    parts.remove_domain(domain, by=cast.lead, now=NOW, version=1, seen=parts.stands_at(domain))
    assert [one.practice_id for one in tool.domains.all()] == ["PLAN"]


def test_what_the_other_lead_took_out_is_no_error(cast: Cast, tool: AuditTool) -> None:
    domain = tool.domains.get(practice="VOICE")
    standard = Standard.objects.filter(domain__tool=tool).select_related("domain__tool")[0]
    parts.remove_domain(domain, by=cast.other_lead, now=NOW, version=1, seen=parts.stands_at(domain))
    here = Domain(pk=10**6, tool=tool, practice_id="VOICE", label="Gone")
    who: dict[str, Any] = {"by": cast.lead, "now": NOW}
    with pytest.raises(Refused, match="Someone else has taken this out"):
        parts.edit_domain(here, **who, version=1, label="x")
    with pytest.raises(Refused, match="Someone else has taken this out"):
        parts.move_domain(here, **who, up=True)
    with pytest.raises(Refused, match="Someone else has taken this out"):
        parts.edit_standard(standard, **who, version=1, domain=tool.domains.get(), **QUESTION)


def test_questions_and_domains_change_places(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    client = sign_in(cast.lead)
    first, second = Standard.objects.filter(domain__tool=tool).order_by("number")
    client.post(page_of(tool, f"questions/{second.pk}/move/"), {"to": "up"})
    assert [one[1:] for one in words(tool)] == [(1, "Did it change anything?"), (2, "Was the child heard?")]
    client.post(page_of(tool, f"questions/{second.pk}/move/"), {"to": "up"})  # at the end of the list: nothing happens
    assert words(tool)[0][2] == "Did it change anything?"
    client.post(page_of(tool, "domains/PLAN/move/"), {"to": "up"})
    assert [one.practice_id for one in tool.domains.order_by("order")] == ["PLAN", "VOICE"]
    plan = tool.domains.get(practice="PLAN")
    parts.edit_standard(
        second, by=cast.lead, now=NOW, version=1, domain=plan, **{**QUESTION, "text": "Did it change anything?"}
    )
    assert words(tool) == [("PLAN", 1, "Did it change anything?"), ("VOICE", 1, "Was the child heard?")]
    client.post(page_of(tool, f"questions/{first.pk}/remove/"), {"version": 1})
    assert words(tool) == [("PLAN", 1, "Did it change anything?")]


def test_what_is_dragged_goes_to_the_place_it_was_dropped_at(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    client, voice = sign_in(cast.lead), tool.domains.get(practice="VOICE")
    parts.add_standard(tool, by=cast.lead, now=NOW, domain=voice, **{**QUESTION, "text": "Third?", "only_if_id": None})
    third = voice.standards.get(number=3)
    move = page_of(tool, f"questions/{third.pk}/move/")
    for to, place in (("1", 1), ("2", 2), ("99", 3), ("0", 3), ("-1", 3), ("²", 3), ("1" * 30, 3)):
        client.post(move, {"to": to})
        assert voice.standards.get(number=place) == third, to
        assert [one.number for one in voice.standards.order_by("number")] == [1, 2, 3]
    client.post(page_of(tool, "domains/VOICE/move/"), {"to": "2"})
    assert [one.practice_id for one in tool.domains.order_by("order")] == ["PLAN", "VOICE"]


def test_a_question_of_another_tool_is_not_reached_through_this_one(
    cast: Cast, sign_in: SignIn, tool: AuditTool
) -> None:
    other = Standard.objects.filter(domain__tool__code="dip-six")[0]
    client = sign_in(cast.lead)
    assert client.get(page_of(tool, f"questions/{other.pk}/")).status_code == 404
    assert client.post(page_of(tool, f"questions/{other.pk}/remove/"), {"version": 1}).status_code == 404
    with pytest.raises(Refused, match="Choose a domain of this tool"):
        parts.add_standard(tool, by=cast.lead, now=NOW, domain=other.domain, **QUESTION)
    assert "Choose one of the answers on the list" in text(
        client.post(page_of(tool, "questions/add/"), {"domain": other.domain_id, "text": "Was it?", "takes": "yes_no"})
    )


def test_a_retired_version_is_not_offered_and_an_audit_that_has_it_keeps_it(
    cast: Cast, sign_in: SignIn, audit: Audit, tool: AuditTool
) -> None:
    Audit.objects.filter(pk=audit.pk).update(state="sample")
    audit.refresh_from_db()
    client = sign_in(cast.lead)
    assert "Our own tool, version 1" in text(client.get(f"/audits/{audit.reference}/set-up/scale/"))
    client.post(page_of(tool, "use/"), {"use": "no"})
    assert "Our own tool, version 1" not in text(client.get(f"/audits/{audit.reference}/set-up/scale/"))
    assert "Retired" in text(client.get(page_of(tool)))
    Audit.objects.filter(pk=audit.pk).update(tool=tool)
    audit.refresh_from_db()
    offered = ScaleForm(instance=audit, person=cast.lead).fields["tool"].queryset  # type: ignore[attr-defined]
    assert tool in offered
    client.post(page_of(tool, "use/"), {"use": "yes"})
    assert AuditTool.objects.get(pk=tool.pk).is_active
    verbs = JournalEntry.objects.filter(kind="audittool", object_uid=str(tool.pk)).values_list("verb", flat=True)
    assert {"deactivated", "reactivated"} <= set(verbs)


def test_returns_do_not_open_on_a_tool_without_a_question(cast: Cast, audit: Audit, case: Any) -> None:
    empty = acts.make_tool(by=cast.lead, now=NOW, code="empty", name="Empty")
    Audit.objects.filter(pk=audit.pk).update(state="sample", tool=empty)
    Involvement.objects.create(case=case, agency=cast.police)
    assert "The audit tool has no question yet: add its questions, or choose another." in what_stops(audit)
    full = AuditTool.objects.get(code="dip-six")
    Audit.objects.filter(pk=audit.pk).update(tool=full)
    assert not any("has no question" in sentence for sentence in what_stops(audit))


def what_stops(audit: Audit) -> list[str]:
    return what_blocks(Audit.objects.get(pk=audit.pk), "returns")


def test_a_tool_of_any_size_costs_the_same_few_queries(
    cast: Cast, sign_in: SignIn, tool: AuditTool, django_assert_max_num_queries
) -> None:
    client = sign_in(cast.lead)
    for address, most in (("/tools/", 12), (page_of(AuditTool.objects.get(code="neglect")), 24)):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
    neglect = AuditTool.objects.get(code="neglect")
    with django_assert_max_num_queries(3):
        found = tool_queries.contents(neglect)
        assert sum(len(list(row.asked_of.all())) for domain in found for row in domain.standards.all()) == 8


@pytest.mark.parametrize(
    ("code", "questions", "short", "conditions", "messages"),
    [
        ("general-practice", 34, 15, 1, 6),
        ("neglect", 37, 14, 4, 6),
        ("dip-six", 6, 6, 0, 3),
        ("dip-strategy", 6, 6, 0, 2),
        ("familial-csa", 36, 12, 0, 10),
    ],
)
def test_the_shipped_tools(cast: Cast, code: str, questions: int, short: int, conditions: int, messages: int) -> None:
    tool = AuditTool.objects.get(code=code)
    rows = Standard.objects.filter(domain__tool=tool)
    assert rows.count() == questions
    assert rows.filter(on_short_form=True).count() == short
    assert rows.filter(only_if__isnull=False).count() == conditions
    assert tool.messages.count() == messages
    assert all(row.text.endswith("?") for row in rows.exclude(text__endswith="."))


def test_a_code_that_went_out_of_use_is_not_lost_by_saving_a_question(
    cast: Cast, sign_in: SignIn, tool: AuditTool
) -> None:
    standard = Standard.objects.filter(domain__tool=tool)[0]
    Standard.objects.filter(pk=standard.pk).update(only_if="EH")
    standard.asked_of.set(["HV"])
    Condition.objects.filter(pk="EH").update(is_active=False)
    Sector.objects.filter(pk__in=["HV", "SN"]).update(is_active=False)
    page = text(sign_in(cast.lead).get(page_of(tool, f"questions/{standard.pk}/")))
    assert '<option value="EH" selected>' in page
    assert 'value="HV"' in page
    assert 'value="SN"' not in page


def test_a_stale_question_carries_both_sides_of_its_lists(cast: Cast, tool: AuditTool) -> None:
    standard = Standard.objects.filter(domain__tool=tool)[0]
    given: dict[str, Any] = {"by": cast.lead, "now": NOW, "domain": standard.domain, **QUESTION}
    parts.edit_standard(standard, version=1, asked_of=["SN"], **given)
    with pytest.raises(Stale) as clash:
        parts.edit_standard(Standard.objects.get(pk=standard.pk), version=1, asked_of=["HV"], **given)
    assert (clash.value.theirs["asked_of"], clash.value.yours["asked_of"]) == (["SN"], ["HV"])
    assert [one.pk for one in Standard.objects.get(pk=standard.pk).asked_of.all()] == ["SN"]
