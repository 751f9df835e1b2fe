"""What people and word processors do to a form: everything they wrote is read or shown, nothing is dropped."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from audits.returns import acts
from audits.returns.models import AgencyReturn, Answer, Finding
from audits.returns.word.back import Read, read_back
from audits.returns.word.preview import FormPreview, preview_of
from audits.returns.word.xml import controls, run, tag_of
from tests.conftest import NOW, Cast
from tests.returns.conftest import add
from tests.returns.word.conftest import change, form_of, fresh, part_of, related, repack, without_controls, write

W = nsdecls("w")
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def said(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(row: AgencyReturn, content: bytes) -> Read:
    return read_back(fresh(row), content, len(content))


def looked_at(row: AgencyReturn, content: bytes) -> FormPreview:
    return preview_of(read(row, content))


def first(row: AgencyReturn) -> Answer:
    return row.answers.order_by("standard__domain__order", "standard__number")[0]


def field_of(document: Any, tag: str) -> Any:
    return next(one for one in controls(document.element.body) if tag_of(one) == tag)


def put_in(content: bytes, tag: str, xml: str) -> bytes:
    """The form with this in a field, as a word processor writes it."""

    def act(document: Any) -> None:
        inside = field_of(document, tag).find(qn("w:sdtContent"))
        for old in list(inside):
            inside.remove(old)
        for new in parse_xml(f"<w:x {W}>{xml}</w:x>"):
            inside.append(new)

    return change(content, act)


def test_tracked_changes_are_read_as_accepted(police) -> None:
    content = put_in(
        form_of(police),
        "comment:1",
        "<w:r><w:t>Seen </w:t></w:r><w:ins w:id='1' w:author='A'><w:r><w:t>late</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='A'><w:r><w:delText>early</w:delText></w:r></w:del>"
        "<w:moveFrom w:id='3' w:author='A'><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
        "<w:moveTo w:id='4' w:author='A'><w:r><w:t> here</w:t></w:r></w:moveTo>",
    )
    assert read(police, content).words["comment:1"] == "Seen late here"


def test_invisible_signs_are_taken_off_and_others_stay(police) -> None:
    text = (
        "<w:r><w:t>co</w:t><w:softHyphen/><w:t>\u00adoperation</w:t><w:tab/><w:t>“so”\u200b</w:t>"
        "<w:noBreakHyphen/><w:br/><w:t>\u202eשלום</w:t></w:r>"
    )
    found = looked_at(police, put_in(form_of(police), "comment:1", text))
    (item,) = found.items
    assert item.form.cleaned_data["comment"] == "cooperation\t“so”-\nשלום"


def test_a_table_pasted_into_a_field_keeps_its_rows(police) -> None:
    row = (
        "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    )
    table = (
        f"<w:p><w:r><w:t>See:</w:t></w:r></w:p><w:tbl>{row.format('May', 'seen')}{row.format('June', 'not')}</w:tbl>"
    )
    assert read(police, put_in(form_of(police), "comment:2", table)).words["comment:2"] == "See:\nMay\tseen\nJune\tnot"


def test_words_elsewhere_comments_notes_and_text_boxes_are_shown(police) -> None:
    def act(document: Any) -> None:
        body = document.element.body
        body.insert(3, parse_xml(f"<w:p {W}><w:r><w:t>A thought between.</w:t></w:r></w:p>"))
        question = document.tables[1].rows[1].cells[0].paragraphs[0]
        question._p.append(run(" I wrote here."))
        document.sections[0].footer.paragraphs[0]._p.append(run(" In the footer."))
        box = f"<w:txbxContent>{said('In a box.')}</w:txbxContent>"
        drawn = f'<mc:Choice Requires="wps"><s:txbx xmlns:s="{SHAPE}">{box}</s:txbx></mc:Choice>'
        older = f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        both = f"<w:r><mc:AlternateContent>{drawn}{older}</mc:AlternateContent></w:r>"
        body.insert(4, parse_xml(f'<w:p {W} xmlns:mc="{MC}">{both}</w:p>'))

    remark = f'<w:comments {W}><w:comment w:id="0" w:author="B">{said("Is this so?")}</w:comment></w:comments>'
    line = f'<w:footnote w:type="separator" w:id="-1">{said("x")}</w:footnote>'
    note = f'<w:footnotes {W}>{line}<w:footnote w:id="1">{said("A note below.")}</w:footnote></w:footnotes>'
    content = repack(
        change(form_of(police), act),
        **{"word/comments.xml": remark.encode(), "word/footnotes.xml": note.encode()},
    )
    outside = looked_at(police, content).outside
    assert outside.count("In a box.") == 1
    assert [line for line in outside if line.endswith(" I wrote here.")]
    assert [line for line in outside if line.endswith(" In the footer.")]
    assert {"A thought between.", "A note below.", "Comment in the margin: Is this so?"} <= set(outside)
    assert len(outside) == 6


def test_deleted_questions_are_named_and_what_stands_stays(police, cast: Cast) -> None:
    one = first(police)
    given = acts.AnswerInput(one.standard_id, one.version, "NO", "RATED", "Late.")
    acts.save_answers(police, by=cast.police_auditor, now=NOW, answers=[given])

    def act(document: Any) -> None:
        rows = document.tables[1].rows
        rows[1]._tr.getparent().remove(rows[1]._tr)

    found = looked_at(police, change(form_of(police), act))
    assert found.items == []
    assert len(found.missing) == 2
    assert all(line.startswith("Question 1: ") for line in found.missing)


def test_rows_that_were_moved_are_read_where_they_are(police) -> None:
    content = write(form_of(police), {"answer:1": "No", "answer:5": "Yes"})

    def act(document: Any) -> None:
        moved = document.tables[1].rows[1]._tr
        document.tables[-1]._tbl.append(moved)

    found = read(police, change(content, act))
    assert (found.words["answer:1"], found.words["answer:5"], found.missing) == ("No", "Yes", [])


def test_a_form_cut_in_half_is_read_as_far_as_it_goes(police) -> None:
    content = write(form_of(police), {"answer:1": "No", "comment:1": "Late."})

    def act(document: Any) -> None:
        body = document.element.body
        for one in list(body)[len(body) // 3 : -1]:
            body.remove(one)

    found = looked_at(police, change(content, act))
    assert [item.form.cleaned_data["comment"] for item in found.items] == ["Late."]
    assert len(found.missing) > 50


def test_a_field_that_was_copied_is_read_once_and_its_twin_is_shown(police) -> None:
    content = write(form_of(police), {"comment:1": "The first."})

    def act(document: Any) -> None:
        inside = "<w:sdtContent><w:r><w:t>The twin.</w:t></w:r></w:sdtContent>"
        control = f'<w:sdt><w:sdtPr><w:tag w:val="comment:1"/></w:sdtPr>{inside}</w:sdt>'
        twin = parse_xml(f"<w:p {W}>{control}</w:p>")
        document.element.body.insert(len(document.element.body) - 2, twin)

    found = looked_at(police, change(content, act))
    assert found.outside == ["The twin."]
    assert [item.form.cleaned_data["comment"] for item in found.items] == ["The first."]


def test_a_field_inside_another_is_read_with_it(police) -> None:
    tagged, words = '<w:sdtPr><w:tag w:val="comment:2"/></w:sdtPr>', "<w:r><w:t>in</w:t></w:r>"
    inner = f"<w:sdt>{tagged}<w:sdtContent>{words}</w:sdtContent></w:sdt>"
    content = put_in(form_of(police), "comment:1", f"<w:r><w:t>Out and </w:t></w:r>{inner}")
    found = read(police, content)
    assert (found.words["comment:1"], found.words["comment:2"], found.outside) == ("Out and in", "", [])


def test_without_fields_the_rows_numbers_are_read_and_said(police) -> None:
    content = without_controls(
        write(
            form_of(police),
            {"answer:1": "Partly", "comment:1": "By half.", "finding:1:text": "Found.", "grade:band": "Good"},
        )
    )
    found = looked_at(police, content)
    assert found.by_number > 100
    assert found.outside == []
    names = [item.part.name for item in found.items]
    assert names[0] == f"q{first(police).standard_id}"
    assert names[-1] == "grade"
    assert len(names) == 3


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Y", "YES"),
        ("yes.", "YES"),
        (" YES! ", "YES"),
        ("n", "NO"),
        ("N/A", "NA"),
        ("n.a.", "NA"),
        ("Partly,", "PARTLY"),
    ],
)
def test_what_people_type_where_a_list_stands_is_read_for_what_it_says(police, typed: str, value: str) -> None:
    found = looked_at(police, write(form_of(police), {"answer:1": typed}))
    assert found.outside == []
    (item,) = found.items
    assert item.form["given"].value() == value


@pytest.mark.parametrize("mark", ["X", "x", "✓", "☒"])
def test_a_mark_is_a_yes_only_where_nothing_else_could_be_meant(police, mark: str) -> None:
    found = looked_at(police, write(form_of(police), {"record:child": mark, "answer:1": mark}))
    records, question = found.items
    assert records.form["records_read"].value() == ["child"]
    assert question.unread == (("Answer", mark),)
    assert found.outside == []


@pytest.mark.parametrize(
    ("typed", "value", "comment"),
    [
        ("Yes - see chronology", "YES", "see chronology"),
        ("N/A: not asked of us", "NA", "not asked of us"),
        ("Partly, from May (late)", "PARTLY", "from May (late)"),
        ("No (nobody asked)", "NO", "nobody asked"),
        ("Yes\nSeen twice.", "YES", "Seen twice."),
        ("Cannot tell from the record – file missing", "CANTTELL", "file missing"),
    ],
)
def test_what_stands_behind_an_answer_becomes_its_comment(police, typed: str, value: str, comment: str) -> None:
    (item,) = looked_at(police, write(form_of(police), {"answer:1": typed})).items
    assert (item.form["given"].value(), item.form["comment"].value()) == (value, comment)
    assert item.unread == ()
    (item,) = looked_at(police, write(form_of(police), {"answer:1": typed, "comment:1": "Late."})).items
    assert item.form["comment"].value() == f"{comment}\nLate."
    (item,) = looked_at(police, write(form_of(police), {"answer:1": typed, "comment:1": f"{comment}, as said"})).items
    assert item.form["comment"].value() == f"{comment}, as said"


def test_words_behind_a_voice_and_a_grade_become_theirs(police) -> None:
    content = write(form_of(police), {"voice:child:found": "Yes - drawn in May", "grade:band": "Good: seen early"})
    voice, grade = looked_at(police, content).items
    assert (voice.form["found"].value(), voice.form["text"].value()) == ("yes", "drawn in May")
    assert grade.form["reason"].value() == "seen early"


@pytest.mark.parametrize("typed", ["Yes and no", "?", "Yes/No", "Yes, no", "Mostly"])
def test_what_is_no_answer_is_asked_beside_its_question_and_changes_nothing(police, typed: str) -> None:
    (item,) = looked_at(police, write(form_of(police), {"answer:1": typed})).items
    assert item.part.name == f"q{first(police).standard_id}"
    assert item.unread == (("Answer", typed),)
    assert item.form["given"].value() in ("", None)
    assert not item.taken
    assert "keep" not in item.take.initial


def test_an_answer_that_is_none_in_a_new_finding_is_asked_beside_it(police) -> None:
    words = {"finding:1:text": "Seen late.", "finding:1:kind": "Bad"}
    (item,) = looked_at(police, write(form_of(police), words)).items
    assert item.part.is_new
    assert [text for _, text in item.unread] == ["Bad"]


LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWN = (
    '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{LINK}" r:embed="rIdP"/></w:drawing></w:r>'
)


def test_a_link_that_word_made_is_read_and_not_kept(police) -> None:
    linked = f'<w:hyperlink xmlns:r="{LINK}" r:id="rIdX"><w:r><w:t>school@school.example</w:t></w:r></w:hyperlink>'
    content = put_in(form_of(police), "comment:1", f"<w:r><w:t>Told </w:t></w:r>{linked}")
    content = related(content, "hyperlink", "mailto:school@school.example", "External")
    found = looked_at(police, content)
    assert found.items[0].form["comment"].value() == "Told school@school.example"
    assert found.not_kept == ["1 link was not kept; the words were read."]


def test_a_picture_is_said_with_its_question(police) -> None:
    content = put_in(form_of(police), "comment:1", f"<w:r><w:t>See:</w:t></w:r>{DRAWN}")

    def act(document: Any) -> None:
        document.element.body.insert(3, parse_xml(f"<w:p {W}>{DRAWN}{DRAWN}</w:p>"))

    found = looked_at(police, change(content, act))
    heading = f"Question 1: {first(police).standard.text}"
    assert found.not_kept == [
        "2 pictures outside the questions were not kept. Describe in words what they show.",
        f"A picture in “{heading}” was not kept. Describe in words what it shows.",
    ]
    assert found.items[0].form["comment"].value() == "See:"


def test_a_form_saved_from_an_organisation_s_template_is_read(police) -> None:
    """Its template, its marks and labels, its building blocks, its printer, its own styles."""
    content = write(form_of(police), {"answer:1": "No", "comment:1": "Late."})
    settings = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{LINK}/attachedTemplate" '
    settings += 'Target="file:///\\\\server\\Corporate.dotm" TargetMode="External"/></Relationships>'
    extra = {
        "word/_rels/settings.xml.rels": settings.encode(),
        "word/glossary/document.xml": f"<w:glossaryDocument {W}><w:docParts/></w:glossaryDocument>".encode(),
        "word/printerSettings1.bin": b"printer",
        "customXml/item9.xml": b'<?xml version="1.0" encoding="utf-8"?><p:properties xmlns:p="urn:council"/>',
        "docProps/custom.xml": b"<Properties><property name='Marking'>OFFICIAL</property></Properties>",
        "docMetadata/LabelInfo.xml": b"<labelList/>",
        "word/media/logo%201.png": b"\x89PNG",
    }
    (item,) = looked_at(police, repack(content, **extra)).items
    assert item.form["comment"].value() == "Late."


def test_twenty_thousand_characters_are_kept_and_said_to_be_too_many(police) -> None:
    long = "é" * 20_000
    (item,) = looked_at(police, write(form_of(police), {"comment:1": long})).items
    assert item.form.errors["comment"] == ["Use 4,000 characters or fewer: it has 20000."]
    assert item.form["comment"].value() == long


def test_a_control_character_is_taken_out_and_the_other_words_kept(police) -> None:
    (item,) = looked_at(police, write(form_of(police), {"comment:1": "Odd \x9fsign\x85below"})).items
    assert item.form.cleaned_data["comment"] == "Odd sign\nbelow"


@pytest.mark.parametrize("handling", ["meeting", "lead"])
def test_what_is_kept_back_is_in_no_file_and_reading_never_touches_it(police, cast: Cast, handling: str) -> None:
    one, kept = first(police), add(police, cast.police_auditor, "A finding for the room.")
    add(police, cast.police_auditor, "A finding for all.")
    made_before = form_of(police)
    Answer.objects.filter(pk=one.pk).update(value="NO", state="RATED", comment="Only say it.", handling=handling)
    Finding.objects.filter(pk=kept.pk).update(handling=handling)
    content = form_of(police)
    text = part_of(content, "word/document.xml")
    assert "Only say it." not in text
    assert "A finding for the room." not in text
    assert "A finding for all." in text
    assert "1 comment and 1 finding are kept back from this file" in text
    taken = write(made_before, {"answer:1": "Yes", "comment:1": "From the file.", "finding:1:text": "Overwritten."})
    found = looked_at(police, taken)
    assert found.items == []
    assert any(line.startswith("From the file.") for line in found.outside)
    assert any(line.startswith("Overwritten.") for line in found.outside)
    by_row = looked_at(police, without_controls(taken))
    assert by_row.items == []
    assert "From the file." in by_row.outside


def test_a_row_changed_here_since_is_a_clash_only_where_the_file_changed_it_too(police, cast: Cast) -> None:
    one, two = police.answers.order_by("standard__domain__order", "standard__number")[:2]
    content = write(form_of(police), {"answer:1": "No", "comment:1": "From the file."})
    given = [acts.AnswerInput(row.standard_id, row.version, "YES", "RATED", "Typed here.") for row in (one, two)]
    acts.save_answers(police, by=cast.police_auditor, now=timezone.now(), answers=given)
    (item,) = looked_at(police, content).items
    assert item.clash
    assert item.differences == [("Answer", "Yes", "No"), ("Comment", "Typed here.", "From the file.")]


def test_a_finding_that_was_emptied_stays_and_one_that_was_removed_is_not_made_again(police, cast: Cast) -> None:
    one, two = add(police, cast.police_auditor, "One."), add(police, cast.police_auditor, "Two.")
    content = write(form_of(police), {"finding:1:text": ""})
    acts.remove_finding(two, by=cast.police_auditor, now=NOW)
    found = looked_at(police, content)
    assert found.items == []
    assert "Finding 1 was emptied in the file. It stays: remove it on the findings page." in found.outside
    assert [line for line in found.outside if line.startswith("Two.")]
    assert list(police.findings.all()) == [one]
