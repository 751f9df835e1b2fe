"""What a text is before anything is done with it: one clean-up for forms and packs alike."""

import re
import unicodedata

# Zero-width characters and direction marks: they hide words from a reader, or turn them round.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c\u00ad]")
# One sign, however a word processor or another keyboard writes it.
WRITTEN_AS = str.maketrans(
    {**dict.fromkeys("‘’‛ʼ′`´", "'"), **dict.fromkeys("“”„″", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
)
EMOJI_JOINER = "\u200d"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
HALVES = re.compile("[\ud800-\udfff]")  # a search, not a loop over the characters: a text may have a million


class TextFault(ValueError):
    """A text that cannot be kept; the message is a sentence for the person who typed it."""


def clean_text(value: str) -> str:
    """The text as it is kept: composed (NFC), with plain line ends, without invisible marks or outer spaces.

    Raises `TextFault` when it holds a control character, NUL among them. A joiner inside an emoji stays.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    if CONTROLS.search(text):
        raise TextFault("The text holds a character that cannot be kept. Delete it, or paste without formatting.")
    if HALVES.search(text):
        raise TextFault("The text holds half a character. Type that part again.")
    return unicodedata.normalize("NFC", without_invisible(text)).strip()


def without_invisible(text: str) -> str:
    return INVISIBLE.sub(lambda found: found[0] if keeps_emoji(text, found.start()) else "", text)


def keeps_emoji(text: str, at: int) -> bool:
    """Whether the joiner at this place holds two halves of one emoji together."""
    return (
        text[at] == EMOJI_JOINER
        and 0 < at < len(text) - 1
        and unicodedata.category(text[at - 1]) in ("So", "Sk", "Mn")
        and unicodedata.category(text[at + 1]) == "So"
    )


def same_name(name: str) -> str:
    """A name as it is compared: whatever its capitals, its apostrophes and hyphens, the width of its letters, and how
    many spaces stand between them."""
    return " ".join(unicodedata.normalize("NFKC", name).translate(WRITTEN_AS).casefold().split())
