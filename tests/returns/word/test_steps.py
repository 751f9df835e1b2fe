"""What the agency recommends and has done in the Word form: there and back, and not at all where the template has no
field for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from audits.returns import acts
from audits.returns.models import AgencyReturn
from audits.returns.steps.models import AgencyStep
from audits.returns.word.checks import faults_of
from audits.returns.word.out import OURS
from audits.returns.word.preview import preview_of
from audits.returns.word.xml import controls, tag_of
from tests.conftest import NOW, Cast
from tests.returns.conftest import address
from tests.returns.test_keeping import SignIn
from tests.returns.test_steps import step
from tests.returns.word.conftest import change, form_of, without_controls, words_in, write
from tests.returns.word.test_domain_grades import taken
from tests.returns.word.test_round_trip import read

pytestmark = pytest.mark.django_db
FILLED = {
    "step:1:kind": "Already done", "step:1:text": "We trained the team.", "step:1:done": "1 June 2025",
    "step:2:kind": "Recommendation for the partnership", "step:2:text": "Agree one form.",
}  # fmt: skip


def rows(row: AgencyReturn) -> list[tuple[str, str, date | None]]:
    return list(AgencyStep.objects.filter(agency_return=row).values_list("kind", "text", "done_on"))


@pytest.mark.parametrize("lose_the_fields", [False, True])
def test_what_is_filled_in_is_added_once_and_comes_out_again(
    police: AgencyReturn, cast: Cast, lose_the_fields: bool
) -> None:
    content = write(form_of(police), FILLED)
    content = without_controls(content) if lose_the_fields else content
    there = [("done", "We trained the team.", date(2025, 6, 1)), ("partnership", "Agree one form.", None)]
    taken(police, content, cast)
    assert rows(police) == there
    taken(police, content, cast)  # the same file again
    assert rows(police) == there
    again = words_in(form_of(police))
    assert {tag: again[tag] for tag in FILLED} == FILLED
    assert preview_of(read(police, form_of(police))).items == []


@pytest.mark.parametrize("typed", ["1/6/2025", "2025-06-01", "1 June 2025", "1.6.2025"])
def test_a_date_is_read_as_people_type_it(police: AgencyReturn, cast: Cast, typed: str) -> None:
    taken(police, write(form_of(police), {**FILLED, "step:1:done": typed}), cast)
    assert rows(police)[0][2] == date(2025, 6, 1)


def test_what_is_no_date_is_shown_beside_its_row_or_said_to_be_wrong(police: AgencyReturn) -> None:
    (item, _) = preview_of(read(police, write(form_of(police), {**FILLED, "step:1:done": "last summer"}))).items
    assert [text for _, text in item.unread] == ["last summer"]
    (item, _) = preview_of(read(police, write(form_of(police), {**FILLED, "step:1:done": "31/2/2025"}))).items
    assert "real date" in str(item.form.errors["done_on"])


def test_what_stands_is_changed_and_what_is_emptied_stays(police: AgencyReturn, cast: Cast) -> None:
    first, second = step(police, cast.police_auditor), step(police, cast.police_auditor, "Agree one form.")
    content = change(write(form_of(police), {}), lambda document: emptied(document, "step:2:text"))
    changed = change(content, lambda document: emptied(document, "step:1:text"))
    preview = preview_of(read(police, write(changed, {"step:1:text": "Answer within an hour."})))
    assert [(item.part.row, item.clash) for item in preview.items] == [(first, False)]
    assert any("was emptied in the file. It stays" in line for line in preview.outside)
    second.refresh_from_db()
    assert second.text == "Agree one form."


def emptied(document: Any, tag: str) -> None:
    for control in controls(document.element.body):
        if tag_of(control) == tag:
            for text in list(control.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")):
                text.text = ""


def test_a_row_changed_here_since_the_form_was_made_is_a_clash(police: AgencyReturn, cast: Cast) -> None:
    one = step(police, cast.police_auditor, kind="done", done_on=date(2025, 6, 1))
    content = form_of(police)
    acts.edit_step(one, by=cast.police_contact, now=NOW, version=1, text="Changed here.")
    (item,) = preview_of(read(police, write(content, {"step:1:text": "Changed there."}))).items
    assert item.clash
    assert {label for label, _, _ in item.differences} == {"What should be done, or what have you done?"}


def test_what_is_kept_back_leaves_in_no_file(police: AgencyReturn, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    step(police, cast.police_auditor, "For the lead alone.", handling="lead")
    step(police, cast.police_auditor, "Agree one form.")
    form = form_of(police)
    copy = sign_in(cast.police_auditor).get(address(police, "word/copy/")).content
    for content in (form, copy):
        file = tmp_path / "file.docx"
        file.write_bytes(content)
        document = Document(str(file))
        said = "\n".join([one.text for one in document.paragraphs] + list(words_in(content).values()))
        assert "1 recommendation is kept back from this file" in said
        assert "For the lead alone." not in said
        assert "Agree one form." in said


def test_a_template_without_their_fields_keeps_working(police: AgencyReturn, settings: Any, tmp_path: Path) -> None:
    def take_out(document: Any) -> None:
        for control in list(controls(document.element.body)):
            if tag_of(control).startswith("step:"):
                control.getparent().remove(control)

    own = tmp_path / "own.docx"
    own.write_bytes(change(OURS.read_bytes(), take_out))
    assert faults_of(own) == []
    settings.RETURN_TEMPLATE = str(own)
    content = write(form_of(police), {"grade:reason": "It was timely."})
    settings.RETURN_TEMPLATE = ""  # the site takes our template again before the file comes back
    preview = preview_of(read(police, content))
    assert [item.part.name for item in preview.items] == ["grade"]
    assert (preview.missing, preview.outside) == ([], [])
