"""What the pages across audits ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audit_project.model_forms import AuditModelForm
from audits.across.models import PracticeTheme
from audits.meeting.themes.merging import NO_THEME


class ThemeWordsForm(AuditModelForm):
    """The words of a theme across audits."""

    button = "Save the theme"

    class Meta:
        model = PracticeTheme
        fields = ("statement",)


class ThemeMergeForm(AuditForm):
    """The theme that this one is merged into."""

    required_words: ClassVar = {"into": NO_THEME}
    into = forms.ChoiceField(label="Merge it into", widget=forms.RadioSelect)

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = themes


class FindingSearchForm(AuditForm):
    """The words to look for in agreed findings."""

    button = "Search"
    required_words: ClassVar = {"words": "Enter a word or two to look for."}
    words = CharField(
        label="Words to look for",
        help_text="All words are looked for, in any form: “record” finds “recorded” too. Put a phrase in quotes.",
        max_length=200,
    )
