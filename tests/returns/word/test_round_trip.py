"""Out and back: what is written into the form is what is read, whatever it says and whichever program saved it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_project.document_text import NOT_IN_XML
from audit_project.text import CONTROLS, clean_text
from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.returns.word.back import read_back
from audits.returns.word.preview import preview_of
from tests.conftest import NOW, Cast
from tests.returns.conftest import add
from tests.returns.word.conftest import form_of, fresh, part_of, without_controls, words_in, write

ODD = "“Quoted” & <b>{{ 7*7 }}</b> {% if %} \tTab\nSecond line\n\nשלום עולם é"


def read(row: AgencyReturn, content: bytes) -> Any:
    return read_back(fresh(row), content, len(content))


def first_line(row: AgencyReturn) -> str:
    return str(row.answers.order_by("standard__domain__order", "standard__number")[0].standard.text)


def test_an_untouched_form_says_nothing_new(police, cast: Cast) -> None:
    add(police, cast.police_auditor, ODD)
    found = preview_of(read(police, form_of(police)))
    assert (found.items, found.outside, found.missing, found.by_number) == ([], [], [], 0)


def test_a_form_holds_what_stands_and_no_name_of_agency_or_theme_in_its_properties(police, cast: Cast) -> None:
    add(police, cast.police_auditor, ODD)
    one = police.answers.order_by("standard__domain__order", "standard__number")[0]
    acts.save_answers(
        police, by=cast.police_auditor, now=NOW, answers=[acts.AnswerInput(one.standard_id, 1, "NO", "RATED", "Late.")]
    )
    content = form_of(police)
    words = words_in(content)
    assert (words["answer:1"], words["comment:1"]) == ("No", "Late.")
    assert words["finding:1:kind"] == "Good practice"
    assert words["finding:1:text"].startswith("“Quoted” & <b>{{ 7*7 }}</b> {% if %} ")
    assert words["finding:6:text"] == "Click here to write"
    assert "finding:7:text" not in words
    about = part_of(content, "docProps/core.xml")
    assert "<dc:title>T-2026-01</dc:title>" in about
    assert "en-GB" in about
    assert police.audit.theme not in about
    assert "Police" not in about


def test_the_form_can_be_read_aloud(police) -> None:
    content = form_of(police)
    document = Document(BytesIO(content))
    headings = [one.style.name for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert headings[0] == "Heading 1"
    assert headings.count("Heading 1") == 1
    assert {"Heading 2", "Heading 3"} <= set(headings)
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.xml.count("w:tblHeader") == 1
    assert 'w:lang w:val="en-GB"' in part_of(content, "word/styles.xml")
    assert 'w:displayText="Partly"' in part_of(content, "word/document.xml")


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60).map(
    lambda text: (
        "" if CONTROLS.search(text.replace("\x0b", " ").replace("\x0c", " ")) or NOT_IN_XML.search(text) else text
    )
)
FILLED = st.fixed_dictionaries(
    {
        "answer:1": st.sampled_from(["Yes", "Partly", "No", "Not applicable", "Cannot tell from the record"]),
        "comment:1": TEXT,
        "voice:child:found": st.just("Yes"),
        "voice:child:text": TEXT,
        "grade:band": st.sampled_from(["Good", "Inadequate", "Not graded"]),
        "grade:reason": TEXT,
        "finding:1:kind": st.sampled_from(["Good practice", "Area for development"]),
        "finding:1:domain": st.just("Information sharing"),
        "finding:1:text": TEXT.map(lambda text: text if clean_text(text) else "Something."),
        "record:child": st.sampled_from(["Yes", "No"]),
        "behalf": TEXT,
    }
)


@given(filled=FILLED)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_filled_in_is_what_is_read(police, filled: dict[str, str]) -> None:
    """And by the numbers of the rows as well, where the fields were lost."""
    content = write(form_of(police), filled)
    for file in (content, without_controls(content)):
        found = read(police, file)
        preview = preview_of(found)
        data = {name: value for item in preview.items for name, value in item.form.data.items()}
        for tag, text in filled.items():
            assert clean_text(found.words[tag]) == clean_text(text), tag
        assert preview.outside == []
        first = police.answers.order_by("standard__domain__order", "standard__number")[0].standard_id
        assert clean_text(data[f"q{first}-comment"]) == clean_text(filled["comment:1"])
        assert preview.missing == []
    assert found.by_number > 100
