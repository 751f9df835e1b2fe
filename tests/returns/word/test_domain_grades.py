"""Grades by domain in the Word form: there and back, and not at all where the template or the audit has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from docx import Document

from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn
from audits.returns.word.checks import faults_of
from audits.returns.word.out import OURS
from audits.returns.word.preview import preview_of
from audits.returns.word.taking_in import take_in
from audits.returns.word.xml import controls, tag_of
from audits.scope.models import Audit
from tests.conftest import NOW, Cast
from tests.returns.conftest import address
from tests.returns.test_keeping import SignIn
from tests.returns.word.conftest import change, form_of, fresh, words_in, write
from tests.returns.word.test_round_trip import read, without_controls

pytestmark = pytest.mark.django_db
FILLED = {"domain:REC:band": "Good", "domain:REC:reason": "Seen early.", "domain:VOICE:band": "Not graded"}


@pytest.fixture(autouse=True)
def asks(audit: Audit) -> None:
    audit.grades_domains = True
    audit.save(update_fields=["grades_domains"])


def grades(row: AgencyReturn) -> dict[str, tuple[str, str]]:
    found = DomainGrade.objects.filter(agency_return=row).exclude(state="UNANSWERED").select_related("band", "state")
    return {one.domain_id: (one.words, one.reason) for one in found}


def taken(row: AgencyReturn, content: bytes, cast: Cast) -> None:
    preview = preview_of(read(row, content))
    assert (preview.outside, preview.missing) == ([], [])
    for item in preview.items:
        item.form.data[item.take.add_prefix("keep")] = "file"
        item.take = type(item.take)(item.form.data, prefix=item.take.prefix, is_new=item.part.is_new)
    assert take_in(fresh(row), preview, by=cast.police_auditor, now=NOW)


@pytest.mark.parametrize("lose_the_fields", [False, True])
def test_what_is_filled_in_is_taken_in(police: AgencyReturn, cast: Cast, lose_the_fields: bool) -> None:
    content = write(form_of(police), FILLED)
    taken(police, without_controls(content) if lose_the_fields else content, cast)
    assert grades(police) == {"REC": ("Good", "Seen early."), "VOICE": ("Not graded", "")}
    again = words_in(form_of(police))
    assert {tag: again[tag] for tag in FILLED} == FILLED


def test_a_file_that_says_nothing_new_changes_nothing(police: AgencyReturn, cast: Cast) -> None:
    assert preview_of(read(police, form_of(police))).items == []


def test_a_band_that_is_none_is_shown_beside_its_domain(police: AgencyReturn) -> None:
    preview = preview_of(read(police, write(form_of(police), {"domain:REC:band": "Splendid"})))
    (item,) = preview.items
    assert [text for _, text in item.unread] == ["Splendid"]


def test_a_template_without_their_fields_keeps_working(
    police: AgencyReturn, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    def take_out(document: Any) -> None:
        for control in list(controls(document.element.body)):
            if tag_of(control).startswith("domain:"):
                control.getparent().remove(control)

    own = tmp_path / "own.docx"
    own.write_bytes(change(OURS.read_bytes(), take_out))
    assert faults_of(own) == []
    settings.RETURN_TEMPLATE = str(own)
    content = write(form_of(police), {"grade:reason": "It was timely."})
    preview = preview_of(read(police, content))
    assert [item.part.name for item in preview.items] == ["grade"]
    assert (preview.missing, preview.outside) == ([], [])
    settings.RETURN_TEMPLATE = ""  # the site takes our template again before the file comes back
    assert preview_of(read(police, content)).missing == []


def test_the_reading_copy_says_them(police: AgencyReturn, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    DomainGrade.objects.filter(agency_return=police, domain="REC").update(state="NOTGRADED", reason="Too little seen.")
    client: Client = sign_in(cast.police_auditor)
    file = tmp_path / "copy.docx"
    file.write_bytes(client.get(address(police, "word/copy/")).content)
    said = [one.text for one in Document(str(file)).paragraphs]
    assert any(line.endswith("Not graded. Too little seen.") for line in said)


def test_an_audit_that_does_not_ask_has_none_of_it_in_its_form(police: AgencyReturn) -> None:
    Audit.objects.filter(pk=police.audit_id).update(grades_domains=False)
    assert not [tag for tag in words_in(form_of(police)) if tag.startswith("domain:")]
