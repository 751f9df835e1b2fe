"""Domains of a tool's own in an audit pack: a pack brings them and gives them back; another tool's is refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from audits.codes.models import PracticeDomain
from audits.desk.packs.check import BadPack, check
from audits.desk.packs.dump import dump
from audits.desk.packs.load import load
from audits.rollup.counting.counts import roll_up
from audits.scope.models import Audit
from audits.tools import acts
from audits.tools import part_acts as parts
from tests.conftest import NOW, Cast
from tests.packs.test_packs import contains, pack

pytestmark = pytest.mark.django_db
OWN = {
    "practice": "own-pathway", "label": "Use of the pathway", "compared_as": "JOINT",
    "standards": [{"number": 1, "text": "Was it used?"}],
}  # fmt: skip


def own_pack(**changes: Any) -> dict[str, Any]:
    """A recorded audit whose tool has a domain of its own, with an answer, a grade and findings in it."""
    data = copy.deepcopy(pack())
    data["tool"]["domains"].append({**copy.deepcopy(OWN), **changes})
    made = data["cases"][0]["returns"][0]
    made["answers"].append({"domain": "own-pathway", "number": 1, "value": "YES"})
    made["domain_grades"].append({"domain": "own-pathway", "band": "HI", "reason": "Used."})
    made["findings"].append({"kind": "good", "domain": "own-pathway", "text": "Used."})
    data["cases"][0]["agreed_domain_grades"].append({"domain": "own-pathway", "band": "HI"})
    data["cases"][0]["agreed_findings"][0]["domain"] = "own-pathway"
    return data


def faults(data: dict[str, Any]) -> list[str]:
    with pytest.raises(BadPack) as refused:
        check(data)
    return refused.value.faults


def test_a_pack_brings_them_and_comes_out_as_it_went_in(cast: Cast) -> None:
    given = own_pack()
    audit = load(given, by=cast.lead, now=NOW)
    row = PracticeDomain.objects.get(pk="own-pathway")
    assert (row.own, row.label, row.compared_as_id) == ("own-tool", "Use of the pathway", "JOINT")
    out = dump(audit)
    assert contains(out, given) == []
    assert "compared_as" not in out["tool"]["domains"][0]
    Audit.objects.filter(pk=audit.pk).update(reference="P-2021-06")  # the reference is free for the same pack again
    again = load(check(out), by=cast.lead, now=NOW)
    assert dump(again) == out
    counted = [roll_up(one).answers.by_case.rows[-1] for one in (audit, again)]
    assert [(one.key, one.label) for one in counted] == [("own-pathway", "Use of the pathway")] * 2


def test_an_own_domain_of_another_tool_is_refused(cast: Cast) -> None:
    other = acts.make_tool(by=cast.lead, now=NOW, code="other", name="Another tool")
    theirs = parts.add_domain(other, by=cast.lead, now=NOW, practice=parts.A_NEW_ONE, label="Theirs").practice_id
    data = pack()
    data["cases"][0]["returns"][0]["findings"][0]["domain"] = theirs
    assert faults(data) == [f"cases[0].returns[0].findings[0].domain: '{theirs}' is not a code of this list."]
    data = pack()
    data["tool"]["domains"].append({**OWN, "practice": theirs})
    said = f"“{theirs}” is a domain of the tool “other”. Give yours another code."
    assert faults(data) == [f"tool.domains[1].practice: {said}"]
    assert not Audit.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"compared_as": "LUCK"}, "compared_as: “LUCK” is not on the list of domains of practice."),
        ({"compared_as": "own-pathway"}, "compared_as: “own-pathway” is not on the list of domains of practice."),
        ({"label": "the CHILD"}, "label: another domain in the file has this name."),
    ],
)
def test_what_is_wrong_with_one_is_said_by_its_place(cast: Cast, changes: dict[str, str], said: str) -> None:
    assert faults(own_pack(**changes)) == [f"tool.domains[1].{said}"]


@pytest.mark.parametrize("changes", [{"label": ""}, {"label": "x" * 121}, {"compared_as": ""}, {"compared_as": 7}])
def test_what_the_schema_does_not_take_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    (said,) = faults(own_pack(**changes))
    assert said.startswith("tool: ")


def test_a_tool_that_is_here_without_the_domain_does_not_get_it_from_a_pack(cast: Cast) -> None:
    load(pack(), by=cast.lead, now=NOW)
    data = own_pack(standards=[])
    data["audit"]["reference"] = "P-2022-01"
    del data["cases"][0]["returns"][0]["answers"][-1]
    assert any("'own-pathway' is not a code of this list." in one for one in faults(data))
