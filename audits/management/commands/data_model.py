"""`manage.py data_model -o docs/data-model.md`: the picture of the data, drawn from the models, a room at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import models

from agencies.models import Person

# A picture each: its title, and where its models are defined. The first that fits is a model's room.
ROOMS = {
    "Who: agencies and people": ("agencies.",),
    "Code lists": ("audits.codes.",),
    "Audit tools and rating scales": ("audits.tools.",),
    "1 Set up and scope": ("audits.scope.", "audits.lifecycle"),
    "2 Sample: the cases": ("audits.sample.models",),
    "2 Sample: the draw, the key, who was told": ("audits.sample.",),
    "At any time: immediate concern": ("audits.concerns.",),
    "3 Returns": ("audits.returns.",),
    "4 Multi-agency audit meeting": ("audits.meeting.",),
    "5 Findings and analysis": ("audits.rollup.", "audits.across."),
    "6 Report and briefing": ("audits.briefing.",),
    "7 Actions": ("audits.actions.",),
}
HEAD = """# The data

Drawn from the models by `manage.py data_model -o docs/data-model.md`; a test says when it must be drawn again. A line
is a foreign key, named as its field; `||` must be there, `|o` may be missing, `o{` are many. Left out are keys to
`Person` (who did it), and in the tables keys, versions and the times beside a `_by`. Whether a field identifies
somebody stands in [fields.csv](fields.csv).
"""
APPS = ("agencies", "audits")
Model = type[models.Model]


def models_of_rooms() -> dict[str, list[Model]]:
    """The models of each room, in the order in which they are defined."""
    found: dict[str, list[Model]] = {title: [] for title in ROOMS}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if not hasattr(model, "pgh_tracked_model"):
                found[next(title for title in ROOMS if model.__module__.startswith(ROOMS[title]))].append(model)
    return found


def ties(model: Model) -> list[str]:
    """A line for each foreign key of a model: what it points at, how many on either side, the field."""
    lines = []
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        other = field.related_model
        if not isinstance(other, type) or other._meta.app_label not in APPS or field.name.endswith("_by"):
            continue
        if other is Person and model._meta.app_label != "agencies":
            continue
        one = "|o" if field.null else "||"
        ends = "}o--o{" if field.many_to_many else f"{one}--o|" if field.one_to_one else f"{one}--o{{"
        lines.append(f"  {other.__name__} {ends} {model.__name__} : {field.name}")
    return lines


def row(model: Model) -> str:
    """A line of the table: the model, the first paragraph of its docstring, the fields of its own."""
    about = " ".join((model.__doc__ or "").partition("\n\n")[0].split()).replace("|", "\\|")
    stamps = {field.name.removesuffix("_by") + "_at" for field in model._meta.fields if field.name.endswith("_by")}
    own = [field.name for field in model._meta.concrete_fields if not (field.is_relation or field.primary_key)]
    fields = [name for name in own if name not in stamps | {"uid", "version"}]
    return f"| `{model.__name__}` | {about} | {', '.join(fields)} |"


def drawn() -> str:
    history = sorted(model.__name__ for model in apps.get_models() if hasattr(model, "pgh_tracked_model"))
    parts = [HEAD]
    for title, there in models_of_rooms().items():
        lines = [line for model in there for line in ties(model)]
        picture = ["```mermaid", "erDiagram", *lines, "```", ""] if lines else []
        table = ["| model | what it is | fields |", "|---|---|---|", *map(row, there)]
        parts.append("\n".join([f"## {title}", "", *picture, *table, ""]))
    parts.append(f"## History\n\nWritten by triggers, one row a version, deletable: {', '.join(history)}.\n")
    return "\n".join(parts)


class Command(BaseCommand):
    help = "Draw the data from the models, as Markdown with a Mermaid picture for each room."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", dest="file", type=Path, help="write it into this file instead of printing it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            options["file"].write_text(drawn(), encoding="utf-8")
        else:
            self.stdout.write(drawn(), ending="")
