"""`manage.py rollup`: what an operator's script relies on; and the index that the cells come by."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import JournalEntry
from audits.rollup.counting.counts import roll_up
from audits.scope.models import Audit

pytestmark = pytest.mark.django_db


def written(*args: str) -> str:
    out = StringIO()
    call_command("rollup", "T-2026-01", *args, stdout=out)
    return out.getvalue()


def test_the_tier_is_inside_and_the_format_text_unless_said(four_cases: Audit) -> None:
    text = written()
    assert text.startswith("T-2026-01: findings and analysis (inside)")
    assert "Three were female and one male." in text
    assert "  Requires improvement: 4 of 4" in text
    assert "  With elements of good practice: 3 of 4" in text
    assert "  Signs were missed: 3 of 4" in text
    assert written("--tier", "inside", "--format", "txt") == text


def test_the_published_text_has_words_for_the_children(four_cases: Audit) -> None:
    text = written("--tier", "published")
    assert "Sex: not given, because the numbers are small." in text
    assert "  Requires improvement: 4 of 4" in text
    assert "Female" not in text
    assert "Hillside School" not in text


def test_a_file_holds_what_the_screen_would(four_cases: Audit, tmp_path: Path) -> None:
    path = tmp_path / "roll-up.json"
    assert written("--format", "json", "-o", str(path)) == ""
    assert json.loads(path.read_text()) == json.loads(written("--format", "json"))
    with pytest.raises(CommandError, match="could not be written"):
        written("-o", str(tmp_path / "nowhere" / "roll-up.txt"))


def test_an_audit_that_is_not_here_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="There is no audit T-1999-01 here"):
        call_command("rollup", "T-1999-01")


def test_an_export_is_on_record(four_cases: Audit) -> None:
    written("--format", "json")
    row = JournalEntry.objects.filter(audit_uid=four_cases.uid, verb="exported", kind="roll-up").get()
    assert row.person_name_then == "Nobody signed in"


def test_the_cells_come_by_the_covering_index_alone(four_cases: Audit) -> None:
    """Of four cases the planner would read the table; without that choice it must find all it needs in the index."""
    with CaptureQueriesContext(connection) as caught:
        roll_up(four_cases)
    (cells,) = [row["sql"] for row in caught.captured_queries if 'FROM "audits_answer" WHERE' in row["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {cells}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using answer_cells" in plan, plan
