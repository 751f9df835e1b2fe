"""Names on social media and in games: with their sign, as an address of a profile, or beside the word that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audits.recognise.lists import words_of

SIGNED = re.compile(r"(?<![\w.@/+\-])@(?P<name>[\w.\-]{2,40})")
PROFILE = re.compile(
    r"(?<![\w.])(?:www\.|m\.)?(?:instagram|tiktok|snapchat|facebook|twitter|x|threads|youtube|twitch|onlyfans|t)"
    r"\.(?:com|net|me|tv)/(?:add/|u/|user/|c/|in/|@){0,2}(?P<name>[\w.\-]{2,60})",
    re.IGNORECASE,
)
# Addresses of these sites that are nobody's.
NOBODY = words_of("sites_pages")
BESIDE = re.compile(
    r"\b(?:snap(?: ?chat)?|insta(?:gram)?|tik ?tok|facebook|discord|telegram|whats ?app|twitter|roblox|xbox|psn"
    r"|play ?station|fortnite|minecraft|youtube|twitch|kik|yubo|wizz|be ?real|only ?fans|steam|vinted"
    r"|user ?names?|screen ?names?|gamer ?tags?|handles?)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"(?<![\w.@#/=?&\-])\w[\w.#]{3,40}")
QUOTED = re.compile(
    r"\b(?:user ?name|screen ?name|gamer ?tag|handle|(?:snap ?chat|insta(?:gram)?|tik ?tok|account|profile|discord)"
    r" (?:name|called|named))\b(?: (?:is|was|then|now|called|of|as|under)){0,3}[ :=,]{0,3}"
    r"(?P<name>\"[\w.\- ]{2,40}\"|'[\w.\- ]{2,40}')",
    re.IGNORECASE,
)
NEAR = 40  # characters on each side of the word that says so
TIME = re.compile(r"\d{1,4}(?:am|pm)?", re.IGNORECASE)
PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
UNDERSCORE = re.compile(r"[a-z0-9]_+[a-z0-9]|^_+[a-z]|[a-z0-9]_+$", re.IGNORECASE)
NUMBERED = re.compile(r"[a-z.]{2,30}#\d{3,6}", re.IGNORECASE)
DOTTED = re.compile(r"[a-z0-9]{2,20}(?:\.[a-z0-9]{1,20}){1,4}")
A_SITE = re.compile(r"\.(?:com|uk|org|net|gov|nhs|police|example|co|tv|info|docx?|pdf|xlsx?)$", re.IGNORECASE)
LETTERS_THEN_FIGURES = re.compile(r"(?P<letters>[a-z]{3,30})\d{2,6}", re.IGNORECASE)
MIXED = re.compile(r"[a-z]{1,20}\d{1,4}[a-z]{2,20}(?:\d{1,4}[a-z]{0,20})?", re.IGNORECASE)


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Where the name of somebody's account stands."""
    for match in SIGNED.finditer(text):
        if names_somebody(match["name"].strip(".-")):
            yield match.start(), match.start("name") + len(match["name"].rstrip(".-"))
    for match in PROFILE.finditer(text):
        if match["name"].strip(".-").lower() not in NOBODY:
            yield match.start(), match.start("name") + len(match["name"].rstrip(".-"))
    for match in QUOTED.finditer(text):
        yield match.span("name")
    for beside in BESIDE.finditer(text):
        start, end = max(0, beside.start() - NEAR), beside.end() + NEAR
        for match in WORD.finditer(text, start, end):
            word = match.group().rstrip(".#")
            if is_shaped(word):
                yield match.start(), match.start() + len(word)


def names_somebody(name: str) -> bool:
    """Whether what stands after the sign is an account's name, and not a place or a time: "@home", "@3pm"."""
    if len(name) < 2 or TIME.fullmatch(name) or not any(sign.isalpha() for sign in name):
        return False
    parts = [part.lower() for part in PARTS.findall(name)]
    return any(sign.isdigit() for sign in name) or not words_of("field_words").issuperset(parts)


def is_shaped(word: str) -> bool:
    """Whether a word is made as accounts' names are, and no word of a sentence is."""
    if UNDERSCORE.search(word) or NUMBERED.fullmatch(word):
        return True
    if DOTTED.fullmatch(word):
        return not A_SITE.search(word) and not word.replace(".", "").isdigit() and len(word) > 4
    numbered = LETTERS_THEN_FIGURES.fullmatch(word)
    if numbered:
        return numbered["letters"].lower() not in words_of("field_words")
    return MIXED.fullmatch(word) is not None and len(word) > 5
