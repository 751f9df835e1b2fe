"""The words of a form's fields as they will be sent: each answer told from what was written behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from audit_project.date_field import PARTS
from audits.returns.word.back import squeezed
from audits.returns.word.parts import YES_OR_NO
from audits.returns.word.pieces import FormPart, FormSlot
from audits.tools.kinds.base import Unreadable
from audits.tools.kinds.entered import parts_of_a_day


def initial_of(form: Any, name: str) -> Any:
    return form.get_initial_for_field(form.fields[name], name)


# Where the words go that somebody wrote behind an answer.
WORDS_OF = {"given": "comment", "found": "text", "band": "reason"}


def told_apart(part: FormPart, words: Mapping[str, str]) -> dict[str, str]:
    """The words of a part by tag, with what stands behind an answer ("Yes - see chronology") put to its own words."""
    told, tags = dict(words), {slot.field: slot.tag for slot in part.slots}
    for slot in part.slots:
        text, goes_to = told.get(slot.tag, ""), WORDS_OF.get(slot.field)
        if not slot.choices or not goes_to or chosen(slot, text) is not None:
            continue
        answer, rest = answer_and_rest(slot, text)
        if rest:
            there = told.get(tags[goes_to], "")
            told[slot.tag] = answer
            told[tags[goes_to]] = there if squeezed(rest) in squeezed(there) else f"{rest}\n{there}".strip()
    return told


def answer_and_rest(slot: FormSlot, text: str) -> tuple[str, str]:
    """An answer and what was written behind it, parted by a stop, a dash or a bracket; the longest answer that fits."""
    for parted in sorted(PARTED.finditer(text), key=lambda found: -found.start()):
        answer, rest = text[: parted.start()].strip(), text[parted.end() :].strip()
        if answer and rest and chosen(slot, answer) and chosen(slot, rest) is None:
            return answer, rest.rstrip(")") if "(" in parted[0] and rest.count("(") < rest.count(")") else rest
    return "", ""


def put(data: QueryDict, part: FormPart, slot: FormSlot, text: str | None) -> bool:
    """Put a field's words into what will be sent. False for what is no answer on the list: that stays as it stands, and
    is shown beside its question."""
    key = f"{part.name}-{slot.field}"
    if slot.is_day:
        return put_day(data, key, part.words(slot) if text is None else text)
    if slot.instead:
        return put_written(data, part, slot, part.words(slot) if text is None else text)
    value = None if text is None else chosen(slot, text)
    unread = value is None and bool(text)
    if value is None:
        value = chosen(slot, part.words(slot)) or ""
    if slot.adds:
        if value == "yes":
            data.appendlist(key, slot.adds)
    elif slot.field in ("missed_opportunity", "exemplar"):
        data[key] = "on" if value == "yes" else ""
    else:
        data[key] = value
    return not unread


def put_day(data: QueryDict, key: str, text: str) -> bool:
    """Put a day into the three boxes in which it will be sent. False for what is none."""
    parts = parts_of_a_day(text) if text else ["", "", ""]
    if parts is None:
        return False
    for name, part in zip(PARTS, parts, strict=True):
        data[f"{key}_{name}"] = part
    return True


def put_written(data: QueryDict, part: FormPart, slot: FormSlot, text: str) -> bool:
    """Put an answer that is written into what will be sent: the words of the list that say why there is none, or the
    answer as its kind reads it. What no kind reads stays as it was typed, and its form says what is wrong with it."""
    instead = next((code for code, label in slot.instead if squeezed(label) == squeezed(text).strip(" .")), "")
    if not instead:
        instead = {"not applicable": "NA"}.get(SHORT_FOR.get(squeezed(text).strip(" ."), ""), "")
    data[f"{part.name}-none"] = instead if instead in dict(slot.instead) else ""
    if data[f"{part.name}-none"] or not text:
        return True
    kind = part.form.kind
    try:
        given = kind.given(*kind.kept(text))
    except Unreadable:
        if kind.is_list:
            data[f"{part.name}-none"] = initial_of(part.form, "none") or ""
            data.setlist(f"{part.name}-{slot.field}", initial_of(part.form, "given") or [])
            return False
        given = text
    if kind.is_list:
        data.setlist(f"{part.name}-{slot.field}", given)
    else:
        data[f"{part.name}-{slot.field}"] = given
    return True


# What people type where a list stands: in small letters, without the full stop.
SHORT_FOR = {"y": "yes", "n": "no", "n/a": "not applicable", "na": "not applicable", "n.a": "not applicable"}
PARTED = re.compile(r"\s*[-–—,.;:(\n]+\s*")
MARKS = frozenset("x✓✔☑☒✗✘🗸")


def chosen(slot: FormSlot, text: str) -> str | None:
    """The value that a text stands for; None where it is none of the choices. A mark is a yes where nothing but yes or
    no is asked; among more answers nobody could say which one it marks."""
    if not slot.choices or not text:
        return text
    typed = squeezed(text).strip(" .,;:!")
    typed = SHORT_FOR.get(typed, typed)
    if slot.choices == YES_OR_NO and typed in MARKS:
        typed = "yes"
    return next((value for value, label in slot.choices if squeezed(label) == typed), None)
