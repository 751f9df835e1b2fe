"""Everything that points at an agency, wherever it stands: each foreign key of each table, history tables included.

It is asked of the models themselves, so that a table that is added later cannot be forgotten when two agencies are
merged. What may stand only once beside something else ("one return for a case and an agency") is asked as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, F, Field, Max, Min, Model, OuterRef, Q, QuerySet, Sum, UniqueConstraint

from agencies.models import Agency


@dataclass(frozen=True)
class Pointer:
    """One foreign key to an agency."""

    model: type[Model]
    field: Field[Any, Any]

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    def rows(self, agency: Agency) -> QuerySet[Any]:
        """The rows that point at this agency."""
        return self.model._base_manager.filter(**{self.field.name: agency}).order_by()

    def measure(self, agency: Agency) -> tuple[int, ...]:
        """How many rows point at it, and a mark of which."""
        found = self.rows(agency).aggregate(n=Count("pk"), a=Min("pk"), b=Max("pk"), c=Sum("pk"))
        return tuple(int(found[key] or 0) for key in "nabc")

    def move(self, one: Agency, other: Agency) -> int:
        return self.rows(one).update(**{self.field.name: other})

    def twins(self, one: Agency, other: Agency) -> QuerySet[Any]:
        """Rows of the one that could not stand beside those of the other, because they may be there only once."""
        groups = list(self.once())
        if not groups:
            return self.model._base_manager.none()
        clash = Q()
        every: dict[str, Any] = {}
        for group, (beside, condition) in enumerate(groups):
            keys = {f"_key{group}_{number}": part for number, part in enumerate(beside)}
            same = self.rows(other).filter(condition).annotate(**keys)
            clash |= Q(Exists(same.filter(**{key: OuterRef(key) for key in keys}))) & condition
            every |= keys
        return self.rows(one).annotate(**every).filter(clash)

    def once(self) -> Iterator[tuple[list[Any], Q]]:
        """What else is in each key that this one is part of, with the rows that the key is about."""
        meta = self.model._meta
        for constraint in meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                parts: list[Any] = [F(name) for name in constraint.fields] or [*constraint.expressions]
                if any(name_of(part) == self.field.name for part in parts):
                    yield self.beside(parts), constraint.condition or Q()
        for group in meta.unique_together:
            if self.field.name in group:
                yield self.beside([F(name) for name in group]), Q()
        if self.field.unique:
            yield [], Q()

    def beside(self, parts: list[Any]) -> list[Any]:
        return [part for part in parts if name_of(part) != self.field.name]


def name_of(part: Any) -> str:
    """The field that a plain part of a key is; empty for a worked-out one, such as a name in lower case."""
    is_plain = isinstance(part, F)
    return str(part.name) if is_plain else ""


def pointers() -> list[Pointer]:
    """Every foreign key to an agency in every table, many-to-many and history tables included, by name."""
    found = [
        Pointer(model, field)
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.managed
        for field in model._meta.local_concrete_fields
        if field.related_model is Agency
    ]
    return sorted(found, key=lambda pointer: pointer.name)
