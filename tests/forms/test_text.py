"""What happens to a text before anything is done with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_project.text import CONTROLS, TextFault, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  one  ", "one"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("pass\u200bword", "password"),
        ("\u202egnol\u202c", "gnol"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\tb", "a\tb"),
        ("<b>bold</b> & {{ not.a.template }}", "<b>bold</b> & {{ not.a.template }}"),
        ("\N{FAMILY}\u200d\N{GIRL} went home", "\N{FAMILY}\u200d\N{GIRL} went home"),
    ],
)
def test_text_is_kept_as_a_reader_sees_it(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize("sign", ["\x00", "\x02", "\x07", "\x1b", "\x7f", "\x9f"])
def test_signs_that_nobody_sees_are_taken_out(sign: str) -> None:
    assert clean_text(f"a{sign}b") == "ab"
    assert clean_text(f"one\r{sign}\ntwo") == "one\ntwo"


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_what_ends_a_line_in_a_word_processor_ends_it_here(sign: str) -> None:
    assert clean_text(f"one{sign}two") == "one\ntwo"


def test_half_a_character_is_refused() -> None:
    with pytest.raises(TextFault, match="half a character"):
        clean_text("a\ud83d")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    try:
        once = clean_text(typed)
    except TextFault:
        return
    assert clean_text(once) == once
    assert "\r" not in once
    assert not CONTROLS.search(once)
