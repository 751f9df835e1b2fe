"""Which answers a question takes, by the words that a list uses for them: "(yes / no)", "number of days", "tick all".

It knows no Django. The codes are those of the kinds of answer (`audits.tools.kinds.known`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INSIDE = r"[^()\[\]]+|[^()\[\]]*\([^()]*\)[^()\[\]]*"  # there may be one bracket in it
BRACKET = re.compile(rf"(?P<before>.*\S)\s*[(\[](?P<inside>{INSIDE})[)\]]\s*[.?]?", re.S)
LONGEST_READ = 3_000  # characters in which a bracket is looked for: no question is so long
NOT_APPLICABLE = {"na", "not applicable"}
YES, NO = {"yes", "y"}, {"no", "n"}
PARTLY = {"partly", "partial", "partially", "in part", "part", "p", "to some extent"}
MET, NOT_MET = {"met", "fully met"}, {"not met", "unmet"}
PARTLY_MET = {"partly met", "partially met", "part met"}
SETS: tuple[tuple[str, tuple[set[str], ...]], ...] = (
    ("yes_no", (YES, NO)),
    ("yes_partly_no", (YES, PARTLY, NO)),
    ("met", (MET, PARTLY_MET, NOT_MET)),
)
WORDS = {
    "date": {"date", "a date", "dd/mm/yyyy", "dd/mm/yy", "day"},
    "number": {"number", "a number", "figure", "count", "how many", "number only", "numeric", "no.", "#"},
    "text": {"text", "free text", "short text", "narrative", "comment", "comments", "open", "open text"},
    "scale": {"scale", "grade", "rating", "rating scale", "graded", "on the scale", "audit scale"},
}
UNITS = {"days", "weeks", "months", "years", "hours", "minutes", "%", "per cent", "percent", "percentage"}
OF_UNIT = re.compile(r"(?:a |the )?(?:number|no\.?|count)\s*(?:of\s+|:\s*|\()(?P<unit>[^()]+?)\)?", re.I)
TICK = r"(?:please )?(?:tick|select|choose|mark|circle)?\s*"
OPTIONS = r"\s*[:-]\s*(?P<options>.+)"
SEVERAL = re.compile(rf"{TICK}(?:all|any|several|many)(?: that apply| of| which apply)?{OPTIONS}", re.I | re.S)
ONE = re.compile(rf"{TICK}(?:one|one of){OPTIONS}", re.I | re.S)


@dataclass(frozen=True, slots=True)
class AnswersRead:
    """The kind of a question's answers with its settings; `words` are those that the list uses."""

    takes: str
    options: tuple[str, ...] = ()
    unit: str = ""
    words: str = ""


USUAL = AnswersRead("yes_partly_no")


def split_answers(text: str) -> tuple[str, AnswersRead | None]:
    """A question without the bracket at its end that names its answers, and these; else as it stands, and None."""
    found = BRACKET.fullmatch(text) if len(text) <= LONGEST_READ else None
    if found is None:
        return text, None
    before = found["before"].strip()
    answers = answers_of(found["inside"], alone=before.endswith(("?", ":", ".")))
    return (before, answers) if answers else (text, None)


def asks(line: str) -> bool:
    """Whether a line ends with a question mark, or with one before the bracket of its answers."""
    return line.endswith("?") or split_answers(line)[0].endswith("?")


def answers_of(words: str, *, alone: bool) -> AnswersRead | None:
    """The answers that some words name. `alone`: they stand apart from the question, so that "GP/nurse" is a list of
    answers and no part of a sentence."""
    said = " ".join(words.split()).strip(" .:")
    plain = re.sub(r"^(?:answers?|response|options?)\s*:\s*", "", said, flags=re.I)
    known = by_name(plain, said) or by_set(plain, said)
    if known:
        return known
    for kind, pattern in (("several_of", SEVERAL), ("one_of", ONE)):
        if found := pattern.fullmatch(plain):
            return AnswersRead(kind, parts_of(found["options"], commas=True), words=said)
    return by_list(plain, said, words, alone=alone)


def by_name(plain: str, said: str) -> AnswersRead | None:
    """A number, a date, a text, a grade: by its name, or by the name of what is counted."""
    small = plain.casefold()
    for takes, names in WORDS.items():
        if small in names:
            return AnswersRead(takes, words=said)
    if re.fullmatch(r"date\s*[(:,-].{0,20}|date of .{1,40}", small):
        return AnswersRead("date", words=said)
    if small in UNITS:
        return AnswersRead("number", unit="%" if small.startswith("per") else plain, words=said)
    found = OF_UNIT.fullmatch(plain)
    return AnswersRead("number", unit=found["unit"].strip(), words=said) if found else None


def by_set(plain: str, said: str) -> AnswersRead | None:
    """Yes and no, met and not met, each however it is written; "not applicable" may always be answered."""
    if plain.casefold() in ("y/n", "yn", "yes no"):
        return AnswersRead("yes_no", words=said)
    parts = re.split(r"\s*(?:[/|,;]|\bor\b)\s*", re.sub(r"\bn/a\b", "na", plain.casefold()))
    parts = [part for part in parts if part and part not in NOT_APPLICABLE]
    for takes, names in SETS:
        if len(parts) == len(names) and all(any(part in name for part in parts) for name in names):
            return AnswersRead(takes, words=said)
    return None


def by_list(plain: str, said: str, words: str, *, alone: bool) -> AnswersRead | None:
    """Answers one beside the other: parted by strokes with spaces, by semicolons, or by lines."""
    spaced = re.search(r"\s/\s|\s\|\s|;", plain) or "\n" in words.strip()
    if not (spaced or (alone and "/" in plain)) or len(plain) > 1500:
        return None
    parts = parts_of(words.strip(" .:"), commas=False)
    return AnswersRead("one_of", parts, words=said) if len(parts) > 1 else None


def parts_of(words: str, *, commas: bool) -> tuple[str, ...]:
    """The answers of a list, parted by the first of these signs that stands in it."""
    signs = [r";", r"\n", r"\s/\s|\s\|\s", r"/", r"," if commas else r"\n"]
    sign = next((sign for sign in signs if re.search(sign, words)), r"\n")
    return tuple(part for part in (" ".join(one.split()) for one in re.split(sign, words)) if part)
