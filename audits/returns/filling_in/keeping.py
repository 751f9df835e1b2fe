"""Saves a page of a return while somebody fills it in: field by field, in order, once each.

A page that stands open has a key, and numbers its saves from 1. A save that comes late or twice changes nothing and is
told what the newest one was told. The versions that a page's own saves made are remembered with it, so that nobody
meets a clash with themselves when an answer got lost on the way; another person's save is a clash here as everywhere,
and is shown, not overwritten.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils import formats, timezone

from agencies import journal
from agencies.models import Person
from audit_project.forms import KeptMixin
from audit_project.refused import Refused, Stale
from audit_project.saving import conflict_rows
from audits.recognise.find import quiet_hints
from audits.recognise.found import KnownWords
from audits.recognise.known import known_places
from audits.returns.filling_in.keeping_pages import PageRow, is_page, page_of
from audits.returns.filling_in.long_texts import keep_long
from audits.returns.filling_in.outline import answered_words
from audits.returns.models import AgencyReturn
from audits.returns.open_models import OpenForm
from audits.returns.writing import in_the_background, start_writing

CLOSED = 2_000_000_000  # the number of the last save of a page that its person has sent
HIGHEST = CLOSED - 1
OLD_PAGE = "This page was opened before it was changed. Copy what you typed, open the page again and go on there."


@dataclass
class SaveOutcome:
    """What a page is told of its save: what stands, what could not be saved and why, where somebody else was first."""

    saved_at: str
    stands: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    clashes: list[dict[str, Any]] = field(default_factory=list)
    hints: list[dict[str, str]] = field(default_factory=list)
    progress: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def keep(
    agency_return: AgencyReturn, *, by: Person, now: datetime, key: uuid.UUID, sequence: int, page: str, data: QueryDict
) -> dict[str, Any]:
    """Save what has changed on an open page; returns what the page is told, as JSON takes it.

    Raises `Refused` when the return may not be written any more, or the page is not one of this person's own.
    """
    if not 1 <= sequence <= HIGHEST or not is_page(page):
        raise Refused(OLD_PAGE)
    with transaction.atomic(), in_the_background():
        start_writing(agency_return, by, now)
        opened, _ = OpenForm.objects.select_for_update(of=("self",)).get_or_create(
            key=key,
            defaults={
                "agency_return": agency_return, "person": by, "page": page, "opened_at": now, "saved_at": now
            },
        )  # fmt: skip
        if (opened.agency_return_id, opened.person_id, opened.page) != (agency_return.pk, by.pk, page):
            raise Refused(OLD_PAGE)
        if sequence <= opened.last_sequence:
            return {**SaveOutcome(time_words(opened.saved_at)).as_json(), **opened.outcome, "again": True}
        if opened.last_sequence == 0:
            journal.record(by, "saved", agency_return, now=now)
        told = SaveOutcome(saved_at=time_words(now))
        own: dict[str, Any] = opened.versions
        known = known_places()
        sent = carried(data, own)
        rows = list(page_of(agency_return, page, key, sent, by, now))
        stands, told.faults = keep_long(agency_return, page, [kept.form for kept in rows], sent, by=by, now=now)
        if stands:
            for name, text in stands.items():
                sent[name] = text  # the rest of the row is saved beside what is too long
            rows = list(page_of(agency_return, page, key, sent, by, now))
        for kept in rows:
            save_one(kept, told)
            told.hints += hints_of(kept.form, known)
        told.progress = answered_words(agency_return) if page == "questions" else ""
        opened.versions = {**own, **{name: [row["version"], row["opened"]] for name, row in told.stands.items()}}
        opened.last_sequence, opened.outcome, opened.saved_at = sequence, told.as_json(), now
        opened.save(update_fields=["versions", "last_sequence", "outcome", "saved_at"])
        return opened.outcome


def save_one(kept: PageRow, told: SaveOutcome) -> None:
    """Save one row of the page; note what stands now, or why it was not saved. One row's clash stops no other."""
    form = kept.form
    if not form.is_valid():
        told.faults += faults_of(form)
        return
    if form.untouched:
        return
    try:
        row = kept.save()
    except Stale as clash:
        told.clashes.append(clash_of(kept, clash))
    except Refused as refusal:
        told.faults.append({"field": first_field(form), "words": refusal.sentence})
    else:
        told.stands[kept.name] = {"version": row.version, "opened": form.mark_of_sent(), "fields": names_of(form)}


