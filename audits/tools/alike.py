"""Does a tool that is here say the same as a file?"""

from __future__ import annotations

from audits.tools.file import Entry, completed, entry_of
from audits.tools.models import AuditTool


def same_tool(tool: AuditTool, data: Entry) -> bool:
    """Whether the tool says what the file says, whatever order the file names sectors in. What its own domains are
    compared as may change at any time, and is no part of that."""
    return in_one_order(entry_of(tool)) == in_one_order(completed(data))


def in_one_order(entry: Entry) -> Entry:
    domains = [
        {
            "practice": domain["practice"],
            "label": domain["label"],
            "standards": sorted(
                ({**row, "asked_of": sorted(row["asked_of"])} for row in domain["standards"]),
                key=lambda row: row["number"],
            ),
        }
        for domain in entry["domains"]
    ]
    return {**entry, "short_form_sectors": sorted(entry["short_form_sectors"]), "domains": domains}
