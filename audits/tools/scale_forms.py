"""What is asked when a rating scale is made: its name, and each of its bands."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator

from audit_project.form_fields import CharField
from audit_project.forms import AuditForm
from audit_project.model_forms import AuditModelForm, VersionField, asked_as
from audits.tools.models import RatingBand, RatingScale

CODE = RegexValidator(
    r"\A(?!new\Z)[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, figures and single hyphens, like four-bands."
)


class NewScaleForm(AuditForm):
    button = "Make the scale"
    name = asked_as(RatingScale, "name", help_text="Name the bands in it: “Four bands, outstanding to inadequate”.")
    code = asked_as(RatingScale, "code", form_class=CharField, validators=[CODE])


class ScaleNameForm(AuditModelForm):
    class Meta:
        model = RatingScale
        fields = ("name",)


class BandForm(AuditModelForm):
    class Meta:
        model = RatingBand
        fields = ("label", "abbreviation", "positive", "descriptor", "note")


class BandEditForm(BandForm):
    """A band that stands already: the version is its scale's."""

    def __init__(self, *args: Any, instance: RatingBand, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["version"] = VersionField()
        self.initial["version"] = instance.scale.version
