"""The mark that a Word form carries: whose form it is, of which edition, and from which rows it was made. Signed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing

from audit_project.refused import Refused
from audits.returns.models import AgencyReturn
from audits.returns.word.parts import WordForm, asked
from audits.returns.word.step_parts import OF_STEP

SALT = "audits.returns.word"
MARK_SPACE = "urn:case-file-audits:return-form"  # the name of the part that holds it
CHANGED = (
    "The mark that says which return this form belongs to was changed, so the form cannot be read. Download the form "
    "again and copy your words into it."
)
NO_MARK = (
    "This is not a return's Word form from this site, or the mark that says which return it belongs to was lost. "
    "Download the form again and copy your words into it."
)


@dataclass(frozen=True)
class Mark:
    """What a form remembers. `rows` holds, for each part by name, its version and a mark of what it said."""

    return_uid: uuid.UUID
    form_id: str
    tool: str
    made_at: datetime
    findings: tuple[uuid.UUID, ...]
    rows: Mapping[str, tuple[int, str]]
    steps: tuple[uuid.UUID, ...] | None = None  # none where the form does not ask what the agency recommends


def asked_in(mark: Mark, agency_return: AgencyReturn) -> WordForm:
    """What the form asks that carries this mark."""
    has_steps = mark.steps is not None
    return asked(agency_return, mark.findings, mark.form_id, steps=mark.steps, asks_for_steps=has_steps)


def tool_of(agency_return: AgencyReturn) -> str:
    tool = agency_return.audit.tool
    return f"{tool.code}/{tool.edition}" if tool else ""


def sign(agency_return: AgencyReturn, everything: WordForm, form_id: str, now: datetime) -> str:
    """The mark of a form made now, as text."""
    rows = {part.name: [part.version, part.mark] for part in everything.parts if not part.is_new}
    standing = [uid.hex for uid in everything.findings if f"finding-{uid.hex}" in rows]
    plain = {
        "return": agency_return.uid.hex,
        "form": form_id,
        "tool": tool_of(agency_return),
        "made": now.isoformat(),
        "findings": standing,
        "rows": rows,
    }
    if everything.steps:
        plain["steps"] = [uid.hex for uid in everything.steps if f"{OF_STEP}{uid.hex}" in rows]
    return signing.dumps(plain, salt=SALT, compress=True)


def read_mark(text: str) -> Mark:
    """The mark again. Raises `Refused` when it is not one that this site signed."""
    try:
        plain: dict[str, Any] = signing.loads(text.strip(), salt=SALT)
    except (signing.BadSignature, ValueError) as fault:
        raise Refused(CHANGED) from fault
    return Mark(
        return_uid=uuid.UUID(plain["return"]),
        form_id=plain["form"],
        tool=plain["tool"],
        made_at=datetime.fromisoformat(plain["made"]),
        findings=tuple(map(uuid.UUID, plain["findings"])),
        rows={name: (version, mark) for name, (version, mark) in plain["rows"].items()},
        steps=tuple(map(uuid.UUID, plain["steps"])) if "steps" in plain else None,
    )


def check_mark(mark: Mark, agency_return: AgencyReturn) -> None:
    """Whether the form belongs to this return, and to the edition of the tool that the return has."""
    if mark.return_uid != agency_return.uid:
        raise Refused("This is the form of another return. Upload it on that return's page.")
    if mark.tool != tool_of(agency_return):
        raise Refused(
            "This form was made from another edition of the audit tool, so its questions are not those of this return. "
            "Download the form again and copy your words into it."
        )
