"""A finding that somebody has begun is kept as it was typed, until it is added or removed."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies import journal
from agencies.models import Person
from audit_project.checked import checked
from audit_project.refused import Refused
from audit_project.versions import write_version
from audits.returns.filling_in.long_texts import remove_long
from audits.returns.models import AgencyReturn
from audits.returns.open_models import MOST_DRAFTS, TOO_MANY_BEGUN, FindingDraft
from audits.returns.writing import stands, start_writing


def keep_draft(draft: FindingDraft, *, by: Person, now: datetime, version: int, **words: Any) -> FindingDraft:
    """Keep a begun finding, complete or not; version 1 for one that is not kept yet. Raises `Stale` on a clash."""
    agency_return = draft.agency_return
    fields = checked(draft, **words)
    with transaction.atomic():
        start_writing(agency_return, by, now)
        if draft.pk is None:
            if agency_return.drafts.count() >= MOST_DRAFTS:
                raise Refused(TOO_MANY_BEGUN)
            draft.saved_at, draft.saved_by = now, by
            for name, value in fields.items():
                setattr(draft, name, value)
            draft.save(force_insert=True)
        elif not stands(draft, fields):
            write_version(draft, version, saved_at=now, saved_by_id=by.pk, **fields)
    return draft


def remove_draft(draft: FindingDraft, *, by: Person, now: datetime) -> None:
    """Take a begun finding away: it was finished, or is not wanted."""
    with transaction.atomic():
        start_writing(draft.agency_return, by, now)
        journal.record(by, "removed", draft, now=now)
        remove_long(draft.agency_return, f"draft-{draft.uid}")
        draft.delete()


def finish_draft(agency_return: AgencyReturn, key: str) -> None:
    """The finding that was begun in this form has been added: its draft is done with. Called inside the act."""
    with suppress(ValueError):  # a page sent without script has no key
        FindingDraft.objects.filter(agency_return=agency_return, uid=uuid.UUID(key)).delete()
        remove_long(agency_return, f"draft-{uuid.UUID(key)}")
