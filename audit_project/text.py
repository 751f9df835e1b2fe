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
# What ends a line, however a word processor or an older program writes it: a vertical tab and a form feed too.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")  # signs that nobody sees and nobody typed
HALVES = re.compile("[\ud800-\udfff]")  # a search, not a loop over the characters: a text may have a million


class TextFault(ValueError):
    """A text that cannot be kept; the message is a sentence for the person who typed it."""


def clean_text(value: str) -> str:
    """The text as it is kept: composed (NFC), with plain line ends, without invisible signs or outer spaces.

    A joiner inside an emoji stays. Raises `TextFault` where half a character stands: what the other half was, nobody
    knows.
    """
    text = as_seen(value)
    if HALVES.search(text):
        raise TextFault("The text holds half a character. Type that part again.")
    return unicodedata.normalize("NFC", text).strip()


def as_seen(value: str) -> str:
    """The text as a page can show it: plain line ends, and nothing that nobody sees."""
    return without_invisible(LINE_ENDS.sub("\n", CONTROLS.sub("", value)))


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


def counted(number: int, one: str, several: str = "") -> str:
    """ "1 row", "1,200 rows"."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
