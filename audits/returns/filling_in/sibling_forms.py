"""One question asked of several brothers' and sisters' returns: an answer for each, and one for all of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.forms import AuditForm
from audit_project.model_forms import asked_as
from audits.returns.forms import AnswerForm
from audits.returns.models import AgencyReturn, Answer

EACH_ITS_OWN = ("", "Each case its own answer")
GOES_NOWHERE = (
    "This comment goes to no case: each has a comment of its own, or is not answered partly or no. "
    "Take it out here, or write it under a case."
)


class SiblingAnswerForm(AnswerForm):
    """One return's answer to a question that stands beside its brothers' and sisters'."""

    def __init__(self, *args: Any, row: AgencyReturn, answer: Answer, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, answer=answer, prefix=f"c{row.case.number}-q{answer.standard_id}", **kwargs)
        self.fields["given"].widget.attrs.pop("inline", None)
        self.fields["given"].label = f"Case {row.case.number}"
        self.fields["given"].help_text = self.kind.how() if not self.kind.is_list else ""
        self.fields["comment"].label = f"Comment, case {row.case.number}"
        self.fields["comment"].help_text = ""
        self.fields["handling"].label = f"Who may read the comment, case {row.case.number}?"

    @property
    def answer_left(self) -> bool:
        """Whether the person left this case's own answer as it stood. Asked of a form that is valid."""
        return self.untouched or self.cleaned_data["given"] == self.initial["given"]

    def take(self, name: str, value: str) -> None:
        """Give the case what was said for the whole group, as if it had been said here."""
        self.cleaned_data[name] = value
        self.data[self.add_prefix(name)] = value


class GroupAnswerForm(AuditForm):
    """The same answer, and the same comment, for every case of the group; one form for each standard."""

    asked_later: ClassVar = frozenset({"given", "comment"})
    given = forms.ChoiceField(
        label="Same answer for the sibling group", required=False, widget=forms.RadioSelect(attrs={"inline": True})
    )
    comment = asked_as(
        Answer,
        "comment",
        label="Same comment for the sibling group",
        help_text="Goes to each case that is answered partly or no and has no comment of its own.",
    )

    def __init__(self, *args: Any, like: SiblingAnswerForm, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"all-q{like.answer.standard_id}", **kwargs)
        own: Any = like.fields["given"]
        given: Any = self.fields["given"]
        given.choices = [EACH_ITS_OWN, *own.choices]

    def spread(self, own: list[SiblingAnswerForm]) -> None:
        """Give the group's answer to each case whose own was left as it is, and its comment to those without one."""
        given, comment = self.cleaned_data["given"], self.cleaned_data["comment"]
        taken = False
        for form in own:
            if given and form.answer_left:
                form.take("given", given)
            if comment and not form.cleaned_data["comment"] and form.cleaned_data["given"] in form.comment_when.split():
                form.take("comment", comment)
                taken = True
        if comment and not taken:
            self.add_error("comment", GOES_NOWHERE)
