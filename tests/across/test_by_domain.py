"""Answers of rounds whose tools have domains of their own, set side by side; and what is left out, said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from agencies.models import Agency, Person
from audits.actions import earlier_rounds
from audits.actions.comparing import comparison, measures_to_type
from audits.codes.models import PracticeDomain
from audits.rollup.models import EarlierRound
from audits.scope.models import Audit
from audits.tools import acts
from audits.tools import part_acts as parts
from audits.tools.models import AuditTool, Standard
from tests.conftest import NOW, Cast
from tests.rollup.conftest import Build
from tests.rollup.test_own_domains import own_tool

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
NOT_BY_QUESTION = "answers are set side by side by domain of practice, not question by question."


@pytest.fixture
def rounds(audit: Audit, cast: Cast) -> tuple[Build, Build]:
    """An earlier round and the audit that follows it, with a case each; neither has a tool yet."""
    first = Audit.objects.create(
        reference="T-2024-01", theme="The same", scale=audit.scale, unit_singular=audit.unit_singular,
        unit_plural=audit.unit_plural, selection=audit.selection, state=Audit.State.PUBLISHED, created_at=NOW,
        small_n=audit.small_n, created_by=cast.lead,
    )  # fmt: skip
    first.team.create(person=cast.lead, part="lead", since="2024-01-01", given_at=NOW)
    Audit.objects.filter(pk=audit.pk).update(follows=first, state=Audit.State.REPORTING)
    before, now = Build(first, cast), Build(Audit.objects.get(pk=audit.pk), cast)
    for build in (before, now):
        build.agreed(build.case(1), "GOOD")
    return before, now


def asked(build: Build, tool: AuditTool, agency: Agency, answers: dict[str, list[str]]) -> None:
    """A return of the round's only case, by the tool."""
    Audit.objects.filter(pk=build.audit.pk).update(tool=tool)
    build.audit.tool = tool
    build.handed_in(build.audit.cases.get(), agency, answers)


def answers_on(build: Build, person: Person) -> dict[str, tuple[str, str, str]]:
    found = comparison(Audit.objects.get(pk=build.audit.pk), person)
    lines = dict(found.parts).get("Answers by domain", ())
    return {
        one.found.label.removesuffix(": answered yes"): (one.found.before, one.found.now, one.found.words)
        for one in lines
    }


