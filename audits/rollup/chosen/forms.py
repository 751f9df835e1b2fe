"""What the page "Say it another way" asks for: of what, in which way, within which part or with which approximation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audit_project.model_forms import chosen_as
from audits.rollup.chosen.choices import Choices
from audits.rollup.chosen.models import HOW, OF_WHAT, ChosenWording

Grouped = list[tuple[str, Choices]]
Way = ChosenWording.Way


class ThingForm(AuditForm):
    """The theme or the question."""

    required_words: ClassVar = {"of": OF_WHAT}
    of = forms.ChoiceField(label="Theme or question")

    def __init__(self, *args: Any, things: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [("", OF_WHAT.rstrip(".")), *things]


class WayForm(AuditForm):
    """How it is said. Only what can be said of this theme or question can be chosen."""

    required_words: ClassVar = {"way": HOW}
    asked_later: ClassVar = frozenset({"part", "phrase"})  # one of them, by what is chosen before
    of = CharField(widget=forms.HiddenInput, max_length=60)
    way = chosen_as(ChosenWording, "way", widget=forms.RadioSelect)
    part = forms.ChoiceField(label="Within which part of the cases", required=False)
    phrase = forms.ChoiceField(label="Which approximation", required=False)

    def __init__(self, *args: Any, parts: Grouped, phrases: Iterable[str], may_be_partly: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [Way.PART, *([Way.ABOUT] if phrases else []), *([Way.MET] if may_be_partly else [])]
        self.fields["way"].choices = [(way.value, way.label) for way in offered]
        self.fields["part"].choices = [("", "Choose a part"), *parts]
        said = [(phrase, phrase) for phrase in phrases]
        self.fields["phrase"].choices = [("", "Choose an approximation"), *said]
        if not said:
            del self.fields["phrase"]
        self.reveal("part", by="way", when=[Way.PART])
        self.reveal("phrase", by="way", when=[Way.ABOUT])

    def clean(self) -> dict[str, Any]:
        """Only what goes with the way is kept: without scripts the other question is asked too."""
        said = super().clean() or {}
        way = said.get("way")
        said["part"] = said.get("part", "") if way == Way.PART else ""
        said["phrase"] = said.get("phrase", "") if way == Way.ABOUT else ""
        if way == Way.PART and not said["part"] and "part" not in self.errors:
            self.add_error("part", "Choose a part of the cases.")
        if way == Way.ABOUT and not said["phrase"] and "phrase" not in self.errors:
            self.add_error("phrase", "Choose an approximation.")
        return said
