"""The domains of a tool's own: how one is told from the list's, its code, its row, and what is wrong with one."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from audits.codes.models import PracticeDomain

MARK = "own-"
CODE = re.compile(r"own-[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_CODE = 10  # behind the mark
MOST_DOMAINS = 50  # of one tool
BEHIND_THE_LIST = 100  # added to the place of a tool's own, so that they stand behind the list's
CALLED_TWICE = "Another domain of this tool has this name."
NO_NAME = "Enter the name of the domain."


def is_own(code: str) -> bool:
    return code.startswith(MARK)


def plain(name: str) -> str:
    """A name as two are held against each other."""
    return " ".join(name.split()).casefold()


def own_words(code: str, compared_as: PracticeDomain | None) -> str:
    """ "A domain of this tool’s own, compared as Joint working."; empty for a domain of the list."""
    if not is_own(code):
        return ""
    return (
        f"A domain of this tool’s own, {f'compared as {compared_as}' if compared_as else 'compared as none of ours'}."
    )


def own_code(tool_code: str, name: str, taken: Collection[str] = ()) -> str:
    """The code of a domain of this tool's own. The same name gives the same code, wherever the tool is made."""
    for n in range(len(taken) + 1):
        digest = sha256(f"{tool_code}/{plain(name)}/{n}".encode()).digest()
        code = f"{MARK}{b32encode(digest).decode().lower()[:LONGEST_CODE]}"
        if code not in taken:
            break
    return code


def as_anothers(parts: Iterable[dict[str, Any]], tool_code: str) -> list[dict[str, Any]]:
    """The domains of a tool's entry for a tool of another code: what was the one's own is the other's own."""
    parts = list(parts)
    codes = {part["practice"]: own_code(tool_code, part["label"]) for part in parts if is_own(part["practice"])}

    def moved(row: dict[str, Any]) -> dict[str, Any]:
        after = row["only_after"]
        if after is None:
            return row
        return {**row, "only_after": {**after, "practice": codes.get(after["practice"], after["practice"])}}

    return [
        {
            **part,
            "practice": codes.get(part["practice"], part["practice"]),
            "standards": [moved(row) for row in part["standards"]],
        }
        for part in parts
    ]


def make_rows(tool_code: str, parts: Iterable[dict[str, Any]]) -> None:
    """The rows of a tool's own domains that are not here yet. What an earlier version brought stays as it is here."""
    own = [part for part in parts if is_own(part["practice"])]
    if not own:
        return
    there = set(PracticeDomain.objects.filter(own=tool_code).values_list("code", flat=True))
    new = [part for part in own if part["practice"] not in there]
    PracticeDomain.objects.bulk_create(
        PracticeDomain(
            code=part["practice"],
            label=part["label"],
            own=tool_code,
            compared_as_id=part.get("compared_as") or None,
            order=BEHIND_THE_LIST + len(there) + place,
        )
        for place, part in enumerate(new, 1)
    )


def own_faults(where: str, tool_code: str, parts: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """What is wrong with a tool's own domains in a file or a pack, each by its place; and with two names that are
    one. One query, and none where the tool has no domain of its own."""
    asked = any(is_own(part["practice"]) for part in parts)
    known = {row.code: row for row in PracticeDomain.objects.all()} if asked else {}
    whose = {code: row.own for code, row in known.items()}
    names: dict[str, bool] = {}  # whether the domain that has the name is the tool's own
    for n, part in enumerate(parts):
        here, code, own = f"{where}[{n}]", part["practice"], is_own(part["practice"])
        called = part.get("label") or ("" if own or code not in known else known[code].label)
        name, compared_as = plain(called), part.get("compared_as")
        if own:
            if not CODE.fullmatch(code):
                yield f"{here}.practice", "write own- and small letters, figures, single hyphens, like own-pathway."
            if whose.get(code, tool_code) != tool_code:
                yield f"{here}.practice", f"“{code}” is a domain of the tool “{whose[code]}”. Give yours another code."
            if not name:
                yield f"{here}.label", "a domain of the tool’s own needs a name."
            if compared_as and whose.get(compared_as) != "":
                yield f"{here}.compared_as", f"“{compared_as}” is not on the list of domains of practice."
        elif compared_as:
            yield f"{here}.compared_as", "a domain of the list is compared as itself: leave this out."
        if name in names and (own or names[name]):
            yield f"{here}.label", "another domain in the file has this name."
        if name:
            names[name] = own or names.get(name, False)
