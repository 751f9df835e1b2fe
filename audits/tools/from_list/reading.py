"""What a list of questions says: its headings, its questions and the answers they take, what was left out and why.

It knows no Django. Each kind of list (`lines`, `columns`, `document`) is read into items in their order; here they
become a draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from audits.tools.from_list.answers import USUAL, AnswersRead, answers_of, split_answers

NO_WORDS = "It holds no words."
NO_QUESTIONS_UNDER = "No question stands under this heading."
# What a number or a bullet at the start of a line is.
NUMBER = r"\(?\d{1,3}(?:\.\d{1,3})+[.):]?\s+|\(?\d{1,3}[.):]\s*(?=\D)|\d{1,3}\t\s*|Q(?:uestion)?\.?\s?\d{1,3}[.):]?\s+"
BULLET = r"[-*+•▪▫◦‣·●○■□✓➢–—]\s*|o\t\s*|\(?(?:[a-z]|[ivx]{1,5})[.)]\s+|#{1,6}\s+"
MARKS = re.compile(rf"\s*(?:{NUMBER}|{BULLET})", re.IGNORECASE)
MOST_MARKS = 4  # "- 1. (a) " before a question
LONGEST_SAID = 120  # characters of what was left out that a page repeats


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """One line, row or paragraph: a heading or a question, or why it is neither."""

    place: str
    text: str
    is_heading: bool = False
    left_out: str = ""
    answers: str | None = None  # the words of a column of answers; None: they may stand in a bracket
    guidance: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read; `heading` is the place of its heading in the draft's. `said` is what to look at."""

    place: str
    heading: int
    text: str
    answers: AnswersRead = USUAL
    guidance: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineLeftOut:
    place: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A list as it was read. The heading of questions that stand under none is empty."""

    headings: tuple[str, ...]
    questions: tuple[Question, ...]
    left_out: tuple[LineLeftOut, ...] = ()
    said: tuple[str, ...] = ()  # about the list as a whole

    def under(self, heading: int) -> list[Question]:
        return [question for question in self.questions if question.heading == heading]


def without_marks(text: str) -> str:
    """A line without the numbers and bullets that it begins with."""
    for _ in range(MOST_MARKS):
        found = MARKS.match(text)
        if found is None or not text[found.end() :].strip():
            break
        text = text[found.end() :]
    return " ".join(text.split())


def has_words(text: str) -> bool:
    return sum(sign.isalpha() for sign in text) > 1


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1]}…"


def draft_of(items: Iterable[ListedQuestion], said: Iterable[str] = ()) -> Draft:
    """The draft that these items make: a heading that comes again is the same one, questions that are equal are kept
    and pointed out."""
    headings: dict[str, tuple[int, str]] = {}
    stands: list[tuple[ListedQuestion, int]] = []  # each heading with its place among the headings
    questions: list[Question] = []
    left_out: list[LineLeftOut] = []
    seen: dict[str, str] = {}
    under = None
    for item in items:
        if item.is_heading and has_words(item.text):
            name = without_marks(item.text).rstrip(":").strip()
            under, _ = headings.setdefault(name.casefold(), (len(headings), name))
            stands.append((item, under))
        elif item.left_out or not has_words(item.text):
            left_out.append(LineLeftOut(item.place, shortened(item.text), item.left_out or NO_WORDS))
        else:
            if under is None:
                under, _ = headings.setdefault("", (len(headings), ""))
            question = question_of(item, under)
            key = question.text.casefold().rstrip("?. ")
            if key in seen:
                question = replace(question, said=(*question.said, f"The same question stands at {seen[key]}."))
            seen.setdefault(key, lower(item.place))
            questions.append(question)
    used = {question.heading for question in questions}
    alone = {at: item for item, at in reversed(stands) if at not in used}
    left_out += [LineLeftOut(item.place, shortened(item.text), NO_QUESTIONS_UNDER) for item in alone.values()]
    return numbered_anew([name for _, name in headings.values()], questions, left_out, tuple(said))


def numbered_anew(names: list[str], questions: list[Question], left: list[LineLeftOut], said: tuple[str, ...]) -> Draft:
    """The headings that hold a question, in their order."""
    kept = sorted({question.heading for question in questions})
    places = {old: new for new, old in enumerate(kept)}
    return Draft(
        tuple(names[at] for at in kept),
        tuple(replace(question, heading=places[question.heading]) for question in questions),
        tuple(left),
        said,
    )


def question_of(item: ListedQuestion, heading: int) -> Question:
    """A question with the answers that its column or its bracket names."""
    said, text, answers = item.said, without_marks(item.text), None
    if item.answers:
        answers = answers_of(item.answers, alone=True)
        if answers is None:
            said = (*said, f"The answers “{shortened(item.answers)}” were not understood.")
    if answers is None:
        text, answers = split_answers(text)
    return Question(item.place, heading, text, answers or USUAL, item.guidance, said)


def lower(place: str) -> str:
    return place[:1].lower() + place[1:]
