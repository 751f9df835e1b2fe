"""What a pack would make, for the lead who is about to take it in; and the pack itself, carried in the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agencies.models import Person
from audit_project.carried import seal, unseal
from audit_project.uploads import LARGEST_UPLOAD
from audits.desk.packs.check import BadPack, Pack, check, parse
from audits.desk.packs.load import FROM_A_PACK, agencies_named
from audits.desk.packs.unsaid import unsaid
from audits.tools.models import AuditTool, RatingScale

TOO_LARGE = "The file is larger than 2 MB. Whoever runs the server can load it."


@dataclass(frozen=True)
class PackPreview:
    """What would be made of a pack, counted; the agencies and the tool that are new; what its source did not record."""

    reference: str
    theme: str
    source: str
    counts: tuple[tuple[str, int], ...]
    new_agencies: tuple[str, ...]
    known_agencies: int
    tool: str
    scale: str
    unsaid: tuple[str, ...]


def read(content: bytes, size: int) -> Pack:
    """The checked pack of a file. Raises `BadPack` with every fault by its place."""
    if size > LARGEST_UPLOAD:
        raise BadPack([TOO_LARGE])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadPack(["The file is not UTF-8 text, so it is no audit pack."]) from error
    return check(parse(text))


def preview_of(pack: Pack) -> PackPreview:
    audit, cases = pack["audit"], pack["cases"]
    agencies = {row.uid: row for row in agencies_named(pack.get("agencies", [])).values()}.values()
    new = tuple(row.full_name for row in agencies if row._state.adding)
    tool, scale = pack.get("tool"), pack.get("scale")
    return PackPreview(
        audit["reference"],
        audit["theme"],
        audit.get("recorded_from") or FROM_A_PACK,
        (
            ("Cases", len(cases)),
            ("People in the cases", sum(len(case.get("members", [])) for case in cases)),
            ("Returns", sum(len(case.get("returns", [])) for case in cases)),
            ("Agreed findings", sum(len(case.get("agreed_findings", [])) for case in cases)),
            ("Agreed grades", sum(case.get("agreed_grade") is not None for case in cases)),
            ("Themes", len(pack.get("themes", []))),
            ("Published figures", len(pack.get("published_figures", []))),
        ),
        new,
        len(agencies) - len(new),
        named(tool, AuditTool.objects.filter(code=tool["code"], edition=tool["edition"]).first() if tool else None),
        named(scale, RatingScale.objects.filter(code=scale["code"]).first() if scale else None),
        tuple(unsaid(pack)),
    )


def named(entry: dict[str, Any] | None, found: AuditTool | RatingScale | None) -> str:
    """The tool or scale of a pack by its name, and whether it comes with the pack."""
    if entry is None:
        return "None"
    return found.name if found else f"{entry['name']} (new)"


def carry(pack: Pack, person: Person) -> str:
    """The pack as one signed text for a hidden field: what is taken in is what was shown to this person."""
    text = seal(pack, f"pack:{person.uid}")
    if text is None:
        raise BadPack([TOO_LARGE])
    return text


def carried(text: str, person: Person) -> Pack:
    """The pack that `carry` handed on. Raises `Refused` when it is an hour old, changed, or somebody else's."""
    pack: Pack = unseal(text, f"pack:{person.uid}")
    return pack
