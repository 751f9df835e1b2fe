"""What is read of a pasted list: headings, questions, the answers they take, what is left out and why."""

from __future__ import annotations

import pytest

from audit_project.refused import Refused
from audits.tools.from_list.answers import answers_of, split_answers
from audits.tools.from_list.drafts import within_limits
from audits.tools.from_list.files import read_text
from audits.tools.from_list.practice import guess
from tests.tools.from_list.conftest import TEXT, as_read

CODES = ("REC", "INFO", "ASSESS", "PLAN", "INTERV", "VOICE", "FAMILY", "IDENT", "JOINT", "CHALL", "SUPER", "IMPACT")


def test_headings_by_their_number_and_their_capitals_and_the_answers_of_each_question() -> None:
    draft = within_limits(read_text(TEXT))
    assert as_read(draft) == [
        ("Voice of the child", [
            ("Was the child seen alone?", "yes_no"), ("Were their wishes written down?", "yes_partly_no"),
        ]),
        ("Planning", [("Is the plan SMART?", "met"), ("How often was the child visited?", "number")]),
        ("MANAGEMENT OVERSIGHT", [
            ("When was the last supervision?", "date"), ("What was discussed?", "several_of"),
            ("How good was the record?", "one_of"),
        ]),
    ]  # fmt: skip
    assert draft.questions[3].answers.unit == "visits"
    assert draft.questions[5].answers.options == ("safety", "the plan", "drift")
    assert draft.questions[6].answers.options == ("good", "fair", "poor")
    assert draft.left_out == ()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("• Was she seen?", "Was she seen?"), ("- Was she seen?", "Was she seen?"),
        ("a) Was she seen?", "Was she seen?"),
        ("(ii) Was she seen?", "Was she seen?"), ("12) Was she seen?", "Was she seen?"),
        ("1.2.3 Was she seen?", "Was she seen?"), ("Q4. Was she seen?", "Was she seen?"),
        ("3 visits were made?", "3 visits were made?"), ("2.5 hours a week?", "hours a week?"),
        ("A plan was made", "A plan was made"), ("I was heard", "I was heard"),
    ],
)  # fmt: skip
def test_numbers_and_bullets_are_taken_off_and_words_are_not(line: str, text: str) -> None:
    assert read_text(line).questions[0].text == text


def test_a_line_that_ends_with_a_colon_is_a_heading_and_one_without_a_question_is_said() -> None:
    draft = read_text("Voice:\nWas she seen?\nPlans:\n---\nPage 2 of 3\nVoice:\nWas he heard?")
    assert as_read(draft) == [("Voice", [("Was she seen?", "yes_partly_no"), ("Was he heard?", "yes_partly_no")])]
    assert [(one.place, one.why) for one in draft.left_out] == [
        ("Line 4", "It holds no words."),
        ("Line 5", "It is the number of a page."),
        ("Line 3", "No question stands under this heading."),
    ]


@pytest.mark.parametrize(
    ("words", "takes"),
    [
        ("yes/no", "yes_no"), ("Yes / No / N/A", "yes_no"), ("Y/N", "yes_no"), ("yes, partly, no", "yes_partly_no"),
        ("Yes, Partially or No", "yes_partly_no"), ("Met/Partially met/Not met", "met"), ("number", "number"),
        ("%", "number"), ("Date (dd/mm/yyyy)", "date"), ("free text", "text"), ("grade", "scale"),
        ("tick all that apply: a; b", "several_of"), ("choose one: low, middle, high", "one_of"), ("a / b", "one_of"),
    ],
)  # fmt: skip
def test_answers_are_known_by_the_words_that_lists_use(words: str, takes: str) -> None:
    answers = answers_of(words, alone=True)
    assert answers is not None
    assert answers.takes == takes


@pytest.mark.parametrize("words", ["see page 3", "GP", "if any", "as amended 2018", "the plan"])
def test_a_bracket_that_names_no_answers_stays_in_the_question(words: str) -> None:
    assert split_answers(f"Was it shared ({words})") == (f"Was it shared ({words})", None)


