"""The README and the page of commands and settings keep step with the code, and the README stays short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agencies import roles
from audit_project.checks import MATTERS_IN_PRODUCTION

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
RUNNING = (ROOT / "docs" / "commands-and-settings.md").read_text()
WORDS = 1200
COMMANDS = sorted(path.stem for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__")


@pytest.mark.parametrize("role", roles.ALL, ids=lambda role: role.code)
def test_each_role_stands_with_its_sentence_and_its_verbs(role: roles.Role) -> None:
    assert f"| {role.name} | {role.sentence} | {'; '.join(role.verbs)} |" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_line(command: str) -> None:
    assert re.search(rf"^\| `{command}[ `]", RUNNING, re.MULTILINE)


@pytest.mark.parametrize("setting", MATTERS_IN_PRODUCTION)
def test_each_setting_that_production_needs_is_named(setting: str) -> None:
    assert f"`{setting}`" in RUNNING


def test_it_is_read_in_five_minutes() -> None:
    assert len(README.split()) <= WORDS
    assert README.count("![") <= 2


def test_what_it_shows_and_points_to_is_there() -> None:
    for place in re.findall(r"\]\(([^)#]+)\)|`((?:audits|agencies|docs|tests|templates|static_src)/[\w/.]*)`", README):
        assert (ROOT / "".join(place)).exists(), place
