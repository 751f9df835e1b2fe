"""What an audit lead does with a tool: build, copy, make the next version, describe, retire, bring back.

Its domains and questions are changed in `tool_part_acts`. Every change holds the tool's row, so that it is either done
before the first return of an audit opens or refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.checked import check_fields
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits.tools import rules
from audits.tools.alike import same_tool
from audits.tools.file import Entry, as_file, entry_of, fill
from audits.tools.models import TOOL_CODE_TAKEN, AuditTool, ToolMessage
from audits.tools.own_domains import as_anothers


def lock_tool(tool: AuditTool, by: Person, now: datetime) -> None:
    """Hold the tool's row for a change of its contents; refused once it is frozen. Call it in a transaction.

    A shipped tool that somebody changes is the partnership's from here on: loading the shipped ones leaves it alone.
    """
    rules.check_can_change(by, tool, timezone.localdate(now))
    held = AuditTool.objects.select_for_update().get(pk=tool.pk)
    rules.check_not_frozen(held)
    rules.check_nobody_answered(held)
    AuditTool.objects.filter(pk=tool.pk, made_at__isnull=True).update(made_at=now, made_by=by)


def make(entry: Entry, *, by: Person, now: datetime, copied_from: AuditTool | None = None) -> AuditTool:
    """A tool with everything that an entry says. The caller has checked who asks."""
    row = AuditTool(edition=entry["edition"], copied_from=copied_from, made_at=now, made_by=by)
    tool = write(
        row, by=by, now=now, verb="added", code=entry["code"], name=entry["name"], about=entry.get("about", "")
    )
    fill(tool, entry)
    return tool


def make_tool(*, by: Person, now: datetime, code: str, name: str, about: str = "") -> AuditTool:
    """Begin a tool of one's own, without a question yet."""
    rules.check_can_make(by, timezone.localdate(now))
    check_code_is_free(code)
    with transaction.atomic():
        return make({"code": code, "name": name, "edition": 1, "about": about, "domains": []}, by=by, now=now)


def copy_tool(tool: AuditTool, *, by: Person, now: datetime, code: str, name: str) -> AuditTool:
    """The same domains and questions under a code of their own; domains of the tool's own become the copy's own."""
    rules.check_can_make(by, timezone.localdate(now))
    check_code_is_free(code)
    with transaction.atomic():
        entry = entry_of(tool)
        entry |= {"code": code, "name": name, "edition": 1, "domains": as_anothers(entry["domains"], code)}
        return make(entry, by=by, now=now, copied_from=tool)


def make_next(tool: AuditTool, *, by: Person, now: datetime) -> AuditTool:
    """The next version of the tool: the same to begin with, and open to changes."""
    rules.check_can_make(by, timezone.localdate(now))
    with transaction.atomic():
        versions = list(AuditTool.objects.select_for_update().filter(code=tool.code).order_by("edition"))
        newest = versions[-1]
        if newest.frozen_at is None:
            raise Refused(f"Version {newest.edition} is not in use yet, so it can still be changed: change that one.")
        return make({**entry_of(tool), "edition": newest.edition + 1}, by=by, now=now, copied_from=tool)


def take_in(entry: Entry, *, by: Person, now: datetime) -> tuple[AuditTool, bool]:
    """The tool of a checked file, and whether it was made now: the same file again makes nothing."""
    rules.check_can_make(by, timezone.localdate(now))
    with transaction.atomic():
        here = AuditTool.objects.select_for_update().filter(code=entry["code"], edition=entry["edition"]).first()
        if here is None:
            return make(entry, by=by, now=now), True
        if not same_tool(here, entry):
            raise Refused(f"Version {here.edition} of “{here.code}” is here with other contents.")
        return here, False


def check_code_is_free(code: str) -> None:
    if AuditTool.objects.filter(code__iexact=code).exists():
        raise Refused(TOOL_CODE_TAKEN, on="code")


def edit_tool(
    tool: AuditTool,
    *,
    by: Person,
    now: datetime,
    version: int,
    name: str,
    about: str,
    short_form_sectors: Iterable[str],
) -> None:
    """Its name, what it is for, and which sectors are asked the short form. Raises `Stale` on a clash."""
    sectors = sorted(short_form_sectors)
    with transaction.atomic():
        lock_tool(tool, by, now)
        check_fields(AuditTool(name=name, about=about), ("name", "about"))
        write_with(tool, version, {"short_form_sectors": sectors}, name=name, about=about)
        journal.record(by, "edited", tool, now=now)


def write_with(row: Any, version: int, several: dict[str, list[str]], **fields: Any) -> None:
    """`write_version` for a row that also has lists; after a clash both sides carry theirs too."""
    try:
        write_version(row, version, **fields)
    except Stale as clash:
        for name, keys in several.items():
            clash.theirs[name] = sorted(str(one.pk) for one in getattr(row, name).all())
            clash.yours = {**clash.yours, name: keys}
        raise
    for name, keys in several.items():
        getattr(row, name).set(keys)


def edit_messages(tool: AuditTool, *, by: Person, now: datetime, version: int, messages: str) -> None:
    """The practice messages that the tool offers to the briefing, one a line. Raises `Stale` on a clash."""
    lines = [line.strip() for line in messages.splitlines() if line.strip()]
    with transaction.atomic():
        lock_tool(tool, by, now)
        for text in lines:
            check_fields(ToolMessage(text=text), ("text",))
        try:
            write_version(tool, version)
        except Stale as clash:
            clash.theirs["messages"] = "\n".join(tool.messages.order_by("order").values_list("text", flat=True))
            clash.yours = {"messages": "\n".join(lines)}
            raise
        tool.messages.all().delete()
        ToolMessage.objects.bulk_create(ToolMessage(tool=tool, order=n, text=text) for n, text in enumerate(lines, 1))
        journal.record(by, "edited", tool, now=now)


def set_tool_use(tool: AuditTool, *, by: Person, now: datetime, use: bool) -> None:
    """Retire a tool, so that no new audit is offered it, or bring it back. Audits that have it keep it."""
    rules.check_can_make(by, timezone.localdate(now))
    with transaction.atomic():
        if AuditTool.objects.filter(pk=tool.pk, is_active=not use).update(is_active=use):
            journal.record(by, "reactivated" if use else "deactivated", tool, now=now)
    tool.is_active = use


def export(tool: AuditTool, *, by: Person, now: datetime) -> str:
    """The tool as the text of a file; the journal says who took it."""
    rules.check_can_read(by, tool, timezone.localdate(now))
    text = as_file(tool)
    journal.record(by, "exported", tool, now=now)
    return text
