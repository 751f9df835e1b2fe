"""Words that may name a person or a place: names, schools and surgeries of the agency list, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from audits.recognise.found import Found, Kind
from audits.recognise.lists import lower_words_of, words_of

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
TITLES = words_of("titles")
CUES = words_of("cues")
STREETS = (
    "Road|Rd|Street|Lane|Avenue|Ave|Close|Drive|Crescent|Terrace|Gardens|Grove|Place|Square|Way|Walk|Row|Mews|Hill|Rise"
)
NUMBERED = re.compile(
    rf"\b\d{{1,4}}[a-z]?,? (?:[A-Z][a-z']{{1,20}} ){{1,3}}(?:{STREETS}|Court|House|View|Park|Green)\b"
)
STREET = re.compile(r"\b[A-Z][a-z']{1,20} (?:Road|Rd|Street|Lane|Avenue|Close|Crescent|Terrace|Grove|Mews)\b")
FLAT = re.compile(r"\b(?:[Ff]lat|[Aa]partment|[Aa]pt) \d{1,4}[a-zA-Z]?\b")
# Laws, schemes and reports that carry somebody's name.
PHRASES = re.compile(
    r"\b(?:(?:Sarah|Clare|Claire|Martha|Jade|Harper|Georgia|Oliver|Naomi)['’]s (?:Law|Rule)"
    r"|Operation [A-Z]\w+|Gillick|Fraser|Signs of Safety|Graded Care Profile"
    r"|Jay Report|Munro|Laming|Brook Traffic Light)\b"
)
SCHOOL = (
    "infant|infants|junior|primary|secondary|high|grammar|special|nursery|community|catholic|c of e|church of england"
)
PLACE = "school|academy|college|nursery|surgery|practice|medical centre|health centre|medical practice|pre-school"
SUFFIX = re.compile(rf"[, ]+(?:(?:{SCHOOL})[, ]+)*(?:{PLACE})\Z")
SHORTEST_PLACE = 5


def short_names(agencies: Iterable[str]) -> frozenset[str]:
    """Agencies' names in lower case, with and without what every school is called ("hillside primary school")."""
    found = set()
    for name in agencies:
        whole = name.lower().strip()
        short = SUFFIX.sub("", whole)
        found |= {one for one in (whole, short) if len(one) >= SHORTEST_PLACE}
    return frozenset(found)


def names_in(text: str, places: frozenset[str]) -> Iterator[Found]:
    """What may identify somebody, for a person to check."""
    taken = [match.span() for match in PHRASES.finditer(text)]
    for one in (*places_in(text, places), *addresses(text)):
        if not overlaps(taken, one.start, one.end):
            taken.append((one.start, one.end))
            yield one
    for one in people(text):
        if not overlaps(taken, one.start, one.end):
            yield one


def overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < until and since < end for since, until in taken)


def addresses(text: str) -> Iterator[Found]:
    for pattern in (NUMBERED, FLAT, STREET):
        for match in pattern.finditer(text):
            yield Found(Kind.ADDRESS, match.start(), match.end(), match[0])


def places_in(text: str, places: frozenset[str]) -> Iterator[Found]:
    """Schools and surgeries of the agency list, by their whole name or the part that is their own."""
    lower = text.lower()
    if len(lower) != len(text):
        return  # a sign whose small letter is two: places would be off by one
    for name in sorted(places, key=lambda one: (-len(one), one)):
        at = lower.find(name)
        while at != -1:
            end = at + len(name)
            alone = not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum()
            if alone and text[at].isupper():
                yield Found(Kind.PLACE, at, end, text[at:end])
            at = lower.find(name, end)


def people(text: str) -> Iterator[Found]:
    """Titles with a name, given names, unknown words with a capital where a name would stand; a full name is one."""
    words = list(WORD.finditer(text))
    skip_to = -1
    for at, match in enumerate(words):
        if match.start() < skip_to:
            continue
        word = bare(match[0])
        before = words[at - 1] if at else None
        after = words[at + 1] if at + 1 < len(words) else None
        if word in TITLES and after and joined(text, match, after) and is_name_like(bare(after[0])):
            end = end_of_name(text, words, at + 1)
            yield Found(Kind.PERSON, match.start(), end, text[match.start() : end])
            skip_to = end
        elif is_name(text, match, word, before, after):
            end = end_of_name(text, words, at)
            yield Found(Kind.PERSON, match.start(), end, text[match.start() : end])
            skip_to = end


def bare(word: str) -> str:
    """A word without its possessive."""
    return re.sub(r"['’]s?\Z", "", word)


def is_name_like(word: str) -> bool:
    """A capital, then small letters, and no word of the field."""
    return word[:1].isupper() and not word.isupper() and word.lower() not in lower_words_of("field_words")


def joined(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether two words stand side by side, with a space or a full stop of a title between them."""
    return text[first.end() : second.start()] in (" ", ". ", "-")


def begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t\"'“‘(*•-–")
    return not before or before[-1] in ".!?:\n;"


def beside_a_number(text: str, match: re.Match[str]) -> bool:
    """Months and years stand beside figures: "3 May", "June 2026"."""
    return bool(
        re.search(r"\d(?:st|nd|rd|th)?(?: of)? ?\Z", text[max(0, match.start() - 8) : match.start()])
        or re.match(r" ?\d", text[match.end() : match.end() + 2])
    )


def is_name(
    text: str, match: re.Match[str], word: str, before: re.Match[str] | None, after: re.Match[str] | None
) -> bool:
    first = word.split("-")[0]
    if not first[:1].isupper() or (first.isupper() and len(first) > 1):
        return False
    field_word, given = first.lower() in lower_words_of("field_words"), first in words_of("given_names")
    also = first in words_of("also_words")
    starts = begins_sentence(text, match.start())
    if given and not also and not field_word:
        return True
    if beside_a_number(text, match):
        return False
    cued = before is not None and bare(before[0]).lower() in CUES and joined(text, before, match)
    if also:  # an everyday word: only where a name would stand, and not as a month
        return not starts and cued and first not in ("April", "May", "June", "August", "Will")
    if field_word or starts:
        return False
    if cued and not (
        after and joined(text, match, after) and after[0][:1].isupper() and not is_name_like(bare(after[0]))
    ):
        return True
    pair = after is not None and joined(text, match, after) and is_name_like(bare(after[0]))
    return pair and not (before and before[0][:1].isupper() and joined(text, before, match))


def end_of_name(text: str, words: list[re.Match[str]], at: int) -> int:
    """Where a name ends that begins with this word: it takes the surnames that follow."""
    end = words[at].end()
    for number in range(at + 1, min(at + 3, len(words))):
        if not joined(text, words[number - 1], words[number]) or text[end : words[number].start()] == ". ":
            break
        if not is_name_like(bare(words[number][0])):
            break
        end = words[number].end()
    return end
