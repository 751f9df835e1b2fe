"""The audit pack of the documents loads, counts, and shows its published figure beside the counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audits.desk.packs.check import BadPack, check
from audits.desk.packs.load import load
from audits.rollup.counting.counts import roll_up
from audits.rollup.writing import as_text
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLE = json.loads((DOCS / "audit-pack-example.json").read_text())


def test_the_example_loads_and_counts(cast: Cast) -> None:
    audit = load(EXAMPLE, by=cast.lead, now=NOW)
    said = as_text(roll_up(audit), audit, "inside")
    assert "Partly met: 1 of 1" in said
    assert "6 of the 9 families (67%)" in said
    assert "a number of" in said.lower()


def test_the_faults_read_as_the_document_says(cast: Cast) -> None:
    bad = json.loads(json.dumps(EXAMPLE))
    bad["cases"][0]["returns"][0]["own_grade"]["band"] = "EXCELLENT"
    bad["cases"][1]["agreed_findings"][0]["theme"] = "late-plans"
    with pytest.raises(BadPack) as refused:
        check(bad)
    document = (DOCS / "audit-pack.md").read_text()
    assert len(refused.value.faults) == 2
    for fault in refused.value.faults:
        assert fault in document


def test_a_misspelt_key_is_a_fault(cast: Cast) -> None:
    with pytest.raises(BadPack, match="case_number"):
        check({**EXAMPLE, "cases": [{"number": 1, "case_number": 1}]})
