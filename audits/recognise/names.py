"""Likely names of people: given names, a title and a word with a capital, what somebody is called, two capitals.

None of this stops a submit; it is listed for one look. The words of the field are never names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audits.recognise.found import KnownWords
from audits.recognise.lists import words_of

TOKEN = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+){0,5}")
TITLES = words_of("titles")
CERTAIN_TITLES = frozenset(["mr", "mrs", "miss", "ms", "mx", "dr", "pc", "dc", "ds", "di", "dci", "sgt"])
# Before a name: who somebody is to the child, or that a name comes.
ROLES = words_of("roles")
CALLED = frozenset(["called", "named", "nicknamed", "surnamed", "aka"])
# After a name: what only people do.
SPEAKS = words_of("speaks")
IS = frozenset(("is", "was", "has", "had", "did", "does", "will", "would", "could", "can"))
DONE_TO = frozenset(("seen", "heard", "told", "asked", "brought", "taken", "spoken", "feeding", "not", "scared", "hit"))
BEFORE_A_THING = frozenset(("the", "a", "an", "this", "that", "each", "every", "no", "some", "all", "of", "by", "and"))
NAMED_AFTER = frozenset(("law", "rule", "hospital", "hospice"))
TELLS = frozenset(("told", "asked", "saw", "with", "by", "called", "met", "rang", "phoned", "hit", "hurt", "that"))
IN_A_PLACE = frozenset(["in", "from", "near", "to", "at", "across", "of"])
MONTHS = frozenset(("april", "may", "june", "august"))
SENTENCE = re.compile(r"[.!?:;\n\"•|(\[/]|--| - ")
LONGEST_NAME, LONGEST_SHORT_FORM = 3, 4
# A name stands within a service's: "the Rowan Unit", "Grace House".
OF_A_SERVICE = words_of("of_a_service")


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int
    opens: bool  # the first word of a sentence or line
    gap: str  # what stands before it: a space, or something that keeps it apart from the word before

    @property
    def apart(self) -> bool:
        return self.gap not in (" ", "' ")

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def base(self) -> str:
        """The word without its possessive."""
        return self.lower.removesuffix("'s").rstrip("'")

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() and len(self.base) > 1

    @property
    def owns(self) -> bool:
        return self.lower.endswith(("'s", "s'"))


def tokens_of(text: str) -> list[Token]:
    tokens: list[Token] = []
    end = 0
    for match in TOKEN.finditer(text):
        between = text[end : match.start()]
        title = bool(tokens) and tokens[-1].lower in TITLES and between.strip(". ") == "" and "\n" not in between
        opens = not title and (not tokens or SENTENCE.search(between) is not None)
        tokens.append(Token(match.group(), match.start(), match.end(), opens, between))
        end = match.end()
    return tokens


def people(text: str, known: KnownWords) -> Iterator[tuple[int, int]]:
    """Where likely names stand, a whole name at a time."""
    tokens = tokens_of(text)
    at = 0
    while at < len(tokens):
        length = name_at(tokens, at, known)
        if length:
            yield tokens[at].start, tokens[at + length - 1].end - 2 * tokens[at + length - 1].text.endswith("'s")
        at += length or 1


def name_at(tokens: list[Token], at: int, known: KnownWords) -> int:
    """How many words the name has that begins here; 0 where none does."""
    token = tokens[at]
    given, either = words_of("given_names"), words_of("names_and_words")
    if token.lower in TITLES and at + 1 < len(tokens) and is_titled(tokens, at, known):
        return 1 + run_of(tokens, at + 1, known, LONGEST_NAME)
    if token.base in either:
        return run_of(tokens, at, known, LONGEST_NAME) if is_used_as_name(tokens, at, known) else 0
    if any(one in given for one in (token.base, *token.base.split("-"))) and len(token.base) > 2:
        return (
            0
            if is_short_form(tokens, at) or within_a_service(tokens, at, known)
            else run_of(tokens, at, known, LONGEST_NAME)
        )
    if not is_candidate(token, known) or within_a_service(tokens, at, known, unknown=True):
        return 0
    if is_cued(tokens, at) or is_pair(tokens, at, known):
        return run_of(tokens, at, known, LONGEST_NAME)
    return 0


def is_short_form(tokens: list[Token], at: int) -> bool:
    """Four capitals or fewer, among words that are not in capitals: ELSA is a post in a school."""
    beside = [*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]]
    text = tokens[at].text
    return text.isupper() and len(text) <= LONGEST_SHORT_FORM and not any(one.text.isupper() for one in beside)


def is_titled(tokens: list[Token], at: int, known: KnownWords) -> bool:
    following = tokens[at + 1]
    if following.opens or following.gap.strip(" .") or not following.capital:
        return False
    if tokens[at].lower in CERTAIN_TITLES and not following.apart:
        return True
    return following.base in words_of("given_names") or not is_field(following, known)


def is_field(token: Token, known: KnownWords) -> bool:
    words = known.field_words
    return token.lower in words or token.base in words or all(one in words for one in token.base.split("-"))


def is_candidate(token: Token, known: KnownWords) -> bool:
    """A word with a capital, not all in capitals, that is none of the field's."""
    return token.capital and not (token.text.removesuffix("'s").isupper()) and not is_field(token, known)


