"""What may be chosen on the findings and analysis page: a part of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from audit_project.forms import AuditForm
from audits.rollup.counting.parts import NAMES, Part

LABELS = {
    "strand": ("Strand", "As the audit counts them"),
    "plan": ("Plan or status", "Any or none"),
    "group": ("Cases", "All cases"),
    "sector": ("Sector", "All sectors"),
    "domain": ("Domain", "All domains"),
}


class PartOfAuditForm(AuditForm):
    """The parts that there are; one with a single choice to make is left out."""

    asked_later: ClassVar = frozenset(NAMES)

    def __init__(self, choices: Mapping[str, Mapping[str, str]], part: Part, **kwargs: Any) -> None:
        super().__init__(initial=part.query(), **kwargs)
        for name in NAMES:
            if choices[name]:
                label, every = LABELS[name]
                self.fields[name] = forms.ChoiceField(
                    label=label, choices=[("", every), *choices[name].items()], required=False
                )
                self.dress(name, self.fields[name])
