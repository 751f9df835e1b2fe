"""Answers as rows: those on a scale with its bands, and which ask for a comment."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, Concat

from audits.codes.models import RATED
from audits.returns.models import Answer
from audits.tools.kinds.chosen import Met, OnScale, YesPartlyNo
from audits.tools.models import RatingBand, Standard

# Less than a good answer, of the kinds whose answers have one code wherever they are asked.
LESS = (*YesPartlyNo.lesser, *Met.lesser)


def with_kinds(answers: Iterable[Answer]) -> list[Answer]:
    """The answers with what their questions' kinds and conditions read: the bands of scales, at most three queries, and
    the earlier questions that some hang on, at most two. No query where none does."""
    found = list(answers)
    hanging = [answer for answer in found if answer.standard.only_after_id]
    if hanging:
        prefetch_related_objects(hanging, "standard__only_after__scale__bands")
    on_scale = [answer for answer in found if answer.standard.takes == Standard.Takes.SCALE]
    if on_scale:
        prefetch_related_objects(on_scale, "standard__scale__bands", "audit__scale__bands")
    return found


def asking_why(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Those beside which a comment is asked for, as `Answer.asks_why` says of one."""
    code = Concat(Value(OnScale.mark), F("code"))
    poor = RatingBand.objects.filter(
        scale=Coalesce(OuterRef("standard__scale"), OuterRef("audit__scale")), positive=False
    ).alias(as_answered=code)
    on_scale = Q(value__startswith=OnScale.mark) & Exists(poor.filter(as_answered=OuterRef("value")))
    always = Q(state=RATED, standard__comment_on=Standard.CommentOn.ALWAYS)
    return answers.filter(Q(value__in=LESS) | always | on_scale)