def run_of(tokens: list[Token], at: int, known: KnownWords, longest: int) -> int:
    """The word and those after it that go on with the name."""
    length = 1
    while length < longest and at + length < len(tokens) and not tokens[at + length - 1].owns:
        token = tokens[at + length]
        goes_on = token.capital and (not is_field(token, known) or token.base in words_of("given_names"))
        if token.apart or not goes_on or token.base in MONTHS:
            break
        length += 1
    return length


def within_a_service(tokens: list[Token], at: int, known: KnownWords, unknown: bool = False) -> bool:
    """Whether the words with capitals from here on end in a service's, a street's or a method's name; after an
    unknown word any word of the field makes it one."""
    if tokens[at].owns:  # "Clare's Law", "St Thomas' Hospital" against "Callum's school"
        return any(token.lower in NAMED_AFTER for token in tokens[at + 1 : at + 2])
    for token in tokens[at + 1 : at + 4]:
        if token.apart:
            return False
        if token.lower in OF_A_SERVICE or (unknown and token.capital and is_field(token, known)):
            return True
        if not token.capital:
            return False
    return False


def is_used_as_name(tokens: list[Token], at: int, known: KnownWords) -> bool:
    """Whether a word that is also a name stands here as one."""
    token = tokens[at]
    if not token.capital or within_a_service(tokens, at, known):
        return False
    before = tokens[at - 1] if at and not token.opens and not token.apart else None
    after = tokens[at + 1] if at + 1 < len(tokens) and not tokens[at + 1].apart else None
    speaks = after is not None and after.lower in SPEAKS
    surname = after is not None and is_candidate(after, known)
    if token.text.isupper() and len(token.text) < 4:
        return False
    if token.base in MONTHS:
        return speaks or (before is not None and before.lower in TELLS)
    if token.base in known.field_words:
        return speaks or (token.owns and before is not None) or is_done_to(tokens, at) or is_cued(tokens, at)
    if before is None:
        return speaks or surname or token.owns or is_done_to(tokens, at)
    if before.capital and before.lower not in TITLES | ROLES and not speaks and not token.owns:
        return False  # "the Outcome Star"
    return before.lower not in IN_A_PLACE or speaks or token.owns or surname


def is_cued(tokens: list[Token], at: int) -> bool:
    """Whether the words around say that this is somebody's name."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) and not tokens[at + 1].apart else None
    speaks = after is not None and after.lower in SPEAKS
    if token.opens:
        return (speaks or token.owns) and not token.base.endswith(("s", "ing", "ed", "ly"))
    before = tokens[at - 1]
    if speaks or token.owns or (before.lower in ROLES and token.gap in (" ", ", ")):
        return True
    if token.apart:
        return False
    alone = before.lower not in BEFORE_A_THING and not before.capital
    return before.lower in CALLED | TELLS or (alone and after is not None and after.lower in IS)


def is_done_to(tokens: list[Token], at: int) -> bool:
    """ "Grace was seen": what is done to people."""
    after = [token.lower for token in tokens[at + 1 : at + 3]]
    return len(after) == 2 and after[0] in IS and after[1] in DONE_TO


def is_pair(tokens: list[Token], at: int, known: KnownWords) -> bool:
    """Two capitals in a row inside a sentence, neither of them a word of the field."""
    if tokens[at].opens or at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    return not following.apart and is_candidate(following, known)
