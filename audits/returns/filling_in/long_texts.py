"""A text that is too long for its field is kept as it was typed, beside the return, until somebody shortens it.

It is in no answer and no finding, is shown to whoever may write the return and to nobody else, and the return is not
submitted before it is shortened. What else was typed on the page is saved as always.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from agencies.models import Person
from audit_project.form_fields import Cleaned, too_long
from audit_project.refused import Refused
from audit_project.text import TextFault, clean_text
from audit_project.versions import write_version
from audits.returns.models import AgencyReturn
from audits.returns.open_models import MOST_DRAFTS, TOO_MANY_BEGUN, LongText
from audits.returns.writing import start_writing

MOST_KEPT = 20  # in one return
LONGEST = int(LongText._meta.get_field("text").max_length or 0)


def called(page: str, key: uuid.UUID | None) -> str:
    """The page's name: a finding that is being begun is called by its key, as its draft is."""
    return f"draft-{key}" if page == "draft" and key is not None else page


def too_long_in(form: Any) -> dict[str, str]:
    """The texts of a form that was sent which are too long and otherwise good, by the names of their fields."""
    found = {}
    for name, errors in form.errors.as_data().items():
        field = form.fields.get(name)
        if isinstance(field, Cleaned) and [one.code for one in errors] == ["max_length"]:
            with suppress(TextFault):
                found[name] = clean_text(str(form[name].data or ""))
    return {name: text for name, text in found.items() if len(text) <= LONGEST}


def too_many(text: str, limit: int) -> str:
    """What is wrong with it: how long it may be, and by how much it is too long."""
    return too_long(limit, f"{len(text):,}, which is {len(text) - limit:,} too many")


def keep_long(
    agency_return: AgencyReturn, page: str, forms: Iterable[Any], data: QueryDict, *, by: Person, now: datetime
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Keep the texts of a page that are too long, and let go of those that were shortened.

    Returns what stands in the place of each, by the name it was sent under, and what is said of it.
    """
    key = key_in(data)
    page = called(page, key)
    kept = {row.field: row for row in agency_return.long_texts.filter(page=page).select_related("saved_by")}
    stands: dict[str, str] = {}
    said: list[dict[str, Any]] = []
    for form in forms:
        long = too_long_in(form)
        for name in form.filled_in:
            sent_as = form.add_prefix(name)
            row, text = kept.get(sent_as), long.get(name)
            if text is None:
                if row is not None and sent_as in data and name not in form.errors and was_shown(row, data):
                    row.delete()
                continue
            limit = form.fields[name].max_length
            stands[sent_as] = str(form.get_initial_for_field(form.fields[name], name) or "")
            try:
                keep_one(agency_return, row, page, sent_as, text, limit, key or uuid.uuid4(), data, by, now)
            except Refused as refusal:
                said.append({"field": sent_as, "words": f"{too_many(text, limit)} {refusal.sentence}"})
            else:
                said.append({"field": sent_as, "words": too_many(text, limit), "kept": True})
    return stands, said


def keep_one(
    agency_return: AgencyReturn, row: LongText | None, page: str, sent_as: str, text: str, limit: int,
    key: uuid.UUID, data: QueryDict, by: Person, now: datetime,
) -> None:  # fmt: skip
    if row is None:
        new = page == f"draft-{key}" and not is_begun(agency_return, key)
        if new and agency_return.drafts.count() >= MOST_DRAFTS:
            raise Refused(TOO_MANY_BEGUN)
        if agency_return.long_texts.count() >= MOST_KEPT:
            raise Refused(f"{MOST_KEPT} texts of this return are too long already. Shorten some of them first.")
        row = LongText(agency_return=agency_return, page=page, field=sent_as)
        row.text, row.limit, row.key, row.saved_at, row.saved_by = text, limit, key, now, by
        row.save(force_insert=True)
        return
    if row.text == text:
        return
    if not was_shown(row, data):
        raise Refused(
            f"{row.saved_by.name} has a text here that is too long as well, so yours is not kept. Copy it, and open "
            "the page again."
        )
    write_version(row, row.version, text=text, limit=limit, key=key, saved_at=now, saved_by_id=by.pk)


def was_shown(row: LongText, data: QueryDict) -> bool:
    """Whether whoever sent the page had this text before them: they typed it there, or the page showed it."""
    return row.key == key_in(data) or f"{row.uid}:{row.version}" in data.getlist("long")


def key_in(data: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(data.get("key", ""))
    except ValueError:
        return None


def is_begun(agency_return: AgencyReturn, key: uuid.UUID | None) -> bool:
    """Whether the finding that is begun on this page is kept, so that somebody can come back to it."""
    return key is not None and agency_return.drafts.filter(uid=key).exists()


def keep_sent(
    agency_return: AgencyReturn, page: str, forms: list[Any], data: QueryDict, *, by: Person, now: datetime
) -> None:
    """Keep what is too long on a page that was sent by its button and is shown again; where nothing is, nothing is
    written."""
    bound = [form for form in forms if form.is_bound]
    if not any(map(too_long_in, bound)) or (page == "draft" and not is_begun(agency_return, key_in(data))):
        return
    with transaction.atomic():
        start_writing(agency_return, by, now)
        keep_long(agency_return, page, bound, data, by=by, now=now)


def settle(agency_return: AgencyReturn, data: QueryDict) -> None:
    """A page was sent and stands, so what was too long on it is no more: of what its person had before them."""
    page = called(data.get("page", ""), key_in(data))
    for row in agency_return.long_texts.filter(page=page) if page else ():
        if row.field in data and was_shown(row, data):
            row.delete()


def show_long(agency_return: AgencyReturn, page: str, forms: Iterable[Any], *, fill: bool) -> list[LongText]:
    """The texts that are kept of a page; with `fill` they are put into its forms, with what is wrong with each."""
    kept = {row.field: row for row in agency_return.long_texts.filter(page=page).select_related("saved_by")}
    for form, name, row in found_in(forms, kept) if fill else ():
        by = f"{row.saved_by.name} typed it; it is kept as a draft until it is shortened."
        form.begin_with(name, row.text, f"{too_many(row.text, row.limit)} {by}")
    return list(kept.values())


def found_in(forms: Iterable[Any], kept: dict[str, LongText]) -> Iterator[tuple[Any, str, LongText]]:
    for form in forms:
        for name in form.filled_in:
            row = kept.get(form.add_prefix(name))
            if row is not None:
                yield form, name, row


def remove_long(agency_return: AgencyReturn, page: str) -> None:
    """What the page was of is gone. Called inside the act."""
    agency_return.long_texts.filter(page=page).delete()
