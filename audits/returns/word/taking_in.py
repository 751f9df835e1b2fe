"""Saves what somebody chose on the preview: all of it or nothing, through the acts that the pages themselves use."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from django.db import transaction

from agencies.models import Person
from audit_project.saving import carry_out, save_form, words_of
from audits.returns import acts
from audits.returns.domains.forms import DomainGradeForm
from audits.returns.filling_in.answering import save_page, save_voices
from audits.returns.forms import AnswerForm, VoiceForm
from audits.returns.models import AgencyReturn
from audits.returns.steps.forms import StepForm
from audits.returns.word.preview import FormPreview, Item
from audits.returns.word.step_parts import OF_STEP
from audits.returns.writing import keep_history


def take_in(agency_return: AgencyReturn, preview: FormPreview, *, by: Person, now: datetime) -> bool:
    """Save what was chosen in one transaction; False when the page must be shown again, with why in its forms."""
    chosen = [item for item in preview.items if item.taken]
    if False in [item.take.is_valid() for item in preview.items] + [item.form.is_valid() for item in chosen]:
        return False
    with transaction.atomic():
        done = all(save() for save in saves(agency_return, chosen, by, now))
        if done:
            keep_history(agency_return)
        else:
            transaction.set_rollback(True)
    if not done:
        agency_return.refresh_from_db(fields=["state", "version"])
    return done


def saves(agency_return: AgencyReturn, chosen: list[Item], by: Person, now: datetime) -> Iterator[Callable[[], bool]]:
    """The saves that are asked for, one after the other."""
    forms = [item.form for item in chosen]
    answers = [form for form in forms if isinstance(form, AnswerForm)]
    voices = [form for form in forms if isinstance(form, VoiceForm)]
    for item in chosen:
        if item.part.name == "records":
            yield partial(save_form, item.form, partial(acts.save_opening, agency_return, by=by, now=now))
    if answers:
        yield partial(save_page, agency_return, answers, by=by, now=now)
    for item in chosen:
        if item.part.name.startswith("finding-"):
            yield partial(save_finding, agency_return, item, by, now)
        elif isinstance(item.form, StepForm):
            yield partial(save_step, agency_return, item, by, now)
    if voices:
        yield partial(save_voices, agency_return, voices, by=by, now=now)
    for item in chosen:
        if item.part.name == "grade":
            yield partial(save_form, item.form, partial(acts.save_grade, agency_return, by=by, now=now))
        elif isinstance(item.form, DomainGradeForm):
            own = partial(acts.save_domain_grade, agency_return, by=by, now=now, domain=item.form.domain)
            yield partial(save_form, item.form, own)


def save_finding(agency_return: AgencyReturn, item: Item, by: Person, now: datetime) -> bool:
    """A finding that stands is changed; one that does not is added, once, under the key of its block."""
    if item.part.row is not None:
        item.part.row.agency_return = agency_return
        return save_form(item.form, partial(acts.edit_finding, item.part.row, by=by, now=now))
    words = {name: value for name, value in words_of(item.form).items() if name != "version"}
    key = uuid.UUID(item.part.name.removeprefix("finding-"))
    return carry_out(item.form, lambda: acts.add_finding(agency_return, by=by, now=now, uid=key, **words))


def save_step(agency_return: AgencyReturn, item: Item, by: Person, now: datetime) -> bool:
    """What the agency recommends or has done is changed, or added once under the key of its row."""
    if item.part.row is not None:
        item.part.row.agency_return = agency_return
        return save_form(item.form, partial(acts.edit_step, item.part.row, by=by, now=now))
    key = uuid.UUID(item.part.name.removeprefix(OF_STEP))
    return carry_out(item.form, lambda: acts.add_step(agency_return, by=by, now=now, uid=key, **item.form.said))
