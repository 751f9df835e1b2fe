"""The documents keep step: links lead somewhere, the index names every decision, the data is drawn as it is today."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from audits.management.commands.data_model import drawn

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
PICTURES = ROOT / "docs" / "screenshots"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ELSEWHERE = re.compile(r"[a-z]+:")
NAMED = re.compile(r"`((?:agencies|audits|audit_project|benchmarks|docs|static_src|templates|tests)/[\w./-]*)")


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")]
    return sorted(found)


def links(document: Path) -> Iterator[tuple[Path, str]]:
    """Each relative link of a document: the file it leads to, and the heading, if it names one."""
    for target in LINK.findall(CODE.sub("", document.read_text(encoding="utf-8"))):
        if not ELSEWHERE.match(target):
            place, _, heading = unquote(target).partition("#")
            yield (document.parent / place).resolve() if place else document, heading


@cache
def headings(document: Path) -> frozenset[str]:
    """The anchors that a document's headings get: small letters, no signs, hyphens for spaces."""
    lines = re.findall(r"^#+ +(.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines)


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_what_is_there(document: Path) -> None:
    for place, heading in links(document):
        assert place.exists(), place
        assert not heading or heading in headings(place), f"{place}#{heading}"


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_it_names_is_there(document: Path) -> None:
    named = set(NAMED.findall(document.read_text(encoding="utf-8")))
    assert sorted(place for place in named if not (ROOT / place).exists()) == []


def test_the_index_names_every_decision_once() -> None:
    named = re.findall(r"\]\((\d{4}-[^)]+)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    assert named == sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))


def test_every_page_of_the_guide_is_reached_from_its_index() -> None:
    guide = ROOT / "docs" / "guide"
    reached = {place for place, _ in links(guide / "README.md")}
    assert set(guide.glob("*.md")) - reached - {guide / "README.md"} == set()


def test_every_picture_is_shown_and_small() -> None:
    shown = {place for document in documents() for place, _ in links(document)}
    assert set(PICTURES.iterdir()) - shown == set()
    assert {path.name: path.stat().st_size for path in PICTURES.iterdir() if path.stat().st_size > 150_000} == {}


def test_the_data_is_drawn_as_the_models_are_today() -> None:
    written = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    assert written == drawn(), "manage.py data_model -o docs/data-model.md"


def test_the_newest_version_of_the_changelog_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions[0] == project["version"]
    assert versions == sorted(versions, key=lambda one: [int(part) for part in one.split(".")], reverse=True)
