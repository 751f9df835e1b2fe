"""Every band of a scale that is shipped says what practice of that grade looks like, in a few sentences of our own."""

from __future__ import annotations

import json
import re

import pytest

from audits.codes.load import FOLDER, rows_of
from audits.tools.models import RatingBand

pytestmark = pytest.mark.django_db
BANDS = [(row["scale"], row["code"]) for row in rows_of("rating_scale")]


@pytest.mark.parametrize(("scale", "code"), BANDS)
def test_a_shipped_band_says_what_its_practice_looks_like(scale: str, code: str) -> None:
    words = RatingBand.objects.get(scale__code=scale, code=code).descriptor
    sentences = re.findall(r"[^.]+\.(?:\s|$)", words)
    assert 1 <= len(sentences) <= 3
    assert words.endswith(".")
    assert 60 <= len(words) <= 400


def test_no_band_s_words_stand_without_their_band_and_none_say_the_same() -> None:
    said = json.loads((FOLDER / "descriptors.json").read_text(encoding="utf-8"))
    assert sorted((scale, code) for scale, bands in said.items() for code in bands) == sorted(BANDS)
    every = [words for bands in said.values() for words in bands.values()]
    assert len(set(every)) == len(every)
