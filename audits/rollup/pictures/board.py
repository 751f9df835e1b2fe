"""The board as one picture: a file for a slide or a report. What it shows has passed the policy of its tier before."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from audits.rollup.board import Board, Ranked
from audits.rollup.pictures.dots import HEIGHT, dots, width_of
from audits.rollup.pictures.grades import SIDE, GradeStrip
from audits.rollup.pictures.svg import LINE, PAPER, TONES, moved, shape, standing_alone, text
from audits.rollup.tables import TwoWay

WIDTH, MARGIN, COLUMN, BETWEEN = 1280, 32, 580, 56
SIZE, LEAD = 16, 21
LETTER = 0.5  # how wide a letter is on average, in parts of its size: lines are broken a little early


class Page:
    """What is drawn so far, and where the next line goes."""

    def __init__(self, x: float, y: float, width: float) -> None:
        self.marks: list[Element] = []
        self.x, self.y, self.width = x, y, width

    def write(self, words: str, size: int = SIZE, *, bold: bool = False, indent: float = 0, width: float = 0) -> None:
        """A paragraph, broken into lines."""
        more = {"font_weight": "bold"} if bold else {}
        for line in broken(words, (width or self.width) - indent, size):
            self.y += size * LEAD / SIZE
            self.marks.append(text(line, self.x + indent, self.y, size, **more))
        self.y += 6

    def draw(self, marks: Iterable[Element], height: float, indent: float = 0) -> None:
        self.marks.append(moved(marks, self.x + indent, self.y))
        self.y += height


def broken(words: str, width: float, size: int) -> list[str]:
    return textwrap.wrap(words, max(8, int(width / (size * LETTER))))


def board_picture(board: Board, title: str, marked: Sequence[str]) -> bytes:
    """The whole board: its sentences, grades, themes and domains, under what it is marked with."""
    top = Page(MARGIN, MARGIN, WIDTH - 2 * MARGIN)
    top.write(title, 26, bold=True)
    for line in marked:
        top.write(line, bold=True)
    left, right = Page(MARGIN, top.y, COLUMN), Page(MARGIN + COLUMN + BETWEEN, top.y, COLUMN)
    if board.first:
        left.write(board.heading, 18, bold=True)
        for fact in board.first:
            left.write(fact.text)
    if board.grades:
        grades(right, board.grades)
    if board.missing:
        right.write("What is missing", 18, bold=True)
        for line in board.missing:
            right.write(line)
    for page, ranked in ((left, board.good), (right, board.develop)):
        if ranked:
            themes(page, ranked)
    below = Page(MARGIN, max(left.y, right.y) + 12, WIDTH - 2 * MARGIN)
    if board.heat and board.heat.rows:
        heat_map(below, board.heat)
    marks = [*top.marks, *left.marks, *right.marks, *below.marks]
    says = " ".join([*marked, *(fact.text for fact in board.first)])
    return standing_alone(marks, WIDTH, below.y + MARGIN, title, says)


def grades(page: Page, strip: GradeStrip) -> None:
    page.write(f"Agreed grades ({strip.counted})", 18, bold=True)
    for mark, _ in strip.marks:
        page.draw(mark.drawn(strip.n), SIDE if strip.in_squares else SIDE / 2)
        page.write(f"{mark.line.label}: {mark.line.said}")
    for note in filter(None, (strip.beside, strip.note)):
        page.write(note, 14)


def themes(page: Page, ranked: Ranked) -> None:
    """Each theme in its own lines, its dots and its number to the right."""
    page.write(f"{ranked.table.caption}{f' ({ranked.table.n})' if ranked.table.n else ''}", 18, bold=True)
    for row in ranked.rows:
        line = row.line
        place = page.y + 4
        of = line.out_of or 0
        drawn = width_of(of) if line.n is not None and of else 0
        if drawn:
            page.marks.append(moved(dots(line.n or 0, of), page.x + page.width - drawn - 110, place))
        page.marks.append(text(line.said, page.x + page.width - 100, place + HEIGHT - 4))
        page.write(line.label, width=page.width - drawn - 120)
    if ranked.more:
        page.write(f"And {ranked.more} more.", 14)
    if ranked.table.note:
        page.write(ranked.table.note, 14)


def heat_map(page: Page, table: TwoWay) -> None:
    """A cell a domain and sector, with its words."""
    page.write(table.caption, 18, bold=True)
    first = 260
    wide = (page.width - first) / len(table.columns)
    heads = [broken(column.label, wide - 8, 12) for column in table.columns]
    for place, head in enumerate(heads):
        for number, line in enumerate(head):
            page.marks.append(text(line, page.x + first + place * wide + 4, page.y + 15 * (number + 1), 12))
    page.y += 15 * max(map(len, heads)) + 6
    for label, squares in table.rows:
        lines = broken(label, first - 8, 13)
        cells = [broken(square.words, wide - 8, 12) for square in squares]
        high = 16 * max(len(lines), *map(len, cells)) + 6
        for number, line in enumerate(lines):
            page.marks.append(text(line, page.x, page.y + 16 * (number + 1), 13))
        for place, (square, said) in enumerate(zip(squares, cells, strict=True)):
            x = page.x + first + place * wide
            fill = TONES[int(square.shade)] if square.shade else PAPER
            page.marks.append(shape("rect", x=x, y=page.y, width=wide, height=high, fill=fill, stroke=LINE))
            for number, line in enumerate(said):
                page.marks.append(text(line, x + 4, page.y + 16 * (number + 1), 12))
        page.y += high
    page.write(table.note, 14)
