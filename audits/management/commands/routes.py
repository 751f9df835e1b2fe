"""`manage.py routes --json`: every address, its methods and the rule that guards it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import get_resolver

from audit_project.pages import DECLARED


class Command(BaseCommand):
    help = "List every route with its methods and the rule that guards it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        get_resolver().url_patterns  # noqa: B018 (declares the pages)
        rows: list[dict[str, Any]] = [
            {
                "route": "/" + entry.route,
                "name": entry.name,
                "methods": list(entry.methods),
                "rule": entry.rule,
                "public": entry.public,
            }
            for entry in sorted(DECLARED.values(), key=lambda entry: entry.route)
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['route']:60} {'/'.join(row['methods']):16} {row['rule']}")
