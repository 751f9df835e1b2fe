"""Saves a page of several forms at once: all of it or nothing, with both texts beside each clash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, Stale
from audit_project.saving import save_each
from audits.codes.models import NOT_ASKED, UNANSWERED
from audits.returns import acts
from audits.returns.domains.forms import DomainGradeForm
from audits.returns.forms import AnswerForm, OwnGradeForm, VoiceForm
from audits.returns.models import AgencyReturn, Answer, Handling
from audits.returns.reading import DomainBlock

WORDS = {"NA": "Not applicable", "CANTTELL": "Cannot tell from the record", "UNANSWERED": "No answer"}


def save_page(agency_return: AgencyReturn, forms: list[AnswerForm], *, by: Person, now: datetime) -> bool:
    """Save the answers of one page; False when it must be shown again, with the reason in its forms."""
    if False in [form.is_valid() for form in forms]:  # each form says what is wrong with it
        return False
    touched = [form for form in forms if not form.untouched]
    try:
        acts.save_answers(agency_return, by=by, now=now, answers=[given(form) for form in touched])
    except Stale as clash:
        for form in forms:
            show_both(form, clash)
        return False
    except Refused as refusal:
        forms[0].add_error(None, refusal.sentence)
        return False
    return True


def given(form: AnswerForm) -> acts.AnswerInput:
    value, entered, state = form.answered
    return acts.AnswerInput(
        standard_id=form.answer.standard_id,
        version=form.cleaned_data["version"],
        value=value,
        entered=entered,
        state=state,
        comment=form.cleaned_data["comment"],
        handling=form.cleaned_data["handling"] or Handling.PANEL,
    )


def show_both(form: AnswerForm, clash: Stale) -> None:
    """Put both answers beside a question that somebody else answered meanwhile; the next save is a decision."""
    key = f"answer-{form.answer.standard_id}"
    if key not in clash.theirs:
        return
    theirs, yours = clash.theirs[key], clash.yours[key]
    rows = [
        {"label": form.answer.standard.text, "theirs": answer_words(form, theirs), "yours": answer_words(form, yours)},
        {"label": "Comment", "theirs": theirs["comment"] or "Left empty", "yours": yours["comment"] or "Left empty"},
    ]
    marks = [str(Handling(side["handling"]).label) for side in (theirs, yours)]
    rows.append({"label": "Who may read the comment?", "theirs": marks[0], "yours": marks[1]})
    form.conflict_rows = [row for row in rows if row["theirs"] != row["yours"]]
    form.carry_on_from(theirs["version"], theirs)


def answer_words(form: AnswerForm, fields: dict[str, str]) -> str:
    if fields["value"]:
        return form.kind.words(fields["value"], fields["entered"])
    return WORDS.get(fields["state_id"], "No answer")


def save_voices(agency_return: AgencyReturn, forms: list[VoiceForm], *, by: Person, now: datetime) -> bool:
    """Save the voices of the page; False when it must be shown again, with the reason in its forms."""
    if False in [form.is_valid() for form in forms]:  # each form says what is wrong with it
        return False
    return save_each(
        (form, partial(acts.save_voice, agency_return, by=by, now=now, whose=form.whose)) for form in forms
    )


def save_grades(
    agency_return: AgencyReturn, form: OwnGradeForm, domains: list[DomainGradeForm], *, by: Person, now: datetime
) -> bool:
    """Save the grade of the whole and those of the domains that were sent; False when the page must be shown again."""
    sent = [one for one in domains if one.is_bound]
    if False in [one.is_valid() for one in (form, *sent)]:  # each form says what is wrong with it
        return False
    each = [partial(acts.save_domain_grade, agency_return, by=by, now=now, domain=one.domain) for one in sent]
    whole = partial(acts.save_grade, agency_return, by=by, now=now)
    return save_each(zip((form, *sent), (whole, *each), strict=True))


def to_ask(part: list[DomainBlock]) -> Iterator[Answer]:
    """The questions of one page. One that an earlier answer takes away is asked where that stands on the same page."""
    answers = [answer for block in part for answer in block.answers]
    here = {answer.standard_id for answer in answers}
    for answer in answers:
        if answer.state_id != NOT_ASKED or answer.standard.only_after_id in here:
            yield answer


def forms_by_domain(part: list[DomainBlock], forms: list[AnswerForm]) -> list[tuple[str, list[AnswerForm]]]:
    """The page's forms under the heading of their domain."""
    by_answer = {form.answer.pk: form for form in forms}
    found = [(block.label, [by_answer[one.pk] for one in block.answers if one.pk in by_answer]) for block in part]
    return [(label, asked) for label, asked in found if asked]


def first_unanswered(forms: Sequence[AnswerForm]) -> AnswerForm | None:
    """The first question of a page that nobody has answered yet, for the link that leads to it."""
    return next((form for form in forms if form.answer.state_id == UNANSWERED), None)
