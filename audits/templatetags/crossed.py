"""The body of a table of two ways, written here and not in a template: a large audit has some thousand cells."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from audits.rollup.tables import Square, TwoWay

register = template.Library()


@register.simple_tag(takes_context=True)
def crossed_rows(context: dict[str, Any], table: TwoWay) -> SafeString:
    """A row a line, a cell a column: its words, led to what they stand on, and inside what it leaves out."""
    at, query = context["evidence_at"], f"&amp;{escape(context['query'])}" if context["query"] else ""
    with_left_out = context["is_inside"] and not context.get("small")
    rows = (
        format_html(
            '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>{}</tr>',
            label,
            mark_safe("".join(cell(square, at, query, with_left_out) for square in squares)),  # noqa: S308 (escaped there)
        )
        for label, squares in table.rows
    )
    return mark_safe("".join(rows))  # noqa: S308 (each row is escaped)


def cell(square: Square, at: str, query: str, with_left_out: bool) -> str:
    """One cell; `query` is escaped already."""
    words = escape(square.words)
    if square.evidence:
        address = f"{at}?of={quote(square.evidence, safe='')}{query}"
        words = SafeString(f'<a class="govuk-link govuk-link--text-colour" href="{address}">{words}</a>')
    more = (
        f'<br><span class="app-left-out">{escape(square.left_out)}</span>' if square.left_out and with_left_out else ""
    )
    tone = f" tone-{square.shade}" if square.shade else ""
    return f'<td class="govuk-table__cell{tone}">{words}{more}</td>'
