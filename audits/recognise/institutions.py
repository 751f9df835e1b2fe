"""Schools, surgeries, nurseries and homes by their shape: a name with a capital and what they are called after it.

They are found whether they stand in the agency list or not. What the list publishes by its name is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audits.recognise.found import KnownWords
from audits.recognise.lists import words_of
from audits.recognise.names import IN_A_PLACE, Token, tokens_of
from audits.recognise.places import spans_of

# The last word of a name, and for some of them which words must stand before it.
SCHOOLS = words_of("institutions")
LEVELS = frozenset(("high", "grammar", "infant", "junior", "secondary", "comprehensive"))
ONLY_AFTER = {
    "practice": frozenset(("medical", "group", "gp", "family", "dental", "health")),
    "centre": frozenset(("medical", "health")),
    "home": frozenset(("children's", "childrens", "care", "residential", "nursing")),
    "unit": frozenset(("referral",)),
    "form": frozenset(("sixth",)),
}
# A house is somebody's home where the words beside it say so.
HOUSES = frozenset(("house", "lodge", "manor", "villa", "cottage", "grange", "hall", "croft"))
LIVED_IN = words_of("lived_in")
LAST_WORDS = SCHOOLS | LEVELS | HOUSES | ONLY_AFTER.keys()
BEFORE_A_HOUSE, AFTER_A_HOUSE = 7, 4
# After it these make it a service's, a post's or a body's: "School Nursing", "Primary Care".
GOES_ON = words_of("of_an_institution")
POSTS = frozenset(("nurse", "nurses", "governors", "governor"))  # with a capital: a post, not a nurse of that school
JOINS = frozenset(("of", "on", "the", "and", "upon", "in", "le", "under"))
NO_NAMES = words_of("field_words") | words_of("kinds_of_institution")
GIVEN = words_of("given_names") | words_of("names_and_words")
LONGEST = 6
COMES_TO = IN_A_PLACE | {"attend", "attended", "attends", "attending", "the", "by", "leaving", "left", "joined"}
NAME = r"[A-Z][\w'\-]{2,30}"
CALLED = re.compile(
    r"\b(?i:school|academy|college|nursery|playgroup|pre-?school|surgery|practice|children's home|home|placement)"
    rf"\b,? (?:(?:which|that) )?(?:(?:is|was) )?(?:called|named|known as) (?P<name>{NAME}(?: {NAME}){{0,3}})"
)
DOCTORS = re.compile(
    rf"\b(?:Drs?|Doctors?)\b\.? (?:{NAME},? (?:and |& )?(?:Drs?\.? )?){{1,3}}(?:and |& )?(?i:partners)\b"
)
WELSH = re.compile(rf"\b(?:Ysgol|Meithrinfa|Meddygfa|Coleg) (?:[A-Za-z]{{1,4}} ){{0,2}}{NAME}(?: {NAME}){{0,2}}")
IN_SMALL_LETTERS = re.compile(
    r"\b(?:st|saint)\.? [a-z]{3,20}(?:'?s)?(?: (?:c of e|ce|rc|catholic|church of england|junior|infant|nursery)){0,2}"
    r" (?:primary|secondary|school|academy|college|infants|juniors|nursery|surgery|high)\b",
    re.IGNORECASE,
)


def institutions(text: str, known: KnownWords) -> Iterator[tuple[int, int]]:
    """Where a school, a surgery, a nursery or a home is called by its name."""
    published = bytearray(len(text))
    for start, end in spans_of(text, known.published):
        published[start:end] = b"\x01" * (end - start)
    for start, end in by_shape(text):
        if not any(published[start:end]):
            yield start, end


def by_shape(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (DOCTORS, WELSH, IN_SMALL_LETTERS):
        for match in pattern.finditer(text):
            yield match.span()
    for match in CALLED.finditer(text):
        if match["name"].split(" ")[0].lower() not in words_of("field_words"):
            yield match.span("name")
    tokens = tokens_of(text)
    for last in reversed(range(len(tokens))):  # the longest first: "Larkfield Primary School"
        if tokens[last].lower in LAST_WORDS and (first := begins_at(tokens, last)) < last:
            yield tokens[first].start, tokens[last].end


def begins_at(tokens: list[Token], last: int) -> int:
    """The first word of the name that ends here; `last` where none does."""
    token, before = tokens[last], tokens[last - 1] if last else None
    if before is None or token.apart or token.opens:
        return last
    if token.lower in HOUSES:
        return name_before(tokens, last) if token.capital and is_lived_in(tokens, last) else last
    if token.lower in ONLY_AFTER:
        ends = before.lower in ONLY_AFTER[token.lower]
    else:
        ends = token.lower in SCHOOLS or (token.lower in LEVELS and token.capital and not goes_on(tokens, last))
    if not ends or is_a_services(tokens, last):
        return last
    first = name_before(tokens, last)
    if first == last or token.capital:
        return first
    return first if is_placed(tokens, first, last) else last


def goes_on(tokens: list[Token], last: int) -> bool:
    """Whether another word with a capital goes on after this one: the name ends later."""
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    return after is not None and not after.apart and after.capital


def is_a_services(tokens: list[Token], last: int) -> bool:
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after is None or after.apart:
        return False
    return after.lower in GOES_ON or (after.capital and after.lower in POSTS)


def name_before(tokens: list[Token], last: int) -> int:
    """Where the name begins whose last word stands at `last`: back over what kind it is, then over its capitals."""
    kinds, at = words_of("kinds_of_institution"), last
    while (
        at > max(0, last - LONGEST) and not tokens[at].apart and not tokens[at].opens and tokens[at - 1].lower in kinds
    ):
        at -= 1
    lowest, end = max(0, at - LONGEST), at
    while at > lowest and not tokens[at].opens and tokens[at].gap in (" ", "' ", " & ", ". "):
        one = tokens[at - 1]
        if not one.capital and not is_joint(tokens, at - 1):
            break
        at -= 1
    while at < end and is_no_name(tokens[at]):
        at += 1
    return at if at < end and is_named(tokens[at:end]) else last


def is_joint(tokens: list[Token], at: int) -> bool:
    """Whether a small word stands within a name, and not between two: "Thornhay College and Larkfield Primary"."""
    before = tokens[at - 1] if at else None
    return tokens[at].lower in JOINS and before is not None and before.capital and before.lower not in SCHOOLS


def is_no_name(token: Token) -> bool:
    """A word with which no name begins: "At Larkfield Primary", "Her School"."""
    if token.lower in ("st", "our"):
        return False
    if token.lower in words_of("names_no_place") or token.lower in JOINS or not token.capital:
        return True
    return token.base in NO_NAMES and token.lower not in words_of("part_of_a_name")


def is_named(words: list[Token]) -> bool:
    """Whether these words are a name, and not somebody's school: "Callum's school"."""
    *_, final = words
    saint = any(word.lower in ("st", "saint") for word in words)
    if final.owns and not saint and (final.text.endswith("'s") or (len(words) == 1 and final.base in GIVEN)):
        return False
    return any(not is_no_name(word) and word.lower not in ("st", "our") for word in words)


def is_placed(tokens: list[Token], first: int, last: int) -> bool:
    """Whether a name before a last word in small letters is one: "at Larkfield primary", and not "told Mia school"."""
    if last - first > 1 and not tokens[last - 1].capital:
        return True  # "Larkfield primary school"
    return first > 0 and not tokens[first].apart and tokens[first - 1].lower in COMES_TO


def is_lived_in(tokens: list[Token], last: int) -> bool:
    """Whether the sentence says that somebody lives in a house of this name."""
    for token in reversed(tokens[max(0, last - BEFORE_A_HOUSE) : last]):
        if token.lower in LIVED_IN:
            return True
        if token.opens:
            break
    for token in tokens[last + 1 : last + 1 + AFTER_A_HOUSE]:
        if token.opens:
            return False
        if token.lower in LIVED_IN:
            return True
    return False