def sentences(build: Build, person: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = comparison(Audit.objects.get(pk=build.audit.pk), person)
    return found.noted, found.refused


def test_two_of_two_tools_are_counted_together_as_the_one_of_the_list(rounds: tuple[Build, Build], cast: Cast) -> None:
    before, now = rounds
    old, codes = own_tool(cast, "old", Plans_made="PLAN", Plans_kept="PLAN")
    asked(
        before,
        old,
        cast.police,
        {"REC": ["YES", "NO"], codes["Plans made"]: ["YES", "NO"], codes["Plans kept"]: ["NO"]},
    )
    new, theirs = own_tool(cast, "new", Planning_ahead="PLAN", The_pathway="")
    asked(now, new, cast.police, {theirs["Planning ahead"]: ["YES", "YES"], theirs["The pathway"]: ["YES"]})
    assert answers_on(now, cast.lead) == {
        "Planning and reviewing": ("1 of the 3 answers", "both answers", "Improved"),
        "Recognition and early identification": ("1 of the 2 answers", "not looked at", "Not compared"),
    }
    noted, refused = sentences(now, cast.lead)
    assert noted == (
        f"T-2024-01 used Tool old, version 1, and T-2026-01 Tool new, version 1: {NOT_BY_QUESTION}",
        "In T-2024-01, “Plans made” and “Plans kept” are counted as Planning and reviewing.",
        "In T-2026-01, “Planning ahead” is counted as Planning and reviewing.",
    )
    assert refused == (
        "“The pathway” of T-2026-01 is not compared: a domain of its tool’s own that is compared as none of the list.",
    )


def test_one_that_is_compared_as_none_stands_beside_itself_in_another_version(
    rounds: tuple[Build, Build], cast: Cast, sign_in: SignIn
) -> None:
    before, now = rounds
    tool, codes = own_tool(cast, "ours", The_pathway="", Alone="")
    asked(before, tool, cast.police, {codes["The pathway"]: ["NO", "NO"], codes["Alone"]: ["YES"]})
    AuditTool.objects.filter(pk=tool.pk).update(frozen_at=NOW)
    following = acts.make_next(tool, by=cast.lead, now=NOW)
    gone = following.domains.get(label="Alone")
    parts.remove_domain(gone, by=cast.lead, now=NOW, version=1, seen=parts.stands_at(gone))
    renamed = following.domains.get(label="The pathway")
    parts.edit_domain(renamed, by=cast.lead, now=NOW, version=1, label="Our pathway")
    asked(now, following, cast.police, {codes["The pathway"]: ["YES", "NO"]})
    assert answers_on(now, cast.lead) == {"Our pathway": ("neither answer", "1 of the 2 answers", "The same")}
    noted, refused = sentences(now, cast.lead)
    assert noted == (f"T-2024-01 used Tool ours, version 1, and T-2026-01 Tool ours, version 2: {NOT_BY_QUESTION}",)
    assert refused == (
        "“Alone” of T-2024-01 is not compared: a domain of its tool’s own that is compared as none of the list.",
    )
    page = " ".join(sign_in(cast.lead).get("/audits/T-2026-01/actions/compare/").content.decode().split())
    for sentence in (*noted, *refused):
        assert sentence in page
    # Once both are compared as one of the list, they stand under it; a judgement's page has its address.
    PracticeDomain.objects.filter(own="ours").update(compared_as="JOINT")
    assert answers_on(now, cast.lead) == {"Joint working": ("1 of the 3 answers", "1 of the 2 answers", "The same")}
    page = sign_in(cast.lead).get("/audits/T-2026-01/actions/compare/judge/T-2024-01/domain:JOINT/")
    assert page.status_code == 200


def test_rounds_of_one_tool_have_each_domain_by_itself(rounds: tuple[Build, Build], cast: Cast) -> None:
    before, now = rounds
    tool, codes = own_tool(cast, "ours", Plans_made="PLAN", Plans_kept="PLAN", Alone="")
    made, kept, alone = (codes[name] for name in ("Plans made", "Plans kept", "Alone"))
    asked(before, tool, cast.police, {made: ["NO", "NO"], kept: ["YES"], alone: ["YES"]})
    asked(now, tool, cast.police, {made: ["YES", "YES"], kept: ["YES"], alone: ["NO"]})
    assert answers_on(now, cast.lead) == {
        "Plans made": ("neither answer", "both answers", "Improved"),
        "Plans kept": ("the one answer", "the one answer", "The same"),
        "Alone": ("the one answer", "not the one answer", "The same"),
    }
    assert sentences(now, cast.lead) == ((), ())


def test_answers_of_other_kinds_are_said_to_be_left_out(rounds: tuple[Build, Build], cast: Cast) -> None:
    before, now = rounds
    tool, _ = own_tool(cast, "ours")
    for build, days in ((before, 1), (now, 3)):
        asked(build, tool, cast.police, {"REC": ["YES", "NO"]})
        for n in range(days):
            row = build.audit.cases.get().returns.get()
            standard = Standard.objects.create(
                domain=tool.domains.get(), number=10 * days + n, text="Was it met?", takes="met"
            )
            row.answers.create(
                audit=build.audit, case=row.case, agency=row.agency, standard=standard, domain_id="REC",
                value="MET", state_id="RATED",
            )  # fmt: skip
    _, refused = sentences(now, cast.lead)
    assert refused == (
        "Only yes, partly and no are compared, not the answers to questions of other kinds: "
        "1 in T-2024-01 and 3 in T-2026-01.",
    )


def test_a_round_from_paper_is_set_beside_an_own_domain_or_what_it_is_compared_as(
    rounds: tuple[Build, Build], cast: Cast
) -> None:
    _, now = rounds
    tool, codes = own_tool(cast, "ours", Plans_made="PLAN", Plans_kept="PLAN", The_pathway="")
    asked(
        now,
        tool,
        cast.police,
        {codes["Plans made"]: ["YES", "NO"], codes["Plans kept"]: ["YES"], codes["The pathway"]: ["NO"]},
    )
    offered = dict(measures_to_type(now.audit))
    assert offered["domain:PLAN"] == "Planning and reviewing: answered yes"
    assert offered[f"domain:{codes['The pathway']}"] == "The pathway: answered yes"
    earlier_rounds.add_round(now.audit, by=cast.lead, now=NOW, label="On paper")
    row = EarlierRound.objects.get()
    for key in ("domain:PLAN", f"domain:{codes['Plans made']}"):
        earlier_rounds.add_figure(
            row, by=cast.lead, now=NOW, key=key, text="Plans", numerator=1, denominator=4, percentage=None,
            amount_as_given="", more_is_better=True,
        )  # fmt: skip
    found = comparison(Audit.objects.get(pk=now.audit.pk), cast.lead, str(row.uid))
    lines = {one.found.label: (one.found.before, one.found.now) for _, part in found.parts for one in part}
    assert lines == {
        "Planning and reviewing: answered yes": ("1 of the 4 answers", "2 of the 3 answers"),
        "Plans made: answered yes": ("1 of the 4 answers", "1 of the 2 answers"),
    }
