"""What is asked about an audit that is planned for a quarter."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from audit_project.model_forms import AuditModelForm
from audits.scope.programme.acts import year_in_words, year_of
from audits.scope.programme.models import ProgrammeEntry

AHEAD, BEHIND = 3, 1


class ProgrammeEntryForm(AuditModelForm):
    asks_for_names: ClassVar = frozenset(("sponsor",))
    year = forms.TypedChoiceField(label="Year", coerce=int, choices=[])

    class Meta:
        model = ProgrammeEntry
        fields = ("year", "quarter", "theme", "reason", "sponsor")
        widgets: ClassVar = {"quarter": forms.RadioSelect}

    def __init__(self, *args: Any, on: date, instance: ProgrammeEntry | None = None, **kwargs: Any) -> None:
        this = year_of(on)
        super().__init__(*args, instance=instance or ProgrammeEntry(year=this), **kwargs)
        years = {*range(this - BEHIND, this + AHEAD + 1), self.instance.year}
        self.fields["year"].choices = [(year, year_in_words(year)) for year in sorted(years)]
