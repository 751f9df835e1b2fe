"""What an act writes is checked once more beside the database, whoever calls it: a form, a pack, the demo.

The model is asked: its fields, its `clean`, its constraints. Forms ask the same and say it per field: this is the net
below them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast

from audit_project.model_fields import KeptText
from audit_project.refused import Refused


def check_row(row: models.Model, *, only: Iterable[str] | None = None) -> None:
    """Raise `Refused` with whole sentences when a row breaks a limit or a constraint of its model.

    `only` names the fields that are about to be written; without it all are checked. Each constraint costs a query:
    `check_fields` and `constraints_said` do without.
    """
    names = set(only) if only is not None else {f.name for f in row._meta.concrete_fields}
    check_fields(row, names)
    try:
        row.validate_constraints()
        row.validate_unique()
    except ValidationError as error:
        raise Refused(" ".join(error.messages), on=landed(error)) from error


def check_rows(
    rows: Iterable[models.Model], *, but: Mapping[type[models.Model], Collection[str]] | None = None
) -> None:
    """`check_row` for many rows, of one model or several, before they are written in bulk: one query says of all
    foreign keys that are given without their row whether it is there. Rows may point to others that are not written
    yet. Constraints are left to the database: write within `constraints_said`.

    `but` names fields of a model that are not asked, and "clean" where its rules between fields are not.
    """
    rows = list(rows)
    found = keys_there(rows)
    for row in rows:
        left = (but or {}).get(type(row), ())
        names = [field.name for field in row._meta.concrete_fields if field.name not in left]
        there = [field.name for field, key in given_by_key(row) if (place_of(field), str(key)) in found]
        check_fields(row, names, clean="clean" not in left, there=there)


def keys_there(rows: Iterable[models.Model]) -> set[tuple[str, str]]:
    """Which of the rows that foreign keys name are there: (table and column, key as text)."""
    named: dict[str, tuple[Any, set[Any]]] = {}
    for row in rows:
        for field, key in given_by_key(row):
            named.setdefault(place_of(field), (field, set()))[1].add(key)
    asked = [
        field.related_model._base_manager.filter(**{f"{field.target_field.name}__in": keys})
        .order_by()
        .values_list(models.Value(place), Cast(field.target_field.name, models.TextField()))
        for place, (field, keys) in named.items()
    ]
    return set(asked[0].union(*asked[1:], all=True)) if asked else set()


def given_by_key(row: models.Model) -> Iterator[tuple[Any, Any]]:
    """The foreign keys of a row that are set, and whose rows nobody has read: field and key."""
    for field in row._meta.concrete_fields:
        key = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey) and key is not None and not field.is_cached(row):
            yield field, key


def place_of(field: Any) -> str:
    """The table and column that a foreign key points to."""
    return f"{field.related_model._meta.db_table}.{field.target_field.column}"


def check_fields(row: models.Model, names: Iterable[str], *, clean: bool = True, there: Iterable[str] = ()) -> None:
    """The named fields by themselves and with one another (`clean`), without a query: a row that a foreign key points
    to is there when it is at hand, or when the key is among those `there`. What `clean` says of other fields than
    these is not asked now."""
    names = set(names)
    faults = text_faults(row, names)
    try:
        row.clean_fields(exclude={*left_out(row, names), *there})
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            faults[name] = [said if is_whole(row, name, said) else f"{label(row, name)}: {said}" for said in sentences]
    if clean and not faults:
        try:
            row.clean()
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            faults = {name: sentences for name, sentences in found.items() if name in names | {NON_FIELD_ERRORS}}
    if faults:
        every = " ".join(said for sentences in faults.values() for said in sentences)
        raise Refused(every, on={} if NON_FIELD_ERRORS in faults else faults)


def checked(row: models.Model, **fields: Any) -> dict[str, Any]:
    """The fields as they are kept, once the row may hold them: texts are cleaned. The row in hand stays as it is."""
    draft = copy(row)
    for name, value in fields.items():
        setattr(draft, name, value)
    check_fields(draft, {name.removesuffix("_id") for name in fields})
    return {name: getattr(draft, name) for name in fields}


def left_out(row: models.Model, names: set[str]) -> Iterator[str]:
    """The fields that are not asked: those not written, and a foreign key to a row that is at hand."""
    yield from at_hand(row)
    for field in row._meta.concrete_fields:
        if field.name not in names or not field.editable or field.primary_key:
            yield field.name


def at_hand(row: models.Model) -> list[str]:
    """The foreign keys whose rows were read already, or are about to be written before this one."""
    return [field.name for field in row._meta.concrete_fields if row._state.fields_cache.get(field.name) is not None]


def is_whole(row: models.Model, name: str, said: str) -> bool:
    """Whether a field's sentence says what it is about: a text's do, and those that the field brings itself."""
    field: Any = row._meta.get_field(name)
    return isinstance(field, KeptText) or said in field.error_messages.values()


def landed(error: ValidationError) -> dict[str, list[str]]:
    """The sentences of an error by field; empty where some are of none."""
    found = error.message_dict if hasattr(error, "error_dict") else {}
    return {} if NON_FIELD_ERRORS in found else found


def text_faults(row: models.Model, names: set[str]) -> dict[str, list[str]]:
    """Sentences for texts that the database or the page cannot hold: too long, or with a NUL in them."""
    faults: dict[str, list[str]] = {}
    for field in row._meta.concrete_fields:
        value: Any = getattr(row, field.attname) if field.name in names else None
        if not isinstance(value, str) or isinstance(field, KeptText):
            continue
        if "\x00" in value:
            said = f"{label(row, field.name)}: take out the character that cannot be shown."
            faults.setdefault(field.name, []).append(said)
        if isinstance(field, models.TextField) and field.max_length and len(value) > field.max_length:
            said = f"{label(row, field.name)} must be {field.max_length} characters or fewer."
            faults.setdefault(field.name, []).append(said)
    return faults


@contextmanager
def constraints_said(*written: type[models.Model]) -> Iterator[None]:
    """Write rows of a model, several or any (none named), and leave their constraints to the database: the one that it
    names is refused in the sentence that its model has for it, on the field that the model names."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for model in written or apps.get_models():
            for constraint in model._meta.constraints:
                if constraint.name == broken:
                    said = str(constraint.get_violation_error_message())
                    raise Refused(said, on=field_of(model, constraint.name)) from error
            for field in model._meta.concrete_fields:
                if field.unique and broken == f"{model._meta.db_table}_{field.column}_key":
                    raise Refused(str(field.error_messages["unique"]), on=field.name) from error
        raise


def field_of(model: type[models.Model], constraint: str) -> str:
    """The field on which a constraint's sentence lands: as the model says in `lands_on`, or none."""
    return str(getattr(model, "lands_on", {}).get(constraint, ""))


class CheckedModel(models.Model):
    """A model whose constraints say on which field their sentence lands: `lands_on` is a constraint's name to it."""

    lands_on: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """A row that a foreign key points to, and that is at hand, is there: nobody asks the database for it again."""
        super().clean_fields(exclude={*(exclude or ()), *at_hand(self)})

    def validate_constraints(self, exclude: Any = None) -> None:
        faults: dict[str, list[ValidationError]] = {}
        for constraint in self._meta.constraints:
            try:
                constraint.validate(type(self), self, exclude=exclude)
            except ValidationError as error:
                field = field_of(type(self), constraint.name)
                place = field if field and field not in (exclude or ()) else NON_FIELD_ERRORS
                faults.setdefault(place, []).append(error)
        if faults:
            raise ValidationError(faults)


def label(row: models.Model | type[models.Model], name: str) -> str:
    """The field's name as the start of a sentence."""
    if name == NON_FIELD_ERRORS:
        return "This"
    field: Any = row._meta.get_field(name)
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]
