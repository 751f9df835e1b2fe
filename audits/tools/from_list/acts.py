"""Making a tool from a list of questions."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from agencies.models import Person
from audit_project.refused import Refused
from audits.tools import acts, rules
from audits.tools.alike import same_tool
from audits.tools.check import BadTool, check
from audits.tools.file import Entry
from audits.tools.models import TOOL_CODE_TAKEN, AuditTool


def make_from_list(entry: Entry, *, by: Person, now: datetime) -> tuple[AuditTool, bool]:
    """The tool of a list, unfrozen, and whether it was made now: the same list again makes nothing. It is checked as
    the file of a tool is. Raises `Refused` where its code is another tool's."""
    rules.check_can_make(by, timezone.localdate(now))
    there = list(AuditTool.objects.filter(code__iexact=entry["code"]))
    if there and not any(one.edition == entry["edition"] and same_tool(one, entry) for one in there):
        raise Refused(TOOL_CODE_TAKEN, on="code")
    try:
        checked = check(entry)
    except BadTool as bad:
        raise Refused(" ".join(bad.faults)) from bad
    return acts.take_in(checked, by=by, now=now)