def test_a_stroke_inside_a_sentence_is_no_list_of_answers() -> None:
    assert read_text("Did the professional (GP/nurse)?").questions[0].text == "Did the professional (GP/nurse)?"
    assert read_text("Who came? (GP/nurse)").questions[0].answers.options == ("GP", "nurse")


def test_answers_may_stand_behind_a_tab_and_rows_of_a_spreadsheet_may_be_pasted() -> None:
    assert as_read(read_text("Was she seen?\tYes/No\nWas he heard?\tmet/partly met/not met")) == [
        ("", [("Was she seen?", "yes_no"), ("Was he heard?", "met")])
    ]
    rows = "Theme\tQuestion\tResponse\nVoice\tWas she seen?\tYes/No\n\tWas he heard?\t\nPlan\tIs there a plan?\tdate"
    assert as_read(read_text(rows)) == [
        ("Voice", [("Was she seen?", "yes_no"), ("Was he heard?", "yes_partly_no")]),
        ("Plan", [("Is there a plan?", "date")]),
    ]


def test_two_equal_questions_are_kept_and_pointed_out() -> None:
    draft = read_text("Was she seen?\nwas she  seen")
    assert [one.said for one in draft.questions] == [(), ("The same question stands at line 1.",)]


def test_what_a_tool_cannot_hold_is_left_out_by_its_row() -> None:
    lines = ["Voice:", *(f"Was number {n} seen?" for n in range(61)), "Plans:", "x" * 601, "Was it kept?"]
    lines += [f"Which? ({' / '.join(f'answer {n}' for n in range(13))})", f"How many? (number of {'y' * 41})"]
    draft = within_limits(read_text("\n".join(lines)))
    assert [len(draft.under(at)) for at in range(2)] == [60, 3]
    assert [(one.place, one.why) for one in draft.left_out] == [
        ("Line 62", "60 questions stand above it under one heading: a domain holds no more."),
        ("Line 64", "It has 601 characters, and a question has 600 at most."),
    ]
    which, many = draft.questions[-2:]
    assert which.answers.takes == "yes_partly_no"
    assert "from 2 to 12 answers" in which.said[0]
    assert which.text.endswith(" / answer 12)")
    assert (many.answers.takes, many.answers.unit) == ("number", "")
    assert "more than 40 characters" in many.said[0]
    heading = within_limits(read_text(f"{'Long ' * 30}:\nWas she seen?"))
    assert len(heading.headings[0]) <= 120
    assert "is cut at 120 characters" in heading.said[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("VOICE\nPLANS\n", "No question was found in this list."),
        ("- " * 400_000 + "Was she seen?", "has 800,005 characters, and a question has 600 at most"),
        ("Was she (a" * 90_000, "a question has 600 at most"),
        ("....", "No question was found in this list."),
        ("Was she seen?\n" * 5000, "This list has 5,000 lines, and 2,000 is the most that is read."),
        ("\n".join(f"Part {n // 50}:" if n % 50 == 0 else f"Was {n} seen?" for n in range(1000)), "holds 720 at most"),
    ],
)
def test_a_list_that_is_none_or_far_too_long_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        within_limits(read_text(text))


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Voice of the child", "VOICE"), ("Child’s lived experience", "VOICE"), ("Information sharing", "INFO"),
        ("Care planning and reviews", "PLAN"), ("Supervision and management oversight", "SUPER"),
        ("Multi-agency working", "JOINT"), ("Assessment of risk", "ASSESS"), ("Professional curiosity", "CHALL"),
        ("Race, culture and identity", "IDENT"), ("Fathers and other carers", "FAMILY"), ("Recognition of need", "REC"),
        ("Timeliness of interventions", "INTERV"), ("What difference was made", "IMPACT"), ("Section A", ""),
    ],
)  # fmt: skip
def test_the_domain_of_a_heading_is_guessed_by_its_words(heading: str, code: str) -> None:
    assert guess(heading, [], CODES) == code


def test_where_a_heading_says_nothing_its_questions_do() -> None:
    assert guess("Part 1", ["Was the plan reviewed?", "Did the conference meet?"], CODES) == "PLAN"
    assert guess("Plans", [], ("VOICE",)) == ""
