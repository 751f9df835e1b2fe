"""A step imports earlier rooms, never later ones; imports stand at the top; every field is classified elsewhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The order of the work. A room may import itself and what stands before it.
ORDER = [
    "recognise",
    "codes",
    "tools",
    "scope",
    "sample",
    "concerns",
    "returns",
    "meeting",
    "rollup",
    "across",
    "briefing",
    "actions",
    "desk",
]
# audits.codes loads the shipped tool into the tables of tools: the one arrow that points forward, in a loader.
ALLOWED = {("audits/codes/load.py", "tools")}


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def room_files() -> list[Path]:
    return [file for room in ORDER for file in sorted((ROOT / "audits" / room).rglob("*.py"))]


@pytest.mark.parametrize("file", room_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_step_imports_earlier_rooms_only(file: Path) -> None:
    here = file.relative_to(ROOT).as_posix()
    room = file.relative_to(ROOT / "audits").parts[0]
    later = set(ORDER[ORDER.index(room) + 1 :])
    used = {name.split(".")[1] for name in imported(ast.parse(file.read_text())) if name.startswith("audits.")}
    wrong = {step for step in used & later if (here, step) not in ALLOWED}
    assert not wrong, f"{here} imports from later rooms: {sorted(wrong)}"
    assert not any(
        name == "audits.models" or name.startswith("audits.models.") for name in imported(ast.parse(file.read_text()))
    ), f"{here} imports audits.models; import audits.<step>.models"


@pytest.mark.parametrize("folder", ["agencies", "audit_project"])
def test_who_knows_nothing_of_what_and_the_site_of_neither(folder: str) -> None:
    apps = {"audits"} if folder == "agencies" else {"audits", "agencies"}
    for file in sorted((ROOT / folder).rglob("*.py")):
        wrong = {name for name in imported(ast.parse(file.read_text())) if name.split(".")[0] in apps}
        assert not wrong, f"{file.relative_to(ROOT)} imports {sorted(wrong)}"


def test_views_ask_visible_to_and_never_the_manager() -> None:
    for file in sorted(ROOT.glob("a*/**/*views*.py")):
        assert ".objects." not in file.read_text(), f"{file.relative_to(ROOT)} asks Model.objects"
