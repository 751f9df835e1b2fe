"""Domains of a tool's own: made, called something else, compared as one of the list, taken out; and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audit_project.refused import Refused, Stale
from audits.codes.load import load_codes
from audits.codes.models import PracticeDomain
from audits.scope.models import Audit
from audits.tools import acts
from audits.tools import part_acts as parts
from audits.tools.models import AuditTool, Domain, Standard
from audits.tools.queries import practices_for
from tests.conftest import NOW, Cast

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
PATHWAY = "Use of the pathway"


@pytest.fixture
def tool(cast: Cast) -> AuditTool:
    """A tool with one domain of the list and two of its own: one compared as planning, one as none."""
    made = acts.make_tool(by=cast.lead, now=NOW, code="ours", name="Our own tool")
    add(made, cast, practice="PLAN")
    for name, compared_as in (("Plans kept", "PLAN"), (PATHWAY, "")):
        domain = add(made, cast, label=name, compared_as=compared_as)
        parts.add_standard(made, by=cast.lead, now=NOW, domain=domain, text=f"{name}: is it so?", takes="yes_no")
    return made


def add(tool: AuditTool, cast: Cast, practice: str = parts.A_NEW_ONE, **fields: str) -> Domain:
    return parts.add_domain(tool, by=cast.lead, now=NOW, practice=practice, **fields)


def called(tool: AuditTool) -> list[tuple[str, str, str | None]]:
    """Each domain: what it is called, whose it is, what it is compared as."""
    rows = tool.domains.order_by("order").select_related("practice")
    return [(one.label, one.practice.own, one.practice.compared_as_id) for one in rows]


def page_of(tool: AuditTool, rest: str = "") -> str:
    return f"/tools/{tool.code}/{tool.edition}/{rest}"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def frozen(tool: AuditTool) -> AuditTool:
    AuditTool.objects.filter(pk=tool.pk).update(frozen_at=NOW)
    tool.refresh_from_db()
    return tool


def test_a_lead_adds_a_section_that_the_list_has_not(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    client = sign_in(cast.lead)
    page = text(client.get(page_of(tool, "domains/add/")))
    assert "One of the tool’s own" in page
    assert "None of them: it stands by itself" in page
    assert 'value="PLAN">' in page.split('name="compared_as"')[1]  # taken as a domain, and yet one to compare as
    given = {"practice": "own", "label": "Transitions", "compared_as": "JOINT"}
    sent = client.post(page_of(tool, "domains/add/"), given)
    domain = tool.domains.get(label="Transitions")
    assert sent.headers["Location"] == page_of(tool) + f"#domain-{domain.practice_id}"
    assert called(tool)[-1] == ("Transitions", "ours", "JOINT")
    assert JournalEntry.objects.filter(verb="added", kind="domain", person_name_then=cast.lead.name).count() == 4
    page = text(client.get(page_of(tool)))
    assert "A domain of this tool’s own, compared as Joint working." in page
    assert "A domain of this tool’s own, compared as none of ours." in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"practice": "own"}, "Enter the name of the domain."),
        ({"practice": "own", "label": "  "}, "Enter the name of the domain."),
        ({"practice": "own", "label": "x" * 121}, "120 characters"),
        ({"practice": "own", "label": "use of  the PATHWAY"}, "Another domain of this tool has this name."),
        ({"practice": "REC", "label": PATHWAY}, "Another domain of this tool has this name."),
        ({"practice": "own", "label": "New", "compared_as": "LUCK"}, "Choose one of the answers on the list"),
        ({"practice": ""}, "Choose"),
    ],
)
def test_what_a_domain_may_not_be_is_said_and_nothing_is_made(
    cast: Cast, sign_in: SignIn, tool: AuditTool, given: dict[str, str], said: str
) -> None:
    before = called(tool), PracticeDomain.objects.count()
    answer = sign_in(cast.lead).post(page_of(tool, "domains/add/"), given)
    assert answer.status_code == 200
    assert said in text(answer)
    assert (called(tool), PracticeDomain.objects.count()) == before


def test_the_acts_refuse_the_same_without_a_page(cast: Cast, tool: AuditTool) -> None:
    pathway = tool.domains.get(label=PATHWAY)
    other = acts.make_tool(by=cast.lead, now=NOW, code="theirs", name="Another tool")
    for fields in (
        {"label": ""},
        {"label": "x" * 121},
        {"label": "plans KEPT"},
        {"label": "New", "compared_as": "LUCK"},
        {"label": "New", "compared_as": pathway.practice_id},
        {"practice": "LUCK"},
    ):
        with pytest.raises(Refused):
            add(tool, cast, **fields)
    with pytest.raises(Refused, match="Choose a domain from the list"):
        add(other, cast, practice=pathway.practice_id)
    assert len(called(tool)) == 3


def test_it_is_called_something_else_and_keeps_its_questions(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    client, domain = sign_in(cast.lead), tool.domains.get(label=PATHWAY)
    at = page_of(tool, f"domains/{domain.practice_id}/")
    assert "compared as none of ours" in text(client.get(at))
    assert "Another domain of this tool has this name." in text(client.post(at, {"label": "Plans kept", "version": 1}))
    assert client.post(at, {"label": "The pathway", "version": 1}).status_code == 302
    domain.refresh_from_db()
    assert (domain.label, domain.practice.label) == ("The pathway", "The pathway")
    assert [one.text for one in domain.standards.all()] == [f"{PATHWAY}: is it so?"]
    # One of the list keeps its name there.
    plan = tool.domains.get(practice="PLAN")
    parts.edit_domain(plan, by=cast.lead, now=NOW, version=1, label="Our plans")
    assert PracticeDomain.objects.get(pk="PLAN").label == "Planning and reviewing"
    # The name that is free again is another domain's.
    again = add(tool, cast, label=PATHWAY)
    assert again.practice_id != domain.practice_id


def test_what_it_is_compared_as_may_change_in_use_and_by_nobody_but_leads(
    cast: Cast, sign_in: SignIn, tool: AuditTool
) -> None:
    domain = frozen(tool).domains.get(label=PATHWAY)
    at = page_of(tool, f"domains/{domain.practice_id}/compared/")
    client = sign_in(cast.lead)
    assert "holds for every version of the tool" in text(client.get(at))
    assert "Choose one of the answers on the list" in text(client.post(at, {"compared_as": "LUCK", "version": 1}))
    assert client.post(at, {"compared_as": "JOINT", "version": 1}).status_code == 302
    assert called(tool)[2] == (PATHWAY, "ours", "JOINT")
    clash = client.post(at, {"compared_as": "PLAN", "version": 1})
    assert clash.status_code == 409
    assert "Joint working" in text(clash)
    assert client.post(at, {"compared_as": "", "version": 2}).status_code == 302
    assert called(tool)[2] == (PATHWAY, "ours", None)
    assert JournalEntry.objects.filter(verb="edited", kind="domain").count() == 2
    assert client.get(page_of(tool, "domains/PLAN/compared/")).status_code == 404
    for person in (cast.scrutineer, cast.safeguarding_lead, cast.administrator):
        assert sign_in(person).post(at, {"compared_as": "JOINT", "version": 3}).status_code == 403
    assert sign_in(cast.auditor).get(at).status_code == 404
    plan = tool.domains.select_related("practice", "tool").get(practice="PLAN")
    with pytest.raises(Refused, match="compared as itself"):
        parts.compare_as(plan, by=cast.lead, now=NOW, version=1, compared_as=None)
    with pytest.raises(Stale):
        parts.compare_as(domain, by=cast.lead, now=NOW, version=1, compared_as=None)
    with pytest.raises(Refused):
        parts.compare_as(domain, by=cast.scrutineer, now=NOW, version=3, compared_as=None)


def test_the_next_version_has_the_same_domains_and_a_copy_has_its_own(cast: Cast, tool: AuditTool) -> None:
    following = acts.make_next(frozen(tool), by=cast.lead, now=NOW)
    copy = acts.copy_tool(tool, by=cast.lead, now=NOW, code="copied", name="A copy")
    codes = {one: set(one.domains.values_list("practice", flat=True)) for one in (tool, following, copy)}
    assert codes[tool] == codes[following]
    assert codes[tool] & codes[copy] == {"PLAN"}
    assert called(copy) == [(label, own and "copied", compared_as) for label, own, compared_as in called(tool)]
    assert Standard.objects.filter(domain__tool=copy).count() == 2
    theirs = copy.domains.select_related("practice", "tool").get(label=PATHWAY)
    listed = PracticeDomain.objects.get(pk="JOINT")
    parts.compare_as(theirs, by=cast.lead, now=NOW, version=1, compared_as=listed)
    assert called(tool)[2] == (PATHWAY, "ours", None)
    # The list and the tool's own are what its findings are sorted by.
    offered = set(practices_for(copy).values_list("pk", flat=True))
    assert offered == codes[copy] | set(PracticeDomain.objects.on_the_list().values_list("pk", flat=True))
    assert not offered & (codes[tool] - {"PLAN"})


def test_a_question_hangs_on_one_of_an_own_domain_in_the_copy_too(cast: Cast, tool: AuditTool) -> None:
    earlier = Standard.objects.get(domain__tool=tool, domain__label="Plans kept")
    pathway = tool.domains.get(label=PATHWAY)
    parts.add_standard(
        tool, by=cast.lead, now=NOW, domain=pathway, text="Why not?", takes="text",
        only_after_id=earlier.pk, only_after_answers=["NO"],
    )  # fmt: skip
    copy = acts.copy_tool(tool, by=cast.lead, now=NOW, code="copied", name="A copy")
    hanging = Standard.objects.select_related("only_after__domain").get(domain__tool=copy, text="Why not?")
    assert hanging.only_after is not None
    assert (hanging.only_after.domain.tool_id, hanging.only_after.domain.label) == (copy.pk, "Plans kept")


def test_one_that_no_version_has_goes_and_one_that_another_has_comes_back_as_the_same(
    cast: Cast, tool: AuditTool
) -> None:
    take_out(tool.domains.get(label="Plans kept"), cast)
    assert not PracticeDomain.objects.filter(label="Plans kept").exists()
    following = acts.make_next(frozen(tool), by=cast.lead, now=NOW)
    code = following.domains.get(label=PATHWAY).practice_id
    take_out(following.domains.get(label=PATHWAY), cast)
    assert PracticeDomain.objects.filter(pk=code).exists()
    assert add(following, cast, label=PATHWAY.upper(), compared_as="JOINT").practice_id == code
    assert called(tool)[1] == (PATHWAY, "ours", "JOINT")


def take_out(domain: Domain, cast: Cast) -> None:
    parts.remove_domain(domain, by=cast.lead, now=NOW, version=1, seen=parts.stands_at(domain))


def test_one_with_answers_is_neither_taken_out_nor_called_otherwise(
    cast: Cast, sign_in: SignIn, audit: Audit, tool: AuditTool
) -> None:
    domain = frozen(tool).domains.get(label=PATHWAY)
    with pytest.raises(Refused, match="has been answered since"):
        take_out(domain, cast)
    with pytest.raises(Refused, match="has been answered since"):
        parts.edit_domain(domain, by=cast.lead, now=NOW, version=1, label="Other")
    with pytest.raises(Refused, match="has been answered since"):
        add(tool, cast, label="More")
    assert sign_in(cast.lead).post(page_of(tool, f"domains/{domain.practice_id}/remove/")).status_code == 403
    page = text(sign_in(cast.lead).get(page_of(tool)))
    assert 'Change<span class="govuk-visually-hidden"> what Use of the pathway is compared as' in page
    assert PATHWAY in dict(tool.domains.values_list("label", "practice"))


def test_a_tool_holds_fifty_domains(cast: Cast, sign_in: SignIn, tool: AuditTool) -> None:
    for n in range(47):
        add(tool, cast, label=f"Section {n}")
    with pytest.raises(Refused, match="50 domains at most"):
        add(tool, cast, label="One more")
    assert "Add a domain" not in text(sign_in(cast.lead).get(page_of(tool)))


def test_loading_the_lists_again_leaves_a_tool_s_own_in_use(tool: AuditTool) -> None:
    load_codes()
    assert not PracticeDomain.objects.filter(own="ours", is_active=False).exists()
    assert PracticeDomain.objects.filter(own="ours").count() == 2
