"""The template of the form: made by a script that is kept; a partnership's own is checked as the site starts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from docx import Document

from audits.returns.word.checks import faults_of
from audits.returns.word.make_template import make
from audits.returns.word.out import OURS, make_form
from audits.returns.word.xml import controls, tag_of
from tests.conftest import NOW
from tests.returns.word.conftest import change, fresh, part_of, words_in

NUMBER = (
    r"(\{\{ \w+\.row \}\}|Q\{\{ question\.number \}\}|F\{\{ finding\.number \}\}[a-g]|G\d"
    r"|S\{\{ step\.number \}\})\."
)


def faults(settings: Any, file: Path) -> list[str]:
    settings.RETURN_TEMPLATE = str(file)
    return [one.msg for one in run_checks(tags=["word_form"])]


def test_the_template_that_is_shipped_is_what_its_script_makes(tmp_path: Path) -> None:
    again = tmp_path / "again.docx"
    make().save(str(again))
    for name in ("word/document.xml", "word/styles.xml", "word/footer1.xml", "word/header1.xml"):
        assert part_of(again.read_bytes(), name) == part_of(OURS.read_bytes(), name)
    assert faults_of(OURS) == []


def test_a_template_of_one_s_own_is_used(police, settings: Any, tmp_path: Path) -> None:
    def act(document: Any) -> None:
        document.paragraphs[0].insert_paragraph_before("Made by our own partnership for {{ agency }}.")

    own = tmp_path / "own.docx"
    own.write_bytes(change(OURS.read_bytes(), act))
    assert faults(settings, own) == []
    content = make_form(fresh(police), NOW, "0")
    assert "Made by our own partnership for Example Police." in part_of(content, "word/document.xml")
    assert words_in(content)["answer:1"] == "Choose an answer"


def test_a_template_that_lacks_a_field_or_has_it_twice_is_named(settings: Any, tmp_path: Path) -> None:
    def take_out(document: Any) -> None:
        for control in list(controls(document.element.body)):
            if tag_of(control) == "grade:reason":
                control.getparent().remove(control)

    own = tmp_path / "own.docx"
    own.write_bytes(change(OURS.read_bytes(), take_out))
    assert faults(settings, own) == ["RETURN_TEMPLATE: own.docx has no field tagged grade:reason."]
    own.write_bytes(change(OURS.read_bytes(), lambda document: rename(document, "grade:reason", "behalf")))
    assert "RETURN_TEMPLATE: own.docx has more than one field tagged behalf." in faults(settings, own)


def rename(document: Any, old: str, new: str) -> None:
    for control in controls(document.element.body):
        if tag_of(control) == old:
            tag = control.find(".//{*}tag")
            tag.set(next(iter(tag.attrib)), new)


@pytest.mark.parametrize("words", ["{{ nothing.known }}", "{% if %}", "{{ ''.__class__.__mro__ }}"])
def test_a_template_that_cannot_be_filled_is_named(settings: Any, tmp_path: Path, words: str) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(change(OURS.read_bytes(), lambda document: document.paragraphs[0].insert_paragraph_before(words)))
    (fault,) = faults(settings, own)
    assert fault.startswith("RETURN_TEMPLATE: own.docx could not be filled: ")


def test_a_template_that_is_not_there_or_no_docx(settings: Any, tmp_path: Path) -> None:
    assert faults(settings, tmp_path / "gone.docx") == [
        "RETURN_TEMPLATE: gone.docx is not a .docx file that can be read."
    ]
    (tmp_path / "text.docx").write_text("Not a document.")
    assert len(faults(settings, tmp_path / "text.docx")) == 1


def test_every_row_of_the_template_says_its_number() -> None:
    """Where a program takes the fields away, the row's number is what is left to read by."""
    for table in Document(str(OURS)).tables:
        for row in table.rows[1:]:
            first = row.cells[0].text
            if "{%tr" not in first:
                assert re.match(NUMBER, first), first
