"""docs/roll-up.md says what the command gives: every key, and the one number it traces."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from audits.meeting.models import AgreedFinding, Theme
from audits.rollup.counting.counts import roll_up
from audits.rollup.facts import INSIDE, PUBLISHED
from audits.rollup.writing import as_json
from audits.scope.models import Audit

pytestmark = pytest.mark.django_db
DOC = (Path(settings.BASE_DIR) / "docs" / "roll-up.md").read_text()
# The first cell of a row of the table, and the words in backticks in it: `members.sex`, `.age` … `.<value>`
FIRST_CELLS = re.findall(r"^\| (`[^|]+`[^|]*) \|", DOC, re.MULTILINE)
NAMED = {name for cell in FIRST_CELLS for name in re.findall(r"`([a-z_.]+[a-z_])", cell)}


def is_documented(key: str) -> bool:
    parts = key.split(".")
    stems = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return bool(stems & NAMED) or (parts[0] == "members" and f".{parts[1]}" in NAMED)


@pytest.mark.parametrize("tier", [INSIDE, PUBLISHED])
def test_every_key_is_in_the_document(four_cases: Audit, tier: str) -> None:
    out = as_json(roll_up(four_cases), four_cases, tier)
    assert [key for key in out["counts"] if not is_documented(key)] == []
    assert [key for key in out["tables"] if f"`{key}`" not in DOC] == []
    assert [
        key for key in out if key not in {"format", "reference", "tier", "unit", "counts"} and f"`{key}`" not in DOC
    ] == []


def test_each_count_of_the_command_has_the_five_fields(four_cases: Audit) -> None:
    for tier in (INSIDE, PUBLISHED):
        out = StringIO()
        call_command("rollup", "T-2026-01", "--format", "json", "--tier", tier, stdout=out)
        counts: dict[str, dict[str, Any]] = json.loads(out.getvalue())["counts"]
        assert len(counts) > 20
        for key, row in counts.items():
            assert {"unit", "numerator", "denominator", "excluded", "text"} <= set(row), key
            assert row["text"], key


def test_a_number_leads_to_its_findings_and_follows_them(four_cases: Audit) -> None:
    """The steps of "One number, traced", on the audit counted by hand."""
    theme = Theme.objects.get(audit=four_cases, statement="Signs were missed.")
    standing = AgreedFinding.objects.filter(theme=theme, state="agreed")
    numbers = sorted(set(standing.values_list("case__number", flat=True)))
    key = next(
        key
        for key, row in as_json(roll_up(four_cases), four_cases, INSIDE)["counts"].items()
        if row.get("statement") == theme.statement
    )
    before = as_json(roll_up(four_cases), four_cases, INSIDE)["counts"][key]
    assert (before["numerator"], before["cases"]) == (len(numbers), numbers) == (3, numbers)
    standing.filter(case__number=numbers[-1]).update(state="declined", declined_reason="It was another child.")
    after = as_json(roll_up(four_cases), four_cases, INSIDE)["counts"][key]
    assert (after["numerator"], after["denominator"], after["cases"]) == (2, 4, numbers[:-1])
