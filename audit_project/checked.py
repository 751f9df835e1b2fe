"""What an act writes is checked once more beside the database, whoever calls it: a form, a pack, the demo."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from audit_project.refused import Refused


def check_row(row: models.Model, *, only: Iterable[str] | None = None) -> None:
    """Raise `Refused` with whole sentences when a row breaks a limit or a constraint of its model.

    `only` names the fields that are about to be written; without it all are checked. Forms say the same per field:
    this is the net below them.
    """
    names = set(only) if only is not None else {f.name for f in row._meta.concrete_fields}
    skip = {f.name for f in row._meta.concrete_fields if f.name not in names or not f.editable or f.primary_key}
    faults = text_faults(row, names)
    try:
        row.clean_fields(exclude=skip)
    except ValidationError as error:
        faults += [f"{label(row, name)}: {said}" for name, all_said in error.message_dict.items() for said in all_said]
    if faults:
        raise Refused(" ".join(faults))
    try:
        row.validate_constraints()
        row.validate_unique()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def text_faults(row: models.Model, names: set[str]) -> list[str]:
    """Sentences for texts that the database or the page cannot hold: too long, or with a NUL in them."""
    faults = []
    for field in row._meta.concrete_fields:
        value: Any = getattr(row, field.attname) if field.name in names else None
        if not isinstance(value, str):
            continue
        if "\x00" in value:
            faults.append(f"{label(row, field.name)}: take out the character that cannot be shown.")
        if isinstance(field, models.TextField) and field.max_length and len(value) > field.max_length:
            faults.append(f"{label(row, field.name)} must be {field.max_length} characters or fewer.")
    return faults


def label(row: models.Model, name: str) -> str:
    """The field's name as the start of a sentence."""
    if name == "__all__":
        return "This"
    words = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]
