"""What recurs across audits: a theme of practice, and which audits' themes a person said are the same."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Person
from audit_project.model_fields import TextField, if_empty
from audits.across.queries import PracticeThemeQuerySet
from audits.meeting.models import Theme
from audits.meeting.themes.merging import INTO_ITSELF
from audits.returns.models import Kind


class PracticeTheme(models.Model):
    """A theme that is followed across audits ("chronologies are kept up to date"), of one kind."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    statement = TextField(
        "the theme in words that fit other audits too",
        max_length=600,
        lines=3,
        look=True,
        help_text="It is read beside other audits. Leave out what belongs to this one alone.",
        error_messages=if_empty("Write the theme in a sentence."),
    )
    # Merged into another one: kept, so that its address still leads somewhere.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="took_in")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PracticeThemeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("kind", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="practice_theme_not_into_itself",
                violation_error_message=INTO_ITSELF,
            )
        ]

    def __str__(self) -> str:
        return self.statement


class ThemeMatch(models.Model):
    """A person's word on whether a theme of an audit is a theme of practice: it is, or it is not."""

    class State(models.TextChoices):
        SAME = "same", "The same"
        OTHER = "other", "Not the same"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="matches")
    practice_theme = models.ForeignKey(PracticeTheme, on_delete=models.PROTECT, related_name="matches")
    state = models.CharField(max_length=8, choices=State.choices)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("theme", "practice_theme"), name="theme_matched_once"),
            models.UniqueConstraint(
                fields=("theme",),
                condition=Q(state="same"),
                name="theme_is_one_practice_theme",
                violation_error_message="This theme is already matched to another one.",
            ),
        ]

    def __str__(self) -> str:
        return f"theme {self.theme_id} and practice theme {self.practice_theme_id}: {self.state}"

    @classmethod
    def of(cls, practice: PracticeTheme) -> models.QuerySet[ThemeMatch]:
        """What was said of a theme across audits and of those merged into it, with the audits' themes."""
        ours = Q(practice_theme=practice) | Q(practice_theme__merged_into=practice)
        return cls.objects.filter(ours).select_related("theme__audit")
