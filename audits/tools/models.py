"""Rating scales and audit tools, as data: a partnership may have its own."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from agencies.models import Person, Sector
from audit_project.model_fields import CharField, SlugField, TextField, if_empty
from audits.codes.models import Condition, PracticeDomain
from audits.tools.kinds.chosen import FEWEST_OPTIONS, LONGEST_OPTION, MOST_OPTIONS
from audits.tools.kinds.entered import plain
from audits.tools.kinds.known import ANSWER_KINDS, kind_of
from audits.tools.own_domains import own_words
from audits.tools.queries import SetUpDataQuerySet

SCALE_CODE_TAKEN = "There is already a scale with this code."
NO_EARLIER_ANSWER = "Choose the earlier question together with the answers to it."
TOOL_CODE_TAKEN = "There is already a tool with this code."


class RatingScale(models.Model):
    """A rating scale as data; belongs to the audits that use it. Retired ones stay readable."""

    code = SlugField(
        max_length=20,
        unique=True,
        help_text="It stands in the address. Small letters, figures and hyphens, like four-bands. It never changes.",
        error_messages={"unique": SCALE_CODE_TAKEN},
    )
    name = CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(null=True, blank=True)  # empty: shipped
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = SetUpDataQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("code",)

    def __str__(self) -> str:
        return self.name


class RatingBand(models.Model):
    """One band of a scale, best first; whether it is positive; the descriptor shown beside it."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="bands")
    code = models.CharField(max_length=12)
    abbreviation = CharField(
        max_length=4,
        help_text="Up to 4 letters: it stands in the cells of a table.",
        error_messages=if_empty("Enter the letters that stand for the band in a narrow cell."),
    )
    label = CharField("name of the band", max_length=60, error_messages=if_empty("Enter the band's name."))
    order = models.PositiveSmallIntegerField()
    positive = models.BooleanField(
        "it is a positive grade", blank=True, help_text="Positive grades are counted together."
    )
    descriptor = TextField(
        blank=True, max_length=2000, help_text="What practice of this grade looks like. It stands beside the grade."
    )
    note = CharField(max_length=200, blank=True, help_text="For whoever keeps the scale. Auditors do not see it.")

    class Meta:
        ordering: ClassVar = ("scale", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("scale", "code"), name="band_code_once"),
            models.UniqueConstraint(fields=("scale", "order"), name="band_order_once"),
        ]

    def __str__(self) -> str:
        return self.label


class AuditTool(models.Model):
    """A set of domains and standards, versioned: it freezes when the first return of an audit opens.

    `edition` is the version people speak of ("version 2"); `version` is the row's own, against lost updates.
    """

    code = SlugField(
        max_length=40,
        help_text="It stands in the address. Small letters, figures and hyphens, like neglect-2. It never changes.",
    )
    name = CharField(max_length=120)
    edition = models.PositiveSmallIntegerField(default=1)
    about = TextField(
        "what it is for", max_length=2000, blank=True, help_text="For whoever chooses a tool for an audit."
    )
    is_active = models.BooleanField(default=True)  # a retired one is not offered to new audits and stays readable
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    made_at = models.DateTimeField(null=True, blank=True)  # empty: shipped
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    frozen_at = models.DateTimeField(null=True, blank=True)
    short_form_sectors = models.ManyToManyField(Sector, blank=True, related_name="+")

    objects = SetUpDataQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ("code", "edition")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("code", "edition"), name="tool_edition_once", violation_error_message=TOOL_CODE_TAKEN
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.edition}"

    @property
    def asks_on_the_audits_scale(self) -> bool:
        """Whether some of its questions are answered on the scale of the audit that asks them; one query."""
        return self.domains.filter(standards__takes=Standard.Takes.SCALE, standards__scale__isnull=True).exists()

    @property
    def has_conditions(self) -> bool:
        """Whether some of its questions are asked only where something is recorded of the case; one query."""
        return self.domains.filter(standards__only_if__isnull=False).exists()


