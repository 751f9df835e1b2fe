"""What is asked about an audit that is planned for a quarter."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audits.scope.forms import short_text
from audits.scope.programme import year_in_words, year_of
from audits.scope.programme_models import ProgrammeEntry

AHEAD, BEHIND = 3, 1


class EntryForm(AuditForm):
    required_words: ClassVar = {
        "year": "Choose the year.",
        "quarter": "Choose the quarter.",
        "theme": "Enter the theme.",
        "reason": "Say why this theme is planned.",
        "sponsor": "Enter who sponsors it.",
    }
    asks_for_names: ClassVar = frozenset(("sponsor",))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    year = forms.TypedChoiceField(label="Year", coerce=int, choices=[])
    quarter = forms.TypedChoiceField(label="Quarter", coerce=int, widget=forms.RadioSelect, choices=[])
    theme = short_text("Theme", 200, required=True)
    reason = CharField(
        label="Why", max_length=2000, widget=forms.Textarea({"lines": 4}),
        help_text="A review, data, what practitioners or families said.",
    )  # fmt: skip
    sponsor = short_text("Sponsor", 120, "The partner or post that asked for it.", required=True)

    def __init__(self, *args: Any, on: date, entry: ProgrammeEntry | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {"year": year_of(on)}
        if entry is not None:
            first = {name: getattr(entry, name) for name in self.base_fields}
        super().__init__(*args, initial=first, **kwargs)
        this = year_of(on)
        years = {*range(this - BEHIND, this + AHEAD + 1), *([entry.year] if entry else [])}
        self.fields["year"].choices = [(year, year_in_words(year)) for year in sorted(years)]  # type: ignore[attr-defined]
        quarters = ProgrammeEntry._meta.get_field("quarter").choices or []
        self.fields["quarter"].choices = list(quarters)  # type: ignore[attr-defined]
        if entry is None:
            del self.fields["version"]
        else:
            self.fields["version"].required = True