def clash_of(kept: PageRow, clash: Stale) -> dict[str, Any]:
    """Both texts of a row, and what the page needs to take either: the values that stand and their version."""
    form, shown = kept.form, kept.form.as_asked(clash.theirs)
    values = {form.add_prefix(name): shown.get(name, shown.get(f"{name}_id")) for name in form.filled_in}
    return {
        "row": kept.name,
        "rows": conflict_rows(form, clash),
        "values": {name: plain(value) for name, value in values.items()},
        "version": clash.version,
        "opened": form.mark_of_stored(clash.theirs),
        "fields": names_of(form),
    }


def plain(value: Any) -> Any:
    """A value as a page's script puts it into its field."""
    if isinstance(value, bool) or value is None:
        return bool(value)
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


def names_of(form: KeptMixin) -> dict[str, str]:
    """Where the page carries the version and the mark of this row."""
    return {"version": form.add_prefix("version"), "opened": form.add_prefix("opened")}


def faults_of(form: KeptMixin) -> list[dict[str, str]]:
    return [
        {"field": form.add_prefix(name) if name != "__all__" else first_field(form), "words": " ".join(map(str, said))}
        for name, said in form.errors.items()
    ]


def hints_of(form: KeptMixin, known: KnownWords) -> list[dict[str, str]]:
    """Quietly, beside its field: what looks as if it would identify somebody. The words themselves are not repeated."""
    texts = {name: form[name].data for name in form.filled_in if isinstance(form.fields[name].widget, forms.Textarea)}
    return [
        {"field": form.add_prefix(name), "words": " ".join(said)}
        for name, text in texts.items()
        if text and (said := quiet_hints(str(text), known))
    ]


def first_field(form: KeptMixin) -> str:
    return form.add_prefix(form.filled_in[0])


def carried(data: QueryDict, own: Mapping[str, Any]) -> QueryDict:
    """What was sent, on top of the versions that this page's own saves have made: their answers may have got lost."""
    raised = data.copy()
    for name, (version, mark) in own.items():
        at = f"{name}-version" if name else "version"
        sent = raised.get(at, "")
        if sent.isdigit() and int(sent) < version:
            raised[at] = str(version)
            raised[f"{name}-opened" if name else "opened"] = mark
    return raised


def sent_by(agency_return: AgencyReturn, by: Person, data: QueryDict) -> QueryDict:
    """A page that its person sends themselves, on top of what the page had saved in the background."""
    key = key_of(data)
    own = OpenForm.objects.filter(key=key, agency_return=agency_return, person=by).first() if key else None
    return carried(data, own.versions) if own is not None else data


def close(agency_return: AgencyReturn, by: Person, now: datetime, data: QueryDict) -> None:
    """The person has sent the page: a save in the background that comes later, even its first, changes nothing."""
    key, page = key_of(data), data.get("page", "")
    if key is None or not is_page(page):
        return  # sent without script
    opened, _ = OpenForm.objects.get_or_create(
        key=key,
        defaults={"agency_return": agency_return, "person": by, "page": page, "opened_at": now, "saved_at": now},
    )
    if (opened.agency_return_id, opened.person_id) == (agency_return.pk, by.pk):
        OpenForm.objects.filter(pk=opened.pk).update(last_sequence=CLOSED)


def key_of(data: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(data.get("key", ""))
    except ValueError:
        return None


def time_words(now: datetime) -> str:
    """The time of a save, as the page says it: "10:42am"."""
    local = timezone.localtime(now)
    return formats.date_format(local, "g:i") + ("am" if local.hour < 12 else "pm")
