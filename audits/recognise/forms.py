"""The tick under a list of words that may identify somebody."""

from __future__ import annotations

from typing import Any

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audits.recognise.looking import LOOK_AGAIN, TICK


class TickForm(AuditForm):
    """What is asked where words are listed that may identify somebody: one tick, for the list that the page showed.

    `listed` is the list's fingerprint; without one nothing is asked.
    """

    words_checked = forms.BooleanField(label="I have checked these", error_messages={"required": TICK})
    words_listed = CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, listed: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"words_listed": listed}, **kwargs)
        if not listed:
            del self.fields["words_checked"], self.fields["words_listed"]
        elif self.is_bound and self.data.get("words_listed") != listed:
            # Other words than those this page showed: the tick was for those.
            data = self.data.copy()
            data["words_listed"] = listed
            data.pop("words_checked", None)
            self.data = data
            self.fields["words_checked"].error_messages["required"] = LOOK_AGAIN

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given.pop("words_checked", None)
        return given
