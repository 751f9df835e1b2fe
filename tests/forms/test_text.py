"""What happens to a text before anything is done with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_project.text import TextFault, clean_text


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


@pytest.mark.parametrize("typed", ["a\x00b", "a\x07b", "a\x1bb", "a\x85b", "a\x7fb"])
def test_control_characters_are_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(TextFault, match="cannot be kept"):
        clean_text(typed)


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
    assert "\x00" not in once
