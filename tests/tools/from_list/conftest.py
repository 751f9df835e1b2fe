"""Lists of questions in each format, made by hand, and how a page is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from openpyxl import Workbook

from agencies.models import Person
from audits.tools.from_list.files import read_file
from audits.tools.from_list.reading import Draft
from tests.access.forms_read import PageForm, forms_of
from tests.conftest import Cast

ASKED, MAKE = "/tools/from-list/", "/tools/from-list/make/"
TEXT = """1. Voice of the child
1.1 Was the child seen alone? (yes/no)
1.2 Were their wishes written down? (yes / partly / no)
2. Planning
2.1 Is the plan SMART? (met / partly met / not met)
2.2 How often was the child visited? (number of visits)
MANAGEMENT OVERSIGHT
- When was the last supervision? (date)
- What was discussed? (tick all: safety; the plan; drift)
- How good was the record? (good / fair / poor)
"""


@pytest.fixture
def lead(cast: Cast, sign_in: Callable[[Person], Client]) -> Client:
    return sign_in(cast.lead)


def workbook(*sheets: Sequence[Sequence[Any]], change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def document(build: Callable[[Any], None]) -> bytes:
    made, saved = Document(), BytesIO()
    build(made)
    made.save(saved)
    return saved.getvalue()


def grid(made: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = made.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=False):
            cell.text = words
    return table


def read(name: str, content: bytes) -> Draft:
    return read_file(SimpleUploadedFile(name, content))


def as_read(draft: Draft) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each heading with its questions and the kind of each."""
    named = enumerate(draft.headings)
    return [(heading, [(one.text, one.answers.takes) for one in draft.under(at)]) for at, heading in named]


def paste(client: Client, text: str) -> str:
    return page_of(client.post(ASKED, {"questions": text}))


def upload(client: Client, name: str, content: bytes) -> str:
    return page_of(client.post(ASKED, {"file": SimpleUploadedFile(name, content)}))


def page_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def form_in(page: str) -> PageForm:
    """The form of a preview."""
    return next(form for form in forms_of(page) if "sealed" in form.asked)


def preview(client: Client, text: str) -> dict[str, str]:
    """What the preview of a pasted list would send, with a name and a code."""
    response = client.post(ASKED, {"questions": text})
    return form_in(response.content.decode()).sent() | {"name": "Our own", "code": "our-own"}
