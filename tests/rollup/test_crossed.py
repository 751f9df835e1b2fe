"""A cell of a table of two ways is written by hand: no word of it is ever markup."""

from __future__ import annotations

from audits.rollup.tables import Square, TwoWay
from audits.templatetags.crossed import crossed_rows

MARKUP = '<b title="x">&'
AT = "/audits/T-2026-01/roll-up/evidence/"


def written(square: Square, **context: object) -> str:
    table = TwoWay("k", "Caption", "Corner", (), ((MARKUP, (square,)),), "")
    return crossed_rows({"evidence_at": AT, "query": "", "is_inside": True, **context}, table)


def test_no_word_becomes_markup() -> None:
    said = written(Square(MARKUP, "", 1, MARKUP, f"grid|{MARKUP}|x/y"), query="plan=<i>&tier=published")
    assert "<b title" not in said
    assert "<i>" not in said
    assert said.count("&lt;b title=&quot;x&quot;&gt;&amp;") == 3
    assert f'href="{AT}?of=grid%7C%3Cb%20title%3D%22x%22%3E%26%7Cx%2Fy&amp;plan=&lt;i&gt;&amp;tier=published"' in said


def test_what_a_cell_leaves_out_is_said_inside_and_not_on_the_board() -> None:
    square = Square("3 of 4 yes", "2", 4, "1 not applicable")
    row, _, found = written(square).partition("<td")
    assert row == (
        '<tr class="govuk-table__row">'
        '<th scope="row" class="govuk-table__header">&lt;b title=&quot;x&quot;&gt;&amp;</th>'
    )
    assert found == (
        ' class="govuk-table__cell tone-2">3 of 4 yes<br><span class="app-left-out">1 not applicable</span></td></tr>'
    )
    assert "not applicable" not in written(square, small=True)
    assert "not applicable" not in written(square, is_inside=False)
