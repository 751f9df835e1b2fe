"""Where somebody lives or goes: postcodes, addresses, and the schools and surgeries of the agency list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from audits.recognise.found import KnownWords, Names
from audits.recognise.lists import words_of

AREAS = words_of("postcode_areas")
POSTCODE = re.compile(
    r"(?<![a-z0-9])(?P<area>[a-z]{1,2})\d[a-z0-9]?[ .\-]{0,3}(?P<inward>\d[abd-hjlnp-uw-z]{2})(?![a-z0-9])",
    re.IGNORECASE,
)
PART = re.compile(
    r"\bpost ?codes?\b(?: (?:area|district|is|was|of|in|for|the|her|his|their|starts?|starting|begins?|beginning|with"
    r"|home|family)){0,6}[ :=(\"',]{0,4}(?P<part>(?P<area>[a-z]{1,2})\d[a-z0-9]?(?: \d)?)(?![a-z0-9])",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth)")

CERTAIN = "street|road|lane|avenue|crescent|terrace"
OTHERS = "close|drive|gardens|grove|court|place|way|walk|rise|mews|square|view|row|hill|park|green|st|rd|ave"
WORD = r"[A-Z][\w']{1,30}"
NUMBER = r"\d{1,4}[A-Za-z]?"
ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{NUMBER},? (?:{WORD} ){{1,3}}(?i:{CERTAIN}|{OTHERS})\b",
        rf"\b{NUMBER},? (?!(?:the|a|an|of|on|in|off|by|per|from|to|times)\b)(?:[a-z']{{2,30}} ){{1,2}}(?:{CERTAIN})\b",
        rf"\b(?i:flat|apartment|apt|unit|plot|caravan) {NUMBER}\b,? (?:{NUMBER},? )?(?:{WORD} ){{1,3}}{WORD}\b",
        rf"\b(?i:flat|apartment|apt) {NUMBER}\b(?:,? {WORD}(?: {WORD})?)?",
        rf"(?<![.!?] )(?<=[a-z,] )(?:{WORD} ){{1,2}}(?:Street|Road|Lane|Avenue|Close|Drive|Crescent|Terrace|Gardens"
        r"|Grove|Mews|Estate)\b",
    )
)
# A service is called after its street: "Mill Lane Family Hub".
SERVICE = re.compile(
    r" (?:Team|Hub|Hospital|Centre|Clinic|Service|Services|Surgery|School|Academy|Nursery|Office|Panel|Unit|Police"
    r"|Station|Project|Practice|Forum|Primary|Infant|Junior|College|Hostel|Library|Medical|Health|Children|Family)\b"
)
# A school's or a surgery's name is often written without these: "Hill View" for "Hill View Primary School".
LAST_WORDS = words_of("last_words")
SHORTEST = 5
TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+){0,3}")


def postcodes(text: str) -> Iterator[tuple[int, int]]:
    for match in POSTCODE.finditer(text):
        if match.group("area").lower() in AREAS and not ORDINAL.fullmatch(match.group("inward")):
            yield match.span()
    for match in PART.finditer(text):
        if match.group("area").lower() in AREAS:
            yield match.span("part")


def home_addresses(text: str) -> Iterator[tuple[int, int]]:
    for pattern in ADDRESSES:
        for match in pattern.finditer(text):
            if not SERVICE.match(text, match.end()):
                yield match.span()


def words_in(name: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(name.lower().replace("\u2019", "'")))


def ways_to_write(name: str) -> set[tuple[str, ...]]:
    """A name whole, and without what every school or surgery is called."""
    words = words_in(name)
    ways: set[tuple[str, ...]] = set()
    while words and not LAST_WORDS.issuperset(words) and len(" ".join(words)) >= SHORTEST:
        ways.add(words)
        words = words[:-1] if words[-1] in LAST_WORDS else ()
    return ways


def by_first_word(names: Iterable[str]) -> Names:
    """Every way to write these names by its first word, the longest first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        for words in ways_to_write(name):
            found.setdefault(bare(words[0]), set()).add(words)
    return sorted_by_length(found)


def whole_by_first_word(names: Iterable[str]) -> Names:
    """These names by their first word, each only as it stands."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for words in filter(None, map(words_in, names)):
        found.setdefault(bare(words[0]), set()).add(words)
    return sorted_by_length(found)


def sorted_by_length(found: dict[str, set[tuple[str, ...]]]) -> Names:
    return {first: tuple(sorted(ways, key=lambda way: (-len(way), way))) for first, ways in found.items()}


def schools_and_surgeries(text: str, known: KnownWords) -> Iterator[tuple[int, int]]:
    """Where the name of an agency stands that is never named outside. One word alone needs its capital."""
    return spans_of(text, known.names)


def spans_of(text: str, names: Names) -> Iterator[tuple[int, int]]:
    """Where one of these names stands, the longest way to write it first."""
    if not names:
        return
    tokens = [(bare(match.group().lower()), match.start(), match.end()) for match in TOKEN.finditer(text)]
    for at, (word, start, _) in enumerate(tokens):
        for name in names.get(word, ()):
            here = tuple(one for one, _, _ in tokens[at : at + len(name)])
            if here == tuple(map(bare, name)) and (len(name) > 1 or text[start].isupper()):
                yield start, tokens[at + len(name) - 1][2]
                break


def bare(word: str) -> str:
    """A word without its possessive, so that "Hillside's" is Hillside, and "St Mary's" itself on both sides."""
    return word.removesuffix("'s")
