"""What was read from a file against what stands: unchanged, changed, new, changed by two people. Saves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from audit_project.saving import in_words
from audits.returns.models import AgencyReturn
from audits.returns.word.back import Read
from audits.returns.word.forms import FILE, TakeForm
from audits.returns.word.marks import Mark, asked_in, check_mark, read_mark
from audits.returns.word.parts import WordForm
from audits.returns.word.pieces import FormPart
from audits.returns.word.putting import chosen, initial_of, put, told_apart
from audits.returns.word.step_parts import OF_STEP

MOST_SENT_AGAIN = 300_000
LISTED = ("finding-", OF_STEP)  # rows of a list: added in an empty block, and removed on the site alone
BLANK_FINDING = {"scope": "agency"}  # what an empty block held in forms handed out before its reach could be left open


@dataclass
class Item:
    """One row that the file says something new about, with its form as it will be sent."""

    part: FormPart
    form: Any
    take: TakeForm
    clash: bool = False
    unread: tuple[tuple[str, str], ...] = ()  # what stands in the file where an answer belongs: its question, the words

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """The fields in which the file differs: their name, what stands now, what the file says, in words."""
        names = {slot.field: slot.label for slot in self.part.slots if not slot.adds}
        rows = []
        for name in self.form.filled_in:
            field = self.form.fields[name]
            stands = in_words(field, initial_of(self.part.form, name))
            given = in_words(field, self.form[name].value())
            if stands != given:
                rows.append((str(names.get(name, field.label)), stands, given))
        return rows

    @property
    def taken(self) -> bool:
        return self.form.data.get(self.take.add_prefix("keep")) == FILE


@dataclass
class FormPreview:
    """The page between a file and a save."""

    asked: WordForm
    mark: Mark
    sealed: str  # the mark as the file carried it: the page sends it again
    items: list[Item] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    not_kept: list[str] = field(default_factory=list)
    by_number: int = 0

    @property
    def unchanged(self) -> list[str]:
        """The parts that the file leaves as they stand."""
        named = {item.part.name for item in self.items}
        return [part.heading for part in self.asked.parts if part.name not in named and not part.is_new]

    @property
    def travels(self) -> bool:
        """Whether the words outside the questions are sent again with the page: a book of them is only shown."""
        return sum(map(len, self.outside)) <= MOST_SENT_AGAIN

    @property
    def clashes(self) -> list[Item]:
        return [item for item in self.items if item.clash]

    @property
    def forms(self) -> list[Any]:
        """The forms of the page in its order, for the summary of what is wrong."""
        return [form for item in self.items for form in (item.take, item.form)]


def take_name(part: FormPart) -> str:
    return f"take-{part.name}"


def preview_of(read: Read) -> FormPreview:
    """Lay what was read beside what stands."""
    preview = FormPreview(
        read.asked, read.mark, read.sealed, outside=list(read.outside), missing=read.missing, not_kept=read.not_kept,
        by_number=read.by_number,
    )  # fmt: skip
    for part in read.asked.parts:
        if part.is_new and is_blank(part, read.words):
            continue
        if part.row is not None and part.name.startswith(LISTED) and is_emptied(part, read.words):
            preview.outside.append(f"{part.heading} was emptied in the file. It stays: remove it on {page_of(part)}.")
            continue
        item = item_of(part, read)
        if item is not None:
            preview.items.append(item)
    return preview


def item_of(part: FormPart, read: Read) -> Item | None:
    """The part with the file's words in its form; None where the file leaves it as it was, or as it stands."""
    data = QueryDict(mutable=True)
    words, unread = told_apart(part, read.words), []
    for slot in part.slots:
        if not put(data, part, slot, words.get(slot.tag)):
            unread.append((slot.label, " ".join(words[slot.tag].split())))
    for name in set(part.form.filled_in) - {slot.field for slot in part.slots} - set(data_names(data, part)):
        data[f"{part.name}-{name}"] = initial_of(part.form, name) or ""  # not asked in the file: as it stands
    data[f"{part.name}-version"] = str(part.version)
    data[f"{part.name}-opened"] = "" if part.is_new else part.mark
    form = part.bound(data)
    form.is_valid()  # cleans the texts, and says at once what is too long
    said, made = form.mark_of_sent(), read.mark.rows.get(part.name, (0, ""))[1]
    if not part.is_new and said in (made, part.mark) and not unread:
        return None
    clash = not part.is_new and made != part.mark
    take = TakeForm(
        prefix=take_name(part), is_new=part.is_new, what=part.what, initial={} if clash or unread else {"keep": FILE}
    )
    return Item(part, form, take, clash, tuple(unread))


def page_of(part: FormPart) -> str:
    return "the page of what you recommend" if part.name.startswith(OF_STEP) else "the findings page"


def data_names(data: QueryDict, part: FormPart) -> list[str]:
    """The fields of the part that were put into what will be sent."""
    return [key.removeprefix(f"{part.name}-") for key in data if key.startswith(f"{part.name}-")]


def is_blank(part: FormPart, words: dict[str, str]) -> bool:
    """Whether a block for a new finding was left as it was handed out."""
    for slot in part.slots:
        value = chosen(slot, words.get(slot.tag, ""))
        if (value is None or value not in ("", "no")) and BLANK_FINDING.get(slot.field) != value:
            return False
    return True


def is_emptied(part: FormPart, words: dict[str, str]) -> bool:
    return any(slot.field == "text" and words.get(slot.tag) == "" for slot in part.slots)


def sent_preview(agency_return: AgencyReturn, data: QueryDict) -> FormPreview:
    """The preview again, from what was sent with it. Raises `Refused` where its mark is not this return's."""
    mark = read_mark(data.get("mark", ""))
    check_mark(mark, agency_return)
    everything = asked_in(mark, agency_return)
    preview = FormPreview(
        everything,
        mark,
        data.get("mark", ""),
        outside=lines(data.get("outside", "")),
        missing=lines(data.get("missing", "")),
        not_kept=lines(data.get("not_kept", "")),
    )
    for part in everything.parts:
        if f"{part.name}-version" in data:
            sent = data.copy()
            item = Item(
                part, part.bound(sent), TakeForm(sent, prefix=take_name(part), is_new=part.is_new, what=part.what)
            )
            said = (line.partition("\t") for line in lines(data.get(f"{part.name}-unread", "")))
            item.unread = tuple((label, text) for label, _, text in said)
            item.clash = not part.is_new and mark.rows.get(part.name, (0, ""))[1] != part.mark
            preview.items.append(item)
    return preview


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def counted(items: Iterable[Item]) -> str:
    """ "3 answers and 1 finding": what was taken, for the line after a save."""
    taken = Counter(item.part.name.partition("-")[0] for item in items if item.taken)
    found, steps = taken.pop("finding", 0), taken.pop("step", 0)
    kinds = ((taken.total(), "answer"), (found, "finding"), (steps, "recommendation"))
    *first, last = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in kinds if count] or ["nothing"]
    return f"{', '.join(first)} and {last}" if first else last
