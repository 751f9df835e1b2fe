"""What is asked when a rating scale is made: its name, and each of its bands."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm, VersionMixin
from audits.scope.forms import long_text, short_text
from audits.scope.tools import RatingBand, RatingScale

SIGNS = "Use small letters, figures and single hyphens, like four-bands."
CODE = RegexValidator(
    r"\A(?!new\Z)[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, figures and single hyphens, like four-bands."
)


class NewScaleForm(AuditForm):
    name = short_text("Name", 80, "Name the bands in it: “Four bands, outstanding to inadequate”.", required=True)
    code = CharField(
        label="Code",
        max_length=20,
        validators=[CODE],
        help_text="It stands in the address. Small letters, figures and hyphens, like four-bands. It never changes.",
    )


class ScaleNameForm(VersionMixin, AuditForm):
    name = short_text("Name", 80, required=True)

    def __init__(self, *args: Any, scale: RatingScale, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": scale.name, "version": scale.version}, **kwargs)


class BandForm(AuditForm):
    required_words: ClassVar = {
        "label": "Enter the band's name.",
        "abbreviation": "Enter the letters that stand for the band in a narrow cell.",
    }
    label = short_text("Name of the band", 60, required=True)
    abbreviation = short_text("Abbreviation", 4, "Up to 4 letters: it stands in the cells of a table.", required=True)
    positive = forms.BooleanField(
        label="It is a positive grade", required=False, help_text="Positive grades are counted together."
    )
    descriptor = long_text("Descriptor", 2000, "What practice of this grade looks like. It stands beside the grade.")
    note = short_text("Note", 200, "For whoever keeps the scale. Auditors do not see it.")


class BandEditForm(VersionMixin, BandForm):
    def __init__(self, *args: Any, band: RatingBand, **kwargs: Any) -> None:
        initial = {name: getattr(band, name) for name in BandForm.base_fields}
        super().__init__(*args, initial={**initial, "version": band.scale.version}, **kwargs)
