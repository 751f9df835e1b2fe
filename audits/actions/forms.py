"""What the pages of actions ask for: the questions and their sentences are those of the models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agencies.models import Agency
from audit_project.forms import AuditForm, VersionMixin, offer
from audit_project.model_fields import if_empty
from audit_project.model_forms import AuditModelForm, asked_as
from audits.actions.models import Action, Progress, Recommendation
from audits.meeting.models import Theme


class RecommendationForm(AuditModelForm):
    button = "Save the recommendation"

    class Meta:
        model = Recommendation
        fields = ("text", "theme")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["theme"], Theme.objects.filter(audit=self.instance.audit_id), "None")


class ActionForm(AuditModelForm):
    button = "Save the action"

    class Meta:
        model = Action
        fields = ("owner", "text", "due")

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["owner"], agencies, "Choose an agency", named="full_name")


class ProgressForm(AuditModelForm):
    button = "Save what you report"

    class Meta:
        model = Progress
        fields = ("text",)


class CloseActionForm(AuditModelForm):
    button = "Close the action"
    asked = frozenset(("evidence",))

    class Meta:
        model = Action
        fields = ("evidence",)


class DropForm(VersionMixin, AuditForm):
    button = "Drop the action"
    reason = asked_as(
        Progress, "text", label="Why it is dropped", error_messages=if_empty("Say why the action is dropped.")
    )
