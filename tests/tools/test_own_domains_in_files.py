"""Domains of a tool's own in the file of a tool: out and in again, and everything that may be wrong with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import Person
from audit_project.refused import Refused
from audits.codes.models import PracticeDomain
from audits.tools import acts
from audits.tools import part_acts as parts
from audits.tools.check import check
from audits.tools.file import as_file, entry_of
from audits.tools.models import AuditTool
from tests.conftest import NOW, Cast
from tests.tools.test_tool_files import faults, small, text, upload

SignIn = Callable[[Person], Client]
pytestmark = pytest.mark.django_db
QUESTION = {"number": 1, "text": "Was it used?"}
OWN: dict[str, Any] = {
    "practice": "own-pathway", "label": "Use of the pathway", "compared_as": None, "standards": [QUESTION],
}  # fmt: skip


def with_own(*more: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = small(format="audit-tool/2", **changes)
    return {**data, "domains": [*data["domains"], *({**OWN, **one} for one in more)]}


def taken(data: dict[str, Any], cast: Cast) -> AuditTool:
    tool, _ = acts.take_in(check(data), by=cast.lead, now=NOW)
    return tool


def test_a_file_brings_them_and_goes_out_as_it_came(cast: Cast, sign_in: SignIn) -> None:
    data = with_own({}, {"practice": "own-plans", "label": "Plans kept", "compared_as": "PLAN"})
    page = text(upload(sign_in(cast.lead), json.dumps(data).encode()))
    assert "A domain of this tool’s own, compared as none of ours." in page
    assert "A domain of this tool’s own, compared as Planning and reviewing." in page
    tool = taken(data, cast)
    rows = PracticeDomain.objects.filter(own="from-elsewhere").order_by("order")
    assert [(one.code, one.label, one.compared_as_id) for one in rows] == [
        ("own-pathway", "Use of the pathway", None), ("own-plans", "Plans kept", "PLAN"),
    ]  # fmt: skip
    again = json.loads(as_file(tool))
    assert again["domains"][2]["compared_as"] is None
    assert again["domains"][3]["compared_as"] == "PLAN"
    assert "compared_as" not in again["domains"][0]
    assert check(again) == entry_of(tool)
    assert acts.take_in(check(again), by=cast.lead, now=NOW) == (tool, False)


def test_what_one_is_compared_as_by_now_is_no_other_tool_and_stays_as_it_is_here(cast: Cast) -> None:
    data = with_own({})
    tool = taken(data, cast)
    domain = tool.domains.select_related("practice", "tool").get(practice="own-pathway")
    joint = PracticeDomain.objects.get(pk="JOINT")
    parts.compare_as(domain, by=cast.lead, now=NOW, version=1, compared_as=joint)
    assert acts.take_in(check(data), by=cast.lead, now=NOW) == (tool, False)
    following = taken({**data, "edition": 2}, cast)
    assert following.domains.get(practice="own-pathway").practice.compared_as_id == "JOINT"


def test_everything_that_is_wrong_with_one_is_said_by_its_place(cast: Cast) -> None:
    taken(with_own({}, code="first-tool"), cast)
    data = with_own(
        {},
        {"practice": "own-UPPER", "label": "A"},
        {"practice": "own-", "label": "B"},
        {"practice": "own-luck", "label": "C", "compared_as": "LUCK"},
        {"practice": "own-other", "label": "D", "compared_as": "own-pathway"},
        {"practice": "own-none", "label": ""},
        {"practice": "own-same", "label": "use of THE pathway"},
        {"practice": "own-listed", "label": "Voice and lived experience of the child"},
    )
    data["domains"][1]["compared_as"] = "JOINT"
    assert faults(data) == [
        "domains[1].compared_as: a domain of the list is compared as itself: leave this out.",
        "domains[2].practice: “own-pathway” is a domain of the tool “first-tool”. Give yours another code.",
        "domains[3].practice: write own- and small letters, figures, single hyphens, like own-pathway.",
        "domains[4].practice: write own- and small letters, figures, single hyphens, like own-pathway.",
        "domains[5].compared_as: “LUCK” is not on the list of domains of practice.",
        "domains[6].compared_as: “own-pathway” is not on the list of domains of practice.",
        "domains[7].label: a domain of the tool’s own needs a name.",
        "domains[8].label: another domain in the file has this name.",
        "domains[9].label: another domain in the file has this name.",
    ]
    assert faults(with_own({"practice": "own-x" * 4})) == [
        "domains[2].practice: use 16 characters or fewer: it has 20."
    ]
    assert faults(with_own({"label": "x" * 121})) == ["domains[2].label: use 120 characters or fewer: it has 121."]
    assert faults(with_own({"compared_as": 7})) == ["domains[2].compared_as: write a text."]
    assert faults(with_own({"practice": "own-twice"}, {"practice": "own-twice"})) == [
        "domains[3].practice: the domain own-twice is in the file twice.",
        "domains[3].label: another domain in the file has this name.",
    ]
    with pytest.raises(Refused):
        taken(with_own({}), cast)


def test_an_older_file_may_call_two_of_the_list_the_same(cast: Cast) -> None:
    data = small()
    data["domains"][0]["label"] = "Plans"
    assert [one.label for one in taken(data, cast).domains.order_by("order")] == ["Plans", "Plans"]