class Domain(models.Model):
    """A domain of practice in a tool, one of the list or the tool's own (`practice`), with its place in the tool."""

    tool = models.ForeignKey(AuditTool, on_delete=models.PROTECT, related_name="domains")
    practice = models.ForeignKey(PracticeDomain, on_delete=models.PROTECT, related_name="+")
    label = CharField("its name in this tool", max_length=120)
    order = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("tool", "order")
        constraints: ClassVar = [models.UniqueConstraint(fields=("tool", "practice"), name="tool_domain_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def own_words(self) -> str:
        """What it is compared as, where it is the tool's own; empty for one of the list."""
        return own_words(self.practice_id, self.practice.compared_as)


class Standard(models.Model):
    """A question of a tool. "Yes" is always the good answer. Its kind says which of its settings it uses."""

    class Takes(models.TextChoices):
        YES_PARTLY_NO = "yes_partly_no", "Yes, partly or no"
        YES_NO = "yes_no", "Yes or no"
        MET = "met", "Met, partly met or not met"
        SCALE = "scale", "A grade of a scale"
        ONE_OF = "one_of", "One of a list"
        SEVERAL_OF = "several_of", "Several of a list"
        NUMBER = "number", "A number"
        DATE = "date", "A date"
        TEXT = "text", "A short text"

    class CommentOn(models.TextChoices):
        LESS = "less", "An answer that is less than good, like partly or no"
        ALWAYS = "always", "Every answer"

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="standards")
    number = models.PositiveSmallIntegerField()
    text = TextField(
        "question",
        max_length=600,
        lines=3,
        help_text="Ask it so that “yes” is the good answer: answers are counted across questions.",
        error_messages=if_empty("Write the question."),
    )
    guidance = TextField(
        max_length=2000,
        lines=4,
        blank=True,
        help_text="What to look for in the record. It stands under the question.",
    )
    on_short_form = models.BooleanField("it is on the short form", default=False)
    takes = models.CharField(
        "which answers it takes",
        max_length=14,
        choices=Takes.choices,
        default=Takes.YES_PARTLY_NO,
        error_messages=if_empty("Choose which answers the question takes."),
    )
    scale = models.ForeignKey(
        RatingScale,
        verbose_name="which scale",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="An audit without a scale of its own cannot ask a question on the audit’s scale.",
    )
    options = ArrayField(
        models.CharField(max_length=LONGEST_OPTION),
        verbose_name="the answers to choose from",
        default=list,
        blank=True,
        help_text=f"One a line, from {FEWEST_OPTIONS} to {MOST_OPTIONS}, without semicolons.",
    )
    unit = CharField(
        "what is counted",
        max_length=40,
        blank=True,
        help_text="It stands behind the number: days, %, referrals in twelve months.",
    )
    lowest = models.DecimalField("lowest number", max_digits=9, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField("highest number", max_digits=9, decimal_places=2, null=True, blank=True)
    comment_on = models.CharField(
        "a comment is asked for on", max_length=6, choices=CommentOn.choices, default=CommentOn.LESS
    )
    may_be_not_applicable = models.BooleanField("it may be answered “not applicable”", default=True)
    # Asked only of a case of which this is recorded ("on a child protection plan"); none: of every case.
    only_if = models.ForeignKey(
        Condition,
        verbose_name="asked only where something is recorded of the case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Looked at when the return opens. Fill in the context of the cases before that.",
    )
    # Asked only after one of these answers to an earlier question; what was answered before is kept apart.
    only_after = models.ForeignKey(
        "self",
        verbose_name="asked only after an answer to an earlier question",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asked_after",
    )
    only_after_answers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    asked_of = models.ManyToManyField(Sector, blank=True, related_name="+")  # none: asked of every sector
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ("domain__order", "number")
        constraints: ClassVar = [models.UniqueConstraint(fields=("domain", "number"), name="standard_number_once")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """The settings that its kind uses hold together."""
        faults: dict[str, list[str]] = {}
        for field, sentence in ANSWER_KINDS[self.takes].faults(self) if self.takes in ANSWER_KINDS else ():
            faults.setdefault(field, []).append(sentence)
        if bool(self.only_after_id) != bool(self.only_after_answers):
            faults["only_after"] = [NO_EARLIER_ANSWER]
        if faults:
            raise ValidationError(faults)

    @property
    def only_after_words(self) -> str:
        """ "Only if question 2 is answered “no”."; empty where it is asked always. Needs the earlier question."""
        if self.only_after is None:
            return ""
        labels = dict(kind_of(self.only_after).choices())
        said = " or ".join(f"“{labels[code].lower()}”" for code in self.only_after_answers if code in labels)
        return f"Only if “{self.only_after.text}” is answered {said or 'on the audit’s scale as its tool says'}."

    @property
    def takes_words(self) -> str:
        """Which answers it takes, with its settings, in words."""
        said = self.get_takes_display()
        if self.options:
            return f"{said}: {'; '.join(self.options)}"
        if self.takes == self.Takes.SCALE:
            return f"{said}: {self.scale or 'the audit’s own'}"
        limits = [words for words in (self.lowest_words, self.highest_words) if words]
        return " ".join(filter(None, (said, f"({self.unit})" if self.unit else "", ", ".join(limits))))

    @property
    def lowest_words(self) -> str:
        return "" if self.lowest is None else f"{plain(self.lowest)} or more"

    @property
    def highest_words(self) -> str:
        return "" if self.highest is None else f"{plain(self.highest)} or less"


class ToolMessage(models.Model):
    """A practice message shipped with a tool, offered to the briefing's slots 5 and 6."""

    tool = models.ForeignKey(AuditTool, on_delete=models.PROTECT, related_name="messages")
    order = models.PositiveSmallIntegerField()
    text = TextField(max_length=600)

    class Meta:
        ordering: ClassVar = ("tool", "order")
        constraints: ClassVar = [models.UniqueConstraint(fields=("tool", "order"), name="tool_message_once")]

    def __str__(self) -> str:
        return self.text
